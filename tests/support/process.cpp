#include "tests/support/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string_view>
#include <system_error>

namespace nngen::tests {
namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() { close(); }

  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  void close() {
    if (is_open()) ::close(std::exchange(number_, -1));
  }

 private:
  int number_;
};

struct Pipe {
  Descriptor read_end;
  Descriptor write_end;
};

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) fail("pipe2");
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

/// The child's side of the fork: never returns.
[[noreturn]] void become(const std::vector<std::string>& arguments, const ProcessOptions& options,
                         const Pipe& in, const Pipe& out, const Pipe& err) {
  dup2(in.read_end.number(), STDIN_FILENO);
  dup2(out.write_end.number(), STDOUT_FILENO);
  dup2(err.write_end.number(), STDERR_FILENO);
  std::signal(SIGPIPE, SIG_DFL);
  for (const auto& [name, value] : options.environment) setenv(name.c_str(), value.c_str(), 1);
  if (!options.working_directory.empty() && chdir(options.working_directory.c_str()) != 0) {
    _exit(127);
  }
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  execvp(argv[0], argv.data());
  _exit(127);
}

/// Appends what is there to read; closes the descriptor at its end.
void drain(Descriptor& from, std::string& into) {
  std::array<char, 1 << 14> buffer;
  const ssize_t count = read(from.number(), buffer.data(), buffer.size());
  if (count > 0) {
    into.append(buffer.data(), static_cast<std::size_t>(count));
  } else if (count == 0 || errno != EINTR) {
    from.close();
  }
}

/// Writes a part of `rest`; closes the descriptor when all is written or nobody reads.
void feed(Descriptor& to, std::string_view& rest) {
  if (!rest.empty()) {
    const ssize_t count = write(to.number(), rest.data(), rest.size());
    if (count >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno != EINTR && errno != EAGAIN) {
      rest = {};
    }
  }
  if (rest.empty()) to.close();
}

}  // namespace

ProcessResult run_process(const std::vector<std::string>& arguments,
                          const ProcessOptions& options) {
  Pipe in = make_pipe();
  Pipe out = make_pipe();
  Pipe err = make_pipe();
  std::signal(SIGPIPE, SIG_IGN);  // a child that does not read its input is no failure of ours
  const pid_t child = fork();
  if (child < 0) fail("fork");
  if (child == 0) become(arguments, options, in, out, err);
  in.read_end.close();
  out.write_end.close();
  err.write_end.close();
  fcntl(in.write_end.number(), F_SETFL, O_NONBLOCK);

  ProcessResult result;
  std::string_view rest = options.input;
  while (in.write_end.is_open() || out.read_end.is_open() || err.read_end.is_open()) {
    // poll passes over entries whose descriptor is negative, as those of closed ends are
    std::array<pollfd, 3> ends{{{in.write_end.number(), POLLOUT, 0},
                                {out.read_end.number(), POLLIN, 0},
                                {err.read_end.number(), POLLIN, 0}}};
    if (poll(ends.data(), ends.size(), -1) < 0 && errno != EINTR) fail("poll");
    if (ends[0].revents != 0) feed(in.write_end, rest);
    if (ends[1].revents != 0) drain(out.read_end, result.out);
    if (ends[2].revents != 0) drain(err.read_end, result.err);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) fail("waitpid");
  }
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

ProcessResult run_nngen(std::vector<std::string> arguments, const ProcessOptions& options) {
  arguments.insert(arguments.begin(), NNGEN_BINARY);
  return run_process(arguments, options);
}

}  // namespace nngen::tests
