// The local identities of every operation: a node as it is made has the value of the operation
// itself, on operands made to meet identities, zeros, ones, multiples, transposes, sums.

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "ir/op.hpp"
#include "tests/property/op_examples.hpp"
#include "tests/property/trials.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/ir/nodes.hpp"

namespace nngen::tests {
namespace {

using ir::Expr;
using ir::OpKind;
using ir::Shape;

// Expressions of a shape in which identities hide.
class Operands {
 public:
  Operands(Nodes& nodes, runtime::Random& random) : nodes_(nodes), random_(random) {}

  Expr some(const Shape& shape, ir::Domain domain) {
    const Expr a = fresh(shape, domain);
    switch (random_.below(shape.is_square() ? 21 : 18)) {
      case 0: return ir::filled(nodes_.graph, 0, shape);
      case 1: return ir::filled(nodes_.graph, 1, shape);
      case 2: return ir::filled(nodes_.graph, 2.5, shape);
      case 3: return ir::filled(nodes_.graph, -1, shape);
      case 4: return 2 * a;
      case 5: return -a;
      case 6: return ir::transpose(fresh({shape.cols, shape.rows}, domain));
      case 7: return ir::broadcast(fresh(Shape::scalar(), domain), shape);
      case 8: return a + known(shape, domain);
      case 9: return a - known(shape, domain);
      case 10: return ir::hadamard(a, known(shape, domain));
      case 11: return ir::divide(ir::ones_like(a), a);
      case 12: return ir::elementwise(one_of({OpKind::exp, OpKind::log, OpKind::sin}), a);
      case 13: return ir::scale(fresh(Shape::scalar(), domain), a);
      case 14:
        return fresh({shape.rows, 2}, ir::Domain::reals) *
               fresh({2, shape.cols}, ir::Domain::reals);
      case 15: return ir::power(a, one_of({2.0, 3.0, 0.5, -1.0}));
      case 16:
        if (random_.below(2)) return ir::make(OpKind::softmax, {a}, ir::Axis::columns);
        return 1 + ir::elementwise(OpKind::exp, one_of({a, -a}));
      case 17: return known(shape, domain);
      case 18: return ir::eye(nodes_.graph, shape.rows);
      case 19: return ir::diag(fresh(Shape::vector(shape.rows), domain));
      default: return ir::inverse(fresh(shape, ir::Domain::invertible));
    }
  }

 private:
  template <class T>
  T one_of(std::initializer_list<T> from) {
    return *(from.begin() + random_.below(from.size()));
  }
  Expr fresh(const Shape& shape, ir::Domain domain) {
    known_.push_back(nodes_.with_value(value_in(domain, shape, random_)));
    return known_.back();
  }
  // One met before, so that equal operands occur.
  Expr known(const Shape& shape, ir::Domain domain) {
    std::vector<Expr> fitting;
    for (const Expr& x : known_) {
      if (x.shape() == shape) fitting.push_back(x);
    }
    return fitting.empty() ? fresh(shape, domain) : fitting[random_.below(fitting.size())];
  }

  Nodes& nodes_;
  runtime::Random& random_;
  std::vector<Expr> known_;
};

bool is_tame(const ir::Matrix<double>& value) {
  for (const double entry : value.entries()) {
    if (!(std::abs(entry) < 1e6)) return false;
  }
  return true;
}

// The operands of one use; the domains are those of the example or of the row.
std::vector<Expr> operands_of(Operands& some, const OpExample& example, ir::Domain domain) {
  std::vector<Expr> operands;
  for (std::size_t i = 0; i < example.operands.size(); ++i) {
    operands.push_back(
        some.some(example.operands[i], example.domains.empty() ? domain : example.domains[i]));
  }
  return operands;
}

// A block of one piece.
OpExample with_one_operand(OpExample example) {
  if (example.operands.empty()) return example;
  example.operands.resize(1);
  example.shape = example.operands[0];
  return example;
}

/// How often the operation became another node in one trial.
std::size_t try_operation(OpKind op, std::uint64_t seed) {
  const ir::OpDef& def = ir::op_def(op);
  const auto n = static_cast<std::int64_t>(2 + seed % 2);
  std::size_t simplified = 0;
  std::vector<OpExample> examples = op_examples(op, n);
  if (op == OpKind::vstack || op == OpKind::hstack) {
    examples.push_back(with_one_operand(examples[0]));
  }
  if (op == OpKind::onehot_max) examples.push_back({{{1, 1}}, {1, 1}, ir::Axis::all});
  for (const OpExample& example : examples) {
    Nodes nodes;
    declare_example_functions(nodes.graph, n);
    runtime::Random random(seed, def.name);
    Operands some(nodes, random);
    for (int time = 0; time < 4; ++time) {
      const std::vector<Expr> operands = operands_of(some, example, def.domain);
      std::vector<ir::NodeId> ids;
      for (const Expr& operand : operands) ids.push_back(operand.id);
      const Expr made = ir::make(nodes.graph, op, operands, example.attribute, example.shape);
      const Expr plain{&nodes.graph, nodes.graph.intern(op, ids, example.shape, example.attribute)};
      CHECK(made.shape() == example.shape);
      if (made == plain) continue;
      const bool tame_operands = std::all_of(
          operands.begin(), operands.end(), [&](const Expr& x) { return is_tame(nodes.value(x)); });
      const ir::Matrix<double> expected = nodes.value(plain);
      if (!tame_operands || !is_tame(expected)) continue;
      ++simplified;
      const ir::Matrix<double> found = nodes.value(made);
      for (std::size_t i = 0; i < expected.size(); ++i) {
        INFO(def.name << ", seed " << seed << ", made " << ir::op_def(made.op()).name);
        CHECK(std::abs(found[i] - expected[i]) <= 1e-8 * (1 + std::abs(expected[i])));
      }
    }
  }
  return simplified;
}

TEST_CASE("local identities keep the value", "[property]") {
  std::vector<std::size_t> simplified(ir::op_count(), 0);
  for (Trials trials(150); trials.go_on(); trials.next()) {
    for (std::size_t k = 0; k < ir::op_count(); ++k) {
      const auto op = static_cast<OpKind>(k);
      if (ir::op_def(op).construct == nullptr || !is_function_of_operands(op)) continue;
      if (op == OpKind::apply) continue;  // evaluated by the program that declares it
      simplified[k] += try_operation(op, trials.seed());
    }
  }
  for (std::size_t k = 0; k < ir::op_count(); ++k) {
    const auto op = static_cast<OpKind>(k);
    if (ir::op_def(op).construct == nullptr || !is_function_of_operands(op)) continue;
    if (op == OpKind::apply) continue;
    INFO(ir::op_def(op).name);
    CHECK(simplified[k] > 0);
  }
}

}  // namespace
}  // namespace nngen::tests
