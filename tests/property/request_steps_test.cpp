// The steps of derivatives that a file asks for are true: each change is the one that dual numbers
// give, each matrix takes the change of x to the change that it stands for, each simplification
// keeps the value, and the last step has found what is printed.

#include "ir/calculus/request_steps.hpp"

#include <array>
#include <set>
#include <string>
#include <vector>

#include "ir/calculus/passes.hpp"
#include "runtime/compare.hpp"
#include "runtime/finite_difference.hpp"
#include "runtime/initialise.hpp"
#include "runtime/reference_derivative.hpp"
#include "tests/property/parsed_program.hpp"
#include "tests/support/catch.hpp"

namespace nngen {
namespace {

using Value = runtime::SampledValue<double>;
using Kind = ir::RequestedDerivative::Kind;

const std::vector<std::string> programs = {
    "param x : R^3\nconst A : R^(3×3)\nf = xᵀ·A·x\noutput H = hessian(f, x)\noutput G = grad(f, "
    "x)\n",
    "param x, v : R^3\nconst B : R^(2×3)\nconst u : R^2\nact σ = tanh\ny = σ(B·x)\n"
    "output J = jacobian(y, x)\noutput P = jvp(y, x, v)\noutput V = vjp(y, x, u)\n"
    "output Q = hvp(sum(y.^3), x, v)\n",
    "param X : R^(2×3)\nconst A : R^(3×2)\nY = X·A·X\noutput J = jacobian(vec(Y), vec(X))\n"
    "output D = hvp(sum(exp(Y)), X, X)\noutput T = jacobian(vec(Yᵀ), vec(X))\n",
    "param x : R^3\nconst S : R^(3×3) spd\nf = exp(xᵀ·S·x) + ‖x‖\noutput H = hessian(f, x)\n"
    "output K = 2·grad(f, x) + x\n",
    "input x : R^2\ny = 3·x\nz = sin(y) ⊘ (1 + y ∘ y)\noutput J = jacobian(z, y)\n",
    "param x : R^3\ns = softmax(x)\noutput J = jacobian(s, x)\noutput M = jacobian(log(s), x)\n"
    "output H = hessian(logsumexp(x), x)\noutput N = jacobian(x/‖x‖, x)\n",
    "param x : R^2\nconst a : R^3\noutput J = jacobian(vec(x·aᵀ), x)\n"
    "output D = jacobian(vec(diag(x)), x)\noutput C = jacobian([x; sum(x)·a], x)\n"
    "output B = jacobian(x·sum(x) − max(x, 0), x)\noutput E = jacobian(x[1] + 2·x[2], x)\n",
    "param x : R^3\nconst a : R^3\noutput J = jacobian(‖x − a‖²·a, x)\noutput H = hessian(‖x − a‖, x)\n",
    "param f0 : R\nparam X : R^(2×2)\noutput L = jacobian(vec(inv(X)), vec(X))\n"
    "output D = grad(f0·det(X) + logdet(X·X), X)\noutput K = jacobian(vec(kron(X, X)), vec(X))\n",
};

class Derived {
 public:
  explicit Derived(const std::string& text) : program(parsed(text)) {
    ir::Diagnostics diagnostics;
    derivation = ir::derive_for_reading(program, {}, ir::Reduction::none, diagnostics);
    point = runtime::generic_point(program, 1, 4);
  }

  /// With a value for dx too.
  void set_change(ir::NodeId change, bool is_seed) {
    const ir::Node& node = (*program.graph)[change];
    if (!is_seed) return;
    runtime::Random random(9);
    ir::Matrix<double> dx(runtime::extent(node.shape.rows), runtime::extent(node.shape.cols));
    for (double& entry : dx.entries()) entry = random.normal();
    point.values[ir::Symbol::seed] = {node.per_sample, {dx}};
  }

  Value value(ir::NodeId node) const {
    return runtime::evaluate<double>(*program.graph, std::array{node}, point)[0];
  }

