// The kernels of emitted headers at shapes that fill registers and at shapes that do not, for the instruction
// sets of this machine: gradients against the reference, the step against the gradient.

#include <string>
#include <vector>

#include "runtime/compile_run.hpp"
#include "tests/compile/emitted.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace nngen::tests {
namespace {

constexpr double double_tolerance = 1e-10;
constexpr double float_tolerance = 2e-5;

/// A network with layers of these widths: tanh, then relu, then softmax and cross-entropy.
std::string network(int n0, int n1, int n2, int n3) {
  const auto vector = [](int n) { return " : R^" + std::to_string(n) + "\n"; };
  const auto matrix = [](int m, int n) {
    return " : R^(" + std::to_string(m) + "x" + std::to_string(n) + ") init xavier\n";
  };
  return "input x" + vector(n0) + "target t" + vector(n3) + "param W1" + matrix(n1, n0) + "param b1" +
         vector(n1) + "param W2" + matrix(n2, n1) + "param b2" + vector(n2) + "param W3" +
         matrix(n3, n2) + "param b3" + vector(n3) +
         "h1 = tanh(W1*x + b1)\nh2 = relu(W2*h1 + b2)\ny = softmax(W3*h2 + b3)\n"
         "loss L = cross_entropy(y, t)\noutput y\n";
}

struct Trial {
  std::string text;
  std::size_t samples;  // 0: a call for one sample, without a batch
};

// Its cotangents are inner products, whose last strip lies before values that are needed later.
constexpr const char* sum_of_layers =
    "input x : R^20\ntarget t : R^2\nparam V : R^(143x20) init xavier\n"
    "param W : R^(143x143) init xavier\nloss L = sum(tanh(W*relu(V*x))) + sum(t)\n";

// Short and long layers, narrow batches and wide ones. The second W of the third is larger than the
// first cache and is read together with its update. The first W of the fourth, eleventh and twelfth
// is larger than the second cache, in double or float: read in blocks, or packed where the depth is
// short; so is the cotangent of the eighth. The tenth has tiles that are transposed.
std::vector<Trial> trials() {
  return {
      {network(3, 5, 4, 2), 0},      {network(4, 16, 17, 3), 1},    {network(20, 130, 150, 10), 0},
      {network(300, 230, 8, 3), 24}, {network(3, 50, 10, 12), 17},  {network(7, 33, 64, 13), 64},
      {network(5, 130, 150, 3), 70}, {network(2, 64, 3, 2), 2100},  {network(1, 1, 1, 1), 16},
      {network(5, 66, 75, 3), 32},   {network(110, 600, 4, 3), 24}, {network(520, 260, 4, 3), 5},
      {network(2, 3, 1, 2), 37},     {sum_of_layers, 0}};
}

std::vector<std::vector<std::string>> instruction_sets() {
  std::vector<std::vector<std::string>> sets{{"-O1"}, {"-O2", "-DNNGEN_NO_VECTORS"}};
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    sets.push_back({"-O2", "-mavx2", "-mfma"});
  }
  if (__builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq")) {
    sets.push_back({"-O3", "-mavx512f", "-mavx512vl", "-mavx512dq", "-mfma"});
  }
#endif
  return sets;
}

EmittedCase case_of(const Trial& trial) {
  EmittedCase tested = trial.samples == 0 ? single(trial.text) : fixed(trial.text, trial.samples);
  tested.target = codegen::Target::plain;
  return tested;
}

TEST_CASE("gradients are right for every shape, whatever the registers hold") {
  const auto sets = instruction_sets();
  std::size_t next = 0;
  for (const Trial& trial : trials()) {
    CAPTURE(trial.text, trial.samples);
    // Every program with two of the sets; every set with several programs.
    for (int i = 0; i < 2; ++i) {
      EmittedCase tested = case_of(trial);
      tested.flags = sets[next++ % sets.size()];
      CAPTURE(tested.flags);
      tested.scalar = i == 0 ? codegen::ScalarType::float64 : codegen::ScalarType::float32;
      CHECK(largest_error(tested) < (i == 0 ? double_tolerance : float_tolerance));
    }
  }
}

TEST_CASE("any number of samples") {
  EmittedCase tested = dynamic(network(4, 19, 40, 5), 21);
  tested.target = codegen::Target::plain;
  for (const auto& flags : instruction_sets()) {
    CAPTURE(flags);
    tested.flags = flags;
    CHECK(largest_error(tested) < double_tolerance);
  }
}

// Prints how far a step is from W - learning_rate * gradient, relative to the largest entry.
constexpr const char* step_text = R"(
#include "net.hpp"
#include <cmath>
#include <cstdio>
static net::Parameters parameters, moved;
static net::Gradients gradients;
static net::Workspace workspace;
static net::Scalar x[X_SIZE], t[T_SIZE];
int main() {
  net::initialise(parameters, 3);
  for (int i = 0; i < X_SIZE; ++i) x[i] = net::Scalar(std::sin(0.7 * i));
  for (int i = 0; i < T_SIZE; ++i) t[i] = net::Scalar(i % 3 == 0);
  moved = parameters;
  const auto before = net::gradient(parameters, x, t, gradients, workspace);
  const auto loss = net::step(moved, x, t, net::Scalar(0.25), workspace);
  double error = std::abs(double(before - loss)) / std::abs(double(before));
  double largest = 0;
  for (int i = 0; i < parameters.size; ++i) {
    const double expected = double(parameters.values[i]) - 0.25 * double(gradients.values[i]);
    largest = std::fmax(largest, std::abs(expected));
    error = std::fmax(error, std::abs(double(moved.values[i]) - expected));
  }
  std::printf("%.3g", error / largest);
})";

