#include "tests/property/op_checks.hpp"

#include <cmath>

#include <fmt/format.h>

#include "ir/calculus/differentiate.hpp"
#include "runtime/compare.hpp"
#include "runtime/finite_difference.hpp"
#include "runtime/reference_gradient.hpp"
#include "tests/unit/runtime/programs.hpp"

namespace nngen::tests {
namespace {

using ir::Expr;
using ir::NodeId;
using ir::OpDef;
using ir::Reduction;

/// The largest difference, relative to the largest entry where that is above 1: all values are of
/// that size, and some derivatives vanish.
double difference(const SampledValue<double>& value, const SampledValue<double>& reference) {
  double largest = 0;
  for (const double entry : reference.at(0).entries()) largest = std::max(largest, std::abs(entry));
  return runtime::relative_error(value, reference) * std::min(1.0, largest == 0 ? 1.0 : largest);
}

double inner(const ir::Matrix<double>& a, const ir::Matrix<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

// The operation on variables, as its constructor makes it, with variables for its operands, their
// tangents and its cotangent.
class Trial {
 public:
  Trial(ir::OpKind op, const OpExample& example, std::int64_t n, std::uint64_t seed)
      : random_(seed, ir::op_def(op).name) {
    declare_example_functions(b_.graph(), n);
    point_.samples = 1;
    for (std::size_t i = 0; i < example.operands.size(); ++i) {
      const ir::Domain domain =
          example.domains.empty() ? ir::op_def(op).domain : example.domains[i];
      x.push_back(declare("x" + std::to_string(i), example.operands[i], domain));
    }
    for (std::size_t i = 0; i < example.operands.size(); ++i) {
      x_dot.push_back(declare("x_dot" + std::to_string(i), example.operands[i], ir::Domain::reals));
      direction_.values[x[i].declaration] = point_.values[x_dot[i].declaration];
    }
    y_bar = declare("y_bar", example.shape, ir::Domain::reals).node;
    y = make(b_.graph(), op, operands(), example.attribute, example.shape);
  }

  struct Variable {
    Expr node;
    std::uint32_t declaration;
  };

  std::vector<Expr> operands() const {
    std::vector<Expr> nodes;
    for (const Variable& operand : x) nodes.push_back(operand.node);
    return nodes;
  }
  std::vector<NodeId> operand_ids() const {
    std::vector<NodeId> ids;
    for (const Variable& operand : x) ids.push_back(operand.node.id);
    return ids;
  }

  /// Whether the constructor has made just the node of the operation on the operands.
  bool is_node_of(ir::OpKind op) const { return y.is(op) && y.operands() == operands(); }

  SampledValue<double> value(Expr node) const { return value_at(node, point_); }
  const Point& point() const { return point_; }
  /// Where the operands go.
  const Point& direction() const { return direction_; }
  /// Where the operand goes, the others stay.
  Point direction_of(std::size_t operand) const {
    const std::uint32_t declaration = x[operand].declaration;
    Point direction;
    direction.values[declaration] = direction_.values.at(declaration);
    return direction;
  }
  SampledValue<double> dual_tangent(const Point& direction) const {
    const auto dual = runtime::dual_point(point_, direction);
    return runtime::tangents(runtime::evaluate(*y.graph, std::vector{y.id}, dual)[0]);
  }
  /// ⟨ȳ, y⟩
  Expr scalar() const { return ir::dot(y_bar, y); }
  const ir::Program& program() const { return b_.program; }

  std::vector<Variable> x;
  std::vector<Variable> x_dot;
  Expr y;
  Expr y_bar;

 private:
  Variable declare(const std::string& name, const ir::Shape& shape, ir::Domain domain) {
    const auto declaration = static_cast<std::uint32_t>(b_.program.declarations.size());
    const Expr node = b_.param(name, shape);
    point_.values[declaration] = shared(value_in(domain, shape, random_));
    return {node, declaration};
  }

  runtime::Random random_;
  ProgramBuilder b_;
  Point point_;
  Point direction_;
};

std::string complaint(const char* what, double error) {
  return fmt::format("{} by {:.1e}\n", what, error);
}

// Where the constructor has made another node of the operands, the whole of it is differentiated.
Expr tangent_by(const OpDef& row, ir::OpKind op, const Trial& trial,
                const std::vector<Expr>& x_dot) {
  if (trial.is_node_of(op)) {
    const Expr tangent = row.jvp.rule(trial.y, trial.operands(), x_dot);
    return tangent ? tangent : zeros_like(trial.y);  // none means zero
  }
  std::vector<ir::Tangent> tangents;
  for (std::size_t i = 0; i < x_dot.size(); ++i) {
    if (x_dot[i]) tangents.push_back({trial.x[i].node.id, x_dot[i].id});
  }
  return {trial.y.graph, tangent_of(*trial.y.graph, trial.y.id, tangents)};
}

std::vector<Expr> cotangents_by(const OpDef& row, ir::OpKind op, const Trial& trial) {
  std::vector<Expr> x_bar;
  if (trial.is_node_of(op)) {
    x_bar = row.vjp.rule(trial.y, trial.operands(), trial.y_bar);
  } else {
    ir::Diagnostics diagnostics;
    const auto derivation = differentiate(*trial.y.graph, trial.scalar().id, trial.operand_ids(),
                                          Reduction::none, diagnostics);
    for (const auto& gradient : derivation.gradients) {
      x_bar.push_back({trial.y.graph, gradient.value});
    }
  }
  x_bar.resize(trial.x.size());
  for (std::size_t i = 0; i < x_bar.size(); ++i) {
    if (!x_bar[i]) x_bar[i] = zeros_like(trial.x[i].node);
  }
  return x_bar;
}

std::string check_forward(const OpDef& row, ir::OpKind op, const Trial& trial) {
  std::string wrong;
  const std::vector<Expr> x = trial.operands();
  std::vector<Expr> all;
  for (const Trial::Variable& tangent : trial.x_dot) all.push_back(tangent.node);
  const auto check = [&](const std::vector<Expr>& x_dot, const Point& direction, const char* what) {
    const auto y_dot = trial.value(tangent_by(row, op, trial, x_dot));
    const double error = difference(y_dot, trial.dual_tangent(direction));
    if (!(error < 1e-11)) wrong += complaint(what, error);
  };
  check(all, trial.direction(), "the JVP differs from dual numbers");
  for (std::size_t i = 0; i < x.size(); ++i) {
    std::vector<Expr> one(x.size());
    one[i] = all[i];
    check(one, trial.direction_of(i), "the JVP of one operand differs from dual numbers");
  }
  const double h = 1e-4;
  const auto at = [&](double step) {
    return value_at(trial.y, runtime::moved(trial.point(), trial.direction(), step)).at(0);
  };
  const auto f = std::vector{at(-2 * h), at(-h), at(h), at(2 * h)};
  ir::Matrix<double> differences = f[0];
  for (std::size_t i = 0; i < differences.size(); ++i) {
    differences[i] = (8 * (f[2][i] - f[1][i]) - (f[3][i] - f[0][i])) / (12 * h);
  }
  const double error = difference(shared(differences), trial.dual_tangent(trial.direction()));
  if (!(error < 1e-8)) wrong += complaint("dual numbers differ from differences", error);
  return wrong;
}

std::string check_reverse(const OpDef& row, ir::OpKind op, const Trial& trial) {
  const std::vector<Expr> x = trial.operands();
  const std::vector<Expr> x_bar = cotangents_by(row, op, trial);
  const std::vector<NodeId> by = trial.operand_ids();
  const auto tape =
      reference_gradient(trial.program(), trial.scalar().id, by, Reduction::none, trial.point());
  const auto second = reference_hessian_product(trial.program(), trial.scalar().id, by,
                                                Reduction::none, trial.point(), trial.direction());
  std::vector<ir::Tangent> tangents;
  for (std::size_t i = 0; i < x.size(); ++i) tangents.push_back({by[i], trial.x_dot[i].node.id});

  std::string wrong;
  double product = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!(x_bar[i].shape() == x[i].shape()))
      return "a cotangent has another shape than its operand\n";
    const auto value = trial.value(x_bar[i]);
    product += inner(value.at(0), trial.value(trial.x_dot[i].node).at(0));
    const double error = difference(value, tape.gradients[i]);
    if (!(error < 1e-11)) wrong += complaint("the VJP differs from the tape", error);
    const Expr derived{x[i].graph, tangent_of(*x[i].graph, x_bar[i].id, tangents)};
    const double second_error = difference(trial.value(derived), second[i]);
    if (!(second_error < 1e-10)) wrong += complaint("the second derivative differs", second_error);
  }
  const auto y_dot = trial.dual_tangent(trial.direction()).at(0);
  const double expected = inner(trial.value(trial.y_bar).at(0), y_dot);
  const double error = std::abs(product - expected) / std::max(1.0, std::abs(expected));
  if (!(error < 1e-11)) wrong += complaint("⟨x̄, ẋ⟩ differs from ⟨ȳ, ẏ⟩", error);
  return wrong;
}

// An operand in disguise: what local identities look for.
std::vector<Expr> disguises(Expr x, ir::Domain domain) {
  std::vector<Expr> all = {x, 2.0 * x, transpose(transpose(x))};
  const bool is_singular = domain == ir::Domain::invertible && !x.is_scalar();
  if (!is_singular) all.insert(all.end(), {ones_like(x), filled(*x.graph, 3, x.shape())});
  const bool may_be_zero = domain != ir::Domain::nonzero;
  if (domain == ir::Domain::reals || !may_be_zero) all.push_back(-x);
  if (domain == ir::Domain::reals) all.push_back(zeros_like(x));
  if (may_be_zero && x.shape().is_square()) all.push_back(eye(*x.graph, x.shape().rows));
  return all;
}

}  // namespace