  /// The change of a node where x moves by the given direction, by dual numbers.
  Value change_of(ir::NodeId node, ir::NodeId x, ir::NodeId direction) const {
    auto there = runtime::dual_point(point, {});
    const ir::Matrix<double> at = value(x).at(0);
    const ir::Matrix<double> along = value(direction).at(0);
    ir::Matrix<ir::Dual<double>> moving(at.rows(), at.cols());
    for (std::size_t i = 0; i < at.size(); ++i) moving[i] = {at[i], along[i]};
    there.nodes[x] = {(*program.graph)[x].per_sample, {moving}};
    return runtime::tangents(
        runtime::evaluate<ir::Dual<double>>(*program.graph, std::array{node}, there)[0]);
  }

  ir::Program program;
  ir::Derivation derivation;
  runtime::Point point;
};

void check_matrix(const Derived& derived, const ir::MatrixStep& step, ir::NodeId seed) {
  CAPTURE(std::string(step.rule.text));
  const ir::Matrix<double> map = derived.value(step.map).at(0);
  const ir::Matrix<double> matrix = derived.value(step.matrix).at(0);
  const ir::Matrix<double> dx = derived.value(seed).at(0);
  REQUIRE(matrix.rows() == map.size());
  REQUIRE(matrix.cols() == dx.size());
  for (std::size_t i = 0; i < map.size(); ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < dx.size(); ++j) sum += matrix(i, j) * dx[j];
    CHECK(map[i] == Approx(sum).epsilon(1e-11).margin(1e-12));
  }
}

// What the steps have found, as a node; nothing where nothing depends on x.
ir::NodeId found(const ir::RequestSteps& steps) {
  if (!steps.matrices.empty()) return steps.matrices.back().matrix;
  if (!steps.tangents.empty()) return steps.tangents.back().tangent;
  return steps.gradient;
}

}  // namespace

TEST_CASE("the changes and matrices of requested derivatives are right", "[property]") {
  std::set<std::string_view> rules;
  for (const std::string& text : programs) {
    CAPTURE(text);
    Derived derived(text);
    for (const ir::RequestedDerivative& request : derived.program.requests) {
      const ir::RequestSteps steps = ir::steps_of(*derived.program.graph, request);
      if (steps.change) derived.set_change(steps.change, !request.direction);
      for (const ir::TangentStep& step : steps.tangents) {
        const Value expected = derived.change_of(step.of, request.by, steps.change);
        CHECK(runtime::relative_error(derived.value(step.tangent), expected) < 1e-11);
      }
      for (const ir::MatrixStep& step : steps.matrices) {
        check_matrix(derived, step, steps.change);
        rules.insert(step.rule.text);
      }
      // The shape of a gradient by vec(X), or a scalar's Jacobian, may be another.
      const Value last = derived.value(found(steps));
      const Value value = derived.value(request.value);
      REQUIRE(last.at(0).size() == value.at(0).size());
      for (std::size_t i = 0; i < last.at(0).size(); ++i) {
        CHECK(last.at(0)[i] == Approx(value.at(0)[i]).epsilon(1e-11).margin(1e-12));
      }
      const auto reference = runtime::reference_derivative(derived.program, request, derived.point);
      CHECK(runtime::relative_error(value, {value.per_sample, {reference}}) < 1e-9);
    }
  }
  CHECK(rules.size() >= 8);  // the programs reach rules of many kinds
}

TEST_CASE("each simplification of requested derivatives keeps the value", "[property]") {
  std::size_t count = 0;
  for (const std::string& text : programs) {
    CAPTURE(text);
    const Derived derived(text);
    for (const ir::RewriteStep& step : derived.derivation.steps.of_requests) {
      CAPTURE(std::string(step.rule));
      CHECK(step.before != step.after);
      CHECK(runtime::relative_error(derived.value(step.before), derived.value(step.after)) < 1e-11);
      ++count;
    }
    for (const ir::NamedValue& output : derived.program.outputs) {
      CHECK(runtime::relative_error(derived.value(output.node),
                                    derived.value(output.as_derived())) < 1e-11);
    }
  }
  CHECK(count > 10);
}

}  // namespace nngen
