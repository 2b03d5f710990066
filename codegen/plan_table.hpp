#pragma once
// The plan of a header as tables: what each statement of its functions computes and how, and where
// the numbers lie.

#include <cstdint>
#include <string>
#include <vector>

#include "codegen/header_plan.hpp"
#include "codegen/statement_cost.hpp"

namespace nngen::codegen {

struct StatementRow {
  std::vector<std::string> results;  // the buffers that it writes, by the header's names
  std::string kernel;                // product, map, reduction, copy, or a routine's name
  std::string shape;                 // m×k×n of a product, of a reduction what it makes of what
  std::string lanes;  // whose entries share a register: rows, cols, depth; empty without
  std::string tile;  // of a product: strips×columns of sums in registers, or the loop in its place
  std::string packed;  // which factors of a product are copied on the way, or whether it takes its depth in blocks
  StatementCost cost;
  std::vector<std::string> marks;  // what makes it slower than its operations are
};

struct BufferRow {
  std::string name;
  std::int64_t rows = 1;
  std::int64_t cols = 1;  // of all samples of a call
  bool is_by_row = false;
  std::string place;  // "workspace + 2304", in numbers
  std::int64_t bytes = 0;
};

struct FunctionTable {
  std::string name;
  std::string title;
  std::vector<StatementRow> statements;
  StatementCost cost;
  std::vector<BufferRow> buffers;
  std::int64_t workspace_bytes = 0;
};

struct PlanTable {
  ScalarType scalar = ScalarType::float32;
  std::int64_t samples = 1;  // that are counted with
  bool is_dynamic = false;
  std::vector<FunctionTable> functions;
  std::int64_t workspace_bytes = 0;  // that serves all functions
};

PlanTable plan_table(const HeaderPlan& plan, const FormulaTexts& texts);

}  // namespace nngen::codegen
