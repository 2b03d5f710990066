#pragma once
// What the training program is started with, and what a checkpoint of it must fit.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/failure.hpp"
#include "cli/options.hpp"
#include "cli/task.hpp"
#include "data/safetensors.hpp"

namespace nngen::cli {

/// The words behind the program's name; all paths are absolute.
std::vector<std::string> arguments_of(const Options& options, const std::string& data_file);

/// What makes two trainings one: the program, the samples, the options that decide about the steps.
/// It stands in the metadata of checkpoints and weights.
std::map<std::string, std::string> fingerprint_of(const Task& task, const Options& options,
                                                  const std::vector<data::Tensor>& samples);

/// With --resume: a checkpoint of another training than the one with this metadata.
std::optional<Failure> foreign_checkpoint(const Options& options,
                                          const std::map<std::string, std::string>& metadata);

}  // namespace nngen::cli
