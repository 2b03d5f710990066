#pragma once
// Functions with a kink whose derivative the file asks for, and which are then differentiated
// again.

#include <cstdint>
#include <string>
#include <vector>

#include "ir/program.hpp"
#include "parser/report.hpp"

namespace nngen::parser {

class Kinks {
 public:
  /// A derivative of `of` has been taken: everything from `first_new` on is part of it. Says if
  /// this differentiates an earlier one again.
  void note_derivative(const ir::Program& program, ir::NodeId of, ir::NodeId by,
                       std::uint32_t first_new, ir::Span span, Reporter& reporter);
  /// The root will be differentiated by the data that it depends on.
  void warn(const ir::Program& program, ir::NodeId root, Reporter& reporter) const;

 private:
  struct Derivative {
    std::string function;  // the one with the kink
    std::uint32_t begin;   // its nodes
    std::uint32_t end;
    ir::Span span;  // of what was differentiated
  };
  std::vector<Derivative> derivatives_;
};

}  // namespace nngen::parser
