#include <algorithm>
#include <array>
#include <unordered_map>

#include "ir/op.hpp"

namespace nngen::ir {
namespace {

constexpr std::array table = {
#define NNGEN_OP(name) &ops::name,
#include "ir/ops.def"
#undef NNGEN_OP
};

const std::unordered_map<std::string_view, OpKind>& functions_by_name() {
  static const auto names = [] {
    std::unordered_map<std::string_view, OpKind> result;
    for (std::size_t i = 0; i < table.size(); ++i) {
      if (table[i]->spelling.fixity != Fixity::function) continue;
      result.emplace(table[i]->name, static_cast<OpKind>(i));
      for (const std::string_view alias : table[i]->aliases) {
        result.emplace(alias, static_cast<OpKind>(i));
      }
    }
    return result;
  }();
  return names;
}

}  // namespace

std::size_t op_count() { return table.size(); }

const OpDef& op_def(OpKind op) { return *table[static_cast<std::size_t>(op)]; }

std::optional<OpKind> find_function(std::string_view name) {
  const auto& names = functions_by_name();
  const auto found = names.find(name);
  return found == names.end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::string_view> function_names() {
  std::vector<std::string_view> names;
  for (const auto& [name, op] : functions_by_name()) names.push_back(name);
  std::sort(names.begin(), names.end());
  return names;
}

namespace {

Result<Shape, ShapeMismatch> same_shape(std::span<const Shape> operands) { return operands[0]; }

std::vector<Expr> elementwise_vjp(Expr y, std::span<const Expr> x, Expr y_bar) {
  return {hadamard(y_bar, op_def(y.op()).derivative(x[0], y))};
}

Expr elementwise_jvp(Expr y, std::span<const Expr> x, std::span<const Expr> x_dot) {
  return hadamard(op_def(y.op()).derivative(x[0], y), x_dot[0]);
}

}  // namespace

OpDef elementwise_op(ElementwiseRow row) {
  return {
      .name = row.name,
      .op_class = row.op_class,
      .spelling = row.spelling,
      .aliases = std::move(row.aliases),
      .shape = same_shape,
      .construct = row.construct,
      .vjp = elementwise_vjp,
      .jvp = elementwise_jvp,
      .derivative = row.derivative,
      .scalar = row.scalar,
      .lower = row.lower,
      .domain = row.domain,
      .samples = std::move(row.samples),
      .summary = row.summary,
  };
}

}  // namespace nngen::ir
