#pragma once
// What a node carries besides its operands and its shape.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <variant>

#include "ir/shape.hpp"

namespace nngen::ir {

/// A scalar constant; NaN never occurs (it would not equal itself).
struct Constant {
  double value = 0;
  friend bool operator==(const Constant&, const Constant&) = default;
};

/// Which declaration of the program a variable stands for; the seed of a tangent has none.
struct Symbol {
  static constexpr std::uint32_t seed = 0xffffffffu;
  std::uint32_t declaration = 0;
  friend bool operator==(const Symbol&, const Symbol&) = default;
};

/// A declared activation and how often it is differentiated: Σ, Σ', Σ''.
struct FunctionUse {
  std::uint32_t function = 0;
  std::uint32_t order = 0;
  friend bool operator==(const FunctionUse&, const FunctionUse&) = default;
};

/// What a declaration promises of its data; the derivation uses it, data is checked against it.
struct Properties {
  bool onehot = false, simplex = false, symmetric = false, spd = false, diagonal = false,
       orthogonal = false, positive = false, sign = false;
  friend bool operator==(const Properties&, const Properties&) = default;
};

/// Along which lines a reduction or softmax works: each column, each row, or all entries as one.
enum class Axis : std::uint8_t { all, columns, rows };

/// Where a slice starts, counted from 0; its extent is the node's shape.
struct Offset {
  Dim row = 0;
  Dim col = 0;
  friend bool operator==(const Offset&, const Offset&) = default;
};

/// A commutation matrix carries the shape of the matrices that it transposes.
using Attribute = std::variant<std::monostate, Constant, Symbol, FunctionUse, Axis, Offset, Shape>;

std::size_t hash_attribute(const Attribute& attribute);

}  // namespace nngen::ir
