#include "limit.hpp"

#include <utility>

namespace nngen::timing {

std::vector<ShapeLimit> add_limits(const std::vector<Product>& products,
                                   const Candidates& candidates, std::vector<Timed>& all) {
  constexpr int measurements = 5;
  constexpr double seconds_each = 1e-3;
  std::vector<ShapeLimit> limits;
  for (const Product& product : products) {
    auto operands = std::make_unique<Operands>(product);
    std::vector<Candidate> tried;
    candidates(product, *operands, tried);
    std::size_t best = 0;
    double best_time = 0;
    for (std::size_t i = 0; i < tried.size(); ++i) {
      const double time = quick_time(by_clock(tried[i].run), measurements, seconds_each);
      if (i > 0 && best_time <= time) continue;
      best_time = time;
      best = i;
    }
    limits.push_back({product, std::move(operands), all.size()});
    all.push_back({std::move(tried[best].name), by_clock(std::move(tried[best].run))});
  }
  return limits;
}

std::vector<double> limit_seconds(const std::vector<ShapeLimit>& limits,
                                  const std::vector<Timed>& all) {
  std::vector<double> total(all.front().seconds.size(), 0);
  for (const ShapeLimit& limit : limits) {
    for (std::size_t round = 0; round < total.size(); ++round) {
      total[round] += static_cast<double>(limit.product.count) * all[limit.timed].seconds[round];
    }
  }
  return total;
}

double flops_of(const std::vector<ShapeLimit>& limits) {
  double flops = 0;
  for (const ShapeLimit& limit : limits) {
    flops += static_cast<double>(limit.product.count) * flops_of(limit.product);
  }
  return flops;
}

}  // namespace nngen::timing
