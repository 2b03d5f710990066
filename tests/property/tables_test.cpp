// The tables of automatic differentiation are programs: read again behind the file's text, their
// rows give the gradient of the runtime reference and the derivative along the seeds by dual
// numbers.

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "codegen/formula/show.hpp"
#include "ir/calculus/passes.hpp"
#include "runtime/compare.hpp"
#include "runtime/evaluate.hpp"
#include "runtime/finite_difference.hpp"
#include "runtime/initialise.hpp"
#include "runtime/reference_gradient.hpp"
#include "tests/property/parsed_program.hpp"
#include "tests/support/catch.hpp"

namespace nngen {
namespace {

using codegen::FormulaForm;
using codegen::FormulaStyle;

const std::vector<std::string> programs = {
    "param x1, x2 : R\nloss f = x1·x2 + sin(x1)\n",
    "param x1, x2 : R\nloss f = exp(x1·x2) + x2³\n",
    "param x, y : R positive\nloss f = x/y − y/x + atan2(x, y) + max(x, y)·y^x\n",
    "input x : R^4\ntarget t : R^3 onehot\nparam W1 : R^(5×4)\nparam W2 : R^(3×5)\nparam b : R^5\n"
    "act σ = tanh\nact Σ = [sigmoid×2, relu×3]\n"
    "loss L = cross_entropy(softmax(W2·Σ(σ(W1·x + b))), t) + 0.1·‖W1‖²_F\n",
    "param x, b : R^3\nconst C : R^(3×3) spd\nparam A : R^(3×3)\n"
    "loss f = xᵀ·A·x − 2·bᵀ·x + logdet(C + x·xᵀ) + bᵀ·C⁻¹·x\n",
    "param Wq, Wk : R^(2×3)\nparam Wv : R^(3×3)\ninput X : R^(3×4)\n"
    "P = softmax((Wk·X)'·(Wq·X)/2)\nloss L = ½‖Wv·X·P − X‖²_F\n",
    "param W : R^(3×3)\nparam v : R^3\ninput x : R^2\nh = tanh(W·[1; x])\n"
    "g = tanh(W·h + v)\nloss L = sum(g[2:3]) + norm(g) + sum(W ∘ v) + mean(sum_rows(W'·W))\n",
    "param w, v, u : R^2\nloss f = sum(exp(−wᵀ·v) ∘ u) + tr(w·uᵀ)\n",  // w, v and u are taken
};

std::string table_of(const std::string& text, FormulaForm form, FormulaStyle style) {
  ir::Program program = parsed(text);
  ir::Diagnostics diagnostics;
  const auto derivation = ir::derive_for_reading(program, {}, ir::Reduction::none, diagnostics);
  return codegen::show(program, derivation, {style, form});
}

/// A file and its table as one program. Rows are found by their numbers.
class Reread {
 public:
  Reread(const std::string& text, FormulaForm form, FormulaStyle style)
      : table(table_of(text, form, style)),
        program(parsed(text + table)),
        point(runtime::random_point(program, 1, 5)) {
    // "# w values, …" opens the table.
    const std::string letter = table.substr(2, 1);
    for (const ir::NamedValue& value : program.values) {
      if (value.span.begin < text.size()) continue;
      auto& column = value.name.base == letter ? values : derivatives;
      column[value.name.index.value()] = value.node;
    }
  }

  runtime::SampledValue<double> value(ir::NodeId node) const {
    return runtime::evaluate<double>(*program.graph, std::span(&node, 1), point)[0];
  }
  std::uint32_t declared_as(ir::NodeId variable) const {
    return std::get<ir::Symbol>((*program.graph)[variable].attribute).declaration;
  }

  std::string table;
  ir::Program program;
  runtime::Point point;
  std::map<std::int64_t, ir::NodeId> values;
  std::map<std::int64_t, ir::NodeId> derivatives;
};

}  // namespace

TEST_CASE("the cotangents of a reverse table are the gradient", "[property]") {
  for (const std::string& text : programs) {
    for (const FormulaStyle style : {FormulaStyle::unicode, FormulaStyle::ascii}) {
      const Reread reread(text, FormulaForm::reverse_table, style);
      INFO(text << reread.table);
      std::size_t found = 0;
      for (const auto& [row, node] : reread.values) {
        if ((*reread.program.graph)[node].op != ir::OpKind::variable) continue;
        const auto& declaration = reread.program.declarations[reread.declared_as(node)];
        if (declaration.role != ir::Role::param) continue;
        const auto reference =
            runtime::reference_gradient(reread.program, reread.program.loss->node,
                                        std::span(&node, 1), ir::Reduction::none, reread.point);
        REQUIRE(reread.derivatives.count(row) == 1);
        const auto cotangent = reread.value(reread.derivatives.at(row));
        CHECK(runtime::relative_error(cotangent, reference.gradients[0]) < 1e-11);
        ++found;
      }
      CHECK(found == reread.program.with_role(ir::Role::param).size());
    }
  }
}

TEST_CASE("the last tangent of a forward table is the derivative along the seeds", "[property]") {
  for (const std::string& text : programs) {
    for (const FormulaStyle style : {FormulaStyle::unicode, FormulaStyle::ascii}) {
      const Reread reread(text, FormulaForm::forward_table, style);
      INFO(text << reread.table);
      // w₃ = W and ẇ₃ = Ẇ: W moves along Ẇ.
      runtime::Point direction;
      for (const auto& [row, node] : reread.values) {
        if ((*reread.program.graph)[node].op != ir::OpKind::variable) continue;
        if (reread.derivatives.count(row) == 0) continue;
        const ir::NodeId seed = reread.derivatives.at(row);
        REQUIRE((*reread.program.graph)[seed].op == ir::OpKind::variable);
        direction.values[reread.declared_as(node)] =
            reread.point.values.at(reread.declared_as(seed));
      }
      CHECK(direction.values.size() == reread.program.with_role(ir::Role::param).size());
      const double expected =
          runtime::dual_derivative(*reread.program.graph, reread.program.loss->node,
                                   ir::Reduction::none, reread.point, direction);
      REQUIRE(reread.derivatives.rbegin()->first == reread.values.rbegin()->first);
      const auto tangent = reread.value(reread.derivatives.rbegin()->second);
      CHECK(tangent.samples[0][0] == Approx(expected).epsilon(1e-10));
    }
  }
}

TEST_CASE("the tables of Shorokhov's two functions have the values of the lecture", "[property]") {
  // f = x1·x2 + sin x1: ∂f/∂x1 = x2 + cos x1, ∂f/∂x2 = x1.
  // f = e^(x1·x2) + x2³: ∂f/∂x1 = x2·e^(x1·x2), ∂f/∂x2 = x1·e^(x1·x2) + 3·x2².
  for (const int k : {0, 1}) {
    const Reread reread(programs[static_cast<std::size_t>(k)], FormulaForm::reverse_table,
                        FormulaStyle::ascii);
    const double x1 = reread.point.values.at(0).samples[0][0];
    const double x2 = reread.point.values.at(1).samples[0][0];
    const double e = std::exp(x1 * x2);
    const double by_x1 = k == 0 ? x2 + std::cos(x1) : x2 * e;
    const double by_x2 = k == 0 ? x1 : x1 * e + 3 * x2 * x2;
    CHECK(reread.value(reread.derivatives.at(1)).samples[0][0] == Approx(by_x1).epsilon(1e-12));
    CHECK(reread.value(reread.derivatives.at(2)).samples[0][0] == Approx(by_x2).epsilon(1e-12));
  }
}

}  // namespace nngen
