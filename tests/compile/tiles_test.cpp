// The rule for tiles stands twice, in nngen and in what it emits: both must give the same.

#include "codegen/tiles.hpp"

#include <string>
#include <vector>

#include <fmt/format.h>

#include "tests/compile/emitted.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace nngen::tests {
namespace {

using codegen::RegisterFile;
using codegen::Tile;

std::string header(codegen::ScalarType scalar) {
  const Derived derived =
      derive("input x : R^3\nparam W : R^(4×3)\nloss L = ‖W·x‖²\n", ir::Reduction::none);
  codegen::EmitOptions options{scalar, {}};
  options.target = codegen::Target::plain;
  return codegen::emit_header(derived.program, derived.derivation, derived.runnable, options, {});
}

// What the compiler checks: the tile of each product, for the registers that it has.
std::string assertions(const RegisterFile& registers) {
  std::string text = "#include \"net.hpp\"\n";
  text += fmt::format("static_assert(net::detail::lanes == {});\n", registers.lanes);
  text += fmt::format("static_assert(net::detail::registers == {});\n", registers.count);
  std::vector<std::int64_t> lengths{codegen::open_length, 2047, 4096};
  for (std::int64_t length = 1; length <= 150; ++length) lengths.push_back(length);
  for (const std::int64_t rows : lengths) {
    for (const std::int64_t cols : lengths) {
      const Tile tile = codegen::tile_of(rows, cols, registers);
      text += fmt::format(
          "static_assert(net::detail::strips_of_tile({0}, {1}) == {2} && "
          "net::detail::cols_of_tile({2}, {1}) == {3});\n",
          rows, cols, tile.strips, tile.cols);
    }
  }
  return text;
}

std::string complaints(codegen::ScalarType scalar, const RegisterFile& registers,
                       const std::vector<std::string>& flags) {
  const TemporaryFolder folder;
  write_file(folder / "net.hpp", header(scalar));
  write_file(folder / "tiles.cpp", assertions(registers));
  std::vector<std::string> command{compilers().front(), "-std=c++17", "-fsyntax-only"};
  command.insert(command.end(), flags.begin(), flags.end());
  command.push_back((folder / "tiles.cpp").string());
  const ProcessResult result = run_process(command);
  return result.status == 0 ? "" : result.err.substr(0, 2000);
}

}  // namespace

TEST_CASE("where a matrix times a column has no tiles") {
  const std::string rule =
      fmt::format("N == 1 && (R == dynamic || R >= {})", codegen::rows_of_long_column);
  CHECK(header(codegen::ScalarType::float32).find(rule) != std::string::npos);
}

TEST_CASE("tiles by hand") {
  const RegisterFile avx512{32, 16};
  CHECK(codegen::tile_of(32, 64, avx512) == Tile{2, 8});   // 12 columns are most, 8 divide 64
  CHECK(codegen::tile_of(10, 32, avx512) == Tile{1, 16});  // one strip, and 16 columns are most
  CHECK(codegen::tile_of(64, 6, avx512) == Tile{4, 6});    // 4·6 sums
  CHECK(codegen::tile_of(80, 13, avx512) == Tile{3, 8});   // 5 strips in two tiles; 13 = 8 + 5
  CHECK(codegen::tile_of(128, 5, avx512) == Tile{4, 5});   // 8 strips in two tiles
  CHECK(codegen::tile_of(128, 1, avx512) == Tile{8, 1});   // of a single column 8 strips
  CHECK(codegen::tile_of(codegen::open_length, codegen::open_length, avx512) == Tile{2, 12});
}

#if defined(__x86_64__)
TEST_CASE("the emitted header cuts products into the same tiles") {
  using codegen::ScalarType;
  const std::vector<std::string> avx512{"-mavx512f", "-mavx512vl", "-mavx512dq", "-mfma"};
  const std::vector<std::string> avx2{"-mavx2", "-mfma", "-mbmi2"};
  CHECK(complaints(ScalarType::float32, {32, 16}, avx512) == "");
  CHECK(complaints(ScalarType::float64, {32, 8}, avx512) == "");
  CHECK(complaints(ScalarType::float32, {16, 8}, avx2) == "");
  // The comparison finds what differs.
  CHECK(complaints(ScalarType::float32, {32, 8}, avx512) != "");
}
#endif

}  // namespace nngen::tests
