#pragma once
// The computation as a picture for Graphviz: a column for each layer, forward values in one line,
// below them the cotangents that come back, variables above, gradients at the bottom.

#include <string>
#include <string_view>

#include "codegen/formula/formula_sections.hpp"
#include "codegen/report/report.hpp"

namespace nngen::codegen {

/// Of long families the ends are drawn and one member for all between; of what is
/// still too long, its beginning. Either is said in the note.
ReportPicture picture_of(const ir::Program& program, const FormulaSections& sections);

/// Graphviz's SVG as an element of a page.
std::string embedded_svg(std::string_view svg);

}  // namespace nngen::codegen
