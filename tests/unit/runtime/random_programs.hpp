#pragma once
// Random smooth expressions over a few declarations, from a seed.

#include <cstdint>

#include "runtime/initialise.hpp"
#include "tests/unit/runtime/programs.hpp"

namespace nngen::tests {

/// A program with inputs, params and a loss of about `steps` random operations, all smooth and of
/// moderate size at `random_point`.
inline ProgramBuilder random_program(std::uint64_t seed, int steps) {
  using ir::Expr;
  using ir::OpKind;
  ProgramBuilder b;
  const std::uint32_t f = b.graph().add_function({{{OpKind::tanh}}, false});
  const std::uint32_t g = b.graph().add_function({{{OpKind::sin, 2}, {OpKind::sigmoid}}, true});
  runtime::Random random(seed, "program");
  std::vector<Expr> vectors = {b.input("x", {3, 1}), b.declare("t", ir::Role::target, {3, 1}),
                               b.param("b", {3, 1})};
  std::vector<Expr> matrices = {b.param("W1", {3, 3}), b.param("W2", {3, 3})};
  const auto vector = [&] { return vectors[random.below(vectors.size())]; };
  const auto matrix = [&] { return matrices[random.below(matrices.size())]; };
  for (int i = 0; i < steps; ++i) {
    switch (random.below(10)) {
      case 0: vectors.push_back(vector() + vector()); break;
      case 1: vectors.push_back(matrix() * vector()); break;
      case 2: vectors.push_back(ir::hadamard(vector(), elementwise(OpKind::sin, vector()))); break;
      case 3: vectors.push_back(ir::apply({f, 0}, vector())); break;
      case 4: vectors.push_back(ir::divide(vector(), 2 + ir::square(vector()))); break;
      case 5: vectors.push_back(make(OpKind::softmax, {vector()}, ir::Axis::columns)); break;
      case 6: vectors.push_back(ir::apply({g, 0}, vector())); break;
      case 7: matrices.push_back(0.5 * (matrix() * ir::transpose(matrix()))); break;
      case 8: matrices.push_back(ir::elementwise(OpKind::cos, matrix() - matrix())); break;
      default: vectors.push_back(ir::elementwise(OpKind::softplus, vector())); break;
    }
  }
  const Expr penalty = 0.1 * ir::sum(ir::square(matrices[0]));
  const Expr fit = ir::sum(ir::square(ir::elementwise(OpKind::tanh, vectors.back()) - vectors[1]));
  const Expr rest = ir::sum(ir::elementwise(OpKind::sin, matrices.back()));
  b.program.loss = {{"loss", {}, false}, (0.5 * fit + penalty + 0.2 * rest).id, {}};
  return b;
}

}  // namespace nngen::tests
