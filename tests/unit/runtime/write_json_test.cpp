#include "runtime/write_json.hpp"

#include <cmath>
#include <limits>

#include "runtime/initialise.hpp"
#include "runtime/read_point.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/runtime/programs.hpp"

namespace nngen::tests {
namespace {

using runtime::write_json;

TEST_CASE("values are written one a line, in order") {
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(write_json({{"value",
                     {{"L", shared(matrix({{0.1}}))},
                      {"y", sampled({column({1, -2.5})})},
                      {"σ", shared(column({infinity, -infinity, std::nan("")}))}}},
                    {"gradient", {{"W1", shared(matrix({{1, 2}, {3, -0.0}}))}}}},
                   false) == R"({
  "value": {
    "L": 0.1,
    "y": [1, -2.5],
    "σ": ["Infinity", "-Infinity", "NaN"]
  },
  "gradient": {
    "W1": [[1, 2], [3, -0.0]]
  }
}
)");
}

TEST_CASE("a batch is a list, also of one sample") {
  const runtime::JsonSection section{
      "value", {{"y", sampled({column({1, 2})})}, {"w", shared(column({3, 4}))}}};
  CHECK(write_json({section}, true) ==
        "{\n  \"value\": {\n    \"y\": [[1, 2]],\n    \"w\": [3, 4]\n  }\n}\n");
}

TEST_CASE("nothing to say is still JSON") {
  CHECK(write_json({}, false) == "{}\n");
  CHECK(write_json({{"value", {}}}, false) == "{\n  \"value\": {}\n}\n");
}

TEST_CASE("what is written reads back to the last bit") {
  ProgramBuilder b;
  b.input("x", {3, 1});
  b.param("W1", {2, 3});
  b.param("r", {1, 4});
  b.param("s", {1, 1});
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Point point = runtime::random_point(b.program, 3, seed);
    point.values[2].samples[0].entries() = {5e-324, 1.7976931348623157e308, -0.0,
                                            static_cast<double>(seed) * 1e15 + 1};
    const std::string json = write_json({runtime::point_section("at", b.program, point)}, true);
    // `at` itself is the object that is read
    const std::string inner = json.substr(json.find('{', 1), json.rfind('}') - json.find('{', 1));
    const auto back = runtime::read_point(inner, b.program, {{}, 3, true});
    REQUIRE(back);
    for (const auto& [declaration, value] : point.values) {
      for (std::size_t s = 0; s < value.samples.size(); ++s) {
        const auto& entries = back.value().values.at(declaration).samples.at(s).entries();
        CHECK(entries == value.samples[s].entries());
      }
    }
    CHECK(std::signbit(back.value().values.at(2).at(0)[2]));
  }
}

}  // namespace
}  // namespace nngen::tests
