// The recorded steps of a derivation are true: what a rule has put in place of an expression has
// its value, and the cotangents that adjoint rules gave add up to those of the derivation.

#include <map>
#include <string>
#include <vector>

#include "ir/calculus/passes.hpp"
#include "runtime/compare.hpp"
#include "runtime/evaluate.hpp"
#include "runtime/initialise.hpp"
#include "runtime/reference_gradient.hpp"
#include "tests/property/parsed_program.hpp"
#include "tests/support/catch.hpp"

namespace nngen {
namespace {

const std::vector<std::string> programs = {
    "param x : R^3\nconst A : R^(3×3)\nloss f = xᵀ·A·x\n",
    "param x : R^3\nconst A : R^(3×3) symmetric\nloss f = xᵀ·A·x + 2·sum(A'·x)\n",
    "param A : R^(3×3) spd\nconst b : R^3\nloss f = logdet(A) + bᵀ·A⁻¹·b\n",
    "input x : R^4\ntarget t : R^3 onehot\nparam W1 : R^(5×4)\nparam W2 : R^(3×5)\nparam b : R^5\n"
    "act σ = tanh\nloss L = cross_entropy(softmax(W2·σ(W1·x + b)), t) + 0.1·‖W1‖²_F\n",
    "const s : R^4 sign\nparam w : R^4\nloss f = sum(s ∘ s ∘ exp(w) ∘ w) + sum(s.^2 ∘ w)\n",
    "param x : R^3\nconst A : R^(3×3) symmetric\nloss f = xᵀ·A·x\n",
    "param D : R^(3×3) diagonal\nconst Q : R^(3×3) orthogonal\nloss f = sum(Q'·Q·D·Q⁻¹)\n",
    "param Wq, Wk : R^(2×3)\nparam Wv : R^(3×3)\ninput X : R^(3×4)\n"
    "P = softmax((Wk·X)'·(Wq·X)/2)\nloss L = ½‖Wv·X·P − X‖²_F\n",
};

struct Derived {
  ir::Program program;
  ir::Derivation derivation;
  runtime::Point point;

  explicit Derived(const std::string& text) : program(parsed(text)) {
    ir::Diagnostics diagnostics;
    derivation = ir::derive_for_reading(program, {}, ir::Reduction::none, diagnostics);
    point = runtime::random_point(program, 1, 11);
  }
  runtime::SampledValue<double> value(ir::NodeId node) const {
    return runtime::evaluate<double>(*program.graph, std::span(&node, 1), point)[0];
  }
};

}  // namespace

TEST_CASE("each simplification keeps the value", "[property]") {
  std::map<std::string, int> uses;
  for (const std::string& text : programs) {
    CAPTURE(text);
    const Derived derived(text);
    for (const ir::RewriteStep& step : derived.derivation.steps.simplifications) {
      CAPTURE(std::string(step.rule));
      CHECK(step.before != step.after);
      CHECK(runtime::relative_error(derived.value(step.before), derived.value(step.after)) < 1e-11);
      ++uses[std::string(step.rule)];
    }
  }
  // The programs do reach rules of every kind.
  CHECK(uses["(A·B)ᵀ = Bᵀ·Aᵀ"] > 0);
  CHECK(uses["A·x + B·x = (A + B)·x"] > 0);
  CHECK(uses["the entries of a simplex sum to 1"] > 0);
  CHECK(uses["a symmetric matrix is its transpose"] > 0);
  CHECK(uses["like terms are collected"] > 0);
}

TEST_CASE("the parts that adjoint rules give add up to the gradient", "[property]") {
  for (const std::string& text : programs) {
    CAPTURE(text);
    Derived derived(text);
    std::map<ir::NodeId, std::vector<ir::Expr>> parts;
    const ir::DerivationSteps& steps = derived.derivation.steps;
    REQUIRE(steps.sweep.size() == derived.derivation.cotangents.size());
    for (const ir::AdjointStep& step : steps.sweep) {
      for (const ir::Cotangent& part : step.parts) {
        parts[part.primal].push_back(derived.program.expr(part.value));
      }
    }
    std::vector<ir::NodeId> by;
    std::vector<ir::NodeId> sums;
    for (const ir::Declaration* param : derived.program.with_role(ir::Role::param)) {
      if (!(param->properties == ir::Properties{})) continue;  // their gradients are projected
      by.push_back(param->node);
      sums.push_back(ir::sum_of(*derived.program.graph, parts.at(param->node)).id);
    }
    const auto reference = runtime::reference_gradient(derived.program, derived.program.loss->node,
                                                       by, ir::Reduction::none, derived.point);
    for (std::size_t i = 0; i < by.size(); ++i) {
      CHECK(runtime::relative_error(derived.value(sums[i]), reference.gradients[i]) < 1e-11);
    }
  }
}

TEST_CASE("the gradient of a param with a structure ends in its projection", "[property]") {
  const Derived spd(programs[2]);
  REQUIRE(!spd.derivation.steps.projections.empty());
  CHECK(runtime::relative_error(spd.value(spd.derivation.steps.projections[0].after),
                                spd.value(spd.derivation.gradients[0].value)) < 1e-12);
  CHECK(std::string(spd.derivation.steps.projections[0].rule).find("symmetric") !=
        std::string::npos);
  const Derived diagonal(programs[6]);
  REQUIRE(!diagonal.derivation.steps.projections.empty());
  CHECK(std::string(diagonal.derivation.steps.projections[0].rule).find("diagonal") !=
        std::string::npos);
  const Derived free(programs[0]);
  CHECK(free.derivation.steps.projections.empty());
}

}  // namespace nngen
