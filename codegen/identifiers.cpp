#include "codegen/identifiers.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace nngen::codegen {
namespace {

constexpr std::string_view keywords[] = {
    "alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break",
    "case", "catch", "char", "char16_t", "char32_t", "char8_t", "class", "co_await", "co_return",
    "co_yield", "compl", "concept", "const", "const_cast", "consteval", "constexpr", "constinit",
    "continue", "decltype", "default", "delete", "do", "double", "dynamic_cast", "else", "enum",
    "explicit", "export", "extern", "false", "float", "for", "friend", "goto", "if", "inline",
    "int", "long", "mutable", "namespace", "new", "noexcept", "not", "not_eq", "nullptr",
    "operator", "or", "or_eq", "private", "protected", "public", "register", "reinterpret_cast",
    "requires", "return", "short", "signed", "sizeof", "static", "static_assert", "static_cast",
    "struct", "switch", "template", "this", "thread_local", "throw", "true", "try", "typedef",
    "typeid", "typename", "union", "unsigned", "using", "virtual", "void", "volatile", "wchar_t",
    "while", "xor", "xor_eq",
    // macros of the standard library and of compilers
    "assert", "BUFSIZ", "CHAR_BIT", "EOF", "errno", "FILENAME_MAX", "FLT_RADIX", "HUGE_VAL",
    "HUGE_VALF", "HUGE_VALL", "I", "INFINITY", "linux", "major", "MATH_ERREXCEPT", "MATH_ERRNO",
    "math_errhandling", "minor", "NAN", "NDEBUG", "NULL", "RAND_MAX", "SEEK_CUR", "SEEK_END",
    "SEEK_SET", "signals", "slots", "stderr", "stdin", "stdout", "unix", "min", "max", "near",
    "far", "complex", "imaginary", "offsetof", "setjmp", "std", "Eigen", "nngen", "i386", "main",
    "typeof", "alloca", "makedev", "issubnormal", "sigmask", "sigsetjmp", "strdupa", "strndupa",
    "M_PI_2", "M_PI_4", "CSIGNAL", "MAXFLOAT", "MINSIGSTKSZ", "NFDBITS", "NGREG", "NSIG", "NZERO",
    "SNAN", "SNANF", "SNANL"};

// Greek by its alphabet: the 17th place of the capitals is empty, of the small letters final sigma.
constexpr std::array<std::string_view, 25> greek{
    "alpha", "beta",   "gamma",   "delta", "epsilon", "zeta",    "eta",  "theta", "iota",
    "kappa", "lambda", "mu",      "nu",    "xi",      "omicron", "pi",   "rho",   "sigma",
    "sigma", "tau",    "upsilon", "phi",   "chi",     "psi",     "omega"};

struct Mark {
  char32_t combining;
  std::string_view name;
  std::u32string_view letters;  // letters that carry it as one code point
  std::string_view bases;
};
constexpr Mark marks[] = {
    {0x302, "hat", U"âĉêĝĥîĵôŝûŵŷẑÂĈÊĜĤÎĴÔŜÛŴŶẐ", "aceghijosuwyzACEGHIJOSUWYZ"},
    {0x304, "bar", U"āēīōūȳḡĀĒĪŌŪȲḠ", "aeiouygAEIOUYG"},
    {0x303, "tilde", U"ãñõĩũẽỹṽÃÑÕĨŨẼỸṼ", "anoiueyvANOIUEYV"},
    {0x307, "dot", U"ȧḃċḋėḟġḣṁṅȯṗṙṡṫẇẋẏżȦḂĊḊĖḞĠḢṀṄȮṖṘṠṪẆẊẎŻ",
     "abcdefghmnoprstwxyzABCDEFGHMNOPRSTWXYZ"},
    {0x308, "ddot", U"äëïöüÿẍẅẗḧÄËÏÖÜŸẌẄḦ", "aeiouyxwthAEIOUYXWH"},
    {0x301, "acute", U"áéíóúýćńśźÁÉÍÓÚÝĆŃŚŹ", "aeiouycnszAEIOUYCNSZ"},
    {0x300, "grave", U"àèìòùÀÈÌÒÙ", "aeiouAEIOU"},
    {0x30C, "check", U"ǎčďěǐňǒřšťǔžǍČĎĚǏŇǑŘŠŤǓŽ", "acdeinorstuzACDEINORSTUZ"},
};

// The next code point of valid UTF-8; anything else counts byte by byte.
char32_t next_code_point(std::string_view& text) {
  const auto byte = static_cast<unsigned char>(text[0]);
  const std::size_t length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
  char32_t code = byte;
  if (length > 1 && text.size() >= length) {
    code = byte & (0x7Fu >> length);
    for (std::size_t i = 1; i < length; ++i) {
      code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3Fu);
    }
    text.remove_prefix(length);
  } else {
    text.remove_prefix(1);
  }
  return code;
}

