#pragma once
// The command line as data.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/training_options.hpp"
#include "codegen/emit_header.hpp"
#include "codegen/formula/show.hpp"
#include "ir/calculus/differentiate.hpp"
#include "ir/calculus/further_derivatives.hpp"
#include "ir/result.hpp"
#include "parser/format.hpp"

namespace nngen::cli {

enum class Command : std::uint8_t {
  emit,
  show,
  eval,
  check,
  bench,
  fmt,
  train,
  trainer,
  export_weights
};
/// What `show` prints: formulas in one of four spellings, a page that explains them, the graph as
/// data, or code for arrays.
enum class ShowFormat : std::uint8_t {
  unicode,
  ascii,
  latex,
  mathml,
  html,
  json,
  dot,
  numpy,
  torch
};
bool is_formulas(ShowFormat format);
enum class Engine : std::uint8_t { reference, compiled };

/// `-D name=value`: a symbolic dimension's value, or one that overrides a `let`.
struct Override {
  std::string name;  // as written: "n", "n[1]"
  double value = 0;
};

struct Options {
  Command command = Command::emit;

  std::string file;                 // "-" is standard input; empty with a text
  std::optional<std::string> text;  // of -e
  std::string output = "-";
  std::vector<Override> overrides;
  std::vector<std::string> wrt;  // names as written; all parameters if empty
  codegen::Batch batch;
  ir::Reduction batch_reduction = ir::Reduction::mean;
  std::optional<codegen::ScalarType> scalar;
  codegen::Target target = codegen::Target::eigen;
  codegen::Gemm gemm = codegen::Gemm::automatic;
  codegen::Optimizer optimizer = codegen::Optimizer::none;
  ir::FurtherRequest with;

  codegen::ShowOptions show;
  ShowFormat format = ShowFormat::unicode;
  bool plan = false;  // what `show` prints is how the code will compute, in place of formulas

  std::string name_space = codegen::EmitOptions{}.namespace_name;
  std::string function = codegen::EmitOptions{}.function_name;

  std::string at;  // a file of values; empty without one
  std::optional<std::uint64_t> seed;
  Engine engine = Engine::reference;
  std::optional<double> tolerance;

  bool verify = false;  // nothing is delivered that the runtime reference does not agree with

  bool infer = false;  // undeclared names are parameters, their shapes follow from what fits

  int rounds = 15;        // of measurements
  double seconds = 5e-3;  // of a function in a round
  bool json = false;

  parser::FormatStyle spelling = parser::FormatStyle::keep;

  TrainingOptions training;

  /// How the samples' losses become the loss of a call.
  ir::Reduction reduction() const { return is_batched() ? batch_reduction : ir::Reduction::none; }
  bool is_batched() const { return batch.kind != codegen::Batch::Kind::none; }
};

/// A command line that asks for no work, or for none that nngen knows.
struct EarlyExit {
  int status = 0;  // 0: `text` is what was asked for; 2: it says what is wrong with the usage
  std::string text;
  std::string hint;
};

/// Reads the arguments behind the program's name.
ir::Result<Options, EarlyExit> parse_command_line(const std::vector<std::string>& arguments);

/// What `--help` prints.
std::string help_text(Command command);

/// nngen's version, as `--version` prints it.
std::string version_text();
/// "nngen 1.2.3"
std::string program_version();

}  // namespace nngen::cli
