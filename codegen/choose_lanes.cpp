#include "codegen/choose_lanes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "codegen/cost_model.hpp"
#include "codegen/product_factors.hpp"
#include "codegen/scalar_code.hpp"
#include "codegen/tiles.hpp"

namespace nngen::codegen {
namespace {

using ir::Body;
using ir::BufferId;
using ir::Contract;
using ir::Count;
using ir::Extent;
using ir::Lanes;
using ir::Layout;
using ir::Map;
using ir::Place;
using ir::Prim;
using ir::Rows;
using ir::View;

constexpr double impossible = std::numeric_limits<double>::infinity();

Place step_along(const View& view, Lanes axis) {
  return axis == Lanes::rows ? view.row_step : view.col_step;
}

bool is_single(Place step) { return step == Place{1, 0} || step == Place{0, 1}; }

class Chooser {
 public:
  Chooser(ir::KernelProgram& program, const LoweringTarget& target)
      : program_(program), target_(target) {}

  void run() {
    for (ir::Statement& statement : program_.statements) {
      std::visit([&](auto& kernel) { choose(kernel); }, statement.kernel);
      forget_written(statement.kernel);
      made_.push_back(std::move(statement));
    }
    program_.statements = std::move(made_);
  }

 private:
  double value(const Count& count) const { return static_cast<double>(target_.value(count)); }

  Lanes neighbours(const View& view) const {
    return neighbours_along(view, program_[view.buffer]);
  }

  // How many registers a length fills.
  double registers(const Count& count) const {
    const std::int64_t lanes = target_.lanes();
    return static_cast<double>((target_.value(count) + lanes - 1) / lanes);
  }

  // ---- bodies

  // Of one entry by itself.
  static double scalar_cost(const Body& body) {
    double cost = 0;
    for (const ir::Step& step : body) cost += is_costly(step.op) ? cost_of_function : 1;
    return cost;
  }

  // Of a register of entries along the axis.
  double strip_cost(const Body& body, const std::vector<View>& views, Lanes axis) const {
    double cost = 0;
    for (const ir::Step& step : body) {
      cost += is_costly(step.op) ? cost_of_function : 1;
      if (step.op != Prim::load && step.op != Prim::store) continue;
      const View& view = views[step.index];
      const Place along = step_along(view, axis);
      if (along == Place{} || neighbours(view) == axis) continue;
      if (!is_single(along)) return impossible;
      cost += cost_of_gathering * static_cast<double>(target_.lanes());
    }
    return cost;
  }

  // ---- maps

  void choose(Map& map) {
    map.lanes = lanes_of(map);
    copy_across({&map.body}, map.views, map.over, map.lanes);
  }

  // Parts of the caller's arrays from their first entry to their last: one loop walks them.
  bool is_flat(const Map& map) const {
    if (!map.over.slots.is_one() || map.over.rows.times_samples || map.over.cols.times_samples) {
      return false;
    }
    return std::all_of(map.views.begin(), map.views.end(), [&](const View& view) {
      const ir::Buffer& buffer = program_[view.buffer];
      const View walk = whole(view.buffer, buffer);
      return ir::is_in_flat_array(buffer.role) && view.start == Place{} &&
             buffer.sample_size() == map.over.rows.factor * map.over.cols.factor &&
             (map.over.rows.is_one() || view.row_step == walk.row_step) &&
             (map.over.cols.is_one() || view.col_step == walk.col_step);
    });
  }

  Lanes lanes_of(const Map& map) const {
    if (is_flat(map)) return map.over.rows.is_one() ? Lanes::cols : Lanes::rows;
    const double rows = value(map.over.rows);
    const double cols = value(map.over.cols);
    const auto in_strips = [&](Lanes axis, const Count& along, double across) {
      return along.is_one() ? impossible
                            : registers(along) * across * strip_cost(map.body, map.views, axis);
    };
    return cheapest({{Lanes::rows, in_strips(Lanes::rows, map.over.rows, cols)},
                     {Lanes::cols, in_strips(Lanes::cols, map.over.cols, rows)},
                     {Lanes::none, rows * cols * scalar_cost(map.body)}});
  }

  static Lanes cheapest(std::initializer_list<std::pair<Lanes, double>> costs) {
    const auto best = std::min_element(costs.begin(), costs.end(), [](const auto& a, const auto& b) {
      return a.second < b.second;
    });
    return best->first;
  }

  // ---- reductions

  void choose(Rows& rows) {
    const double alone = rows_cost(rows, Lanes::none);
    rows.lanes = cheapest({{Lanes::rows, rows_cost(rows, Lanes::rows)},
                           {Lanes::cols, rows_cost(rows, Lanes::cols)},
                           {Lanes::none, alone}});
    if (rows.lanes == Lanes::none) return;
    std::vector<Body*> bodies;
    for (ir::Phase& phase : rows.phases) bodies.push_back(&phase.body);
    copy_across(bodies, rows.views, rows.over, rows.lanes);
  }

