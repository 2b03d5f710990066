#pragma once
// A trained network as one header: the code of its prediction, with the weights as constants.

#include <cstdint>
#include <string>

#include "cli/failure.hpp"
#include "cli/options.hpp"
#include "cli/task.hpp"
#include "data/preparation.hpp"
#include "data/weights.hpp"
#include "ir/result.hpp"

namespace nngen::cli {

/// What a training has found.
struct Trained {
  data::Weights weights;
  data::Preparation preparation;
};

struct TrainedHeader {
  std::string text;
  std::int64_t ram_bytes = 0;    // of the memory that a prediction needs
  std::int64_t flash_bytes = 0;  // of the constants
};

/// The value that a trained network is for: its prediction of the target, else the only output that
/// no target enters.
ir::Result<ir::NamedValue, Failure> value_to_export(const ir::Program& program);

/// The header that computes this value of the task, for one sample. The task is one for that value
/// alone afterwards.
TrainedHeader trained_header(Task& task, const Options& options, const ir::NamedValue& value,
                             const Trained& trained);

}  // namespace nngen::cli
