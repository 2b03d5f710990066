#pragma once
// Training programs that run in processes of their own, and their files.

#include <cstdio>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tests/support/process.hpp"
#include "tests/unit/trainer/networks.hpp"

namespace nngen::tests {

/// Runs the function in a child process and waits for its end; what it returns is the exit status.
ProcessResult in_child(const std::function<int()>& work);

/// The words as a command line.
template <class Network>
int train_with(Network& network, std::vector<std::string> words) {
  words.insert(words.begin(), "train");
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  return train::run(network, static_cast<int>(pointers.size()), pointers.data());
}
template <class Network>
ProcessResult run_training(const std::vector<std::string>& words) {
  return in_child([&] {
    Network network;
    return train_with(network, words);
  });
}

/// A file of arrays; the numbers as doubles.
using Arrays = std::map<std::string, std::pair<std::vector<std::size_t>, std::vector<double>>>;
void write_arrays(const std::filesystem::path& path, const Arrays& arrays,
                  const train::Metadata& metadata = {});
/// The numbers of one array of a file; none where there is no such file or array.
std::vector<double> numbers_of(const std::filesystem::path& path, const std::string& name);

/// What stands behind each "key": in a log, in order; null counts as NaN.
std::vector<double> logged(const std::filesystem::path& log, const std::string& key);

/// A set of points of three classes around three centres, some on the wrong side, every second one
/// of the first class.
Arrays three_classes(std::size_t samples, std::uint64_t seed, const std::string& prefix = "");

/// One sample, x = (1, 0): with the seed 1 the prediction is 3/2 and moves to t in steps that are
/// a part of the distance.
Arrays one_sample(double t, const std::string& prefix = "");

}  // namespace nngen::tests
