#pragma once
// The public face of an emitted header: its structs and functions, on the types of its target.

#include "codegen/header_plan.hpp"
#include "codegen/writer.hpp"

namespace nngen::codegen {

/// Closing lines of the opening comment: what a call takes and how large everything is.
void describe_call(Writer& writer, const HeaderPlan& plan, ir::Reduction reduction);
void emit_structs(Writer& writer, const ir::Program& program, const HeaderPlan& plan);
/// Memory for intermediate values, which `emit_structs` has among the others.
void emit_workspace(Writer& writer, const HeaderPlan& plan);
/// How the functions make views of their arguments.
void emit_views(Writer& writer, const HeaderPlan& plan);
void emit_interface(Writer& writer, const HeaderPlan& plan, const FunctionPlan& function);

}  // namespace nngen::codegen
