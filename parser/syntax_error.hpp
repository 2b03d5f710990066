#pragma once
// What a failed expectation of the grammar means to the user.

#include <string>

#include "parser/grammar_config.hpp"

namespace nngen::parser {

/// The finding for a statement [first, last) in which `wanted` was expected and `found` stands, or
/// nothing more where found == last.
ir::Diagnostic explain_failure(const ParseState& state, Iterator first, Iterator last,
                               Iterator found, const std::string& wanted);

}  // namespace nngen::parser
