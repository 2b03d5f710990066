#include "codegen/statement_cost.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <utility>

#include "codegen/choose_lanes.hpp"
#include "codegen/cost_model.hpp"
#include "codegen/scalar_code.hpp"
#include "codegen/tiles.hpp"

namespace nngen::codegen {
namespace {

using ir::Body;
using ir::Contract;
using ir::Count;
using ir::Dense;
using ir::Extent;
using ir::Lanes;
using ir::Map;
using ir::Place;
using ir::Prim;
using ir::Rows;
using ir::View;

bool moves_across(const ir::KernelProgram& program, const View& view, Lanes axis) {
  const Place along = axis == Lanes::rows ? view.row_step : view.col_step;
  return along != Place{} && neighbours_along(view, program[view.buffer]) != axis;
}

// ---- operations on numbers

class Operations {
 public:
  explicit Operations(const LoweringTarget& target) : target_(target) {}

  double of(const Map& map) const { return entries(map.over) * flops_of(map.body); }

  double of(const Rows& rows) const {
    const double all = entries(rows.over);
    const double lines = entries(result_extent(rows));
    double count = lines * flops_of(rows.finish);
    for (const ir::Phase& phase : rows.phases) {
      count += all * (flops_of(phase.body) + (phase.combine == ir::Combine::none ? 0 : 1));
      count += lines * flops_of(phase.after);
    }
    return count;
  }

  double of(const Contract& contract) const {
    const double results = entries(result_extent(contract));
    const double products = entries(contract.over) * value(contract.k);
    return 2 * products - results + results * flops_of(contract.epilogue);
  }

  // Of an n × n matrix that is factorised before, but for the factorisation itself.
  double of(const Dense& dense) const {
    using enum ir::Routine;
    const double n = value(dense.sizes.front().rows);
    const double result = value(dense.sizes.back().rows) * value(dense.sizes.back().cols);
    const double slots = value(dense.over.slots);
    switch (dense.routine) {
      case factorise: return slots * 2 * n * n * n / 3;
      case invert:
      case cofactors: return slots * 4 * n * n * n / 3;
      case determinant:
      case log_determinant: return slots * n;
      case solve:
      case solve_transposed: return slots * 2 * n * result;
      case kronecker:
      case mark_largest:
      case mark_largest_in_columns: return slots * result;
    }
    return 0;
  }

 private:
  double value(const Count& count) const { return static_cast<double>(target_.value(count)); }
  double entries(const Extent& over) const {
    return value(over.slots) * value(over.rows) * value(over.cols);
  }

  const LoweringTarget& target_;
};

// ---- instructions

class Instructions {
 public:
  Instructions(const ir::KernelProgram& program, const LoweringTarget& target)
      : program_(program), target_(target) {}

  double of(const Map& map) const {
    const double slots = value(map.over.slots);
    const double rows = value(map.over.rows);
    const double cols = value(map.over.cols);
    if (is_transposed_copy(program_, map)) return slots * rows * cols * cost_of_copying;
    const double strip = of_strip(map.body, map.views, map.lanes);
    if (map.lanes == Lanes::rows) return slots * registers(map.over.rows) * cols * strip;
    if (map.lanes == Lanes::cols) return slots * rows * registers(map.over.cols) * strip;
    return slots * rows * cols * strip;
  }

  double of(const Rows& rows) const {
    const Lanes axis = rows.lanes;
    const double slots = value(rows.over.slots);
    const double row_count =
        axis == Lanes::rows ? registers(rows.over.rows) : value(rows.over.rows);
    const double col_count =
        axis == Lanes::cols ? registers(rows.over.cols) : value(rows.over.cols);
    const double lines = (rows.along_slots ? 1 : slots) * (rows.along_rows ? 1 : row_count) *
                         (rows.along_cols ? 1 : col_count);
    const double entries = slots * row_count * col_count;
    const bool sums_lanes =
        (axis == Lanes::rows && rows.along_rows) || (axis == Lanes::cols && rows.along_cols);
    const Lanes of_lines = sums_lanes ? Lanes::none : axis;
    double count = lines * of_strip(rows.finish, rows.views, of_lines);
    for (const ir::Phase& phase : rows.phases) {
      count += entries * of_strip(phase.body, rows.views, axis);
      count += lines * of_strip(phase.after, rows.views, of_lines);
      if (sums_lanes) count += lines * cost_of_sum_of_lanes;
    }
    return count;
  }

