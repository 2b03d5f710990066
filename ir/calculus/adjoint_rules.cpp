#include "ir/calculus/adjoint_rules.hpp"

#include <algorithm>
#include <array>

#include "ir/op.hpp"

namespace nngen::ir {
namespace {

struct Row {
  OpKind op;
  RuleText rule;
};

constexpr RuleText chosen_branch{"choice: ȳ goes to the branch that was taken"};
constexpr RuleText two_arguments{"chain rule: each argument gets ȳ times its partial derivative"};
constexpr RuleText chain_rule{"chain rule, entry by entry: x̄ = ȳ ∘ f'(x)", "MA (38)–(48)"};
constexpr RuleText of_activation{"chain rule, entry by entry: x̄ = ȳ ∘ f'(x)", "MS (10)–(11)"};

constexpr std::array rows = {
    Row{OpKind::add, {"sum: every term gets ȳ", "Cookbook (35)"}},
    Row{OpKind::scale, {"scalar factor, Y = s·A: s̄ = ⟨Ȳ, A⟩, Ā = s·Ȳ"}},
    Row{OpKind::matmul,
        {"matrix product, Y = A·B: Ā = Ȳ·Bᵀ, B̄ = Aᵀ·Ȳ", "MS (12)–(14), Cookbook (37)"}},
    Row{OpKind::hadamard, {"entrywise product, y = a ∘ b: ā = ȳ ∘ b, b̄ = ȳ ∘ a", "Cookbook (38)"}},
    Row{OpKind::divide, {"quotient, y = a ⊘ b: ā = ȳ ⊘ b, b̄ = −(ȳ ∘ y) ⊘ b"}},
    Row{OpKind::power, {"power, y = xⁿ: x̄ = n·ȳ ∘ xⁿ⁻¹"}},
    Row{OpKind::transpose, {"transpose, Y = Aᵀ: Ā = Ȳᵀ", "Cookbook (44)"}},
    Row{OpKind::broadcast, {"repetition: the entries of ȳ at all copies add up"}},
    Row{OpKind::slice, {"part: the rest gets 0"}},
    Row{OpKind::embed, {"zeros around a part: it gets the same part of ȳ"}},
    Row{OpKind::vstack, {"blocks above one another: each gets its part of ȳ"}},
    Row{OpKind::hstack, {"blocks side by side: each gets its part of ȳ"}},
    Row{OpKind::apply, of_activation},
    Row{OpKind::sum, {"sum of entries: each entry gets the ȳ of its sum"}},
    Row{OpKind::dot, {"inner product, y = ⟨a, b⟩: ā = ȳ·b, b̄ = ȳ·a", "Cookbook (69)"}},
    Row{OpKind::sum_samples, {"sum over the samples: each sample gets ȳ", "MA (51)–(56)"}},
    Row{OpKind::mean_samples, {"mean over the samples: each sample gets ȳ", "MA (51)–(56)"}},
    Row{OpKind::softmax, {"softmax, y = softmax(z): z̄ = y ∘ (ȳ − ⟨y, ȳ⟩)"}},
    Row{OpKind::log_softmax, {"log-softmax: z̄ = ȳ − (Σȳ)·softmax(z)"}},
    Row{OpKind::logsumexp, {"log Σ e^z: z̄ = ȳ·softmax(z)"}},
    Row{OpKind::cross_entropy, {"cross-entropy of p and t: p̄ = −t ⊘ p", "MA (62)–(68)"}},
    Row{OpKind::softmax_cross_entropy,
        {"cross-entropy of softmax(z) and t, in one: z̄ = (Σt)·softmax(z) − t", "MA (62)–(68)"}},
    Row{OpKind::where, chosen_branch},
    Row{OpKind::maximum, chosen_branch},
    Row{OpKind::minimum, chosen_branch},
    Row{OpKind::clip, {"clip: ȳ where x lies between the bounds, else 0"}},
    Row{OpKind::atan2, two_arguments},
    Row{OpKind::general_power, two_arguments},
    Row{OpKind::max_of, {"largest entry: it gets ȳ, the others 0"}},
    Row{OpKind::min_of, {"smallest entry: it gets ȳ, the others 0"}},
    Row{OpKind::norm, {"norm: x̄ = ȳ·x/‖x‖", "Cookbook (129)"}},
    Row{OpKind::unit, {"direction, y = x/‖x‖: x̄ = (ȳ − y·⟨y, ȳ⟩)/‖x‖", "Cookbook (130)"}},
    Row{OpKind::trace, {"trace: X̄ = ȳ·I", "Cookbook (99)"}},
    Row{OpKind::diag, {"diagonal: Ȳ on the diagonal, or the diagonal of Ȳ"}},
    Row{OpKind::reshape, {"reshaped: ȳ in the shape of x"}},
    Row{OpKind::kron,
        {"Kronecker product: each factor gets Ȳ, block by block, by the other", "Cookbook (39)"}},
    Row{OpKind::inverse, {"inverse, Y = X⁻¹: X̄ = −Yᵀ·Ȳ·Yᵀ", "Cookbook (40)"}},
    Row{OpKind::det, {"determinant: X̄ = ȳ·cofactor(X)", "Cookbook (41)"}},
    Row{OpKind::logdet, {"log det: X̄ = ȳ·X⁻ᵀ", "Cookbook (43)"}},
    Row{OpKind::cofactor,
        {"cofactors, C = cofactor(X): X̄ = ⟨C, C̄⟩·X⁻ᵀ − X⁻ᵀ·C̄ᵀ·C", "Cookbook (40)–(41)"}},
    Row{OpKind::solve, {"solution of A·Y = B: B̄ = A⁻ᵀ·Ȳ, Ā = −B̄·Yᵀ"}},
};

}  // namespace

RuleText adjoint_rule(OpKind op) {
  const auto row =
      std::find_if(rows.begin(), rows.end(), [op](const Row& r) { return r.op == op; });
  if (row != rows.end()) return row->rule;
  if (op_def(op).derivative == nullptr) return {};
  return op_def(op).op_class == OpClass::activation ? of_activation : chain_rule;
}

}  // namespace nngen::ir
