#include "tests/package/projects.hpp"

#include "tests/support/catch.hpp"

namespace nngen::tests {

ProcessResult run_cmake(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), NNGEN_CMAKE);
  ProcessOptions options;
  options.environment = {{"MAKEFLAGS", ""}, {"MAKELEVEL", ""}};
  return run_process(arguments, options);
}

void install_nngen(const std::filesystem::path& prefix) {
  const ProcessResult result =
      run_cmake({"--install", NNGEN_BUILD_DIR, "--prefix", prefix.string()});
  CAPTURE(result.out, result.err);
  REQUIRE(result.status == 0);
}

ProcessResult configure(const std::filesystem::path& source, const std::filesystem::path& build,
                        const std::filesystem::path& prefix,
                        const std::vector<std::string>& options) {
  std::vector<std::string> arguments = {"-S", source.string(), "-B", build.string(),
                                        "-DCMAKE_PREFIX_PATH=" + prefix.string()};
  arguments.insert(arguments.end(), options.begin(), options.end());
  return run_cmake(arguments);
}

std::string in_one_line(const std::string& text) {
  std::string line;
  for (const char c : text) {
    const bool is_space = c == ' ' || c == '\n';
    if (!is_space || line.empty() || line.back() != ' ') line += is_space ? ' ' : c;
  }
  return line;
}

}  // namespace nngen::tests
