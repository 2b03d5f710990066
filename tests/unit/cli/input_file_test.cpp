#include "cli/input_file.hpp"

#include <string>

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace nngen::cli {
namespace {

using tests::TemporaryFolder;
using tests::write_file;

std::string failure_of(const std::string& path, std::size_t limit = 100) {
  const auto result = read_input(path, limit);
  return result.ok() ? "no failure" : result.error().message;
}

TEST_CASE("a file is read to its last byte, up to the limit") {
  const TemporaryFolder folder;
  const std::string text("a\0b\r\n", 5);
  write_file(folder / "a", text);
  CHECK(read_input((folder / "a").string(), 5).value() == text);
  CHECK_THAT(failure_of((folder / "a").string(), 4),
             Catch::Contains("the file has 5 bytes; the limit is 4"));
  CHECK(read_input("/dev/null", 0).value().empty());
}

TEST_CASE("what has no end is not read to its end") {
  CHECK(failure_of("/dev/zero") ==
        "cannot read '/dev/zero': the file has more than 100 bytes; the limit is 100");
}

TEST_CASE("what cannot be read is named") {
  const TemporaryFolder folder;
  CHECK(failure_of("no/such/file") == "cannot read 'no/such/file': No such file or directory");
  CHECK_THAT(failure_of(folder.path().string()), Catch::EndsWith("': Is a directory"));
  CHECK(name_of_input("-") == "<stdin>");
}

}  // namespace
}  // namespace nngen::cli
