#pragma once
// From the syntax tree to a program: every name resolved, every shape known.

#include <map>
#include <optional>
#include <string>

#include "ir/diagnostic.hpp"
#include "ir/program.hpp"
#include "parser/ast.hpp"

namespace nngen::parser {

struct ElaborateOptions {
  /// Values of `let`s from outside the file: -D n=784, -D n[1]=16.
  std::map<std::string, double> defines;
  /// Names that nothing declares are parameters: lower case vectors, upper case matrices, their
  /// sizes inferred from what must fit.
  bool infer = false;
};

/// The program that the file describes; none if it has errors. Warnings are reported in any case.
std::optional<ir::Program> elaborate(const ast::File& file, const ir::SourceFile& source,
                                     const ElaborateOptions& options, ir::Diagnostics& diagnostics);

}  // namespace nngen::parser
