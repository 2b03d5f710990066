#include "tests/compile/vector_math_trial.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "codegen/emit_vector_math.hpp"
#include "codegen/emit_vectors.hpp"
#include "tests/compile/emitted.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace nngen::tests {
namespace {

using codegen::ScalarType;

const std::string sources = std::string(NNGEN_SOURCE_DIR) + "/tests/compile/vector_math/";

// In ulp.
struct Bound {
  double in_float;
  double in_double;
};
const std::map<std::string, Bound> bounds = {
    {"abs", {0, 0}},      {"sqrt", {0.501, 0.501}}, {"exp", {1.5, 1.5}}, {"expm1", {2, 3}},
    {"log", {1, 1}},      {"log1p", {2, 2}},        {"tanh", {2, 2}},    {"erf", {2, 2}},
    {"sin", {2, 2}},      {"cos", {2, 2}},          {"asin", {3, 3}},    {"acos", {2, 2}},
    {"atan", {2.5, 2.5}}, {"atan2", {2.5, 2.5}},    {"pow", {1, 1}},
};

const std::set<ir::Prim>& all_functions() {
  using enum ir::Prim;
  static const std::set<ir::Prim> all = {abs, sqrt, exp,  expm1, log,   log1p, tanh, erf, sin,
                                         cos, asin, acos, atan,  atan2, pow,   min,  max};
  return all;
}

std::string in_detail(const std::string& text) {
  return "namespace detail {\n" + text + "}  // namespace detail\n";
}

// What an emitted header has before its functions.
constexpr const char* includes = R"(#pragma once
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>
#if defined(__AVX512F__)
#include <immintrin.h>
#endif
#include "scalar.hpp"
)";

std::string emitted_text(const VectorMathTrial& trial) {
  std::string text = includes + codegen::vectors_text(trial.scalar) +
                     in_detail(codegen::vector_math_text(all_functions(), trial.scalar));
  if (!trial.set.has_vectors) text = "#define NNGEN_NO_VECTORS\n" + text;
  return text;
}

void run_or_fail(const std::vector<std::string>& command, std::string* output = nullptr,
                 const std::string& input = "") {
  const ProcessResult result = run_process(command, {input, {}, {}});
  INFO(result.err);
  REQUIRE(result.status == 0);
  if (output != nullptr) *output = result.out;
}

/// The program that accuracy.cpp describes, in a folder of its own.
std::string build(const VectorMathTrial& trial, const TemporaryFolder& folder) {
  const std::string place = folder.path().string() + "/";
  const char* const type = trial.scalar == ScalarType::float32 ? "float" : "double";
  write_file(folder / "scalar.hpp", std::string("#pragma once\nusing Scalar = ") + type + ";\n");
  write_file(folder / "functions.hpp", emitted_text(trial));
  std::vector<std::string> command = {trial.compiler};
  for (const std::string& flag : strict_flags()) command.push_back(flag);
  for (const std::string& flag : trial.set.flags) command.push_back(flag);
  for (const std::string& flag : trial.flags) command.push_back(flag);
  for (const std::string& argument :
       {"-I" + place, "-I" + sources, std::string("-c"), sources + "functions.cpp",
        std::string("-o"), place + "functions.o"}) {
    command.push_back(argument);
  }
  run_or_fail(command);
  run_or_fail({trial.compiler, "-std=c++17", "-O2", "-I" + place, "-I" + sources,
               sources + "accuracy.cpp", place + "functions.o", "-o", place + "accuracy"});
  return place + "accuracy";
}

}  // namespace

std::vector<InstructionSet> instruction_sets() {
#if defined(__x86_64__)
  return {
      {"AVX-512",
       {"-mavx512f", "-mavx512vl", "-mavx512dq", "-mfma"},
       __builtin_cpu_supports("avx512f") != 0},
      {"AVX2",
       {"-mavx2", "-mfma"},
       __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")},
      {"SSE2", {}, true},
      {"one lane", {}, true, false},
  };
#else
  return {{"the machine's", {}, true}, {"one lane", {}, true, false}};
#endif
}

std::string beyond_bounds(const VectorMathTrial& trial, const std::string& input, double slack) {
  const TemporaryFolder folder;
  std::string output;
  run_or_fail({build(trial, folder)}, &output, input);
  std::istringstream lines(output);
  std::string found;
  std::size_t functions = 0;
  for (std::string line; std::getline(lines, line); ++functions) {
    std::istringstream words(line);
    std::string name;
    std::string error;  // "inf" is no number to a stream
    words >> name >> error;
    const bool is_float = trial.scalar == ScalarType::float32;
    const double bound = is_float ? bounds.at(name).in_float : bounds.at(name).in_double;
    if (std::stod(error) > bound + slack) found += line + "\n";
  }
  CHECK(functions == bounds.size());
  return found;
}

void check_each_function_alone(const std::string& compiler) {
  // "scalar.hpp" is an empty file here; then a namespace for each function.
  std::string text = includes;
  for (const ScalarType scalar : {ScalarType::float32, ScalarType::float64}) {
    for (const ir::Prim function : all_functions()) {
      text +=
          "namespace alone" + std::to_string(std::count(text.begin(), text.end(), '\n')) + " {\n";
      text +=
          scalar == ScalarType::float32 ? "using Scalar = float;\n" : "using Scalar = double;\n";
      text +=
          codegen::vectors_text(scalar) + in_detail(codegen::vector_math_text({function}, scalar)) + "}\n#undef NNGEN_VECTORS\n#undef NNGEN_SHUFFLES\n";
    }
  }
  const TemporaryFolder folder;
  write_file(folder / "scalar.hpp", "");
  write_file(folder / "alone.hpp", text);
  write_file(folder / "alone.cpp", "#include \"alone.hpp\"\n");
  std::vector<std::string> command = {compiler, "-fsyntax-only", (folder / "alone.cpp").string()};
  for (const std::string& flag : strict_flags()) command.push_back(flag);
  run_or_fail(command);
}

}  // namespace nngen::tests
