// Blocks of matrices, and diagonals: what is put together from parts, once.

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "ir/calculus/rewrite.hpp"
#include "ir/op.hpp"

namespace nngen::ir {
namespace {

// A part of a column of blocks (or of a row), with zeros around it.
struct Block {
  Expr part;
  std::int64_t begin;
  std::int64_t end;
  std::size_t term;
};

std::optional<Block> block_of(Expr term, std::size_t place, bool vertical,
                              const RewriteContext& context) {
  const auto [coefficient, rest] = split_coefficient(term);
  if (!rest.is(OpKind::embed) || context.atom(rest) || context.atom(term)) return std::nullopt;
  const Expr part = rest.operand(0);
  const Shape& all = rest.shape();
  const bool is_whole = vertical ? part.shape().cols == all.cols : part.shape().rows == all.rows;
  if (!is_whole || !part.shape().is_known() || !all.is_known()) return std::nullopt;
  const auto& offset = std::get<Offset>(rest.node().attribute);
  const Dim& first = vertical ? offset.row : offset.col;
  const Dim& count = vertical ? part.shape().rows : part.shape().cols;
  if (!first.is_known()) return std::nullopt;
  return Block{coefficient * part, first.value(), first.value() + count.value(), place};
}

// The blocks with zeros in the gaps between them.
Expr stacked(Graph& graph, const std::vector<Block>& blocks, const Shape& all, bool vertical) {
  std::vector<Expr> pieces;
  std::int64_t at = 0;
  const auto add_zeros = [&](std::int64_t until) {
    if (until == at) return;
    const Shape gap =
        vertical ? Shape{Dim(until - at), all.cols} : Shape{all.rows, Dim(until - at)};
    pieces.push_back(filled(graph, 0, gap));
  };
  for (const Block& block : blocks) {
    add_zeros(block.begin);
    pieces.push_back(block.part);
    at = block.end;
  }
  add_zeros(vertical ? all.rows.value() : all.cols.value());
  return make(graph, vertical ? OpKind::vstack : OpKind::hstack, pieces);
}

// [a; 0] + [0; b] = [a; b]
template <bool vertical>
Expr blocks_side_by_side(Expr x, const RewriteContext& context) {
  const std::vector<Expr> terms = x.operands();
  std::vector<Block> blocks;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (const auto block = block_of(terms[i], i, vertical, context)) blocks.push_back(*block);
  }
  std::sort(blocks.begin(), blocks.end(),
            [](const Block& a, const Block& b) { return a.begin < b.begin; });
  std::vector<Block> apart;
  for (const Block& block : blocks) {
    if (apart.empty() || apart.back().end <= block.begin) apart.push_back(block);
  }
  if (apart.size() < 2) return {};
  std::vector<Expr> result = {stacked(*x.graph, apart, x.shape(), vertical)};
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const bool is_taken = std::any_of(apart.begin(), apart.end(),
                                      [&](const Block& block) { return block.term == i; });
    if (!is_taken) result.push_back(terms[i]);
  }
  return sum_of(*x.graph, result);
}

// diag(d)·v = d∘v
Expr diagonal_times_column(Expr x, const RewriteContext& context) {
  const Expr matrix = x.operand(0);
  const Expr v = x.operand(1);
  const bool fits = matrix.is(OpKind::diag) && v.shape().cols.is_one() && !context.atom(matrix) &&
                    !context.written(matrix.id) && matrix.operand(0).shape() == v.shape();
  return fits ? hadamard(matrix.operand(0), v) : Expr{};
}

// diag(a) + diag(b) = diag(a + b)
Expr sum_of_diagonals(Expr x, const RewriteContext& context) {
  std::vector<Expr> diagonals;
  std::vector<Expr> result;
  for (const Expr& term : x.operands()) {
    const auto [coefficient, rest] = split_coefficient(term);
    const bool is_diagonal = rest.is(OpKind::diag) && rest.operand(0).shape().cols.is_one() &&
                             !context.atom(rest) && !context.atom(term);
    if (is_diagonal) {
      diagonals.push_back(coefficient * rest.operand(0));
    } else {
      result.push_back(term);
    }
  }
  if (diagonals.size() < 2) return {};
  result.insert(result.begin(), diag(sum_of(*x.graph, diagonals)));
  return sum_of(*x.graph, result);
}

// The diagonal of a·bᵀ is a∘b.
Expr diagonal_of_outer_product(Expr x, const RewriteContext& context) {
  const Expr product = x.operand(0);
  const bool fits = product.is(OpKind::matmul) && !context.atom(product) &&
                    product.operand(0).shape().cols.is_one() && product.shape().is_square() &&
                    x.shape().cols.is_one();
  return fits ? hadamard(product.operand(0), transpose(product.operand(1))) : Expr{};
}

constexpr std::array rules = {
    RewriteRule{"[a; 0] + [0; b] = [a; b]", OpKind::add, blocks_side_by_side<true>},
    RewriteRule{"[a, 0] + [0, b] = [a, b]", OpKind::add, blocks_side_by_side<false>},
    RewriteRule{"diag(d)·v = d∘v", OpKind::matmul, diagonal_times_column},
    RewriteRule{"diag(a) + diag(b) = diag(a + b)", OpKind::add, sum_of_diagonals},
    RewriteRule{"diag(a·bᵀ) = a∘b", OpKind::diag, diagonal_of_outer_product},
};

}  // namespace

std::span<const RewriteRule> block_rules() { return rules; }

}  // namespace nngen::ir
