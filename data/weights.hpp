#pragma once
// A program's params as the arrays of a file, and back.

#include <cstdint>
#include <map>

#include "data/safetensors.hpp"
#include "ir/program.hpp"
#include "ir/value.hpp"

namespace nngen::data {

/// The values of params, by their place in Program::declarations.
using Weights = std::map<std::uint32_t, ir::Matrix<double>>;

/// The shape that a value has in a file: {m, n} of a matrix, {n} of a vector, {} of a scalar.
std::vector<std::size_t> array_shape(const ir::Shape& shape);

/// The arrays under their plain names ("W1"), in the order of the program.
std::vector<Tensor> tensors_of(const ir::Program& program, const Weights& weights);

/// All params of the program, found by name and checked against their declared shapes. A column may
/// also come as n×1, a scalar as an array with one element. What the file has beyond them, or
/// lacks, is an error.
Result<Weights> weights_of(const ir::Program& program, const std::string& file,
                           const std::vector<Tensor>& tensors);

}  // namespace nngen::data
