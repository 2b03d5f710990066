#include "codegen/roll_loops.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "codegen/emit_header.hpp"
#include "codegen/loop_buffers.hpp"
#include "codegen/running_line.hpp"
#include "tests/support/allocations.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/codegen/programs.hpp"

namespace nngen::codegen {
namespace {

// Layers 1..n, all 3×3.
std::string equal_layers(int n) {
  return fmt::format(
      "let n = {}\ninput x : R^3\ntarget t : R^3\nparam W[i] : R^(3×3) for i = 1..n\n"
      "param b[i] : R^3 for i = 1..n\nh[0] = x\nh[i] = tanh(W[i]·h[i-1] + b[i]) for i = 1..n\n"
      "loss L = ½‖h[n] − t‖²",
      n);
}

std::string shared_weight(int n) {
  return fmt::format(
      "let n = {}\ninput x : R\ntarget t : R\nparam a : R\nparam c : R\nz[0] = x\n"
      "z[i] = sin(a·z[i-1] + c) + 0.5·z[i-1] for i = 1..n\nloss L = ½(z[n] − t)²",
      n);
}

HeaderPlan plan_of(const std::string& text, const EmitOptions& options = {}) {
  const bool batched = options.batch.kind != Batch::Kind::none;
  const DerivedProgram derived =
      derived_program(text, batched ? ir::Reduction::mean : ir::Reduction::none);
  return plan_header(derived.program, derived.runnable, options);
}

std::size_t printed_statements(const FunctionPlan& function) {
  std::size_t count = function.code.lowered.kernels.statements.size();
  for (const Loop& loop : function.code.rolled.loops) count -= loop.period * (loop.count - 1);
  return count;
}

std::string header_of(const std::string& text) {
  const DerivedProgram derived = derived_program(text, ir::Reduction::none);
  return emit_header(derived.program, derived.derivation, derived.runnable, {}, {});
}

TEST_CASE("equal layers are one loop forward and one back") {
  const HeaderPlan plan = plan_of(equal_layers(8));
  const FunctionPlan& value = function_of(plan, FunctionKind::value);
  // The first layer reads the caller's x, the last one may be joined with the loss.
  REQUIRE(value.code.rolled.loops.size() == 1);
  CHECK(value.code.rolled.loops[0].period == 1);
  CHECK(value.code.rolled.loops[0].first == 1);
  CHECK(value.code.rolled.loops[0].count >= 6);
  const FunctionPlan& gradient = function_of(plan, FunctionKind::gradient);
  REQUIRE(gradient.code.rolled.loops.size() == 2);
  CHECK(gradient.code.rolled.loops[1].count >= 6);
}

TEST_CASE("the number of printed statements does not grow with the number of layers") {
  for (const auto& [text_of, few] : {std::pair(&equal_layers, 8), std::pair(&shared_weight, 200)}) {
    for (const Batch& batch :
         {Batch{}, Batch{Batch::Kind::fixed, 32}, Batch{Batch::Kind::dynamic, 1}}) {
      EmitOptions options;
      options.batch = batch;
      const HeaderPlan small = plan_of(text_of(few), options);
      const HeaderPlan medium = plan_of(text_of(100), options);
      const HeaderPlan large = plan_of(text_of(1000), options);
      for (const FunctionKind kind :
           {FunctionKind::value, FunctionKind::gradient, FunctionKind::step}) {
        const std::size_t statements = printed_statements(function_of(large, kind));
        CHECK(statements < 40);
        CHECK(printed_statements(function_of(small, kind)) == statements);
        CHECK(printed_statements(function_of(medium, kind)) == statements);
      }
    }
  }
}

TEST_CASE("the header of a long chain is as long as that of a short one but for its numbers") {
  const std::size_t medium = header_of(shared_weight(100)).size();
  const std::size_t large = header_of(shared_weight(10000)).size();
  CHECK(large < medium + 400);
}

TEST_CASE("the work for many layers is in proportion to their number") {
  const auto allocated_for = [](int layers) {
    const std::string text = equal_layers(layers);
    const tests::AllocationCounter counter;
    CHECK(header_of(text).find("++layer") != std::string::npos);
    return counter.allocations().bytes;
  };
  CHECK(10 * allocated_for(4000) < 55 * allocated_for(1000));
}

TEST_CASE(
    "what a loop walks through lies at even distances and never in the memory of what is needed") {
  for (const std::string& text : {equal_layers(9), shared_weight(40)}) {
    const HeaderPlan plan = plan_of(text, batch_of(4));
    for (const FunctionPlan& function : plan.functions) {
      const auto& kernels = function.code.lowered.kernels;
      const std::vector<std::int64_t>& offset = function.code.plan.offset;
      for (const Sequence& sequence : function.code.rolled.sequences) {
        for (std::size_t i = 0; i + 1 < sequence.members.size() && sequence.ring > 2; ++i) {
          const std::int64_t size = memory_of(kernels[sequence.members[i]]);
          CHECK(offset[sequence.members[i + 1].value] - offset[sequence.members[i].value] == size);
        }
      }
      // Each entry holds the value that was written last: what is read must be of the buffer that
      // is read.
      std::map<std::pair<bool, std::int64_t>, std::uint32_t> holds;
      for (const ir::Statement& statement : kernels.statements) {
        const ir::Access access = access_of(statement.kernel);
        for (const ir::BufferId id : access.reads) {
          if (offset[id.value] < 0) continue;
          const bool is_own =
              std::find(access.writes.begin(), access.writes.end(), id) != access.writes.end();
          if (!is_own) CHECK(holds[{kernels[id].per_sample, offset[id.value]}] == id.value);
        }
        for (const ir::BufferId id : access.writes) {
          if (offset[id.value] < 0) continue;
          for (std::int64_t k = 0; k < kernels[id].sample_size(); ++k) {
            holds[{kernels[id].per_sample, offset[id.value] + k}] = id.value;
          }
        }
      }
    }
  }
}

TEST_CASE("values that are needed for one step take turns in few places") {
  const HeaderPlan plan = plan_of(equal_layers(100), batch_of(4));
  CHECK(function_of(plan, FunctionKind::value).code.plan.sample_size <= 4 * 3);
  CHECK(function_of(plan, FunctionKind::gradient).code.plan.sample_size <= 106 * 3);
}

TEST_CASE("layers whose parameters stand unevenly in the flat array are no loop") {
  std::string text = "input x : R^3\nh0 = x\n";
  std::string loss = "loss L = ‖h8‖²";
  for (int i = 1; i <= 8; ++i) {
    text += fmt::format("param W{} : R^(3×3)\nh{} = tanh(W{}·h{})\n", i, i, i, i - 1);
    if (i % 3 == 0) {
      text += fmt::format("param c{} : R\n", i);
      loss += fmt::format(" + c{}²", i);
    }
  }
  CHECK(function_of(plan_of(text + loss), FunctionKind::value).code.rolled.loops.empty());
}

TEST_CASE("a few layers are printed one by one") {
  for (const FunctionPlan& function : plan_of(equal_layers(3)).functions) {
    CHECK(function.code.rolled.loops.empty());
  }
}

TEST_CASE("places in loops as code") {
  CHECK(MovingPlace{32, 16, 2, -1, 0}.code("layer", 1, 0) == "64 - 16 * layer");
  CHECK(MovingPlace{0, 16, 3, 1, 2}.code("layer", 1, 100) == "100 + 16 * ((layer + 1) % 2)");
  CHECK(MovingPlace{0, 16, 0, 1, 2}.code("layer", 2, 0) == "32 * (layer % 2)");
  CHECK(MovingPlace{8, 16, 5, -1, 3}.code("layer", 1, 0) == "8 + 16 * ((5 - layer) % 3)");
  CHECK(MovingPlace{8, 16, 5, -1, 3}.at(1) == 8 + 16 * 1);
  CHECK(MovingPlace{8, 16, 5, 1, 1}.code("layer", 1, 0) == "8");
}

TEST_CASE("formulas with a running index") {
  CHECK(running_line("h₂ = σ(W₂·h₁)", "h₃ = σ(W₃·h₂)", "h₁₀ = σ(W₁₀·h₉)", 9) ==
        "hᵢ = σ(Wᵢ·hᵢ₋₁) for i = 2..10");
  CHECK(running_line("Δ₆ = W₇ᵀ·Δ₇", "Δ₅ = W₆ᵀ·Δ₆", "Δ₁ = W₂ᵀ·Δ₂", 6) ==
        "Δᵢ = Wᵢ₊₁ᵀ·Δᵢ₊₁ for i = 6..1");
  CHECK(running_line("h₂ = V·x₁", "h₃ = V·x₁", "h₄ = V·x₁", 3) == "hᵢ = V·x₁ for i = 2..4");
  CHECK(running_line("h₂ = g₂", "h₃ = g₁", "h₄ = g₀", 3).empty());
  CHECK(running_line("h₂ = a", "h₃ = b", "h₄ = b", 3).empty());
  CHECK(running_line("h₂ = a", "h₃ = a", "h₅ = a", 3).empty());
  CHECK(running_line("same", "same", "same", 3) == "same");
}

}  // namespace
}  // namespace nngen::codegen
