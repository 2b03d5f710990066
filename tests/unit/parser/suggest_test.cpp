#include "parser/suggest.hpp"

#include <vector>

#include "tests/support/catch.hpp"

namespace nngen::tests {
namespace {

TEST_CASE("the nearest name") {
  const std::vector<std::string> known = {"weight", "bias", "Σ1", "cross_entropy", "x"};
  CHECK(parser::nearest_name("wieght", known) == "weight");
  CHECK(parser::nearest_name("wight", known) == "weight");
  CHECK(parser::nearest_name("Bias", known) == "bias");
  CHECK(parser::nearest_name("crossentropy", known) == "cross_entropy");
  CHECK(parser::nearest_name("X", known) == "x");
  CHECK_FALSE(parser::nearest_name("y", known));
  CHECK_FALSE(parser::nearest_name("height_of_it", known));
}

}  // namespace
}  // namespace nngen::tests
