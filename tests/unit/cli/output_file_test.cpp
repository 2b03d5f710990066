#include "cli/output_file.hpp"

#include <filesystem>
#include <string>

#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace nngen::cli {
namespace {

namespace fs = std::filesystem;
using tests::read_file;
using tests::TemporaryFolder;
using tests::write_file;

std::size_t files_in(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

unsigned mode_of(const fs::path& file) {
  struct stat status {};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  return status.st_mode & 07777u;
}

TEST_CASE("a new file has the text, the usual mode, and no neighbour") {
  const TemporaryFolder folder;
  const mode_t mask = ::umask(027);
  const auto failure = write_output((folder / "out.hpp").string(), "text\n");
  ::umask(mask);
  CHECK_FALSE(failure);
  CHECK(read_file(folder / "out.hpp") == "text\n");
  CHECK(mode_of(folder / "out.hpp") == 0640);
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("an existing file is replaced and keeps its mode") {
  const TemporaryFolder folder;
  write_file(folder / "out.hpp", "a longer text than the new one\n");
  ::chmod((folder / "out.hpp").c_str(), 0751);
  CHECK_FALSE(write_output((folder / "out.hpp").string(), "new\n"));
  CHECK(read_file(folder / "out.hpp") == "new\n");
  CHECK(mode_of(folder / "out.hpp") == 0751);
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("a symbolic link stays one, and its target is written, be it there or not") {
  const TemporaryFolder folder;
  fs::create_directory(folder / "real");
  write_file(folder / "real/a.hpp", "old\n");
  fs::create_symlink("real/a.hpp", folder / "a.hpp");
  fs::create_symlink("a.hpp", folder / "link_to_a.hpp");
  fs::create_symlink("real/b.hpp", folder / "b.hpp");
  CHECK_FALSE(write_output((folder / "link_to_a.hpp").string(), "a\n"));
  CHECK_FALSE(write_output((folder / "b.hpp").string(), "b\n"));
  CHECK(fs::is_symlink(folder / "a.hpp"));
  CHECK(fs::is_symlink(folder / "b.hpp"));
  CHECK(read_file(folder / "real/a.hpp") == "a\n");
  CHECK(read_file(folder / "real/b.hpp") == "b\n");
}

TEST_CASE("a path that cannot be written is a failure that names it and leaves nothing") {
  const TemporaryFolder folder;
  fs::create_directory(folder / "folder");
  fs::create_symlink("loop", folder / "loop");
  write_file(folder / "file", "");
  const auto message = [&](const char* name) {
    const auto failure = write_output((folder / name).string(), "text\n");
    return failure ? failure->message : "no failure";
  };
  CHECK_THAT(message("folder"), Catch::Contains("folder'") && Catch::Contains("Is a directory"));
  CHECK_THAT(message("missing/out"), Catch::Contains("No such file"));
  CHECK_THAT(message("file/out"), Catch::Contains("Not a directory"));
  CHECK_THAT(message("new/"), Catch::Contains("cannot write"));
  CHECK_THAT(message("loop"), Catch::Contains("symbolic links"));
  CHECK_THAT(message(std::string(300, 'x').c_str()), Catch::Contains("name too long"));
  CHECK(files_in(folder.path()) == 3);
}

TEST_CASE("devices are written to as they are") {
  CHECK_FALSE(write_output("/dev/null", "text\n"));
  CHECK(fs::is_character_file("/dev/null"));
  const auto failure = write_output("/dev/full", "text\n");
  REQUIRE(failure);
  CHECK(failure->message == "cannot write '/dev/full': No space left on device");
}

TEST_CASE("a file that may not be written is not replaced") {
  if (::geteuid() == 0) return;  // root may write anything
  const TemporaryFolder folder;
  write_file(folder / "out.hpp", "old\n");
  ::chmod((folder / "out.hpp").c_str(), 0444);
  CHECK(write_output((folder / "out.hpp").string(), "new\n"));
  CHECK(read_file(folder / "out.hpp") == "old\n");
}

}  // namespace
}  // namespace nngen::cli
