#pragma once
// The emitted code for arrays, run by Python and compared with the runtime reference.

#include "codegen/arrays/array_code.hpp"

namespace nngen::tests {

/// Whether the library cannot be tested here: that is said, and CTest counts the test as skipped.
/// NNGEN_PYTHON in the environment names the interpreter; else python3 or Debian's is taken.
bool is_missing(codegen::ArrayLibrary library);

/// Value and gradients of each operation, of random programs and of the examples, for one sample
/// and for batches; with PyTorch its own gradients are compared, too.
void check_operations(codegen::ArrayLibrary library);
void check_random_programs(codegen::ArrayLibrary library);
void check_generated_programs(codegen::ArrayLibrary library);
void check_examples(codegen::ArrayLibrary library);

}  // namespace nngen::tests