  double of(const Contract& contract) const {
    const double slots = value(contract.over.slots);
    const double calls = contract.sum_slots ? 1 : slots;
    const double depth = value(contract.k) * (contract.sum_slots ? slots : 1);
    const double results = calls * value(contract.over.rows) * value(contract.over.cols);
    const double finish = of_epilogue(contract);
    if (contract.lanes == Lanes::depth) {
      return results * (registers(depth) + cost_of_sum_in_block + finish);
    }
    const bool in_rows = contract.lanes == Lanes::rows;
    const double strips =
        calls * (in_rows ? registers(contract.over.rows) * value(contract.over.cols)
                         : registers(contract.over.cols) * value(contract.over.rows));
    return strips * depth + results * finish + of_packing(contract);
  }

  // The operations of a routine are mostly on numbers alone.
  double of(const Dense& dense) const { return Operations(target_).of(dense); }

 private:
  double value(const Count& count) const { return static_cast<double>(target_.value(count)); }
  double lanes() const { return static_cast<double>(target_.lanes()); }
  double registers(const Count& count) const { return registers(value(count)); }
  double registers(double length) const { return std::ceil(length / lanes()); }

  // Of a register of entries along the axis, of a single entry without one.
  double of_strip(const Body& body, const std::vector<View>& views, Lanes axis) const {
    double count = 0;
    for (const ir::Step& step : body) {
      count += is_costly(step.op) ? cost_of_function : 1;
      const bool is_access = step.op == Prim::load || step.op == Prim::store;
      if (!is_access || axis == Lanes::none) continue;
      const bool gathers = moves_across(program_, views[step.index], axis);
      if (gathers) count += cost_of_gathering * lanes();
    }
    return count;
  }

  // Of one result.
  double of_epilogue(const Contract& contract) const {
    if (!takes_strips(contract)) return of_strip(contract.epilogue, contract.views, Lanes::none);
    const Lanes axis = epilogue_lanes(contract);
    if (contract.turned) {
      const bool in_rows = contract.lanes == Lanes::rows;
      const Tile tile = tile_of(target_.value(in_rows ? contract.over.rows : contract.over.cols),
                                target_.value(in_rows ? contract.over.cols : contract.over.rows),
                                {registers_of_avx512, target_.lanes()});
      const double strip = std::log2(lanes()) + of_strip(contract.epilogue, contract.views, axis);
      return turned_registers(tile, target_.lanes()) * strip / lanes();
    }
    const Count& along = axis == Lanes::cols ? contract.over.cols : contract.over.rows;
    return of_strip(contract.epilogue, contract.views, axis) * registers(along) / value(along);
  }

  double of_packing(const Contract& contract) const {
    double count = 0;
    const auto add = [&](const View& factor, double entries, Lanes wanted) {
      const Lanes there = neighbours_along(factor, program_[factor.buffer]);
      count += entries * (there == wanted ? cost_of_moving : cost_of_copying);
    };
    const double k = value(contract.k);
    if (contract.packed_a.is_valid()) add(contract.a, value(contract.over.rows) * k, Lanes::rows);
    if (contract.packed_b.is_valid()) add(contract.b, k * value(contract.over.cols), Lanes::cols);
    return count;
  }

  const ir::KernelProgram& program_;
  const LoweringTarget& target_;
};

// ---- bytes

class Traffic {
 public:
  Traffic(const LoweringTarget& target, ir::BufferId at_hand)
      : target_(target), at_hand_(at_hand) {}

  void add(const Map& map) { add(map.body, map.views, map.over); }
  void add(const Rows& rows) {
    const Extent lines = result_extent(rows);
    for (const ir::Phase& phase : rows.phases) {
      add(phase.body, rows.views, rows.over);
      add(phase.after, rows.views, lines);
    }
    add(rows.finish, rows.views, lines);
  }
  void add(const Contract& contract) {
    const Extent& over = contract.over;
    read_.add(contract.a, {over.slots, over.rows, contract.k}, target_);
    read_.add(contract.b, {over.slots, contract.k, over.cols}, target_);
    add(contract.epilogue, contract.views, result_extent(contract));
  }
  void add(const Dense& dense) {
    for (std::size_t i = 0; i < dense.views.size(); ++i) {
      const Extent walked{dense.over.slots, dense.sizes[i].rows, dense.sizes[i].cols};
      (i + 1 < dense.views.size() ? read_ : written_).add(dense.views[i], walked, target_);
    }
  }

