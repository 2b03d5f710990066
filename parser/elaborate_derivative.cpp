// Derivatives as expressions: grad, jacobian, hessian, jvp, vjp, hvp.

#include "ir/calculus/differentiate.hpp"
#include "ir/calculus/linear_map.hpp"
#include "parser/expression_elaborator.hpp"
#include "parser/substitute.hpp"

namespace nngen::parser {

using ir::DiagnosticKind;
using ir::Expr;
using ir::OpKind;
using ir::Shape;
using Kind = ir::RequestedDerivative::Kind;

namespace {

// The argument of vec(…), or nothing.
const ast::Expr* argument_of_vec(const ast::Expr& expression) {
  const auto* postfix = std::get_if<ast::Postfix>(&expression->what);
  if (postfix == nullptr || postfix->operations.size() != 1) return nullptr;
  const auto* name = std::get_if<ast::Reference>(&postfix->operand->what);
  const ast::PostfixOperation& call = postfix->operations[0];
  const bool is_vec = name != nullptr && name->name.text == "vec" &&
                      call.kind == ast::PostfixKind::call && call.arguments.size() == 1 &&
                      !call.range;
  return is_vec ? &call.arguments[0] : nullptr;
}

/// While one lives, the nodes that are made count as derived.
class MarkDerived {
 public:
  explicit MarkDerived(ir::Program& program)
      : program_(program), first_(static_cast<std::uint32_t>(program.graph->size())) {}
  ~MarkDerived() {
    const auto end = static_cast<std::uint32_t>(program_.graph->size());
    if (end > first_) program_.derived.emplace_back(first_, end);
  }
  MarkDerived(const MarkDerived&) = delete;
  MarkDerived& operator=(const MarkDerived&) = delete;

