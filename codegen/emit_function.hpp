#pragma once

#include <string>

#include "codegen/header_plan.hpp"
#include "codegen/writer.hpp"

namespace nngen::codegen {

/// Prints a function's body: each statement under the formulas that it implements. It works on views and
/// knows nothing of Eigen.
void emit_function_body(Writer& writer, const HeaderPlan& plan, const FunctionPlan& function,
                        const FormulaTexts& texts);

/// How many columns an argument has in all; `dynamic` where a call decides.
std::string argument_width(const HeaderPlan& plan, const ArgumentPlan& argument,
                           const char* dynamic);
/// The type of the view of an argument.
std::string argument_type(const HeaderPlan& plan, const ArgumentPlan& argument);

}  // namespace nngen::codegen
