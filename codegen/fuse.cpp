#include "codegen/fuse.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <unordered_set>

#include "codegen/body.hpp"
#include "ir/check.hpp"

namespace nngen::codegen {
namespace {

using ir::Body;
using ir::BufferId;
using ir::Contract;
using ir::Kernel;
using ir::KernelProgram;
using ir::Map;
using ir::Prim;
using ir::Rows;
using ir::Step;
using ir::View;

// Longer bodies would make passes over them quadratic and compilers slow.
constexpr std::size_t longest_body = 200;
constexpr std::size_t none = static_cast<std::size_t>(-1);

// Which statements write and read each buffer, kept up to date while statements merge.
class Uses {
 public:
  explicit Uses(const KernelProgram& program)
      : writers(program.buffers.size()), readers(program.buffers.size()) {
    for (std::size_t i = 0; i < program.statements.size(); ++i) add(program, i);
  }
  void add(const KernelProgram& program, std::size_t i) {
    const ir::Access access = access_of(program.statements[i].kernel);
    for (const BufferId id : access.reads) readers[id.value].insert(i);
    for (const BufferId id : access.writes) writers[id.value].insert(i);
  }
  void remove(const KernelProgram& program, std::size_t i) {
    const ir::Access access = access_of(program.statements[i].kernel);
    for (const BufferId id : access.reads) readers[id.value].erase(i);
    for (const BufferId id : access.writes) writers[id.value].erase(i);
  }

  std::vector<std::set<std::size_t>> writers;
  std::vector<std::set<std::size_t>> readers;
};

// The body in which a kernel's finished results are at hand.
Body& last_body(Kernel& kernel) {
  if (auto* map = std::get_if<Map>(&kernel)) return map->body;
  if (auto* contract = std::get_if<Contract>(&kernel)) return contract->epilogue;
  Rows& rows = std::get<Rows>(kernel);
  return rows.phases.back().combine == ir::Combine::none ? rows.phases.back().body : rows.finish;
}

// Of a softmax the last phase runs over all entries; of a reduction the finish over the lines.
ir::Extent last_extent(const Kernel& kernel) {
  if (const auto* rows = std::get_if<Rows>(&kernel)) {
    if (rows->phases.back().combine == ir::Combine::none) return rows->over;
  }
  return result_extent(kernel);
}

const Step* find_store(const Body& body, const std::vector<View>& views, BufferId buffer) {
  for (const Step& step : body) {
    if (step.op == Prim::store && views[step.index].buffer == buffer) return &step;
  }
  return nullptr;
}

// All loads of a buffer in a body walk it alike: that view.
std::optional<View> only_load(const Kernel& kernel, const Body& body, BufferId buffer) {
  std::optional<View> view;
  for (const Step& step : body) {
    if (step.op != Prim::load) continue;
    const View& candidate = views_of(kernel)[step.index];
    if (candidate.buffer != buffer) continue;
    if (view && !(*view == candidate)) return std::nullopt;
    view = candidate;
  }
  return view;
}

std::vector<BufferId> loaded_buffers(const Kernel& kernel, const Body& body) {
  std::vector<BufferId> buffers;
  std::unordered_set<std::uint32_t> known;
  for (const Step& step : body) {
    if (step.op != Prim::load) continue;
    const BufferId id = views_of(kernel)[step.index].buffer;
    if (known.insert(id.value).second) buffers.push_back(id);
  }
  return buffers;
}

bool loads(const Kernel& kernel, const Body& body, BufferId buffer) {
  return std::any_of(body.begin(), body.end(), [&](const Step& step) {
    return step.op == Prim::load && views_of(kernel)[step.index].buffer == buffer;
  });
}

// A store gives no value, so it can become any step that is dropped as unused.
void drop_store(Body& body, const std::vector<View>& views, BufferId buffer) {
  for (Step& step : body) {
    if (step.op == Prim::store && views[step.index].buffer == buffer) step = {};
  }
}

Map transposed(Map map) {
  std::swap(map.over.rows, map.over.cols);
  for (View& view : map.views) view = view.transposed();
  return map;
}

class Fusion {
 public:
  explicit Fusion(KernelProgram& program)
      : program_(program), uses_(program), removed_(program.statements.size(), false) {}

  void run() {
    for (std::size_t i = 0; i < program_.statements.size(); ++i) {
      take_producers(i);
      join_producer(i);
    }
    std::size_t i = 0;
    std::erase_if(program_.statements, [&](const ir::Statement&) { return removed_[i++]; });
  }

