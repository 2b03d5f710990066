#include "tests/property/array_code_checks.hpp"
#include "tests/support/catch.hpp"

namespace nngen::tests {

using codegen::ArrayLibrary;

TEST_CASE("the NumPy code computes operations, random programs and examples as the reference does",
          "[property]") {
  if (is_missing(ArrayLibrary::numpy)) return;
  SECTION("operations") { check_operations(ArrayLibrary::numpy); }
  SECTION("random programs") { check_random_programs(ArrayLibrary::numpy); }
  SECTION("random texts") { check_generated_programs(ArrayLibrary::numpy); }
  SECTION("examples") { check_examples(ArrayLibrary::numpy); }
}

}  // namespace nngen::tests