std::string check_samples(const OpDef& row) {
  if (!row.scalar) return "";
  std::string wrong;
  if (row.samples.size() < 2) wrong += "fewer than two samples\n";
  for (const auto& [x, y] : row.samples) {
    const double got = row.scalar.at(x);
    if (std::abs(got - y) <= 4e-16 * std::max(1.0, std::abs(y))) continue;
    wrong += fmt::format("{}({}) = {}, the sample says {}\n", row.name, x, got, y);
  }
  return wrong;
}

std::string check_shape(const OpDef& row, ir::OpKind op, const OpExample& example,
                        std::uint64_t seed) {
  if (row.shape == nullptr) return "";
  const auto shape = row.shape(example.operands);
  if (!shape) return "the shape rule refuses the example: " + shape.error().reason + "\n";
  OpExample by_rule = example;
  by_rule.shape = shape.value();
  const std::int64_t n = example.operands[0].rows.value();
  const Trial trial(op, by_rule, n, seed);
  try {
    trial.value(trial.y);  // checks the shape of what evaluation gives
  } catch (const ir::InternalError&) {
    return "the shape rule gives " + shape.value().to_string() + ", evaluation another\n";
  }
  return "";
}

std::string check_derivatives(const OpDef& row, ir::OpKind op, const OpExample& example,
                              std::int64_t n, std::uint64_t seed) {
  const Trial trial(op, example, n, seed);
  std::string wrong;
  if (row.jvp.rule != nullptr) wrong += check_forward(row, op, trial);
  if (row.vjp.rule != nullptr) wrong += check_reverse(row, op, trial);
  if (row.jvp.rule == nullptr && row.jvp.reason.empty()) wrong += "no JVP and no reason why\n";
  if (row.vjp.rule == nullptr && row.vjp.reason.empty()) wrong += "no VJP and no reason why\n";
  return wrong;
}

