#pragma once
// Shapes of names that nothing declares: lower case is a vector, upper case a matrix, and sizes
// follow from what must fit. The file is elaborated again each time that sizes were found to be
// equal.

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ir/shape.hpp"

namespace nngen::parser {

class Inference {
 public:
  /// The shape of an undeclared name, as far as it is known.
  ir::Shape shape_of(const std::string& name);

  /// Makes two sizes equal, if one of them is still open; false if that cannot be.
  bool unify(const ir::Dim& a, const ir::Dim& b);
  bool unify(const ir::Shape& a, const ir::Shape& b) {
    const bool rows = unify(a.rows, b.rows);
    return unify(a.cols, b.cols) || rows;
  }

  bool has_progress() const { return has_progress_; }
  /// Has a size been found since the last call?
  bool take_progress() { return std::exchange(has_progress_, false); }
  /// Makes the open length of a vector 1, where only a scalar fits; false if that cannot be.
  bool make_scalar(const ir::Shape& shape);
  /// The result is to be a scalar, and only one vector of the file's several names has its length:
  /// that one is a scalar.
  bool make_lone_vector_scalar(const ir::Shape& result);
  /// Gives the sizes that stay open the names n, m, k …, but none of those in use, or the value
  /// that such a name is given from outside; false if all have names.
  bool name_open_sizes(const std::set<std::string>& used_names,
                       std::map<std::string, double>& given);

 private:
  ir::Dim fresh();
  ir::Dim resolved(const ir::Dim& dim) const;
  bool is_open(const ir::Dim& dim) const;
  void settle(const std::string& open, const ir::Dim& value);

  std::vector<std::pair<std::string, ir::Shape>> shapes_;  // in order of appearance
  std::map<std::string, ir::Dim> found_;                   // what an open size turned out to be
  std::size_t fresh_count_ = 0;
  bool has_progress_ = false;
};

/// A name whose first letter has a lower case of its own is upper case.
bool is_upper_case(const std::string& name);

}  // namespace nngen::parser
