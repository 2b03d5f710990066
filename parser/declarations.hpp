#pragma once
// What a file declares: variables with their shapes and properties, activations.

#include "parser/elaboration_state.hpp"

namespace nngen::parser {

/// Adds a declared variable to the program.
void elaborate_declaration(ElaborationState& state, ItemId item);

/// Works out what a declared activation stands for.
void elaborate_activation(ElaborationState& state, ItemId item);

}  // namespace nngen::parser
