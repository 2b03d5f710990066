#pragma once
// Being asked to stop.

#include <csignal>

namespace train {

inline volatile std::sig_atomic_t stop_was_asked_for = 0;

/// Ctrl-C lets the present step end and saves; the second one ends the program at once.
inline void listen_to_signals() {
  stop_was_asked_for = 0;
  struct sigaction action {};
  action.sa_handler = [](int) { stop_was_asked_for = 1; };
  action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

}  // namespace train
