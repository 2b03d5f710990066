// The timing program of `nngen bench`. Standard input: the number of rounds, the seconds of a
// round, the number of samples, then every variable's numbers, all as raw 64-bit numbers. Standard
// output: a line for each result, its name and its value; without a loss that is a number only that
// is said.

#include <cmath>
#include <cstdio>
#include <string>

#include "calls.hpp"
#include "limit.hpp"
#include "peak.hpp"
#include "rounds.hpp"
#include "statistics.hpp"

namespace nngen::timing {

namespace {

bool read_number(double& number) { return std::fread(&number, sizeof(number), 1, stdin) == 1; }

bool read_variables() {
  for (const Memory& memory : memory_of_variables()) {
    for (Index i = 0; i < memory.count; ++i) {
      double number = 0;
      if (!read_number(number)) return false;
      memory.first[i] = static_cast<Scalar>(number);
    }
  }
  return true;
}

void write(const std::string& name, double value) {
  std::printf("%s %.17g\n", name.c_str(), value);
}

/// A function's time, and how it compares with the limit in the same round.
void write_times(const std::string& name, const std::vector<double>& seconds,
                 const std::vector<double>& limit) {
  write(name + "_s", median(seconds));
  if (limit.front() <= 0) return;
  const Estimate ratio = estimate_ratio(seconds, limit);
  write(name + "_time_over_limit", ratio.median);
  write(name + "_time_over_limit_lower", ratio.lower);
  write(name + "_time_over_limit_upper", ratio.upper);
}

void write_limit(const std::vector<ShapeLimit>& limits, const std::vector<Timed>& all) {
  if (limits.empty()) return;
  write("limit_s", median(limit_seconds(limits, all)));
  write("limit_flops", flops_of(limits));
  for (const ShapeLimit& limit : limits) {
    const Product& p = limit.product;
    std::printf("product %ld %ld %ld %ld %.17g %s\n", static_cast<long>(p.rows),
                static_cast<long>(p.depth), static_cast<long>(p.cols), static_cast<long>(p.count),
                median(all[limit.timed].seconds), all[limit.timed].name.c_str());
  }
}

void measure(int rounds, double seconds_each) {
  std::vector<Timed> all = {{"gradient", by_clock([](long calls) { run_gradient(calls); })}};
  if (has_steps) all.push_back({"step", by_clock([](long calls) { run_step(calls); })});
  const std::size_t functions = all.size();
  const auto candidates = [](const Product& product, Operands& operands,
                             std::vector<Candidate>& to) {
    add_libraries(product, operands, to);
    add_fixed_products(product, operands, to);
  };
  const std::vector<ShapeLimit> limits = add_limits(products_of_gradient(), candidates, all);
  all.push_back({"peak", by_clock(run_peak)});
  run_rounds(all, rounds, seconds_each);
  const std::vector<double> limit = limit_seconds(limits, all);
  for (std::size_t i = 0; i < functions; ++i) write_times(all[i].name, all[i].seconds, limit);
  write_limit(limits, all);
  write("peak_flops", flops_of_peak() / median(all.back().seconds));
}

int run() {
  use_one_thread();
  double rounds = 0, seconds_each = 0, samples = 0;
  if (!read_number(rounds) || !read_number(seconds_each) || !read_number(samples) ||
      !read_variables()) {
    std::fputs("the input does not suit the program\n", stderr);
    return 3;
  }
  const Scalar loss = run_gradient(1);
  write("loss", static_cast<double>(loss));
  if (std::isfinite(loss)) measure(static_cast<int>(rounds), seconds_each);
  return 0;
}

}  // namespace

}  // namespace nngen::timing

int main() { return nngen::timing::run(); }
