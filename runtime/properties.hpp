#pragma once
// Whether data is what its declaration promises.

#include <optional>
#include <string>

#include "ir/attributes.hpp"
#include "ir/value.hpp"

namespace nngen::runtime {

/// The first promise that the matrix breaks, as the rest of a sentence about it ("is not symmetric:
/// …"), or nothing. Relative to the matrix's largest entry, or to 1 for sums, 1e-6 is let through.
std::optional<std::string> broken_property(const ir::Matrix<double>& value,
                                           const ir::Properties& properties);

}  // namespace nngen::runtime
