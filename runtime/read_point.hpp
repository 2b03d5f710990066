#pragma once
// A point read from JSON that a user wrote.

#include <span>
#include <string_view>
#include <vector>

#include "ir/diagnostic.hpp"
#include "ir/program.hpp"
#include "ir/result.hpp"
#include "runtime/evaluate.hpp"

namespace nngen::runtime {

/// How the file is to be read. Values that the roots do not need may be missing.
struct PointRequest {
  std::span<const ir::NodeId> roots;
  std::size_t samples = 1;
  bool batched = false;  // inputs and targets are lists of samples
};

/// The point that the text gives: {"x": [1, 2], "W1": [[1, 2], [3, 4]], "s": 0.5}. Vectors are
/// lists, matrices lists of rows, scalars numbers; n×1 and 1×1 come either way; "NaN", "Infinity"
/// and
/// "-Infinity" are numbers. Names come in any spelling. The data is checked against its declared
/// properties. Every dimension must be known. All errors that can be told apart are reported,
/// at their places in the text.
ir::Result<Point, std::vector<ir::Diagnostic>> read_point(std::string_view text,
                                                          const ir::Program& program,
                                                          const PointRequest& request);

}  // namespace nngen::runtime
