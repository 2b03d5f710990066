#pragma once
// The names of a table of automatic differentiation: w₃, ẇ₃, w̄₃ and the seeds ẋ, free of the file's
// own.

#include <set>
#include <string>

#include "codegen/formula/show.hpp"
#include "ir/program.hpp"

namespace nngen::codegen {

class TableNames {
 public:
  /// In ASCII w_dot3 and w_bar3.
  TableNames(const ir::Program& program, FormulaStyle style);

  ir::Name value(std::size_t row) const { return numbered(letter_, row); }
  ir::Name tangent(std::size_t row) const { return numbered(dotted(letter_), row); }
  ir::Name cotangent(std::size_t row) const { return numbered(barred(letter_), row); }
  /// ẋ or x̄ of the program's own x.
  ir::Name seed(const ir::Name& of, bool is_tangent) const;

  /// Without a number: w, ẇ, w̄.
  std::string values() const { return letter_; }
  std::string tangents() const { return dotted(letter_); }
  std::string cotangents() const { return barred(letter_); }

 private:
  static ir::Name numbered(std::string base, std::size_t row);
  std::string free(std::string base) const;
  bool takes_accent(const std::string& base) const;
  std::string dotted(const std::string& base) const;
  std::string barred(const std::string& base) const;

  FormulaStyle style_;
  std::set<std::string> taken_;
  std::string letter_;
};

}  // namespace nngen::codegen