 private:
  Kernel& kernel(std::size_t i) { return program_.statements[i].kernel; }

  // The one statement that writes a workspace buffer, all of it.
  std::size_t producer_of(BufferId id) const {
    const auto& writers = uses_.writers[id.value];
    const bool is_ours = program_[id].role == ir::BufferRole::workspace;
    return is_ours && writers.size() == 1 ? *writers.begin() : none;
  }

  // A parameter changes in place: nothing that reads it may move past its update.
  bool moves_past_update(std::size_t from, std::size_t to) {
    for (const BufferId id : access_of(kernel(from)).reads) {
      const auto& writers = uses_.writers[id.value];
      const auto writer = writers.upper_bound(from);
      if (writer != writers.end() && *writer < to) return true;
    }
    return false;
  }

  // ---- Maps whose result only this statement takes

  void take_producers(std::size_t i) {
    if (std::holds_alternative<Contract>(kernel(i))) return;
    bool changed = true;
    while (changed) {
      changed = false;
      for (Body* body : bodies_of(kernel(i))) {
        for (const BufferId id : loaded_buffers(kernel(i), *body)) {
          if (take_producer(i, *body, id)) changed = true;
        }
        if (changed) break;
      }
    }
  }

  bool take_producer(std::size_t i, Body& body, BufferId id) {
    const std::size_t p = producer_of(id);
    if (p == none || p >= i || uses_.readers[id.value].size() != 1) return false;
    const auto* producer = std::get_if<Map>(&kernel(p));
    if (producer == nullptr || producer->body.size() + body.size() > longest_body) return false;
    if (stores(producer->body) != 1 || loads_in_bodies(i, id) != 1) return false;
    if (moves_past_update(p, i) || overwrites_elsewhere(*producer, i)) return false;
    const auto fitted = fit(*producer, extent_at(i, body), id, only_load(kernel(i), body, id));
    if (!fitted) return false;
    inline_map(i, body, *fitted, id);
    retire(p, i);
    return true;
  }

  static std::size_t stores(const Body& body) {
    return static_cast<std::size_t>(std::count_if(
        body.begin(), body.end(), [](const Step& step) { return step.op == Prim::store; }));
  }

  // In how many bodies the buffer is loaded: in more than one, it would be computed again.
  std::size_t loads_in_bodies(std::size_t i, BufferId id) {
    std::size_t count = 0;
    for (const Body* body : bodies_of(kernel(i))) {
      if (loads(kernel(i), *body, id)) ++count;
    }
    return count;
  }

  ir::Extent extent_at(std::size_t i, const Body& body) {
    if (const auto* rows = std::get_if<Rows>(&kernel(i))) {
      for (const ir::Phase& phase : rows->phases) {
        if (&phase.body == &body) return rows->over;
      }
      return result_extent(kernel(i));
    }
    return extent_of(kernel(i));
  }

  // The producer walked as its consumer walks: as it is, or transposed.
  static std::optional<Map> fit(const Map& producer, const ir::Extent& over, BufferId id,
                                const std::optional<View>& load) {
    const View& stored = producer.views[find_store(producer.body, producer.views, id)->index];
    if (!load) return std::nullopt;
    if (producer.over == over && *load == stored) return producer;
    Map other = transposed(producer);
    if (other.over == over && *load == stored.transposed()) return other;
    return std::nullopt;
  }

  // An update in place may read its parameter only where it writes it.
  bool overwrites_elsewhere(const Map& producer, std::size_t i) {
    const Kernel& consumer = kernel(i);
    for (const Body* body : bodies_of(consumer)) {
      for (const Step& step : *body) {
        if (step.op != Prim::store) continue;
        const View& to = views_of(consumer)[step.index];
        for (const View& view : producer.views) {
          if (view.buffer == to.buffer && !(view == to)) return true;
        }
      }
    }
    return false;
  }

  void inline_map(std::size_t i, Body& body, const Map& producer, BufferId id) {
    uses_.remove(program_, i);
    std::vector<View>& views = views_of(kernel(i));
    const auto shift = static_cast<std::uint32_t>(views.size());
    views.insert(views.end(), producer.views.begin(), producer.views.end());
    Body made = producer.body;
    const std::uint32_t value = find_store(made, producer.views, id)->a;
    drop_store(made, producer.views, id);
    shift_views(made, shift);
    Body merged = std::move(made);
    append_body(merged, body, [&](const Step& step) -> std::optional<std::uint32_t> {
      const bool is_it = step.op == Prim::load && views[step.index].buffer == id;
      return is_it ? std::optional(value) : std::nullopt;
    });
    body = std::move(merged);
    simplify_body(body, views);
    compact_views(kernel(i));
    uses_.add(program_, i);
  }

