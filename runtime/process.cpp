#include "runtime/process.hpp"

#include <algorithm>
#include <cerrno>
#include <string_view>

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

/// As execve takes them; they live as long as the words.
std::vector<char*> pointers_to(const std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  return pointers;
}

bool sets_the_same(std::string_view a, std::string_view b) {
  return a.substr(0, a.find('=')) == b.substr(0, b.find('='));
}

/// The settings, and of the environment what they do not replace; a null pointer ends it.
std::vector<char*> environment_with(const std::vector<std::string>& settings) {
  std::vector<char*> all = pointers_to(settings);
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const bool is_replaced =
        std::any_of(settings.begin(), settings.end(), [variable](const std::string& setting) {
          return sets_the_same(setting, *variable);
        });
    if (!is_replaced) all.push_back(*variable);
  }
  all.push_back(nullptr);
  return all;
}

}  // namespace

ir::Result<ProcessEnd, int> run_process(const std::vector<std::string>& arguments,
                                        const ProcessStreams& streams,
                                        const std::vector<std::string>& settings) {
  constexpr int write_flags = O_WRONLY | O_CREAT | O_TRUNC;
  FileActions actions;
  actions.open(STDIN_FILENO, streams.input, O_RDONLY);
  actions.open(STDOUT_FILENO, streams.output, write_flags);
  actions.open(STDERR_FILENO, streams.errors, write_flags);
  std::vector<char*> argv = pointers_to(arguments);
  argv.push_back(nullptr);
  std::vector<char*> environment = environment_with(settings);

  pid_t child = 0;
  const int failure =
      posix_spawnp(&child, argv[0], actions.get(), nullptr, argv.data(), environment.data());
  if (failure != 0) return failure;
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return errno;
  }
  return WIFSIGNALED(status) ? ProcessEnd{0, WTERMSIG(status)} : ProcessEnd{WEXITSTATUS(status), 0};
}

}  // namespace nngen::runtime
