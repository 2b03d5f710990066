// The steps of every optimiser, against numbers of independent implementations.

#include <algorithm>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "codegen/optimizers.hpp"
#include "runtime/compile_run.hpp"
#include "tests/compile/emitted.hpp"
#include "tests/support/catch.hpp"

namespace nngen::tests {
namespace {

// Weights after 1 and after 25 steps of the problem in optimizers/torch_numbers.py, which made these.
struct Row {
  std::string word;
  std::string settings;
  double after_one[2];
  double after_all[2];
};

std::vector<Row> rows() {
  const std::string decay = "; optimizer.weight_decay = 0.01;";
  return {
      {"sgd", "optimizer.learning_rate = 0.1;",
       {0.55, -0.25}, {0.100421630743313, -0.00217890960671287}},
      {"momentum", "optimizer.learning_rate = 0.2" + decay,
       {0.5, -0.25}, {-0.0236711385096335, -0.0286219742615112}},
      {"adagrad", "optimizer.learning_rate = 0.1" + decay,
       {0.599999997979798, -0.1500003999984}, {0.247548089375205, -0.12881375449997}},
      {"rmsprop", "optimizer.learning_rate = 0.01" + decay,
       {0.531622774581482, -0.218377623393257}, {0.373391929408041, -0.19375593966442}},
      {"adam", "optimizer.learning_rate = 0.05" + decay,
       {0.549999998989899, -0.2000001999992}, {0.108583600410217, -0.153431107001527}},
      {"adamw", "optimizer.learning_rate = 0.05" + decay,
       {0.549749999, -0.249875}, {0.116908481611526, -0.17328862525801}},
      {"torch-sgd", "optimizer.learning_rate = 0.05; optimizer.momentum = 0.8" + decay,
       {0.52475, -0.249875}, {-0.0637761485223165, 0.0369508581661387}},
      {"torch-nesterov", "optimizer.learning_rate = 0.05; optimizer.momentum = 0.8" + decay,
       {0.54455, -0.249775}, {-0.0691503557623172, 0.0687105027509134}},
  };
}

std::string header_of(const codegen::OptimizerRule& rule, const std::string& text,
                      codegen::Batch batch) {
  const Derived derived =
      derive(text, batch.kind == codegen::Batch::Kind::none ? ir::Reduction::none : ir::Reduction::mean);
  codegen::EmitOptions options{codegen::ScalarType::float64, batch};
  options.target = codegen::Target::plain;
  options.optimizer = rule.optimizer;
  return codegen::emit_header(derived.program, derived.derivation, derived.runnable, options, {});
}

std::vector<double> numbers_in(const std::string& text) {
  std::istringstream words(text);
  std::vector<double> numbers;
  for (double number = 0; words >> number;) numbers.push_back(number);
  return numbers;
}

std::vector<double> output_of(const std::string& header, const std::string& main) {
  std::vector<std::string> flags = strict_flags(codegen::Target::plain);
  flags.emplace_back("-O1");
  const auto output = runtime::compile_and_run({{"net.hpp", header}, {"main.cpp", main}}, flags, "");
  if (!output) throw std::runtime_error(output.error().message + output.error().output);
  return numbers_in(output.value());
}

TEST_CASE("the steps of each optimiser are those of its formula") {
  const auto table = rows();
  CHECK(table.size() == codegen::optimizer_rules().size());
  for (const Row& row : table) {
    CAPTURE(row.word);
    const auto rules = codegen::optimizer_rules();
    const auto rule = std::find_if(rules.begin(), rules.end(),
                                   [&](const auto& known) { return known.word == row.word; });
    REQUIRE(rule != rules.end());
    const std::string header =
        header_of(*rule, "input x : R^2\ntarget t : R\nparam W : R^(1×2)\nloss L = ½·(W·x - t)^2", {});
    const std::string main = R"(
#include "net.hpp"
#include <cmath>
#include <cstdio>
int main() {
  net::Parameters parameters;
  net::Optimizer optimizer;
  net::Workspace workspace;
  parameters.values[0] = 0.5;
  parameters.values[1] = -0.25;
  )" + row.settings + R"(
  for (int k = 0; k < 25; ++k) {
    const double x[2] = {std::cos(k), std::sin(2 * k)};
    net::step(parameters, x, std::cos(3 * k), optimizer, workspace);
    if (k == 0 || k == 24) std::printf("%.17g %.17g\n", parameters.values[0], parameters.values[1]);
  }
})";
    const std::vector<double> numbers = output_of(header, main);
    REQUIRE(numbers.size() == 4);
    for (int i = 0; i < 2; ++i) {
      CHECK(numbers[static_cast<std::size_t>(i)] == Approx(row.after_one[i]).epsilon(1e-13));
      CHECK(numbers[static_cast<std::size_t>(i + 2)] == Approx(row.after_all[i]).epsilon(1e-11));
    }
  }
}

// A step does the same as an update by the gradient, for parameters of every kind of statement: products,
// sums of rows, sums of two contributions, a number; and a parameter that is not moved.
TEST_CASE("a step is an update by the gradient") {
  const std::string network =
      "input x : R^70\ntarget t : R^3\nparam W1 : R^(40×70) init xavier\nparam b1 : R^40\n"
      "param U : R^(40×40) init xavier\nparam W2 : R^(3×40) init xavier\nparam q : R\n"
      "h1 = tanh(W1·x + b1)\nh2 = tanh(U·h1)\nh3 = tanh(U·h2 + q·h1)\n"
      "loss L = ½‖W2·h3 − t‖² + ½·q^2";
  for (const codegen::OptimizerRule& rule : codegen::optimizer_rules()) {
    for (const std::size_t samples : {0u, 21u}) {
      CAPTURE(rule.word, samples);
      const codegen::Batch batch =
          samples == 0 ? codegen::Batch{}
                       : codegen::Batch{codegen::Batch::Kind::fixed, static_cast<std::int64_t>(samples)};
      const std::string main = "#define SAMPLES " + std::to_string(samples == 0 ? 1 : samples) + R"(
#include "net.hpp"
#include <cmath>
#include <cstdio>
static net::Parameters a, b;
static net::Optimizer of_a, of_b;
static net::Gradients gradients;
static net::Workspace workspace;
static double x[70 * SAMPLES], t[3 * SAMPLES];
int main() {
  net::initialise(a, 1);
  a.values[a.size - 1] = 0.5;
  b = a;
  double error = 0;
  for (int k = 0; k < 4; ++k) {
    for (int i = 0; i < 70 * SAMPLES; ++i) x[i] = std::sin(0.7 * i + k);
    for (int i = 0; i < 3 * SAMPLES; ++i) t[i] = std::cos(0.9 * i + k);
    const double loss = net::step(a, x, t, of_a, workspace);
    error = std::fmax(error, std::abs(loss - net::gradient(b, x, t, gradients, workspace)));
    net::update(b, gradients, of_b);
  }
  for (int i = 0; i < a.size; ++i) error = std::fmax(error, std::abs(a.values[i] - b.values[i]));
  std::printf("%.3g %.3g", error, std::abs(a.values[0]));
})";
      const std::vector<double> numbers = output_of(header_of(rule, network, batch), main);
      REQUIRE(numbers.size() == 2);
      CHECK(numbers[0] < 1e-9);
      CHECK(numbers[1] > 0);
    }
  }
}

}  // namespace
}  // namespace nngen::tests
