#pragma once
// Whether derived formulas give the reference's numbers, at random points.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ir/program.hpp"
#include "runtime/evaluate.hpp"

namespace nngen::runtime {

/// A formula's value at a point, and what it must be.
struct ComparedFormula {
  std::string name;
  SampledValue<double> formula;
  SampledValue<double> reference;
};
/// The same formulas in the same order at each point.
using FormulasAt = std::function<std::vector<ComparedFormula>(const Point&)>;

/// An entry where a formula is wrong, at the first point that shows it.
struct WrongEntry {
  std::string name;
  std::uint64_t point = 0;  // from 1: the seed of the point
  std::size_t sample = 0;   // from 0, as the row and the column
  std::size_t row = 0;
  std::size_t col = 0;
  double formula = 0;
  double reference = 0;
};

struct FormulaVerdict {
  std::size_t formulas = 0;
  std::size_t points = 0;
  /// At how many of them the reference of some formula is no number, or no sharp one: there that
  /// formula is left out.
  std::size_t left_out = 0;
  double largest_error = 0;  // relative to the largest entry of the formula's reference
  std::optional<WrongEntry> wrong;
  std::vector<std::string> undecided;  // left out at every point

  bool is_verified() const { return !wrong && undecided.empty(); }
};

/// Compares at a few points that keep the declared properties; half of them have positive numbers
/// alone. Equal means within 1e-8 of the largest entry. A point where the reference itself moves as
/// much under a change in the last digits says nothing.
FormulaVerdict verify_formulas(const ir::Program& program, std::size_t samples,
                               const FormulasAt& formulas_at);

}  // namespace nngen::runtime
