#include "codegen/plan_table.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "codegen/choose_lanes.hpp"
#include "codegen/emit_routines.hpp"
#include "codegen/memory_places.hpp"
#include "codegen/name_buffers.hpp"
#include "codegen/tiles.hpp"

namespace nngen::codegen {
namespace {

using ir::Buffer;
using ir::BufferId;
using ir::BufferRole;
using ir::Contract;
using ir::Count;
using ir::Lanes;
using ir::Map;
using ir::Rows;

std::string name_of(Lanes lanes) {
  switch (lanes) {
    case Lanes::rows: return "rows";
    case Lanes::cols: return "cols";
    case Lanes::depth: return "depth";
    case Lanes::none: break;
  }
  return {};
}

std::int64_t size_of(ScalarType scalar) { return scalar == ScalarType::float32 ? 4 : 8; }

std::int64_t bytes_of(const BufferPlan& workspace, const LoweringTarget& target) {
  return workspace.size(target.is_batched() ? target.samples() : 0) * size_of(target.scalar);
}

class Tabulator {
 public:
  Tabulator(const HeaderPlan& plan, const FunctionPlan& function, const FormulaTexts& texts)
      : plan_(plan),
        function_(function),
        kernels_(function.code.lowered.kernels),
        target_{plan.options.scalar, plan.options.batch, plan.options.gemm},
        scope_(name_buffers(plan, function, texts)) {}

  FunctionTable run() {
    FunctionTable table{function_.identifier, function_.title, {}, {}, {}, 0};
    const ir::Statement* before = nullptr;
    for (const ir::Statement& statement : kernels_.statements) {
      StatementRow row = row_of(statement.kernel, at_hand_after(before));
      if (before != nullptr && is_unfused(before->kernel, statement.kernel)) {
        row.marks.emplace_back("unfused");
      }
      const bool is_second = before != nullptr && before->with_next;
      if (statement.with_next || is_second) row.tile = "one pass";
      table.cost += row.cost;
      table.statements.push_back(std::move(row));
      before = &statement;
    }
    const std::vector<bool> used = used_buffers(kernels_);
    for (std::uint32_t i = 0; i < kernels_.buffers.size(); ++i) {
      if (used[i]) table.buffers.push_back(row_of_buffer(i));
    }
    table.workspace_bytes = bytes_of(function_.code.plan, target_);
    return table;
  }

 private:
  std::int64_t value(const Count& count) const { return target_.value(count); }

  // The matrix that a product and its update pass over together.
  static BufferId at_hand_after(const ir::Statement* before) {
    const bool is_paired = before != nullptr && before->with_next;
    return is_paired ? std::get<Contract>(before->kernel).a.buffer : BufferId{};
  }

  StatementRow row_of(const ir::Kernel& kernel, BufferId at_hand) const {
    StatementRow row;
    row.results = results_of(kernel);
    row.cost = cost_of(kernels_, kernel, target_, at_hand);
    const auto* rows = std::get_if<Rows>(&kernel);
    const bool sums_samples = rows != nullptr && rows->along_slots;
    if (value(extent_of(kernel).slots) > 1) {
      row.marks.push_back(sums_samples ? "sum over samples" : "loop over samples");
    }
    std::visit([&](const auto& k) { describe(k, row); }, kernel);
    return row;
  }

  // One loop could have done both: a map behind another one over the same entries, or behind the
  // product whose results it reads.
  bool is_unfused(const ir::Kernel& before, const ir::Kernel& kernel) const {
    const auto* map = std::get_if<Map>(&kernel);
    if (map == nullptr || is_copy(*map) || !(result_extent(before) == map->over)) return false;
    if (value(map->over.slots) * value(map->over.rows) * value(map->over.cols) == 1) return false;
    if (const auto* other = std::get_if<Map>(&before)) return !is_copy(*other);
    if (!std::holds_alternative<Contract>(before)) return false;
    const std::vector<BufferId> made = access_of(before).writes;
    const std::vector<BufferId> read = access_of(kernel).reads;
    return std::find_first_of(read.begin(), read.end(), made.begin(), made.end()) != read.end();
  }

  static bool is_copy(const Map& map) {
    return map.body.size() == 2 && map.body[0].op == ir::Prim::load;
  }

  std::vector<std::string> results_of(const ir::Kernel& kernel) const {
    std::vector<std::string> names;
    const auto* contract = std::get_if<Contract>(&kernel);
    for (const BufferId id : access_of(kernel).writes) {
      const bool is_memory =
          contract != nullptr &&
          (contract->packed_a == id || contract->packed_b == id || contract->waiting == id);
      if (!is_memory) names.push_back(scope_.names[id.value]);
    }
    return names;
  }

  std::string shape(const Count& rows, const Count& cols) const {
    return fmt::format("{}×{}", value(rows), value(cols));
  }

  void mark_body(const ir::Body& body, const std::vector<ir::View>& views, Lanes lanes,
                 StatementRow& row) const {
    if (!is_scattered(kernels_, body, views, lanes)) return;
    if (row.marks.empty() || row.marks.back() != "scattered") row.marks.emplace_back("scattered");
  }

  // ---- kernels

