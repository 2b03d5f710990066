#pragma once
// Derivatives of one program by every way that nngen has, against numbers that know no rule of the
// derivation: the reverse tape, dual numbers, and differences.

#include <cstdint>
#include <string>
#include <vector>

#include "ir/program.hpp"
#include "runtime/initialise.hpp"

namespace nngen::tests {

/// A derivative that the file asks for.
enum class Asked {
  grad,
  jvp,
  vjp,
  jacobian,
  hessian,
  hvp,
  jvp_of_grad,
  grad_of_grad,
  vjp_of_jvp,
  jacobian_of_grad,
  grad_of_squared_grad,
  jvp_of_hvp,
};
constexpr std::size_t asked_count = 12;

struct DerivativeRequest {
  Asked kind;
  std::string of;  // a name of the file; empty: the loss
  std::string x;   // declared names
  std::string y;
};

/// Some derivatives of the program's loss and values by its declared names.
std::vector<DerivativeRequest> random_requests(const ir::Program& program, runtime::Random& random,
                                               std::size_t count);

/// The lines that ask for them: what they need declared, then one output a request.
std::string to_text(const ir::Program& program, const std::vector<DerivativeRequest>& requests);

struct DerivativeFindings {
  std::size_t compared = 0;
  std::size_t skipped = 0;  // ill-conditioned at this point, see `is_ill_conditioned`
  std::string failure;      // what is wrong; empty if nothing is
};

/// Compares everything derived from the file: the gradients of its loss by every declaration, and
/// the requests, each as derived, as printed and as run. The seed chooses the point, the reduction
/// and what the loss is differentiated by.
DerivativeFindings check_derivatives(const std::string& text,
                                     const std::vector<DerivativeRequest>& requests,
                                     std::uint64_t seed);

}  // namespace nngen::tests
