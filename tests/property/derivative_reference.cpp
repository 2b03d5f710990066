#include "tests/property/derivative_reference.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "runtime/evaluate.hpp"

namespace nngen::tests {
namespace {

using ir::NodeId;
using ir::Program;
using runtime::Point;
using Value = runtime::SampledValue<double>;
using Matrix = ir::Matrix<double>;

// As the file's derivatives have it: by each entry, not within the space of a param's properties.
class FreeVariables {
 public:
  explicit FreeVariables(Program& program) : program_(program) {
    for (ir::Declaration& declaration : program.declarations) {
      properties_.push_back(declaration.properties);
      declaration.properties = {};
    }
  }
  ~FreeVariables() {
    for (std::size_t i = 0; i < properties_.size(); ++i) {
      program_.declarations[i].properties = properties_[i];
    }
  }
  FreeVariables(const FreeVariables&) = delete;
  FreeVariables& operator=(const FreeVariables&) = delete;

 private:
  Program& program_;
  std::vector<ir::Properties> properties_;
};

// The derivative of `stop` is not that of its values.
bool stops(const Program& program, NodeId root) {
  const std::vector<bool> needed = ir::reachable(*program.graph, std::array{root});
  for (std::uint32_t id = 0; id < needed.size(); ++id) {
    if (needed[id] && (*program.graph)[{id}].op == ir::OpKind::stop) return true;
  }
  return false;
}

class Reference {
 public:
  Reference(Program& program, const Point& point) : program_(program), point_(point) {}

  Matrix of(Asked kind, const RequestOperands& o) {
    switch (kind) {
      case Asked::grad: return gradient(program_.loss->as_derived(), o.x);
      case Asked::jvp: return tangent(o.f, o.x, at(o.v));
      case Asked::vjp: return gradient(weighted(o), o.x);
      case Asked::jacobian:
        return by_columns(o.x, [&](const Matrix& e) { return tangent(o.f, o.x, e); });
      case Asked::hessian:
        return by_columns(o.x, [&](const Matrix& e) { return second(loss(), o.x, o.x, e); });
      case Asked::hvp: return second(loss(), o.x, o.x, at(o.v));
      case Asked::jvp_of_grad: return second(loss(), o.x, o.y, at(o.w));
      case Asked::grad_of_grad: return second(loss(), o.y, o.x, at(o.v));
      case Asked::vjp_of_jvp: return second(weighted(o), o.y, o.x, at(o.v));
      case Asked::jacobian_of_grad:
        return by_columns(o.y, [&](const Matrix& e) { return second(loss(), o.x, o.y, e); });
      case Asked::grad_of_squared_grad: {
        Matrix twice = second(loss(), o.y, o.x, gradient(loss(), o.x));
        for (double& entry : twice.entries()) entry *= 2;
        return twice;
      }
      case Asked::jvp_of_hvp: return third(o, third(o, {}, 2e-3), 1e-3);
    }
    return {};
  }

 private:
  NodeId loss() const { return program_.loss->as_derived(); }
  const Matrix& at(NodeId variable) const {
    return point_.values.at(declaration_of(program_, variable)).at(0);
  }

  // ⟨f, u⟩, a node of the program itself: no derivative in it
  NodeId weighted(const RequestOperands& o) {
    return ir::dot(program_.expr(o.f), program_.expr(o.u)).id;
  }

  Matrix gradient(NodeId scalar, NodeId by) {
    return runtime::reference_gradient(program_, scalar, std::array{by}, ir::Reduction::none,
                                       point_)
        .gradients[0]
        .at(0);
  }

  Point direction(NodeId variable, const Matrix& along) const {
    Point result;
    const std::uint32_t declaration = declaration_of(program_, variable);
    result.values[declaration] = {point_.values.at(declaration).per_sample, {along}};
    return result;
  }

  Matrix tangent(NodeId of, NodeId by, const Matrix& along) {
    const auto values = runtime::evaluate<ir::Dual<double>>(
        *program_.graph, std::array{of}, runtime::dual_point(point_, direction(by, along)));
    return runtime::tangents(values[0]).at(0);
  }

