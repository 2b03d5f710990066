#pragma once
// What `nngen bench` writes for the program that it times: the memory of its variables, calls of
// its emitted functions, and its matrix products.

#include <vector>

#include "products.hpp"

namespace nngen::timing {

/// Where the numbers of a declared variable stand, sample after sample, matrices by columns.
struct Memory {
  Scalar* first;
  Index count;
};

/// In the order of their declaration.
std::vector<Memory> memory_of_variables();

/// The loss of the last of so many equal calls.
Scalar run_gradient(long calls);
/// Steps of length 0, so that every call computes the same; without a parameter there are none.
extern const bool has_steps;
Scalar run_step(long calls);

/// Those of a gradient, equal shapes once with their count.
std::vector<Product> products_of_gradient();
/// Ways to compute one of them that know its shape when they are compiled.
void add_fixed_products(const Product& product, Operands& operands, std::vector<Candidate>& to);

}  // namespace nngen::timing
