#pragma once
// Scalar bodies as C++ expressions and assignments.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codegen/emit_header.hpp"
#include "ir/kernel.hpp"

namespace nngen::codegen {

/// A function of the emitted code while it is printed: what its buffers are called.
struct FunctionScope {
  const ir::KernelProgram* kernels = nullptr;
  std::vector<std::string> names;  // by buffer
  std::string loop_counter;
  std::vector<std::vector<std::string>> loop_names;  // by loop, of what moves there, see loop_buffers
  // Of the names of intermediate values, sums and maxima: no name of the source goes on with a digit.
  std::string local_prefix = "v";
  std::string sum_prefix = "total";
  std::string max_prefix = "largest";
  ScalarType scalar = ScalarType::float32;
  std::vector<ir::BufferId> argument_gradients;  // those that the caller passes as matrices
  std::optional<std::int64_t> fixed_samples;  // nothing where a call says how many it has

  /// Whether the columns of a buffer follow one another without gaps, whatever the caller passes.
  bool is_tight(ir::BufferId id) const;
};

/// The counters of the loops around an entry; an empty one stands for 0. `linear`: one counter, in `row`,
/// runs through whole matrices. `in_lanes`: one of them counts strips of entries, see the header's `Strip`.
struct Counters {
  std::string sample;
  std::string row;
  std::string col;
  bool linear = false;
  bool in_lanes = false;
};

/// The entry of a view under these counters: h(i, j).
std::string entry_code(const FunctionScope& scope, const ir::View& view, const Counters& counters);

/// What a body becomes: assignments, and the expression of what it gives, if it does.
struct BodyCode {
  std::vector<std::string> lines;
  std::string given;
};

/// The name of a step's function in the header; empty where the step is no such function.
std::string_view function_name(ir::Prim op);

/// Whether a step takes as long as many others: a function or a division.
bool is_costly(ir::Prim op);

/// How the emitted code calls a scalar that a function knows.
std::string_view argument_name(ir::Argument argument);

/// `results[i]` is the name of the i-th result that the body may refer to; `mark` keeps the names of
/// intermediate values of two bodies apart.
BodyCode body_code(const FunctionScope& scope, const ir::Body& body,
                   const std::vector<ir::View>& views, const Counters& counters,
                   const std::vector<std::string>& results, const std::string& mark = {});

}  // namespace nngen::codegen