std::string check_construction(ir::OpKind op, const OpExample& example, std::int64_t n,
                               std::uint64_t seed) {
  const Trial trial(op, example, n, seed);
  std::string wrong;
  const std::vector<Expr> x = trial.operands();
  ir::Graph& graph = *trial.y.graph;
  const auto domain = [&](std::size_t i) {
    return example.domains.empty() ? ir::op_def(op).domain : example.domains[i];
  };
  // every pair of disguises of the first two operands; further ones stay
  const std::vector<Expr> first = disguises(x[0], domain(0));
  const std::vector<Expr> second =
      x.size() > 1 ? disguises(x[1], domain(1)) : std::vector<Expr>{Expr{}};
  for (const Expr& a : first) {
    for (const Expr& c : second) {
      std::vector<Expr> operands = x;
      operands[0] = a;
      if (c) operands[1] = c;
      std::vector<NodeId> ids;
      for (const Expr& operand : operands) ids.push_back(operand.id);
      const Expr plain{&graph, graph.intern(op, ids, example.shape, example.attribute)};
      const Expr made = make(graph, op, operands, example.attribute, example.shape);
      if (!(made.shape() == example.shape)) return "a local identity changes the shape\n";
      const double error = difference(trial.value(made), trial.value(plain));
      if (!(error < 1e-12)) wrong += complaint("a local identity changes the value", error);
    }
  }
  return wrong;
}

}  // namespace nngen::tests