  double rows_cost(const Rows& rows, Lanes axis) const {
    if (is_thin(rows.over, axis)) return impossible;
    const double row_count = axis == Lanes::rows ? registers(rows.over.rows) : value(rows.over.rows);
    const double col_count = axis == Lanes::cols ? registers(rows.over.cols) : value(rows.over.cols);
    const double lines = (rows.along_rows ? 1 : row_count) * (rows.along_cols ? 1 : col_count);
    const double entries = row_count * col_count;
    const bool along = axis == Lanes::rows ? rows.along_rows : rows.along_cols;
    const auto in_line = [&](const Body& body) {
      return axis == Lanes::none ? scalar_cost(body) : strip_cost(body, rows.views, axis);
    };
    const auto per_line = [&](const Body& body) {
      return axis == Lanes::none || along ? scalar_cost(body) : in_line(body);
    };
    double cost = lines * per_line(rows.finish);
    for (const ir::Phase& phase : rows.phases) {
      cost += entries * in_line(phase.body) + lines * per_line(phase.after);
      if (axis != Lanes::none && along) cost += lines * cost_of_sum_of_lanes;
    }
    return cost;
  }

  // ---- contractions

  void choose(Contract& contract) {
    if (contract.by_library) return;
    contract.lanes = cheapest({{Lanes::rows, product_cost(contract, Lanes::rows)},
                               {Lanes::cols, product_cost(contract, Lanes::cols)},
                               {Lanes::depth, product_cost(contract, Lanes::depth)}});
    const Extent a{contract.over.slots, contract.over.rows, contract.k};
    const Extent b{contract.over.slots, contract.k, contract.over.cols};
    if (contract.lanes == Lanes::depth) {
      lie_along(contract.a, a, Lanes::cols);
      lie_along(contract.b, b, Lanes::rows);
      return;
    }
    const ProductFactors factors(program_, target_, contract, contract.lanes);
    const bool in_rows = contract.lanes == Lanes::rows;
    contract.turned =
        turned_cost(contract, factors, contract.lanes) < straight_cost(contract, contract.lanes);
    if (factors.takes_blocks()) {
      contract.waiting = memory(factors.waiting_entries());
    } else if (factors.packs_left()) {
      (in_rows ? contract.packed_a : contract.packed_b) = memory(factors.left_entries());
    } else {
      in_rows ? lie_along(contract.a, a, Lanes::rows) : lie_along(contract.b, b, Lanes::cols);
    }
    if (factors.packs_right()) {
      (in_rows ? contract.packed_b : contract.packed_a) = memory(factors.right_entries());
    }
    copy_across({&contract.epilogue}, contract.views, contract.over, epilogue_lanes(contract));
  }

  BufferId memory(std::int64_t entries) {
    return program_.add_buffer({ir::BufferRole::workspace, entries, 1, false, {}});
  }

  static bool is_thin(const Extent& over, Lanes axis) {
    return (axis == Lanes::rows && over.rows.is_one()) || (axis == Lanes::cols && over.cols.is_one());
  }

  double product_cost(const Contract& contract, Lanes axis) const {
    if (is_thin(contract.over, axis)) return impossible;
    const double m = value(contract.over.rows);
    const double n = value(contract.over.cols);
    const double k = value(contract.k);
    const double a = cost_of_lying(contract.a, axis == Lanes::depth ? Lanes::cols : axis, m * k);
    const double b = cost_of_lying(contract.b, axis == Lanes::depth ? Lanes::rows : axis, k * n);
    if (axis == Lanes::depth) {
      const double sums = 1.2 * registers(contract.k) + cost_of_sum_in_block;
      const bool in_blocks = value(contract.over.rows) >= static_cast<double>(target_.lanes());
      const double strip = in_blocks ? strip_cost(contract.epilogue, contract.views, Lanes::rows) : impossible;
      const double finish = strip == impossible ? scalar_cost(contract.epilogue) + cost_of_sum_of_lanes
                                                : strip / static_cast<double>(target_.lanes());
      return m * n * (sums + finish) + a + b;
    }
    const ProductFactors factors(program_, target_, contract, axis);
    const double finish =
        std::min(straight_cost(contract, axis), turned_cost(contract, factors, axis));
    return factors.strips() * (k + finish) + factors.packing_cost() + (axis == Lanes::rows ? a : b);
  }

  // Of the epilogue of a register of sums, as tiles give them.
  double straight_cost(const Contract& contract, Lanes axis) const {
    const double epilogue = strip_cost(contract.epilogue, contract.views, axis);
    const double lanes = static_cast<double>(target_.lanes());
    return epilogue == impossible ? lanes * scalar_cost(contract.epilogue) : epilogue;
  }

