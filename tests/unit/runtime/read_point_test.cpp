#include "runtime/read_point.hpp"

#include <cmath>

#include "tests/support/catch.hpp"
#include "tests/unit/runtime/programs.hpp"

namespace nngen::tests {
namespace {

// x : R^2, t : R^3 onehot, W1 : R^(2×3), s : R; the loss needs all but t.
ProgramBuilder example() {
  ProgramBuilder b;
  const ir::Expr x = b.input("x", {2, 1});
  ir::Properties onehot;
  onehot.onehot = true;
  b.declare("t", ir::Role::target, {3, 1}, onehot);
  const ir::Expr W = b.param("W1", {2, 3});
  const ir::Expr s = b.param("s", {1, 1});
  const ir::Expr loss = ir::scale(s, ir::sum(ir::transpose(W) * x));
  b.program.loss = {{"L", {}, false}, loss.id, {}};
  b.program.values.push_back({{"y", {}, false}, loss.id, {}});
  return b;
}

auto read(const ProgramBuilder& b, std::string_view text, std::size_t samples = 0) {
  const std::vector roots = {b.program.loss->node};
  return runtime::read_point(text, b.program, {roots, samples == 0 ? 1 : samples, samples != 0});
}

/// The messages, with hint and place as the command line would add them.
std::vector<std::string> errors(std::string_view text, std::size_t samples = 0) {
  const auto result = read(example(), text, samples);
  std::vector<std::string> messages;
  if (result) return messages;
  for (const auto& error : result.error()) {
    std::string place;
    if (error.kind == ir::DiagnosticKind::malformed_values) {
      const ir::SourceFile source("", std::string(text));
      const ir::LineColumn at = source.line_column(error.place().value().begin);
      place = std::to_string(at.line) + ":" + std::to_string(at.column) + ": ";
    }
    messages.push_back(place + error.message + (error.hint.empty() ? "" : "; " + error.hint));
  }
  return messages;
}

using Messages = std::vector<std::string>;

TEST_CASE("a point is read by names in any spelling") {
  const auto result =
      read(example(), R"({"x": [1, -2.5], "W_1": [[1, 2, 3], [4, 5, 6]], "s": 1e-3})");
  REQUIRE(result);
  const Point& point = result.value();
  CHECK(point.samples == 1);
  CHECK(point.values.at(0).per_sample);
  CHECK(point.values.at(0).at(0).entries() == std::vector<double>{1, -2.5});
  CHECK(point.values.at(2).at(0).entries() == std::vector<double>{1, 4, 2, 5, 3, 6});
  CHECK(point.values.at(3).at(0)[0] == 1e-3);
  CHECK_FALSE(point.values.contains(1));  // t, which nothing needs
}

TEST_CASE("vectors and scalars come either way") {
  for (const char* x : {"[7, 8]", "[[7], [8]]", "[7, [8]]"}) {
    for (const char* s : {"3", "[3]", "[[3]]"}) {
      const auto result = read(example(), std::string(R"({"W1": [[1,2,3],[4,5,6]], "x": )") + x +
                                              R"(, "s": )" + s + "}");
      REQUIRE(result);
      CHECK(result.value().values.at(0).at(0).entries() == std::vector<double>{7, 8});
      CHECK(result.value().values.at(3).at(0)[0] == 3);
    }
  }
}

TEST_CASE("what JSON has no number for is a string") {
  const auto result = read(
      example(),
      R"({"x": ["NaN", "Infinity"], "W1": [[1,2,3],[4,5,"-Infinity"]], "s": 123456789012345678901234567890})");
  REQUIRE(result);
  CHECK(std::isnan(result.value().values.at(0).at(0)[0]));
  CHECK(result.value().values.at(0).at(0)[1] == HUGE_VAL);
  CHECK(result.value().values.at(2).at(0)[5] == -HUGE_VAL);
  CHECK(result.value().values.at(3).at(0)[0] == 123456789012345678901234567890.0);
}

TEST_CASE("a batch is a list of samples for inputs and targets alone") {
  const auto result = read(
      example(),
      R"({"x": [[1, 2], [3, 4], [5, 6]], "t": [[1,0,0],[0,1,0],[0,0,1]], "W1": [[1,2,3],[4,5,6]], "s": 2})",
      3);
  REQUIRE(result);
  CHECK(result.value().samples == 3);
  CHECK(result.value().values.at(0).at(2).entries() == std::vector<double>{5, 6});
  CHECK(result.value().values.at(2).samples.size() == 1);
  CHECK(errors(R"({"x": [[1, 2]], "W1": [[1,2,3],[4,5,6]], "s": 2})", 3) ==
        Messages{"'x' must be a list of 3 samples, each a list of 2 numbers; it is a list of 1"});
  CHECK(errors(R"({"x": [[1, 2], [1]], "W1": [[1,2,3],[4,5,6]], "s": 2})", 2) ==
        Messages{"'x' must be a list of 2 samples, each a list of 2 numbers; "
                 "sample 2 of it is a list of 1 number"});
  CHECK(errors(R"({"x": 5, "W1": [[1,2,3],[4,5,6]], "s": 2})", 2) ==
        Messages{"'x' must be a list of 2 samples, each a list of 2 numbers; it is a number"});
}

TEST_CASE("a wrong shape says which and what was expected, all of them in one run") {
  CHECK(errors(R"({"x": [1, 2, 3], "W1": [[1, 2], [3, 4], [5, 6]], "s": [1, 2]})") ==
        Messages{"'x' must be a list of 2 numbers; it is a list of 3 numbers",
                 "'W1' must be a list of 2 rows of 3 numbers; it is a list of 3 rows of 2 numbers",
                 "'s' must be a number; it is a list of 2 numbers"});
  CHECK(errors(R"({"x": "two", "W1": [[1, 2, 3], [4, 5]], "s": null})") ==
        Messages{
            "'x' must be a list of 2 numbers; it is the string \"two\"",
            "'W1' must be a list of 2 rows of 3 numbers; it is a list of rows of different lengths",
            "'s' must be a number; it is null"});
  CHECK(errors(R"({"x": {"0": 1}, "W1": [], "s": [[[1]]]})") ==
        Messages{"'x' must be a list of 2 numbers; it is an object",
                 "'W1' must be a list of 2 rows of 3 numbers; it is an empty list",
                 "'s' must be a number; it is a list with something in it that is no number"});
}

TEST_CASE("unknown, repeated, missing and computed names") {
  CHECK(errors(R"({"x": [1, 2], "W": [[1,2,3],[4,5,6]], "s": 1})") ==
        Messages{"'W' is not declared; did you mean 'W1'?",
                 "'W1' has no value: it takes a list of 2 rows of 3 numbers"});
  CHECK(errors(R"({"x": [1, 2], "momentum": 3, "W1": [[1,2,3],[4,5,6]], "s": 1})") ==
        Messages{"'momentum' is not declared"});
  CHECK(errors(R"({"x": [1, 2], "W1": [[1,2,3],[4,5,6]], "W₁": 0, "s": 1, "s": 2})") ==
        Messages{"'W₁' is given twice (as 'W1')", "'s' is given twice"});
  CHECK(errors(R"({"x": [1, 2], "W1": [[1,2,3],[4,5,6]], "s": 1, "y": 2, "L": 3})") ==
        Messages{"'y' is computed: it takes no value", "'L' is computed: it takes no value"});
}

TEST_CASE("data that breaks a promise is refused") {
  CHECK(errors(R"({"x": [1, 2], "t": [0, 1, 1], "W1": [[1,2,3],[4,5,6]], "s": 1})") ==
        Messages{"'t' is not one-hot: its entries sum to 2"});
  CHECK(
      errors(
          R"({"x": [[1, 2], [3, 4]], "t": [[0, 1, 0], [0.5, 0.5, 0]], "W1": [[1,2,3],[4,5,6]], "s": 1})",
          2) == Messages{"sample 2 of 't' is not one-hot: entry [1] is 0.5"});
}

TEST_CASE("malformed JSON gives its place") {
  const auto starts = [](const Messages& messages, std::string_view start) {
    CAPTURE(messages);
    CHECK(messages.size() == 1);
    CHECK(messages.at(0).substr(0, start.size()) == start);
  };
  starts(errors("{\"x\": [1, 2],\n \"s\": 1 \"t\": 2}"), "2:11: malformed JSON: ");
  starts(errors(""), "1:1: malformed JSON: ");
  starts(errors("{\"σ\": nan}"), "1:8: malformed JSON: ");
  starts(errors("{\"x\": \"\xff\"}"), "1:8: malformed JSON: ");
  CHECK(errors("{\"x\": [1,\n 1e999]}") == Messages{"2:2: the number 1e999 is out of range"});
  CHECK(errors("[1, 2]") == Messages{"1:1: the values must be an object, {\"name\": value, …}; "
                                     "this is a list of 2 numbers"});
  CHECK(errors(std::string(100000, '[')).size() == 1);
}

}  // namespace
}  // namespace nngen::tests
