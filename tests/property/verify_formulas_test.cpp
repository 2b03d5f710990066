// --verify of random programs with derivatives of their own: nothing right is called wrong, in any
// layout, over a batch or not.

#include "cli/verify_formulas.hpp"

#include <string>
#include <utility>

#include "ir/calculus/passes.hpp"
#include "parser/parse_program.hpp"
#include "tests/property/derivative_checks.hpp"
#include "tests/property/program_generator.hpp"
#include "tests/property/trials.hpp"
#include "tests/support/catch.hpp"

namespace nngen::tests {
namespace {

std::optional<ir::Program> parsed(const ir::SourceFile& source) {
  ir::Diagnostics diagnostics;
  return parser::parse_program(source, {}, diagnostics);
}

std::optional<cli::Task> random_task(runtime::Random& random, cli::Options& options) {
  ProgramSize size{.definitions = 2, .depth = 2 + static_cast<int>(random.below(2))};
  size.in_domain = true;
  std::string text = to_text(random_program(random, size), Script::unicode);
  const auto plain = parsed(ir::SourceFile("test.expr", text));
  if (!plain) return std::nullopt;
  text += to_text(*plain, random_requests(*plain, random, 2));
  ir::SourceFile source("test.expr", text);
  auto program = parsed(source);
  if (!program || !program->loss) return std::nullopt;
  if (random.below(2)) options.batch = {codegen::Batch::Kind::fixed, 4};
  if (random.below(2)) options.batch_reduction = ir::Reduction::sum;
  if (random.below(2)) options.show.layout = codegen::DerivativeLayout::jacobian;
  cli::Task task{std::move(source), *std::move(program), {}, {}};
  for (const auto& declaration : task.program.declarations) {
    const bool is_asked_for = declaration.role == ir::Role::param || random.below(2) > 0;
    if (is_asked_for) task.by.push_back(declaration.node);
  }
  ir::Diagnostics ignored;
  task.derivation = ir::derive_for_reading(task.program, task.by, options.reduction(), ignored);
  task.derivation.reduction = options.reduction();
  return task;
}

}  // namespace

TEST_CASE("--verify of random programs finds nothing wrong", "[property]") {
  std::size_t verified = 0;
  for (Trials trials(60); trials.go_on(); trials.next()) {
    runtime::Random random(trials.seed(), "verify");
    cli::Options options;
    auto task = random_task(random, options);
    if (!task || task->by.empty()) continue;
    for (const auto delivered :
         {cli::Delivered::formulas, cli::Delivered::graph, cli::Delivered::code}) {
      const auto verdict = cli::verify_formulas(*task, options, delivered);
      if (verdict) {
        ++verified;
        continue;
      }
      const std::string& message = verdict.error().message;
      // The second derivative of a norm of zeros is 0/0, where the reference says 0.
      const bool is_undefined = message.find("formula is not a number") != std::string::npos;
      if (message.find("is wrong") != std::string::npos && !is_undefined) {
        FAIL("NNGEN_SEED=" << trials.seed() << "\n" << task->source.text() << "----\n" << message);
      }
    }
  }
  CHECK(verified > 0);
}

}  // namespace nngen::tests
