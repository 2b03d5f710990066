#pragma once
// A dense matrix of any scalar type: constants, and the values of the reference evaluator.

#include <cstddef>
#include <vector>

#include "ir/check.hpp"

namespace nngen::ir {

/// Stored by columns. Made to be obvious, not fast.
template <class T>
class Matrix {
 public:
  Matrix() = default;
  Matrix(std::size_t rows, std::size_t cols, T fill = T(0))
      : rows_(rows), cols_(cols), entries_(rows * cols, fill) {}

  std::size_t rows() const { return rows_; }
  std::size_t cols() const { return cols_; }
  std::size_t size() const { return entries_.size(); }

  T& operator()(std::size_t row, std::size_t col) { return entries_[col * rows_ + row]; }
  const T& operator()(std::size_t row, std::size_t col) const {
    return entries_[col * rows_ + row];
  }
  /// By columns: entry i of a vector.
  T& operator[](std::size_t i) { return entries_[i]; }
  const T& operator[](std::size_t i) const { return entries_[i]; }

  std::vector<T>& entries() { return entries_; }
  const std::vector<T>& entries() const { return entries_; }

 private:
  std::size_t rows_ = 0;
  std::size_t cols_ = 0;
  std::vector<T> entries_;
};

}  // namespace nngen::ir
