#pragma once
// How long a training has gone on.

#include <algorithm>
#include <chrono>

namespace train {

class Clock {
 public:
  /// So many seconds went by before, in earlier runs of the program.
  void start(double seconds) {
    const auto before = std::chrono::duration<double>(seconds);
    begin_ = Time::now() - std::chrono::duration_cast<Time::duration>(before);
    looked_at_ = seconds;
  }
  double seconds() const { return std::chrono::duration<double>(Time::now() - begin_).count(); }

  /// A look at the clock takes as long as the step of a small network: there, only some steps are
  /// followed by one.
  bool is_time_to_look() {
    if (--steps_to_look_ > 0) return false;
    const double now = seconds();
    stride_ = now - looked_at_ < 1e-4 ? std::min(2 * stride_, 1024) : std::max(stride_ / 2, 1);
    steps_to_look_ = stride_;
    looked_at_ = now;
    return true;
  }
  double looked_at() const { return looked_at_; }

 private:
  using Time = std::chrono::steady_clock;
  Time::time_point begin_ = Time::now();
  double looked_at_ = 0;
  int stride_ = 1, steps_to_look_ = 1;
};

}  // namespace train
