#pragma once
// A dimension: an integer, or a polynomial in symbolic dimensions in canonical form.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nngen::ir {

/// Compared by value: n + 1 equals 1 + n. Sums and products saturate instead of overflowing, those of
/// symbols where their polynomial gets too long; the parser refuses sizes beyond `Dim::limit`.
class Dim {
 public:
  static constexpr std::int64_t limit = 2147483647;  // 2^31 − 1

  Dim(std::int64_t value) : value_(value) {}  // NOLINT: an integer is a dimension
  static Dim symbol(std::string name);

  bool is_known() const { return symbolic_ == nullptr; }
  /// The integer; only for a known dimension.
  std::int64_t value() const;
  bool is_one() const { return is_known() && value_ == 1; }
  /// Replaces symbols by integers where the function gives one.
  Dim substitute(
      const std::function<std::optional<std::int64_t>(std::string_view)>& value_of) const;
  /// Replaces symbols by dimensions where the function gives one.
  Dim replace(const std::function<std::optional<Dim>(std::string_view)>& dim_of) const;
  /// The names of the symbols in it, sorted.
  std::vector<std::string> symbols() const;

  std::string to_string() const;
  std::size_t hash() const;

  friend Dim operator+(const Dim& a, const Dim& b);
  friend Dim operator-(const Dim& a, const Dim& b);
  friend Dim operator*(const Dim& a, const Dim& b);
  friend bool operator==(const Dim& a, const Dim& b);

 private:
  // Monomial (its symbols, sorted, with repetition) → integer coefficient, no zero coefficients.
  using Polynomial = std::map<std::vector<std::string>, std::int64_t>;
  static Dim from_polynomial(Polynomial polynomial);
  Polynomial polynomial() const;

  std::int64_t value_ = 0;
  std::shared_ptr<const Polynomial> symbolic_;
};

}  // namespace nngen::ir
