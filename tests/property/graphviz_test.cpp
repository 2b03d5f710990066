// Graphviz takes what `show --format dot` prints.

#include <iostream>

#include "codegen/graph_data.hpp"
#include "ir/calculus/passes.hpp"
#include "tests/property/example_programs.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

namespace nngen::tests {

TEST_CASE("dot draws the graph of every example", "[formats]") {
  if (run_process({"dot", "-V"}).status != 0) {
    std::cout << "[SKIPPED] dot (Graphviz) is not installed\n";
    return;
  }
  for (const auto& file : example_files()) {
    INFO(file.string());
    ir::Program program = example_program(file);
    ir::Diagnostics diagnostics;
    const auto derivation = ir::derive_for_reading(program, {}, ir::Reduction::none, diagnostics);
    ProcessOptions options;
    options.input = codegen::graph_dot(program, derivation);
    const auto result = run_process({"dot", "-Tsvg"}, options);
    INFO(result.err);
    CHECK(result.status == 0);
    CHECK(result.err.empty());
    for (const auto* param : program.with_role(ir::Role::param)) {
      CHECK(result.out.find("∇ " + param->name.plain()) != std::string::npos);
    }
  }
}

}  // namespace nngen::tests
