#include "codegen/choose_lanes.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "codegen/body.hpp"

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

// Costs count instructions on registers. They need to be right to a factor of two.
constexpr double cost_of_function = 15;
constexpr double cost_of_gathering = 1.5;  // an entry that is not a neighbour of the last one
constexpr double cost_of_copying = 0.4;    // an entry, in blocks that are transposed in registers
constexpr double cost_of_sum_of_lanes = 8;
constexpr double impossible = std::numeric_limits<double>::infinity();

Place step_along(const View& view, Lanes axis) {
  return axis == Lanes::rows ? view.row_step : view.col_step;
}

bool is_single(Place step) { return step == Place{1, 0} || step == Place{0, 1}; }

bool is_function(Prim op) {
  switch (op) {
    case Prim::load:
    case Prim::result:
    case Prim::constant:
    case Prim::argument:
    case Prim::add:
    case Prim::sub:
    case Prim::mul:
    case Prim::negate:
    case Prim::min:
    case Prim::max:
    case Prim::less:
    case Prim::select:
    case Prim::abs:
    case Prim::store:
    case Prim::give:
      return false;
    default:
      return true;
  }
}

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
    return neighbours_along(view, program_[view.buffer].layout);
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
    for (const ir::Step& step : body) cost += is_function(step.op) ? cost_of_function : 1;
    return cost;
  }

  // Of a register of entries along the axis.
  double strip_cost(const Body& body, const std::vector<View>& views, Lanes axis) const {
    double cost = 0;
    for (const ir::Step& step : body) {
      cost += is_function(step.op) ? cost_of_function : 1;
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
    const double rows = value(map.over.rows);
    const double cols = value(map.over.cols);
    const auto in_strips = [&](Lanes axis, const Count& along, double across) {
      return along.is_one() ? impossible
                            : registers(along) * across * strip_cost(map.body, map.views, axis);
    };
    map.lanes = cheapest({{Lanes::rows, in_strips(Lanes::rows, map.over.rows, cols)},
                          {Lanes::cols, in_strips(Lanes::cols, map.over.cols, rows)},
                          {Lanes::none, rows * cols * scalar_cost(map.body)}});
    copy_across({&map.body}, map.views, map.over, map.lanes);
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
    const double rows = product_cost(contract, Lanes::rows);
    const double cols = product_cost(contract, Lanes::cols);
    const double depth = product_cost(contract, Lanes::depth);
    contract.lanes = cheapest({{Lanes::rows, rows}, {Lanes::cols, cols}, {Lanes::depth, depth}});
    const double packed_rows = packed_cost(contract, Lanes::rows);
    const double packed_cols = packed_cost(contract, Lanes::cols);
    if (std::min(packed_rows, packed_cols) < std::min({rows, cols, depth})) {
      contract.lanes = packed_rows <= packed_cols ? Lanes::rows : Lanes::cols;
      contract.packed = memory_for(contract);
    } else {
      lay_operands(contract);
    }
    if (contract.lanes == Lanes::depth) return;
    copy_across({&contract.epilogue}, contract.views, contract.over, contract.lanes);
  }

  void lay_operands(Contract& contract) {
    const Extent a{contract.over.slots, contract.over.rows, contract.k};
    const Extent b{contract.over.slots, contract.k, contract.over.cols};
    if (contract.lanes == Lanes::rows) lie_along(contract.a, a, Lanes::rows);
    if (contract.lanes == Lanes::cols) lie_along(contract.b, b, Lanes::cols);
    if (contract.lanes == Lanes::depth) {
      lie_along(contract.a, a, Lanes::cols);
      lie_along(contract.b, b, Lanes::rows);
    }
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
      const double sums = 1.5 * registers(contract.k) + cost_of_sum_of_lanes;
      return m * n * (sums + scalar_cost(contract.epilogue)) + a + b;
    }
    const bool in_rows = axis == Lanes::rows;
    const double reads = read_cost((in_rows ? m : n) * k) * read_cost((in_rows ? n : m) * k);
    return strips_cost(contract, axis, k * reads) + (in_rows ? a : b);
  }

  // How much slower a factor makes the tiles that read it again and again from where it lies.
  double read_cost(double entries) const {
    const double bytes = entries * (target_.scalar == ScalarType::float32 ? 4 : 8);
    constexpr double first_cache = 32 * 1024;
    constexpr double second_cache = 512 * 1024;
    return bytes <= first_cache ? 1 : bytes <= second_cache ? 1.08 : 1.25;
  }

  // All strips of the result, each with so many instructions and then its epilogue.
  double strips_cost(const Contract& contract, Lanes axis, double instructions) const {
    const double strips = axis == Lanes::rows
                              ? registers(contract.over.rows) * value(contract.over.cols)
                              : value(contract.over.rows) * registers(contract.over.cols);
    const double epilogue = strip_cost(contract.epilogue, contract.views, axis);
    const double lanes = static_cast<double>(target_.lanes());
    const double finish = epilogue == impossible ? lanes * scalar_cost(contract.epilogue) : epilogue;
    return strips * (instructions + finish);
  }

  double packed_cost(const Contract& contract, Lanes axis) const {
    const bool is_fixed = target_.batch.kind != Batch::Kind::dynamic;
    const bool is_large = value(contract.over.rows) >= 16 && value(contract.over.cols) >= 16;
    if (!is_fixed || !is_large || !contract.over.slots.is_one()) return impossible;
    const double m = value(contract.over.rows);
    const double n = value(contract.over.cols);
    const double k = value(contract.k);
    return strips_cost(contract, axis, k) + cost_of_packing(contract.a, Lanes::rows, m * k) +
           cost_of_packing(contract.b, Lanes::cols, k * n);
  }

  double cost_of_packing(const View& view, Lanes axis, double entries) const {
    constexpr double cost_of_block = 0.2;  // an entry, where registers are moved as they are
    return entries * (neighbours(view) == axis ? cost_of_block : cost_of_copying);
  }

  // Both factors, each filled up to whole tiles of the widest registers.
  BufferId memory_for(const Contract& contract) {
    constexpr std::int64_t most_rows = 128;  // of the factor that is packed block by block
    constexpr std::int64_t widest_tile = 24;
    const bool in_rows = contract.lanes == Lanes::rows;
    const Count& across = in_rows ? contract.over.cols : contract.over.rows;
    const std::int64_t entries =
        target_.value(contract.k) * (target_.value(across) + widest_tile + most_rows);
    return program_.add_buffer({ir::BufferRole::workspace, entries, 1, false, {}});
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
    buffer.layout = (axis == Lanes::rows) == across ? Layout::by_row : Layout::by_column;
    const BufferId id = program_.add_buffer(buffer);
    View to = whole(id, buffer);
    if (across) to = to.transposed();
    if (!extent.slots.times_samples) to.slot_step = {};
    Map map{extent, {}, {}, axis};
    map.views = {from, to};
    map.body = {{.op = Prim::load, .index = 0}, {.op = Prim::store, .a = 0, .index = 1}};
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

Lanes neighbours_along(const View& view, Layout layout) {
  const Place next = layout == Layout::by_column ? Place{1, 0} : Place{0, 1};
  if (view.row_step == next) return Lanes::rows;
  return view.col_step == next ? Lanes::cols : Lanes::none;
}

bool takes_strips(const Contract& contract) {
  return std::all_of(contract.views.begin(), contract.views.end(), [&](const View& view) {
    const Place step = step_along(view, contract.lanes);
    return step == Place{} || is_single(step);
  });
}

}  // namespace nngen::codegen
