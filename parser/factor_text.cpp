#include "parser/factor_text.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace nngen::parser {
namespace {

constexpr std::array<std::string_view, 13> operators = {" ", "+", "-", "*", "/", "·", "∘",
                                                        "⊙", "⊘", "•", "⊗", "−", "⋅"};
constexpr std::array<std::string_view, 2> transposes = {"ᵀ", "'"};

/// Is there an operator outside of all brackets? Bars are taken for letters: they close again.
bool is_compound(std::string_view text) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(' || text[i] == '[' || text[i] == '{') ++depth;
    if (text[i] == ')' || text[i] == ']' || text[i] == '}') --depth;
    const auto begins = [&](std::string_view op) { return text.substr(i).starts_with(op); };
    if (depth == 0 && std::any_of(operators.begin(), operators.end(), begins)) return true;
  }
  return false;
}

std::string in_brackets(const std::string& text) {
  return is_compound(text) ? "(" + text + ")" : text;
}

}  // namespace

FactorText::FactorText(std::string text, bool is_ascii)
    : text_(std::move(text)), bracketed_(in_brackets(text_)), is_ascii_(is_ascii) {}

std::string FactorText::transposed() const {
  if (bracketed_ == text_) {
    for (const std::string_view transpose : transposes) {
      if (text_.ends_with(transpose)) return text_.substr(0, text_.size() - transpose.size());
    }
  }
  return bracketed_ + (is_ascii_ ? "'" : "ᵀ");
}

}  // namespace nngen::parser