TEST_CASE("a step is the old parameters less the learning rate times the gradient") {
  const auto sets = instruction_sets();
  std::size_t next = 1;
  for (const Trial& trial : trials()) {
    CAPTURE(trial.text, trial.samples);
    const EmittedCase tested = case_of(trial);
    const Derived derived = derive(tested.text, tested.reduction);
    codegen::EmitOptions options{codegen::ScalarType::float64, tested.batch};
    options.target = codegen::Target::plain;
    const std::string header =
        codegen::emit_header(derived.program, derived.derivation, derived.runnable, options, {});
    const std::size_t samples = trial.samples == 0 ? 1 : trial.samples;
    const auto size = [&](std::size_t i) {
      return std::to_string(derived.program.declarations[i].shape.rows.value() *
                            static_cast<std::int64_t>(samples));
    };
    std::vector<std::string> flags{"-std=c++17", "-DX_SIZE=" + size(0), "-DT_SIZE=" + size(1)};
    const auto& set = sets[next++ % sets.size()];
    flags.insert(flags.end(), set.begin(), set.end());
    CAPTURE(flags);
    const auto output = runtime::compile_and_run({{"net.hpp", header}, {"main.cpp", step_text}}, flags, "");
    REQUIRE(output);
    CHECK(std::stod(output.value()) < 1e-13);
  }
}

// Prints how many entries of a step are not W - learning_rate * gradient, at ordinary numbers, at an infinite
// cotangent and at an infinite learning rate.
constexpr const char* zeros_text = R"(
#include "net.hpp"
#include <cmath>
#include <cstdio>
#include <limits>
static net::Parameters parameters, moved;
static net::Gradients gradients;
static net::Workspace workspace;
static net::Scalar x[150], t[140];
static int differences(net::Scalar target, net::Scalar rate) {
  net::initialise(parameters, 3);
  for (int i = 0; i < 150; ++i) x[i] = i % 3 == 0 ? net::Scalar(0) : net::Scalar(std::sin(0.7 * i));
  for (net::Scalar& entry : t) entry = target;
  moved = parameters;
  net::gradient(parameters, x, t, gradients, workspace);
  net::step(moved, x, t, rate, workspace);
  int count = 0;
  for (int i = 0; i < parameters.size; ++i) {
    const net::Scalar expected = parameters.values[i] - rate * gradients.values[i];
    const net::Scalar found = moved.values[i];
    const bool agree = std::isnan(expected) ? std::isnan(found)
                       : std::isinf(expected) ? found == expected : std::abs(found - expected) < 1e-12;
    if (!agree) ++count;
  }
  return count;
}
int main() {
  const net::Scalar infinity = std::numeric_limits<net::Scalar>::infinity();
  std::printf("%d %d %d", differences(1, 0.25), differences(infinity, 0.25), differences(1, infinity));
})";

// Columns of 140 rows whose factor is 0: every third of the first W, half of the second, which is read once for both.
TEST_CASE("where a column's factor is zero, a step leaves it as the formula does") {
  const Derived derived =
      derive("input x : R^150\ntarget t : R^140\nparam V : R^(140x150) init xavier\n"
             "param W : R^(140x140) init xavier\nloss L = 1/2*norm(W*relu(V*x) - t)^2\n",
             ir::Reduction::none);
  codegen::EmitOptions options{codegen::ScalarType::float64, {}};
  options.target = codegen::Target::plain;
  const std::string header =
      codegen::emit_header(derived.program, derived.derivation, derived.runnable, options, {});
  CHECK(header.find("outer_product(") != std::string::npos);
  CHECK(header.find("column_pass(W") != std::string::npos);
  for (std::vector<std::string> flags : instruction_sets()) {
    CAPTURE(flags);
    flags.emplace_back("-std=c++17");
    const auto output = runtime::compile_and_run({{"net.hpp", header}, {"main.cpp", zeros_text}}, flags, "");
    REQUIRE(output);
    CHECK(output.value() == "0 0 0");
  }
}

TEST_CASE("the kernels compile for NEON") {
  constexpr const char* compiler = "aarch64-linux-gnu-g++";
  const Derived derived = derive(network(4, 16, 17, 3), ir::Reduction::mean);
  codegen::EmitOptions options{codegen::ScalarType::float32, {codegen::Batch::Kind::fixed, 32}};
  options.target = codegen::Target::plain;
  const TemporaryFolder folder;
  write_file(folder / "net.hpp", codegen::emit_header(derived.program, derived.derivation,
                                                      derived.runnable, options, {}));
  write_file(folder / "main.cpp", "#include \"net.hpp\"\nauto kept = &net::step;\n");
  std::vector<std::string> command{compiler};
  for (const std::string& flag : strict_flags(codegen::Target::plain)) command.push_back(flag);
  command.insert(command.end(), {"-O2", "-c", (folder / "main.cpp").string(), "-o",
                                 (folder / "main.o").string()});
  const ProcessResult result = run_process(command);
  CAPTURE(result.err);
  CHECK(result.status == 0);
}

}  // namespace
}  // namespace nngen::tests
