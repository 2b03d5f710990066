#pragma once
// Names of the source as identifiers of C++, and source text as comments.

#include <string>
#include <string_view>
#include <unordered_set>

namespace nngen::codegen {

/// The name spelled with ASCII letters, digits and single underscores: Σ1 → Sigma1, δs → delta_s, ŷ → y_hat.
/// Never empty, never with a digit or underscore first; it may still be a keyword or taken.
std::string spelled_in_ascii(std::string_view name);

/// Whether C++ or a common header has other uses for the identifier: keywords, macros, _X.
bool is_reserved(std::string_view identifier);

/// Legal identifiers of one scope, each given once.
class Identifiers {
 public:
  /// Keywords, reserved words and common macros are never given.
  Identifiers();
  /// Names that the emitted code uses itself.
  void reserve(std::string_view identifier);
  /// A legal identifier for the name; with underscores and numbers behind it where the plain one is taken.
  std::string add(std::string_view name);

 private:
  bool is_free(const std::string& identifier) const;

  std::unordered_set<std::string> taken_;
};

/// Text that can stand behind `//`: it neither ends the line nor carries it on to the next.
std::string comment_text(std::string_view text);

}  // namespace nngen::codegen
