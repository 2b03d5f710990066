#include "codegen/formula/table_names.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace nngen::codegen {

TableNames::TableNames(const ir::Program& program, FormulaStyle style) : style_(style) {
  const auto take = [&](const ir::Name& name) { taken_.insert(name.base); };
  for (const auto& declaration : program.declarations) take(declaration.name);
  for (const auto& function : program.functions) take(function.name);
  for (const auto& value : program.values) take(value.name);
  for (const auto& output : program.outputs) take(output.name);
  if (program.loss) take(program.loss->name);
  constexpr std::array<std::string_view, 5> letters = {"w", "v", "u", "z", "q"};
  const auto letter = std::find_if(letters.begin(), letters.end(), [&](std::string_view wanted) {
    return !taken_.contains(std::string(wanted));
  });
  letter_ = letter == letters.end() ? free("w_") : std::string(*letter);
}

ir::Name TableNames::seed(const ir::Name& of, bool is_tangent) const {
  ir::Name name = of;
  name.base = free(is_tangent ? dotted(of.base) : barred(of.base));
  return name;
}

ir::Name TableNames::numbered(std::string base, std::size_t row) {
  return {std::move(base), static_cast<std::int64_t>(row) + 1, false};
}

std::string TableNames::free(std::string base) const {
  while (taken_.contains(base)) base += "_";
  return base;
}

// An accent stands on a single letter; longer names and ASCII get a word.
bool TableNames::takes_accent(const std::string& base) const {
  const auto is_start = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  return style_ != FormulaStyle::ascii && std::count_if(base.begin(), base.end(), is_start) == 1;
}

std::string TableNames::dotted(const std::string& base) const {
  if (!takes_accent(base)) return base + "_dot";
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> composed = {
      {{"w", "ẇ"}, {"x", "ẋ"}, {"y", "ẏ"}, {"z", "ż"}}};
  for (const auto& [letter, with_dot] : composed) {
    if (base == letter) return std::string(with_dot);
  }
  return base + "\u0307";
}

std::string TableNames::barred(const std::string& base) const {
  if (!takes_accent(base)) return base + "_bar";
  return base == "y" ? "ȳ" : base + "\u0304";
}

}  // namespace nngen::codegen
