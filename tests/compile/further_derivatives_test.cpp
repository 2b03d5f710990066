// `--with jacobian,hessian,hvp,jvp`: the functions against the reference, and as a program calls
// them.

#include "cli/further_derivatives.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "cli/compare_engines.hpp"
#include "cli/point.hpp"
#include "cli/task.hpp"
#include "runtime/compile_run.hpp"
#include "tests/compile/emitted.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

namespace nngen::tests {
namespace {

cli::Options options_for(const std::string& text) {
  cli::Options options;
  options.command = cli::Command::check;
  options.text = text;
  options.with = {true, true, true, true};
  return options;
}

cli::Task task_for(const cli::Options& options) {
  auto task = cli::prepare(options, cli::Sizes::must_be_known);
  REQUIRE(task);
  REQUIRE_FALSE(cli::add_further_derivatives(*task, options));
  return std::move(*task);
}

runtime::ErrorTable table_of(cli::Task& task, const cli::Options& options) {
  const auto point = cli::point_of(options, task.program, {});
  REQUIRE(point);
  const cli::Emission emission = cli::emit(task, options, codegen::ScalarType::float64);
  const auto compared = cli::compare_engines(task, options, emission, {&*point, 1});
  REQUIRE(compared.ok());
  return compared.value().table;
}

std::vector<double> errors_of(const runtime::ErrorTable& table, const std::string& name) {
  for (const auto& row : table.rows) {
    if (row.name == name) return row.errors;
  }
  FAIL("no row " + name);
  return {};
}

const std::string network = R"(
input x : R^3
input s : R
target t : R^2
param W : R^(4×3)
param b : R^4
param V : R^(2×4)
param c : R
h = tanh(W·x + b)
y = V·h + c·s
loss L = ½‖y − t‖² + 0.1·‖V‖²_F + c^2·s
output y
output size2 = ‖V‖²_F
)";

// Weights used twice, a piecewise linear activation, what is not smooth in the data, inverses.
const std::string structures = R"(
input X : R^(3×2)
target t : R^3 onehot
param A : R^(3×3)
param B : R^(3×2)
param k : R
const K : R^(3×3)
Z = A·X + relu(A·B)
w = Z·[1; k]
loss L = cross_entropy(softmax(w), t) + log(1 + ‖A‖²_F) + sum(inv(K'·K + eye(3))·A·B)
output Z
)";

TEST_CASE("the functions of --with agree with the reference, for one sample and for many") {
  for (const auto& [text, target] : {std::pair(network, codegen::Target::eigen),
                                     std::pair(structures, codegen::Target::plain)}) {
    cli::Options options = options_for(text);
    options.target = target;
    for (const codegen::Batch& batch :
         {codegen::Batch{}, {codegen::Batch::Kind::fixed, 3}, {codegen::Batch::Kind::dynamic, 1}}) {
      options.batch = batch;
      cli::Task task = task_for(options);
      const runtime::ErrorTable table = table_of(task, options);
      CAPTURE(text, static_cast<int>(batch.kind), render(table));
      CHECK(runtime::within_tolerance(table));
    }
  }
}

TEST_CASE("the derivatives of a sum over the samples are sums") {
  cli::Options options = options_for(network);
  options.batch = {codegen::Batch::Kind::fixed, 4};
  options.batch_reduction = ir::Reduction::sum;
  cli::Task task = task_for(options);
  CHECK(runtime::within_tolerance(table_of(task, options)));
}

TEST_CASE("a wrong derivative is found in the formulas and in the code") {
  const cli::Options options = options_for(network);
  cli::Task task = task_for(options);
  const std::vector<std::string> rows{"jacobian_y", "jvp", "hvp_b"};
  for (ir::NamedValue& output : task.program.outputs) {
    const bool is_doubled = std::find(rows.begin(), rows.end(), output.name.plain()) != rows.end();
    if (is_doubled) output.node = (2 * task.program.expr(output.node)).id;
  }
  const runtime::ErrorTable table = table_of(task, options);
  for (const std::string& name : rows) {
    CAPTURE(name);
    CHECK(errors_of(table, name)[0] == Approx(1));
    CHECK(errors_of(table, name)[1] == Approx(1));
  }
  CHECK(errors_of(table, "hvp_V")[1] < table.tolerance);
  // its columns are made of the products
  CHECK(errors_of(table, "hessian")[0] > table.tolerance);
  CHECK(errors_of(table, "hessian")[1] > table.tolerance);
}

TEST_CASE("a symmetric param moves in its space") {
  cli::Options options = options_for(
      "input x : R^3; param A : R^(3×3) symmetric; loss L = (x'·A·x)^2 + sum(exp(A)); "
      "output y = A·x");
  options.with = {true, false, true, true};
  cli::Task task = task_for(options);
  CHECK(runtime::within_tolerance(table_of(task, options)));
}

// L = Σ aᵢ·wᵢ³ + u·w₁, y = a ∘ w ∘ w:
//   jvp along (v, q): Σ 3·aᵢ·wᵢ²·vᵢ + q·w₁ + u·v₁
//   the Hessian: diag(6·a ∘ w), and 1 where w₁ and u meet
//   the Jacobian of y: [diag(2·a ∘ w), 0]
const std::string cubic =
    "input a : R^3; param w : R^3; param u : R; loss L = dot(a, w∘w∘w) + u*w[1]; "
    "output y = a∘w∘w";

std::string output_of(codegen::Target target, const std::string& source) {
  const ProcessResult header =
      run_nngen({"-e", cubic, "--scalar", "double", "--with", "jacobian,hessian,hvp,jvp",
                 "--target", target == codegen::Target::eigen ? "eigen" : "plain"});
  REQUIRE(header.status == 0);
  const auto output = runtime::compile_and_run({{"net.hpp", header.out}, {"main.cpp", source}},
                                               strict_flags(target), "");
  return output ? output.value() : output.error().message + "\n" + output.error().output;
}

constexpr const char* point_of_cubic = R"(
#include "net.hpp"
#include <cstdio>
static net::Parameters parameters, direction;
static net::Gradients product;
static net::Workspace workspace;
static void set(net::ParameterArray& array, double a, double b, double c, double d) {
  const double numbers[] = {a, b, c, d};
  for (int i = 0; i < 4; ++i) array.values[i] = numbers[i];
}
)";

// w = (1, 2, −1), u = 5, a = (2, 1, 3), v = (1, −1, 2), q = 3
constexpr const char* expected =
    "jvp 20 hvp 15 -12 -36 1 hessian 12 0 0 1 0 12 0 0 0 0 -18 0 1 0 0 0 "
    "jacobian 4 0 0 0 4 0 0 0 -6 0 0 0";

TEST_CASE("the functions on Eigen's types give what is computed by hand") {
  const std::string source = std::string(point_of_cubic) + R"(
int main() {
  const Eigen::Vector3d a(2, 1, 3);
  set(parameters, 1, 2, -1, 5);
  set(direction, 1, -1, 2, 3);
  std::printf("jvp %g hvp", net::jvp(parameters, a, direction, workspace));
  net::hvp(parameters, a, direction, product, workspace);
  for (const double entry : product.flat()) std::printf(" %g", entry);
  Eigen::MatrixXd hessian(4, 4), jacobian(3, 4);
  net::hessian(parameters, a, workspace, hessian);
  net::jacobian_y(parameters, a, workspace, jacobian);
  std::printf(" hessian");
  for (int i = 0; i < 16; ++i) std::printf(" %g", hessian.data()[i]);
  std::printf(" jacobian");
  for (int i = 0; i < 12; ++i) std::printf(" %g", jacobian.data()[i]);
}
)";
  for (const std::string& compiler : compilers()) {
    CAPTURE(compiler);
    const UsedCompiler used(compiler);
    CHECK(output_of(codegen::Target::eigen, source) == expected);
  }
}

