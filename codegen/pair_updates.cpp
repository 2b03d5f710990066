#include "codegen/pair_updates.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "codegen/choose_lanes.hpp"
#include "codegen/cost_model.hpp"

namespace nngen::codegen {
namespace {

using ir::BufferId;
using ir::Contract;
using ir::Lanes;
using ir::Place;
using ir::Prim;
using ir::View;

bool contains(const std::vector<BufferId>& list, BufferId id) {
  return std::find(list.begin(), list.end(), id) != list.end();
}

class Pairing {
 public:
  Pairing(ir::KernelProgram& program, const LoweringTarget& target)
      : program_(program), target_(target) {}

  void run() {
    find_updates();
    for (std::size_t i = 0; i < program_.statements.size(); ++i) {
      const auto* product = std::get_if<Contract>(&program_.statements[i].kernel);
      if (product == nullptr || !is_product(*product)) continue;
      const auto found = updates_.find(product->a.buffer.value);
      if (found == updates_.end() || found->second < i) continue;
      // One pass has one δ for both.
      const View& left = contract_at(found->second)->a;
      const bool same = left.buffer == product->b.buffer && left.start == product->b.start &&
                        left.row_step == product->b.row_step;
      if (same && can_move(found->second, i)) {
        pair(i, found->second);
      }
    }
  }

 private:
  const Contract* contract_at(std::size_t i) const {
    return std::get_if<Contract>(&program_.statements[i].kernel);
  }

  bool is_large(BufferId id) const {
    const double bytes = target_.scalar == ScalarType::float32 ? 4 : 8;
    return static_cast<double>(program_[id].rows) * bytes >= bytes_of_long_column &&
           static_cast<double>(program_[id].sample_size()) * bytes > first_cache;
  }

  bool is_whole(const View& view, Place down, Place right) const {
    return view.start == Place{} && view.row_step == down && view.col_step == right;
  }

  // Wᵀ·δ, sums along the columns of W.
  bool is_product(const Contract& contract) const {
    const BufferId id = contract.a.buffer;
    return program_[id].role == ir::BufferRole::parameter && contract.lanes == Lanes::depth &&
           contract.over.cols.is_one() && contract.over.slots.is_one() && takes_strips(contract) &&
           is_whole(contract.a, {0, 1}, {1, 0}) && contract.k == ir::Count{program_[id].rows} &&
           contract.over.rows == ir::Count{program_[id].cols} && is_large(id);
  }

  // The last statement that writes a parameter, where that is an outer product in place.
  void find_updates() {
    for (std::size_t i = 0; i < program_.statements.size(); ++i) {
      const Contract* contract = contract_at(i);
      if (contract == nullptr || !contract->k.is_one() || contract->lanes != Lanes::rows) continue;
      const auto writes = access_of(program_.statements[i].kernel).writes;
      if (writes.size() != 1 || program_[writes[0]].role != ir::BufferRole::parameter) continue;
      const bool in_place = std::all_of(
          contract->views.begin(), contract->views.end(), [&](const View& view) {
            return view.buffer == writes[0] && is_whole(view, {1, 0}, {0, 1});
          });
      if (in_place && neighbours_along(contract->b, program_[contract->b.buffer]) == Lanes::cols) {
        updates_[writes[0].value] = i;
      }
    }
  }

  // Nothing between needs the old matrix, and all that the update reads is there.
  bool can_move(std::size_t from, std::size_t to) const {
    const ir::Access moved = access_of(program_.statements[from].kernel);
    const ir::Access first = access_of(program_.statements[to].kernel);
    for (const BufferId id : moved.reads) {
      if (contains(first.writes, id)) return false;
    }
    for (std::size_t i = to + 1; i < from; ++i) {
      const ir::Access between = access_of(program_.statements[i].kernel);
      for (const BufferId id : between.writes) {
        if (contains(moved.reads, id) || contains(moved.writes, id)) return false;
      }
      for (const BufferId id : between.reads) {
        if (contains(moved.writes, id)) return false;
      }
    }
    return true;
  }

  void pair(std::size_t product, std::size_t update) {
    auto& statements = program_.statements;
    const auto begin = statements.begin();
    std::rotate(begin + static_cast<std::ptrdiff_t>(product) + 1,
                begin + static_cast<std::ptrdiff_t>(update),
                begin + static_cast<std::ptrdiff_t>(update) + 1);
    statements[product].with_next = true;
    for (auto& [buffer, at] : updates_) {
      if (at > product && at < update) ++at;
    }
  }

  ir::KernelProgram& program_;
  const LoweringTarget& target_;
  std::map<std::uint32_t, std::size_t> updates_;  // by parameter
};

}  // namespace

bool is_descent(const Contract& contract) {
  const ir::Body& body = contract.epilogue;
  if (body.size() != 6 || body.back().op != Prim::store) return false;
  const ir::Step& moved = body[body.back().a];
  if (moved.op != Prim::sub || body[moved.a].op != Prim::load) return false;
  const ir::Step& change = body[moved.b];
  if (change.op != Prim::mul) return false;
  const auto is_rate = [&](std::uint32_t i) {
    return body[i].op == Prim::argument &&
           static_cast<ir::Argument>(body[i].index) == ir::Argument::learning_rate;
  };
  const auto is_result = [&](std::uint32_t i) { return body[i].op == Prim::result; };
  return contract.views[body[moved.a].index] == contract.views[body.back().index] &&
         ((is_rate(change.a) && is_result(change.b)) || (is_result(change.a) && is_rate(change.b)));
}

void pair_updates(ir::KernelProgram& program, const LoweringTarget& target) {
  Pairing(program, target).run();
}

}  // namespace nngen::codegen
