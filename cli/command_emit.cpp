#include "cli/command.hpp"
#include "cli/emission.hpp"
#include "cli/further_derivatives.hpp"
#include "cli/messages.hpp"
#include "cli/output_file.hpp"
#include "cli/task.hpp"
#include "cli/verify_code.hpp"
#include "cli/verify_formulas.hpp"

namespace nngen::cli {

int run_emit(const Options& options) {
  std::optional<Task> task = prepare(options, Sizes::must_be_known);
  if (!task) return exit_fault;
  if (const auto failure = add_further_derivatives(*task, options)) {
    say(*failure);
    return exit_fault;
  }
  const auto scalar = options.scalar.value_or(codegen::ScalarType::float32);
  const Emission emission = emit(*task, options, scalar);
  if (!options.verify) return deliver(options, emission.header);
  // Of an output the comparison below knows only what differentiation has made of it.
  if (requests_derivatives(*task)) {
    const auto verified = verify_formulas(*task, options, Delivered::code);
    if (!verified) {
      say(verified.error());
      return exit_fault;
    }
  }
  const auto verdict = verify_code(*task, options, emission);
  if (verdict) return deliver(options, verdict.value() + "//\n" + emission.header);
  say(verdict.error());
  return exit_fault;
}

int deliver(const Options& options, const std::string& text) {
  const auto failure = write_output(options.output, text);
  if (!failure) return exit_done;
  say(*failure);
  return exit_fault;
}

}  // namespace nngen::cli