  // ---- a Map that continues what a contraction or reduction begins

  void join_producer(std::size_t i) {
    const auto* map = std::get_if<Map>(&kernel(i));
    if (map == nullptr || removed_[i]) return;
    for (const BufferId id : loaded_buffers(kernel(i), map->body)) {
      const std::size_t p = producer_of(id);
      if (p != none && p < i && can_join(p, i, id)) {
        join(p, i, id);
        return;
      }
    }
  }

  bool can_join(std::size_t p, std::size_t i, BufferId id) {
    const Map& map = std::get<Map>(kernel(i));
    if (std::holds_alternative<Map>(kernel(p))) return false;
    if (std::holds_alternative<ir::Dense>(kernel(p))) return false;
    const Body& body = last_body(kernel(p));
    if (body.size() + map.body.size() > longest_body) return false;
    const Step* store = find_store(body, views_of(kernel(p)), id);
    if (store == nullptr || !(last_extent(kernel(p)) == map.over)) return false;
    // Whatever the Map takes from there it must take where it is made.
    for (const BufferId made : access_of(kernel(p)).writes) {
      const Step* here = find_store(body, views_of(kernel(p)), made);
      const auto load = only_load(kernel(i), map.body, made);
      if (!load && !loads(kernel(i), map.body, made)) continue;
      if (!load || here == nullptr || !(*load == views_of(kernel(p))[here->index])) return false;
    }
    return reads_stay_ahead(p, i) && !overwrites_operand(p, i) && !moves_past_update(p, i);
  }

  // The joined statement stands at the later place: nobody before that may need the earlier one's results.
  bool reads_stay_ahead(std::size_t p, std::size_t i) {
    for (const BufferId id : access_of(kernel(p)).writes) {
      for (const std::size_t reader : uses_.readers[id.value]) {
        if (reader != p && reader < i) return false;
      }
    }
    return true;
  }

  // Operands and earlier phases are read whole before the last result stands.
  bool overwrites_operand(std::size_t p, std::size_t i) {
    const auto reads = access_of(kernel(p)).reads;
    for (const BufferId id : access_of(kernel(i)).writes) {
      if (std::find(reads.begin(), reads.end(), id) != reads.end()) return true;
    }
    return false;
  }

  void join(std::size_t p, std::size_t i, BufferId id) {
    uses_.remove(program_, i);
    uses_.remove(program_, p);
    Kernel joined = std::move(kernel(p));
    const Map map = std::get<Map>(std::move(kernel(i)));
    std::vector<View>& views = views_of(joined);
    const auto shift = static_cast<std::uint32_t>(views.size());
    Body& body = last_body(joined);
    const Body made = body;
    append_body(body, shifted(map.body, shift), [&](const Step& step) -> std::optional<std::uint32_t> {
      if (step.op != Prim::load) return std::nullopt;
      const Step* store = find_store(made, views, map.views[step.index - shift].buffer);
      return store == nullptr ? std::nullopt : std::optional(store->a);
    });
    views.insert(views.end(), map.views.begin(), map.views.end());
    if (uses_.readers[id.value].empty()) drop_store(body, views, id);
    simplify_body(body, views);
    kernel(i) = std::move(joined);
    compact_views(kernel(i));
    take_origin(p, i);
    uses_.add(program_, i);
    kernel(p) = Map{};
    removed_[p] = true;
  }

  static Body shifted(Body body, std::uint32_t by) {
    shift_views(body, by);
    return body;
  }

  void retire(std::size_t p, std::size_t i) {
    take_origin(p, i);
    uses_.remove(program_, p);
    kernel(p) = Map{};
    removed_[p] = true;
  }

  void take_origin(std::size_t p, std::size_t i) {
    std::vector<ir::NodeId>& origin = program_.statements[i].origin;
    const std::vector<ir::NodeId>& earlier = program_.statements[p].origin;
    origin.insert(origin.begin(), earlier.begin(), earlier.end());
  }

  KernelProgram& program_;
  Uses uses_;
  std::vector<bool> removed_;
};

}  // namespace

void fuse_elementwise(KernelProgram& program) { Fusion(program).run(); }

}  // namespace nngen::codegen
