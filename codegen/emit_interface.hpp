#pragma once
// The public face of an emitted header: its structs and functions on Eigen's types.

#include "codegen/header_plan.hpp"
#include "codegen/writer.hpp"

namespace nngen::codegen {

/// Closing lines of the opening comment: what a call takes and how large everything is.
void describe_call(Writer& writer, const HeaderPlan& plan, ir::Reduction reduction);
void emit_structs(Writer& writer, const ir::Program& program, const HeaderPlan& plan);
/// How the interface makes views of Eigen's matrices.
std::string eigen_view_text();
void emit_interface(Writer& writer, const HeaderPlan& plan, const FunctionPlan& function);

/// How the public function takes an argument: "const Eigen::Ref<const Eigen::Matrix<Scalar, 64, 1>>&".
std::string public_type(const HeaderPlan& plan, const ArgumentPlan& argument);

}  // namespace nngen::codegen
