#pragma once
// Random programs of the language in which every shape fits: declarations of all kinds, families
// and recurrences, functions and activations of the file's own, definitions, a loss and outputs.

#include "runtime/initialise.hpp"
#include "tests/property/program_text.hpp"

namespace nngen::tests {

struct ProgramSize {
  int definitions = 4;
  int depth = 3;           // of one expression
  bool in_domain = false;  // arguments where functions are defined and of moderate size
};

ProgramText random_program(runtime::Random& random, const ProgramSize& size = {});

}  // namespace nngen::tests
