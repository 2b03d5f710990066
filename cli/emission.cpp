#include "cli/emission.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/formula_texts.hpp"
#include "ir/op.hpp"

namespace nngen::cli {

Emission emit(Task& task, const Options& options, codegen::ScalarType scalar) {
  Emission emission;
  const auto lines = codegen::node_texts(task.program, task.derivation);
  std::vector<ir::NodeId> named;
  for (const codegen::NodeText& line : lines) named.push_back(line.node);
  emission.runnable = ir::prepare_for_running(task.program, task.derivation, named);
  emission.options = {scalar,           options.batch,  options.name_space,
                      options.function, options.target, task.further};
  emission.header = codegen::emit_header(task.program, task.derivation, emission.runnable,
                                         emission.options, formula_texts(task, lines, emission.runnable.images));
  return emission;
}

}  // namespace nngen::cli
