#include "runtime/compile_run.hpp"

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <iterator>
#include <optional>
#include <sstream>
#include <system_error>

#include <fmt/format.h>
#include <string.h>

#include "runtime/files.hpp"
#include "runtime/process.hpp"

namespace nngen::runtime {
namespace {

using Kind = CompileError::Kind;

constexpr const char* program_name = "program";
constexpr std::size_t shown_lines = 20;

std::string reason(int error) { return std::generic_category().message(error); }

CompileError system_error(const std::string& message) { return {Kind::system, message, {}, {}}; }

std::vector<std::string> words_of_environment(const char* variable) {
  const char* value = std::getenv(variable);
  std::istringstream stream(value == nullptr ? "" : value);
  return {std::istream_iterator<std::string>(stream), {}};
}

std::string first_lines(const std::filesystem::path& path) {
  std::istringstream text(read_file(path).value_or(""));
  std::string result;
  std::string line;
  for (std::size_t i = 0; i < shown_lines && std::getline(text, line); ++i) result += line + "\n";
  if (std::getline(text, line)) result += "…\n";
  return result;
}

// A word as a shell reads it back.
std::string quoted(const std::string& word) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%";
  if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
  std::string result = "'";
  for (const char c : word) result += c == '\'' ? "'\\''" : std::string(1, c);
  return result + "'";
}

struct Command {
  std::vector<std::string> words;
  std::string shown;  // with the folder's files by their names alone: the folder will be gone
};

void add(Command& command, const std::string& word, const std::string& shown) {
  command.words.push_back(word);
  command.shown += (command.shown.empty() ? "" : " ") + quoted(shown);
}

Command compiler_and_flags(const std::vector<std::string>& compiler,
                           const std::vector<std::string>& flags) {
  Command command;
  for (const std::string& word : compiler) add(command, word, word);
  for (const std::string& flag : flags) add(command, flag, flag);
  for (const std::string& flag : words_of_environment("CXXFLAGS")) add(command, flag, flag);
  return command;
}

void add_file(Command& command, const std::filesystem::path& folder, const std::string& name) {
  add(command, (folder / name).string(), name);
}

bool is_source(const SourceText& file) { return file.name.ends_with(".cpp"); }

// In the order in which they are tried; each may be several words.
std::vector<std::vector<std::string>> compilers() {
  const std::vector<std::string> asked_for = words_of_environment("CXX");
  if (!asked_for.empty()) return {asked_for};
  return {{"c++"}, {"g++"}, {"clang++"}};
}

// "g++ (Debian 12.2.0-14) 12.2.0" → "g++ 12.2.0"
std::string without_brackets(std::string text) {
  const std::size_t open = text.find(" (");
  const std::size_t close = text.find(')', open);
  if (close != std::string::npos) text.erase(open, close + 1 - open);
  return text;
}

CompileError no_compiler(int error) {
  const std::vector<std::string> asked_for = words_of_environment("CXX");
  const std::string message =
      asked_for.empty()
          ? "there is no C++ compiler in PATH (c++, g++, clang++): install one or name it in CXX"
          : fmt::format("the C++ compiler '{}', named in CXX, cannot be started: {}",
                        asked_for.front(), reason(error));
  return {Kind::no_compiler, message, {}, {}};
}

std::optional<CompileError> write_all(const std::filesystem::path& folder,
                                      const std::vector<SourceText>& files) {
  for (const SourceText& file : files) {
    if (write_file(folder / file.name, file.text)) continue;
    return system_error(fmt::format("cannot write {}", (folder / file.name).string()));
  }
  return std::nullopt;
}

CompileError compiler_failed(const ProcessEnd& end, std::string output, std::string command) {
  const std::string how = end.signal != 0
                              ? fmt::format("was ended by a signal ({})", strsignal(end.signal))
                              : fmt::format("failed with status {}", end.status);
  return {Kind::compiler_failed, "the C++ compiler " + how, std::move(output), std::move(command)};
}

/// Compiles or links in one command, which `rest` completes behind the flags. The compiler is the
/// first of those that are tried which starts.
template <class Rest>
std::optional<CompileError> run_compiler(const TemporaryFolder& folder,
                                         const std::vector<std::string>& flags, Rest rest,
                                         const std::vector<std::string>& settings = {}) {
  const ProcessStreams streams{"/dev/null", folder / "output", folder / "errors"};
  int error = 0;
  for (const std::vector<std::string>& compiler : compilers()) {
    Command command = compiler_and_flags(compiler, flags);
    rest(command);
    const auto end = run_process(command.words, streams, settings);
    if (!end) {
      error = end.error();
      continue;
    }
    if (end.value().status == 0 && end.value().signal == 0) return std::nullopt;
    return compiler_failed(end.value(), first_lines(streams.errors), command.shown);
  }
  return no_compiler(error);
}

std::string object_of(const SourceText& file) { return file.name + ".o"; }

/// The sections of machine code. `size -A` writes a line for each: its name, its size, its address.
std::optional<std::int64_t> code_bytes(const TemporaryFolder& folder, const std::string& object) {
  const ProcessStreams streams{"/dev/null", folder / "output", folder / "errors"};
  const auto end = run_process({"size", "-A", "-d", (folder / object).string()}, streams);
  if (!end || end.value().status != 0) return std::nullopt;
  std::istringstream lines(read_file(streams.output).value_or(""));
  std::int64_t bytes = 0;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string name;
    std::int64_t size = 0;
    if (words >> name >> size && name.starts_with(".text")) bytes += size;
  }
  return bytes;
}

}  // namespace