  // The gradient's change where a variable moves.
  Matrix second(NodeId scalar, NodeId by, NodeId moving, const Matrix& along) {
    return runtime::reference_hessian_product(program_, scalar, std::array{by}, ir::Reduction::none,
                                              point_, direction(moving, along))[0]
        .at(0);
  }

  template <class Column>
  Matrix by_columns(NodeId variable, Column column) {
    const Matrix& like = at(variable);
    Matrix result;
    for (std::size_t j = 0; j < like.size(); ++j) {
      Matrix unit(like.rows(), like.cols());
      unit[j] = 1;
      const Matrix entries = column(unit);
      if (j == 0) result = Matrix(entries.size(), like.size());
      for (std::size_t i = 0; i < entries.size(); ++i) result(i, j) = entries[i];
    }
    return result;
  }

  // Differences of fourth order of second derivatives; not finite where they are far from those of
  // another step, or differ to both sides: at a kink (relu of a one-hot's zeros) or a jump (a = b).
  Matrix third(const RequestOperands& o, const Matrix& wide, double h) {
    const Matrix v = at(o.v);
    const auto moved_by = [&](double step) {
      const Point there = runtime::moved(point_, direction(o.y, at(o.w)), step);
      return Reference(program_, there).second(loss(), o.x, o.x, v);
    };
    Matrix result = moved_by(h);
    const Matrix before = moved_by(-h);
    const Matrix far = moved_by(2 * h);
    const Matrix far_before = moved_by(-2 * h);
    const Matrix here = second(loss(), o.x, o.x, v);
    for (std::size_t i = 0; i < result.size(); ++i) {
      const double ahead = (4 * result[i] - far[i] - 3 * here[i]) / (2 * h);
      const double behind = (3 * here[i] - 4 * before[i] + far_before[i]) / (2 * h);
      const bool has_kink = std::abs(ahead - behind) > 1e-3 * (1 + std::abs(ahead));
      result[i] = (8 * (result[i] - before[i]) - (far[i] - far_before[i])) / (12 * h);
      if (wide.size() == 0) continue;
      const bool agree = std::abs(result[i] - wide[i]) <= 1e-8 * (1 + std::abs(result[i]));
      if (has_kink || !agree) result[i] = std::numeric_limits<double>::quiet_NaN();
    }
    return result;
  }

