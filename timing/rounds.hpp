#pragma once
// Times of several programs, taken in turns.

#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace nngen::timing {

/// What is called so many times in a row.
using Repeated = std::function<void(long calls)>;

/// Runs so many calls in a row and says how many seconds they took.
using Measured = std::function<double(long calls)>;
/// By the clock of this process.
inline Measured by_clock(Repeated run) {
  return [run = std::move(run)](long calls) {
    const auto begin = std::chrono::steady_clock::now();
    run(calls);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
}

struct Timed {
  std::string name;
  Measured run;
  std::vector<double> seconds = {};  // of one call, for each round
};

/// Binds this process to one processor, the last one that it may use, where the system knows how to
/// (Linux), and asks the libraries that are loaded later for one thread.
void use_one_thread();

/// Seconds of a call, the shortest of some short measurements.
double quick_time(const Measured& run, int measurements, double seconds_each);

/// So many rounds; in each, everyone runs once for about `seconds_each`, beginning with another one
/// than in the round before.
void run_rounds(std::vector<Timed>& all, int rounds, double seconds_each);

}  // namespace nngen::timing
