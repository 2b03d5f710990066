#pragma once
// Labels: words or integers that name the classes of samples.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "data/table.hpp"

namespace nngen::data {

/// The labels of some rows of a column, each in one spelling: if all are integers "3" for 3, 3.0
/// and 03, else the words as they stand, without blanks around them.
struct Labels {
  std::vector<std::string> words;
  bool are_integers = false;
};

/// The label of one row; as an integer, if it is one and shall be one.
std::string label_at(const Table& table, std::size_t row, std::size_t column, bool as_integer);
Labels read_labels(const Table& table, std::size_t column, std::span<const std::size_t> rows);

/// The class that each of `count` entries stands for: as many classes as there are, integers by
/// size, words by the alphabet. Where labels are fewer integers than that, all from 0 to count − 1
/// or from 1 to count, these are the classes. The name of the target is for messages.
Result<std::vector<std::string>> choose_classes(const Labels& labels, std::size_t count,
                                                const Place& place, const std::string& target);

/// Finds the class of a row among these.
class ClassFinder {
 public:
  explicit ClassFinder(const std::vector<std::string>& classes);

  std::optional<std::uint32_t> find(const Table& table, std::size_t row, std::size_t column) const;

 private:
  std::unordered_map<std::string, std::uint32_t> numbers_;
  bool are_integers_ = true;
};

/// What a target of so many entries is for a class: 1 at its entry; of a single number 0 and 1, or
/// −1 and 1 where the target is declared `sign`.
std::vector<double> class_target(std::uint32_t which, std::size_t entries, bool is_sign);

}  // namespace nngen::data
