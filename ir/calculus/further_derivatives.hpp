#pragma once
// Derivatives of a call beside its gradient: along a direction of the parameters, second ones, and
// those of the outputs.

#include <cstdint>
#include <optional>
#include <vector>

#include "ir/calculus/differentiate.hpp"
#include "ir/program.hpp"

namespace nngen::ir {

/// Which of them are wanted.
struct FurtherRequest {
  bool jacobian = false;  // of each output by the parameters
  bool hessian = false;   // of the loss; made of products with it
  bool hvp = false;       // the Hessian of the loss times a direction
  bool jvp = false;       // the change of the loss along a direction

  bool is_along_direction() const { return hessian || hvp || jvp; }
  bool is_any() const { return jacobian || is_along_direction(); }
};

/// Where they stand in the program. All is by the params in their order, as one vector.
struct FurtherDerivatives {
  struct OfOutput {
    std::uint32_t of;  // which output
    std::uint32_t
        jacobian;  // the output that is its Jacobian: a row an entry, a column a parameter
    std::vector<NodeId> blocks;  // what stands in it side by side, by each param
  };
  std::vector<std::uint32_t>
      directions;  // the declarations of a direction's parts, one for each param
  std::vector<OfOutput> jacobians;
  std::optional<std::uint32_t> jvp;  // the output that is the change of the loss
  std::optional<std::uint32_t> hvp;  // the first of the outputs, one for each param
  bool hessian = false;
};

/// Adds the derivatives to the outputs of a derived program, and the parts of a direction to its
/// declarations. The loss has been differentiated by every param; each request has a meaning.
FurtherDerivatives add_further_derivatives(Program& program, const Derivation& derivation,
                                           const FurtherRequest& request);

}  // namespace nngen::ir
