#pragma once
// Programs from text for the tests of elaboration, and what became of them as text.

#include <string>
#include <vector>

#include "ir/diagnostic.hpp"
#include "ir/program.hpp"
#include "parser/parse_program.hpp"

namespace nngen::tests {

/// What came of a source text.
struct Elaborated {
  std::optional<ir::Program> program;
  std::vector<ir::Diagnostic> findings;  // in order of place
  ir::SourceFile source;
};

Elaborated elaborated(const std::string& text, const parser::ElaborateOptions& options = {});

/// A node in function notation: "add(matmul(W1, x), b1)"; a broadcast is "[x : R^3]".
std::string node_text(const ir::Program& program, ir::NodeId node);

/// The node of a definition's name, as text; "?" where there is none.
std::string value_text(const Elaborated& result, const std::string& name);

/// The findings as "2:7 unknown_name: 'xx' is not declared (hint)", one a line.
std::string findings_text(const Elaborated& result);

}  // namespace nngen::tests
