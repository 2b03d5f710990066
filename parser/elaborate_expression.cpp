// Sums, norms, blocks, and what an expression is at all.

#include <utility>

#include "parser/expression_elaborator.hpp"
#include "parser/functions.hpp"

namespace nngen::parser {

using ir::DiagnosticKind;
using ir::Expr;
using ir::OpKind;

namespace {

// A statement has at most 256 levels; calls of defs put theirs on top.
constexpr std::size_t deepest_nesting = 1024;

}  // namespace

bool ExpressionElaborator::wants_size(const Operand& operand) {
  if (!operand.is_unsized_identity) return false;
  reporter().add(ir::make_diagnostic(DiagnosticKind::wrong_shape,
                                     "the size of the identity matrix is not known here")
                     .at(operand.span)
                     .with_hint("write eye(n) with its size"));
  return true;
}

Operand ExpressionElaborator::value(const ast::Expr& expression) {
  Operand result = operand(expression);
  if (wants_size(result)) return invalid(expression->span);
  return result;
}

Operand ExpressionElaborator::operand(const ast::Expr& expression) {
  if (environment_.layer != nullptr) {
    if (environment_.layer->hole == expression.get()) {
      return {environment_.layer->argument, expression->span};
    }
  } else if (auto layers = layered_value(expression)) {
    return *std::move(layers);
  }
  if (!state_.count_expression(expression->span)) return invalid(expression->span);
  if (state_.depth == deepest_nesting) {
    reporter().add(
        ir::make_diagnostic(DiagnosticKind::too_large, "calls in brackets are nested deeper than " +
                                                           std::to_string(deepest_nesting))
            .at(expression->span));
    return invalid(expression->span);
  }
  ++state_.depth;
  Operand result = dispatch(expression);
  --state_.depth;
  if (!result || result.is_unsized_identity) return result;
  if (!state_.accept_shape(result.value.shape(), expression->span)) {
    return invalid(expression->span);
  }
  graph().set_origin(result.value.id, expression->span);
  return result;
}

Operand ExpressionElaborator::dispatch(const ast::Expr& expression) {
  const ir::Span span = expression->span;
  struct Cases {
    ExpressionElaborator& self;
    ir::Span span;
    Operand operator()(const ast::Number& number) const {
      return {ir::constant(self.graph(), number.value), span};
    }
    Operand operator()(const ast::Reference& reference) const {
      return self.reference(reference, span);
    }
    Operand operator()(const ast::Ellipsis&) const {
      self.reporter().add(
          ir::make_diagnostic(DiagnosticKind::bad_ellipsis, "the dots stand for no layers here")
              .at(span));
      return self.invalid(span);
    }
    Operand operator()(const ast::End&) const {
      if (!self.environment_.end) return self.invalid(span);
      return {self.dimension_value(*self.environment_.end), span};
    }
    Operand operator()(const ast::Postfix& postfix) const { return self.postfix(postfix, span); }
    Operand operator()(const ast::Product& product) const { return self.product(product, span); }
    Operand operator()(const ast::Sum& sum) const { return self.sum(sum, span); }
    Operand operator()(const ast::Negate& negate) const { return self.negate(negate, span); }
    Operand operator()(const ast::Compare& compare) const { return self.compare(compare, span); }
    Operand operator()(const ast::Norm& norm) const { return self.norm(norm, span); }
    Operand operator()(const ast::InnerProduct& product) const {
      const Operand left = self.value(product.left);
      const Operand right = self.value(product.right);
      return {self.operations().inner_product(left, right, {}), span};
    }
    Operand operator()(const ast::SquareRoot& root) const {
      const Operand argument = self.value(root.operand);
      if (!argument) return self.invalid(span);
      return {ir::elementwise(OpKind::sqrt, argument.value), span};
    }
    Operand operator()(const ast::Block& block) const { return self.block(block, span); }
    Operand operator()(const ast::Gradient& gradient) const {
      const Operand of = self.value(gradient.of);
      const Independent by = self.independent(gradient.by);
      return self.requested_gradient(of, by, span);
    }
    Operand operator()(const ast::Parenthesised& inner) const {
      Operand result = self.operand(inner.inner);
      result.span = span;
      return result;
    }
    Operand operator()(const ast::Invalid&) const { return self.invalid(span); }
  };
  return std::visit(Cases{*this, span}, expression->what);
}

// A symbolic dimension as a number is a sum of ones.
Expr ExpressionElaborator::dimension_value(const ir::Dim& dim) {
  if (dim.is_known()) return ir::constant(graph(), static_cast<double>(dim.value()));
  return ir::sum(ir::filled(graph(), 1, ir::Shape::vector(dim)));
}

Operand ExpressionElaborator::negate(const ast::Negate& negate, ir::Span span) {
  Operand result = operand(negate.operand);
  result.span = span;
  if (result) result.value = -result.value;
  return result;
}

Operand ExpressionElaborator::sum(const ast::Sum& sum, ir::Span span) {
  std::vector<SignedOperand> terms;
  terms.push_back({operand(sum.first), false, {}});
  bool has_identity = terms[0].operand.is_unsized_identity;
  for (const auto& link : sum.rest) {
    terms.push_back({operand(link.operand), link.op == ast::SumOperator::subtract, link.op_span});
    has_identity = has_identity || terms.back().operand.is_unsized_identity;
  }
  if (has_identity) return sum_with_identities(terms, span);
  return {operations().sum(terms), span};
}

// I takes the size of the other terms; without others it stays open.
Operand ExpressionElaborator::sum_with_identities(const std::vector<SignedOperand>& terms,
                                                  ir::Span span) {
  std::vector<SignedOperand> sized;
  for (const SignedOperand& term : terms) {
    if (!term.operand) return invalid(span);
    if (!term.operand.is_unsized_identity) sized.push_back(term);
  }
  if (sized.empty()) {
    Operand result{operations().sum(terms), span};
    result.is_unsized_identity = true;
    return result;
  }
  const Expr others = operations().sum(sized);
  if (!others) return invalid(span);
  const ir::Shape shape = others.shape();
  if (!operations().is_square({others, span})) {
    const SignedOperand& other = sized[0];
    if (state_.inference != nullptr && state_.inference->has_progress()) return invalid(span);
    operations().wrong_shape(span, "I is square, " + operations().shape_text(other.operand));
    return invalid(span);
  }
  const Expr identity = ir::eye(graph(), shape.rows);
  std::vector<SignedOperand> all = terms;
  for (SignedOperand& term : all) {
    if (!term.operand.is_unsized_identity) continue;
    term.operand = {ir::scale(term.operand.value, identity), term.operand.span};
  }
  return {operations().sum(all), span};
}

Operand ExpressionElaborator::norm(const ast::Norm& norm, ir::Span span) {
  const Operand argument = value(norm.operand);
  if (!argument) return invalid(span);
  std::string_view function;
  switch (norm.kind) {
    case ast::NormKind::euclidean: function = "norm"; break;
    case ast::NormKind::one: function = "norm1"; break;
    case ast::NormKind::infinity: function = "norm_inf"; break;
    case ast::NormKind::frobenius: function = "normF"; break;
    case ast::NormKind::absolute: function = "abs"; break;
  }
  return {call_function({operations(), function, std::span(&argument, 1), span}), span};
}

std::optional<std::vector<Operand>> ExpressionElaborator::over_range(const ast::Range& range,
                                                                     const ast::Expr& body) {
  const ElaborationState::Filling filling(state_);
  std::vector<Operand> values;
  const auto bounds = state_.constants.range(range.first, range.last, range.span, environment_);
  if (!bounds) return std::nullopt;
  for (std::int64_t i = bounds->first; i <= bounds->last; ++i) {
    environment_.indices.push_back({range.index.text, i});
    values.push_back(value(body));
    environment_.indices.pop_back();
    if (state_.is_exhausted()) return std::nullopt;
  }
  return values;
}

Operand ExpressionElaborator::block(const ast::Block& block, ir::Span span) {
  if (block.range) {
    const auto pieces = over_range(*block.range, block.rows[0][0]);
    if (!pieces) return invalid(span);
    if (!pieces->empty()) return {operations().stack(OpKind::vstack, *pieces), span};
    operations().wrong_shape(block.range->span, "nothing is stacked: the range is empty");
    return invalid(span);
  }
  std::vector<Operand> rows;
  for (const auto& entries : block.rows) {
    std::vector<Operand> pieces;
    for (const ast::Expr& entry : entries) pieces.push_back(value(entry));
    const ir::Span row_span = ir::cover(pieces.front().span, pieces.back().span);
    rows.push_back({operations().stack(OpKind::hstack, pieces), row_span});
  }
  return {operations().stack(OpKind::vstack, rows), span};
}

Operand ExpressionElaborator::compare(const ast::Compare& compare, ir::Span span) {
  value(compare.left);
  value(compare.right);
  reporter().add(ir::make_diagnostic(DiagnosticKind::not_a_value, "a comparison")
                     .at(span)
                     .with_hint("comparisons stand in where(condition, a, b)"));
  return invalid(span);
}

}  // namespace nngen::parser
