#include "codegen/formula/ascii_words.hpp"

#include <array>
#include <utility>

namespace nngen::codegen {
namespace {

// What is longer stands before what it begins with.
constexpr std::array<std::pair<std::string_view, std::string_view>, 38> spellings = {{
    {"⁻¹", "^-1"},  {"⁻ᵀ", "^-T"},   {"ⁿ⁻¹", "^(n-1)"}, {"ⁿ", "^n"},    {"ᵀ", "'"},
    {"²", "^2"},    {"·", "*"},      {"∘", ".*"},       {"⊘", "./"},    {"−", "-"},
    {"–", "-"},     {"→", "->"},     {"⟨", "<"},        {"⟩", ">"},     {"‖", "||"},
    {"½", "1/2"},   {"Σₛ", "sum_s"}, {"Σ", "sum "},     {"Ā", "A_bar"}, {"ā", "a_bar"},
    {"X̄", "X_bar"}, {"x̄", "x_bar"},  {"Ȳ", "Y_bar"},    {"ȳ", "y_bar"}, {"B̄", "B_bar"},
    {"b̄", "b_bar"}, {"C̄", "C_bar"},  {"s̄", "s_bar"},    {"z̄", "z_bar"}, {"p̄", "p_bar"},
    {"ₛ", "_s"},    {"∇", "grad "},  {"∂", "d"},        {"…", "..."},   {"ᵢ", "_i"},
    {"×", " x "},   {"⊗", " kron "}, {"σ", "sigma"},
}};

}  // namespace

std::string ascii_words(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    std::string_view written = text.substr(0, 1);
    std::size_t length = 1;
    for (const auto& [unicode, ascii] : spellings) {
      if (!text.starts_with(unicode)) continue;
      written = ascii;
      length = unicode.size();
      break;
    }
    result += written;
    text.remove_prefix(length);
  }
  return result;
}

}  // namespace nngen::codegen
