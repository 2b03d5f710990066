// The timing program of one case: checks that all peers agree, times them in turns, writes JSON.
// Usage: PROGRAM ROUNDS SECONDS_EACH [PEER]
// With a peer's name only its steps run, so many rounds, and nothing is written: for a profiler.

#include <cstdio>
#include <cstdlib>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "bench/emitted/problem.hpp"
#include "timing/limit.hpp"
#include "timing/peak.hpp"
#include "timing/rounds.hpp"
#include "timing/statistics.hpp"

namespace nngen::bench {

using namespace timing;

namespace {

using Json = nlohmann::ordered_json;

/// In float an argument of relu can round to the other side of its kink, which changes the gradient
/// by the share of one unit in one sample.
double tolerance_for(const Problem& problem) {
  if (sizeof(Scalar) == 8) return 1e-10;
  return problem.activation == Activation::relu ? 5e-3 : 1e-4;
}

// Small, so that the same parameters stay for as many steps as a round needs.
constexpr Scalar small_rate = Scalar(1e-7);

double error(const Numbers& values, const Numbers& expected) {
  return static_cast<double>((values - expected).norm() / expected.norm());
}

struct Results {
  Scalar loss;
  Numbers gradient, moved;
};

Results results_of(Peer& peer, const Problem& problem) {
  Results results{0, Numbers(problem.parameters.size()), Numbers(problem.parameters.size())};
  peer.load(problem.parameters);
  results.loss = peer.gradient(1);
  peer.store_gradient(results.gradient);
  peer.step(1, Scalar(0.5));
  peer.store_parameters(results.moved);
  peer.load(problem.parameters);
  return results;
}

/// Compares every peer with the first one. Says on standard error who differs.
bool agree(const Problem& problem, const Peers& peers) {
  const double tolerance = tolerance_for(problem);
  const Results expected = results_of(*peers.front(), problem);
  bool all = true;
  for (const auto& peer : peers) {
    const Results results = results_of(*peer, problem);
    const double of_loss = std::abs(static_cast<double>(results.loss / expected.loss) - 1);
    const double of_gradient = error(results.gradient, expected.gradient);
    const double of_step = error(results.moved, expected.moved);
    // Written so that what is not a number fails.
    if (of_loss <= tolerance && of_gradient <= tolerance && of_step <= tolerance) continue;
    fmt::print(stderr, "{} differs from {}: loss {:.1e}, gradient {:.1e}, step {:.1e}\n",
               peer->name(), peers.front()->name(), of_loss, of_gradient, of_step);
    all = false;
  }
  return all;
}

Json json(const Estimate& estimate) {
  return {{"median", estimate.median}, {"lower", estimate.lower}, {"upper", estimate.upper}};
}

Json json_of_limit(const std::vector<ShapeLimit>& limits, const std::vector<Timed>& all,
                   double peak) {
  if (limits.empty()) return nullptr;
  Json shapes = Json::array();
  const double flops = flops_of(limits);
  for (const ShapeLimit& limit : limits) {
    const Product& p = limit.product;
    const double seconds = median(all[limit.timed].seconds);
    shapes.push_back({{"rows", p.rows},
                      {"depth", p.depth},
                      {"cols", p.cols},
                      {"count", p.count},
                      {"best", all[limit.timed].name},
                      {"seconds", seconds},
                      {"gflops", flops_of(p) / seconds * 1e-9}});
  }
  return {{"seconds", median(limit_seconds(limits, all))},
          {"flops", flops},
          {"flops_over_peak_seconds", flops / peak},
          {"products", shapes}};
}

/// One of the two things that each peer does: where it stands among all that are timed.
struct Rows {
  std::string what;
  std::size_t first;
};

Json json_of(const Rows& rows, const Peers& peers, const std::vector<Timed>& all,
             const std::vector<double>& limit) {
  Json list = Json::array();
  std::size_t best = 0;
  for (std::size_t i = 0; i < peers.size(); ++i) {
    const std::vector<double>& seconds = all[rows.first + i].seconds;
    Json row = {{"peer", peers[i]->name()}, {"seconds", median(seconds)}};
    row["time_over_limit"] = limit[0] > 0 ? json(estimate_ratio(seconds, limit)) : Json(nullptr);
    list.push_back(row);
    const bool faster = best == 0 || median(seconds) < median(all[rows.first + best].seconds);
    if (i > 0 && faster) best = i;
  }
  const Estimate ratio = estimate_ratio(all[rows.first + best].seconds, all[rows.first].seconds);
  return {
      {"peers", list}, {"best_peer", peers[best]->name()}, {"speed_over_best_peer", json(ratio)}};
}

Json measure(const Problem& problem, const Peers& peers, int rounds, double seconds_each) {
  std::vector<Timed> all;
  const Rows gradient{"gradient", all.size()};
  for (const auto& peer : peers) {
    all.push_back({peer->name(), [&](long calls) { return peer->seconds_of_gradient(calls); }});
  }
  const Rows step{"step", all.size()};
  for (const auto& peer : peers) {
    all.push_back(
        {peer->name(), [&](long calls) { return peer->seconds_of_step(calls, small_rate); }});
  }
  const auto candidates = [](const Product& product, Operands& operands,
                             std::vector<Candidate>& to) {
    add_libraries(product, operands, to);
    add_fixed_products(product, operands, to);
  };
  const std::vector<ShapeLimit> limits = add_limits(problem.products, candidates, all);
  all.push_back({"peak", by_clock(run_peak)});
  run_rounds(all, rounds, seconds_each);

  const double peak = flops_of_peak() / median(all.back().seconds);
  const std::vector<double> limit = limit_seconds(limits, all);
  Json result;
  result["rounds"] = rounds;
  result["peak_gflops"] = peak * 1e-9;
  result["limit"] = json_of_limit(limits, all, peak);
  for (const Rows& rows : {gradient, step}) result[rows.what] = json_of(rows, peers, all, limit);
  return result;
}

Peers all_peers(const Problem& problem, std::vector<MissingPeer>& missing) {
  Peers peers;
  add_emitted(problem, peers);
  add_fixed(problem, peers);
  add_dynamic(problem, peers);
  add_blas(problem, peers, missing);
  add_programs(problem, peers);
  add_frameworks(problem, peers, missing);
  add_processes(problem, peers, missing);
  return peers;
}

int run_alone(Peer& peer, const Problem& problem, int rounds, double seconds_each) {
  peer.load(problem.parameters);
  std::vector<Timed> alone = {
      {peer.name(), [&](long calls) { return peer.seconds_of_step(calls, small_rate); }}};
  run_rounds(alone, rounds, seconds_each);
  return 0;
}

int run(int rounds, double seconds_each, const std::string& alone) {
  use_one_thread();
  const Problem problem = the_problem();
  std::vector<MissingPeer> missing;
  const Peers peers = all_peers(problem, missing);
  for (const auto& peer : peers) {
    if (peer->name() == alone) return run_alone(*peer, problem, rounds, seconds_each);
  }
  if (!alone.empty()) {
    fmt::print(stderr, "there is no peer '{}' here\n", alone);
    return 2;
  }
  if (!agree(problem, peers)) return 1;

  Json result = {{"program", problem.program},
                 {"scalar", sizeof(Scalar) == 4 ? "float" : "double"},
                 {"samples", problem.samples},
                 {"parameters", problem.parameters.size()},
                 {"workspace_bytes", workspace_bytes_of_case()}};
  result.update(measure(problem, peers, rounds, seconds_each));
  result["missing"] = Json::array();
  for (const MissingPeer& peer : missing) {
    result["missing"].push_back({{"peer", peer.name}, {"reason", peer.reason}});
  }
  std::puts(result.dump(1).c_str());
  return 0;
}

}  // namespace

}  // namespace nngen::bench

int main(int argc, char** argv) {
  if (argc != 3 && argc != 4) {
    fmt::print(stderr, "usage: {} ROUNDS SECONDS_EACH [PEER]\n", argv[0]);
    return 2;
  }
  return nngen::bench::run(std::atoi(argv[1]), std::atof(argv[2]), argc == 4 ? argv[3] : "");
}
