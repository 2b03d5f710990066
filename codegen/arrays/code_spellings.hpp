#pragma once
// How NumPy and PyTorch write each operation on matrices with a leading axis for the samples.

#include <cstdint>
#include <span>
#include <string_view>

#include "ir/graph.hpp"

namespace nngen::codegen {

enum class ArrayLibrary : std::uint8_t { numpy, torch };

/// How tightly an expression of Python binds, from loosest to tightest.
enum class Binding : std::uint8_t { any, comparison, sum, product, unary, power, atom };

/// In a template $0 … are the operands, @. is the library's, and the words %axis, %rows, %cols (of
/// the result), %row, %col (of a part), %number stand for what the node says.
struct CodeSpelling {
  ir::OpKind op;
  std::string_view code;
  Binding binding = Binding::atom;
  /// What operands must at least bind like; a right one of a product or sum one step more.
  Binding operands = Binding::any;
  /// A scalar constant may stand as a plain number.
  bool takes_numbers = false;
  /// Entries of equal place meet: a repeated operand need not be repeated.
  bool is_elementwise = false;
};

/// Null for what the writer of the code spells itself (sums, constants, variables).
const CodeSpelling* code_spelling(ir::OpKind op);

/// A function that the code uses, in the order in which they may stand.
struct CodeHelper {
  std::string_view name;
  std::string_view numpy;
  std::string_view torch;
};
std::span<const CodeHelper> code_helpers();

}  // namespace nngen::codegen
