#pragma once
// A program around an emitted header that computes one call: how nngen checks what it emits.

#include <string>
#include <string_view>

#include "codegen/emit_header.hpp"

namespace nngen::codegen {

/// The driver's source, for a header of this name made with the same arguments. It reads a point from
/// standard input and writes the loss, the gradients and the outputs, all as raw 64-bit numbers:
/// first the number of samples, then every declaration in order, matrices by columns, sample after sample.
/// Where the header takes any number of samples, the driver takes up to `max_samples`.
std::string emit_driver(const ir::Program& program, const ir::RunnableProgram& runnable,
                        const EmitOptions& options, std::string_view header_name,
                        std::int64_t max_samples = 256);

}  // namespace nngen::codegen
