#pragma once
// A program from its text, for tests that need one without errors.

#include <string>
#include <utility>

#include "parser/parse_program.hpp"
#include "tests/support/catch.hpp"

namespace nngen {

/// Fails the test, with the text and the findings, if there are errors.
inline ir::Program parsed(const std::string& text) {
  const ir::SourceFile source("test.expr", text);
  ir::Diagnostics diagnostics;
  auto program = parser::parse_program(source, {}, diagnostics);
  std::string findings;
  for (const auto& finding : diagnostics.sorted()) findings += finding.message + "\n";
  INFO(text);
  INFO(findings);
  REQUIRE(program.has_value());
  return std::move(*program);
}

}  // namespace nngen
