#include "tests/property/array_code_checks.hpp"
#include "tests/support/catch.hpp"

namespace nngen::tests {

using codegen::ArrayLibrary;

TEST_CASE(
    "the PyTorch code computes operations, random programs and examples as the reference does",
    "[property]") {
  if (is_missing(ArrayLibrary::torch)) return;
  SECTION("operations") { check_operations(ArrayLibrary::torch); }
  SECTION("random programs") { check_random_programs(ArrayLibrary::torch); }
  SECTION("examples") { check_examples(ArrayLibrary::torch); }
}

}  // namespace nngen::tests
