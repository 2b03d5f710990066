#include "codegen/buffer_plan.hpp"

#include "tests/unit/codegen/programs.hpp"
#include "tests/support/catch.hpp"

namespace nngen::codegen {
namespace {

struct Lifetime {
  std::size_t first = static_cast<std::size_t>(-1);
  std::size_t last = 0;
};

std::vector<Lifetime> lifetimes(const ir::KernelProgram& program) {
  std::vector<Lifetime> result(program.buffers.size());
  for (std::size_t i = 0; i < program.statements.size(); ++i) {
    const ir::Access access = access_of(program.statements[i].kernel);
    for (const auto& list : {access.reads, access.writes}) {
      for (const ir::BufferId id : list) {
        result[id.value].first = std::min(result[id.value].first, i);
        result[id.value].last = i;
      }
    }
  }
  return result;
}

// Buffers that live at the same time have places apart; one that begins where another ends may take its place.
void check_apart(const FunctionPlan& function) {
  const ir::KernelProgram& program = function.code.lowered.kernels;
  const BufferPlan& plan = function.code.plan;
  const std::vector<Lifetime> lives = lifetimes(program);
  for (std::uint32_t a = 0; a < program.buffers.size(); ++a) {
    for (std::uint32_t b = 0; b < a; ++b) {
      if (plan.offset[a] < 0 || plan.offset[b] < 0) continue;
      if (program.buffers[a].per_sample != program.buffers[b].per_sample) continue;
      const bool together = lives[a].first < lives[b].last && lives[b].first < lives[a].last;
      const bool overlap = plan.offset[a] < plan.offset[b] + program.buffers[b].sample_size() &&
                           plan.offset[b] < plan.offset[a] + program.buffers[a].sample_size();
      CHECK_FALSE((together && overlap));
    }
  }
}

TEST_CASE("buffers that live at the same time have places apart") {
  for (const char* text : {digits_text, attention_text}) {
    const DerivedProgram derived = derived_program(text, ir::Reduction::mean);
    const HeaderPlan plan = plan_header(derived.program, derived.runnable, batch_of(3));
    for (const FunctionPlan& function : plan.functions) check_apart(function);
  }
}

TEST_CASE("a deep network's forward values need memory for each layer, its value for two") {
  std::string text = "let k = 50\ninput x : R^8\nparam W[i] : R^(8×8) for i = 1..k\na[0] = x\n";
  text += "a[i] = tanh(W[i]·a[i-1]) for i = 1..k\nloss L = ‖a[k]‖²\n";
  const DerivedProgram derived = derived_program(text, ir::Reduction::mean);
  const HeaderPlan plan = plan_header(derived.program, derived.runnable, batch_of(4));
  CHECK(function_of(plan, FunctionKind::value).code.plan.sample_size <= 2 * 8 + 1);
  const std::int64_t gradient = function_of(plan, FunctionKind::gradient).code.plan.sample_size;
  CHECK(gradient >= 50 * 8);
  CHECK(gradient <= 53 * 8 + 1);
}

TEST_CASE("sizes are rounded up for alignment") {
  CHECK(round_up(1, 16) == 16);
  CHECK(round_up(16, 16) == 16);
  const BufferPlan plan{{}, 32, 10};
  CHECK(plan.size(5) == 32 + 10 * 16);
}

}  // namespace
}  // namespace nngen::codegen
