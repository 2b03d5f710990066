#pragma once
// Being asked to stop.

#include <csignal>
#include <ctime>

namespace train {

inline volatile std::sig_atomic_t stop_was_asked_for = 0;

/// Seconds; a signal handler may call it.
inline double seconds_now() {
  struct timespec now {};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

inline void handle_signal(int signal) {
  constexpr double one_request = 0.5;
  static double asked_at = 0;  // no other signal interrupts this one
  if (stop_was_asked_for == 0) {
    asked_at = seconds_now();
    stop_was_asked_for = 1;
  } else if (seconds_now() - asked_at > one_request) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);  // it comes when the handler has returned
  }
}

/// Ctrl-C lets the present step end and saves; another one, later, ends the program at once. What
/// comes within half a second is the same request: whoever runs the program may tell it and its
/// whole group.
inline void listen_to_signals() {
  stop_was_asked_for = 0;
  struct sigaction action {};
  action.sa_handler = handle_signal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaddset(&action.sa_mask, SIGINT);
  sigaddset(&action.sa_mask, SIGTERM);
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

}  // namespace train