// A piece of the result; words are set off from letters beside them.
class Speller {
 public:
  void letter(char c) {
    if (after_word_) separate();
    text_ += c;
    after_word_ = false;
  }
  void digit(char c) {
    text_ += c;
    after_word_ = false;
  }
  void word(std::string_view word) {
    separate();
    text_ += word;
    after_word_ = true;
  }
  void separate() {
    if (!text_.empty() && text_.back() != '_') text_ += '_';
  }
  std::string finish() && {
    while (!text_.empty() && text_.back() == '_') text_.pop_back();
    const bool starts_well = !text_.empty() && (text_[0] < '0' || text_[0] > '9');
    return starts_well ? std::move(text_) : "v" + text_;
  }

 private:
  std::string text_;
  bool after_word_ = false;
};

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

// Like a macro of some header that may stand before the emitted one: INT_MAX, M_E, EDOM, SIGINT,
// va_arg.
bool looks_like_macro(std::string_view name) {
  for (const std::string_view prefix :
       {"M_", "L_", "PRI", "SCN", "va_", "si_", "sa_", "pthread_", "eigen_"}) {
    if (name.starts_with(prefix)) return true;
  }
  const auto two_capitals = std::adjacent_find(
      name.begin(), name.end(), [](char a, char b) { return is_capital(a) && is_capital(b); });
  if (two_capitals == name.end()) return false;
  if (name.find('_') != std::string_view::npos) return true;
  const bool has_capitals_only =
      std::none_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  return has_capitals_only &&
         (name.starts_with("SIG") || (name.starts_with('E') && name.size() > 2) ||
          (name.starts_with('W') && name.size() > 3));
}

std::string greek_name(char32_t code) {
  if (code >= 0x3B1 && code <= 0x3C9) return std::string(greek[code - 0x3B1]);
  if (code >= 0x391 && code <= 0x3A9 && code != 0x3A2) {
    std::string name(greek[code - 0x391]);
    name[0] = static_cast<char>(name[0] - 'a' + 'A');
    return name;
  }
  return {};
}

bool spell_marked(Speller& speller, char32_t code) {
  for (const Mark& mark : marks) {
    if (code == mark.combining) return speller.word(mark.name), true;
    const auto place = mark.letters.find(code);
    if (place == std::u32string_view::npos) continue;
    speller.letter(mark.bases[place]);
    speller.word(mark.name);
    return true;
  }
  return false;
}

void spell(Speller& speller, char32_t code) {
  if (code < 0x80) {
    const char c = static_cast<char>(code);
    if (c >= '0' && c <= '9') return speller.digit(c);
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return is_letter ? speller.letter(c) : speller.separate();
  }
  if (code >= 0x2080 && code <= 0x2089)
    return speller.digit(static_cast<char>('0' + code - 0x2080));
  if (code == 0x2032) return speller.word("prime");
  if (const std::string name = greek_name(code); !name.empty()) return speller.word(name);
  if (!spell_marked(speller, code)) speller.word(fmt::format("u{:04x}", std::uint32_t{code}));
}

}  // namespace

std::string spelled_in_ascii(std::string_view name) {
  Speller speller;
  while (!name.empty()) spell(speller, next_code_point(name));
  return std::move(speller).finish();
}

bool is_reserved(std::string_view identifier) {
  return identifier.starts_with('_') || identifier.find("__") != std::string_view::npos ||
         looks_like_macro(identifier) ||
         std::find(std::begin(keywords), std::end(keywords), identifier) != std::end(keywords);
}

Identifiers::Identifiers() {
  for (const std::string_view keyword : keywords) taken_.emplace(keyword);
}

void Identifiers::reserve(std::string_view identifier) { taken_.emplace(identifier); }

bool Identifiers::is_free(const std::string& identifier) const {
  return taken_.find(identifier) == taken_.end();
}

std::string Identifiers::add(std::string_view name) {
  const std::string plain = spelled_in_ascii(name);
  std::string identifier = plain;
  if (!is_free(identifier) || looks_like_macro(identifier)) identifier = plain + "_";
  for (int i = 2; !is_free(identifier); ++i) identifier = fmt::format("{}_{}", plain, i);
  taken_.insert(identifier);
  return identifier;
}

std::string comment_text(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::string_view rest = text;
    const char32_t code = next_code_point(text);
    // A backslash or the trigraph for one at the end would continue the comment; line ends and the
    // controls of text direction would make it look like something else.
    const bool is_control = code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x61C ||
                            (code >= 0x200E && code <= 0x200F) ||
                            (code >= 0x2028 && code <= 0x202E) ||
                            (code >= 0x2066 && code <= 0x2069);
    if (is_control || code == U'\\') {
      result += ' ';
    } else {
      result += rest.substr(0, rest.size() - text.size());
    }
    if (result.ends_with("??")) result += ' ';
  }
  while (!result.empty() && result.back() == ' ') result.pop_back();
  return result;
}

}  // namespace nngen::codegen
