#pragma once
// Every statement's names: first all of them are registered, so that statements may stand in any
// order; when the lets are known, families become their members.

#include <vector>

#include "parser/constants.hpp"
#include "parser/scope.hpp"

namespace nngen::parser {

/// The names of a def's parameters must differ.
void check_parameters(const ast::File& file, Reporter& reporter);

/// Registers what is declared or defined once, and the base names of families.
void register_names(const ast::File& file, Scope& scope, Reporter& reporter);

/// Adds the members of all families but lets. Result: the items of all statements but lets, in the
/// order of the source.
std::vector<ItemId> expand_families(const ast::File& file, Scope& scope, Constants& constants,
                                    Reporter& reporter);

/// The values of a statement's `for`, one environment each; one empty environment without a `for`;
/// none where the range is in error.
std::optional<std::vector<Environment>> environments_of(const std::optional<ast::Range>& range,
                                                        Constants& constants, Reporter& reporter);

}  // namespace nngen::parser
