#include "ir/calculus/request_steps.hpp"

#include "ir/op.hpp"

namespace nngen::ir {
namespace {

using Kind = RequestedDerivative::Kind;

class Repetition {
 public:
  Repetition(Graph& graph, const RequestedDerivative& request)
      : graph_(graph), request_(request), f_{&graph, request.of}, x_{&graph, request.by} {}

  RequestSteps run() {
    switch (request_.kind) {
      case Kind::gradient: sweep(f_); break;
      case Kind::vjp: sweep(dot(f_, elementwise(OpKind::stop, direction()))); break;
      case Kind::jvp: move(f_, reshape(direction(), x_.shape())); break;
      case Kind::hvp:
        sweep(f_);
        move({&graph_, steps_.gradient}, reshape(direction(), x_.shape()));
        break;
      case Kind::jacobian:
        if (f_.is_scalar()) {
          sweep(f_);
        } else {
          read_off(f_);
        }
        break;
      case Kind::hessian:
        sweep(f_);
        read_off({&graph_, steps_.gradient});
        break;
    }
    return std::move(steps_);
  }

 private:
  Expr direction() const { return {&graph_, request_.direction}; }

  void sweep(Expr scalar) {
    steps_.scalar = scalar.id;
    Diagnostics reported_before;
    const Derivation derivation =
        differentiate(graph_, scalar.id, std::span(&x_.id, 1), Reduction::none, reported_before);
    steps_.gradient = derivation.gradients[0].value;
    steps_.sweep = derivation.steps.sweep;
  }

  NodeId move(Expr y, Expr change) {
    steps_.change = change.id;
    const Tangent tangent{x_.id, change.id};
    return tangent_of(graph_, y.id, std::span(&tangent, 1), &steps_.tangents);
  }

  void read_off(Expr y) {
    const Expr seed = jacobian_seed(x_);
    matrix_of_linear_map({&graph_, move(y, seed)}, seed, &steps_.matrices);
  }

  Graph& graph_;
  const RequestedDerivative& request_;
  Expr f_;
  Expr x_;
  RequestSteps steps_;
};

}  // namespace

RequestSteps steps_of(Graph& graph, const RequestedDerivative& request) {
  return Repetition(graph, request).run();
}

}  // namespace nngen::ir
