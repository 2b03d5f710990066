// Derived gradients against the reference, on random programs, with and without a batch.

#include "ir/calculus/passes.hpp"
#include "runtime/compare.hpp"
#include "runtime/reference_gradient.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/runtime/random_programs.hpp"

namespace nngen::tests {
namespace {

using ir::NodeId;
using ir::Reduction;

std::vector<NodeId> all_variables(const ir::Program& program) {
  std::vector<NodeId> variables;
  for (const auto& declaration : program.declarations) variables.push_back(declaration.node);
  return variables;
}

/// The largest error of the loss and the gradients (in this order) against the reference.
double largest_error(const ir::Program& program, NodeId loss,
                     const std::vector<ir::Gradient>& derived, Reduction reduction,
                     const Point& point) {
  const std::vector<NodeId> by = all_variables(program);
  const auto reference =
      runtime::reference_gradient(program, program.loss->node, by, reduction, point);
  std::vector<NodeId> roots = {loss};
  for (const ir::Gradient& gradient : derived) roots.push_back(gradient.value);
  const auto values = runtime::evaluate<double>(*program.graph, roots, point);
  double error =
      runtime::relative_error(values[0], shared(ir::Matrix<double>(1, 1, reference.loss)));
  for (std::size_t k = 0; k < by.size(); ++k) {
    error = std::max(error, runtime::relative_error(values[k + 1], reference.gradients[k]));
  }
  return error;
}

struct Call {
  Reduction reduction;
  std::size_t samples;
};
const Call calls[] = {
    {Reduction::none, 1}, {Reduction::mean, 1}, {Reduction::mean, 4}, {Reduction::sum, 3}};

TEST_CASE("the derived gradients of random programs are those of the reference") {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    for (const auto& [reduction, samples] : calls) {
      INFO("seed " << seed << ", reduction " << static_cast<int>(reduction));
      ProgramBuilder b = random_program(seed, 14);
      ir::Diagnostics diagnostics;
      const auto derivation = differentiate(b.graph(), b.program.loss->node,
                                            all_variables(b.program), reduction, diagnostics);
      CHECK_FALSE(diagnostics.has_errors());
      const Point point = runtime::random_point(b.program, samples, seed);
      CHECK(largest_error(b.program, derivation.loss, derivation.gradients, reduction, point) <
            1e-10);
    }
  }
}

TEST_CASE("what is simplified for reading and for running keeps its value") {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    for (const auto& [reduction, samples] : calls) {
      INFO("seed " << seed << ", reduction " << static_cast<int>(reduction));
      ProgramBuilder b = random_program(seed, 14);
      ir::Diagnostics diagnostics;
      const auto derivation =
          derive_for_reading(b.program, all_variables(b.program), reduction, diagnostics);
      CHECK_FALSE(diagnostics.has_errors());
      const Point point = runtime::random_point(b.program, samples, seed);
      CHECK(largest_error(b.program, derivation.loss, derivation.gradients, reduction, point) <
            1e-10);
      const auto running = prepare_for_running(b.program, derivation);
      CHECK(largest_error(b.program, running.loss, running.gradients, reduction, point) < 1e-10);
    }
  }
}

}  // namespace
}  // namespace nngen::tests
