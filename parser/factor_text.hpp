#pragma once
// The text of an operand as a factor of a product that a hint proposes.

#include <string>

namespace nngen::parser {

class FactorText {
 public:
  FactorText(std::string text, bool is_ascii);

  /// In brackets, unless it is a name, a call or the like.
  std::string plain() const { return bracketed_; }
  /// One transpose more, or one less where it has one.
  std::string transposed() const;

 private:
  std::string text_;
  std::string bracketed_;
  bool is_ascii_;
};

}  // namespace nngen::parser
