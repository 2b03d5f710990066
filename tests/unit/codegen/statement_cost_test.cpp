// Kernels made by hand, so that no choice of a pass enters.

#include "codegen/statement_cost.hpp"

#include <algorithm>

#include "codegen/cost_model.hpp"
#include "codegen/plan_table.hpp"
#include "tests/support/catch.hpp"

namespace nngen::codegen {
namespace {

using ir::Body;
using ir::Buffer;
using ir::BufferId;
using ir::BufferRole;
using ir::Contract;
using ir::Count;
using ir::Extent;
using ir::KernelProgram;
using ir::Lanes;
using ir::Layout;
using ir::Map;
using ir::Prim;
using ir::Rows;

constexpr LoweringTarget one_sample{};

BufferId add(KernelProgram& program, BufferRole role, std::int64_t rows, std::int64_t cols,
             Layout layout = Layout::by_column) {
  Buffer buffer{role, rows, cols, false, {}};
  buffer.layout = layout;
  return program.add_buffer(buffer);
}

Extent extent(std::int64_t rows, std::int64_t cols) { return {{}, Count{rows}, Count{cols}}; }

// to = tanh(from)
Map tanh_of(const KernelProgram& program, BufferId from, BufferId to, Lanes lanes) {
  Map map{extent(program[from].rows, program[from].cols), {}, {}};
  map.views = {whole(from, program[from]), whole(to, program[to])};
  map.body = {{.op = Prim::load, .index = 0},
              {.op = Prim::tanh, .a = 0},
              {.op = Prim::store, .a = 1, .index = 1}};
  map.lanes = lanes;
  return map;
}

StatementRow row_of(const KernelProgram& program, std::size_t statement, Batch batch = {}) {
  HeaderPlan plan;
  plan.options.batch = batch;
  FunctionPlan function;
  function.code.lowered.kernels = program;
  function.code.plan = plan_buffers(program);
  plan.functions.push_back(function);
  return plan_table(plan, {}).functions[0].statements.at(statement);
}

using Marks = std::vector<std::string>;

TEST_CASE("a map costs a body a register") {
  KernelProgram program;
  const BufferId from = add(program, BufferRole::input, 40, 3);
  const BufferId to = add(program, BufferRole::workspace, 40, 3);
  // 3 registers hold 40 rows; a load, a function, a store.
  const StatementCost in_rows =
      cost_of(program, tanh_of(program, from, to, Lanes::rows), one_sample);
  CHECK(in_rows.flops == 120);
  CHECK(in_rows.bytes_read == 480);
  CHECK(in_rows.bytes_written == 480);
  CHECK(in_rows.cycles == 3 * 3 * (cost_of_function + 2));
  const StatementCost alone = cost_of(program, tanh_of(program, from, to, Lanes::none), one_sample);
  CHECK(alone.cycles == 40 * 3 * (cost_of_function + 2));
}

TEST_CASE("entries across the lanes are gathered") {
  KernelProgram program;
  const BufferId from = add(program, BufferRole::input, 16, 5, Layout::by_row);
  const BufferId to = add(program, BufferRole::workspace, 16, 5);
  const Map map = tanh_of(program, from, to, Lanes::rows);
  CHECK(cost_of(program, map, one_sample).cycles ==
        5 * (cost_of_function + 2 + 16 * cost_of_gathering));
  program.statements = {{map, {}}};
  CHECK(row_of(program, 0).marks == Marks{"scattered"});
}

TEST_CASE("the columns of a single row are neighbours") {
  KernelProgram program;
  const BufferId from = add(program, BufferRole::input, 1, 32);
  const BufferId to = add(program, BufferRole::workspace, 1, 32);
  const Map map = tanh_of(program, from, to, Lanes::cols);
  CHECK(cost_of(program, map, one_sample).cycles == 2 * (cost_of_function + 2));
  program.statements = {{map, {}}};
  CHECK(row_of(program, 0).marks.empty());
}

TEST_CASE("two loops over the same entries could be one") {
  KernelProgram program;
  const BufferId a = add(program, BufferRole::input, 32, 2);
  const BufferId b = add(program, BufferRole::workspace, 32, 2);
  const BufferId c = add(program, BufferRole::workspace, 32, 2);
  program.statements = {{tanh_of(program, a, b, Lanes::rows), {}},
                        {tanh_of(program, b, c, Lanes::rows), {}}};
  CHECK(row_of(program, 0).marks.empty());
  CHECK(row_of(program, 1).marks == Marks{"unfused"});
}

TEST_CASE("a map that takes its entries one by one") {
  KernelProgram program;
  const BufferId from = add(program, BufferRole::input, 3, 3);
  const BufferId to = add(program, BufferRole::workspace, 3, 3);
  program.statements = {{tanh_of(program, from, to, Lanes::none), {}}};
  CHECK(row_of(program, 0).marks == Marks{"one by one"});
}

TEST_CASE("what is read twice counts once") {
  KernelProgram program;
  const BufferId from = add(program, BufferRole::input, 8, 1);
  const BufferId to = add(program, BufferRole::workspace, 8, 1);
  Map map = tanh_of(program, from, to, Lanes::rows);
  map.body = {{.op = Prim::load, .index = 0},
              {.op = Prim::load, .index = 0},
              {.op = Prim::mul, .a = 0, .b = 1},
              {.op = Prim::store, .a = 2, .index = 1}};
  CHECK(cost_of(program, map, one_sample).bytes_read == 32);
}

TEST_CASE("a product once a sample") {
  KernelProgram program;
  for (const BufferRole role : {BufferRole::input, BufferRole::input, BufferRole::workspace}) {
    program.add_buffer({role, 16, 16, true, {}});
  }
  const auto view = [&](std::uint32_t i) { return whole({i}, program.buffers[i]); };
  Contract product;
  product.over = {Count{1, true}, Count{16}, Count{16}};
  product.k = Count{16};
  product.a = view(0);
  product.b = view(1);
  product.views = {view(2)};
  product.epilogue = {{.op = Prim::result}, {.op = Prim::store, .a = 0, .index = 0}};
  product.lanes = Lanes::rows;
  program.statements = {{product, {}}};
  const Batch batch{Batch::Kind::fixed, 10};
  const StatementRow row = row_of(program, 0, batch);
  CHECK(row.shape == "16×16×16");
  CHECK(row.tile == "1×16");
  CHECK(row.marks == Marks{"loop over samples"});
  CHECK(row.cost.flops == 10 * 16 * 16 * (16 + 15));
  CHECK(row.cost.bytes_read == 10 * 4 * 2 * 16 * 16);
  CHECK(row.cost.cycles == 10 * 16 * (16 + 2));
}

TEST_CASE("a sum along rows adds lanes at the end of each line") {
  KernelProgram program;
  const BufferId from = add(program, BufferRole::input, 64, 2);
  const BufferId to = add(program, BufferRole::workspace, 1, 2);
  Rows sum;
  sum.over = extent(64, 2);
  sum.along_rows = true;
  sum.views = {whole(from, program[from]), whole(to, program[to])};
  sum.phases.resize(1);
  sum.phases[0].body = {{.op = Prim::load, .index = 0}, {.op = Prim::give, .a = 0}};
  sum.finish = {{.op = Prim::result}, {.op = Prim::store, .a = 0, .index = 1}};
  sum.lanes = Lanes::rows;
  const StatementCost cost = cost_of(program, sum, one_sample);
  CHECK(cost.flops == 64 * 2);
  CHECK(cost.bytes_read == 4 * 64 * 2);
  CHECK(cost.bytes_written == 4 * 2);
  const double instructions = 2 * (4 * 2 + cost_of_sum_of_lanes + 2);
  const double bytes = 4 * (64 * 2 + 2) / bytes_per_cycle;
  CHECK(cost.cycles == std::max(instructions, bytes));
}

TEST_CASE("a routine takes the operations of its algorithm") {
  KernelProgram program;
  const BufferId a = add(program, BufferRole::input, 6, 6);
  const BufferId factors = add(program, BufferRole::workspace, 6, 8);
  ir::Dense dense{ir::Routine::factorise, {}, {}, {}};
  dense.views = {whole(a, program[a]), whole(factors, program[factors])};
  dense.sizes = {{Count{6}, Count{6}}, {Count{6}, Count{8}}};
  const StatementCost cost = cost_of(program, dense, one_sample);
  CHECK(cost.flops == 2 * 6 * 6 * 6 / 3);
  CHECK(cost.bytes_read == 4 * 36);
  CHECK(cost.bytes_written == 4 * 48);
}

}  // namespace
}  // namespace nngen::codegen
