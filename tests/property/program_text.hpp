#pragma once
// Programs of the language in a form that can be printed in either spelling and made smaller.

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace nngen::tests {

enum class Script { unicode, ascii };

/// One text in both spellings.
struct Spelled {
  std::string unicode;
  std::string ascii;

  Spelled(const char* same) : unicode(same), ascii(same) {}
  Spelled(std::string same) : unicode(same), ascii(std::move(same)) {}
  Spelled(std::string in_unicode, std::string in_ascii)
      : unicode(std::move(in_unicode)), ascii(std::move(in_ascii)) {}
  const std::string& in(Script script) const { return script == Script::unicode ? unicode : ascii; }
};

struct Extent {
  int rows = 1;
  int cols = 1;

  bool is_scalar() const { return rows == 1 && cols == 1; }
  friend bool operator==(const Extent&, const Extent&) = default;
};

/// How tightly a term holds together: a looser one stands in brackets.
enum class Binding { sum, product, negation, power, atom };

/// An expression: its text, in which $0, $1 … stand for the operands.
struct Term {
  Extent extent = {};
  Binding binding = Binding::atom;
  Spelled text;
  std::vector<std::shared_ptr<const Term>> operands = {};
  Binding first_binding = Binding::sum;  // an operand that binds looser gets brackets
  Binding other_binding = Binding::sum;  // the same for all but the first
  std::string uses = {};                 // a leaf: the name that it refers to
};
using TermPtr = std::shared_ptr<const Term>;

std::string to_text(const Term& term, Script script);

/// `left` and the value; the names that it introduces for others.
struct Line {
  Spelled left;
  TermPtr value;  // none: `left` says it all
  Spelled right = "";
  std::vector<std::string> introduces = {};
  std::vector<std::string> uses = {};  // besides those of the value
};

struct ProgramText {
  std::vector<Line> lines;
};

std::string to_text(const ProgramText& program, Script script);

/// The smallest program that can be found, by leaving out lines and parts of values, for which
/// `fails` still holds. Every tried program defines the names that it uses.
ProgramText shrink(ProgramText program, const std::function<bool(const ProgramText&)>& fails);

}  // namespace nngen::tests
