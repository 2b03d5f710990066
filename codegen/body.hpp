#pragma once
// Rewriting of scalar bodies: inlining one into another, and the local simplifications after it.

#include <functional>
#include <optional>

#include "ir/kernel.hpp"

namespace nngen::codegen {

/// Appends a body to another and returns where its steps went; `replace` may give an earlier step of the
/// target for a step of the source.
std::vector<std::uint32_t> append_body(
    ir::Body& target, const ir::Body& source,
    const std::function<std::optional<std::uint32_t>(const ir::Step&)>& replace);

/// Moves the views' indices in a body, where its views were appended behind others.
void shift_views(ir::Body& body, std::uint32_t by);

/// Merges equal steps, writes a + (−b) as a − b, and drops steps that nothing needs.
void simplify_body(ir::Body& body, const std::vector<ir::View>& views);

/// Drops the views that no body uses and those that repeat another.
void compact_views(ir::Kernel& kernel);

}  // namespace nngen::codegen
