#pragma once
// What the names of a program stand for, as rows of a report.

#include <vector>

#include "codegen/report/report.hpp"

namespace nngen::codegen {

/// Declarations and activations in the file's order, each family in one row.
std::vector<ReportName> report_names(const ir::Program& program);

}  // namespace nngen::codegen
