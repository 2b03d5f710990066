#include "cli/emission.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "cli/formula_texts.hpp"
#include "codegen/header_guard.hpp"
#include "ir/op.hpp"

namespace nngen::cli {

Emission prepare_emission(Task& task, const Options& options, codegen::ScalarType scalar) {
  Emission emission;
  const auto lines = codegen::node_texts(task.program, task.derivation);
  std::vector<ir::NodeId> named;
  for (const codegen::NodeText& line : lines) named.push_back(line.node);
  emission.runnable = ir::prepare_for_running(task.program, task.derivation, named);
  emission.options = {scalar,           options.batch,  options.name_space,
                      options.function, options.target, task.further, options.gemm,
                      options.optimizer};
  emission.options.made_by =
      fmt::format("{} from {} (source {:08x})", program_version(),
                  std::filesystem::path(task.source.name()).filename().string(),
                  codegen::short_hash(task.source.text()));
  emission.texts = formula_texts(task, lines, emission.runnable.images);
  return emission;
}

Emission emit(Task& task, const Options& options, codegen::ScalarType scalar) {
  Emission emission = prepare_emission(task, options, scalar);
  emission.header = codegen::emit_header(task.program, task.derivation, emission.runnable,
                                         emission.options, emission.texts);
  return emission;
}

}  // namespace nngen::cli
