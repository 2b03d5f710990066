#include "codegen/merge_reductions.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "codegen/body.hpp"

namespace nngen::codegen {
namespace {

using ir::Body;
using ir::Phase;
using ir::Prim;
using ir::Rows;
using ir::Step;
using ir::View;

bool has_same_lines(const Rows& a, const Rows& b) {
  return a.over == b.over && a.along_slots == b.along_slots && a.along_rows == b.along_rows &&
         a.along_cols == b.along_cols;
}

bool meet(const std::vector<ir::BufferId>& a, const std::vector<ir::BufferId>& b) {
  return std::any_of(a.begin(), a.end(), [&](ir::BufferId id) {
    return std::find(b.begin(), b.end(), id) != b.end();
  });
}

bool are_independent(const ir::Kernel& first, const ir::Kernel& second) {
  const ir::Access a = access_of(first);
  const ir::Access b = access_of(second);
  return !meet(a.writes, b.reads) && !meet(a.reads, b.writes) && !meet(a.writes, b.writes);
}

// Whether both give the same value, whatever is stored on the way and in whatever order it is computed.
bool gives_the_same(const Body& a, const Body& b, const std::vector<View>& views) {
  const auto is_equal = [&](const Step& left, const Step& right) {
    if (left.op != right.op || !(left.value == right.value)) return false;
    return left.op == Prim::load ? views[left.index] == views[right.index]
                                 : left.index == right.index;
  };
  std::vector<std::optional<std::uint32_t>> place(b.size());  // of b's steps in a
  for (std::size_t k = 0; k < b.size(); ++k) {
    const std::array<std::uint32_t, 3> operands{b[k].a, b[k].b, b[k].c};
    for (std::uint32_t i = 0; i < a.size() && !place[k]; ++i) {
      if (a[i].op == Prim::store || !is_equal(a[i], b[k])) continue;
      const std::array<std::uint32_t, 3> candidates{a[i].a, a[i].b, a[i].c};
      bool same = true;
      for (int n = 0; n < ir::operand_count(b[k].op); ++n) {
        const auto at = static_cast<std::size_t>(n);
        same = same && place[operands[at]] == candidates[at];
      }
      if (same) place[k] = i;
    }
    if (!place[k]) return false;
  }
  return true;
}

bool has_stores(const Body& body) {
  return std::any_of(body.begin(), body.end(),
                     [](const Step& step) { return step.op == Prim::store; });
}

void renumber_results(Body& body, const std::vector<std::uint32_t>& place) {
  for (Step& step : body) {
    if (step.op == Prim::result) step.index = place[step.index];
  }
}

// A phase of `rows` that combines the same; what the other one stores must then be stored there already.
std::optional<std::uint32_t> find_phase(const Rows& rows, const Phase& phase) {
  for (std::uint32_t i = 0; i < rows.phases.size(); ++i) {
    const Phase& candidate = rows.phases[i];
    if (candidate.combine == phase.combine && phase.combine != ir::Combine::none &&
        candidate.after.empty() && phase.after.empty() && !has_stores(phase.body) &&
        gives_the_same(candidate.body, phase.body, rows.views)) {
      return i;
    }
  }
  return std::nullopt;
}

void merge(Rows& rows, Rows other) {
  const auto shift = static_cast<std::uint32_t>(rows.views.size());
  rows.views.insert(rows.views.end(), other.views.begin(), other.views.end());
  std::vector<std::uint32_t> place(other.phases.size(), 0);
  for (std::uint32_t i = 0; i < other.phases.size(); ++i) {
    Phase& phase = other.phases[i];
    place[i] = static_cast<std::uint32_t>(rows.phases.size());
    shift_views(phase.body, shift);
    shift_views(phase.after, shift);
    renumber_results(phase.body, place);
    renumber_results(phase.after, place);
    if (const auto same = find_phase(rows, phase)) {
      place[i] = *same;
    } else {
      rows.phases.push_back(std::move(phase));
    }
  }
  shift_views(other.finish, shift);
  renumber_results(other.finish, place);
  append_body(rows.finish, other.finish, [](const Step&) { return std::nullopt; });
}

bool can_merge(const ir::Statement& first, const ir::Statement& second) {
  const auto* a = std::get_if<Rows>(&first.kernel);
  const auto* b = std::get_if<Rows>(&second.kernel);
  if (a == nullptr || b == nullptr || !has_same_lines(*a, *b)) return false;
  if (!are_independent(first.kernel, second.kernel)) return false;
  Rows merged = *a;
  merge(merged, *b);
  return merged.phases.size() < a->phases.size() + b->phases.size();
}

}  // namespace

void merge_reductions(ir::KernelProgram& program) {
  std::vector<ir::Statement> merged;
  for (ir::Statement& statement : program.statements) {
    if (!merged.empty() && can_merge(merged.back(), statement)) {
      ir::Statement& first = merged.back();
      merge(std::get<Rows>(first.kernel), std::get<Rows>(std::move(statement.kernel)));
      compact_views(first.kernel);
      first.origin.insert(first.origin.end(), statement.origin.begin(), statement.origin.end());
    } else {
      merged.push_back(std::move(statement));
    }
  }
  program.statements = std::move(merged);
}

}  // namespace nngen::codegen