 private:
  ir::Program& program_;
  std::uint32_t first_;
};

}  // namespace

Shape ExpressionElaborator::Independent::shape() const {
  const Shape& of = name.value.shape();
  return is_column ? Shape::vector(of.size()) : of;
}

ExpressionElaborator::Independent ExpressionElaborator::independent(const ast::Expr& expression) {
  const auto* inner = std::get_if<ast::Parenthesised>(&expression->what);
  if (inner != nullptr) return independent(inner->inner);
  if (const ast::Expr* argument = argument_of_vec(expression)) {
    Independent result = independent(*argument);
    result.is_column = true;
    return result;
  }
  const Operand result = value(expression);
  if (!result || is_name(expression)) return {result};
  reporter().add(ir::make_diagnostic(DiagnosticKind::not_a_value, "a derivative by this")
                     .at(expression->span)
                     .with_hint("a derivative is taken by a name: define one for this expression"));
  return {invalid(expression->span)};
}

/// Whether it is a name, of a family with its index. One that is defined is from then on
/// independent.
bool ExpressionElaborator::is_name(const ast::Expr& expression) {
  static const std::vector<ast::PostfixOperation> none;
  const auto* postfix = std::get_if<ast::Postfix>(&expression->what);
  const ast::Expr& operand = postfix ? postfix->operand : expression;
  const auto* reference = std::get_if<ast::Reference>(&operand->what);
  if (reference == nullptr) return false;
  const auto& operations = postfix ? postfix->operations : none;
  const ResolvedName resolved = resolve(*reference, operations, expression->span, false);
  if (operations.size() > (resolved.used ? 1u : 0u)) return false;
  if (resolved.kind == ResolvedName::Kind::item) {
    const Item& item = state_.scope[resolved.item];
    if (item.kind == ItemKind::definition) state_.independents->add(item.name.plain());
  }
  return true;
}

Expr ExpressionElaborator::gradient(const Operand& of, const Independent& by) {
  if (!of || !by) return {};
  if (!of.value.is_scalar()) {
    operations().wrong_shape(of.span, "a gradient is of a scalar, " + operations().shape_text(of),
                             "write jacobian(…), or vjp(…) with a weight");
    return {};
  }
  const MarkDerived mark(state_.program);
  ir::Diagnostics findings;
  const auto first_new = static_cast<std::uint32_t>(graph().size());
  const ir::NodeId variable = by.name.value.id;
  const ir::Derivation derivation = ir::differentiate(graph(), of.value.id, std::span(&variable, 1),
                                                      ir::Reduction::none, findings);
  for (const ir::Diagnostic& finding : findings.all()) reporter().add(finding);
  if (findings.has_errors()) return {};
  state_.kinks.note_derivative(state_.program, of.value.id, variable, first_new, of.span,
                               reporter());
  const Expr result{&graph(), derivation.gradients[0].value};
  return by.is_column ? ir::vec(result) : result;
}

// grad(f, x), jacobian(f, x), hessian(f, x), jvp(f, x, v), vjp(f, x, u), hvp(f, x, v)
Operand ExpressionElaborator::call_derivative(const std::string& name,
                                              const ast::PostfixOperation& call, ir::Span span) {
  const bool has_direction = name == "jvp" || name == "vjp" || name == "hvp";
  const std::size_t count = has_direction ? 3 : 2;
  if (call.arguments.size() != count) {
    return wrong_argument_count(name, std::to_string(count), call, span);
  }
  const Operand f = value(call.arguments[0]);
  const Independent x = independent(call.arguments[1]);
  if (name == "grad") return requested_gradient(f, x, span);
  if (!has_direction) {
    const Expr result = matrix_derivative(name, f, x);
    note_request(name == "jacobian" ? Kind::jacobian : Kind::hessian, f, x, {}, {result, span});
    return {result, span};
  }
  const Operand direction = value(call.arguments[2]);
  const Expr result = directional(name, f, x, direction, span);
  const Kind kind = name == "jvp" ? Kind::jvp : name == "vjp" ? Kind::vjp : Kind::hvp;
  note_request(kind, f, x, direction, {result, span});
  return {result, span};
}

Operand ExpressionElaborator::requested_gradient(const Operand& of, const Independent& by,
                                                 ir::Span span) {
  const Operand result{gradient(of, by), span};
  note_request(Kind::gradient, of, by, {}, result);
  return result;
}

void ExpressionElaborator::note_request(Kind kind, const Operand& of, const Independent& by,
                                        const Operand& direction, const Operand& result) {
  if (!result) return;
  const ir::NodeId along = direction ? direction.value.id : ir::NodeId{};
  state_.program.requests.push_back(
      {kind, of.value.id, by.name.value.id, along, result.value.id, result.span});
}

// A derivative with more than two indices is no matrix.
bool ExpressionElaborator::is_first_order(const std::string& name, const Operand& f,
                                          const Independent& x) {
  const Shape by = x.shape();
  const bool is_hessian = name == "hessian";
  if (f.value.shape().is_vector_like() && by.is_vector_like()) return true;
  const auto indices = [](const Shape& shape) {
    return shape.is_scalar() ? 0 : shape.is_vector_like() ? 1 : 2;
  };
  const int order = indices(f.value.shape()) + (is_hessian ? 2 : 1) * indices(by);
  const std::string products = is_hessian ? "hvp(f, x, v)" : "jvp(f, x, v) or vjp(f, x, u)";
  const bool by_matrix = !by.is_vector_like();
  const Operand& matrix = by_matrix ? x.name : f;
  operations().wrong_shape(
      matrix.span,
      (is_hessian ? "the Hessian by a matrix" : "this Jacobian") + std::string(" has ") +
          std::to_string(order) + " indices and is no matrix, " + operations().shape_text(matrix),
      "write vec(" + reporter().quote(matrix.span) + "), or take the product " + products);
  return false;
}

// The rows of f by the columns of x.
Expr ExpressionElaborator::matrix_derivative(const std::string& name, const Operand& f,
                                             const Independent& x) {
  if (!f || !x) return {};
  if (name == "hessian" && !f.value.is_scalar()) {
    operations().wrong_shape(f.span, "a Hessian is of a scalar, " + operations().shape_text(f));
    return {};
  }
  if (!is_first_order(name, f, x)) return {};
  const MarkDerived mark(state_.program);
  if (name == "jacobian" && !f.value.is_scalar()) {
    const auto first_new = static_cast<std::uint32_t>(graph().size());
    const Expr result = ir::jacobian(f.value, x.name.value);
    state_.kinks.note_derivative(state_.program, f.value.id, x.name.value.id, first_new, f.span,
                                 reporter());
    return result;
  }
  const Expr slope = gradient(f, x);
  if (!slope) return {};
  if (name == "hessian") state_.kinks.warn(state_.program, slope.id, reporter());
  return name == "hessian" ? ir::jacobian(slope, x.name.value) : ir::transpose(ir::vec(slope));
}

Expr ExpressionElaborator::directional(const std::string& name, const Operand& f,
                                       const Independent& x, const Operand& direction,
                                       ir::Span span) {
  if (!f || !x || !direction) return {};
  const bool is_vjp = name == "vjp";
  const Shape like = is_vjp ? f.value.shape() : x.shape();
  if (!(direction.value.shape() == like)) {
    operations().mismatch(direction, is_vjp ? f : x.name, {}, "these must have equal shapes");
    return {};
  }
  const MarkDerived mark(state_.program);
  if (is_vjp) {
    // The weight is constant, even where it depends on x.
    const Expr weight = ir::elementwise(OpKind::stop, direction.value);
    const Operand weighted{ir::dot(f.value, weight), span};
    const Expr result = gradient(weighted, x);
    return result ? substitute(result, weight, direction.value) : result;
  }
  Expr of = f.value;
  if (name == "hvp") {
    of = gradient(f, x);
    if (!of) return {};
    state_.kinks.warn(state_.program, of.id, reporter());
  }
  const Expr moves = ir::reshape(direction.value, x.name.value.shape());
  const ir::Tangent tangent{x.name.value.id, moves.id};
  return {&graph(), ir::tangent_of(graph(), of.id, std::span(&tangent, 1))};
}

}  // namespace nngen::parser
