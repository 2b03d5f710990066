#pragma once
// The derivation as a module of Python over arrays: the same named lines, in NumPy or PyTorch.

#include <string>

#include "codegen/arrays/code_spellings.hpp"
#include "ir/calculus/differentiate.hpp"
#include "ir/program.hpp"

namespace nngen::codegen {

/// A module with `gradient(*, x, W1, …)`: the file's names, spelled in ASCII, as keyword arguments;
/// it returns the loss and a dictionary of the gradients. Where the file has outputs, `outputs` of
/// the same arguments returns a dictionary of them. Shapes are those of nngen's JSON (a vector is a
/// list); over a batch every input and target is a list of samples. The program needs a loss or an
/// output, and known sizes.
std::string array_code(ir::Program& program, const ir::Derivation& derivation,
                       ArrayLibrary library);

}  // namespace nngen::codegen
