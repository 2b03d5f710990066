#pragma once

#include "codegen/scalar_code.hpp"
#include "codegen/writer.hpp"

namespace nngen::codegen {

/// Prints a kernel as calls and loops over the views that the scope names.
void emit_kernel(Writer& writer, const FunctionScope& scope, const ir::Kernel& kernel);

/// Prints a product with a transposed matrix and the update of that matrix as one pass over its columns.
void emit_column_pass(Writer& writer, const FunctionScope& scope, const ir::Contract& product,
                      const ir::Contract& update);

/// A number of things as an expression: 320, or 10 * samples.
std::string count_code(const FunctionScope& scope, const ir::Count& count);
/// The same as a Size, which keeps a known number in its type.
std::string size_code(const FunctionScope& scope, const ir::Count& count);

/// The same as an argument of loops: size<320>.
std::string length_code(const FunctionScope& scope, const ir::Count& count);

}  // namespace nngen::codegen
