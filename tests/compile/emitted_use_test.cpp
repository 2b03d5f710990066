// How a user's program may use an emitted header: without any allocation, from several translation units.

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

std::string digits_header(codegen::Batch batch) {
  const std::string text = read_file(std::filesystem::path(NNGEN_SOURCE_DIR) / "examples/digits/net.expr");
  const Derived derived = derive(text, ir::Reduction::mean);
  const codegen::EmitOptions options{codegen::ScalarType::float32, batch};
  return codegen::emit_header(derived.program, derived.derivation, derived.runnable, options, {});
}

constexpr const char* allocation_counter = R"(
#define EIGEN_RUNTIME_NO_MALLOC
#include "net.hpp"
#include <cstdio>
#include <cstdlib>
#include <new>

static bool forbidden = false;
static int allocations = 0;
static void* allocate(std::size_t size) {
  if (forbidden) ++allocations;
  return std::malloc(size);
}
void* operator new(std::size_t size) { return allocate(size); }
void* operator new[](std::size_t size) { return allocate(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

static net::Parameters parameters;
static net::Gradients gradients;
static WORKSPACE workspace;

int main() {
  Eigen::MatrixXf x = Eigen::MatrixXf::Random(64, 100);
  Eigen::MatrixXf t = Eigen::MatrixXf::Zero(10, 100);
  for (int i = 0; i < 100; ++i) t(i % 10, i) = 1;
  Eigen::MatrixXf y = Eigen::MatrixXf::Zero(10, 40);
  Eigen::internal::set_is_malloc_allowed(false);
  forbidden = true;
  net::initialise(parameters, 1);
  const auto images = x.middleCols(7, 32);
  const auto labels = t.middleCols(7, 32);
  const float before = net::value(parameters, images, labels, workspace);
  const float loss = net::gradient(parameters, images, labels, gradients, workspace);
  float after = 0;
  for (int i = 0; i < 50; ++i) after = net::step(parameters, images, labels, 0.5f, workspace);
  net::y(parameters, images, workspace, y.leftCols(32));
  forbidden = false;
  const bool learns = before == loss && after < 0.5f * before && gradients.flat().norm() > 0;
  const bool sums_to_one = (y.leftCols(32).colwise().sum().array() - 1).abs().maxCoeff() < 1e-5f;
  const bool rest_untouched = y.rightCols(8).isZero();
  std::printf("%d %d %d %d", allocations, learns, sums_to_one, rest_untouched);
  return 0;
}
)";

std::string with_workspace(std::string source, const std::string& type) {
  const std::string place = "WORKSPACE";
  return source.replace(source.find(place), place.size(), type);
}

std::string run_counter(const codegen::Batch& batch, const std::string& workspace) {
  const auto output = runtime::compile_and_run(
      {{"net.hpp", digits_header(batch)},
       {"main.cpp", with_workspace(allocation_counter, workspace)}},
      {"-std=c++17", "-O1", std::string("-I") + NNGEN_EIGEN_INCLUDE_DIR}, "");
  return output ? output.value() : output.error().message + "\n" + output.error().output;
}

TEST_CASE("emitted code trains without a single allocation") {
  CHECK(run_counter({codegen::Batch::Kind::fixed, 32}, "net::Workspace") == "0 1 1 1");
  CHECK(run_counter({codegen::Batch::Kind::dynamic, 1}, "net::Workspace<64>") == "0 1 1 1");
}

TEST_CASE("a call with more samples than the workspace holds touches nothing") {
  constexpr const char* source = R"(
#define NDEBUG
#include "net.hpp"
#include <cmath>
#include <cstdio>
static net::Parameters parameters;
static net::Workspace<4> workspace;
int main() {
  const Eigen::MatrixXf x = Eigen::MatrixXf::Ones(64, 5);
  const Eigen::MatrixXf t = Eigen::MatrixXf::Ones(10, 5);
  Eigen::MatrixXf y = Eigen::MatrixXf::Zero(10, 5);
  const float loss = net::step(parameters, x, t, 0.5f, workspace);
  net::y(parameters, x, workspace, y);
  const float fits = net::value(parameters, x.leftCols(4), t.leftCols(4), workspace);
  const float unequal = net::value(parameters, x.leftCols(4), t.leftCols(3), workspace);
  std::printf("%d %d %d %d", std::isnan(loss), y.isZero() && parameters.flat().isZero(),
              std::isfinite(fits), std::isnan(unequal));
}
)";
  const auto output = runtime::compile_and_run(
      {{"net.hpp", digits_header({codegen::Batch::Kind::dynamic, 1})}, {"main.cpp", source}},
      {"-std=c++17", "-O1", std::string("-I") + NNGEN_EIGEN_INCLUDE_DIR}, "");
  REQUIRE(output.ok());
  CHECK(output.value() == "1 1 1 1");
}

