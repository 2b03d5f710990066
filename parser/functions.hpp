#pragma once
// The functions of the language that are compositions of operations, one row each. Functions that
// are operations themselves are found in the operation table.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ir/op.hpp"
#include "parser/operations.hpp"

namespace nngen::parser {

/// One call of a function, its arguments checked to be values.
struct FunctionCall {
  Operations& operations;
  std::string_view name;
  std::span<const Operand> arguments;
  ir::Span span;

  const Operand& operator[](std::size_t i) const { return arguments[i]; }
  ir::Expr value(std::size_t i) const { return arguments[i].value; }
};

struct FunctionRow {
  std::string_view name;
  std::size_t min_arity;
  std::size_t max_arity;
  ir::Expr (*build)(const FunctionCall&);
  ir::OpClass op_class;
  std::string_view summary;  // the line of the documentation
  /// Without an argument it acts on the rest of its product chain.
  bool is_operator = false;
};

/// All of them, in the order of their names.
std::span<const FunctionRow> compositions();
/// The composition of that name; null if there is none.
const FunctionRow* find_composition(std::string_view name);
/// Is there any function of that name, operation or composition?
bool is_function(std::string_view name);
/// May the function stand in a product chain without its argument?
bool is_chain_operator(std::string_view name);
/// The names of all functions, for suggestions.
std::vector<std::string> all_function_names();

/// The value of a call of a function of the language; errors are reported.
ir::Expr call_function(const FunctionCall& call);

}  // namespace nngen::parser
