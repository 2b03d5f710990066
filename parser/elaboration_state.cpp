#include "parser/elaboration_state.hpp"

#include <utility>

#include "ir/check.hpp"

namespace nngen::parser {

using ir::DiagnosticKind;

ElaborationState::ElaborationState(const ir::SourceFile& source,
                                   const std::map<std::string, double>& defines,
                                   ir::Diagnostics& diagnostics)
    : reporter(source, diagnostics),
      scope(reporter),
      constants(scope, reporter, defines),
      operations(*program.graph, reporter, [this](ir::Expr value) -> std::optional<ir::Span> {
        if (!value || !value.is(ir::OpKind::variable)) return std::nullopt;
        const auto symbol = std::get<ir::Symbol>(value.node().attribute);
        return program.declarations[symbol.declaration].span;
      }) {}

ir::Expr ElaborationState::value_of(ItemId item) {
  mark_used(item);
  const ItemResult& result = results[item];
  if (result.progress != Progress::done) missing.push_back(item);
  return result.value;
}

std::uint32_t ElaborationState::function_of(ir::OpKind op) {
  const auto [found, is_new] = builtin_functions_.emplace(op, 0);
  if (is_new) {
    found->second = program.graph->add_function({{{op, 1}}, false});
    program.functions.push_back({ir::name_of(ir::op_def(op).name), {}});
    NNGEN_CHECK(program.functions.size() == program.graph->function_count());
  }
  return found->second;
}

bool ElaborationState::charge(std::size_t size_before, ir::Span span) {
  if (is_exhausted_) return false;
  charged_nodes_ += program.graph->size() - size_before;
  if (charged_nodes_ <= expansion_limit) return true;
  is_exhausted_ = true;
  reporter.add(ir::make_diagnostic(DiagnosticKind::too_large,
                                   "the families have more than " +
                                       std::to_string(expansion_limit) + " operations")
                   .at(span));
  return false;
}

bool ElaborationState::charge_call(ir::Span span) {
  if (is_exhausted_) return false;
  if (++charged_calls_ <= expansion_limit) return true;
  is_exhausted_ = true;
  reporter.add(ir::make_diagnostic(DiagnosticKind::too_large,
                                   "the file calls its functions more than " +
                                       std::to_string(expansion_limit) + " times")
                   .at(span));
  return false;
}

}  // namespace nngen::parser
