#pragma once
// The derivation's formulas as comments of the emitted header.

#include "cli/task.hpp"
#include "codegen/emit_header.hpp"
#include "codegen/formula/node_texts.hpp"
#include "ir/calculus/passes.hpp"

namespace nngen::cli {

/// The header opens with what `show` prints; above the code of a named value stands its formula. `images` are
/// the nodes that the code computes for those of the lines.
codegen::FormulaTexts formula_texts(Task& task, const std::vector<codegen::NodeText>& lines,
                                    const std::vector<ir::NodeId>& images);

}  // namespace nngen::cli
