#include "runtime/compare.hpp"

#include <cmath>
#include <limits>

#include "tests/support/catch.hpp"
#include "tests/unit/runtime/programs.hpp"

namespace nngen::tests {
namespace {

using runtime::relative_error;

constexpr double infinity = std::numeric_limits<double>::infinity();
const double nan = std::nan("");

TEST_CASE("an error is relative to the largest entry") {
  CHECK(relative_error(shared(column({1, 200})), shared(column({1.5, 200}))) == Approx(0.0025));
  CHECK(relative_error(sampled({column({1}), column({2})}), sampled({column({1}), column({4})})) ==
        Approx(0.5));
  CHECK(relative_error(shared(column({1e-12, 0})), shared(column({0, 0}))) == 1e-12);
  CHECK(relative_error(shared(column({3})), shared(column({3}))) == 0);
  // what underflows has no digits to compare
  CHECK(relative_error(shared(column({3e-320})), shared(column({1e-320}))) < 1e-20);
}

TEST_CASE("NaN agrees with NaN, an infinity with itself") {
  CHECK(relative_error(shared(column({nan, infinity, 1})), shared(column({nan, infinity, 1}))) ==
        0);
  CHECK(relative_error(shared(column({nan, 2})), shared(column({nan, 1}))) == 1);
  CHECK(relative_error(shared(column({nan})), shared(column({1}))) == infinity);
  CHECK(relative_error(shared(column({1})), shared(column({nan}))) == infinity);
  CHECK(relative_error(shared(column({infinity})), shared(column({-infinity}))) == infinity);
  CHECK(relative_error(shared(column({1})), shared(column({infinity}))) == infinity);
}

TEST_CASE("another shape or number of samples is an infinite error") {
  CHECK(relative_error(shared(column({1, 2})), shared(column({1}))) == infinity);
  CHECK(relative_error(shared(matrix({{1, 2}})), shared(column({1, 2}))) == infinity);
  CHECK(relative_error(sampled({column({1})}), sampled({column({1}), column({1})})) == infinity);
}

TEST_CASE("a value that no sample enters stands for each sample") {
  const auto reference = sampled({column({4}), column({2})});
  CHECK(relative_error(shared(column({4})), reference) == 0.5);
  CHECK(relative_error(reference, shared(column({4}))) == infinity);
}

TEST_CASE("the table has a verdict") {
  runtime::ErrorTable table{{"derived", "compiled"},
                            {{"loss", {0, 1.2e-16}}, {"∇Ŵ₁", {3.4e-16, 5e-10}}},
                            runtime::double_tolerance};
  CHECK(within_tolerance(table));
  CHECK(render(table) ==
        "         derived    compiled\n"
        "loss           0     1.2e-16\n"
        "∇Ŵ₁      3.4e-16     5.0e-10\n"
        "all within 1e-09\n");
  table.rows[1].errors[1] = infinity;
  CHECK_FALSE(within_tolerance(table));
  CHECK(render(table) ==
        "         derived    compiled\n"
        "loss           0     1.2e-16\n"
        "∇Ŵ₁      3.4e-16         inf  past the tolerance\n"
        "1 of 2 past the tolerance 1e-09\n");
  table.rows[1].errors[1] = nan;
  CHECK_FALSE(within_tolerance(table));
}

}  // namespace
}  // namespace nngen::tests
