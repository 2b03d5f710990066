#include "ir/shape.hpp"

namespace nngen::ir {
namespace {

// A sum needs brackets in front of ×: (n + 1)×m.
std::string factor(const Dim& dim) {
  const std::string text = dim.to_string();
  return text.find(' ') == std::string::npos ? text : "(" + text + ")";
}

}  // namespace

std::string Shape::to_string() const {
  if (is_scalar()) return "a scalar";
  if (cols.is_one()) {
    const std::string text = rows.to_string();
    return "R^" + (rows.is_known() || text.size() == 1 ? text : "(" + text + ")");
  }
  return "R^(" + factor(rows) + "×" + factor(cols) + ")";
}

}  // namespace nngen::ir
