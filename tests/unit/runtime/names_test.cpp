#include "runtime/names.hpp"

#include "tests/support/catch.hpp"

namespace nngen::tests {
namespace {

using runtime::nearest_name;
using runtime::plain_spelling;

TEST_CASE("every spelling of an index is one name") {
  struct Row {
    const char* spelling;
    const char* plain;
  };
  const Row rows[] = {
      {"W1", "W1"},      {"W_1", "W1"},     {"W_{1}", "W1"},   {"W₁", "W1"},
      {"W[1]", "W1"},    {"W^(1)", "W1"},   {"W^{(1)}", "W1"}, {"W^[1]", "W1"},
      {"W₁₂", "W12"},    {"σ_{10}", "σ10"}, {"W1[2]", "W1_2"}, {"W1_2", "W1_2"},
      {"W₁[2]", "W1_2"}, {"a₋₁", "a_-1"},   {"a[-1]", "a_-1"}, {"a_-1", "a_-1"},
      {"W_{q}", "W_q"},  {"W_q", "W_q"},    {"W_01", "W_01"},  {"loss_1", "loss1"},
      {"x", "x"},        {"", ""},          {"_1", "_1"},      {"[1]", "[1]"},
      {"₁", "_{1}"},     {"W[", "W["},      {"W_{", "W_{"},    {"W^()", "W^()"},
  };
  for (const auto& [spelling, plain] : rows) CHECK(plain_spelling(spelling) == plain);
}

TEST_CASE("the nearest known name, if one is near") {
  const std::vector<std::string> names = {"W1", "W2", "weights", "b"};
  CHECK(nearest_name("W3", names) == "W1");
  CHECK(nearest_name("wieghts", names) == "weights");
  CHECK(nearest_name("weight", names) == "weights");
  CHECK(nearest_name("momentum", names) == std::nullopt);
}

}  // namespace
}  // namespace nngen::tests
