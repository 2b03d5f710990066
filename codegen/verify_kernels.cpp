#include "codegen/verify_kernels.hpp"

#include <array>

#include "ir/check.hpp"

namespace nngen::codegen {
namespace {

using ir::Body;
using ir::Buffer;
using ir::Count;
using ir::KernelProgram;
using ir::Place;
using ir::View;

// Steps never lead up or left, so the last entry is the farthest. Checked for some numbers of samples.
void verify_view(const KernelProgram& program, const View& view, const Count& slots,
                 const Count& rows, const Count& cols) {
  const Buffer& buffer = program[view.buffer];
  const auto last = [](const Count& count, std::int64_t samples) {
    return count.factor * (count.times_samples ? samples : 1) - 1;
  };
  for (const std::int64_t samples : {1, 3}) {
    const Place farthest = view.start + last(slots, samples) * view.slot_step +
                           last(rows, samples) * view.row_step +
                           last(cols, samples) * view.col_step;
    NNGEN_CHECK(view.start.row >= 0 && view.start.col >= 0);
    NNGEN_CHECK(farthest.row < buffer.rows);
    NNGEN_CHECK(farthest.col < buffer.cols * (buffer.per_sample ? samples : 1));
  }
}

void verify_body(const Body& body, std::size_t views) {
  for (std::size_t i = 0; i < body.size(); ++i) {
    const ir::Step& step = body[i];
    const std::array<std::uint32_t, 3> operands{step.a, step.b, step.c};
    for (int k = 0; k < ir::operand_count(step.op); ++k) {
      NNGEN_CHECK(operands[static_cast<std::size_t>(k)] < i);
    }
    const bool has_view = step.op == ir::Prim::load || step.op == ir::Prim::store;
    NNGEN_CHECK(!has_view || step.index < views);
  }
}

// A reduction's views at the end of a line stand still along it; elsewhere they are walked in full.
void verify_views(const KernelProgram& program, const ir::Kernel& kernel) {
  const ir::Extent& over = extent_of(kernel);
  if (const auto* dense = std::get_if<ir::Dense>(&kernel)) {
    NNGEN_CHECK(dense->views.size() >= 2 && dense->views.size() == dense->sizes.size());
    for (std::size_t i = 0; i < dense->views.size(); ++i) {
      const ir::Dense::Size& size = dense->sizes[i];
      verify_view(program, dense->views[i], over.slots, size.rows, size.cols);
      NNGEN_CHECK(i == 0 || !(dense->views[i - 1].buffer == dense->views.back().buffer));
    }
    return;
  }
  ir::Extent stored = over;
  if (std::holds_alternative<ir::Contract>(kernel)) stored = result_extent(kernel);
  for (const View& view : views_of(kernel)) {
    verify_view(program, view, stored.slots, stored.rows, stored.cols);
  }
  if (const auto* contract = std::get_if<ir::Contract>(&kernel)) {
    verify_view(program, contract->a, over.slots, over.rows, contract->k);
    verify_view(program, contract->b, over.slots, contract->k, over.cols);
  }
}

// What the caller gives, and gradients that a function does not compute itself.
bool may_be_read(const ir::Buffer& buffer, bool is_ever_written) {
  const bool is_given = buffer.role == ir::BufferRole::input || ir::is_in_flat_array(buffer.role);
  return is_given && (buffer.role != ir::BufferRole::gradient || !is_ever_written);
}

std::vector<bool> ever_written(const KernelProgram& program) {
  std::vector<bool> written(program.buffers.size(), false);
  for (const ir::Statement& statement : program.statements) {
    for (const ir::BufferId id : access_of(statement.kernel).writes) written[id.value] = true;
  }
  return written;
}

}  // namespace

void verify_kernels(const KernelProgram& program) {
  const std::vector<bool> ever = ever_written(program);
  std::vector<bool> written(program.buffers.size(), false);
  for (const ir::Statement& statement : program.statements) {
    verify_views(program, statement.kernel);
    const auto& views = views_of(statement.kernel);
    for (const Body* body : bodies_of(statement.kernel)) verify_body(*body, views.size());
    const ir::Access access = access_of(statement.kernel);
    // A kernel may read what its earlier phases wrote.
    for (const ir::BufferId id : access.writes) {
      NNGEN_CHECK(program[id].role != ir::BufferRole::input);
      written[id.value] = true;
    }
    for (const ir::BufferId id : access.reads) {
      NNGEN_CHECK(written[id.value] || may_be_read(program[id], ever[id.value]));
    }
  }
}

}  // namespace nngen::codegen
