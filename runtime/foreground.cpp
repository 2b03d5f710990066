#include "runtime/foreground.hpp"

#include <array>
#include <cerrno>
#include <csignal>

#include <spawn.h>
#include <sys/wait.h>

extern char** environ;  // POSIX names it, no header need declare it

namespace nngen::runtime {
namespace {

constexpr std::array<int, 3> ending_signals{SIGINT, SIGTERM, SIGHUP};

// What a signal handler may use.
volatile std::sig_atomic_t last_signal = 0;
volatile std::sig_atomic_t signal_to_pass_on = 0;
volatile std::sig_atomic_t running_child = 0;

std::array<struct sigaction, ending_signals.size()> actions_before;

void handle(int signal, siginfo_t* info, void*) {
  last_signal = signal;
  const bool is_from_program = info->si_code <= 0;  // kill() and its like; a terminal's is above
  if (!is_from_program) return;
  signal_to_pass_on = signal;
  if (running_child != 0) ::kill(static_cast<pid_t>(running_child), signal);
}

}  // namespace

SignalsPassedOn::SignalsPassedOn() {
  last_signal = 0;
  signal_to_pass_on = 0;
  struct sigaction action {};
  action.sa_sigaction = handle;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  for (std::size_t i = 0; i < ending_signals.size(); ++i) {
    ::sigaction(ending_signals[i], nullptr, &actions_before[i]);
    // what is ignored (nohup) stays so
    if (actions_before[i].sa_handler != SIG_IGN) ::sigaction(ending_signals[i], &action, nullptr);
  }
}

SignalsPassedOn::~SignalsPassedOn() {
  for (std::size_t i = 0; i < ending_signals.size(); ++i) {
    ::sigaction(ending_signals[i], &actions_before[i], nullptr);
  }
}

int SignalsPassedOn::last() { return last_signal; }

ir::Result<ProcessEnd, int> run_in_foreground(const std::vector<std::string>& arguments) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  pid_t child = 0;
  const int failure = posix_spawnp(&child, argv[0], nullptr, nullptr, argv.data(), environ);
  if (failure != 0) return failure;
  running_child = child;
  // one that came before the child was known
  if (signal_to_pass_on != 0) ::kill(child, signal_to_pass_on);
  int status = 0;
  pid_t ended = 0;
  do {
    ended = waitpid(child, &status, 0);
  } while (ended < 0 && errno == EINTR);
  running_child = 0;
  if (ended < 0) return errno;
  return WIFSIGNALED(status) ? ProcessEnd{0, WTERMSIG(status)} : ProcessEnd{WEXITSTATUS(status), 0};
}

}  // namespace nngen::runtime
