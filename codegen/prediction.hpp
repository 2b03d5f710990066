#pragma once
// Which value of a program is its guess at a target.

#include <cstdint>
#include <optional>

#include "ir/program.hpp"

namespace nngen::codegen {

/// A value of the target's shape that is computed without any target.
struct Prediction {
  std::uint32_t target = 0;  // declaration
  ir::NamedValue value;
};

/// Of the outputs, else of the values that the loss is made of or that are computed from these, the last one that fits
/// the only target; nothing if none does or if there are several targets.
std::optional<Prediction> find_prediction(const ir::Program& program);

}  // namespace nngen::codegen
