#pragma once
// What `nngen bench` compiles beside an emitted header to time its functions: two sources that
// implement timing/calls.hpp.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "codegen/header_plan.hpp"
#include "codegen/matrix_products.hpp"
#include "ir/program.hpp"

namespace nngen::codegen {

/// Null where the header has no such function.
const FunctionPlan* find_function(const HeaderPlan& plan, FunctionKind kind);

/// The memory of the variables and the calls of the gradient, which the header must have, and of
/// the step; for that many samples.
std::string emit_timed_calls(const ir::Program& program, const HeaderPlan& plan,
                             std::string_view header_name, std::int64_t samples);

/// The matrix products, and tiles for those with the most operations.
std::string emit_timed_products(std::vector<MatrixProduct> products);

}  // namespace nngen::codegen
