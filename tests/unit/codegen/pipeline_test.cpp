#include "codegen/pipeline.hpp"

#include <algorithm>

#include "tests/unit/codegen/programs.hpp"
#include "tests/support/catch.hpp"

namespace nngen::codegen {
namespace {

using ir::Contract;
using ir::KernelProgram;
using ir::Map;
using ir::Prim;
using ir::Rows;

template <class Kind>
std::vector<const Kind*> kernels_of(const KernelProgram& program) {
  std::vector<const Kind*> result;
  for (const ir::Statement& statement : program.statements) {
    if (const auto* kernel = std::get_if<Kind>(&statement.kernel)) result.push_back(kernel);
  }
  return result;
}

bool has_step(const ir::Body& body, Prim op) {
  return std::any_of(body.begin(), body.end(), [&](const ir::Step& step) { return step.op == op; });
}

// Whether each Map only copies a value to lie another way.
bool maps_only_copy(const KernelProgram& program) {
  const auto maps = kernels_of<Map>(program);
  return std::all_of(maps.begin(), maps.end(), [](const Map* map) {
    return map->body.size() == 2 && map->body[0].op == Prim::load && map->body[1].op == Prim::store;
  });
}

bool loops_over_samples(const KernelProgram& program) {
  return std::any_of(program.statements.begin(), program.statements.end(), [](const auto& statement) {
    return ir::extent_of(statement.kernel).slots.times_samples;
  });
}

TEST_CASE("a batch of a network is one contraction a product, without a loop over samples") {
  const DerivedProgram derived = derived_program(digits_text, ir::Reduction::mean);
  const HeaderPlan plan = plan_header(derived.program, derived.runnable, batch_of(32));
  const KernelProgram& gradient =
      function_of(plan, FunctionKind::gradient).code.lowered.kernels;
  const auto contractions = kernels_of<Contract>(gradient);
  REQUIRE(contractions.size() == 5);
  CHECK(maps_only_copy(gradient));
  CHECK_FALSE(loops_over_samples(gradient));
  // W1·x + b1 for all samples, with the bias and the activation at its end.
  CHECK(contractions[0]->over == ir::Extent{{}, {32}, {1, true}});
  CHECK(has_step(contractions[0]->epilogue, Prim::tanh));
  // Σ δ·xᵀ over the samples, with 1/M at its end.
  CHECK(contractions[4]->k == ir::Count{1, true});
  CHECK(contractions[4]->over == ir::Extent{{}, {32}, {64}});
  CHECK(has_step(contractions[4]->epilogue, Prim::argument));
}

TEST_CASE("a step never stores the gradient and updates a parameter after its last reader") {
  const DerivedProgram derived = derived_program(digits_text, ir::Reduction::mean);
  const HeaderPlan plan = plan_header(derived.program, derived.runnable, batch_of(32));
  const KernelProgram& step = function_of(plan, FunctionKind::step).code.lowered.kernels;
  CHECK(maps_only_copy(step));
  std::vector<std::size_t> updated(step.buffers.size(), 0);
  for (std::size_t i = 0; i < step.statements.size(); ++i) {
    const ir::Access access = access_of(step.statements[i].kernel);
    for (const ir::BufferId id : access.writes) {
      if (step[id].role == ir::BufferRole::parameter) updated[id.value] = i;
      CHECK(step[id].role != ir::BufferRole::gradient);
    }
    for (const ir::BufferId id : access.reads) {
      const bool is_own_update = updated[id.value] == i;
      CHECK((updated[id.value] == 0 || is_own_update));
    }
  }
}

TEST_CASE("ten classes of many samples lie by row, of one sample by column") {
  const DerivedProgram many = derived_program(digits_text, ir::Reduction::mean);
  const HeaderPlan batch = plan_header(many.program, many.runnable, batch_of(32));
  for (const ir::Buffer& buffer :
       function_of(batch, FunctionKind::value).code.lowered.kernels.buffers) {
    if (buffer.role != ir::BufferRole::workspace || buffer.copy_of.is_valid()) continue;
    const bool is_short = buffer.rows == 10;
    CHECK((buffer.layout == ir::Layout::by_row) == is_short);
  }
  const DerivedProgram one = derived_program(digits_text, ir::Reduction::none);
  const HeaderPlan single = plan_header(one.program, one.runnable, {});
  for (const ir::Buffer& buffer :
       function_of(single, FunctionKind::value).code.lowered.kernels.buffers) {
    CHECK(buffer.layout == ir::Layout::by_column);
  }
}

TEST_CASE("with one sample a large matrix is read once for its cotangent and its update") {
  const auto pairs = [](const char* text) {
    const DerivedProgram derived = derived_program(text, ir::Reduction::none);
    const HeaderPlan plan = plan_header(derived.program, derived.runnable, {});
    const KernelProgram& step = function_of(plan, FunctionKind::step).code.lowered.kernels;
    return std::count_if(step.statements.begin(), step.statements.end(),
                         [](const ir::Statement& statement) { return statement.with_next; });
  };
  // 200 × 200 floats are more than the first cache holds, 20 × 20 are not; columns of 10 are too short; nothing passes
  // through the first W.
  CHECK(pairs("input x : R^200\nparam A : R^(200x200)\nparam B : R^(200x200)\n"
              "loss L = sum(tanh(B*tanh(A*x)))") == 1);
  CHECK(pairs("input x : R^20\nparam A : R^(20x20)\nparam B : R^(20x20)\n"
              "loss L = sum(tanh(B*tanh(A*x)))") == 0);
  CHECK(pairs("input x : R^10\nparam A : R^(2000x10)\nparam B : R^(10x2000)\n"
              "loss L = sum(tanh(B*tanh(A*x)))") == 0);
}

TEST_CASE("a matrix a sample folds where one factor is shared") {
  const DerivedProgram derived = derived_program(attention_text, ir::Reduction::mean);
  const HeaderPlan plan = plan_header(derived.program, derived.runnable, batch_of(3));
  const KernelProgram& value = function_of(plan, FunctionKind::value).code.lowered.kernels;
  std::size_t folded = 0;
  std::size_t batched = 0;
  for (const Contract* contract : kernels_of<Contract>(value)) {
    if (contract->over.slots.times_samples) ++batched;
    if (contract->over.cols.times_samples) ++folded;
  }
  CHECK(folded == 3);   // Wq·X, Wk·X, Wv·X
  CHECK(batched == 2);  // KᵀQ and V·P
}

TEST_CASE("a sum over samples of a product that cannot be folded keeps its meaning") {
  const DerivedProgram derived =
      derived_program("input X : R^(4×6)\nparam A : R^(4×4)\nloss L = sum(A·X[:,2:3]·X[:,1:2]')",
                      ir::Reduction::mean);
  const HeaderPlan plan = plan_header(derived.program, derived.runnable, batch_of(3));
  CHECK_NOTHROW(function_of(plan, FunctionKind::gradient));
}

TEST_CASE("an elementwise chain is one map") {
  const DerivedProgram derived = derived_program(
      "input x : R^9\noutput y = exp(2·x + 1) ./ (1 + x.*x) - sqrt(abs(x))", ir::Reduction::none);
  const HeaderPlan plan = plan_header(derived.program, derived.runnable, {});
  const KernelProgram& output = function_of(plan, FunctionKind::output).code.lowered.kernels;
  REQUIRE(output.statements.size() == 1);
  CHECK(kernels_of<Map>(output).size() == 1);
  CHECK(plan.shared_size == 0);
}

}  // namespace
}  // namespace nngen::codegen
