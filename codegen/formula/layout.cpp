#include "codegen/formula/layout.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "codegen/formula/boxes.hpp"
#include "ir/check.hpp"
#include "ir/op.hpp"

namespace nngen::codegen {
namespace {

using ir::Axis;
using ir::Expr;
using ir::NodeId;
using ir::OpKind;

std::string dim_text(const ir::Dim& dim) { return dim.to_string(); }

// What stands behind a root belongs to its operand.
bool needs_brackets_before_postfix(const Box& box) {
  return box.precedence < Precedence::postfix || box.kind == BoxKind::root;
}

}  // namespace

Box Layout::reference(NodeId node) const {
  if (const ir::Name* name = name_of(node)) return {.kind = BoxKind::name, .name = *name};
  return definition(node);
}

Box Layout::definition(NodeId node) const {
  const Expr x = program_.expr(node);
  switch (x.op()) {
    case OpKind::variable:
      return {.kind = BoxKind::name,
              .name = program_.declarations[std::get<ir::Symbol>(x.node().attribute).declaration].name};
    case OpKind::constant: return number_box(*ir::constant_value(x));
    case OpKind::sample_count: return text_box("M");
    case OpKind::eye: return call_box("eye", {text_box(dim_text(x.shape().rows))});
    case OpKind::add: return sum(x);
    case OpKind::scale: return scaled(x);
    case OpKind::matmul: return binary_product(x.operand(0), x.operand(1), ProductSign::product);
    case OpKind::hadamard: return binary_product(x.operand(0), x.operand(1), ProductSign::hadamard);
    case OpKind::divide: return quotient(x);
    case OpKind::power: return power(x);
    case OpKind::general_power: return general_power(x);
    case OpKind::inverse: return inverse(x.operand(0), false);
    case OpKind::kron: return binary_product(x.operand(0), x.operand(1), ProductSign::kronecker);
    case OpKind::commutation: {
      const auto& of = std::get<ir::Shape>(x.node().attribute);
      return call_box("commutation", {text_box(dim_text(of.rows)), text_box(dim_text(of.cols))});
    }
    case OpKind::transpose: {
      const Expr of = x.operand(0);
      if (of.is(OpKind::inverse) && name_of(of.id) == nullptr) return inverse(of.operand(0), true);
      Box inner = reference(x.operand(0).id);
      if (needs_brackets_before_postfix(inner)) inner = bracketed(std::move(inner));
      return {.kind = BoxKind::transpose,
              .precedence = Precedence::postfix,
              .children = {std::move(inner)}};
    }
    case OpKind::broadcast: return broadcast(x);
    case OpKind::slice: return slice(x);
    case OpKind::embed: return embedded(x);
    case OpKind::vstack:
    case OpKind::hstack: {
      Box block{.kind = x.is(OpKind::vstack) ? BoxKind::vertical : BoxKind::horizontal};
      for (const Expr& piece : x.operands()) block.children.push_back(reference(piece.id));
      return block;
    }
    case OpKind::apply: return applied(x);
    case OpKind::dot: return inner_product(x, false);
    case OpKind::softmax_cross_entropy: return loss(x);
    case OpKind::where: return choice(x);
    case OpKind::reshape: return reshaped(x);
    default: return noted(x);
  }
}

bool Layout::is_repeated(Expr x) const {
  if (name_of(x.id) != nullptr) return false;
  const Expr rest = ir::split_coefficient(x).rest;
  return rest.is(OpKind::broadcast) && (rest == x || name_of(rest.id) == nullptr);
}

bool Layout::is_printed_as_scalar(Expr x) const {
  return is_repeated(x) && ir::split_coefficient(x).rest.operand(0).is_scalar();
}

Box Layout::elementwise_operand(Expr x) const {
  if (!is_repeated(x)) return reference(x.id);
  const ir::Scaled scaled = ir::split_coefficient(x);
  return reference((scaled.coefficient * scaled.rest.operand(0)).id);
}

std::vector<Box> Layout::elementwise_operands(std::span<const Expr> operands) const {
  const bool shows_shape = !std::all_of(operands.begin(), operands.end(),
                                        [&](const Expr& x) { return is_repeated(x); });
  std::vector<Box> boxes;
  for (const Expr& x : operands) {
    const bool keeps_shape = !shows_shape && boxes.empty();
    boxes.push_back(keeps_shape ? reference(x.id) : elementwise_operand(x));
  }
  return boxes;
}

// Is one of the operands a repeated column, or a repeated row?
bool Layout::repeats(std::span<const Expr> operands, bool columns) const {
  return std::any_of(operands.begin(), operands.end(), [&](const Expr& x) {
    if (!is_repeated(x)) return false;
    const ir::Shape& of = ir::split_coefficient(x).rest.operand(0).shape();
    return columns ? of.is_column() : of.is_row();
  });
}

Box Layout::sum(Expr x) const {
  Box box{.kind = BoxKind::sum, .precedence = Precedence::sum};
  const std::vector<Expr> terms = x.operands();
  const bool all_repeated = std::all_of(terms.begin(), terms.end(), [](const Expr& term) {
    return ir::split_coefficient(term).rest.is(OpKind::broadcast);
  });
  // From left to right a column and a row do not fit until something shows the shape.
  bool shows_shape = !(repeats(terms, true) && repeats(terms, false));
  for (const Expr& term : terms) {
    const bool keeps_shape = all_repeated || (!shows_shape && !is_printed_as_scalar(term));
    box.children.push_back(keeps_shape ? reference(term.id) : elementwise_operand(term));
    shows_shape = shows_shape || keeps_shape;
  }
  // w₁ − w₂ reads better than −w₂ + w₁.
  if (box.children.size() == 2 && box.children[0].kind == BoxKind::negation &&
      box.children[1].kind != BoxKind::negation) {
    std::swap(box.children[0], box.children[1]);
  }
  return box;
}

Box Layout::scaled(Expr x) const {
  const auto [coefficient, rest] = ir::split_coefficient(x);
  if (rest == x) {
    // (xᵀ·x)·x: what is a scalar as a whole.
    const Expr s = x.operand(0);
    Box scalar = reference(s.id);
    if (s.is(OpKind::matmul) && name_of(s.id) == nullptr) scalar = bracketed(std::move(scalar));
    return in_front(std::move(scalar), reference(x.operand(1).id));
  }
  const bool negative = coefficient < 0;
  const double size = std::abs(coefficient);
  if (size == 0.5 && rest.is(OpKind::dot) && rest.operand(0) == rest.operand(1) &&
      name_of(rest.id) == nullptr) {
    Box half = inner_product(rest, true);
    return negative ? negated(std::move(half)) : half;
  }
  return with_coefficient(coefficient, reference(rest.id));
}

Box Layout::binary_product(Expr a, Expr b, ProductSign sign) const {
  const bool elementwise = sign != ProductSign::product && sign != ProductSign::kronecker;
  // One of them must have the shape of the result.
  Box left = elementwise && !(is_repeated(a) && is_repeated(b)) ? elementwise_operand(a) : reference(a.id);
  Box right = elementwise ? elementwise_operand(b) : reference(b.id);
  // A·(B·C) is A·B·C.
  const bool is_associative = (sign == ProductSign::product && b.is(OpKind::matmul)) ||
                              (sign == ProductSign::hadamard && b.is(OpKind::hadamard)) ||
                              (sign == ProductSign::kronecker && b.is(OpKind::kron));
  if (is_associative && is_chain_of(sign, right)) {
    Box product = std::move(left);
    for (Box& factor : right.children) {
      product = product_box(std::move(product), sign, std::move(factor));
    }
    return product;
  }
  return product_box(std::move(left), sign, std::move(right));
}

Box Layout::quotient(Expr x) const {
  const Expr a = x.operand(0);
  const Expr b = x.operand(1);
  // A sum over the symbolic number of its terms.
  const bool is_of_all = a.is(OpKind::sum) && a.is_scalar() && b.is(OpKind::sum);
  if (is_of_all && ir::is_one(b.operand(0)) && name_of(a.id) == nullptr &&
      b.operand(0).shape() == a.operand(0).shape() && !b.operand(0).shape().is_known()) {
    return call_box("mean", {reference(a.operand(0).id)});
  }
  const bool is_by_scalar = b.is_scalar() || is_printed_as_scalar(b);
  return binary_product(a, b,
                        is_by_scalar ? ProductSign::quotient : ProductSign::elementwise_quotient);
}

Box Layout::inverse(Expr x, bool transposed) const {
  Box base = power_base(x);
  return {.kind = BoxKind::inverse,
          .precedence = Precedence::postfix,
          .transposed = transposed,
          .children = {std::move(base)}};
}

Box Layout::power_base(Expr x) const {
  Box base = reference(x.id);
  // A tower can be read in two ways.
  const bool is_power = base.kind == BoxKind::power || base.kind == BoxKind::norm_square ||
                        base.kind == BoxKind::inverse;
  return is_power || needs_brackets_before_postfix(base) ? bracketed(std::move(base)) : base;
}

Box Layout::power(Expr x) const {
  Box base = power_base(x.operand(0));
  return {.kind = BoxKind::power,
          .precedence = Precedence::postfix,
          .number = std::get<ir::Constant>(x.node().attribute).value,
          .elementwise = !x.is_scalar(),
          .children = {std::move(base)}};
}

Box Layout::general_power(Expr x) const {
  Box base = power_base(x.operand(0));
  const bool shows_shape = !is_repeated(x.operand(0));
  Box exponent = shows_shape ? elementwise_operand(x.operand(1)) : reference(x.operand(1).id);
  if (exponent.kind != BoxKind::name) exponent = bracketed(std::move(exponent));
  return {.kind = BoxKind::power,
          .precedence = Precedence::postfix,
          .elementwise = !x.is_scalar(),
          .children = {std::move(base), std::move(exponent)}};
}

Box Layout::inner_product(Expr x, bool halved) const {
  const Expr a = x.operand(0);
  const Expr b = x.operand(1);
  if (a != b) {
    return {.kind = BoxKind::inner,
            .precedence = Precedence::postfix,
            .children = {reference(a.id), reference(b.id)}};
  }
  Box norm{.kind = BoxKind::norm_square,
           .precedence = Precedence::postfix,
           .elementwise = !a.shape().is_vector_like(),
           .children = {reference(a.id)}};
  if (!halved) return norm;
  return product_box({.kind = BoxKind::number, .number = 0.5}, ProductSign::product, std::move(norm));
}

void Layout::omit_arguments() {
  const ir::Graph& graph = *program_.graph;
  std::vector<std::optional<NodeId>> argument(graph.function_count());
  omits_argument_.assign(graph.function_count(), true);
  for (std::uint32_t id = 0; id < graph.size(); ++id) {
    if (graph[{id}].op != OpKind::apply) continue;
    const auto use = std::get<ir::FunctionUse>(graph[{id}].attribute);
    const NodeId of = graph.operand({id}, 0);
    if (argument[use.function] && *argument[use.function] != of) {
      omits_argument_[use.function] = false;
    }
    argument[use.function] = of;
  }
}

Box Layout::applied(Expr x) const {
  const auto use = std::get<ir::FunctionUse>(x.node().attribute);
  const NodeId of = x.operand(0).id;
  const bool omits = use.function < omits_argument_.size() && omits_argument_[use.function];
  Box box{.kind = BoxKind::function,
          .precedence = Precedence::postfix,
          .name = program_.functions[use.function].name,
          .order = use.order};
  if (!omits || name_of(of) == nullptr) box.children = {reference(of)};
  return box;
}

Box Layout::broadcast(Expr x) const {
  const Expr from = x.operand(0);
  const std::string rows = dim_text(x.shape().rows);
  const std::string cols = dim_text(x.shape().cols);
  const auto value = ir::constant_value(from);
  if (from.is_scalar()) {
    std::vector<Box> size = {text_box(rows)};
    if (!x.shape().cols.is_one()) size.push_back(text_box(cols));
    if (value == 0.0) return call_box("zeros", std::move(size));
    Box ones = call_box("ones", std::move(size));
    return value == 1.0 ? ones
                        : product_box(reference(from.id), ProductSign::product, std::move(ones));
  }
  if (from.shape().cols.is_one()) {
    return product_box(reference(from.id), ProductSign::product,
                       call_box("ones", {text_box("1"), text_box(cols)}));
  }
  return product_box(call_box("ones", {text_box(rows)}), ProductSign::product, reference(from.id));
}

Box Layout::slice(Expr x) const {
  const auto& offset = std::get<ir::Offset>(x.node().attribute);
  const Expr from = x.operand(0);
  const auto range = [](const ir::Dim& begin, const ir::Dim& count, const ir::Dim& all) {
    if (count == all) return std::string(":");
    const std::string first = dim_text(begin + ir::Dim(1));
    return count.is_one() ? first : first + ":" + dim_text(begin + count);
  };
  std::string text = range(offset.row, x.shape().rows, from.shape().rows);
  if (!from.shape().cols.is_one()) {
    text += ", " + range(offset.col, x.shape().cols, from.shape().cols);
  }
  Box inner = reference(from.id);
  if (needs_brackets_before_postfix(inner) || inner.kind == BoxKind::power) {
    inner = bracketed(std::move(inner));
  }
  return {.kind = BoxKind::index,
          .precedence = Precedence::postfix,
          .text = std::move(text),
          .children = {std::move(inner)}};
}

// The part with blocks of zeros around it: above and below, left and right.
Box Layout::embedded(Expr x) const {
  const auto& offset = std::get<ir::Offset>(x.node().attribute);
  const ir::Shape& part = x.operand(0).shape();
  const ir::Shape& all = x.shape();
  const auto zeros = [](const ir::Dim& rows, const ir::Dim& cols) {
    return call_box("zeros", {text_box(dim_text(rows)), text_box(dim_text(cols))});
  };
  Box middle{.kind = BoxKind::horizontal};
  const ir::Dim right = all.cols - offset.col - part.cols;
  if (!(offset.col == ir::Dim(0))) middle.children.push_back(zeros(part.rows, offset.col));
  middle.children.push_back(reference(x.operand(0).id));
  if (!(right == ir::Dim(0))) middle.children.push_back(zeros(part.rows, right));
  Box row = middle.children.size() == 1 ? std::move(middle.children[0]) : std::move(middle);
  Box block{.kind = BoxKind::vertical};
  const ir::Dim below = all.rows - offset.row - part.rows;
  if (!(offset.row == ir::Dim(0))) block.children.push_back(zeros(offset.row, all.cols));
  block.children.push_back(std::move(row));
  if (!(below == ir::Dim(0))) block.children.push_back(zeros(below, all.cols));
  return block.children.size() == 1 ? std::move(block.children[0]) : block;
}

}  // namespace nngen::codegen
