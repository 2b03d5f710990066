// In numerator layout every gradient and every cotangent is the transpose of that in the other
// layout.

#include "codegen/formula/numerator_layout.hpp"

#include "ir/calculus/passes.hpp"
#include "runtime/compare.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/runtime/random_programs.hpp"

namespace nngen::tests {

TEST_CASE("numerator layout transposes the derivation of random programs", "[property]") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    ProgramBuilder b = random_program(seed, 14);
    ir::Diagnostics diagnostics;
    std::vector<ir::NodeId> by;
    for (const auto& declaration : b.program.declarations) by.push_back(declaration.node);
    const auto derivation =
        ir::differentiate(b.graph(), b.program.loss->node, by, ir::Reduction::none, diagnostics);
    const auto rows = codegen::in_numerator_layout(b.program, derivation);
    REQUIRE(rows.gradients.size() == derivation.gradients.size());
    const runtime::Point point = runtime::random_point(b.program, 1, seed);
    for (std::size_t i = 0; i < by.size(); ++i) {
      INFO("seed " << seed << ", by " << b.program.declarations[i].name.plain());
      const ir::NodeId nodes[] = {derivation.gradients[i].value, rows.gradients[i].value};
      const auto values = runtime::evaluate<double>(b.graph(), nodes, point);
      const ir::Matrix<double>& column = values[0].samples[0];
      ir::Matrix<double> flipped(column.cols(), column.rows());
      for (std::size_t r = 0; r < column.rows(); ++r) {
        for (std::size_t c = 0; c < column.cols(); ++c) flipped(c, r) = column(r, c);
      }
      const runtime::SampledValue<double> expected{values[0].per_sample, {flipped}};
      CHECK(runtime::relative_error(values[1], expected) < 1e-12);
    }
  }
}

}  // namespace nngen::tests