  double entries_read() const { return read_.entries; }
  double entries_written() const { return written_.entries; }

 private:
  // Each walk counts once.
  struct Walks {
    using Key = std::array<std::int64_t, 9>;
    std::set<Key> known;
    double entries = 0;

    void add(const View& view, const Extent& over, const LoweringTarget& target) {
      const Key key{view.buffer.value,  view.start.row,     view.start.col,
                    view.slot_step.row, view.slot_step.col, view.row_step.row,
                    view.row_step.col,  view.col_step.row,  view.col_step.col};
      if (!known.insert(key).second) return;
      double count = 1;
      for (const auto& [step, length] :
           {std::pair{view.slot_step, over.slots}, std::pair{view.row_step, over.rows},
            std::pair{view.col_step, over.cols}}) {
        if (!(step == Place{})) count *= static_cast<double>(target.value(length));
      }
      entries += count;
    }
  };

  void add(const Body& body, const std::vector<View>& views, const Extent& over) {
    for (const ir::Step& step : body) {
      if (step.op == Prim::load && !(views[step.index].buffer == at_hand_)) {
        read_.add(views[step.index], over, target_);
      }
      if (step.op == Prim::store) written_.add(views[step.index], over, target_);
    }
  }

  const LoweringTarget& target_;
  const ir::BufferId at_hand_;
  Walks read_;
  Walks written_;
};

}  // namespace

double StatementCost::microseconds() const { return cycles / (assumed_gigahertz * 1000); }

StatementCost& StatementCost::operator+=(const StatementCost& other) {
  flops += other.flops;
  bytes_read += other.bytes_read;
  bytes_written += other.bytes_written;
  cycles += other.cycles;
  return *this;
}

StatementCost cost_of(const ir::KernelProgram& program, const ir::Kernel& kernel,
                      const LoweringTarget& target, ir::BufferId at_hand) {
  const double scalar_size = target.scalar == ScalarType::float32 ? 4 : 8;
  StatementCost cost;
  cost.flops = std::visit([&](const auto& k) { return Operations(target).of(k); }, kernel);
  Traffic traffic(target, at_hand);
  std::visit([&](const auto& k) { traffic.add(k); }, kernel);
  cost.bytes_read = scalar_size * traffic.entries_read();
  cost.bytes_written = scalar_size * traffic.entries_written();
  const double bytes = cost.bytes_read + cost.bytes_written;
  const double moving =
      bytes / (bytes > second_cache ? bytes_per_cycle_of_memory : bytes_per_cycle);
  const double computing =
      std::visit([&](const auto& k) { return Instructions(program, target).of(k); }, kernel);
  cost.cycles = std::max(moving, computing);
  return cost;
}

double flops_of(const Body& body) {
  return static_cast<double>(std::count_if(body.begin(), body.end(), [](const ir::Step& step) {
    switch (step.op) {
      case Prim::load:
      case Prim::result:
      case Prim::constant:
      case Prim::argument:
      case Prim::negate:
      case Prim::store:
      case Prim::give: return false;
      default: return true;
    }
  }));
}

bool is_scattered(const ir::KernelProgram& program, const Body& body,
                  const std::vector<View>& views, Lanes axis) {
  if (axis != Lanes::rows && axis != Lanes::cols) return false;
  return std::any_of(body.begin(), body.end(), [&](const ir::Step& step) {
    const bool is_access = step.op == Prim::load || step.op == Prim::store;
    return is_access && moves_across(program, views[step.index], axis);
  });
}

bool is_transposed_copy(const ir::KernelProgram& program, const Map& map) {
  if (map.body.size() != 2 || map.body[0].op != Prim::load || map.body[1].op != Prim::store) {
    return false;
  }
  const auto neighbours = [&](const ir::Step& step) {
    const View& view = map.views[step.index];
    return neighbours_along(view, program[view.buffer]);
  };
  const Lanes source = neighbours(map.body[0]);
  const Lanes result = neighbours(map.body[1]);
  return source != Lanes::none && result != Lanes::none && source != result;
}

}  // namespace nngen::codegen
