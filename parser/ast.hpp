#pragma once
// The syntax tree: what the user wrote, name by name, before anything is looked up.
// Trees are shared and immutable; products and sums are flat, so depth is bracket depth (at most 256).

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "ir/source.hpp"

namespace nngen::parser::ast {

using ir::Span;

struct Node;
using Expr = std::shared_ptr<const Node>;

/// A name in its plain spelling: "W1" for W1, W_1, W₁ and W_{1}; "W_k" for W_k and W_{k}.
struct Name {
  std::string text;
  Span span;
};

struct Number {
  double value = 0;
  bool is_integer = false;   // written without a point or exponent
};

/// A name in an expression. Subscripts of the forms W_{k-1} and Wₖ₋₁, also behind a prime or a transpose
/// (Wᵀₖ₋₁), come here as `subscript` and can only name a family's member. W_k, W_{k} and Wₖ come as the name
/// "W_k", since W_k may be a name of its own. What W[k-1] and, for a bracketed exponent, W^(l) mean depends
/// on what W is: they come as postfix operations `index` and `power`.
struct Reference {
  Name name;
  Expr subscript;            // null without one
  Span subscript_span;
};

/// `…`, `⋯` or `...`.
struct Ellipsis {};
/// `end`; the grammar lets it stand inside an index only.
struct End {};

enum class PostfixKind : std::uint8_t {
  call,        // f(a, b)
  index,       // A[i, j], A[2:5, :]
  prime,       // ' directly behind an expression: transpose, or the derivative of an activation
  transpose,   // ᵀ, ^T, ^⊤
  inverse,     // ⁻¹, ^-1
  inverse_transpose,  // ⁻ᵀ
  power,       // ^ exponent; W^(l) and W^{l} have a Parenthesised exponent, W^[l] a Block
  elementwise_power,  // .^ exponent
};

/// One entry of an index list: `:`, `a`, `a:b`, `a:`, `:b`.
struct Slice {
  bool is_range = false;
  Expr first;                // null where open
  Expr last;
  Span span;
};

/// `sum(… for i = a..b)`: the generator behind a call's only argument.
struct Range {
  Name index;
  Expr first;
  Expr last;
  Span span;
};

struct PostfixOperation {
  PostfixKind kind{};
  Span span;                          // the operation without its operand
  std::vector<Expr> arguments;        // call: arguments; powers: the exponent
  std::vector<Slice> indices;         // index
  std::optional<Range> range;         // call with a generator
};

/// An operand and what stands behind it, in reading order; never empty. Flat, so that a long row of
/// transposes is no depth.
struct Postfix {
  Expr operand;
  std::vector<PostfixOperation> operations;
};

enum class ProductOperator : std::uint8_t {
  product,               // · *
  implicit,              // 2x, ½‖y‖²; also between an ellipsis and its neighbours: Σ₂ … Σ₁
  hadamard,              // ∘ .*
  reversed,              // •
  kronecker,             // ⊗
  divide,                // /
  elementwise_divide,    // ⊘ ./
};

enum class SumOperator : std::uint8_t { add, subtract };

enum class Comparison : std::uint8_t { less, less_equal, greater, greater_equal, equal, not_equal };

template <class Operator>
struct ChainLink {
  Operator op;
  Span op_span;
  Expr operand;
};

/// a · b ∘ c …: one level, read from left to right. A sign belongs to the operand behind it: −σ∘W·x is
/// a chain whose first operand is Negate(σ).
struct Product {
  Expr first;
  std::vector<ChainLink<ProductOperator>> rest;
};

/// ± a ± b ± c …
struct Sum {
  Expr first;
  std::vector<ChainLink<SumOperator>> rest;
};

struct Negate {
  Expr operand;
};

struct Compare {
  Comparison op;
  Span op_span;
  Expr left;
  Expr right;
};

enum class NormKind : std::uint8_t { euclidean, one, infinity, frobenius, absolute };

/// ‖x‖, ‖x‖₁, ‖X‖_F, |x|.
struct Norm {
  NormKind kind;
  Expr operand;
};

/// ⟨a, b⟩
struct InnerProduct {
  Expr left;
  Expr right;
};

/// √x
struct SquareRoot {
  Expr operand;
};

/// [a, b; c, d]: rows of entries; or [a[i] for i = 1..k].
struct Block {
  std::vector<std::vector<Expr>> rows;
  std::optional<Range> range;
};

/// ∇[W] f, ∇_W f, ∂f/∂W.
struct Gradient {
  Expr by;
  Expr of;
};

/// A bracketed expression: kept, since an activation operator's argument depends on it.
struct Parenthesised {
  Expr inner;
};

/// What could not be parsed; an error has been reported.
struct Invalid {};

struct Node {
  Span span;
  std::variant<Number, Reference, Ellipsis, End, Postfix, Product, Sum, Negate, Compare, Norm,
               InnerProduct, SquareRoot, Block, Gradient, Parenthesised, Invalid>
      what;
};

template <class What>
Expr make(Span span, What what) {
  return std::make_shared<const Node>(Node{span, std::move(what)});
}

// ---------------------------------------------------------------- statements

/// R, R^n, R^(m×n): the dimensions (two at most), none for a scalar.
struct Type {
  std::vector<Expr> dimensions;
  Span span;
};

/// The declared or defined name: W, W1, W[i], W_{i}, n[0..k].
struct Target {
  Name name;
  Expr index;                     // member: W[i], a[0]
  Expr range_last;                // list: n[0..k] has index 0 and range_last k
  Span span;
};

enum class DeclarationKind : std::uint8_t { input, target, param, constant };

/// zeros, normal(0.1), …
struct Initialiser {
  Name name;
  std::vector<Expr> arguments;
  Span span;
};

struct Declaration {
  DeclarationKind kind{};
  std::vector<Target> targets;
  Type type;
  std::vector<Name> properties;
  std::optional<Initialiser> init;
  std::optional<Range> range;
};

/// let k = 3; let n[0..k] = [4, 8, 1]; let n. `let m, n` comes as two of them.
struct Let {
  Target target;
  Expr value;                     // null: a symbolic dimension
  std::optional<Range> range;
};

/// One part of a direct sum of activations: tanh×7.
struct ActivationPart {
  Name function;
  Expr argument;                  // leaky_relu(0.1): its parameter; null without
  Expr count;                     // null: 1
};

/// act σ = tanh; act Σ1 = [tanh×7, identity]; act σ(z) = formula.
struct Activation {
  Target target;
  std::vector<ActivationPart> parts;      // one part: a plain activation
  bool is_direct_sum = false;
  std::optional<Name> variable;           // with a formula
  Expr formula;
  std::optional<Range> range;
};

/// def f(A, x) = expression
struct Function {
  Target target;
  std::vector<Name> parameters;
  Expr body;
  std::optional<Range> range;
};

enum class DefinitionRole : std::uint8_t { value, loss, output };

/// h = …; loss L = …; loss = …; output y; output y = …. Without a target, a role `value` is a bare
/// expression, as in `nngen show --infer -e "x'*A*x"`. A value `Invalid` stands for a whole statement of
/// any kind that has a syntax error: of its target nothing is known but the name.
struct Definition {
  DefinitionRole role{};
  std::optional<Target> target;           // none: `loss = …`, or a bare expression
  Expr value;                             // null: `output y`; `output y, z` comes as two definitions
  std::optional<Range> range;
};

/// ∇_W f = …: a derivative on the left is a claim that nngen checks.
struct Claim {
  Expr left;
  Expr right;
  std::optional<Range> range;
};

struct Statement {
  Span span;
  std::variant<Declaration, Let, Activation, Function, Definition, Claim> what;
};

struct File {
  std::vector<Statement> statements;
};

}  // namespace nngen::parser::ast