#if defined(__x86_64__)

constexpr const char* one_unit = R"(
#include "net.hpp"
#include "loss.hpp"
float NAME(const net::Parameters& parameters, const Eigen::MatrixXf& x, const Eigen::MatrixXf& t) {
  static net::Workspace workspace;
  return net::value(parameters, x, t, workspace);
}
)";

constexpr const char* main_unit = R"(
#include "net.hpp"
#include "loss.hpp"
#include <cmath>
#include <cstdio>
static net::Parameters parameters;
int main() {
  net::initialise(parameters, 3);
  const Eigen::MatrixXf x = Eigen::MatrixXf::Random(64, 32);
  const Eigen::MatrixXf t = Eigen::MatrixXf::Ones(10, 32);
  const float plain = plain_loss(parameters, x, t);
  const bool can_run = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  const float wide = can_run ? wide_loss(parameters, x, t) : plain;
  std::printf("%d", std::abs(plain - wide) < 1e-4f * plain);
}
)";

constexpr const char* loss_header = R"(
#pragma once
#include "net.hpp"
float plain_loss(const net::Parameters&, const Eigen::MatrixXf&, const Eigen::MatrixXf&);
float wide_loss(const net::Parameters&, const Eigen::MatrixXf&, const Eigen::MatrixXf&);
)";

std::string renamed(std::string source, const std::string& name) {
  return source.replace(source.find("NAME"), 4, name);
}

// Without optimisation every inline function is emitted, and the linker keeps one of each name.
void check_two_units(const std::string& compiler) {
  const TemporaryFolder folder;
  write_file(folder / "net.hpp", digits_header({codegen::Batch::Kind::fixed, 32}));
  write_file(folder / "loss.hpp", loss_header);
  write_file(folder / "plain.cpp", renamed(one_unit, "plain_loss"));
  write_file(folder / "wide.cpp", renamed(one_unit, "wide_loss"));
  write_file(folder / "main.cpp", main_unit);
  const auto object = [&](const std::string& name, std::vector<std::string> flags) {
    std::vector<std::string> command{compiler, "-std=c++17", "-O0", "-c", (folder / (name + ".cpp")).string(),
                                     "-o", (folder / (name + ".o")).string(),
                                     "-I", NNGEN_EIGEN_INCLUDE_DIR};
    command.insert(command.end(), flags.begin(), flags.end());
    const ProcessResult result = run_process(command);
    CAPTURE(result.err);
    REQUIRE(result.status == 0);
  };
  object("wide", {"-mavx2", "-mfma", "-DEIGEN_MAX_ALIGN_BYTES=16", "-DEIGEN_DONT_VECTORIZE"});
  object("plain", {"-DEIGEN_MAX_ALIGN_BYTES=16", "-DEIGEN_DONT_VECTORIZE"});
  object("main", {"-DEIGEN_MAX_ALIGN_BYTES=16", "-DEIGEN_DONT_VECTORIZE"});
  const std::string program = (folder / "program").string();
  const ProcessResult linked =
      run_process({compiler, (folder / "wide.o").string(), (folder / "plain.o").string(),
                   (folder / "main.o").string(), "-o", program});
  CAPTURE(linked.err);
  REQUIRE(linked.status == 0);
  CHECK(run_process({program}).out == "1");
}

TEST_CASE("units for different instruction sets share one header") {
  for (const std::string& compiler : compilers()) {
    CAPTURE(compiler);
    check_two_units(compiler);
  }
}

#endif

// What a unit makes of two headers: the compiler's first complaint, or nothing.
std::string including(const std::string& first, const std::string& second) {
  const auto program = runtime::compile(
      {{"a.hpp", first}, {"b.hpp", second},
       {"main.cpp", "#include \"a.hpp\"\n#include \"b.hpp\"\nint main() {}\n"}},
      {"-std=c++17", "-O0", std::string("-I") + NNGEN_EIGEN_INCLUDE_DIR});
  return program ? std::string() : program.error().output;
}

TEST_CASE("a header may be included twice, another one of its namespace is an error") {
  const std::string header = digits_header({});
  const std::string other = digits_header({codegen::Batch::Kind::fixed, 8});
  CHECK(including(header, header) == "");
  CHECK_THAT(including(header, other), Catch::Contains("two headers that differ have the namespace net"));
}

}  // namespace
}  // namespace nngen::tests
