#include "parser/elaboration_state.hpp"

#include <utility>

#include "ir/check.hpp"

namespace nngen::parser {

using ir::DiagnosticKind;

ElaborationState::ElaborationState(const ir::SourceFile& source,
                                   const std::map<std::string, double>& defines, Inference* shapes,
                                   ir::Diagnostics& diagnostics)
    : inference(shapes),
      reporter(source, diagnostics),
      scope(reporter),
      constants(scope, reporter, defines),
      operations(
          *program.graph, reporter,
          [this](ir::Expr value) -> std::optional<ir::Span> {
            if (!value || !value.is(ir::OpKind::variable)) return std::nullopt;
            const auto symbol = std::get<ir::Symbol>(value.node().attribute);
            return program.declarations[symbol.declaration].span;
          },
          shapes) {}

ir::Expr ElaborationState::inferred_variable(const std::string& name, ir::Span span) {
  const auto found = inferred_.find(name);
  if (found != inferred_.end()) return found->second;
  ir::Declaration entry;
  entry.name = ir::name_of(name);
  entry.role = ir::Role::param;
  entry.shape = inference->shape_of(name);
  entry.init.kind =
      entry.shape.is_vector_like() ? ir::Initialiser::Kind::zeros : ir::Initialiser::Kind::xavier;
  entry.span = span;
  entry.is_inferred = true;
  const auto index = static_cast<std::uint32_t>(program.declarations.size());
  const ir::Expr variable = ir::variable(*program.graph, index, entry.shape, false);
  entry.node = variable.id;
  program.graph->set_origin(variable.id, span);
  program.declarations.push_back(std::move(entry));
  inferred_.emplace(name, variable);
  return variable;
}

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

ElaborationState::Filling::Filling(ElaborationState& state) : state_(state) {
  if (state_.filling_depth_++ == 0) state_.filling_start_ = state_.program.graph->size();
}

ElaborationState::Filling::~Filling() {
  if (--state_.filling_depth_ > 0) return;
  state_.filled_nodes_ += state_.program.graph->size() - state_.filling_start_;
}

bool ElaborationState::count_expression(ir::Span span) {
  // An expression that makes no new node costs time all the same.
  constexpr std::size_t most_expressions = 10 * expansion_limit;
  if (filling_depth_ == 0) return true;
  if (is_exhausted_) return false;
  const std::size_t nodes = filled_nodes_ + program.graph->size() - filling_start_;
  if (nodes <= expansion_limit && ++filled_expressions_ <= most_expressions) return true;
  is_exhausted_ = true;
  reporter.add(ir::make_diagnostic(DiagnosticKind::too_large,
                                   "families, dots and functions fill in more than " +
                                       std::to_string(expansion_limit) + " operations")
                   .at(span));
  return false;
}

bool ElaborationState::accept_shape(const ir::Shape& shape, ir::Span span) {
  const auto fits = [](const ir::Dim& dim) {
    return !dim.is_known() || dim.value() <= ir::Dim::limit;
  };
  if (fits(shape.rows) && fits(shape.cols) && fits(shape.size())) return true;
  const ir::Dim size = shape.size();
  const bool is_exact = size.is_known() && size.value() < std::numeric_limits<std::int64_t>::max();
  reporter.add(ir::make_diagnostic(
                   DiagnosticKind::too_large,
                   "a value has at most " + std::to_string(ir::Dim::limit) + " entries, " +
                       (is_exact ? shape.to_string() + " has " + size.to_string() : "this has more"))
                   .at(span));
  return false;
}

}  // namespace nngen::parser
