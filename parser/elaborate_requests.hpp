#pragma once
// What a file asks for beyond its definitions: outputs of values defined elsewhere, and claims to
// be judged.

#include <vector>

#include "parser/ast.hpp"
#include "parser/elaboration_state.hpp"

namespace nngen::parser {

/// `output y` asks for a value that is defined elsewhere, or for all members of a family, in
/// `order`.
void add_outputs(const ast::File& file, const std::vector<ItemId>& order, ElaborationState& state);

/// A claim has a derivative on its left side.
void add_claims(const ast::File& file, ElaborationState& state);

}  // namespace nngen::parser
