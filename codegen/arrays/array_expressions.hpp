#pragma once
// Nodes as expressions of Python over arrays.

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "codegen/arrays/code_spellings.hpp"
#include "ir/expr.hpp"

namespace nngen::codegen {

struct Code {
  std::string text;
  Binding binding = Binding::atom;
};

/// The text, in brackets where it binds looser than is needed.
std::string bracketed(const Code& code, Binding needed);

std::string replaced(std::string text, std::string_view from, std::string_view to);

class ArrayExpressions {
 public:
  /// `library`: np or torch; `samples`: the name of the number of samples.
  ArrayExpressions(std::string library, std::string samples)
      : library_(std::move(library)), samples_(std::move(samples)) {}

  /// What stands for the node from now on: a name, or its own expression.
  void define(ir::NodeId node, Code code) { code_.emplace(node, std::move(code)); }
  /// The node written out; its operands are defined.
  Code code_of(ir::Expr x) const;
  /// What stands for the node, as an array also where a number would do in a formula.
  Code array(ir::Expr x) const;

 private:
  Code operand(const CodeSpelling& spelling, ir::Expr x, bool may_be_repeated) const;
  Code from_table(ir::Expr x) const;
  std::string with_attributes(std::string text, ir::Expr x) const;
  Code sum(ir::Expr x) const;
  Code slice(ir::Expr x) const;
  Code stack(ir::Expr x, std::string_view axis) const;
  Code choice(ir::Expr x) const;
  bool shows_shape(ir::Expr x) const;
  // A repeated operand, which need not be repeated where another shows the shape.
  bool is_repetition(ir::Expr x) const;

  std::string library_;
  std::string samples_;
  std::map<ir::NodeId, Code> code_;
};

}  // namespace nngen::codegen