  Program& program_;
  const Point& point_;
};

double largest(const Value& value) {
  double result = 0;
  for (const Matrix& sample : value.samples) {
    for (const double entry : sample.entries()) {
      if (!std::isfinite(entry)) return std::numeric_limits<double>::infinity();
      result = std::max(result, std::abs(entry));
    }
  }
  return result;
}

double largest_difference(const Value& a, const Value& b) {
  double result = 0;
  for (std::size_t s = 0; s < b.samples.size(); ++s) {
    const Matrix& left = a.at(s);
    const Matrix& right = b.samples[s];
    if (left.rows() != right.rows() || left.cols() != right.cols()) {
      return std::numeric_limits<double>::infinity();
    }
    for (std::size_t i = 0; i < right.size(); ++i) {
      const double difference = std::abs(left[i] - right[i]);
      // NaN is a difference
      result = difference <= result ? result : std::isnan(difference) ? HUGE_VAL : difference;
    }
  }
  return result;
}

}  // namespace

std::uint32_t declaration_of(const Program& program, NodeId variable) {
  return std::get<ir::Symbol>((*program.graph)[variable].attribute).declaration;
}

std::optional<Value> reference_of(Program& program, Asked kind, const RequestOperands& operands,
                                  const Point& point) {
  if (kind == Asked::jvp_of_hvp && stops(program, program.loss->as_derived())) return std::nullopt;
  const FreeVariables free(program);
  Point one;  // the first sample: outputs are of each sample by itself
  for (const auto& [declaration, value] : point.values) {
    one.values[declaration] = {value.per_sample, {value.at(0)}};
  }
  Value value{false, {Reference(program, one).of(kind, operands)}};
  if (!std::isfinite(largest(value))) return std::nullopt;
  return value;
}

std::optional<std::string> reference_disagreement(const Program& program, NodeId loss,
                                                  std::span<const NodeId> by,
                                                  ir::Reduction reduction, const Point& point,
                                                  runtime::Random& random) {
  Point direction;
  for (const NodeId variable : by) {
    const std::uint32_t declaration = declaration_of(program, variable);
    Value along = point.values.at(declaration);
    const ir::Properties& is = program.declarations[declaration].properties;
    const bool is_free = is == ir::Properties{};
    for (Matrix& sample : along.samples) {
      for (double& entry : sample.entries()) entry = is_free ? random.normal() : 0;
    }
    direction.values[declaration] = std::move(along);
  }
  const auto reference = runtime::reference_gradient(program, loss, by, reduction, point);
  double expected = 0;
  for (std::size_t k = 0; k < by.size(); ++k) {
    const Value& along = direction.values.at(declaration_of(program, by[k]));
    for (std::size_t s = 0; s < along.samples.size(); ++s) {
      for (std::size_t i = 0; i < along.samples[s].size(); ++i) {
        expected += along.samples[s][i] * reference.gradients[k].samples[s][i];
      }
    }
  }
  const double by_duals =
      runtime::dual_derivative(*program.graph, loss, reduction, point, direction);
  if (!std::isfinite(expected)) return std::nullopt;
  if (!(std::abs(by_duals - expected) <= 1e-8 * (1 + std::abs(expected)))) {
    return fmt::format("the tape says {}, dual numbers {}", expected, by_duals);
  }
  const auto differences = [&](double h) {
    return runtime::difference_derivative(*program.graph, loss, reduction, point, direction, h);
  };
  const double wide = differences(1e-4);
  const double narrow = differences(5e-5);
  const double scale = 1 + std::abs(expected);
  const bool is_smooth = std::abs(wide - narrow) <= 1e-7 * scale;
  if (is_smooth && !stops(program, loss) && std::abs(wide - expected) > 1e-5 * scale) {
    return fmt::format("the tape says {}, differences {}", expected, wide);
  }
  return std::nullopt;
}

Point jittered(const Point& point, runtime::Random& random) {
  Point result = point;
  for (auto& [declaration, value] : result.values) {
    for (Matrix& sample : value.samples) {
      for (double& entry : sample.entries()) entry *= 1 + 1e-8 * random.normal();
    }
  }
  return result;
}

bool is_moderate(const Program& program, NodeId root, const Point& point) {
  const auto all = runtime::evaluate_all<double>(*program.graph, std::array{root}, point);
  for (std::uint32_t id = 0; id < all.size(); ++id) {
    if (!(largest(all[id]) < 1e4)) return false;
    for (const Matrix& sample : all[id].samples) {
      for (const double entry : sample.entries()) {
        // its powers, by which a quotient may be written, are 0
        if (entry != 0 && std::abs(entry) < 1e-20) return false;
      }
    }
    if ((*program.graph)[{id}].op != ir::OpKind::norm) continue;
    for (const Matrix& sample : all[id].samples) {
      for (const double length : sample.entries()) {
        if (length < 1e-6) return false;
      }
    }
  }
  return true;
}

bool is_ill_conditioned(const Value& reference, const Value& near) {
  const double size = largest(reference);
  if (!std::isfinite(size) || !std::isfinite(largest(near))) return true;
  return largest_difference(near, reference) > 1e-4 * std::max(size, 0.01);
}

double scaled_error(const Value& value, const Value& reference) {
  return largest_difference(value, reference) / std::max(largest(reference), 0.01);
}

std::string entries_text(const Value& value) {
  std::string text;
  for (const Matrix& sample : value.samples) {
    text += fmt::format("[{}] ", fmt::join(sample.entries(), ", "));
  }
  return text;
}

}  // namespace nngen::tests
