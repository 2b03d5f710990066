#pragma once
// A whole program over one graph: what is declared, what is named, what is asked for.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ir/expr.hpp"
#include "ir/graph.hpp"

namespace nngen::ir {

/// A name as the user knows it. `W1` declared by itself and the member W[1] of a family both have base "W"
/// and index 1; only their plain spelling is the same.
struct Name {
  std::string base;
  std::optional<std::int64_t> index;
  bool in_family = false;

  /// "W1"; "W1_2" where the base itself ends in a digit; "a_0" never: a0.
  std::string plain() const;
  friend bool operator==(const Name&, const Name&) = default;
};
/// The name of a plain spelling: digits at its end without a leading zero are its index.
Name name_of(std::string_view plain);

enum class Role : std::uint8_t { input, target, param, constant };

/// How a parameter starts.
struct Initialiser {
  enum class Kind : std::uint8_t { zeros, ones, xavier, he, lecun, normal, uniform, fan_in_uniform };
  Kind kind = Kind::zeros;
  double a = 0;  // normal: σ; uniform: the lower bound
  double b = 0;  // uniform: the upper bound
};

struct Declaration {
  Name name;
  Role role;
  Shape shape;
  Properties properties;
  Initialiser init;
  NodeId node;
  Span span;
  bool is_inferred = false;  // by --infer: the file only uses the name, first at `span`
};

/// `let n` without a value.
struct SymbolicSize {
  std::string name;
  Span span;
};

/// `h = …`, one member of a family of definitions, a loss, or an output with an expression.
struct NamedValue {
  Name name;
  NodeId node;
  Span span;
  NodeId before_simplification = {};  // invalid where nothing was simplified

  /// The value by the rules of differentiation alone: what the reference computes.
  NodeId as_derived() const { return before_simplification ? before_simplification : node; }
};

/// A declared activation: its index is its FunctionUse::function.
struct NamedFunction {
  Name name;
  Span span;
};

/// A derivative on the left of `=`, and what the author says that it is.
struct Claim {
  NodeId left;   // the derivative as nngen derives it
  NodeId right;
  NodeId of;     // of a plain gradient: of what and by what; else invalid
  NodeId by;
  Span span;
  Span left_span;
  Span right_span;
};

/// A derivative that the file asks for: hessian(f, x), or ∇_x f where a value stands or a claim is
/// made.
struct RequestedDerivative {
  enum class Kind : std::uint8_t { gradient, jacobian, hessian, jvp, vjp, hvp };
  Kind kind;
  NodeId of;
  NodeId by;         // of a declaration, or one of `Program::as_differentiated`
  NodeId direction;  // of a jvp, vjp or hvp; else invalid
  NodeId value;      // as differentiation made it; by vec(x) its entries in one column
  Span span;
};

struct Program {
  std::unique_ptr<Graph> graph = std::make_unique<Graph>();
  std::vector<Declaration> declarations;  // a variable's Symbol is its place here
  std::vector<NamedFunction> functions;
  std::vector<NamedValue> values;         // each after what it needs
  std::optional<NamedValue> loss;
  std::vector<NamedValue> outputs;
  std::vector<Claim> claims;
  /// The nodes that differentiation made while the file was read, as ranges [first, second).
  std::vector<std::pair<std::uint32_t, std::uint32_t>> derived;
  std::vector<RequestedDerivative> requests;  // each after those that it is made of
  /// A definition that a request differentiates by is a node of its own there, which the values,
  /// outputs and the loss look through. These are the values that were others before that.
  std::vector<NamedValue> as_differentiated;
  std::vector<SymbolicSize> sizes;

  Expr expr(NodeId id) const { return {graph.get(), id}; }
  const Declaration* find_declaration(std::string_view plain_name) const;
  /// Those of one role, in order of declaration.
  std::vector<const Declaration*> with_role(Role role) const;
};

}  // namespace nngen::ir
