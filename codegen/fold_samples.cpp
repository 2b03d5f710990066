#include "codegen/fold_samples.hpp"

#include <algorithm>

namespace nngen::codegen {
namespace {

using ir::Contract;
using ir::Count;
using ir::Extent;
using ir::Place;
using ir::View;

enum class Axis { rows, cols };

Place& step_along(View& view, Axis axis) {
  return axis == Axis::rows ? view.row_step : view.col_step;
}
Count& count_along(Extent& extent, Axis axis) {
  return axis == Axis::rows ? extent.rows : extent.cols;
}

// The next sample begins where the axis ends.
bool continues(View view, Axis axis, const Count& count) {
  return count.is_one() || view.slot_step == count.factor * step_along(view, axis);
}

void continue_along(View& view, Axis axis, const Count& count) {
  if (count.is_one()) step_along(view, axis) = view.slot_step;
  view.slot_step = {};
}

Count times_samples(const Count& count) { return {count.factor, true}; }

bool all_continue(const std::vector<View>& views, Axis axis, const Count& count) {
  return std::all_of(views.begin(), views.end(),
                     [&](const View& view) { return continues(view, axis, count); });
}

void fold(Extent& over, std::vector<View>& views, Axis axis) {
  Count& count = count_along(over, axis);
  for (View& view : views) continue_along(view, axis, count);
  count = times_samples(count);
  over.slots = {};
}

bool try_fold(Extent& over, std::vector<View>& views, Axis axis) {
  if (!all_continue(views, axis, count_along(over, axis))) return false;
  fold(over, views, axis);
  return true;
}

void fold_sum(Contract& contract) {
  // The views of the epilogue have one entry for all samples.
  if (contract.k.is_one()) {
    contract.a.col_step = contract.a.slot_step;
    contract.b.row_step = contract.b.slot_step;
  }
  contract.a.slot_step = contract.b.slot_step = {};
  contract.k = times_samples(contract.k);
  contract.over.slots = {};
  contract.sum_slots = false;
}

// C = A·B with one A for all samples: their B side by side. With one B: their A above one another.
bool fold_product(Contract& contract, View& shared, View& sampled, Axis axis) {
  const Count& count = count_along(contract.over, axis);
  if (!(shared.slot_step == Place{}) || !continues(sampled, axis, count)) return false;
  if (!all_continue(contract.views, axis, count)) return false;
  continue_along(sampled, axis, count);
  fold(contract.over, contract.views, axis);
  return true;
}

void fold_samples(Contract& contract) {
  if (contract.sum_slots) return fold_sum(contract);
  if (!fold_product(contract, contract.a, contract.b, Axis::cols)) {
    fold_product(contract, contract.b, contract.a, Axis::rows);
  }
}

void fold_samples(ir::Map& map) {
  if (!try_fold(map.over, map.views, Axis::cols)) try_fold(map.over, map.views, Axis::rows);
}

// Samples join an axis of the same kind: one that is summed along, or one of lines.
void fold_samples(ir::Rows& rows) {
  if (rows.along_slots == rows.along_cols && try_fold(rows.over, rows.views, Axis::cols)) {
    rows.along_slots = false;
  } else if (rows.along_slots == rows.along_rows && try_fold(rows.over, rows.views, Axis::rows)) {
    rows.along_slots = false;
  } else if (rows.over.cols.is_one() && try_fold(rows.over, rows.views, Axis::cols)) {
    rows.along_cols = rows.along_slots;
    rows.along_slots = false;
  } else if (rows.over.rows.is_one() && try_fold(rows.over, rows.views, Axis::rows)) {
    rows.along_rows = rows.along_slots;
    rows.along_slots = false;
  }
}

// Routines that treat each column by itself: the samples' columns stand side by side.
void fold_samples(ir::Dense& dense) {
  const bool solves = dense.routine == ir::Routine::solve ||
                      dense.routine == ir::Routine::solve_transposed;
  if (!solves && dense.routine != ir::Routine::mark_largest_in_columns) return;
  const std::size_t first = solves ? 1 : 0;  // the factors must be the same for all
  if (solves && !(dense.views[0].slot_step == Place{})) return;
  for (std::size_t i = first; i < dense.views.size(); ++i) {
    if (!continues(dense.views[i], Axis::cols, dense.sizes[i].cols)) return;
  }
  for (std::size_t i = first; i < dense.views.size(); ++i) {
    Count& cols = dense.sizes[i].cols;
    continue_along(dense.views[i], Axis::cols, cols);
    cols = times_samples(cols);
  }
  dense.over.slots = {};
}

}  // namespace

void fold_samples(ir::KernelProgram& program) {
  for (ir::Statement& statement : program.statements) {
    if (!extent_of(statement.kernel).slots.times_samples) continue;
    std::visit([](auto& kernel) { fold_samples(kernel); }, statement.kernel);
  }
}

}  // namespace nngen::codegen
