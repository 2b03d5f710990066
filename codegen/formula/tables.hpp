#pragma once
// The tables of automatic differentiation: an operation a row, with its tangent or its cotangent.

#include <string>
#include <utility>
#include <vector>

#include "codegen/formula/show.hpp"

namespace nngen::codegen {

/// The values w₁ … wₙ of a program, numbered by level (variables first, then what needs only them,
/// …), one operation each, and beside each its tangent ẇ (forward) or its cotangent w̄ (reverse, to
/// be read from the bottom up). Each row is two definitions of the language; with the program's
/// declarations they are a program again. The variables of the derivation's gradients move (of a
/// program without a loss all parameters), or the inputs where there are none.
struct DerivativeTable {
  struct Row {
    std::string value;
    std::string derivative;  // empty: nothing moves the row, or nothing depends on it
    std::string named;       // as the program names the value; empty where it does not
  };
  std::string heading;
  bool is_of_one_sample = false;                           // of a batch
  std::vector<std::pair<std::string, std::string>> seeds;  // names and their type
  std::vector<Row> rows;
};
DerivativeTable derivative_table(const ir::Program& program, const ir::Derivation& derivation,
                                 const ShowOptions& options);

/// The table as text, in columns.
std::string show_table(const ir::Program& program, const ir::Derivation& derivation,
                       const ShowOptions& options);

}  // namespace nngen::codegen
