#pragma once
// What a training says: lines of a log for programs, a line of progress for people.

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "trainer/files.hpp"
#include "trainer/text.hpp"

namespace train {

/// Lines of JSON. That the disk is full shall not end a training: it is said once, and the exit
/// status remembers it.
class Log {
 public:
  Log() = default;
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;
  ~Log() {
    if (file_ >= 0) ::close(file_);
  }

  /// Keeps so many bytes of an older log: its later lines are written anew.
  Problem open(const std::string& path, std::uint64_t kept) {
    path_ = path;
    file_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (file_ < 0) return cannot_write(path, errno);
    struct stat info {};
    const bool is_file = ::fstat(file_, &info) == 0 && S_ISREG(info.st_mode);
    bytes_ = is_file ? std::min<std::uint64_t>(kept, static_cast<std::uint64_t>(info.st_size)) : 0;
    if (is_file && ::ftruncate(file_, static_cast<off_t>(bytes_)) != 0) {
      return cannot_write(path, errno);
    }
    return {};
  }

  bool is_open() const { return file_ >= 0 && !has_failed_; }

  void line(const std::string& text) {
    if (!is_open()) return;
    if (write_all(file_, text + "\n")) {
      bytes_ += text.size() + 1;
      return;
    }
    has_failed_ = true;
    say("error: " + cannot_write(path_, errno) + "; the training goes on without a log");
  }

  std::uint64_t bytes() const { return bytes_; }
  bool has_failed() const { return has_failed_; }

 private:
  std::string path_;
  int file_ = -1;
  std::uint64_t bytes_ = 0;
  bool has_failed_ = false;
};

/// On a terminal one line that is written over and over, elsewhere a line an epoch; of many epochs
/// the tenth, hundredth, … ones.
class Progress {
 public:
  Progress(bool is_quiet, double epochs)
      : is_quiet_(is_quiet), is_terminal_(::isatty(STDERR_FILENO) == 1), epochs_(epochs) {
    while (std::isfinite(epochs) && epochs / static_cast<double>(stride_) > 100) stride_ *= 10;
  }
  ~Progress() { end_line(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Whether now is the time to say how an epoch is going.
  bool is_due(double seconds) const { return is_terminal_ && !is_quiet_ && seconds >= next_; }
  /// Whether to say how this epoch went.
  bool is_due_for(std::uint64_t epoch, double seconds) const {
    if (is_quiet_) return false;
    if (std::isfinite(epochs_) && static_cast<double>(epoch) == epochs_) return true;
    // without an end in sight, a line a second
    if (is_terminal_ || !std::isfinite(epochs_)) return seconds >= next_;
    return epoch % stride_ == 0;
  }

  void show(const std::string& text, double seconds) {
    next_ = seconds + (is_terminal_ ? 0.1 : 1);
    if (!is_terminal_) return say(text);
    // the terminal's own line breaks are off meanwhile: a long line is cut, not continued
    std::fprintf(stderr, "\r\033[K\033[?7l%s\033[?7h", text.c_str());
    std::fflush(stderr);
    is_open_ = true;
  }

  void end_line() {
    if (is_open_) std::fputc('\n', stderr);
    is_open_ = false;
  }

 private:
  bool is_quiet_, is_terminal_;
  double epochs_;
  std::uint64_t stride_ = 1;
  double next_ = 0;
  bool is_open_ = false;
};

inline std::string duration(double seconds) {
  if (seconds < 100) return printed("%.0f s", seconds);
  return seconds < 6000 ? printed("%.0f min", seconds / 60) : printed("%.1f h", seconds / 3600);
}

}  // namespace train
