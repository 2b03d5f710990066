#pragma once
// How `nngen show --plan` says what the emitted code will do.

#include <string>

#include "codegen/plan_table.hpp"

namespace nngen::cli {

/// For people: for each function a table of its statements and one of its buffers. The name is that
/// of the input.
std::string text_of(const codegen::PlanTable& table, const std::string& name);
/// For programs.
std::string json_of(const codegen::PlanTable& table);

}  // namespace nngen::cli
