// The reference of derivatives that a file asks for gives what is known of a quadratic form, of a
// cubic and of a linear map.

#include "runtime/reference_derivative.hpp"

#include <array>
#include <cmath>
#include <string>

#include "ir/sized_program.hpp"
#include "runtime/initialise.hpp"
#include "tests/property/parsed_program.hpp"
#include "tests/support/catch.hpp"

namespace nngen {
namespace {

using Matrix = ir::Matrix<double>;

Matrix reference_of(const ir::Program& program, const runtime::Point& point) {
  REQUIRE(program.requests.size() == 1);
  return runtime::reference_derivative(program, program.requests[0], point);
}

const Matrix& value_of(const ir::Program& program, const runtime::Point& point, const char* name) {
  const ir::NodeId node = program.find_declaration(name)->node;
  const auto symbol = std::get<ir::Symbol>((*program.graph)[node].attribute);
  return point.values.at(symbol.declaration).at(0);
}

const std::string quadratic =
    "param x : R^3; const v : R^3; const A : R^(3×3); f = x'·A·x\noutput D = ";

}  // namespace

TEST_CASE("gradient, Hessian and their products of a quadratic form") {
  const auto check = [](const std::string& asked, auto expected) {
    CAPTURE(asked);
    const ir::Program program = parsed(quadratic + asked);
    const runtime::Point point = runtime::random_point(program, 1, 3);
    const Matrix& x = value_of(program, point, "x");
    const Matrix& v = value_of(program, point, "v");
    const Matrix& A = value_of(program, point, "A");
    const Matrix found = reference_of(program, point);
    for (std::size_t j = 0; j < found.cols(); ++j) {
      for (std::size_t i = 0; i < found.rows(); ++i) {
        CHECK(found(i, j) == Approx(expected(A, x, v, i, j)).margin(1e-14));
      }
    }
  };
  const auto times = [](const Matrix& A, const Matrix& y, std::size_t i) {  // ((A + Aᵀ)·y)ᵢ
    double sum = 0;
    for (std::size_t k = 0; k < 3; ++k) sum += (A(i, k) + A(k, i)) * y[k];
    return sum;
  };
  check("grad(f, x)", [&](auto& A, auto& x, auto&, auto i, auto) { return times(A, x, i); });
  check("hvp(f, x, v)", [&](auto& A, auto&, auto& v, auto i, auto) { return times(A, v, i); });
  check("hessian(f, x)", [](auto& A, auto&, auto&, auto i, auto j) { return A(i, j) + A(j, i); });
  check("jacobian(f, x)", [&](auto& A, auto& x, auto&, auto, auto j) { return times(A, x, j); });
  check("jacobian(A·x, x)", [](auto& A, auto&, auto&, auto i, auto j) { return A(i, j); });
  check("jvp(A·x, x, v)", [](auto& A, auto&, auto& v, auto i, auto) {
    return A(i, 0) * v[0] + A(i, 1) * v[1] + A(i, 2) * v[2];
  });
  check("vjp(A·x, x, v)", [](auto& A, auto&, auto& v, auto i, auto) {
    return A(0, i) * v[0] + A(1, i) * v[1] + A(2, i) * v[2];
  });
}

TEST_CASE("the reference of a derivative by a matrix and by its column is that by each entry") {
  // also by the entries of a symmetric matrix, which need not move alike
  const ir::Program program = parsed(
      "param X : R^(2×2) symmetric; const C : R^(2×2); f = sum(C ∘ X)\noutput D = jacobian(f, "
      "vec(X))");
  const runtime::Point point = runtime::random_point(program, 1, 5);
  const Matrix& C = value_of(program, point, "C");
  const Matrix found = reference_of(program, point);
  REQUIRE(found.rows() == 1);
  for (std::size_t i = 0; i < 4; ++i) CHECK(found[i] == Approx(C[i]));
}

TEST_CASE("by a defined name, which moves alone") {
  const ir::Program program = parsed("param x : R\ny = 3·x\nf = x·y^2\noutput D = grad(f, y)");
  REQUIRE(program.as_differentiated.size() == 3);  // y, f and D
  const runtime::Point point = runtime::random_point(program, 1, 5);
  const double x = value_of(program, point, "x")[0];
  CHECK(reference_of(program, point)[0] == Approx(2 * x * 3 * x));
}

TEST_CASE("a program with sizes has the nodes of the one without") {
  const ir::Program open =
      parsed("let n; param x : R^n; const A : R^((n+1)×n); f = ‖A·x‖²\noutput H = hessian(f, x)");
  const ir::SizedProgram sized = ir::with_sizes(open, {{"n", 2}});
  const ir::Program known = parsed(
      "let n = 2; param x : R^n; const A : R^((n+1)×n); f = ‖A·x‖²\noutput H = hessian(f, x)");
  CHECK(sized.program.declarations[1].shape.to_string() == "R^(3×2)");
  const runtime::Point point = runtime::random_point(known, 1, 7);
  const auto value = [&](const ir::Program& program) {
    return runtime::evaluate<double>(*program.graph, std::array{program.outputs[0].node}, point)[0]
        .at(0)
        .entries();
  };
  CHECK(value(sized.program) == value(known));
  const std::vector<double> reference = reference_of(sized.program, point).entries();
  for (std::size_t i = 0; i < 4; ++i) CHECK(value(known)[i] == Approx(reference[i]));
}

}  // namespace nngen
