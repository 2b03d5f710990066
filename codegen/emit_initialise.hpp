#pragma once

#include "codegen/header_plan.hpp"
#include "codegen/writer.hpp"

namespace nngen::codegen {

/// Prints the function that fills the parameters as their declarations say.
void emit_initialise(Writer& writer, const ir::Program& program, const HeaderPlan& plan);

}  // namespace nngen::codegen
