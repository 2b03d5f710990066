#pragma once
// How an operation's row says which kernels it becomes.

namespace nngen::ir {

class LoweringContext;  // codegen's, behind the interface of ir/kernel.hpp

/// Appends the kernels that compute the context's node.
using Lowering = void (*)(LoweringContext&);

}  // namespace nngen::ir
