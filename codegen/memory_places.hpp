#pragma once
// Where buffers stand in memory, as code.

#include <string>
#include <string_view>

#include "codegen/header_plan.hpp"
#include "codegen/loop_buffers.hpp"

namespace nngen::codegen {

/// The array that a buffer is a part of: "parameters".
std::string_view array_of(const HeaderPlan& plan, const ir::Buffer& buffer);

/// A buffer of the flat arrays or the workspace: "workspace + 320".
std::string place_of(const HeaderPlan& plan, const FunctionPlan& function, ir::BufferId id);

/// One that moves in a loop: "parameters + 256 + 256 * layer".
std::string place_in_loop(const HeaderPlan& plan, const FunctionPlan& function,
                          const LoopBuffer& moving, const Loop& loop, const std::string& counter);

}  // namespace nngen::codegen
