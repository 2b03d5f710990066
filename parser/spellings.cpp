#include "parser/spellings.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

namespace nngen::parser {
namespace {

struct OperatorSpelling {
  std::string_view text;
  TokenKind kind;
  std::uint32_t repeat = 1;
};

constexpr OperatorSpelling operators[] = {
    {"+", TokenKind::plus},
    {"-", TokenKind::minus},
    {"−", TokenKind::minus},
    {"‐", TokenKind::minus},
    {"‑", TokenKind::minus},
    {"‒", TokenKind::minus},
    {"–", TokenKind::minus},
    {"—", TokenKind::minus},
    {"―", TokenKind::minus},
    {"﹣", TokenKind::minus},
    {"－", TokenKind::minus},
    {"·", TokenKind::product},
    {"⋅", TokenKind::product},
    {"∗", TokenKind::product},
    {"*", TokenKind::product},
    {"\u0387", TokenKind::product},
    {"∘", TokenKind::hadamard},
    {"⊙", TokenKind::hadamard},
    {"◦", TokenKind::hadamard},
    {".*", TokenKind::hadamard},
    {"•", TokenKind::reversed},
    {"⊗", TokenKind::kronecker},
    {"/", TokenKind::divide},
    {"∕", TokenKind::divide},
    {"⁄", TokenKind::divide},
    {"⊘", TokenKind::elementwise_divide},
    {"./", TokenKind::elementwise_divide},
    {"×", TokenKind::times},
    {"⨯", TokenKind::times},
    {"**", TokenKind::double_star},
    {"^", TokenKind::caret},
    {".^", TokenKind::elementwise_caret},
    {"'", TokenKind::prime},
    {"′", TokenKind::prime},
    {"’", TokenKind::prime},
    {"″", TokenKind::prime, 2},
    {"‴", TokenKind::prime, 3},
    {"ᵀ", TokenKind::transpose},
    {"⁻ᵀ", TokenKind::inverse_transpose},
    {"⊤", TokenKind::top},
    {"⊺", TokenKind::top},
    {"<", TokenKind::less},
    {"<=", TokenKind::less_equal},
    {"≤", TokenKind::less_equal},
    {"⩽", TokenKind::less_equal},
    {">", TokenKind::greater},
    {">=", TokenKind::greater_equal},
    {"≥", TokenKind::greater_equal},
    {"⩾", TokenKind::greater_equal},
    {"=", TokenKind::equal},
    {"==", TokenKind::double_equal},
    {"!=", TokenKind::not_equal},
    {"≠", TokenKind::not_equal},
    {":=", TokenKind::define},
    {"≔", TokenKind::define},
    {":", TokenKind::colon},
    {"∈", TokenKind::element_of},
    {"∊", TokenKind::element_of},
    {"..", TokenKind::dot_dot},
    {",", TokenKind::comma},
    {";", TokenKind::semicolon},
    {"...", TokenKind::ellipsis},
    {"…", TokenKind::ellipsis},
    {"⋯", TokenKind::ellipsis},
    {"∞", TokenKind::infinity},
    {"∇", TokenKind::nabla},
    {"∂", TokenKind::partial},
    {"√", TokenKind::square_root},
    {"(", TokenKind::left_parenthesis},
    {")", TokenKind::right_parenthesis},
    {"[", TokenKind::left_bracket},
    {"]", TokenKind::right_bracket},
    {"{", TokenKind::left_brace},
    {"}", TokenKind::right_brace},
    {"⟨", TokenKind::left_angle},
    {"〈", TokenKind::left_angle},
    {"\u2329", TokenKind::left_angle},
    {"⟩", TokenKind::right_angle},
    {"〉", TokenKind::right_angle},
    {"\u232A", TokenKind::right_angle},
    {"|", TokenKind::bar},
    {"∣", TokenKind::bar},
    {"||", TokenKind::double_bar},
    {"‖", TokenKind::double_bar},
    {"∥", TokenKind::double_bar},
};

/// The operators by their first byte, the longer ones first.
const std::array<std::vector<const OperatorSpelling*>, 256>& operators_by_byte() {
  static const auto table = [] {
    std::array<std::vector<const OperatorSpelling*>, 256> by_byte;
    for (const OperatorSpelling& op : operators) {
      by_byte[static_cast<unsigned char>(op.text.front())].push_back(&op);
    }
    for (auto& row : by_byte) {
      std::sort(row.begin(), row.end(), [](const OperatorSpelling* a, const OperatorSpelling* b) {
        return a->text.size() > b->text.size();
      });
    }
    return by_byte;
  }();
  return table;
}

struct Keyword {
  std::string_view word;
  TokenKind kind;
};

constexpr Keyword keywords[] = {
    {"let", TokenKind::kw_let},       {"input", TokenKind::kw_input},
    {"target", TokenKind::kw_target}, {"param", TokenKind::kw_param},
    {"const", TokenKind::kw_const},   {"act", TokenKind::kw_act},
    {"def", TokenKind::kw_def},       {"loss", TokenKind::kw_loss},
    {"output", TokenKind::kw_output}, {"init", TokenKind::kw_init},
    {"for", TokenKind::kw_for},       {"end", TokenKind::kw_end},
};

struct Mapping {
  char32_t from;
  char32_t to;
};

constexpr Mapping subscripts[] = {
    {U'₀', U'0'}, {U'₁', U'1'}, {U'₂', U'2'}, {U'₃', U'3'}, {U'₄', U'4'}, {U'₅', U'5'},
    {U'₆', U'6'}, {U'₇', U'7'}, {U'₈', U'8'}, {U'₉', U'9'}, {U'₊', U'+'}, {U'₋', U'-'},
    {U'₍', U'('}, {U'₎', U')'}, {U'ₐ', U'a'}, {U'ₑ', U'e'}, {U'ₕ', U'h'}, {U'ᵢ', U'i'},
    {U'ⱼ', U'j'}, {U'ₖ', U'k'}, {U'ₗ', U'l'}, {U'ₘ', U'm'}, {U'ₙ', U'n'}, {U'ₒ', U'o'},
    {U'ₚ', U'p'}, {U'ᵣ', U'r'}, {U'ₛ', U's'}, {U'ₜ', U't'}, {U'ᵤ', U'u'}, {U'ᵥ', U'v'},
    {U'ₓ', U'x'}, {U'ᵦ', U'β'}, {U'ᵧ', U'γ'}, {U'ᵨ', U'ρ'}, {U'ᵩ', U'φ'}, {U'ᵪ', U'χ'},
};

constexpr Mapping superscripts[] = {
    {U'⁰', U'0'}, {U'¹', U'1'}, {U'²', U'2'}, {U'³', U'3'}, {U'⁴', U'4'}, {U'⁵', U'5'},
    {U'⁶', U'6'}, {U'⁷', U'7'}, {U'⁸', U'8'}, {U'⁹', U'9'}, {U'⁺', U'+'}, {U'⁻', U'-'},
    {U'⁽', U'('}, {U'⁾', U')'}, {U'ᵃ', U'a'}, {U'ᵇ', U'b'}, {U'ᶜ', U'c'}, {U'ᵈ', U'd'},
    {U'ᵉ', U'e'}, {U'ᶠ', U'f'}, {U'ᵍ', U'g'}, {U'ʰ', U'h'}, {U'ⁱ', U'i'}, {U'ʲ', U'j'},
    {U'ᵏ', U'k'}, {U'ˡ', U'l'}, {U'ᵐ', U'm'}, {U'ⁿ', U'n'}, {U'ᵒ', U'o'}, {U'ᵖ', U'p'},
    {U'ʳ', U'r'}, {U'ˢ', U's'}, {U'ᵗ', U't'}, {U'ᵘ', U'u'}, {U'ᵛ', U'v'}, {U'ʷ', U'w'},
    {U'ˣ', U'x'}, {U'ʸ', U'y'}, {U'ᶻ', U'z'}, {U'ᴬ', U'A'}, {U'ᴮ', U'B'}, {U'ᴰ', U'D'},
    {U'ᴱ', U'E'}, {U'ᴳ', U'G'}, {U'ᴴ', U'H'}, {U'ᴵ', U'I'}, {U'ᴶ', U'J'}, {U'ᴷ', U'K'},
    {U'ᴸ', U'L'}, {U'ᴹ', U'M'}, {U'ᴺ', U'N'}, {U'ᴼ', U'O'}, {U'ᴾ', U'P'}, {U'ᴿ', U'R'},
    {U'ᵁ', U'U'}, {U'ⱽ', U'V'}, {U'ᵂ', U'W'}, {U'ᵝ', U'β'}, {U'ᵞ', U'γ'}, {U'ᵟ', U'δ'},
};

constexpr Mapping look_alikes[] = {
    {U'µ', U'μ'}, {U'∆', U'Δ'}, {U'∑', U'Σ'}, {U'ϵ', U'ε'}, {U'ϕ', U'φ'},
};

struct Fraction {
  char32_t character;
  int numerator;
  int denominator;
};

constexpr Fraction fractions[] = {
    {U'½', 1, 2}, {U'⅓', 1, 3}, {U'⅔', 2, 3}, {U'¼', 1, 4}, {U'¾', 3, 4}, {U'⅕', 1, 5},
    {U'⅖', 2, 5}, {U'⅗', 3, 5}, {U'⅘', 4, 5}, {U'⅙', 1, 6}, {U'⅚', 5, 6}, {U'⅐', 1, 7},
    {U'⅛', 1, 8}, {U'⅜', 3, 8}, {U'⅝', 5, 8}, {U'⅞', 7, 8}, {U'⅑', 1, 9}, {U'⅒', 1, 10},
};

struct StrayHint {
  char32_t character;
  std::string_view hint;
};

constexpr StrayHint stray_hints[] = {
    {U'÷', "write / to divide"},
    {U'∙', "write · for the product or • for the reversed product"},
    {U'⋆', "write · for the product or ∘ for the elementwise product"},
    {U'.', "the transpose is xᵀ or x', an entry x[1]; a number has a digit beside its dot"},
    {U'@', "write · for the matrix product"},
    {U'$', "write the formula without $"},
    {U'\\', "write the symbol itself (σ, ∇, ·) in place of a LaTeX command"},
    {U'%', "a comment starts with #"},
    {U'"', "write ' for a transpose or a derivative"},
    {U'`', "write ' for a transpose or a derivative"},
    {U'‘', "write ' for a transpose or a derivative"},
    {U'“', "write ' for a transpose or a derivative"},
    {U'”', "write ' for a transpose or a derivative"},
    {U'⊕', "a direct sum is a list: [tanh×7, identity]"},
    {U'~', "write = to define and ≠ to compare"},
    {U'≈', "write = to define"},
    {U'≡', "write = to define"},
    {U'←', "write = to define"},
    {U'!', "write ≠ or != to compare"},
    {U'&', "conditions are combined by nested where(c, a, b)"},
    {U'∏', "write the product out factor by factor"},
    {U'∫', "there are no integrals"},
    {U'⊥', "write ᵀ or ^T for the transpose"},
    {U'†', "write ᵀ or ^T for the transpose"},
    {U'，', "write ,"},
    {U'；', "write ;"},
    {U'：', "write :"},
    {U'（', "write ("},
    {U'）', "write )"},
    {U'＝', "write ="},
    {U'＋', "write +"},
};

template <std::size_t size>
char32_t find_mapping(const Mapping (&table)[size], char32_t code_point, char32_t otherwise) {
  const Mapping* entry = std::find_if(std::begin(table), std::end(table),
                                      [&](const Mapping& m) { return m.from == code_point; });
  return entry == std::end(table) ? otherwise : entry->to;
}

template <std::size_t size>
char32_t find_inverse(const Mapping (&table)[size], char32_t code_point) {
  const Mapping* entry = std::find_if(std::begin(table), std::end(table),
                                      [&](const Mapping& m) { return m.to == code_point; });
  return entry == std::end(table) ? 0 : entry->from;
}

}  // namespace

Spelling find_operator(std::string_view text, std::size_t offset) {
  const std::string_view rest = text.substr(offset);
  for (const OperatorSpelling* op : operators_by_byte()[static_cast<unsigned char>(rest[0])]) {
    if (rest.substr(0, op->text.size()) == op->text) {
      return {op->kind, static_cast<std::uint32_t>(op->text.size()), op->repeat};
    }
  }
  return {};
}

std::optional<TokenKind> find_keyword(std::string_view word) {
  for (const Keyword& keyword : keywords) {
    if (keyword.word == word) return keyword.kind;
  }
  return std::nullopt;
}

std::optional<double> vulgar_fraction(char32_t code_point) {
  for (const Fraction& f : fractions) {
    if (f.character == code_point) return static_cast<double>(f.numerator) / f.denominator;
  }
  return std::nullopt;
}

char32_t to_vulgar_fraction(double value) {
  for (const Fraction& f : fractions) {
    if (static_cast<double>(f.numerator) / f.denominator == value) return f.character;
  }
  return 0;
}

char32_t from_subscript(char32_t code_point) {
  return code_point < 0x1D00 ? 0 : find_mapping(subscripts, code_point, 0);
}

char32_t from_superscript(char32_t code_point) {
  return code_point < 0xB2 ? 0 : find_mapping(superscripts, code_point, 0);
}

char32_t to_subscript(char32_t code_point) { return find_inverse(subscripts, code_point); }

char32_t to_superscript(char32_t code_point) { return find_inverse(superscripts, code_point); }

char32_t look_alike(char32_t code_point) {
  return find_mapping(look_alikes, code_point, code_point);
}

std::string_view stray_hint(char32_t code_point) {
  for (const StrayHint& entry : stray_hints) {
    if (entry.character == code_point) return entry.hint;
  }
  return {};
}

}  // namespace nngen::parser
