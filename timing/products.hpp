#pragma once
// Ways to compute a matrix product, of which the fastest is a part of the machine's limit.

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "scalar.hpp"

namespace nngen::timing {

/// count products of a rows × depth by a depth × cols matrix.
struct Product {
  Index rows, depth, cols;
  Index count = 1;
};
double flops_of(const Product& product);

/// Adds to the count of an equal product that is there already.
void add_product(std::vector<Product>& to, const Product& product);

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

template <class F>
std::function<void(long)> repeated(F f) {
  return [f](long calls) {
    for (long call = 0; call < calls; ++call) {
      f();
      forget_memory();
    }
  };
}

/// Eigen's with dynamic sizes and each CBLAS's, with the operands as they are, the left or the
/// right one transposed.
void add_libraries(const Product& product, Operands& operands, std::vector<Candidate>& to);

}  // namespace nngen::timing
