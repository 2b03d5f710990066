#pragma once
// The machine's limit: some matrix products, each by whoever is fastest at exactly its shape.

#include <functional>
#include <memory>
#include <vector>

#include "products.hpp"
#include "rounds.hpp"

namespace nngen::timing {

/// The limit's part for one shape: the fastest candidate, in the turns of all.
struct ShapeLimit {
  Product product;
  std::unique_ptr<Operands> operands;
  std::size_t timed;  // its place among all that are timed
};

/// The ways to compute a product that are tried.
using Candidates =
    std::function<void(const Product& product, Operands& operands, std::vector<Candidate>& to)>;

/// Finds the fastest candidate of each product and adds it to those who are timed.
std::vector<ShapeLimit> add_limits(const std::vector<Product>& products,
                                   const Candidates& candidates, std::vector<Timed>& all);

/// The seconds of all products together, for each round; zeros without products.
std::vector<double> limit_seconds(const std::vector<ShapeLimit>& limits,
                                  const std::vector<Timed>& all);

/// Of all products together.
double flops_of(const std::vector<ShapeLimit>& limits);

}  // namespace nngen::timing
