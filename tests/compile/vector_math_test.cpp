// The emitted mathematics on registers keeps the bounds that docs/vector_math.md states, and is
// right at zeros, denormal numbers, infinities and NaN, for every instruction set that this machine
// has.

#include <cstdlib>

#include "codegen/emit_vector_math.hpp"
#include "tests/compile/emitted.hpp"
#include "tests/compile/vector_math_trial.hpp"
#include "tests/support/catch.hpp"

namespace nngen::tests {
namespace {

using codegen::ScalarType;

constexpr ScalarType scalars[] = {ScalarType::float32, ScalarType::float64};

}  // namespace

// NNGEN_EVERY_FLOAT asks for all 2³² floats, and for as many doubles as take about as long: hours.
TEST_CASE("the functions on registers keep their bounds, with every instruction set") {
  const bool is_long = std::getenv("NNGEN_EVERY_FLOAT") != nullptr;
  for (const InstructionSet& set : instruction_sets()) {
    if (!set.is_there || (is_long && !set.has_vectors)) continue;
    for (const ScalarType scalar : scalars) {
      CAPTURE(set.name, scalar);
      const char* const all = scalar == ScalarType::float32 ? "0 1 all" : "1000000000 1 all";
      const VectorMathTrial trial{scalar, set, compilers().front()};
      CHECK(beyond_bounds(trial, is_long ? all : "200000 1 all") == "");
    }
  }
}

TEST_CASE("every compiler takes the functions on registers without a warning") {
  for (const std::string& compiler : compilers()) {
    for (const ScalarType scalar : scalars) {
      CAPTURE(compiler, scalar);
      const VectorMathTrial trial{scalar, instruction_sets().front(), compiler, {"-O3"}};
      if (trial.set.is_there) CHECK(beyond_bounds(trial, "50000 1 all") == "");
    }
  }
}

TEST_CASE("the bounds hold where the compiler fuses nothing, and where it does not optimise") {
  for (const std::string& compiler : compilers()) {
    for (const ScalarType scalar : scalars) {
      for (const std::vector<std::string>& flags :
           {std::vector<std::string>{"-O0"},
            std::vector<std::string>{"-O2", "-ffp-contract=off"}}) {
        CAPTURE(compiler, scalar, flags);
        const VectorMathTrial trial{scalar, instruction_sets().front(), compiler, flags};
        if (trial.set.is_there) CHECK(beyond_bounds(trial, "50000 1 all") == "");
      }
    }
  }
}

// Then there are no infinities, NaN, denormal numbers and no sign of zero; quotients are less
// exact.
TEST_CASE("under -ffast-math the functions on registers are right for ordinary numbers") {
  for (const std::string& compiler : compilers()) {
    for (const ScalarType scalar : scalars) {
      CAPTURE(compiler, scalar);
      const InstructionSet sse2 = instruction_sets()[instruction_sets().size() - 2];
      CHECK(beyond_bounds({scalar, sse2, compiler, {"-O3", "-ffast-math"}}, "50000 0 all", 2.5) ==
            "");
    }
  }
}

TEST_CASE("every function comes with what it needs, and nothing for what is not used") {
  for (const std::string& compiler : compilers()) check_each_function_alone(compiler);
  CHECK(codegen::vector_math_text({ir::Prim::add, ir::Prim::load}, ScalarType::float32) == "");
  const std::string text = codegen::vector_math_text({ir::Prim::exp}, ScalarType::float64);
  CHECK(text.find("Vector exp(Vector x)") != std::string::npos);
  CHECK(text.find("Vector log") == std::string::npos);
  CHECK(text.find("Vector tanh") == std::string::npos);
}

}  // namespace nngen::tests
