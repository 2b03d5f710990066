// `--target plain`: the same numbers from a header that needs neither Eigen nor an operating
// system.

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "runtime/compile_run.hpp"
#include "tests/compile/emitted.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace nngen::tests {
namespace {

std::string example(const std::string& name) {
  return read_file(std::filesystem::path(NNGEN_SOURCE_DIR) / "examples" / name);
}

constexpr double double_tolerance = 1e-11;

double plain_error(EmittedCase tested) {
  tested.target = codegen::Target::plain;
  return largest_error(tested);
}

EmittedCase by(EmittedCase tested, std::vector<std::string> names) {
  tested.with_respect_to = std::move(names);
  return tested;
}

// Data of every kind: numbers, columns, rows and matrices, in samples and once for all.
const char* const kinds = R"(
input X : R^(4×3)
input s : R
input r : R^(1×3)
target t : R^4
param A : R^(4×4)
param q : R
const K : R^(4×3)
const c : R
u = tanh(A·X·r') + c
G = X'·A + s^2·K'
loss L = dot(u, t)^2/3 + q·sum(G) + q^2
output u
output G
output q2 = q^3
output row = r·2
)";

TEST_CASE("a plain header computes what the reference does, for one sample and for many") {
  CHECK(plain_error(single(example("digits/net.expr"))) < double_tolerance);
  CHECK(plain_error(fixed(example("attention.expr"), 3)) < double_tolerance);
  CHECK(plain_error(dynamic(example("two_layer.expr"), 19)) < double_tolerance);
  CHECK(plain_error(by(single(kinds), {"A", "q", "s", "X", "K", "c"})) < double_tolerance);
  CHECK(plain_error(by(fixed(kinds, 5), {"A", "q", "s", "r", "K", "c"})) < double_tolerance);
  CHECK(plain_error(by(dynamic(kinds, 4), {"A", "q", "s", "X", "K", "c"})) < double_tolerance);
}

TEST_CASE("every compiler takes a plain header, with vectors and without") {
  for (const std::string& compiler : compilers()) {
    CAPTURE(compiler);
    const UsedCompiler used(compiler);
    for (const std::vector<std::string>& flags :
         {std::vector<std::string>{"-O3", "-march=native"},
          {"-O1", "-DNNGEN_NO_VECTORS", "-Dvector_size=unknown"}}) {
      EmittedCase tested = fixed(example("digits/net.expr"), 19);
      tested.flags = flags;
      CAPTURE(flags);
      CHECK(plain_error(tested) < double_tolerance);
    }
  }
}

std::string digits_header(codegen::Batch batch) {
  const Derived derived = derive(example("digits/net.expr"), ir::Reduction::mean);
  codegen::EmitOptions options{codegen::ScalarType::float32, batch};
  options.target = codegen::Target::plain;
  return codegen::emit_header(derived.program, derived.derivation, derived.runnable, options, {});
}

std::string output_of(const codegen::Batch& batch, const std::string& source) {
  const auto output = runtime::compile_and_run(
      {{"net.hpp", digits_header(batch)}, {"main.cpp", source}}, {"-std=c++17", "-O1"}, "");
  return output ? output.value() : output.error().message + "\n" + output.error().output;
}

// Nothing but what is defined here may be needed, which compilers call by themselves: no operator
// new, no exceptions, no assertions, no output, and for exp, log and tanh no mathematical library.
// A library without undefined symbols shows it.
constexpr const char* whole_world = R"(
#include "net.hpp"
extern "C" {
void* memcpy(void* to, const void* from, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) {
    static_cast<volatile char*>(to)[i] = static_cast<const char*>(from)[i];
  }
  return to;
}
void* memset(void* to, int value, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) static_cast<volatile char*>(to)[i] = static_cast<char>(value);
  return to;
}
}
static net::Parameters parameters;
static net::Gradients gradients;
static net::Workspace workspace;
extern "C" float train(const float* x, const float* t, float* y) {
  net::initialise(parameters, 1);
  net::y(parameters, x, workspace, y);
  return net::value(parameters, x, t, workspace) +
         net::gradient(parameters, x, t, gradients, workspace) +
         net::step(parameters, x, t, 0.5f, workspace);
}
)";

