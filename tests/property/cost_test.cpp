// What derivatives cost, in operations counted on the graph that runs: a Hessian times a vector is
// forward over reverse and never forms the Hessian; Jacobians are multiplied in the cheap order.

#include "ir/calculus/cost.hpp"

#include <array>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "ir/calculus/passes.hpp"
#include "parser/parse_program.hpp"
#include "tests/support/catch.hpp"

namespace nngen {
namespace {

ir::Program parsed(const std::string& text) {
  const ir::SourceFile source("test.expr", text);
  ir::Diagnostics diagnostics;
  auto program = parser::parse_program(source, {}, diagnostics);
  std::string findings;
  for (const auto& finding : diagnostics.all()) findings += finding.message + "\n";
  INFO(text << findings);
  REQUIRE(program.has_value());
  return std::move(*program);
}

/// What the only output costs as it runs.
double cost_of_output(const std::string& text) {
  ir::Program program = parsed(text);
  ir::Diagnostics diagnostics;
  const auto derivation = ir::derive_for_reading(program, {}, ir::Reduction::none, diagnostics);
  const ir::RunnableProgram running = ir::prepare_for_running(program, derivation);
  REQUIRE(running.outputs.size() == 1);
  return ir::flops(*program.graph, std::array{running.outputs[0].node});
}

TEST_CASE("flops are counted as by hand") {
  struct Row {
    const char* text;
    double flops;
  };
  const Row rows[] = {
      {"input y, t : R^4\noutput e = y − t", 4},
      // 3 rows of 4 products and 3 sums
      {"const A : R^(3×4)\ninput x : R^4\noutput y = A·x", 21},
      {"input x : R^4\nconst A : R^(3×4)\nconst B : R^(2×3)\noutput y = B·A·x", 21 + 10},
      {"input x : R^4\noutput y = xᵀ·x", 7},
      {"input x : R^4\noutput y = tanh(x) + x", 8},
      {"input x : R^4\noutput y = sum(x)", 4},
      {"input x : R^(2×3)\noutput y = [x[2, :]; x[1, :]]ᵀ", 0},
      // twice used, once computed
      {"input x : R^4\noutput y = exp(x)∘exp(x) + exp(x)", 12},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(cost_of_output(row.text) == row.flops);
  }
}

// In each, f is a scalar function of the variable z.
struct Function {
  const char* name;
  std::string text;
};
std::vector<Function> functions() {
  return {
      {"quadratic form", "input z : R^50\nconst A : R^(50×50)\nf = ½·zᵀ·A·z"},
      {"least squares", "input z : R^20\nconst A : R^(80×20)\nconst b : R^80\nf = ½‖A·z − b‖²"},
      {"logistic regression",
       "input z : R^20\nconst X : R^(60×20)\nconst y : R^60 sign\n"
       "f = sum(log(1 + exp(−y∘(X·z)))) + 0.1·‖z‖²"},
      {"softmax regression",
       "input z : R^(10×30)\nconst x : R^30\nconst t : R^10 onehot\n"
       "f = cross_entropy(softmax(z·x), t)"},
      {"network, inner weights",
       "input z : R^(30×20)\nconst x : R^20\nconst V : R^(5×30)\nconst t : R^5\nact σ = tanh\n"
       "f = ½‖V·σ(z·x) − t‖²"},
      {"network, outer weights",
       "input z : R^(5×30)\nconst x : R^20\nconst W : R^(30×20)\nconst t : R^5\nact σ = tanh\n"
       "f = ½‖tanh(z·σ(W·x)) − t‖²"},
      {"deep network, its input",
       "input z : R^20\nlet n = 6\nconst W[i] : R^(20×20) for i = 1..n\nact σ = sigmoid\n"
       "h[0] = z\nh[i] = σ(W[i]·h[i-1]) for i = 1..n\nf = ‖h[n]‖²"},
      {"deep network, shared weights",
       "input z : R^(15×15)\nlet n = 5\nconst x : R^15\nact σ = tanh\n"
       "h[0] = x\nh[i] = σ(z·h[i-1]) for i = 1..n\nf = ‖h[n]‖²"},
      {"attention, its queries",
       "input z : R^(8×16)\nconst K : R^(8×16)\nconst V : R^(8×12)\nconst T : R^(8×12)\n"
       "f = ‖softmax_rows(z·Kᵀ/4)·V − T‖²_F"},
      {"attention, its tokens",
       "input z : R^(8×16)\nconst Q : R^(16×16)\nconst K : R^(16×16)\nconst V : R^(16×16)\n"
       "f = sum((softmax_rows(z·Q·(z·K)ᵀ)·(z·V)).^2)"},
      {"matrix factorisation",
       "input z : R^(30×4)\nconst V : R^(20×4)\nconst R : R^(30×20)\nf = ‖R − z·Vᵀ‖²_F"},
      {"symmetric factorisation", "input z : R^(30×4)\nconst R : R^(30×30)\nf = ‖R − z·zᵀ‖²_F"},
      {"log-determinant", "input z : R^(12×12)\nconst S : R^(12×12) spd\nf = tr(S·z) − logdet(z)"},
      {"log-sum-exp", "input z : R^20\nconst A : R^(40×20)\nf = logsumexp(A·z)"},
      {"Rosenbrock's function",
       "input z : R^40\nf = sum(100·(z[2:] − z[1:end-1].^2).^2 + (1 − z[1:end-1]).^2)"},
      {"Rayleigh's quotient", "input z : R^30\nconst A : R^(30×30) symmetric\nf = (zᵀ·A·z)/(zᵀ·z)"},
  };
}

std::string type_of_z(const std::string& text) {
  const auto begin = text.find("z : ") + 4;
  return text.substr(begin, text.find('\n') - begin);
}

TEST_CASE("a Hessian times a vector costs at most four gradients") {
  for (const Function& function : functions()) {
    const double gradient = cost_of_output(function.text + "\noutput g = grad(f, z)");
    const double product = cost_of_output(fmt::format("{}\nconst v : {}\noutput p = hvp(f, z, v)",
                                                      function.text, type_of_z(function.text)));
    INFO(function.name << ": " << product << " against " << gradient << ", " << product / gradient);
    CHECK(product <= 4 * gradient);
    CHECK(product > 0);
  }
}

TEST_CASE("chains of products are computed in the order that takes the fewest operations") {
  struct Row {
    std::string text;
    double flops;  // by hand: an m×k by a k×n takes m·n·(2k − 1)
  };
  const Row rows[] = {
      // tall: 100 ← 50 ← 2: from the right
      {"const A : R^(100×50)\nconst B : R^(50×50)\nconst C : R^(50×2)\noutput y = A·B·C",
       50 * 2 * 99 + 100 * 2 * 99},
      // wide: 2 ← 50 ← 100: from the left, however it is written
      {"const A : R^(2×50)\nconst B : R^(50×50)\nconst C : R^(50×100)\noutput y = A·(B·C)",
       2 * 50 * 99 + 2 * 100 * 99},
      // narrow in the middle: the outer product last
      {"const A : R^(40×3)\nconst B : R^(3×40)\nconst C : R^(40×40)\noutput y = A·B·C",
       3 * 40 * 79 + 40 * 40 * 5},
      // a Jacobian by few variables of many functions, and by many variables of few
      {"input x : R^2\nconst A : R^(60×60)\nconst B : R^(60×60)\nconst C : R^(60×2)\n"
       "output J = jacobian(A·(B·(C·x)), x)",
       2 * (60 * 2 * 119)},
      {"input x : R^60\nconst A : R^(2×60)\nconst B : R^(60×60)\nconst C : R^(60×60)\n"
       "output J = jacobian(A·(B·(C·x)), x)",
       2 * (2 * 60 * 119)},
      // the slopes of a layer scale the narrow side
      {"input x : R^50\nconst A : R^(2×50)\nconst C : R^(50×50)\n"
       "output J = jacobian(A·sin(C·x), x)",
       50 * 99 + 50 + 2 * 50 + 2 * 50 * 99},
      // so through two layers, from the left: s = C·x, t = B·sin(s), slopes cos(s), cos(t)
      {"input x : R^40\nconst A : R^(2×30)\nconst B : R^(30×20)\nconst C : R^(20×40)\n"
       "output J = jacobian(A·sin(B·sin(C·x)), x)",
       20 * 79 + 2 * 20 + 30 * 39 + 30 + 2 * 30 + 2 * 20 * 59 + 2 * 20 + 2 * 40 * 39},
      // and from the right where few variables move many functions
      {"input x : R^2\nconst A : R^(40×30)\nconst B : R^(30×20)\nconst C : R^(20×2)\n"
       "output J = jacobian(A·sin(B·sin(C·x)), x)",
       20 * 3 + 2 * 20 + 30 * 39 + 30 + 2 * 20 + 2 * 30 * 39 + 2 * 30 + 2 * 40 * 59},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(cost_of_output(row.text) == row.flops);
  }
}

}  // namespace
}  // namespace nngen
