#pragma once
// How nngen talks to a compiled driver: a program around an emitted header that computes one call.
//
// Both streams are raw 64-bit IEEE numbers in the machine's own byte order (little-endian wherever
// nngen runs), without separators or a header. Matrices are column-major. The driver converts where
// the header computes in float.
//
// Standard input:
//   1. M, the number of samples of the call (1 without a batch), as a number;
//   2. every declaration of the program, in order of declaration: a param or const once, an input
//   or
//      target M times, sample after sample.
// Standard output:
//   1. the loss of the call, if the program has one;
//   2. the gradients, in the order asked for: by a param or const once, by an input or target M
//   times,
//      sample after sample;
//   3. the program's outputs, in order: M times if a sample enters the output, else once;
//   4. the Hessian of the loss by all parameters, if the header has it (--with hessian).
//
// The driver exits with 0 after the last number; with 3, after a line on standard error, if M does
// not suit the header or the input has another length.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "ir/program.hpp"
#include "ir/result.hpp"
#include "runtime/evaluate.hpp"

namespace nngen::runtime {

/// What a driver writes in one place: a matrix once, or one for each sample.
struct Slot {
  ir::Shape shape;
  bool per_sample = false;
};

/// The driver's input. A declaration without a value, since nothing asked for needs it, is sent as
/// NaN.
std::string encode_point(const ir::Program& program, const Point& point);

/// The driver's output, slot by slot; or, if it has another length, a sentence that says so.
ir::Result<std::vector<SampledValue<double>>, std::string> decode_output(
    std::string_view bytes, const std::vector<Slot>& slots, std::size_t samples);

}  // namespace nngen::runtime