TEST_CASE("a plain header needs no library") {
  const TemporaryFolder folder;
  write_file(folder / "net.hpp", digits_header({codegen::Batch::Kind::fixed, 32}));
  write_file(folder / "world.cpp", whole_world);
  for (const std::string& compiler : compilers()) {
    CAPTURE(compiler);
    const ProcessResult result = run_process(
        {compiler, "-std=c++17", "-O2", "-ffreestanding", "-fno-exceptions", "-fno-rtti", "-fPIC",
         "-fno-stack-protector", "-shared", "-nostdlib", "-Wl,--no-undefined",
         (folder / "world.cpp").string(), "-o", (folder / "world.so").string()});
    CAPTURE(result.err);
    CHECK(result.status == 0);
  }
}

TEST_CASE("a compiler that is neither GCC nor Clang gets plain C++") {
  constexpr const char* source = R"(
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>
#undef __GNUC__
#undef __clang__
#define __attribute__ no_attributes
#include "net.hpp"
static net::Parameters parameters;
static net::Workspace workspace;
static float x[64 * 32], t[10 * 32];
int main() {
  // all outputs are alike: the logarithm of ten
  std::printf("%d", std::abs(net::value(parameters, x, t, workspace) - 2.302585f) < 1e-5f);
}
)";
  CHECK(output_of({codegen::Batch::Kind::fixed, 32}, source) == "1");
}

constexpr const char* use_of_arrays = R"(
#include <array>
#include <cmath>
#include <cstdio>
#include <vector>
#include "net.hpp"
static net::Parameters parameters;
static net::Gradients gradients;
static net::Workspace workspace;
int main() {
  net::initialise(parameters, 1);
  std::array<float, 64 * 32> x{};
  float t[10 * 32] = {};
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(i % 17) / 17;
  for (int j = 0; j < 32; ++j) t[j % 10 + 10 * j] = 1;
  const std::vector<float> same_x(x.begin(), x.end());
  const float by_array = net::value(parameters, x, t, workspace);
  const float by_pointer = net::gradient(parameters, same_x.data(), t, gradients, workspace);
  const float before = parameters.W2()(3, 5);
  net::step(parameters, x, t, 0.25f, workspace);
  const float moved = before - 0.25f * gradients.W2()(3, 5);
  std::array<float, 10 * 32> y{};
  net::y(parameters, x, workspace, y);
  float total = 0;
  for (int i = 0; i < 10; ++i) total += y[static_cast<std::size_t>(i)];
  const net::Parameters& fixed = parameters;
  const bool flat = &fixed.W2()(3, 5) == fixed.values + 64 * 32 + 32 + 3 + 10 * 5 &&
                    fixed.W2().end() == fixed.b2().begin() && fixed.b2().end() == fixed.values + fixed.size;
  std::printf("%d %d %d %d", by_array == by_pointer, std::abs(parameters.W2()(3, 5) - moved) < 1e-6f,
              std::abs(total - 1) < 1e-5f, flat);
}
)";

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  return text.replace(text.find(what), what.size(), by);
}

TEST_CASE("arrays, pointers and views are arguments; an array of another size does not compile") {
  const codegen::Batch batch{codegen::Batch::Kind::fixed, 32};
  CHECK(output_of(batch, use_of_arrays) == "1 1 1 1");
  for (const auto& [what, by] : std::vector<std::pair<std::string, std::string>>{
           {"float t[10 * 32] ", "float t[11 * 32] "},
           {"std::array<float, 64 * 32> x", "std::array<float, 64 * 31> x"}}) {
    CHECK_THAT(output_of(batch, replaced(use_of_arrays, what, by)),
               Catch::Contains("an array of another size than the matrix"));
  }
  const std::string of_const = replaced(use_of_arrays, "std::array<float, 10 * 32> y{};",
                                        "const std::array<float, 10 * 32> y{};");
  CHECK_THAT(output_of(batch, of_const), Catch::Contains("const"));
}

