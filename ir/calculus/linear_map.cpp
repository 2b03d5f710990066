#include "ir/calculus/linear_map.hpp"

#include <algorithm>

#include "ir/calculus/differentiate.hpp"
#include "ir/check.hpp"
#include "ir/op.hpp"

namespace nngen::ir {
namespace {

Expr ones(Graph& graph, const Dim& rows, const Dim& cols) {
  return filled(graph, 1, {rows, cols});
}

bool is_diagonal_matrix(Expr m) { return m.is(OpKind::diag) && m.operand(0).shape().is_column(); }

bool is_outer_product(Expr m) {
  return m.is(OpKind::matmul) && m.operand(0).shape().cols.is_one();
}

// Does diag(d)·M keep its structure if it is pushed into each term of M?
bool is_structured(Expr m) {
  const Expr rest = m.is(OpKind::scale) ? m.operand(1) : m;
  return rest.is(OpKind::eye) || is_diagonal_matrix(rest) || is_outer_product(rest);
}

// diag(d)·M
Expr diagonal_times(Expr d, Expr m) {
  if (d.is(OpKind::broadcast) && d.operand(0).is_scalar()) return scale(d.operand(0), m);
  if (m.is(OpKind::eye)) return diag(d);
  if (m.is(OpKind::scale)) return scale(m.operand(0), diagonal_times(d, m.operand(1)));
  if (is_diagonal_matrix(m)) return diag(hadamard(d, m.operand(0)));
  if (is_outer_product(m)) return hadamard(d, m.operand(0)) * m.operand(1);
  if (m.is(OpKind::matmul) && is_diagonal_matrix(m.operand(0))) {
    return diag(hadamard(d, m.operand(0).operand(0))) * m.operand(1);
  }
  if (m.is(OpKind::add)) {
    std::vector<Expr> terms = m.operands();
    if (std::all_of(terms.begin(), terms.end(), is_structured)) {
      for (Expr& term : terms) term = diagonal_times(d, term);
      return sum_of(*m.graph, terms);
    }
  }
  return diag(d) * m;
}

// (A⊗B)·M; of Kronecker products (A⊗B)·(C⊗D) = (A·C)⊗(B·D).
Expr kronecker_times(Expr a, Expr b, Expr m) {
  if (m.is(OpKind::scale)) return scale(m.operand(0), kronecker_times(a, b, m.operand(1)));
  if (m.is(OpKind::kron) && a.shape().cols == m.operand(0).shape().rows) {
    return kron(a * m.operand(0), b * m.operand(1));
  }
  return kron(a, b) * m;
}

// The rows of M that belong to a part of a column, or of any matrix where the part has whole columns.
Expr matrix_of_slice(Expr y, Expr m) {
  const Shape& from = y.operand(0).shape();
  const Shape& part = y.shape();
  const auto& offset = std::get<Offset>(y.node().attribute);
  if (part.rows == from.rows || from.cols.is_one()) {
    return slice(m, {offset.row + offset.col * from.rows, 0}, {part.size(), m.shape().cols});
  }
  Graph& graph = *y.graph;
  const Expr rows = slice(eye(graph, from.rows), {offset.row, 0}, {part.rows, from.rows});
  const Expr cols = slice(eye(graph, from.cols), {offset.col, 0}, {part.cols, from.cols});
  return kronecker_times(cols, rows, m);
}

// vec of a part with zeros around it.
Expr matrix_of_embedded(const Shape& whole, const Offset& offset, const Shape& part, Expr m) {
  if (part.rows == whole.rows || whole.cols.is_one()) {
    return embed(m, {offset.row + offset.col * whole.rows, 0}, {whole.size(), m.shape().cols});
  }
  Graph& graph = *m.graph;
  const Expr rows = embed(eye(graph, part.rows), {offset.row, 0}, {whole.rows, part.rows});
  const Expr cols = embed(eye(graph, part.cols), {offset.col, 0}, {whole.cols, part.cols});
  return kronecker_times(cols, rows, m);
}

Expr matrix_of_broadcast(Expr y, Expr m) {
  Graph& graph = *y.graph;
  const Shape& from = y.operand(0).shape();
  const Shape& to = y.shape();
  if (from.is_scalar()) return ones(graph, to.size(), 1) * m;
  if (from.cols.is_one()) {
    return kronecker_times(ones(graph, to.cols, 1), eye(graph, from.rows), m);
  }
  return kronecker_times(eye(graph, from.cols), ones(graph, to.rows, 1), m);
}

Expr matrix_of_sum(Expr y, Expr m) {
  Graph& graph = *y.graph;
  const Shape& of = y.operand(0).shape();
  const Axis axis = std::get<Axis>(y.node().attribute);
  if (y.is_scalar()) return sum(m, Axis::columns);
  if (axis == Axis::rows) {
    return kronecker_times(ones(graph, 1, of.cols), eye(graph, of.rows), m);
  }
  return kronecker_times(eye(graph, of.cols), ones(graph, 1, of.rows), m);
}

// diag of a column stands in its rows 1, n+2, 2n+3, …: Σᵢ eᵢ⊗eᵢ·eᵢᵀ; the other way round its transpose.
Expr matrix_of_diag(Expr y, Expr m) {
  Graph& graph = *y.graph;
  const bool to_matrix = y.operand(0).shape().cols.is_one();
  const Dim n = y.shape().rows;
  const Expr identity = eye(graph, n);
  // The n²×n matrix with the columns vec(eᵢ·eᵢᵀ): entries of (I⊗1)∘(1⊗I).
  const Expr column = ones(graph, n, 1);
  const Expr selection = hadamard(kron(identity, column), kron(column, identity));
  return (to_matrix ? selection : transpose(selection)) * m;
}

// vec(A⊗B) = (I⊗K⊗I)·(vec A ⊗ vec B) with K·vec(X) = vec(Xᵀ) for X of as many rows as B has columns, and as
// many columns as A has rows.
Expr matrix_of_kron(Expr y, Expr m, bool moves_first) {
  Graph& graph = *y.graph;
  const Expr a = y.operand(0);
  const Expr b = y.operand(1);
  const auto& [rows, cols] = a.shape();
  const auto& [p, q] = b.shape();
  const Expr exchange =
      kron(eye(graph, cols),
           kron(commutation(graph, {q, rows}), eye(graph, p)));
  const Expr other = moves_first ? kron(eye(graph, a.shape().size()), vec(b))
                                 : kron(vec(a), eye(graph, b.shape().size()));
  return exchange * (other * m);
}

// What a reader calls the rule by which the matrix of an operation is found.
RuleText matrix_rule(Expr y) {
  const auto is_column = [&y](std::size_t i) { return y.operand(i).shape().is_vector_like(); };
  switch (y.op()) {
    case OpKind::add: return {"sum: the matrices of the terms add up", "Cookbook (522)"};
    case OpKind::scale: return {"scalar factor: it stands before the matrix", "Cookbook (523)"};
    case OpKind::matmul:
      if (is_column(0) || is_column(1)) {
        return {"matrix product: A·dx has the matrix A, and dxᵀ·A the matrix Aᵀ"};
      }
      return {"matrix product: vec(A·dX·B) = (Bᵀ⊗A)·vec(dX)", "Cookbook (520)"};
    case OpKind::hadamard: return {"entrywise product: a ∘ dx = diag(a)·dx"};
    case OpKind::divide: return {"quotient: dx ⊘ a = diag(1 ⊘ a)·dx"};
    case OpKind::dot: return {"inner product: ⟨A, dX⟩ = vec(A)ᵀ·vec(dX)", "Cookbook (521)"};
    case OpKind::trace: return {"trace: tr(dX) = vec(I)ᵀ·vec(dX)"};
    case OpKind::transpose: return {"transpose: vec(dXᵀ) = K·vec(dX)"};
    case OpKind::broadcast: return {"repetition: each copy has the rows of what is repeated"};
    case OpKind::sum: return {"sum of entries: the rows of the entries add up"};
    case OpKind::slice: return {"part: its rows alone"};
    case OpKind::embed: return {"zeros around a part: rows of zeros around its rows"};
    case OpKind::vstack:
    case OpKind::hstack: return {"blocks: the rows of each in their places"};
    case OpKind::diag: return {"diagonal: the rows of its entries in their places"};
    case OpKind::kron: return {"Kronecker product: vec(A⊗dX) = (I⊗K⊗I)·(vec(A)⊗I)·vec(dX)"};
    case OpKind::where: return {"choice: the rows of the branch that was taken"};
    default: return {"the same entries in another shape"};
  }
}

/// The matrices of all nodes that depend on the seed, operands first.
class LinearMap {
 public:
  LinearMap(Expr t, Expr seed, std::vector<MatrixStep>* steps)
      : seed_(seed), matrices_(t.id.value + std::size_t{1}) {
    Graph& graph = *t.graph;
    const std::vector<bool> needed = reachable(graph, std::span(&t.id, 1));
    matrices_[seed.id.value] = eye(graph, seed.shape().size());
    for (std::uint32_t id = seed.id.value + 1; id <= t.id.value; ++id) {
      if (!needed[id]) continue;
      const Expr node{&graph, {id}};
      bool depends = false;
      for (const NodeId operand : graph.operands({id})) {
        depends = depends || matrices_[operand.value];
      }
      if (!depends) continue;
      matrices_[id] = matrix(node);
      if (steps != nullptr && !is_handed_on(node)) {
        steps->push_back({matrix_rule(node), {id}, matrices_[id].id});
      }
    }
  }

