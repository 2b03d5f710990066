#include "runtime/process.hpp"

#include <cerrno>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;  // POSIX names it, no header need declare it

namespace nngen::runtime {
namespace {

class FileActions {
 public:
  FileActions() { posix_spawn_file_actions_init(&actions_); }
  ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;

  void open(int descriptor, const std::filesystem::path& path, int flags) {
    posix_spawn_file_actions_addopen(&actions_, descriptor, path.c_str(), flags, 0600);
  }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

}  // namespace

ir::Result<ProcessEnd, int> run_process(const std::vector<std::string>& arguments,
                                        const ProcessStreams& streams) {
  constexpr int write_flags = O_WRONLY | O_CREAT | O_TRUNC;
  FileActions actions;
  actions.open(STDIN_FILENO, streams.input, O_RDONLY);
  actions.open(STDOUT_FILENO, streams.output, write_flags);
  actions.open(STDERR_FILENO, streams.errors, write_flags);
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);

  pid_t child = 0;
  const int failure = posix_spawnp(&child, argv[0], actions.get(), nullptr, argv.data(), environ);
  if (failure != 0) return failure;
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return errno;
  }
  return WIFSIGNALED(status) ? ProcessEnd{0, WTERMSIG(status)} : ProcessEnd{WEXITSTATUS(status), 0};
}

}  // namespace nngen::runtime
