#include "codegen/report/names.hpp"

#include <fmt/format.h>

#include "codegen/formula/text.hpp"
#include "codegen/report/html.hpp"
#include "ir/op.hpp"
#include "ir/role_word.hpp"

namespace nngen::codegen {
namespace {

std::string properties_text(const ir::Properties& known) {
  std::string text;
  const auto add = [&](bool holds, std::string_view word) {
    if (holds) text += (text.empty() ? "" : ", ") + std::string(word);
  };
  add(known.symmetric && !known.spd && !known.diagonal, "symmetric");
  add(known.spd, "symmetric positive definite");
  add(known.diagonal, "diagonal");
  add(known.orthogonal, "orthogonal");
  add(known.onehot, "one-hot");
  add(known.simplex && !known.onehot, "on the simplex");
  return text;
}

// "W₁" or, of a family, "W₁, …, W₃".
std::string members(const ir::Name& first, const ir::Name& last) {
  const TextRenderer text(FormulaStyle::mathml);
  if (first == last) return text.name(first);
  constexpr const char* between = "<mo>,</mo><mo>…</mo><mo>,</mo>";
  return "<mrow>" + text.name(first) + between + text.name(last) + "</mrow>";
}

std::string functions_text(const ir::Function& function) {
  std::string text;
  for (const ir::FunctionPart& part : function.parts) {
    text += (text.empty() ? "" : " × ") + std::string(ir::op_def(part.op).name);
  }
  return text;
}

void add_declarations(const ir::Program& program, std::vector<ReportName>& rows) {
  const auto& all = program.declarations;
  for (std::size_t i = 0; i < all.size();) {
    const ir::Declaration& first = all[i];
    std::size_t end = i + 1;
    bool same_shape = true;
    while (first.name.in_family && end < all.size() && all[end].name.in_family &&
           all[end].name.base == first.name.base) {
      same_shape = same_shape && all[end].shape == first.shape;
      ++end;
    }
    const ir::Declaration& last = all[end - 1];
    std::string shape = html_shape(first.shape);
    if (!same_shape) shape += ", …, " + html_shape(last.shape);
    std::string note = properties_text(first.properties);
    if (first.is_inferred) note += (note.empty() ? "" : ", ") + std::string("inferred");
    rows.push_back({members(first.name, last.name), ir::role_word(first.role), std::move(shape), note});
    i = end;
  }
}

void add_functions(const ir::Program& program, std::vector<ReportName>& rows) {
  const auto& all = program.functions;
  for (std::uint32_t i = 0; i < all.size();) {
    const std::string text = functions_text(program.graph->function(i));
    std::uint32_t end = i + 1;
    while (all[i].name.in_family && end < all.size() && all[end].name.base == all[i].name.base &&
           functions_text(program.graph->function(end)) == text) {
      ++end;
    }
    rows.push_back({members(all[i].name, all[end - 1].name), "act", html_text("= " + text)});
    i = end;
  }
}

}  // namespace

std::vector<ReportName> report_names(const ir::Program& program) {
  std::vector<ReportName> rows;
  add_declarations(program, rows);
  add_functions(program, rows);
  return rows;
}

}  // namespace nngen::codegen
