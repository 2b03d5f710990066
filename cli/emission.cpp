#include "cli/emission.hpp"

#include "cli/formula_texts.hpp"

namespace nngen::cli {

Emission emit(Task& task, const Options& options, codegen::ScalarType scalar) {
  Emission emission;
  emission.runnable = ir::prepare_for_running(task.program, task.derivation);
  emission.options = {scalar, options.batch, options.name_space, options.function};
  emission.header = codegen::emit_header(task.program, task.derivation, emission.runnable,
                                         emission.options, formula_texts(task, emission.runnable));
  return emission;
}

}  // namespace nngen::cli
