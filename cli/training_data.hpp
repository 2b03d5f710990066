#pragma once
// The samples that a network is trained on and judged by.

#include <optional>
#include <string>
#include <vector>

#include "cli/failure.hpp"
#include "cli/options.hpp"
#include "data/dataset.hpp"
#include "data/preparation.hpp"
#include "data/safetensors.hpp"
#include "ir/program.hpp"
#include "ir/result.hpp"

namespace nngen::cli {

/// One of the parts, under the name that the training program has for it.
struct DataPart {
  std::string prefix;  // "", "validation.", "test."
  std::string title;   // "training", "validation", "test"
  data::Dataset samples;
};

struct TrainingData {
  std::vector<DataPart> parts;  // that for training first
  std::vector<data::Tensor> constants;
  data::Preparation preparation;
  data::SkippedRows skipped;

  const data::Dataset& training() const { return parts.front().samples; }
};

data::Result<TrainingData> read_training_data(const ir::Program& program, const Options& options);

/// The arrays of all parts as the training program reads them: a row for each sample.
std::vector<data::Tensor> tensors_of(TrainingData&& data);

/// How faults of data files are said.
Failure failure_of(const data::DataError& error);

}  // namespace nngen::cli
