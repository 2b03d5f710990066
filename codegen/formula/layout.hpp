#pragma once
// From nodes to boxes: how a formula is built up, with its brackets and names, before any format is chosen.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "codegen/formula/expansion.hpp"
#include "codegen/formula/naming.hpp"

namespace nngen::codegen {

/// From loosest to tightest, as in the language: what stands inside a tighter one needs brackets.
enum class Precedence : std::uint8_t { sum, product, negation, postfix, atom };

enum class BoxKind : std::uint8_t {
  name,         // `name`
  number,       // `number`
  text,         // `text` as it stands
  sum,          // children with signs: a negation or negative number among them is subtracted
  product,      // children joined by `operators`
  negation,     // −child
  transpose,    // childᵀ
  inverse,      // child⁻¹; `transposed` writes child⁻ᵀ
  power,        // child to the power `number` or a second child; `elementwise` writes .^
  comparison,   // child and child with the sign of `op` between
  choice,       // children: the second where the first holds, else the third
  underbrace,   // a period of a chain; its layer is the index of `name`
  call,         // `text`(children)
  root,         // √child
  absolute,     // |child|
  norm,         // ‖child‖; `order` 1: ‖child‖₁; `elementwise` marks a matrix
  function,     // `name` with `order` primes (child), or alone
  norm_square,  // ‖child‖²; `elementwise` marks a matrix
  inner,        // ⟨child, child⟩
  index,        // child[text]
  vertical,     // [a; b]
  horizontal,   // [a, b]
};

enum class ProductSign : std::uint8_t {
  product,
  hadamard,
  elementwise_quotient,
  quotient,
  reversed,
  kronecker
};

struct Box {
  BoxKind kind = BoxKind::text;
  Precedence precedence = Precedence::atom;
  std::string text = {};
  ir::Name name = {};
  double number = 0;
  std::uint32_t order = 0;
  bool elementwise = false;
  bool transposed = false;
  ir::OpKind op = {};
  std::vector<Box> children = {};
  std::vector<ProductSign> operators = {};
};

/// Lays out the expression of a node: the node itself is written out, named operands by their names.
class Layout {
 public:
  /// For lines of the given sweep; see Naming::of.
  Layout(const ir::Program& program, const Naming& naming, Sweep sweep)
      : program_(program), naming_(naming), sweep_(sweep) {}

  /// From now on activations stand without their argument where they have one only, and it has a
  /// name.
  void omit_arguments();
  void add_underbraces() { underbraces_ = true; }

  Box definition(ir::NodeId node) const;
  /// The name of the node if it has one, else its expression.
  Box reference(ir::NodeId node) const;
  /// MS (9): a chain of products read from left to right, cotangents written out down to the innermost.
  /// In numerator layout it reads from left to right as it is, and what multiplies from the left stands there.
  Box chain(ir::NodeId node, const Expansion& expansion, DerivativeLayout layout) const;

 private:
  const ir::Name* name_of(ir::NodeId node) const { return naming_.of(node, sweep_); }
  Box sum(ir::Expr x) const;
  Box scaled(ir::Expr x) const;
  Box inverse(ir::Expr x, bool transposed) const;
  Box binary_product(ir::Expr a, ir::Expr b, ProductSign sign) const;
  Box power(ir::Expr x) const;
  Box power_base(ir::Expr x) const;
  Box general_power(ir::Expr x) const;
  Box quotient(ir::Expr x) const;
  Box inner_product(ir::Expr x, bool halved) const;
  Box applied(ir::Expr x) const;
  Box broadcast(ir::Expr x) const;
  Box slice(ir::Expr x) const;
  Box embedded(ir::Expr x) const;
  Box call(ir::Expr x) const;
  // A call, or signs around the operand, as the operation's row says.
  Box noted(ir::Expr x) const;
  const ir::Name* name_of_softmax(ir::Expr x) const;
  Box loss(ir::Expr x) const;
  Box reshaped(ir::Expr x) const;
  static bool is_comparison(ir::Expr x);
  Box comparison(ir::Expr x) const;
  Box as_number(Box condition) const;
  Box choice(ir::Expr x) const;
  bool repeats(std::span<const ir::Expr> operands, bool columns) const;
  // Inside an elementwise operation a repeated operand is written once.
  bool is_repeated(ir::Expr x) const;
  bool is_printed_as_scalar(ir::Expr x) const;
  Box elementwise_operand(ir::Expr x) const;
  // Of several operands one must show the shape of the result.
  std::vector<Box> elementwise_operands(std::span<const ir::Expr> operands) const;

  const ir::Program& program_;
  const Naming& naming_;
  Sweep sweep_;
  bool underbraces_ = false;
  std::vector<bool> omits_argument_;  // by function
};

}  // namespace nngen::codegen
