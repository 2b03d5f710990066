#include "codegen/choose_libraries.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "codegen/body.hpp"
#include "codegen/choose_lanes.hpp"
#include "codegen/cost_model.hpp"

namespace nngen::codegen {
namespace {

using ir::Body;
using ir::Contract;
using ir::Count;
using ir::Extent;
using ir::Lanes;
using ir::Map;
using ir::Place;
using ir::Prim;
using ir::Step;
using ir::View;

// By step, whether it is the same for all entries of the result.
std::vector<bool> constant_steps(const Body& body) {
  std::vector<bool> is_constant(body.size(), false);
  for (std::size_t i = 0; i < body.size(); ++i) {
    const Step& step = body[i];
    const int operands = ir::operand_count(step.op);
    const bool is_leaf = step.op == Prim::constant || step.op == Prim::argument;
    const bool is_effect = step.op == Prim::store || step.op == Prim::give;
    is_constant[i] = is_leaf || (operands > 0 && !is_effect && is_constant[step.a] &&
                                 (operands < 2 || is_constant[step.b]) &&
                                 (operands < 3 || is_constant[step.c]));
  }
  return is_constant;
}

// What multiplies the product in a step; nothing if the step is none of its multiples.
std::optional<Body> multiple(const Contract& contract, std::uint32_t at) {
  const Body& body = contract.epilogue;
  const std::vector<bool> is_constant = constant_steps(body);
  std::vector<std::uint32_t> factors;
  while (body[at].op != Prim::result) {
    const Step& step = body[at];
    if (step.op != Prim::mul || is_constant[step.a] == is_constant[step.b]) return std::nullopt;
    factors.push_back(is_constant[step.a] ? step.a : step.b);
    at = is_constant[step.a] ? step.b : step.a;
  }
  if (factors.empty()) return Body{};
  Body scale(body.begin(), body.begin() + *std::max_element(factors.begin(), factors.end()) + 1);
  std::uint32_t product = factors.back();
  for (std::size_t i = factors.size() - 1; i-- > 0;) {
    scale.push_back({.op = Prim::mul, .a = product, .b = factors[i]});
    product = static_cast<std::uint32_t>(scale.size() - 1);
  }
  scale.push_back({.op = Prim::give, .a = product});
  simplify_body(scale, contract.views);
  return scale;
}

// Along one axis the entries are neighbours, along the other they stand at one distance.
bool is_matrix(const ir::KernelProgram& program, const View& view, const Count& rows,
               const Count& cols) {
  const ir::Buffer& buffer = program[view.buffer];
  const auto is_plain = [](Place step, const Count& extent) {
    return extent.is_one() || step == Place{1, 0} || step == Place{0, 1};
  };
  const bool repeats = view.row_step == view.col_step;
  return neighbours_along(view, buffer) != Lanes::none && is_plain(view.row_step, rows) &&
         is_plain(view.col_step, cols) && (!repeats || rows.is_one() || cols.is_one());
}

class LibraryChoice {
 public:
  LibraryChoice(ir::KernelProgram& program, const LoweringTarget& target)
      : program_(program), target_(target) {}

  void run() {
    std::vector<ir::Statement> statements;
    for (ir::Statement& statement : program_.statements) {
      auto* contract = std::get_if<Contract>(&statement.kernel);
      if (contract == nullptr || !is_large(*contract) || !has_matrices(*contract)) {
        statements.push_back(std::move(statement));
        continue;
      }
      contract->by_library = true;
      const auto form = library_form(*contract);
      if (form && is_matrix(program_, form->result, contract->over.rows, contract->over.cols)) {
        statements.push_back(std::move(statement));
        continue;
      }
      cut(std::move(statement), statements);
    }
    program_.statements = std::move(statements);
  }

 private:
  bool is_large(const Contract& contract) const {
    const double products = static_cast<double>(target_.value(contract.over.rows)) *
                            static_cast<double>(target_.value(contract.over.cols)) *
                            static_cast<double>(target_.value(contract.k));
    return products >= products_for_library && !contract.sum_slots;
  }

  bool has_matrices(const Contract& contract) const {
    return is_matrix(program_, contract.a, contract.over.rows, contract.k) &&
           is_matrix(program_, contract.b, contract.k, contract.over.cols);
  }

  void cut(ir::Statement statement, std::vector<ir::Statement>& statements) {
    Contract& contract = std::get<Contract>(statement.kernel);
    const Extent over = contract.over;
    const bool is_across = over.rows.times_samples;  // a buffer has its samples along its columns
    const Count rows = is_across ? over.cols : over.rows;
    const Count cols = is_across ? over.rows : over.cols;
    const ir::Buffer buffer{ir::BufferRole::workspace, rows.factor, cols.factor,
                            cols.times_samples || over.slots.times_samples, {}};
    View product = whole(program_.add_buffer(buffer), buffer);
    if (is_across) product = product.transposed();
    if (!over.slots.times_samples) product.slot_step = {};

    Map map{over, std::move(contract.views), {}};
    const auto index = static_cast<std::uint32_t>(map.views.size());
    map.views.push_back(product);
    append_body(map.body, contract.epilogue, [&](const Step& step) -> std::optional<std::uint32_t> {
      if (step.op != Prim::result) return std::nullopt;
      map.body.push_back({.op = Prim::load, .index = index});
      return static_cast<std::uint32_t>(map.body.size() - 1);
    });
    contract.views = {product};
    contract.epilogue = {{.op = Prim::result}, {.op = Prim::store, .a = 0, .index = 0}};

    statements.push_back(std::move(statement));
    statements.push_back({std::move(map), {}});
  }

  ir::KernelProgram& program_;
  const LoweringTarget& target_;
};

}  // namespace

std::optional<LibraryForm> library_form(const Contract& contract) {
  const Body& body = contract.epilogue;
  if (body.empty() || body.back().op != Prim::store) return std::nullopt;
  const auto stores = std::count_if(body.begin(), body.end(),
                                    [](const Step& step) { return step.op == Prim::store; });
  if (stores != 1) return std::nullopt;
  LibraryForm form;
  form.result = contract.views[body.back().index];
  const std::uint32_t stored = body.back().a;
  if (auto scale = multiple(contract, stored)) {
    form.scale = *std::move(scale);
    return form;
  }
  const Step& sum = body[stored];
  if (sum.op != Prim::add && sum.op != Prim::sub) return std::nullopt;
  const auto is_result = [&](std::uint32_t at) {
    return body[at].op == Prim::load && contract.views[body[at].index] == form.result;
  };
  const bool is_exchanged = sum.op == Prim::add && is_result(sum.b);
  if (!is_exchanged && !is_result(sum.a)) return std::nullopt;
  auto scale = multiple(contract, is_exchanged ? sum.a : sum.b);
  if (!scale) return std::nullopt;
  form.accumulates = true;
  form.is_subtracted = sum.op == Prim::sub;
  form.scale = *std::move(scale);
  return form;
}

void choose_libraries(ir::KernelProgram& program, const LoweringTarget& target) {
  if (target.has_library()) LibraryChoice(program, target).run();
}

}  // namespace nngen::codegen
