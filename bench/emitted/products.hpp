#pragma once
// The machine's limit: the matrix products of one gradient alone, each by whoever is fastest at
// exactly its shape; and the rate of multiply-adds that the processor reaches with nothing to load.

#include <functional>
#include <string>
#include <vector>

#include "bench/emitted/problem.hpp"

namespace nngen::bench {

/// The products of one gradient, equal shapes once with their count. Those of a dense network from
/// its sizes, of the other programs by name; none for a program of scalars.
std::vector<Product> products_of(const Problem& problem);

/// Two operands and a result, large enough for a product and its transposed forms.
struct Operands {
  explicit Operands(const Product& product);
  Numbers a, b, c;
};

/// One way to compute a product, so many times.
struct Candidate {
  std::string name;
  std::function<void(long calls)> run;
};

/// Eigen's and each CBLAS's, with the operands as they are, the left or the right one transposed.
std::vector<Candidate> candidates(const Product& product, Operands& operands);
/// Eigen's with the sizes of the case's own products known to the compiler.
void add_fixed_products(const Product& product, Operands& operands, std::vector<Candidate>& to);

/// Multiply-adds on registers alone; flops_of_peak each.
void run_peak(long calls);
double flops_of_peak();

}  // namespace nngen::bench
