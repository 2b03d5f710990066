#pragma once
// Names as a user may spell them outside a source file: keys of JSON, arguments of the command
// line.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nngen::runtime {

/// The plain spelling (ir::Name::plain) of a name in any of its spellings: "W1" for W1, W_1, W_{1},
/// W₁, W[1], W^(1), W^{(1)} and W^[1]; another text is returned as it is.
std::string plain_spelling(std::string_view text);

/// The candidate that the text was probably meant to be, if one is near enough.
std::optional<std::string> nearest_name(std::string_view text,
                                        const std::vector<std::string>& candidates);

}  // namespace nngen::runtime