std::vector<std::string> cblas_libraries() {
  std::vector<std::string> libraries = words_of_environment("LDLIBS");
  if (libraries.empty()) libraries.emplace_back("-lopenblas");
  return libraries;
}

ir::Result<CompiledProgram, CompileError> compile(const std::vector<SourceText>& files,
                                                  const std::vector<std::string>& flags,
                                                  const std::vector<std::string>& libraries) {
  std::optional<TemporaryFolder> folder = TemporaryFolder::make();
  if (!folder) return system_error("cannot make a temporary folder: " + reason(errno));
  if (const auto error = write_all(folder->path(), files)) return *error;
  const auto error = run_compiler(*folder, flags, [&](Command& command) {
    for (const SourceText& file : files) {
      if (is_source(file)) add_file(command, folder->path(), file.name);
    }
    add(command, "-o", "-o");
    add_file(command, folder->path(), program_name);
    for (const std::string& library : libraries) add(command, library, library);
  });
  if (error) return *error;
  return CompiledProgram(*std::move(folder));
}

std::optional<CompileError> compile_into(const std::filesystem::path& folder,
                                         const SourceText& source, const std::string& program,
                                         const std::vector<std::string>& flags) {
  std::optional<TemporaryFolder> messages = TemporaryFolder::make();
  if (!messages) return system_error("cannot make a temporary folder: " + reason(errno));
  if (auto error = write_all(folder, {source})) return error;
  return run_compiler(*messages, flags, [&](Command& command) {
    add_file(command, folder, source.name);
    add(command, "-o", "-o");
    add_file(command, folder, program);
  });
}

ir::Result<CompiledParts, CompileError> compile_in_parts(
    const std::vector<SourceText>& files, const std::vector<std::string>& flags,
    const std::vector<std::string>& libraries) {
  std::optional<TemporaryFolder> folder = TemporaryFolder::make();
  if (!folder) return system_error("cannot make a temporary folder: " + reason(errno));
  if (const auto error = write_all(folder->path(), files)) return *error;
  std::vector<CompiledPart> parts;
  for (const SourceText& file : files) {
    if (!is_source(file)) continue;
    const auto begin = std::chrono::steady_clock::now();
    const auto compile_file = [&](Command& command) {
      add(command, "-c", "-c");
      add_file(command, folder->path(), file.name);
      add(command, "-o", "-o");
      add_file(command, folder->path(), object_of(file));
    };
    if (const auto error = run_compiler(*folder, flags, compile_file, {"CCACHE_DISABLE=1"})) {
      return *error;
    }
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    parts.push_back({seconds.count(), code_bytes(*folder, object_of(file))});
  }
  const auto error = run_compiler(*folder, flags, [&](Command& command) {
    for (const SourceText& file : files) {
      if (is_source(file)) add_file(command, folder->path(), object_of(file));
    }
    for (const std::string& library : libraries) add(command, library, library);
    add(command, "-o", "-o");
    add_file(command, folder->path(), program_name);
  });
  if (error) return *error;
  return CompiledParts{CompiledProgram(*std::move(folder)), std::move(parts)};
}

ir::Result<std::string, CompileError> compiler_version() {
  std::optional<TemporaryFolder> folder = TemporaryFolder::make();
  if (!folder) return system_error("cannot make a temporary folder: " + reason(errno));
  const ProcessStreams streams{"/dev/null", *folder / "output", *folder / "errors"};
  int error = 0;
  for (std::vector<std::string> words : compilers()) {
    words.push_back("--version");
    const auto end = run_process(words, streams);
    if (!end) {
      error = end.error();
      continue;
    }
    const std::string text = read_file(streams.output).value_or("");
    return without_brackets(text.substr(0, text.find('\n')));
  }
  return no_compiler(error);
}

ir::Result<std::string, CompileError> CompiledProgram::run(std::string_view input) const {
  const ProcessStreams streams{folder_ / "input", folder_ / "output", folder_ / "errors"};
  if (!write_file(streams.input, input)) {
    return system_error("cannot write " + streams.input.string());
  }
  const auto end = run_process({(folder_ / program_name).string()}, streams);
  if (!end) return system_error("the compiled program cannot be started: " + reason(end.error()));
  if (end.value().signal != 0 || end.value().status != 0) {
    const std::string how = end.value().signal != 0
                                ? fmt::format("crashed: {}", strsignal(end.value().signal))
                                : fmt::format("ended with status {}", end.value().status);
    return CompileError{
        Kind::program_failed, "the compiled program " + how, first_lines(streams.errors), {}};
  }
  std::optional<std::string> output = read_file(streams.output);
  if (!output) return system_error("cannot read " + streams.output.string());
  return *std::move(output);
}

ir::Result<std::string, CompileError> compile_and_run(const std::vector<SourceText>& files,
                                                      const std::vector<std::string>& flags,
                                                      std::string_view input) {
  const auto program = compile(files, flags);
  if (!program) return program.error();
  return program.value().run(input);
}

}  // namespace nngen::runtime
