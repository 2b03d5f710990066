#include <algorithm>

#include "codegen/body.hpp"
#include "codegen/fuse.hpp"

namespace nngen::codegen {
namespace {

using ir::Body;
using ir::Contract;
using ir::Kernel;
using ir::KernelProgram;
using ir::Place;
using ir::Prim;
using ir::Rows;
using ir::View;

// Samples follow one another where k ends: (sample, k) is one long k.
bool continues_over_samples(const View& view, const Place& k_step, const ir::Count& k) {
  return k.is_one() || view.slot_step == k.factor * k_step;
}

bool is_plain_product(const Contract& contract) {
  const Body& epilogue = contract.epilogue;
  return !contract.sum_slots && contract.over.slots.times_samples && epilogue.size() == 2 &&
         epilogue[0].op == Prim::result && epilogue[1].op == Prim::store &&
         continues_over_samples(contract.a, contract.a.col_step, contract.k) &&
         continues_over_samples(contract.b, contract.b.row_step, contract.k);
}

bool is_plain_sum_over_samples(const Rows& rows) {
  if (!rows.along_slots || rows.along_rows || rows.along_cols || rows.phases.size() != 1) {
    return false;
  }
  const ir::Phase& phase = rows.phases[0];
  return phase.combine == ir::Combine::sum && phase.after.empty() && phase.body.size() == 2 &&
         phase.body[0].op == Prim::load && phase.body[1].op == Prim::give;
}

Contract summed(Contract contract, const Rows& rows) {
  contract.sum_slots = true;
  contract.views = rows.views;
  contract.epilogue = rows.finish;
  return contract;
}

}  // namespace

void fuse_sample_sums(KernelProgram& program) {
  constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::vector<std::size_t> product(program.buffers.size(), none);
  std::vector<std::size_t> readers(program.buffers.size(), 0);
  for (std::size_t i = 0; i < program.statements.size(); ++i) {
    const Kernel& kernel = program.statements[i].kernel;
    for (const ir::BufferId id : access_of(kernel).reads) ++readers[id.value];
    const auto* contract = std::get_if<Contract>(&kernel);
    if (contract == nullptr || !is_plain_product(*contract)) continue;
    const View& to = contract->views[contract->epilogue[1].index];
    if (program[to.buffer].role == ir::BufferRole::workspace) product[to.buffer.value] = i;
  }
  std::vector<bool> removed(program.statements.size(), false);
  for (ir::Statement& statement : program.statements) {
    const auto* rows = std::get_if<Rows>(&statement.kernel);
    if (rows == nullptr || !is_plain_sum_over_samples(*rows)) continue;
    const View& from = rows->views[rows->phases[0].body[0].index];
    const std::size_t p = product[from.buffer.value];
    if (p == none || readers[from.buffer.value] != 1) continue;
    const auto& contract = std::get<Contract>(program.statements[p].kernel);
    const View& to = contract.views[contract.epilogue[1].index];
    if (!(from == to) || !(rows->over == contract.over)) continue;
    const auto& earlier = program.statements[p].origin;
    statement.origin.insert(statement.origin.begin(), earlier.begin(), earlier.end());
    statement.kernel = summed(contract, *rows);
    compact_views(statement.kernel);
    removed[p] = true;
  }
  std::size_t i = 0;
  std::erase_if(program.statements, [&](const ir::Statement&) { return removed[i++]; });
}

}  // namespace nngen::codegen
