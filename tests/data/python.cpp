#include "tests/data/python.hpp"

#include <cstdlib>
#include <iostream>

#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

namespace nngen::tests {

std::string python_with(const std::vector<std::string>& modules) {
  // Where Python looks first may be another one than that of the Debian packages.
  std::vector<std::string> interpreters = {"python3", "/usr/bin/python3"};
  if (const char* given = std::getenv("NNGEN_PYTHON")) interpreters = {given};
  std::string list;
  for (const std::string& module : modules) list += (list.empty() ? "" : ", ") + module;
  for (const std::string& python : interpreters) {
    if (run_process({python, "-c", "import " + list}).status == 0) return python;
  }
  std::cout << "[SKIPPED] no Python with " << list << '\n';
  return {};
}

void run_python(const std::string& python, const std::string& file,
                const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {python, NNGEN_SOURCE_DIR "/tests/data/" + file};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const ProcessResult result = run_process(command);
  CHECK(result.err == "");
  REQUIRE(result.status == 0);
}

}  // namespace nngen::tests
