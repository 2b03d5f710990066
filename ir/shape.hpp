#pragma once
// The shape of a value: every value is a matrix; vectors are columns, a scalar is 1×1.

#include <cstddef>
#include <string>

#include "ir/dim.hpp"

namespace nngen::ir {

struct Shape {
  Dim rows = 1;
  Dim cols = 1;

  static Shape scalar() { return {1, 1}; }
  static Shape vector(Dim n) { return {std::move(n), 1}; }

  bool is_scalar() const { return rows.is_one() && cols.is_one(); }
  /// An n×1 with n ≠ 1, or a symbolic n.
  bool is_column() const { return cols.is_one() && !rows.is_one(); }
  bool is_row() const { return rows.is_one() && !cols.is_one(); }
  bool is_vector_like() const { return rows.is_one() || cols.is_one(); }
  bool is_square() const { return rows == cols; }
  bool is_known() const { return rows.is_known() && cols.is_known(); }
  Shape transposed() const { return {cols, rows}; }
  Dim size() const { return rows * cols; }

  /// In the user's terms: "a scalar", "R^3", "R^(3×4)".
  std::string to_string() const;
  std::size_t hash() const { return rows.hash() * 1000003u + cols.hash(); }

  friend bool operator==(const Shape&, const Shape&) = default;
};

}  // namespace nngen::ir
