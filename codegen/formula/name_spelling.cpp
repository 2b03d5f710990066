// Names of a file as LaTeX and MathML: δs is δ with the subscript s, W_out has the subscript out.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "codegen/formula/spelling.hpp"
#include "codegen/identifiers.hpp"

namespace nngen::codegen {
namespace {

std::size_t length_of_code_point(unsigned char first) {
  return first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

bool is_combining(std::string_view letter) {
  return letter.size() == 2 && (letter[0] == '\xCC' || (letter[0] == '\xCD' && letter[1] < '\xB0'));
}

// Letters with the accents that follow them.
std::vector<std::string_view> letters_of(std::string_view text) {
  std::vector<std::string_view> letters;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t next = at + length_of_code_point(static_cast<unsigned char>(text[at]));
    if (!letters.empty() && is_combining(text.substr(at, next - at))) {
      letters.back() = text.substr(begin, next - begin);
    } else {
      begin = at;
      letters.push_back(text.substr(at, next - at));
    }
    at = next;
  }
  return letters;
}

bool is_delta(std::string_view letter) { return letter == "δ" || letter == "Δ"; }

// Greek letters that LaTeX writes with Latin ones.
std::string latex_greek(const std::string& name) {
  constexpr std::string_view latin[] = {"Alpha", "Beta",  "Epsilon", "Zeta",   "Eta",
                                        "Iota",  "Kappa", "Mu",      "Nu",     "Omicron",
                                        "Rho",   "Tau",   "Chi",     "omicron"};
  constexpr std::string_view letters = "ABEZHIKMNOPTXo";
  for (std::size_t i = 0; i < std::size(latin); ++i) {
    if (name == latin[i]) return fmt::format("\\mathrm{{{}}}", letters[i]);
  }
  // ε and φ are LaTeX's variants
  return (name == "epsilon" || name == "phi" ? "\\var" : "\\") + name;
}

// L for ℒ; 0 for what is no capital in script.
char script_letter(std::string_view letter) {
  constexpr std::pair<std::string_view, char> of_old[] = {{"ℬ", 'B'}, {"ℰ", 'E'}, {"ℱ", 'F'},
                                                          {"ℋ", 'H'}, {"ℐ", 'I'}, {"ℒ", 'L'},
                                                          {"ℳ", 'M'}, {"ℛ", 'R'}};
  for (const auto& [sign, capital] : of_old) {
    if (letter == sign) return capital;
  }
  constexpr std::string_view capital_a = "𝒜";  // the alphabet follows it
  if (letter.size() != capital_a.size() || letter.substr(0, 3) != capital_a.substr(0, 3)) return 0;
  const int place =
      static_cast<unsigned char>(letter[3]) - static_cast<unsigned char>(capital_a[3]);
  return place >= 0 && place < 26 ? static_cast<char>('A' + place) : '\0';
}

// Ångström, naïve: words of letters with accents.
bool is_foreign_word(const std::vector<std::string_view>& letters) {
  std::size_t plain = 0;
  bool has_accents = false;
  for (const std::string_view letter : letters) {
    if (letter.size() == 1) ++plain;
    const bool is_latin =
        letter.size() == 2 && (letter[0] == '\xC3' || letter[0] == '\xC4' || letter[0] == '\xC5');
    has_accents = has_accents || is_latin;
    if (letter.size() > 1 && !is_latin) return false;
  }
  return has_accents && plain > 1;
}

std::string latex_letter(std::string_view letter) {
  if (letter.size() == 1) return std::string(letter);
  const std::string spelled = spelled_in_ascii(letter);
  const std::size_t mark = spelled.find('_');
  if (mark != std::string::npos) {
    const std::string base = spelled.substr(0, mark);
    return fmt::format("\\{}{{{}}}", spelled.substr(mark + 1),
                       base.size() == 1 ? base : latex_greek(base));
  }
  if (letter == "ℓ") return "\\ell";
  if (const char script = script_letter(letter)) return fmt::format("\\mathcal{{{}}}", script);
  const bool is_greek = spelled[0] != 'u' || spelled == "upsilon";
  return is_greek ? latex_greek(spelled) : fmt::format("\\text{{{}}}", letter);
}

std::string latex_word(std::string_view word) {
  const auto letters = letters_of(word);
  if (is_foreign_word(letters)) return fmt::format("\\textit{{{}}}", word);
  std::string result;
  std::string run;  // of ASCII letters: a word of its own
  const auto end_run = [&] {
    result += run.size() > 1 ? "\\mathit{" + run + "}" : run;
    run.clear();
  };
  for (const std::string_view letter : letters) {
    if (letter.size() == 1) {
      run += letter;
      continue;
    }
    end_run();
    if (!result.empty()) result += ' ';
    result += latex_letter(letter);
  }
  if (!run.empty() && !result.empty() && result.back() != '}') result += ' ';
  end_run();
  return result;
}

// The sign above a letter, by the word for it in ASCII.
std::string_view accent_of(std::string_view word) {
  constexpr std::pair<std::string_view, std::string_view> accents[] = {
      {"hat", "^"}, {"bar", "¯"}, {"dot", "˙"}, {"ddot", "¨"}, {"tilde", "~"}, {"check", "ˇ"}};
  for (const auto& [name, sign] : accents) {
    if (word == name) return sign;
  }
  return {};
}

// A letter with an accent is a letter below a sign: only so it is slanted like the others.
std::string mathml_word(std::string_view word) {
  const std::string plain = fmt::format("<mi>{}</mi>", word);
  if (letters_of(word).size() != 1 || word.size() == 1) return plain;
  const std::string spelled = spelled_in_ascii(word);
  const std::size_t mark = spelled.find('_');
  if (mark == std::string::npos) return plain;
  const std::string_view accent = accent_of(std::string_view(spelled).substr(mark + 1));
  const std::size_t first = length_of_code_point(static_cast<unsigned char>(word[0]));
  const std::string letter(first < word.size() ? word.substr(0, first)
                                               : std::string_view(spelled).substr(0, mark));
  if (accent.empty() || (first == word.size() && letter.size() != 1)) return plain;
  return fmt::format("<mover accent=\"true\"><mi>{}</mi><mo>{}</mo></mover>", letter, accent);
}

// A name as its head and what stands below it.
struct Parts {
  std::string_view head;
  std::vector<std::string_view> words;
  bool is_cotangent = false;  // δ of the name that follows it
};

Parts parts_of(std::string_view base) {
  Parts parts;
  const auto letters = letters_of(base);
  if (letters.size() > 1 && is_delta(letters[0])) {
    parts.is_cotangent = true;
    parts.head = letters[0];
    parts.words = {base.substr(letters[0].size())};
    return parts;
  }
  while (true) {
    const std::size_t underscore = base.find('_');
    const std::string_view word = base.substr(0, underscore);
    if (parts.head.empty())
      parts.head = word;
    else if (!word.empty())
      parts.words.push_back(word);
    if (underscore == std::string_view::npos) break;
    base.remove_prefix(underscore + 1);
  }
  return parts;
}

}  // namespace

std::string latex_name(const ir::Name& name, std::optional<RelativeIndex> relative) {
  const Parts parts = parts_of(name.base);
  const std::string head = latex_word(parts.head);
  if (parts.is_cotangent) {
    const ir::Name of{std::string(parts.words[0]), name.index, name.in_family};
    return fmt::format("{}_{{{}}}", head, latex_name(of, relative));
  }
  std::string below;
  for (const std::string_view word : parts.words)
    below += (below.empty() ? "" : ",") + latex_word(word);
  if (name.index) {
    if (!below.empty()) below += ',';
    if (!relative)
      below += std::to_string(*name.index);
    else if (relative->offset == 0)
      below += 'i';
    else
      below += fmt::format("i{:+}", relative->offset);
  }
  return below.empty() ? head : fmt::format("{}_{{{}}}", head, below);
}

std::string mathml_name(const ir::Name& name, std::optional<RelativeIndex> relative) {
  const Parts parts = parts_of(name.base);
  const std::string head = mathml_word(parts.head);
  if (parts.is_cotangent) {
    const ir::Name of{std::string(parts.words[0]), name.index, name.in_family};
    return fmt::format("<msub>{}{}</msub>", head, mathml_name(of, relative));
  }
  std::string below;
  constexpr std::string_view comma = "<mo>,</mo>";
  for (const std::string_view word : parts.words) {
    if (!below.empty()) below += comma;
    below += mathml_word(word);
  }
  if (name.index) {
    if (!below.empty()) below += comma;
    if (!relative) {
      below += fmt::format("<mn>{}</mn>", *name.index);
    } else {
      below += "<mi>i</mi>";
      if (relative->offset != 0) {
        below += fmt::format("<mo>{}</mo><mn>{}</mn>", relative->offset < 0 ? "−" : "+",
                             std::abs(relative->offset));
      }
    }
  }
  if (below.empty()) return head;
  return fmt::format("<msub>{}<mrow>{}</mrow></msub>", head, below);
}

}  // namespace nngen::codegen
