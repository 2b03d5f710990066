// The expanded form: a gradient as one chain of products.

#include <optional>
#include <utility>
#include <vector>

#include "codegen/formula/boxes.hpp"
#include "codegen/formula/layout.hpp"

namespace nngen::codegen {

using ir::Expr;
using ir::NodeId;
using ir::OpKind;

namespace {

// The first name in the box that has an index.
std::optional<ir::Name> first_indexed(const Box& box) {
  const bool has_name = box.kind == BoxKind::name || box.kind == BoxKind::function;
  if (has_name && box.name.index) return box.name;
  for (const Box& child : box.children) {
    if (auto name = first_indexed(child)) return name;
  }
  return std::nullopt;
}

Box period_box(Box product) {
  if (product.operators.empty()) return std::move(product.children[0]);
  const ir::Name layer = first_indexed(product).value_or(ir::Name{});
  return {.kind = BoxKind::underbrace, .name = layer, .children = {std::move(product)}};
}

// Σ₂' • W₂ᵀ and Σ₁'·Xᵀ in Σ₂' • W₂ᵀ ∘ Σ₁'·Xᵀ: a period ends before each ∘.
Box with_periods(Box chain) {
  const bool is_chain = chain.kind == BoxKind::product && chain.operators.size() > 1;
  if (!is_chain) return chain;
  Box periods{.kind = BoxKind::product, .precedence = Precedence::product};
  const auto start = [](Box& first) {
    return Box{.kind = BoxKind::product,
               .precedence = Precedence::product,
               .children = {std::move(first)}};
  };
  Box period = start(chain.children[0]);
  for (std::size_t i = 0; i < chain.operators.size(); ++i) {
    if (chain.operators[i] == ProductSign::hadamard) {
      periods.children.push_back(period_box(std::move(period)));
      periods.operators.push_back(ProductSign::hadamard);
      period = start(chain.children[i + 1]);
    } else {
      period.children.push_back(std::move(chain.children[i + 1]));
      period.operators.push_back(chain.operators[i]);
    }
  }
  if (periods.operators.empty()) return period;
  periods.children.push_back(period_box(std::move(period)));
  return periods;
}

}  // namespace

Box Layout::chain(NodeId node, const Expansion& expansion, DerivativeLayout layout) const {
  // Walk down the spine, the last factor first; constants are gathered in front.
  struct Link {
    ProductSign sign;
    Expr operand;
  };
  std::vector<Link> links;
  double coefficient = 1;
  Expr x = program_.expr(node);
  const auto ends = [&](Expr e) {
    return e.id != node && name_of(e.id) != nullptr && !expansion.is_written_out(e.id);
  };
  while (!ends(x)) {
    const auto spine = expansion.spine(x.id);
    if (!spine) break;
    const Expr other = x.operand(1 - *spine);
    const auto value = ir::constant_value(other);
    if (x.is(OpKind::scale) && value) {
      coefficient *= *value;
    } else {
      const ProductSign sign = x.is(OpKind::hadamard)                ? ProductSign::hadamard
                               : x.is(OpKind::matmul) && *spine == 1 ? ProductSign::reversed
                                                                     : ProductSign::product;
      links.push_back({sign, other});
    }
    x = x.operand(*spine);
  }
  Box result = x.id == node || !ends(x) ? definition(x.id) : reference(x.id);
  for (auto link = links.rbegin(); link != links.rend(); ++link) {
    Box factor = reference(link->operand.id);
    if (layout == DerivativeLayout::jacobian && link->sign == ProductSign::reversed) {
      const bool plain = is_chain_of(ProductSign::product, result);
      result = plain ? in_front(std::move(factor), std::move(result))
                     : product_box(std::move(factor), ProductSign::product, std::move(result));
      continue;
    }
    if (factor.precedence <= Precedence::negation) factor = bracketed(std::move(factor));
    if (link == links.rbegin()) {
      if (result.precedence == Precedence::sum || result.kind == BoxKind::product) {
        result = bracketed(std::move(result));
      }
      result = {.kind = BoxKind::product,
                .precedence = Precedence::product,
                .children = {std::move(result)}};
    }
    result.children.push_back(std::move(factor));
    result.operators.push_back(link->sign);
  }
  if (underbraces_) result = with_periods(std::move(result));
  return with_coefficient(coefficient, std::move(result));
}

}  // namespace nngen::codegen
