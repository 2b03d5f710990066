#include "parser/functions.hpp"

#include <algorithm>

namespace nngen::parser {

using ir::DiagnosticKind;
using ir::Expr;

namespace {

std::string count_text(std::size_t count) {
  return count == 1 ? "1 argument" : std::to_string(count) + " arguments";
}

void wrong_arity(const FunctionCall& call, std::size_t min_arity, std::size_t max_arity) {
  const std::string takes = min_arity == max_arity ? count_text(min_arity)
                                                   : std::to_string(min_arity) + " or " +
                                                         std::to_string(max_arity) + " arguments";
  call.operations.reporter().add(ir::make_diagnostic(DiagnosticKind::wrong_arity, call.name, takes,
                                                     count_text(call.arguments.size()))
                                     .at(call.span));
}

}  // namespace

const FunctionRow* find_composition(std::string_view name) {
  const auto rows = compositions();
  const auto found = std::find_if(rows.begin(), rows.end(),
                                  [&](const FunctionRow& row) { return row.name == name; });
  return found == rows.end() ? nullptr : &*found;
}

bool is_function(std::string_view name) {
  return find_composition(name) != nullptr || ir::find_function(name).has_value();
}

bool is_chain_operator(std::string_view name) {
  if (const FunctionRow* row = find_composition(name)) return row->is_operator;
  const auto op = ir::find_function(name);
  if (!op) return false;
  const ir::OpDef& def = ir::op_def(*op);
  const bool is_elementwise =
      def.op_class == ir::OpClass::elementwise || def.op_class == ir::OpClass::activation;
  return is_elementwise && def.min_arity == 1;
}

std::vector<std::string> all_function_names() {
  std::vector<std::string> names;
  for (const std::string_view name : ir::function_names()) names.emplace_back(name);
  for (const FunctionRow& row : compositions()) names.emplace_back(row.name);
  return names;
}

Expr call_function(const FunctionCall& call) {
  for (const Operand& argument : call.arguments) {
    if (!argument) return {};
  }
  if (const FunctionRow* row = find_composition(call.name)) {
    if (call.arguments.size() >= row->min_arity && call.arguments.size() <= row->max_arity) {
      return row->build(call);
    }
    wrong_arity(call, row->min_arity, row->max_arity);
    return {};
  }
  const auto op = ir::find_function(call.name);
  if (!op) {
    call.operations.reporter().add(
        ir::make_diagnostic(DiagnosticKind::unknown_function, call.name).at(call.span));
    return {};
  }
  const ir::OpDef& def = ir::op_def(*op);
  if (call.arguments.size() < def.min_arity || call.arguments.size() > def.max_arity) {
    wrong_arity(call, def.min_arity, def.max_arity);
    return {};
  }
  return call.operations.call(*op, call.name, call.arguments);
}

}  // namespace nngen::parser
