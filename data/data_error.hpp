#pragma once
// What is wrong with a data file or a file of weights. Such files may be compressed, binary or
// larger than a Span can say, so a place in them is a line or a sample.

#include <cstddef>
#include <string>

#include "ir/result.hpp"

namespace nngen::data {

/// A line of a text file or a sample of a binary one, both from 1; 0 where neither is meant.
struct Place {
  std::string file;
  std::size_t line = 0;
  std::size_t sample = 0;

  /// "iris.csv:12", "images.idx, sample 12", "iris.csv".
  std::string to_string() const;
};

struct DataError {
  Place place;  // its file is empty where no file is at fault
  std::string message;
  std::string hint = {};

  /// "iris.csv:12: the cell of column 'width' is empty".
  std::string to_string() const;
};

template <class Value>
using Result = ir::Result<Value, DataError>;

/// "1 row", "3 rows": a count with its noun, whose plural may be another than with s.
std::string counted(std::size_t count, const std::string& noun, const std::string& plural = {});

}  // namespace nngen::data