TEST_CASE("a plain call with more samples than the workspace holds touches nothing") {
  constexpr const char* source = R"(
#include <cmath>
#include <cstdio>
#include "net.hpp"
static net::Parameters parameters;
static net::Workspace<4> workspace;
int main() {
  static float x[64 * 5], t[10 * 5], y[10 * 5];
  const float loss = net::step(parameters, x, t, 5, 0.5f, workspace);
  const float none = net::value(parameters, x, t, 0, workspace);
  net::y(parameters, x, 5, workspace, y);
  bool untouched = true;
  for (const float entry : y) untouched = untouched && entry == 0;
  for (const float entry : parameters.values) untouched = untouched && entry == 0;
  std::printf("%d %d %d %d", std::isnan(loss), std::isnan(none), untouched,
              std::abs(net::value(parameters, x, t, 4, workspace) - 2.302585f) < 1e-5f);  // log 10
}
)";
  CHECK(output_of({codegen::Batch::Kind::dynamic, 1}, source) == "1 1 1 1");
}

#if defined(__x86_64__)

constexpr const char* one_unit = R"(
#include "net.hpp"
float NAME(const net::Parameters& parameters, const float* x, const float* t) {
  static net::Workspace workspace;
  return net::value(parameters, x, t, workspace);
}
)";

constexpr const char* main_unit = R"(
#include "net.hpp"
#include <cmath>
#include <cstdio>
float plain_loss(const net::Parameters&, const float*, const float*);
float wide_loss(const net::Parameters&, const float*, const float*);
static net::Parameters parameters;
static float x[64 * 32], t[10 * 32];
int main() {
  net::initialise(parameters, 3);
  for (int i = 0; i < 64 * 32; ++i) x[i] = static_cast<float>(i % 13) / 13;
  for (float& entry : t) entry = 1;
  const float plain = plain_loss(parameters, x, t);
  const bool can_run = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  const float wide = can_run ? wide_loss(parameters, x, t) : plain;
  std::printf("%d", std::abs(plain - wide) < 1e-4f * plain);
}
)";

// Without optimisation every inline function is emitted, and the linker keeps one of each name.
TEST_CASE("units for different instruction sets share one plain header") {
  const TemporaryFolder folder;
  write_file(folder / "net.hpp", digits_header({codegen::Batch::Kind::fixed, 32}));
  write_file(folder / "plain.cpp", replaced(one_unit, "NAME", "plain_loss"));
  write_file(folder / "wide.cpp", replaced(one_unit, "NAME", "wide_loss"));
  write_file(folder / "main.cpp", main_unit);
  for (const std::string& compiler : compilers()) {
    CAPTURE(compiler);
    std::vector<std::string> link{compiler, "-o", (folder / "program").string()};
    for (const std::string name : {"wide", "plain", "main"}) {
      link.push_back((folder / (name + ".o")).string());
      std::vector<std::string> command{
          compiler, "-std=c++17", "-O0", "-c", (folder / (name + ".cpp")).string(),
          "-o",     link.back()};
      if (name == "wide") command.insert(command.end(), {"-mavx2", "-mfma"});
      const ProcessResult result = run_process(command);
      CAPTURE(result.err);
      REQUIRE(result.status == 0);
    }
    const ProcessResult linked = run_process(link);
    CAPTURE(linked.err);
    REQUIRE(linked.status == 0);
    CHECK(run_process({(folder / "program").string()}).out == "1");
  }
}

#endif

TEST_CASE("check, eval and --verify take the target") {
  const std::string iris = NNGEN_SOURCE_DIR "/examples/iris/net.expr";
  const ProcessResult checked = run_nngen({"check", iris, "--target", "plain", "--batch", "3"});
  CAPTURE(checked.err);
  CHECK(checked.status == 0);
  CHECK_THAT(checked.out, Catch::Contains("∂L/∂W2"));
  const std::vector<std::string> eval{"eval", iris, "--seed", "1", "--engine", "compiled"};
  std::vector<std::string> plain_eval = eval;
  plain_eval.insert(plain_eval.end(), {"--target", "plain"});
  CHECK(run_nngen(plain_eval).status == 0);
  const ProcessResult verified = run_nngen({iris, "--target", "plain", "--verify"});
  CHECK(verified.status == 0);
  CHECK_THAT(verified.out, Catch::StartsWith("// Verified: "));
  CHECK_THAT(verified.out, !Catch::Contains("Eigen"));
}

}  // namespace
}  // namespace nngen::tests
