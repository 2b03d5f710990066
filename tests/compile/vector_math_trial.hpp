#pragma once
// Tries the emitted mathematics on registers: compiles it under chosen flags and compares it with
// the standard library's in a wider type.

#include <string>
#include <vector>

#include "codegen/emit_header.hpp"

namespace nngen::tests {

struct InstructionSet {
  std::string name;
  std::vector<std::string> flags;
  bool is_there;
  bool has_vectors = true;
};

/// Those of this kind of machine, and the emitted text as a compiler without vector types reads it.
std::vector<InstructionSet> instruction_sets();

struct VectorMathTrial {
  codegen::ScalarType scalar;
  InstructionSet set;
  std::string compiler;
  std::vector<std::string> flags = {"-O2"};  // of the functions alone
};

/// What accuracy.cpp says of each function that is beyond its bound, or that and `slack` ulp; the
/// input is accuracy.cpp's.
std::string beyond_bounds(const VectorMathTrial& trial, const std::string& input, double slack = 0);

/// Compiles every function alone, with what the emitter gives with it, warnings as errors.
void check_each_function_alone(const std::string& compiler);

}  // namespace nngen::tests
