#include "runtime/driver_protocol.hpp"

#include <cmath>
#include <cstring>

#include "tests/support/catch.hpp"
#include "tests/unit/runtime/programs.hpp"

namespace nngen::tests {
namespace {

std::vector<double> numbers(const std::string& bytes) {
  std::vector<double> result(bytes.size() / sizeof(double));
  std::memcpy(result.data(), bytes.data(), bytes.size());
  return result;
}

std::string bytes(const std::vector<double>& numbers) {
  std::string result(numbers.size() * sizeof(double), '\0');
  std::memcpy(result.data(), numbers.data(), result.size());
  return result;
}

TEST_CASE("a driver gets the number of samples, then every declaration by columns") {
  ProgramBuilder b;
  b.input("x", {2, 1});
  b.param("W", {2, 2});
  const Point point =
      point_of(2, {sampled({column({1, 2}), column({3, 4})}), shared(matrix({{5, 7}, {6, 8}}))});
  CHECK(numbers(encode_point(b.program, point)) == std::vector<double>{2, 1, 2, 3, 4, 5, 6, 7, 8});
}

TEST_CASE("a driver gets NaN for what nobody gave") {
  ProgramBuilder b;
  b.input("x", {1, 1});
  b.declare("t", ir::Role::target, {2, 1});
  Point point = point_of(2, {sampled({matrix({{1}}), matrix({{2}})})});
  const std::vector<double> sent = numbers(encode_point(b.program, point));
  REQUIRE(sent.size() == 1 + 2 + 4);
  CHECK(sent[2] == 2);
  for (std::size_t i = 3; i < sent.size(); ++i) CHECK(std::isnan(sent[i]));
}

TEST_CASE("a driver's output is cut into values") {
  const std::vector<runtime::Slot> slots = {
      {ir::Shape::scalar(), false}, {{2, 2}, false}, {{1, 1}, true}};
  const auto values = runtime::decode_output(bytes({9, 1, 2, 3, 4, 5, 6}), slots, 2);
  REQUIRE(values);
  CHECK(values.value()[0].at(0)[0] == 9);
  CHECK(values.value()[1].at(0)(0, 1) == 3);
  CHECK(values.value()[2].at(1)[0] == 6);
  for (const std::size_t length : {std::size_t{1}, std::size_t{6}, std::size_t{8}}) {
    const auto wrong = runtime::decode_output(bytes(std::vector<double>(length)), slots, 2);
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error() ==
          "the compiled program wrote " + std::to_string(8 * length) + " bytes in place of 56");
  }
}

}  // namespace
}  // namespace nngen::tests
