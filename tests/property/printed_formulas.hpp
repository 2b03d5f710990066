#pragma once
// The formulas of the examples and of the gallery, in every form.

#include <string>
#include <vector>

#include "codegen/formula/show.hpp"

namespace nngen::tests {

/// The text of each program in each form and layout, with and without a batch.
std::vector<std::string> printed_formulas(codegen::FormulaStyle style);

}  // namespace nngen::tests
