#pragma once
// The part of an emitted header that does not depend on the program.

#include <string_view>

namespace nngen::codegen {

/// Chooses the inline namespace of the instruction set: the linker must not merge code that was compiled
/// for different ones.
std::string_view instruction_set_text();
/// Matrices as views of memory, and the declarations of the kernels: what the readable body needs.
std::string_view views_text();
/// Loops, sums and maxima, behind the body.
std::string_view loops_text();
/// Matrix products and transposed copies, behind the loops.
std::string_view contractions_text();
/// Products of packed factors, and inner products, behind them.
std::string_view packed_products_text();
/// Outer products, and passes over the columns of a matrix, behind the contractions.
std::string_view outer_products_text();

}  // namespace nngen::codegen
