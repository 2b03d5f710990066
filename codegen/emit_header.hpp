#pragma once
// A derived program as a C++17 header; docs/emitted_header.md describes what comes out.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "ir/calculus/further_derivatives.hpp"
#include "ir/calculus/passes.hpp"
#include "ir/program.hpp"

namespace nngen::codegen {

enum class ScalarType : std::uint8_t { float32, float64 };

/// How many samples a call takes: one, a fixed number, or any number up to the workspace's.
struct Batch {
  enum class Kind : std::uint8_t { none, fixed, dynamic };
  Kind kind = Kind::none;
  std::int64_t samples = 1;  // fixed only
};

/// On whose types the public interface stands.
enum class Target : std::uint8_t {
  eigen,  // Eigen's matrices
  plain   // pointers and arrays; only headers that need no operating system
};

/// Who computes large matrix products.
enum class Gemm : std::uint8_t {
  automatic,  // whoever is fastest without a library to link and without allocations: the kernels
  builtin,    // the header's own kernels
  eigen,      // Eigen's product, which may allocate memory for its copies
  blas        // any library with a CBLAS interface
};

/// What a step does with a gradient. Without an optimiser it is W ← W − learning_rate·G, and the rate is an
/// argument of the call.
enum class Optimizer : std::uint8_t {
  none, sgd, momentum, adagrad, rmsprop, adam, adamw, torch_sgd, torch_nesterov
};

struct EmitOptions {
  ScalarType scalar = ScalarType::float32;
  Batch batch;
  std::string namespace_name = "net";
  std::string function_name = "gradient";
  Target target = Target::eigen;
  ir::FurtherDerivatives further = {};  // functions beside those of the loss and the outputs
  Gemm gemm = Gemm::automatic;
  Optimizer optimizer = Optimizer::none;
  /// The namespace of a header of the same program above this one in the same file: this one's namespace stands
  /// within it, and its types and kernels serve both. Empty for a header by itself.
  std::string shares_with = {};
  std::string made_by = "nngen";  // and what else the first line says: a version, a source
};

/// The text around the code, in the source's own names; node ids are those of the runnable program. Every
/// function may be empty and may return an empty string.
struct FormulaTexts {
  /// The opening comment: what the header computes.
  std::vector<std::string> header;
  /// The name by which formulas call a node: the code names its memory after it.
  std::function<std::string(ir::NodeId)> name;
  /// The formula that defines a node, "h = σ(N)": it stands above the code that computes it.
  std::function<std::string(ir::NodeId)> line;
};

/// The whole header. Every dimension of the program must be known. A batch goes with a derivation that has
/// a reduction.
std::string emit_header(const ir::Program& program, const ir::Derivation& derivation,
                        const ir::RunnableProgram& runnable, const EmitOptions& options,
                        const FormulaTexts& texts);

}  // namespace nngen::codegen
