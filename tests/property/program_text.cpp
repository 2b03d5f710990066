#include "tests/property/program_text.hpp"

#include <algorithm>
#include <utility>

namespace nngen::tests {
namespace {

void collect_uses(const Term& term, std::vector<std::string>& uses) {
  if (!term.uses.empty()) uses.push_back(term.uses);
  for (const TermPtr& operand : term.operands) collect_uses(*operand, uses);
}

bool is_needed(const Line& line, const ProgramText& program) {
  std::vector<std::string> uses;
  for (const Line& other : program.lines) {
    if (&other == &line) continue;
    uses.insert(uses.end(), other.uses.begin(), other.uses.end());
    if (other.value) collect_uses(*other.value, uses);
  }
  return std::any_of(line.introduces.begin(), line.introduces.end(), [&](const std::string& name) {
    return std::find(uses.begin(), uses.end(), name) != uses.end();
  });
}

/// Terms with one part of this one replaced: by an operand of the same extent, or made smaller
/// itself.
std::vector<TermPtr> smaller(const TermPtr& term) {
  std::vector<TermPtr> result;
  for (const TermPtr& operand : term->operands) {
    if (operand->extent == term->extent) result.push_back(operand);
  }
  if (!term->operands.empty() || term->uses.empty()) {
    const std::string ones = term->extent.is_scalar()
                                 ? "1"
                                 : "ones(" + std::to_string(term->extent.rows) + ", " +
                                       std::to_string(term->extent.cols) + ")";
    if (term->text.unicode != ones) {
      result.push_back(std::make_shared<Term>(Term{term->extent, Binding::atom, Spelled(ones)}));
    }
  }
  for (std::size_t i = 0; i < term->operands.size(); ++i) {
    for (const TermPtr& part : smaller(term->operands[i])) {
      Term changed = *term;
      changed.operands[i] = part;
      result.push_back(std::make_shared<Term>(std::move(changed)));
    }
  }
  return result;
}

bool shrink_lines(ProgramText& program, const std::function<bool(const ProgramText&)>& fails) {
  bool has_shrunk = false;
  for (std::size_t i = program.lines.size(); i-- > 0;) {
    if (is_needed(program.lines[i], program)) continue;
    ProgramText tried = program;
    tried.lines.erase(tried.lines.begin() + static_cast<std::ptrdiff_t>(i));
    if (!fails(tried)) continue;
    program = std::move(tried);
    has_shrunk = true;
  }
  return has_shrunk;
}

bool shrink_values(ProgramText& program, const std::function<bool(const ProgramText&)>& fails) {
  for (std::size_t i = 0; i < program.lines.size(); ++i) {
    if (!program.lines[i].value) continue;
    for (const TermPtr& value : smaller(program.lines[i].value)) {
      ProgramText tried = program;
      tried.lines[i].value = value;
      if (!fails(tried)) continue;
      program = std::move(tried);
      return true;
    }
  }
  return false;
}

}  // namespace

std::string to_text(const Term& term, Script script) {
  const std::string& pattern = term.text.in(script);
  std::string text;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '$') {
      text += pattern[i];
      continue;
    }
    const auto place = static_cast<std::size_t>(pattern[++i] - '0');
    const Term& operand = *term.operands.at(place);
    const Binding needed = place == 0 ? term.first_binding : term.other_binding;
    const std::string inner = to_text(operand, script);
    text += operand.binding < needed ? "(" + inner + ")" : inner;
  }
  return text;
}

std::string to_text(const ProgramText& program, Script script) {
  std::string text;
  for (const Line& line : program.lines) {
    text += line.left.in(script);
    if (line.value) text += to_text(*line.value, script);
    text += line.right.in(script) + "\n";
  }
  return text;
}

ProgramText shrink(ProgramText program, const std::function<bool(const ProgramText&)>& fails) {
  while (shrink_lines(program, fails) || shrink_values(program, fails)) {
  }
  return program;
}

}  // namespace nngen::tests
