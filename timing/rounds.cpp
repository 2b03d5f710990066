#include "rounds.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>

#if defined(__linux__)
#include <sched.h>
#endif
#include <stdlib.h>

namespace nngen::timing {

namespace {

/// How many calls take about so long; the first call of all is not counted.
long calls_for(const Measured& run, double seconds) {
  run(1);
  for (long calls = 1;; calls *= 4) {
    const double taken = run(calls);
    if (taken > seconds / 8) {
      return std::max(1L, static_cast<long>(seconds / taken * static_cast<double>(calls)));
    }
  }
}

}  // namespace

void use_one_thread() {
  for (const char* name :
       {"OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"}) {
    setenv(name, "1", 1);
  }
  // What a machine sets of these makes OpenBLAS slower: it is to see the processor that there is.
  for (const char* name : {"OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"}) unsetenv(name);
#if defined(__linux__)
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof(allowed), &allowed) != 0) return;
  for (int cpu = CPU_SETSIZE - 1; cpu >= 0; --cpu) {
    if (!CPU_ISSET(cpu, &allowed)) continue;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    sched_setaffinity(0, sizeof(one), &one);
    return;
  }
#endif
}

double quick_time(const Measured& run, int measurements, double seconds_each) {
  const long calls = calls_for(run, seconds_each);
  double shortest = std::numeric_limits<double>::infinity();
  for (int i = 0; i < measurements; ++i) {
    shortest = std::min(shortest, run(calls) / static_cast<double>(calls));
  }
  return shortest;
}

void run_rounds(std::vector<Timed>& all, int rounds, double seconds_each) {
  std::vector<long> calls;
  for (const Timed& timed : all) calls.push_back(calls_for(timed.run, seconds_each));
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::size_t turn = (i + static_cast<std::size_t>(round)) % all.size();
      all[turn].seconds.push_back(all[turn].run(calls[turn]) / static_cast<double>(calls[turn]));
    }
  }
}

}  // namespace nngen::timing
