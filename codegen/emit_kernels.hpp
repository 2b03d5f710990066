#pragma once
// The part of an emitted header that does not depend on the program.

#include <string_view>

namespace nngen::codegen {

/// Chooses the inline namespace of the instruction set: the linker must not merge code that was compiled
/// for different ones.
std::string_view instruction_set_text();
/// Matrices as views of memory, and the declarations of the kernels: what the readable body needs.
std::string_view views_text();
/// The kernels themselves, behind the body.
std::string_view kernels_text();

}  // namespace nngen::codegen
