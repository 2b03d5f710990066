#pragma once
// What the flags of `nngen train` say.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace nngen::cli {

struct Options;

/// `--data x=images.idx.gz`: a file for one input or target; without a name for all the others.
struct DataFile {
  std::string variable;
  std::string path;
};

struct TrainingOptions {
  static constexpr std::int64_t most_in_batch = 65536;

  std::vector<DataFile> data;
  std::vector<DataFile> validation;
  std::vector<DataFile> test;
  std::optional<std::string> label;
  std::vector<std::pair<std::string, std::string>> map;  // a variable and its columns
  std::vector<double> split;  // shares of training, validation and test; empty: no split
  bool is_stratified = false;
  bool standardises = false;
  bool skips_bad_rows = false;

  std::int64_t batch = 32;  // samples of a step; 0: all there are
  /// Options of the training program by their names with the values that they get, which were
  /// checked.
  std::map<std::string, std::string> passed_on;

  std::string init_from;
  std::string weights = "weights.safetensors";  // of `train` the result, of `export` the input
  std::string log;
  std::string checkpoint;
  bool resume = false;
  bool quiet = false;
  std::string keep;  // a folder that keeps the program; empty: a temporary one
};

/// What the options of `train` and `trainer` say that does not go together, or is missing.
std::optional<std::string> contradiction_of_training(const Options& options);

}  // namespace nngen::cli
