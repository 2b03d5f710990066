// The Debian package: what it says of itself, what is in it, and that it works where it is
// unpacked.

#include <filesystem>
#include <string>

#include "tests/package/projects.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"

namespace nngen::tests {
namespace {

namespace fs = std::filesystem;

bool is_installed(const std::string& program) {
  return run_process({program, "--version"}).status == 0;
}

std::string output_of(const std::vector<std::string>& command) {
  const ProcessResult result = run_process(command);
  CAPTURE(command, result.out, result.err);
  REQUIRE(result.status == 0);
  return result.out;
}

/// The one package in the folder.
fs::path package_in(const fs::path& folder) {
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".deb") return entry.path();
  }
  FAIL("cpack has made no package");
  return {};
}

TEST_CASE("the Debian package states what it needs, and runs where it is unpacked") {
  for (const char* program : {"cpack", "dpkg-deb", "dpkg-shlibdeps", "file"}) {
    if (is_installed(program)) continue;
    WARN("[SKIPPED] there is no " << program);
    return;
  }
  const TemporaryFolder folder;
  output_of({"cpack", "-G", "DEB", "--config", NNGEN_BUILD_DIR "/CPackConfig.cmake", "-B",
             (folder / "made").string()});
  const std::string package = package_in(folder / "made").string();

  const std::string version = output_of({NNGEN_BINARY, "--version"});  // "nngen 0.1.0\n"
  const auto field = [&](const char* name) { return output_of({"dpkg-deb", "-f", package, name}); };
  CHECK(field("Package") == "nngen\n");
  CHECK("nngen " + field("Version") == version);
  CHECK_THAT(field("Depends"), Catch::Contains("libc6 (>= ") && Catch::Contains("libfmt") &&
                                   Catch::Contains("zlib1g"));
  CHECK_THAT(field("Recommends"), Catch::Contains("g++") && Catch::Contains("libeigen3-dev"));

  const fs::path root = folder / "root";
  output_of({"dpkg-deb", "-x", package, root.string()});
  for (const char* file :
       {"usr/bin/nngen", "usr/share/man/man1/nngen.1",
        "usr/share/bash-completion/completions/nngen", "usr/share/doc/nngen/copyright",
        "usr/lib/cmake/nngen/nngenConfig.cmake", "usr/lib/cmake/nngen/nngenConfigVersion.cmake",
        "usr/lib/cmake/nngen/nngen_generate.cmake"}) {
    INFO(file);
    CHECK(fs::is_regular_file(root / file));
  }

  const std::string nngen = (root / "usr/bin/nngen").string();
  CHECK(output_of({nngen, "--version"}) == version);
  CHECK_THAT(output_of({nngen, "show", "-e", "param w : R; loss L = w^2"}),
             Catch::Contains("∇_w L = 2·w"));
  const ProcessResult configured =
      configure(NNGEN_SOURCE_DIR "/tests/consumer", folder / "build", root / "usr");
  CAPTURE(configured.out, configured.err);
  CHECK(configured.status == 0);
}

}  // namespace
}  // namespace nngen::tests
