#pragma once
// The steps of the derivatives that a file itself asks for.

#include <string>

#include "codegen/formula/show.hpp"

namespace nngen::codegen {

/// A section for each of them, in the order in which they are made of one another: the sweep back,
/// the sweep forward, and how a Jacobian or Hessian is read off; then what simplifications have
/// made of them, and the results as they are printed. Comments of the language; empty where the
/// file asks for nothing but the gradients of its loss.
std::string show_request_steps(const ir::Program& program, const ir::Derivation& derivation,
                               FormulaStyle style);

}  // namespace nngen::codegen
