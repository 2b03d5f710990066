#pragma once
// Kernels that differ in nothing but their buffers.

#include <string>
#include <vector>

#include "ir/kernel.hpp"

namespace nngen::codegen {

/// The buffers of a kernel in the order of their places in it, repeated as they are there.
std::vector<ir::BufferId> buffers_in_order(const ir::Kernel& kernel);

/// Equal for two kernels exactly where one becomes the other by an exchange of buffers of equal
/// shape, layout and role. Buffers that `is_fixed` says are not exchanged.
std::string kernel_key(const ir::KernelProgram& program, const ir::Kernel& kernel,
                       const std::vector<bool>& is_fixed);

}  // namespace nngen::codegen
