#pragma once
// The algorithms on whole matrices that an emitted header holds where it uses them.

#include <set>
#include <string_view>

#include "codegen/writer.hpp"
#include "ir/kernel.hpp"

namespace nngen::codegen {

/// What a routine is called in emitted code.
std::string_view routine_name(ir::Routine routine);

/// Declarations of those that are used, before the code that calls them; nothing where none is.
void emit_routine_declarations(Writer& writer, const std::set<ir::Routine>& used);
/// Their definitions, with what they rest on.
void emit_routines(Writer& writer, const std::set<ir::Routine>& used);

}  // namespace nngen::codegen
