// What a name in an expression refers to.

#include <utility>

#include "parser/constant_reader.hpp"
#include "parser/expression_elaborator.hpp"
#include "parser/functions.hpp"

namespace nngen::parser {

using ir::DiagnosticKind;

namespace {

// W·x written as Wx: two known names run together.
std::optional<std::string> as_product(const std::string& name, const Scope& scope) {
  for (const NamedSubscript& split : named_subscripts(name)) {
    if (split.base.size() + split.index.size() != name.size()) continue;
    if (scope.find(split.base) && scope.find(split.index)) return split.base + "·" + split.index;
  }
  return std::nullopt;
}

// batchnorm, batch_norm, BatchNorm1d, mean_batch, var, std …
bool speaks_of_batch(std::string_view name) {
  for (const std::string_view word : {"batch", "Batch", "variance", "moments"}) {
    if (name.find(word) != std::string_view::npos) return true;
  }
  return name == "var" || name == "std" || name == "bn" || name == "BN";
}

bool is_sum_sign(const std::string& name) {
  return name == "∑" || name == "Σ" || name.rfind("Σ_", 0) == 0;
}

}  // namespace

ResolvedName ExpressionElaborator::resolve(const ast::Reference& reference,
                                           const std::vector<ast::PostfixOperation>& operations,
                                           ir::Span span, bool is_called) {
  using Kind = ResolvedName::Kind;
  const std::string& name = reference.name.text;
  if (!reference.subscript) {
    if (const LocalValue* local = environment_.find_local(name)) {
      return {Kind::local, 0, 0, local->value, std::nullopt};
    }
    if (const IndexBinding* index = environment_.find_index(name)) {
      return {Kind::number, 0, static_cast<double>(index->value), {}, std::nullopt};
    }
  }
  ConstantFailure failure;
  const auto use = state_.constants.member_use(reference, operations, environment_, failure);
  if (failure.error) {
    reporter().add(*std::move(failure.error));
    return {};
  }
  if (const auto item = state_.scope.find(use ? use->member.plain() : name)) {
    return {Kind::item, *item, 0, {}, use ? use->used : std::nullopt};
  }
  if (use) {
    report_no_member(use->member, span);
    return {};
  }
  if (state_.scope.is_family(name)) {
    if (state_.scope.family(name).is_poisoned) return {};
    const Family& family = state_.scope.family(name);
    ir::Diagnostic error = ir::make_diagnostic(DiagnosticKind::family_without_index, name)
                               .at(span)
                               .note(family.span, "declared here");
    if (!family.is_empty) error.hint = "write " + name + "[" + std::to_string(family.first) + "]";
    reporter().add(std::move(error));
    return {};
  }
  if (!reference.subscript) {
    if (is_function(name) || is_special_function(name)) return {Kind::builtin, 0, 0, {}, {}};
    if (const auto number = builtin_constant(name)) {
      if (name == "e" && state_.expects_loss()) {
        reporter().add(ir::make_diagnostic(DiagnosticKind::number_e).at(span));
      }
      return {Kind::number, 0, *number, {}, std::nullopt};
    }
    if (state_.inference != nullptr && !is_called && name != "I") {
      return {Kind::local, 0, 0, state_.inferred_variable(ir::name_of(name).plain(), span), {}};
    }
    if (name == "I") return {Kind::identity, 0, 0, {}, std::nullopt};
  }
  report_unknown(name, span, is_called);
  return {};
}

void ExpressionElaborator::report_no_member(const MemberName& member, ir::Span span) {
  if (!state_.scope.is_family(member.base)) {
    report_unknown(member.plain(), span, false);
    return;
  }
  auto error = state_.scope.no_member(member.base, member.index, span);
  if (error) reporter().add(*std::move(error));
}

void ExpressionElaborator::report_unknown(const std::string& name, ir::Span span, bool is_called) {
  const auto kind = is_called ? DiagnosticKind::unknown_function : DiagnosticKind::unknown_name;
  ir::Diagnostic error = ir::make_diagnostic(kind, name).at(span);
  std::vector<std::string> known = all_function_names();
  for (const LocalValue& local : environment_.locals) known.push_back(local.name);
  if (is_called && speaks_of_batch(name)) {
    error.hint = "a file describes one sample: what needs the mean or the variance of a batch, such "
                 "as batch normalisation, cannot be said";
  } else if (is_sum_sign(name)) {
    error.hint = "a sum is written sum(…), or sum(… for i = 1..n)";
  } else if (const auto product = as_product(name, state_.scope)) {
    std::move(error)
        .with_hint("write " + *product + " for the product")
        .with_fix(span, *product);
  } else if (const auto nearest = state_.scope.suggest(name, known)) {
    std::move(error).meaning(span, *nearest);
  }
  reporter().add(std::move(error));
}

// A declared activation or a built-in function where it stands without an argument.
std::optional<FunctionValue> ExpressionElaborator::function_value(const ast::Expr& expression) {
  static const std::vector<ast::PostfixOperation> none;
  const auto* reference = std::get_if<ast::Reference>(&expression->what);
  const std::vector<ast::PostfixOperation>* operations = &none;
  if (const auto* postfix = std::get_if<ast::Postfix>(&expression->what)) {
    reference = std::get_if<ast::Reference>(&postfix->operand->what);
    operations = &postfix->operations;
    if (operations->size() != 1) return std::nullopt;  // at most the index of a family's member
  }
  if (reference == nullptr) return std::nullopt;
  const std::string& name = reference->name.text;
  if (environment_.find_local(name) || environment_.find_index(name)) return std::nullopt;
  ConstantFailure failure;
  const auto use = state_.constants.member_use(*reference, *operations, environment_, failure);
  const std::size_t used = use && use->used ? 1 : 0;
  if (used != operations->size()) return std::nullopt;
  if (const auto item = state_.scope.find(use ? use->member.plain() : name)) {
    if (state_.scope[*item].kind != ItemKind::activation) return std::nullopt;
    return FunctionValue{state_.scope[*item].name.plain(), expression->span, *item, 0, false};
  }
  if (use || state_.scope.is_family(name) || !is_chain_operator(name)) return std::nullopt;
  return FunctionValue{name, expression->span, std::nullopt, 0, false};
}

}  // namespace nngen::parser
