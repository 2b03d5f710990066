// How the time from text to printed formulas grows with the number of layers: the k-layer network of
// Mishachev and Shmyrin, width 16. The rounds are interleaved; the median of each size is shown, and the
// time of a layer as a ratio to that of the smallest network (1 = linear growth).

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "codegen/formula/show.hpp"
#include "ir/calculus/passes.hpp"
#include "parser/parse_program.hpp"

namespace {

using Clock = std::chrono::steady_clock;

std::string network(int layers) {
  return fmt::format(
      "let k = {}\n"
      "input X : R^16\n"
      "param W[i] : R^(16×16) for i = 1..k-1\n"
      "param W[k] : R^(1×16)\n"
      "act Σ[1..k] = tanh\n"
      "f = Σ[k](W[k]·Σ[k-1](… Σ[1](W[1]·X)))\n",
      layers);
}

struct Times {
  double parse = 0;
  double derive = 0;
  double print = 0;
  double total() const { return parse + derive + print; }
};

Times run(const std::string& text) {
  const auto milliseconds = [](Clock::time_point from, Clock::time_point to) {
    return std::chrono::duration<double, std::milli>(to - from).count();
  };
  const auto start = Clock::now();
  nngen::ir::Diagnostics diagnostics;
  const nngen::ir::SourceFile source("network.expr", text);
  auto program = nngen::parser::parse_program(source, {}, diagnostics);
  if (!program) {
    for (const auto& finding : diagnostics.sorted()) fmt::print(stderr, "{}\n", finding.message);
    std::exit(1);
  }
  const auto parsed = Clock::now();
  const auto derivation =
      nngen::ir::derive_for_reading(*program, {}, nngen::ir::Reduction::none, diagnostics);
  const auto derived = Clock::now();
  const std::string formulas = nngen::codegen::show(*program, derivation, {});
  const auto printed = Clock::now();
  if (formulas.empty()) std::exit(1);
  return {milliseconds(start, parsed), milliseconds(parsed, derived), milliseconds(derived, printed)};
}

Times median(std::vector<Times> rounds) {
  std::sort(rounds.begin(), rounds.end(),
            [](const Times& a, const Times& b) { return a.total() < b.total(); });
  return rounds[rounds.size() / 2];
}

}  // namespace

int main() {
  constexpr int round_count = 9;
  const std::vector<int> sizes = {100, 300, 1000, 3000, 10000};
  std::vector<std::vector<Times>> rounds(sizes.size());
  for (int round = 0; round < round_count; ++round) {
    for (std::size_t i = 0; i < sizes.size(); ++i) rounds[i].push_back(run(network(sizes[i])));
  }
  fmt::print("| layers | parse ms | derive ms | print ms | total ms | per layer, ratio |\n");
  fmt::print("|---|---|---|---|---|---|\n");
  const double first = median(rounds[0]).total() / sizes[0];
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const Times t = median(rounds[i]);
    fmt::print("| {} | {:.2f} | {:.2f} | {:.2f} | {:.2f} | {:.2f} |\n", sizes[i], t.parse, t.derive,
               t.print, t.total(), t.total() / sizes[i] / first);
  }
}
