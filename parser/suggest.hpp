#pragma once
// Obvious mends: what the user probably meant.

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace nngen::parser {

/// The known name nearest to the given one, if it is near enough to be meant: one edit (insertion,
/// deletion, replacement, exchange of neighbours, another case) for each three code points.
std::optional<std::string> nearest_name(std::string_view name, std::span<const std::string> known);

}  // namespace nngen::parser
