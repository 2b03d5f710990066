#pragma once
// How many random cases a test tries: so many, or, as the environment says, others.

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <random>

namespace nngen::tests {

/// Seeds for a test's random cases, by turns fixed and fresh. NNGEN_SEED gives one seed alone,
/// NNGEN_PROGRAMS another count, NNGEN_SECONDS a time in place of a count, NNGEN_FRESH the first of
/// the fresh ones.
class Trials {
 public:
  explicit Trials(std::uint64_t count)
      : count_(from_environment("NNGEN_PROGRAMS", count)),
        seconds_(from_environment("NNGEN_SECONDS", 0)),
        only_seed_(std::getenv("NNGEN_SEED") != nullptr) {}

  bool go_on() const {
    if (only_seed_) return done_ == 0;
    if (seconds_ == 0) return done_ < count_;
    return std::chrono::steady_clock::now() - start_ < std::chrono::seconds(seconds_);
  }
  void next() { ++done_; }
  std::uint64_t done() const { return done_; }
  std::uint64_t seed() const {
    if (only_seed_) return from_environment("NNGEN_SEED", 0);
    return done_ % 2 ? fresh_ + done_ : done_;
  }

 private:
  static std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text ? std::strtoull(text, nullptr, 10) : otherwise;
  }

  std::uint64_t count_;
  std::uint64_t seconds_;
  bool only_seed_;
  std::uint64_t done_ = 0;
  std::uint64_t fresh_ = from_environment("NNGEN_FRESH", std::random_device{}());
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace nngen::tests
