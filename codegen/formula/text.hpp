#pragma once
// Boxes as text of the language, in Unicode or ASCII spelling: what is printed parses again.

#include <cstdint>
#include <optional>
#include <string>

#include "codegen/formula/layout.hpp"
#include "codegen/formula/show.hpp"

namespace nngen::codegen {

/// Renders names and boxes. With an index `relative_to`, members of families are written relative to it:
/// W₃ at 2 as Wᵢ₊₁; this is how lines of a family are compared and printed once for all.
class TextRenderer {
 public:
  explicit TextRenderer(FormulaStyle style, std::optional<std::int64_t> relative_to = std::nullopt)
      : style_(style), relative_to_(relative_to) {}

  std::string render(const Box& box) const;
  std::string name(const ir::Name& name) const;
  /// The left side of a gradient: ∇_W₁ L, or grad(L, W1).
  std::string gradient(const ir::Name& of, const ir::Name& by) const;

 private:
  bool unicode() const { return style_ == FormulaStyle::unicode; }
  std::string subscript(std::int64_t index) const;
  std::string relative(const ir::Name& name) const;
  std::string number(double value) const;
  std::string sum(const Box& box) const;
  std::string product(const Box& box) const;
  std::string negation(const Box& box) const;
  std::string inverse(const Box& box) const;
  std::string nested_kronecker(const Box& box) const;
  std::string power(const Box& box) const;
  std::string norm_square(const Box& box) const;
  std::string list(const Box& box, const char* separator) const;
  const char* sign(ProductSign sign) const;

  FormulaStyle style_;
  std::optional<std::int64_t> relative_to_;
};

}  // namespace nngen::codegen
