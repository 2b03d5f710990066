#pragma once
// Programs from their text to compiled code and back to numbers.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "codegen/emit_header.hpp"
#include "ir/calculus/passes.hpp"
#include "ir/program.hpp"
#include "runtime/evaluate.hpp"

namespace nngen::tests {

/// A parsed and derived program. Throws std::runtime_error with the diagnostics of a text that is wrong.
struct Derived {
  ir::Program program;
  ir::Derivation derivation;
  ir::RunnableProgram runnable;
};
Derived derive(const std::string& text, ir::Reduction reduction,
               const std::vector<std::string>& with_respect_to = {});

struct EmittedCase {
  std::string text;
  codegen::Batch batch;
  codegen::ScalarType scalar = codegen::ScalarType::float64;
  std::size_t samples = 1;
  ir::Reduction reduction = ir::Reduction::none;
  std::vector<std::string> with_respect_to = {};
  std::vector<std::string> flags = {"-O0"};
  std::map<std::string, ir::Matrix<double>> values = {};  // of some declarations; the others are random
  codegen::Target target = codegen::Target::eigen;
  codegen::Gemm gemm = codegen::Gemm::automatic;
};
EmittedCase single(std::string text);
EmittedCase fixed(std::string text, std::size_t samples);
EmittedCase dynamic(std::string text, std::size_t samples);

/// The flags under which an emitted header must compile without a warning. Eigen is found for its
/// own target alone.
std::vector<std::string> strict_flags(codegen::Target target = codegen::Target::eigen);

/// Emits, compiles with warnings as errors, runs, and compares the loss, every gradient and every output with
/// the reference: the largest relative error.
double largest_error(const EmittedCase& tested);

/// The compilers of this machine among g++ and clang++.
std::vector<std::string> compilers();

/// Sets the compiler that `largest_error` uses, for a scope.
class UsedCompiler {
 public:
  explicit UsedCompiler(const std::string& command);
  ~UsedCompiler();
  UsedCompiler(const UsedCompiler&) = delete;
  UsedCompiler& operator=(const UsedCompiler&) = delete;

 private:
  std::optional<std::string> previous_;
};

}  // namespace nngen::tests