  // The same where each tile is transposed before: as many registers as have lanes become one for
  // each of them, of which those are filled that the tile has columns.
  double turned_cost(const Contract& contract, const ProductFactors& factors, Lanes axis) const {
    constexpr std::int64_t least_depth = 8;
    const Tile tile = factors.tile();
    const bool pays = 2 * tile.cols >= target_.lanes() && factors.depth() >= least_depth;
    if (!pays || !factors.has_known_tiles()) return impossible;
    const Lanes other = axis == Lanes::rows ? Lanes::cols : Lanes::rows;
    const double lanes = static_cast<double>(target_.lanes());
    const double epilogue = strip_cost(contract.epilogue, contract.views, other);
    return turned_registers(tile, target_.lanes()) * (std::log2(lanes) + epilogue);
  }

  double cost_of_lying(const View& view, Lanes axis, double entries) const {
    if (neighbours(view) == axis || step_along(view, axis) == Place{}) return 0;
    return entries * (neighbours(view) == Lanes::none ? cost_of_gathering : cost_of_copying);
  }

  // ---- copies

  void lie_along(View& view, const Extent& over, Lanes axis) {
    if (neighbours(view) == axis || step_along(view, axis) == Place{}) return;
    view = copied(view, over, axis);
  }

  // What a body reads across its lanes is read once more than it is copied.
  void copy_across(const std::vector<Body*>& bodies, std::vector<View>& views, const Extent& over,
                   Lanes axis) {
    if (axis == Lanes::none) return;
    std::vector<bool> is_stored(program_.buffers.size(), false);
    std::vector<bool> is_loaded(views.size(), false);
    for (const Body* body : bodies) {
      for (const ir::Step& step : *body) {
        if (step.op == Prim::store) is_stored[views[step.index].buffer.value] = true;
        if (step.op == Prim::load) is_loaded[step.index] = true;
      }
    }
    const Lanes other = axis == Lanes::rows ? Lanes::cols : Lanes::rows;
    for (std::size_t i = 0; i < is_loaded.size(); ++i) {
      const View view = views[i];
      if (!is_loaded[i] || is_stored[view.buffer.value] || neighbours(view) != other) continue;
      if (is_single(step_along(view, axis))) views[i] = copied(view, over, axis);
    }
  }

  struct Copy {
    View from;
    Lanes axis;
    View copy;
  };

  // The same entries, side by side along the axis.
  View copied(const View& from, const Extent& over, Lanes axis) {
    for (const Copy& known : copies_) {
      if (known.from == from && known.axis == axis) return known.copy;
    }
    Extent extent = over;
    if (from.slot_step == Place{}) extent.slots = {};
    const bool across = extent.rows.times_samples;  // a buffer has its samples along its columns
    const Count rows = across ? extent.cols : extent.rows;
    const Count cols = across ? extent.rows : extent.cols;
    ir::Buffer buffer{ir::BufferRole::workspace, rows.factor, cols.factor,
                      cols.times_samples || extent.slots.times_samples, program_[from.buffer].node};
    buffer.copy_of = from.buffer;
    buffer.layout = (axis == Lanes::rows) == across ? Layout::by_row : Layout::by_column;
    const BufferId id = program_.add_buffer(buffer);
    View to = whole(id, buffer);
    if (across) to = to.transposed();
    if (!extent.slots.times_samples) to.slot_step = {};
    Map map{extent, {}, {}};
    map.views = {from, to};
    map.body = {{.op = Prim::load, .index = 0}, {.op = Prim::store, .a = 0, .index = 1}};
    map.lanes = lanes_of(map);
    made_.push_back({std::move(map), {}});
    copies_.push_back({from, axis, to});
    return to;
  }

  void forget_written(const ir::Kernel& kernel) {
    for (const BufferId id : access_of(kernel).writes) {
      std::erase_if(copies_, [&](const Copy& copy) { return copy.from.buffer == id; });
    }
  }

  void choose(ir::Dense&) {}

  ir::KernelProgram& program_;
  const LoweringTarget& target_;
  std::vector<ir::Statement> made_;
  std::vector<Copy> copies_;
};

}  // namespace

void choose_lanes(ir::KernelProgram& program, const LoweringTarget& target) {
  Chooser(program, target).run();
}

Lanes neighbours_along(const View& view, const ir::Buffer& buffer) {
  const auto are_neighbours = [&](Place step) {
    const bool is_row = buffer.rows == 1;  // its entries are side by side in either layout
    const bool to_the_right = buffer.layout == Layout::by_row || is_row;
    return step == (to_the_right ? Place{0, 1} : Place{1, 0});
  };
  if (are_neighbours(view.row_step)) return Lanes::rows;
  return are_neighbours(view.col_step) ? Lanes::cols : Lanes::none;
}

Lanes epilogue_lanes(const Contract& contract) {
  return (contract.lanes == Lanes::cols) != contract.turned ? Lanes::cols : Lanes::rows;
}

bool takes_strips(const Contract& contract) {
  const Lanes axis = epilogue_lanes(contract);
  return std::all_of(contract.views.begin(), contract.views.end(), [&](const View& view) {
    const Place step = step_along(view, axis);
    return step == Place{} || is_single(step);
  });
}

}  // namespace nngen::codegen