  void describe(const Map& map, StatementRow& row) const {
    const bool is_across = is_transposed_copy(kernels_, map);
    row.kernel = is_copy(map) ? "copy" : "map";
    row.shape = shape(map.over.rows, map.over.cols);
    if (is_across) return;
    row.lanes = name_of(map.lanes);
    mark_single(map.lanes, value(map.over.rows) * value(map.over.cols), row);
    mark_body(map.body, map.views, map.lanes, row);
  }

  void describe(const Rows& rows, StatementRow& row) const {
    const ir::Extent result = result_extent(rows);
    row.kernel = "reduction";
    row.shape = fmt::format("{} to {}", shape(rows.over.rows, rows.over.cols),
                            shape(result.rows, result.cols));
    row.lanes = name_of(rows.lanes);
    mark_single(rows.lanes, value(rows.over.rows) * value(rows.over.cols), row);
    for (const ir::Phase& phase : rows.phases) mark_body(phase.body, rows.views, rows.lanes, row);
  }

  static void mark_single(Lanes lanes, std::int64_t entries, StatementRow& row) {
    if (lanes == Lanes::none && entries > 1) row.marks.emplace_back("one by one");
  }

  void describe(const Contract& contract, StatementRow& row) const {
    row.kernel = "product";
    row.shape = fmt::format("{}×{}×{}", value(contract.over.rows), value(contract.k),
                            value(contract.over.cols));
    if (contract.by_library) {
      row.tile = plan_.options.gemm == Gemm::blas ? "CBLAS" : "Eigen";
      return;
    }
    row.lanes = name_of(contract.lanes);
    row.tile = tile_text(contract);
    const bool left = contract.packed_a.is_valid();
    const bool right = contract.packed_b.is_valid();
    row.packed = contract.waiting.is_valid() ? "blocks"
                 : left && right             ? "both"
                 : left                      ? "left"
                 : right                     ? "right"
                                             : "";
    const bool in_cols = contract.lanes == Lanes::cols;
    const bool in_strips = in_cols || (!contract.over.rows.is_one() && takes_strips(contract));
    const std::int64_t results = value(contract.over.rows) * value(contract.over.cols);
    mark_single(in_strips ? Lanes::rows : Lanes::none, results, row);
    if (in_strips) {
      mark_body(contract.epilogue, contract.views, epilogue_lanes(contract), row);
    }
  }

  std::int64_t known(const Count& count) const {
    return count.times_samples && plan_.is_dynamic() ? open_length : value(count);
  }

  std::string tile_text(const Contract& contract) const {
    if (contract.lanes == Lanes::depth) return "dots";
    const bool in_rows = contract.lanes == Lanes::rows;
    const std::int64_t along = known(in_rows ? contract.over.rows : contract.over.cols);
    const std::int64_t across = known(in_rows ? contract.over.cols : contract.over.rows);
    const bool is_packed =
        contract.packed_a.is_valid() || contract.packed_b.is_valid() || contract.waiting.is_valid();
    if (!is_packed && known(contract.k) == 1) return "outer";
    if (!is_packed && across == 1 && (along == open_length || along >= rows_of_long_column))
      return "columns";
    const Tile tile = tile_of(along, across, {registers_of_avx512, target_.lanes()});
    return fmt::format("{}×{}", tile.strips, tile.cols);
  }

  void describe(const ir::Dense& dense, StatementRow& row) const {
    row.kernel = routine_name(dense.routine);
    for (const ir::Dense::Size& size : dense.sizes) {
      const bool is_result = &size == &dense.sizes.back();
      row.shape += row.shape.empty() ? "" : is_result ? " to " : ", ";
      row.shape += shape(size.rows, size.cols);
    }
  }

  // ---- buffers

  BufferRow row_of_buffer(std::uint32_t i) const {
    const Buffer& buffer = kernels_.buffers[i];
    BufferRow row;
    row.name = scope_.names[i];
    row.rows = buffer.rows;
    row.cols = value({buffer.cols, buffer.per_sample});
    row.is_by_row = buffer.layout == ir::Layout::by_row;
    row.place = place_of(i);
    row.bytes = row.rows * row.cols * size_of(target_.scalar);
    return row;
  }

  std::string place_of(std::uint32_t i) const {
    const Buffer& buffer = kernels_.buffers[i];
    if (buffer.role == BufferRole::workspace) return codegen::place_of(plan_, function_, BufferId{i});
    if (buffer.role == BufferRole::returned) return "returned";
    const ParameterSlot* slot = slot_of(plan_, buffer);
    if (slot == nullptr) return "argument";
    return fmt::format("{} + {}", array_of(plan_, buffer), slot->offset);
  }

  const HeaderPlan& plan_;
  const FunctionPlan& function_;
  const ir::KernelProgram& kernels_;
  const LoweringTarget target_;
  const FunctionScope scope_;
};

}  // namespace

PlanTable plan_table(const HeaderPlan& plan, const FormulaTexts& texts) {
  const LoweringTarget target{plan.options.scalar, plan.options.batch, plan.options.gemm};
  PlanTable table{plan.options.scalar, target.samples(), plan.is_dynamic(), {}, 0};
  for (const FunctionPlan& function : plan.functions) {
    table.functions.push_back(Tabulator(plan, function, texts).run());
  }
  table.workspace_bytes = bytes_of({{}, plan.shared_size, plan.sample_size}, target);
  return table;
}

}  // namespace nngen::codegen
