#include "tests/property/op_examples.hpp"

#include <cmath>

namespace nngen::tests {

using ir::Axis;
using ir::Constant;
using ir::Domain;
using ir::OpKind;
using ir::Shape;

namespace {

using Examples = std::vector<OpExample>;

Examples by_shape_rule(OpKind op, std::int64_t n) {
  const ir::OpDef& row = ir::op_def(op);
  NNGEN_CHECK(row.shape != nullptr);  // an operation without a shape rule needs an entry below
  const std::size_t arity = row.max_arity > row.min_arity ? 3 : row.min_arity;
  Examples examples;
  for (const Shape& each : {Shape{n, 1}, Shape{n, n + 1}, Shape{1, n}}) {
    const std::vector<Shape> operands(arity, each);
    const auto shape = row.shape(operands);
    NNGEN_CHECK(shape.ok());  // the operation needs an entry below
    examples.push_back({operands, shape.value()});
  }
  return examples;
}

Examples along_axes(std::int64_t n, bool reduces) {
  Examples examples;
  for (const Shape& of : {Shape{n, 1}, Shape{n, n + 1}, Shape{1, n}}) {
    for (const Axis axis : {Axis::all, Axis::columns, Axis::rows}) {
      // all entries as one: what reduces gives a scalar, what does not takes a single column
      if (axis == Axis::all && !reduces && !of.cols.is_one()) continue;
      Shape shape = of;
      if (reduces && axis != Axis::rows) shape.rows = 1;
      if (reduces && axis != Axis::columns) shape.cols = 1;
      examples.push_back({{of}, shape, axis});
    }
  }
  return examples;
}

Examples powers(std::int64_t n) {
  Examples examples;
  for (const double exponent : {0.0, 1.0, 2.0, 3.0, -1.0, -2.0, 0.5, 2.5}) {
    const bool is_integer = exponent == std::round(exponent);
    const Domain domain = is_integer ? Domain::nonzero : Domain::positive;
    examples.push_back({{{n, n + 1}}, {n, n + 1}, Constant{exponent}, {domain}});
  }
  return examples;
}

}  // namespace

Examples op_examples(OpKind op, std::int64_t n) {
  const Shape whole{n + 2, n + 3};
  const Shape part{n, n + 1};
  switch (op) {
    case OpKind::scale: return {{{{1, 1}, part}, part}, {{{1, 1}, {1, 1}}, {1, 1}}};
    case OpKind::matmul:
      return {{{{n, n + 1}, {n + 1, n + 2}}, {n, n + 2}},
              {{{n, n}, {n, 1}}, {n, 1}},
              {{{1, n}, {n, 1}}, {1, 1}},
              {{{n, 1}, {1, n}}, {n, n}}};
    case OpKind::divide: return {{{part, part}, part, {}, {Domain::reals, Domain::nonzero}}};
    case OpKind::power: return powers(n);
    case OpKind::broadcast: return {{{{1, 1}}, part}, {{{n, 1}}, part}, {{{1, n + 1}}, part}};
    case OpKind::slice:
      return {{{whole}, part, ir::Offset{1, 2}}, {{whole}, {1, 1}, ir::Offset{0, n + 2}}};
    case OpKind::embed:
      return {{{part}, whole, ir::Offset{2, 1}}, {{{n, 1}}, whole, ir::Offset{0, 0}}};
    case OpKind::vstack: return {{{{n, 2}, {1, 2}, {n + 1, 2}}, {2 * n + 2, 2}}};
    case OpKind::hstack: return {{{{2, n}, {2, 1}, {2, n + 1}}, {2, 2 * n + 2}}};
    case OpKind::sum:
    case OpKind::logsumexp: return along_axes(n, true);
    case OpKind::softmax:
    case OpKind::log_softmax: return along_axes(n, false);
    case OpKind::max_of:
    case OpKind::min_of:
    case OpKind::norm:
      return along_axes(n, true);
    case OpKind::onehot_max:
    case OpKind::unit:
      return {{{part}, part, Axis::all}, {{part}, part, Axis::columns}, {{part}, part, Axis::rows}};
    case OpKind::tan:       // one branch, away from its poles
    case OpKind::hardtanh:  // away from its kinks
      return {{{part}, part, {}, {Domain::unit_interval}}};
    case OpKind::trace:
      return {{{{n, n}}, {1, 1}}};
    case OpKind::diag:
      return {{{{n, 1}}, {n, n}}, {{{n, n}}, {n, 1}}};
    case OpKind::reshape:
      return {{{part}, {n * (n + 1), 1}}, {{part}, {n + 1, n}}, {{{2 * n, 1}}, {2, n}}};
    case OpKind::kron:
      return {{{part, {2, 3}}, {2 * n, 3 * n + 3}}, {{{n, 1}, {1, n}}, {n, n}}};
    case OpKind::inverse:
    case OpKind::cofactor:
      return {{{{n, n}}, {n, n}, {}, {Domain::invertible}}};
    case OpKind::solve:
      return {{{{n, n}, {n, n + 1}}, {n, n + 1}, {}, {Domain::invertible, Domain::reals}},
              {{{n, n}, {n, 1}}, {n, 1}, {}, {Domain::invertible, Domain::reals}}};
    case OpKind::det:
    case OpKind::logdet:
      return {{{{n, n}}, {1, 1}, {}, {Domain::invertible}}};
    case OpKind::apply:
      return {{{part}, part, ir::FunctionUse{0, 0}}, {{{n, 2}}, {n, 2}, ir::FunctionUse{1, 0}}};
    default: return by_shape_rule(op, n);
  }
}

bool is_function_of_operands(OpKind op) {
  const bool over_samples = op == OpKind::sum_samples || op == OpKind::mean_samples;
  // The derivative of `stop` is not that of its values: that is its purpose.
  return ir::op_def(op).op_class != ir::OpClass::leaf && !over_samples && op != OpKind::stop;
}

void declare_example_functions(ir::Graph& graph, std::int64_t n) {
  graph.add_function({{{OpKind::tanh}}, false});
  graph.add_function({{{OpKind::sigmoid, n - 1}, {OpKind::softplus, 1}}, true});
}

ir::Matrix<double> value_in(Domain domain, const Shape& shape, runtime::Random& random) {
  ir::Matrix<double> value(runtime::extent(shape.rows), runtime::extent(shape.cols));
  for (double& entry : value.entries()) {
    const double sign = random.bits() % 2 == 0 ? 1 : -1;
    switch (domain) {
      case Domain::reals:
      case Domain::nonzero: entry = sign * random.uniform(0.3, 2); break;
      case Domain::positive:
      case Domain::simplex:
      case Domain::invertible: entry = random.uniform(0.3, 2); break;
      case Domain::unit_interval: entry = random.uniform(0.1, 0.9); break;
    }
  }
  if (domain == Domain::invertible) {
    // the diagonal outweighs the rest of its column
    const double weight = 2 * static_cast<double>(value.rows());
    for (std::size_t i = 0; i < value.cols(); ++i) value(i, i) += weight;
  }
  if (domain != Domain::simplex) return value;
  for (std::size_t j = 0; j < value.cols(); ++j) {
    double sum = 0;
    for (std::size_t i = 0; i < value.rows(); ++i) sum += value(i, j);
    for (std::size_t i = 0; i < value.rows(); ++i) value(i, j) /= sum;
  }
  return value;
}

}  // namespace nngen::tests
