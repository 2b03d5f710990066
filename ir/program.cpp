#include "ir/program.hpp"

#include <cctype>

namespace nngen::ir {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::string Name::plain() const {
  if (!index) return base;
  // Digits must not run together: member 2 of W1 is W1_2, member −1 of a is a_-1.
  const bool separate = (!base.empty() && is_digit(base.back())) || *index < 0;
  return base + (separate ? "_" : "") + std::to_string(*index);
}

Name name_of(std::string_view plain) {
  std::size_t begin = plain.size();
  while (begin > 0 && is_digit(plain[begin - 1])) --begin;
  const std::string_view digits = plain.substr(begin);
  const bool leading_zero = digits.size() > 1 && digits.front() == '0';
  if (digits.empty() || begin == 0 || leading_zero || digits.size() > 18) {
    return {std::string(plain), std::nullopt, false};
  }
  return {std::string(plain.substr(0, begin)), std::stoll(std::string(digits)), false};
}

const Declaration* Program::find_declaration(std::string_view plain_name) const {
  for (const Declaration& declaration : declarations) {
    if (declaration.name.plain() == plain_name) return &declaration;
  }
  return nullptr;
}

std::vector<const Declaration*> Program::with_role(Role role) const {
  std::vector<const Declaration*> result;
  for (const Declaration& declaration : declarations) {
    if (declaration.role == role) result.push_back(&declaration);
  }
  return result;
}

}  // namespace nngen::ir
