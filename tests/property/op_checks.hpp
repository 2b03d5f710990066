#pragma once
// The laws that every row of the operation table must keep. Each check returns what is wrong, or
// nothing.

#include <cstdint>
#include <string>

#include "ir/op.hpp"
#include "tests/property/op_examples.hpp"

namespace nngen::tests {

/// The numbers that the row gives itself, exactly or to the last digits; an elementwise row has two
/// or more.
std::string check_samples(const ir::OpDef& row);

/// The shape rule gives the shape that evaluation gives.
std::string check_shape(const ir::OpDef& row, ir::OpKind op, const OpExample& example,
                        std::uint64_t seed);

/// At a random point of the domain the rules of the row agree with one another (⟨x̄, ẋ⟩ = ⟨ȳ, ẏ⟩),
/// with dual numbers, with the tape and with differences of values, and once more differentiated
/// with the tape of duals. The row's rules are taken from `row`, all else from the table.
std::string check_derivatives(const ir::OpDef& row, ir::OpKind op, const OpExample& example,
                              std::int64_t n, std::uint64_t seed);

/// The local identities of the constructor keep the value, for operands with coefficients and
/// constants.
std::string check_construction(ir::OpKind op, const OpExample& example, std::int64_t n,
                               std::uint64_t seed);

}  // namespace nngen::tests
