#include "ir/calculus/tangent_rules.hpp"

#include <algorithm>
#include <array>

#include "ir/op.hpp"

namespace nngen::ir {
namespace {

struct Row {
  OpKind op;
  RuleText rule;
};

constexpr RuleText entrywise{"chain rule, entry by entry: dy = f'(x) ∘ dx"};
constexpr RuleText chosen_branch{"choice: the change of the branch that was taken"};
constexpr RuleText two_arguments{
    "chain rule: each argument gives its change times its partial derivative"};
constexpr RuleText part_by_part{"blocks: the change of each in its place"};
constexpr RuleText same_part{"part: the same part of the change"};

constexpr std::array rows = {
    Row{OpKind::add, {"sum: the changes of the terms add up", "Cookbook (35)"}},
    Row{OpKind::scale, {"scalar factor, Y = s·A: dY = ds·A + s·dA", "Cookbook (34), (37)"}},
    Row{OpKind::matmul, {"matrix product, Y = A·B: dY = dA·B + A·dB", "Cookbook (37)"}},
    Row{OpKind::hadamard, {"entrywise product, Y = A ∘ B: dY = dA ∘ B + A ∘ dB", "Cookbook (38)"}},
    Row{OpKind::divide, {"quotient, y = a ⊘ b: dy = (da − y ∘ db) ⊘ b"}},
    Row{OpKind::power, {"power, y = xⁿ: dy = n·xⁿ⁻¹ ∘ dx"}},
    Row{OpKind::transpose, {"transpose, Y = Aᵀ: dY = dAᵀ", "Cookbook (44)"}},
    Row{OpKind::broadcast, {"repetition: each copy has the same change"}},
    Row{OpKind::slice, same_part},
    Row{OpKind::embed, {"zeros around a part: zeros around its change"}},
    Row{OpKind::vstack, part_by_part},
    Row{OpKind::hstack, part_by_part},
    Row{OpKind::sum, {"sum of entries: the sum of their changes"}},
    Row{OpKind::dot, {"inner product, y = ⟨a, b⟩: dy = ⟨da, b⟩ + ⟨a, db⟩"}},
    Row{OpKind::sum_samples, {"sum over the samples: the sum of their changes"}},
    Row{OpKind::mean_samples, {"mean over the samples: the mean of their changes"}},
    Row{OpKind::softmax, {"softmax, y = softmax(z): dy = y ∘ (dz − ⟨y, dz⟩)"}},
    Row{OpKind::log_softmax, {"log-softmax: dy = dz − ⟨softmax(z), dz⟩"}},
    Row{OpKind::logsumexp, {"log Σ e^z: dy = ⟨softmax(z), dz⟩"}},
    Row{OpKind::cross_entropy, {"cross-entropy of p and t: dy = −⟨t ⊘ p, dp⟩ − ⟨log p, dt⟩"}},
    Row{OpKind::softmax_cross_entropy,
        {"cross-entropy of softmax(z) and t, in one: dy = ⟨(Σt)·softmax(z) − t, dz⟩ − ⟨log "
         "softmax(z), dt⟩"}},
    Row{OpKind::where, chosen_branch},
    Row{OpKind::maximum, chosen_branch},
    Row{OpKind::minimum, chosen_branch},
    Row{OpKind::clip, {"clip: the change where x lies between the bounds, else 0"}},
    Row{OpKind::atan2, two_arguments},
    Row{OpKind::general_power, two_arguments},
    Row{OpKind::max_of, {"largest entry: the change of that entry"}},
    Row{OpKind::min_of, {"smallest entry: the change of that entry"}},
    Row{OpKind::norm, {"norm, y = ‖x‖: dy = ⟨x, dx⟩/‖x‖", "Cookbook (129)"}},
    Row{OpKind::unit, {"direction, y = x/‖x‖: dy = (dx − y·⟨y, dx⟩)/‖x‖", "Cookbook (130)"}},
    Row{OpKind::trace, {"trace: the trace of the change", "Cookbook (36)"}},
    Row{OpKind::diag, {"diagonal: the diagonal of the change, or the change on the diagonal"}},
    Row{OpKind::reshape, {"reshaped: the change in the same shape"}},
    Row{OpKind::kron, {"Kronecker product, Y = A⊗B: dY = dA⊗B + A⊗dB", "Cookbook (39)"}},
    Row{OpKind::inverse, {"inverse, Y = X⁻¹: dY = −Y·dX·Y", "Cookbook (40)"}},
    Row{OpKind::det, {"determinant: dy = ⟨cofactor(X), dX⟩", "Cookbook (41)"}},
    Row{OpKind::logdet, {"log det: dy = ⟨X⁻ᵀ, dX⟩", "Cookbook (43)"}},
    Row{OpKind::cofactor, {"cofactors, C = cofactor(X): dC = ⟨C, dX⟩·X⁻ᵀ − X⁻ᵀ·dXᵀ·C"}},
    Row{OpKind::solve, {"solution of A·Y = B: A·dY = dB − dA·Y"}},
};

}  // namespace

RuleText tangent_rule(OpKind op) {
  const auto row =
      std::find_if(rows.begin(), rows.end(), [op](const Row& r) { return r.op == op; });
  if (row != rows.end()) return row->rule;
  const bool is_entrywise = op == OpKind::apply || op_def(op).derivative != nullptr;
  return is_entrywise ? entrywise : RuleText{};
}

}  // namespace nngen::ir