  Expr of(Expr node) const { return matrices_[node.id.value]; }

 private:
  // The matrix of an operand as it is: a column transposed, a sum of one term.
  bool is_handed_on(Expr y) const {
    const std::vector<Expr> x = y.operands();
    return std::any_of(x.begin(), x.end(), [&](Expr operand) { return of(operand) == of(y); });
  }

  Expr matrix(Expr y) const;
  Expr of_product(Expr y) const;
  Expr of_stack(Expr y) const;
  Expr zeros_for(const Shape& shape) const {
    return filled(*seed_.graph, 0, {shape.size(), seed_.shape().size()});
  }

  Expr seed_;
  std::vector<Expr> matrices_;
};

Expr LinearMap::matrix(Expr y) const {
  const std::vector<Expr> x = y.operands();
  const Expr m = of(x[0]);
  switch (y.op()) {
    case OpKind::add: {
      // A term without the seed is zero, by whatever operations: the map is linear.
      std::vector<Expr> terms;
      for (const Expr& term : x) {
        if (of(term)) terms.push_back(of(term));
      }
      return sum_of(*y.graph, terms);
    }
    case OpKind::scale: return m ? vec(x[1]) * m : scale(x[0], of(x[1]));
    case OpKind::matmul: return of_product(y);
    case OpKind::hadamard: return m ? diagonal_times(vec(x[1]), m) : diagonal_times(vec(x[0]), of(x[1]));
    case OpKind::divide:
      if (x[1].is(OpKind::broadcast) && x[1].operand(0).is_scalar()) {
        return scale(divide(constant(*y.graph, 1), x[1].operand(0)), m);
      }
      return diagonal_times(divide(ones_like(vec(x[1])), vec(x[1])), m);
    case OpKind::dot: return m ? transpose(vec(x[1])) * m : transpose(vec(x[0])) * of(x[1]);
    case OpKind::trace: return transpose(vec(eye(*y.graph, x[0].shape().rows))) * m;
    case OpKind::transpose:
      return y.shape().is_vector_like() ? m : commutation(*y.graph, x[0].shape()) * m;
    case OpKind::reshape: return m;
    case OpKind::broadcast: return matrix_of_broadcast(y, m);
    case OpKind::sum: return matrix_of_sum(y, m);
    case OpKind::slice: return matrix_of_slice(y, m);
    case OpKind::embed:
      return matrix_of_embedded(y.shape(), std::get<Offset>(y.node().attribute), x[0].shape(), m);
    case OpKind::vstack:
    case OpKind::hstack: return of_stack(y);
    case OpKind::diag: return matrix_of_diag(y, m);
    case OpKind::solve: {
      const Expr inverted = inverse(x[0]);
      const Dim columns = y.shape().cols;
      return (columns.is_one() ? inverted : kron(eye(*y.graph, columns), inverted)) * of(x[1]);
    }
    case OpKind::kron: return m ? matrix_of_kron(y, m, true) : matrix_of_kron(y, of(x[1]), false);
    case OpKind::where: {
      // The condition is 0 or 1, and does not move.
      const Expr a = of(x[1]) ? diagonal_times(vec(x[0]), of(x[1])) : zeros_for(y.shape());
      return of(x[2]) ? a + diagonal_times(vec(1 - x[0]), of(x[2])) : a;
    }
    default: NNGEN_UNREACHABLE();  // a tangent is built from linear operations
  }
}

Expr LinearMap::of_product(Expr y) const {
  Graph& graph = *y.graph;
  const Expr a = y.operand(0);
  const Expr b = y.operand(1);
  if (const Expr m = of(b)) {
    if (b.shape().cols.is_one()) return is_diagonal_matrix(a) ? diagonal_times(a.operand(0), m) : a * m;
    return kronecker_times(eye(graph, b.shape().cols), a, m);
  }
  return kronecker_times(transpose(b), eye(graph, a.shape().rows), of(a));
}

// Columns above one another, and columns or matrices of one height side by side, stand in vec one after the other.
Expr LinearMap::of_stack(Expr y) const {
  const bool is_sequence = y.is(OpKind::hstack) || y.shape().cols.is_one();
  std::vector<Expr> pieces;
  Offset place{0, 0};
  for (const Expr& piece : y.operands()) {
    const Expr m = of(piece);
    if (is_sequence) {
      pieces.push_back(m ? m : zeros_for(piece.shape()));
    } else {
      if (m) pieces.push_back(matrix_of_embedded(y.shape(), place, piece.shape(), m));
      place.row = place.row + piece.shape().rows;
    }
  }
  return is_sequence ? make(*y.graph, OpKind::vstack, pieces) : sum_of(*y.graph, pieces);
}

}  // namespace

Expr matrix_of_linear_map(Expr t, Expr seed, std::vector<MatrixStep>* steps) {
  if (t.id < seed.id) return filled(*t.graph, 0, {t.shape().size(), seed.shape().size()});
  const Expr m = LinearMap(t, seed, steps).of(t);
  return m ? m : filled(*t.graph, 0, {t.shape().size(), seed.shape().size()});
}

Expr jacobian_seed(Expr x) { return variable(*x.graph, Symbol::seed, x.shape(), x.per_sample()); }

Expr jacobian(Expr y, Expr x) {
  Graph& graph = *y.graph;
  const Expr seed = jacobian_seed(x);
  const Tangent tangent{x.id, seed.id};
  return matrix_of_linear_map({&graph, tangent_of(graph, y.id, std::span(&tangent, 1))}, seed);
}

}  // namespace nngen::ir
