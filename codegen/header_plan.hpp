#pragma once
// What an emitted header consists of: its functions, their arguments and the layout of the parameters,
// with all names fixed. Both the header and its driver are printed from this.

#include <optional>
#include <string>
#include <vector>

#include "codegen/emit_header.hpp"
#include "codegen/pipeline.hpp"

namespace nngen::codegen {

/// A parameter in the flat array.
struct ParameterSlot {
  std::uint32_t declaration = 0;
  std::string identifier;
  std::int64_t offset = 0;
};

/// A matrix that the caller passes: an input, target or constant, or one that receives a result.
struct ArgumentPlan {
  std::string identifier;
  std::int64_t rows = 1;
  std::int64_t cols = 1;
  bool per_sample = false;
  bool is_result = false;
  ir::BufferId buffer;
  std::optional<std::int64_t> direction = {};  // of a direction's part: its place in the flat array
};

/// `update` is a step by a gradient that the caller has.
enum class FunctionKind : std::uint8_t { value, gradient, step, update, output, jvp, hvp, hessian };

struct FunctionPlan {
  FunctionKind kind = FunctionKind::value;
  std::string identifier;
  std::string title;  // what it computes, in the source's names
  std::uint32_t output = 0;
  std::vector<ArgumentPlan> inputs;
  std::vector<ArgumentPlan> results;
  bool returns_scalar = false;
  bool uses_parameters = false;
  bool uses_workspace = false;
  bool writes_gradients = false;  // those by parameters
  bool moves_parameters() const {
    return kind == FunctionKind::step || kind == FunctionKind::update;
  }

  PlannedFunction code;  // of a Hessian: that of the product, which is called for each column

  /// The first argument that has samples.
  const ArgumentPlan* counted_argument() const;
};

struct HeaderPlan {
  EmitOptions options;
  std::vector<ParameterSlot> parameters;
  std::int64_t parameter_count = 0;
  std::vector<FunctionPlan> functions;
  std::int64_t shared_size = 0;  // of the workspace, see BufferPlan
  std::int64_t sample_size = 0;

  bool is_batched() const { return options.batch.kind != Batch::Kind::none; }
  bool is_dynamic() const { return options.batch.kind == Batch::Kind::dynamic; }
  const ParameterSlot* slot_of(std::uint32_t declaration) const;
  /// Where a direction's part stands in the flat array; nothing for other declarations.
  std::optional<std::int64_t> place_in_direction(std::uint32_t declaration) const;
  const FunctionPlan* find(FunctionKind kind) const;
  /// What a step keeps and the scalars it gets; those of its optimiser, or the rate alone.
  std::vector<std::string_view> states() const;
  std::vector<ir::Argument> rates() const;
};

HeaderPlan plan_header(const ir::Program& program, const ir::RunnableProgram& runnable,
                       const EmitOptions& options);

/// The names that the emitted code uses itself: nothing of the source may be called so in a function.
const std::vector<std::string>& names_of_emitted_code();

/// A number as a literal of the scalar type.
std::string scalar_literal(double value, ScalarType type);

}  // namespace nngen::codegen
