#pragma once
// For every operation, nodes to try it on.

#include <string>
#include <vector>

#include "ir/op.hpp"
#include "runtime/initialise.hpp"

namespace nngen::tests {

/// A use of an operation: the shapes and domains of its operands, its attribute and its result's
/// shape.
struct OpExample {
  std::vector<ir::Shape> operands;
  ir::Shape shape;
  ir::Attribute attribute = {};
  std::vector<ir::Domain> domains = {};  // parallel to operands; empty: the row's own
};

/// Uses of about size n. An operation with a shape rule and without an attribute needs no entry: it
/// is tried on columns and matrices of equal shapes.
std::vector<OpExample> op_examples(ir::OpKind op, std::int64_t n);

/// Whether the operation has a value and derivatives for each sample by itself. The others are
/// leaves, or stand for the samples of a call.
bool is_function_of_operands(ir::OpKind op);

/// Declares the activations that the examples of `apply` use: tanh, and a direct sum for n
/// coordinates.
void declare_example_functions(ir::Graph& graph, std::int64_t n);

/// A value in the domain, 0.3 or more away from the places where functions have kinks.
ir::Matrix<double> value_in(ir::Domain domain, const ir::Shape& shape, runtime::Random& random);

}  // namespace nngen::tests