TEST_CASE("the functions on arrays give what is computed by hand") {
  const std::string source = std::string(point_of_cubic) + R"(
int main() {
  const double a[3] = {2, 1, 3};
  double hessian[16], jacobian[12];
  set(parameters, 1, 2, -1, 5);
  set(direction, 1, -1, 2, 3);
  std::printf("jvp %g hvp", net::jvp(parameters, a, direction, workspace));
  net::hvp(parameters, a, direction, product, workspace);
  for (int i = 0; i < 4; ++i) std::printf(" %g", product.values[i]);
  net::hessian(parameters, a, workspace, hessian);
  net::jacobian_y(parameters, a, workspace, jacobian);
  std::printf(" hessian");
  for (const double entry : hessian) std::printf(" %g", entry);
  std::printf(" jacobian");
  for (const double entry : jacobian) std::printf(" %g", entry);
}
)";
  for (const std::string& compiler : compilers()) {
    CAPTURE(compiler);
    const UsedCompiler used(compiler);
    CHECK(output_of(codegen::Target::plain, source) == expected);
  }
}

TEST_CASE("--verify covers the functions of --with") {
  const ProcessResult result =
      run_nngen({"-e", cubic, "--with", "hessian,jvp", "--with", "jacobian", "--verify"});
  CAPTURE(result.err);
  CHECK(result.status == 0);
  // L, two gradients, y, its Jacobian, the change, two parts of the product, the Hessian
  CHECK_THAT(result.out, Catch::StartsWith("// Verified: 9 values at 4 random points"));
}

TEST_CASE("check draws a direction where the point is given") {
  const ProcessResult result = run_nngen(
      {"check", "-e", "input x : R; param w : R; loss L = w^3*x", "--with", "hvp,jvp", "--at", "-"},
      {R"({"x": 2, "w": 3})", {}, {}});
  CAPTURE(result.err);
  CHECK(result.status == 0);
  CHECK_THAT(result.out, Catch::Contains("hvp_w") && Catch::Contains("jvp"));
}

}  // namespace
}  // namespace nngen::tests
