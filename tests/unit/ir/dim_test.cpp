// Dimensions: integers and polynomials in symbols, compared by value; and the shapes made of them.

#include "ir/dim.hpp"

#include "ir/shape.hpp"
#include "tests/support/catch.hpp"

namespace nngen::ir {
namespace {

const Dim n = Dim::symbol("n");
const Dim m = Dim::symbol("m");

TEST_CASE("dimensions are equal where their values are") {
  CHECK(n + 1 == 1 + n);
  CHECK(n * m == m * n);
  CHECK((n + 1) * (n - 1) == n * n - 1);
  CHECK(n + n == 2 * n);
  CHECK(n - n == Dim(0));
  CHECK((n - n).is_known());
  CHECK_FALSE(n == m);
  CHECK_FALSE(n == Dim(3));
  CHECK((n * m + 1).hash() == (1 + m * n).hash());
}

TEST_CASE("dimensions print with the highest degree first") {
  struct Row {
    Dim dim;
    const char* text;
  };
  const Row lines[] = {
      {7, "7"}, {n, "n"}, {n + 1, "n + 1"}, {2 * n * m - 3, "2·m·n - 3"}, {1 - n, "-n + 1"},
  };
  for (const auto& [dim, text] : lines) CHECK(dim.to_string() == text);
}

TEST_CASE("symbols take values, some or all") {
  const Dim size = n * m + n;
  const auto only_n = [](std::string_view name) -> std::optional<std::int64_t> {
    return name == "n" ? std::optional<std::int64_t>(4) : std::nullopt;
  };
  CHECK(size.substitute(only_n) == 4 * m + 4);
  CHECK(size.substitute([](std::string_view) { return std::optional<std::int64_t>(5); }) ==
        Dim(30));
  CHECK(size.symbols() == std::vector<std::string>{"m", "n"});
  CHECK(Dim(3).symbols().empty());
}

TEST_CASE("large products saturate instead of overflowing") {
  const Dim large = Dim(std::int64_t{1} << 40);
  CHECK((large * large).value() > Dim::limit);
  CHECK((large * (Dim(-1) * large)).value() < 0);
  CHECK((large * large + large).value() > Dim::limit);
}

TEST_CASE("shapes read as the user writes them") {
  struct Row {
    Shape shape;
    const char* text;
  };
  const Row lines[] = {
      {{1, 1}, "a scalar"},          {{3, 1}, "R^3"}, {{1, 3}, "R^(1×3)"},
      {{3, 4}, "R^(3×4)"},           {{n, 1}, "R^n"}, {{n + 1, 1}, "R^(n + 1)"},
      {{n + 1, m}, "R^((n + 1)×m)"},
  };
  for (const auto& [shape, text] : lines) CHECK(shape.to_string() == text);
}

TEST_CASE("a shape knows what kind it is") {
  CHECK(Shape::scalar().is_scalar());
  CHECK_FALSE(Shape::scalar().is_column());
  CHECK(Shape::vector(n).is_column());
  CHECK(Shape{1, 2}.is_row());
  CHECK(Shape{n, n}.is_square());
  CHECK_FALSE(Shape{n, m}.is_square());
  CHECK_FALSE(Shape{n, 2}.is_known());
  CHECK(Shape{n, 2}.transposed() == Shape{2, n});
  CHECK(Shape{n, 2}.size() == 2 * n);
}

}  // namespace
}  // namespace nngen::ir
