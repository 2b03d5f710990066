// Every float; an hour of computing, so `make check-math` asks for it and no test of CTest.

#include "tests/compile/emitted.hpp"
#include "tests/compile/vector_math_trial.hpp"
#include "tests/support/catch.hpp"

namespace nngen::tests {

TEST_CASE("every float of every function on registers keeps the bound", "[.][exhaustive]") {
  for (const InstructionSet& set : instruction_sets()) {
    if (!set.is_there || !set.has_vectors) continue;
    CAPTURE(set.name);
    const VectorMathTrial trial{codegen::ScalarType::float32, set, compilers().front()};
    CHECK(beyond_bounds(trial, "0 1 all") == "");
  }
}

}  // namespace nngen::tests
