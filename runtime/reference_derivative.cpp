#include "runtime/reference_derivative.hpp"

#include <array>

#include "ir/check.hpp"

namespace nngen::runtime {
namespace {

using ir::Dual;
using ir::Matrix;
using ir::NodeId;
using ir::Var;
using Kind = ir::RequestedDerivative::Kind;

class Reference {
 public:
  Reference(const ir::Program& program, const ir::RequestedDerivative& request, const Point& point)
      : graph_(*program.graph), request_(request), point_(point), x_(value(request.by)) {
    NNGEN_CHECK(point.samples == 1);
  }

  Matrix<double> result() const {
    const ir::Shape& shape = graph_[request_.value].shape;
    Matrix<double> result(extent(shape.rows), extent(shape.cols));
    result.entries() = entries();
    NNGEN_CHECK(result.size() == extent(shape.rows) * extent(shape.cols));
    return result;
  }

 private:
  // In the order of vec.
  std::vector<double> entries() const {
    switch (request_.kind) {
      case Kind::gradient: return gradient(x_, {1.0}).entries();
      case Kind::vjp: return gradient(x_, value(request_.direction).entries()).entries();
      case Kind::jvp: return tangent(value(request_.direction));
      case Kind::hvp: return change_of_gradient(value(request_.direction));
      case Kind::jacobian: return by_columns([&](const auto& e) { return tangent(e); });
      case Kind::hessian: return by_columns([&](const auto& e) { return change_of_gradient(e); });
    }
    NNGEN_UNREACHABLE();
  }

  Matrix<double> value(NodeId node) const {
    return evaluate<double>(graph_, std::array{node}, point_)[0].at(0);
  }

  // f where x has that value and all else is constant.
  template <class T>
  Matrix<T> function_at(Matrix<T> x) const {
    PointOf<T> there;
    for (const auto& [declaration, value] : point_.values) {
      there.values[declaration] = {value.per_sample, {constant<T>(value.at(0))}};
    }
    there.nodes[request_.by] = {graph_[request_.by].per_sample, {std::move(x)}};
    return evaluate<T>(graph_, std::array{request_.of}, there)[0].at(0);
  }
  template <class T>
  static Matrix<T> constant(const Matrix<double>& value) {
    Matrix<T> result(value.rows(), value.cols());
    for (std::size_t i = 0; i < value.size(); ++i) result[i] = T(value[i]);
    return result;
  }

  // x + ε·direction, entry by entry in the order of vec.
  Matrix<Dual<double>> moving(const Matrix<double>& direction) const {
    NNGEN_CHECK(direction.size() == x_.size());
    Matrix<Dual<double>> x(x_.rows(), x_.cols());
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = {x_[i], direction[i]};
    return x;
  }

  std::vector<double> tangent(const Matrix<double>& direction) const {
    return tangents_of(function_at<Dual<double>>(moving(direction)));
  }

  // The gradient of ⟨weights, f⟩.
  template <class T>
  Matrix<T> gradient(const Matrix<T>& x, const std::vector<double>& weights) const {
    ir::Tape<T> tape;
    const ir::Recording recording(tape);
    Matrix<Var<T>> variables(x.rows(), x.cols());
    for (std::size_t i = 0; i < x.size(); ++i) variables[i] = Var<T>::independent(x[i]);
    const Matrix<Var<T>> f = function_at<Var<T>>(variables);
    NNGEN_CHECK(f.size() == weights.size());
    Var<T> weighted(0.0);
    for (std::size_t i = 0; i < f.size(); ++i) weighted += weights[i] * f[i];
    const std::vector<T> adjoints = tape.adjoints(weighted.entry);
    Matrix<T> result(x.rows(), x.cols());
    for (std::size_t i = 0; i < x.size(); ++i) result[i] = adjoints[variables[i].entry];
    return result;
  }

  std::vector<double> change_of_gradient(const Matrix<double>& direction) const {
    return tangents_of(gradient(moving(direction), {1.0}));
  }

  static std::vector<double> tangents_of(const Matrix<Dual<double>>& x) {
    std::vector<double> result;
    for (const Dual<double>& entry : x.entries()) result.push_back(entry.tangent);
    return result;
  }

  template <class Column>
  std::vector<double> by_columns(Column column) const {
    std::vector<double> result;
    for (std::size_t j = 0; j < x_.size(); ++j) {
      Matrix<double> unit(x_.rows(), x_.cols());
      unit[j] = 1;
      const std::vector<double> entries = column(unit);
      result.insert(result.end(), entries.begin(), entries.end());
    }
    return result;
  }

  const ir::Graph& graph_;
  const ir::RequestedDerivative& request_;
  const Point& point_;
  Matrix<double> x_;
};

}  // namespace

Matrix<double> reference_derivative(const ir::Program& program,
                                    const ir::RequestedDerivative& request, const Point& point) {
  return Reference(program, request, point).result();
}

}  // namespace nngen::runtime
