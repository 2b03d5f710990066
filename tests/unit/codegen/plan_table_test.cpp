// Operations and bytes are counted by hand.

#include "codegen/plan_table.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "codegen/cost_model.hpp"
#include "ir/calculus/cost.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/codegen/programs.hpp"

namespace nngen::codegen {
namespace {

struct Planned {
  DerivedProgram derived;
  PlanTable table;
  std::string header;
};

Planned planned(const std::string& text, EmitOptions options = {}) {
  const bool is_batched = options.batch.kind != Batch::Kind::none;
  Planned result;
  result.derived = derived_program(text, is_batched ? ir::Reduction::mean : ir::Reduction::none);
  const HeaderPlan plan = plan_header(result.derived.program, result.derived.runnable, options);
  result.table = plan_table(plan, {});
  result.header = emit_header(result.derived.program, result.derived.derivation,
                              result.derived.runnable, options, {});
  return result;
}

const FunctionTable& function_named(const PlanTable& table, const std::string& name) {
  const auto found = std::find_if(table.functions.begin(), table.functions.end(),
                                  [&](const FunctionTable& f) { return f.name == name; });
  if (found == table.functions.end()) throw std::runtime_error("no function " + name);
  return *found;
}

const StatementRow& statement_of(const FunctionTable& function, const std::string& result) {
  for (const StatementRow& row : function.statements) {
    if (std::find(row.results.begin(), row.results.end(), result) != row.results.end()) return row;
  }
  throw std::runtime_error("nothing computes " + result);
}

bool has_mark(const StatementRow& row, const std::string& mark) {
  return std::find(row.marks.begin(), row.marks.end(), mark) != row.marks.end();
}

TEST_CASE("operations and bytes of a layer") {
  const PlanTable table = planned(R"(
input x : R^64
param W : R^(32×64)
param b : R^32
output y = tanh(W·x + b)
)")
                              .table;
  REQUIRE(table.functions.size() == 1);
  const FunctionTable& y = table.functions.front();
  REQUIRE(y.statements.size() == 1);
  const StatementRow& product = y.statements.front();
  CHECK(product.kernel == "product");
  CHECK(product.shape == "32×64×1");
  CHECK(product.tile == "2×1");
  CHECK(product.cost.flops ==
        32 * (64 + 63) + 2 * 32);  // products and sums; a bias and a tanh for each result
  CHECK(product.cost.bytes_read == 4 * (32 * 64 + 64 + 32));
  CHECK(product.cost.bytes_written == 4 * 32);
  CHECK(product.marks.empty());
}

TEST_CASE("a call's operations are those of all its samples") {
  const FunctionTable gradient =
      function_named(planned(digits_text, batch_of(32)).table, "gradient");
  const StatementRow& by_w1 = statement_of(gradient, "gradient_W1");
  CHECK(by_w1.shape == "32×32×64");
  CHECK(by_w1.cost.flops == 32 * 64 * (32 + 31) + 32 * 64);  // with the mean's factor
  CHECK(by_w1.cost.bytes_read == 4 * (32 * 32 + 32 * 64));
  CHECK(by_w1.cost.bytes_written == 4 * 32 * 64);
  const StatementRow& by_b1 = statement_of(gradient, "gradient_b1");
  CHECK(by_b1.shape == "32×32 to 32×1");
  CHECK(by_b1.cost.flops == 32 * 32 + 32);
}

TEST_CASE("the kernels do what the formulas ask for, and hardly more") {
  const Planned network = planned(digits_text, batch_of(32));
  std::vector<ir::NodeId> roots{network.derived.runnable.loss};
  for (const ir::Gradient& of : network.derived.runnable.gradients) roots.push_back(of.value);
  const double of_formulas = ir::flops(*network.derived.program.graph, roots, 32);
  const double of_kernels = function_named(network.table, "gradient").cost.flops;
  CHECK(of_kernels == Approx(of_formulas).epsilon(0.01));
}

TEST_CASE("doubles take twice the bytes and half the lanes") {
  EmitOptions options;
  options.scalar = ScalarType::float64;
  const std::string text = "input x : R^64\nparam W : R^(32×64)\noutput y = W·x\n";
  const StatementCost in_float = planned(text).table.functions.front().cost;
  const StatementCost in_double = planned(text, options).table.functions.front().cost;
  CHECK(in_double.flops == in_float.flops);
  CHECK(in_double.bytes_read == 2 * in_float.bytes_read);
  CHECK(in_double.cycles > 1.5 * in_float.cycles);
}

TEST_CASE("a product takes as long as its instructions or its bytes") {
  // 4 strips of 64 rows, 64 columns, 64 terms each; a sum is taken and stored.
  const StatementCost many = planned("input X : R^(64×64)\nparam W : R^(64×64)\noutput y = W·X\n")
                                 .table.functions.front()
                                 .cost;
  CHECK(many.cycles == 4 * 64 * (64 + 2));
  CHECK(many.microseconds() == Approx(4 * 64 * 66 / (1000 * assumed_gigahertz)));
  // 1024 × 1024 weights of 4 bytes come from memory, for a million multiply-adds on 16 lanes.
  const StatementCost few = planned("input x : R^1024\nparam W : R^(1024×1024)\noutput y = W·x\n")
                                .table.functions.front()
                                .cost;
  CHECK(few.cycles == 4 * (1024 * 1024 + 2 * 1024) / bytes_per_cycle_of_memory);
}

TEST_CASE("a matrix that a product and its update pass over together is read once") {
  const PlanTable table = planned(R"(
input x : R^512
target t : R^512
param W1, W2 : R^(512×512)
loss L = ½‖W2·tanh(W1·x) − t‖²
)")
                              .table;
  std::vector<StatementRow> paired;
  for (const StatementRow& row : function_named(table, "step").statements) {
    if (row.tile == "one pass") paired.push_back(row);
  }
  REQUIRE(paired.size() == 2);
  CHECK(paired[0].shape == "512×512×1");
  CHECK(paired[0].cost.bytes_read >= 4 * 512 * 512);
  CHECK(paired[1].results == std::vector<std::string>{"W2"});
  CHECK(paired[1].cost.bytes_read == 4 * (512 + 512));
  CHECK(paired[1].cost.bytes_written == 4 * 512 * 512);
}

TEST_CASE(
    "a large matrix that few samples use is read in blocks, and its transpose gives turned tiles") {
  const std::string text = R"(
input x : R^784
target t : R^512
param V : R^(512×784)
param W : R^(512×512)
h = tanh(V·x)
loss L = ½‖W·h − t‖²
)";
  const Planned network = planned(text, batch_of(32));
  const FunctionTable& gradient = function_named(network.table, "gradient");
  const StatementRow& forward = gradient.statements.front();
  CHECK(forward.shape == "512×784×32");
  CHECK(forward.lanes == "rows");
  CHECK(forward.packed == "blocks");
  CHECK(network.header.find("contract(in_blocks(V, ") != std::string::npos);
  // W by columns: the rows of its transpose are broadcast, and the lanes are samples.
  const auto back = std::find_if(
      gradient.statements.begin(), gradient.statements.end(),
      [](const StatementRow& row) { return row.kernel == "product" && row.lanes == "cols"; });
  REQUIRE(back != gradient.statements.end());
  CHECK(back->shape == "512×512×32");
  CHECK(back->marks.empty());
  CHECK(network.header.find("contract_turned(packed(transposed(") != std::string::npos);
  // 256 samples use each entry so often that copies of it pay.
  const Planned many = planned(text, batch_of(256));
  CHECK(function_named(many.table, "gradient").statements.front().packed == "left");
}

TEST_CASE("loops over samples are marked, and nothing else is") {
  const PlanTable table = planned(attention_text, batch_of(8)).table;
  const FunctionTable& gradient = function_named(table, "gradient");
  int looping = 0;
  for (const StatementRow& row : gradient.statements) looping += has_mark(row, "loop over samples");
  CHECK(looping > 0);
  for (const FunctionTable& function : planned(digits_text, batch_of(32)).table.functions) {
    for (const StatementRow& row : function.statements) CHECK(!has_mark(row, "loop over samples"));
  }
  for (const FunctionTable& function : planned(attention_text).table.functions) {
    for (const StatementRow& row : function.statements) CHECK(!has_mark(row, "loop over samples"));
  }
}

TEST_CASE("every loop over samples of the header has its mark") {
  const Planned attention = planned(attention_text, batch_of(8));
  std::size_t loops = 0;
  const std::string loop = "for (Index sample = 0;";
  for (auto at = attention.header.find(loop); at != std::string::npos;
       at = attention.header.find(loop, at + 1)) {
    ++loops;
  }
  std::size_t marks = 0;
  for (const FunctionTable& function : attention.table.functions) {
    for (const StatementRow& row : function.statements) marks += has_mark(row, "loop over samples");
  }
  CHECK(loops > 0);
  CHECK(marks == loops);
}

TEST_CASE("buffers stand where the header has them") {
  for (const Batch& batch : {Batch{Batch::Kind::fixed, 8}, Batch{Batch::Kind::dynamic, 1}}) {
    EmitOptions options;
    options.batch = batch;
    const Planned network = planned(digits_text, options);
    std::size_t found = 0;
    for (const FunctionTable& function : network.table.functions) {
      for (const BufferRow& row : function.buffers) {
        if (row.place.rfind("workspace", 0) != 0) continue;
        const bool is_there =
            network.header.find(fmt::format("{}({}", row.name, row.place)) != std::string::npos;
        CAPTURE(row.name, row.place);
        CHECK(is_there);
        ++found;
      }
    }
    CHECK(found > 4);
  }
}

TEST_CASE("the workspace is that of the header") {
  const Planned network = planned(digits_text, batch_of(32));
  const std::string said = fmt::format("Workspace: {} bytes.", network.table.workspace_bytes);
  CHECK(network.header.find(said) != std::string::npos);
}

TEST_CASE("with any number of samples 64 are counted") {
  EmitOptions options;
  options.batch = {Batch::Kind::dynamic, 1};
  const PlanTable table = planned(digits_text, options).table;
  CHECK(table.is_dynamic);
  CHECK(table.samples == 64);
  // Two strips where the number of rows is known; the most columns where theirs is open.
  const StatementRow& product = function_named(table, "value").statements.front();
  CHECK(product.shape == "32×64×64");
  CHECK(product.tile == "2×12");
}

}  // namespace
}  // namespace nngen::codegen
