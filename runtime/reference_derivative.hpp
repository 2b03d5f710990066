#pragma once
// What a file asks for with grad, jacobian, hessian, jvp, vjp and hvp, without any symbolic rule:
// the function runs on dual numbers, on a scalar reverse tape, or for second derivatives on a tape
// of dual numbers.

#include "ir/program.hpp"
#include "runtime/evaluate.hpp"

namespace nngen::runtime {

/// The derivative at a point of one sample, in the shape of the request's value. Every dimension
/// must be known. It is by each entry, also of a symmetric or diagonal param. Of a function that is
/// a derivative itself, that one's formula is what is differentiated.
ir::Matrix<double> reference_derivative(const ir::Program& program,
                                        const ir::RequestedDerivative& request, const Point& point);

}  // namespace nngen::runtime
