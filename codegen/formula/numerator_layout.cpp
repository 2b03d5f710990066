#include "codegen/formula/numerator_layout.hpp"

#include <vector>

#include "ir/calculus/rewrite.hpp"
#include "ir/op.hpp"

namespace nngen::codegen {
namespace {

using ir::Expr;
using ir::NodeId;
using ir::OpKind;

class Transposer {
 public:
  Transposer(ir::Program& program, const ir::Derivation& derivation)
      : program_(program),
        size_(program.graph->size()),
        carries_(size_, false),
        transposed_(size_),
        rewritten_(size_) {
    find_cotangents(derivation);
    for (std::uint32_t id = 0; id < size_; ++id) {
      if (carries_[id]) transpose_node(program_.expr({id}));
    }
  }

  /// The node's transpose, in terms of transposed cotangents.
  Expr transposed(Expr x) const { return carries(x) ? transposed_[x.id.value] : ir::transpose(x); }

 private:
  void find_cotangents(const ir::Derivation& derivation) {
    std::vector<NodeId> forward_roots;
    for (const auto& value : program_.values) forward_roots.push_back(value.node);
    for (const auto& output : program_.outputs) forward_roots.push_back(output.node);
    if (program_.loss) forward_roots.push_back(program_.loss->node);
    const std::vector<bool> forward = ir::reachable(*program_.graph, forward_roots);
    std::vector<bool> is_cotangent(size_, false);
    for (const auto& cotangent : derivation.cotangents) {
      const std::uint32_t id = cotangent.value.value;
      const bool is_leaf = (*program_.graph)[cotangent.value].operand_count == 0;
      if (!is_leaf && (id >= forward.size() || !forward[id])) is_cotangent[id] = true;
    }
    for (std::uint32_t id = 0; id < size_; ++id) {
      bool depends = is_cotangent[id];
      for (const NodeId operand : program_.graph->operands({id})) {
        depends = depends || carries_[operand.value];
      }
      carries_[id] = depends;
    }
    is_cotangent_ = std::move(is_cotangent);
  }

  bool carries(Expr x) const { return x.id.value < size_ && carries_[x.id.value]; }
  // The node itself, in terms of transposed cotangents.
  Expr rewritten(Expr x) const { return carries(x) ? rewritten_[x.id.value] : x; }

  void transpose_node(Expr x) {
    std::vector<Expr> operands = x.operands();
    bool depends = false;
    for (Expr& operand : operands) {
      depends = depends || carries(operand);
      operand = rewritten(operand);
    }
    // The innermost cotangent depends on no other one: (g − y)ᵀ.
    Expr same = depends ? ir::make(*x.graph, x.op(), operands, x.node().attribute, x.shape()) : x;
    Expr flipped = depends && !x.is_scalar() ? transposed_operation(x) : Expr{};
    if (!flipped) flipped = ir::transpose(same);
    if (is_cotangent_[x.id.value]) same = ir::transpose(flipped);
    rewritten_[x.id.value] = same;
    transposed_[x.id.value] = flipped;
  }

  Expr transposed_operation(Expr x) const {
    switch (x.op()) {
      case OpKind::add: {
        std::vector<Expr> terms;
        for (const Expr& term : x.operands()) terms.push_back(transposed(term));
        return ir::sum_of(*x.graph, terms);
      }
      case OpKind::scale: return ir::scale(rewritten(x.operand(0)), transposed(x.operand(1)));
      case OpKind::matmul: return transposed(x.operand(1)) * transposed(x.operand(0));
      case OpKind::transpose: return rewritten(x.operand(0));
      case OpKind::sum: {
        const bool by_rows = std::get<ir::Axis>(x.node().attribute) == ir::Axis::rows;
        return ir::sum(transposed(x.operand(0)), by_rows ? ir::Axis::columns : ir::Axis::rows);
      }
      case OpKind::hadamard: return times_entries(x.operand(0), x.operand(1), x.shape());
      case OpKind::divide: return ir::divide(transposed(x.operand(0)), transposed(x.operand(1)));
      default: return {};
    }
  }

  // Where a row meets a vector of derivatives, these are a diagonal Jacobian.
  Expr times_entries(Expr a, Expr b, const ir::Shape& shape) const {
    const bool one_cotangent = carries(a) != carries(b);
    const Expr factor = carries(a) ? b : a;
    if (!one_cotangent || !shape.cols.is_one() || factor.is(OpKind::broadcast)) {
      return ir::hadamard(transposed(a), transposed(b));
    }
    return transposed(carries(a) ? a : b) * ir::diag(factor);
  }

  ir::Program& program_;
  std::size_t size_;
  std::vector<bool> is_cotangent_;
  std::vector<bool> carries_;
  std::vector<Expr> transposed_;
  std::vector<Expr> rewritten_;
};

}  // namespace

ir::Derivation in_numerator_layout(ir::Program& program, const ir::Derivation& derivation) {
  const Transposer transposer(program, derivation);
  ir::Derivation result = derivation;
  for (auto& cotangent : result.cotangents) {
    cotangent.value = transposer.transposed(program.expr(cotangent.value)).id;
  }
  for (auto& gradient : result.gradients) {
    gradient.value = transposer.transposed(program.expr(gradient.value)).id;
  }
  ir::rewrite(program, result, ir::product_rules(), true);
  return result;
}

}  // namespace nngen::codegen
