#pragma once
// The command line as data.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codegen/formula/show.hpp"
#include "ir/calculus/differentiate.hpp"
#include "ir/result.hpp"

namespace nngen::cli {

enum class Command : std::uint8_t { emit, show, eval, check };
enum class Scalar : std::uint8_t { single_precision, double_precision };
enum class Engine : std::uint8_t { reference, compiled };

/// Samples of a call: a fixed number, or any number that the caller's workspace has room for.
struct Batch {
  bool is_dynamic = false;
  std::int64_t samples = 1;
};

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
  std::optional<Batch> batch;    // none: a call has one sample
  ir::Reduction batch_reduction = ir::Reduction::mean;
  std::optional<Scalar> scalar;

  codegen::ShowOptions show;

  std::string name_space;  // empty: the default
  std::string function;

  std::string at;  // a file of values; empty without one
  std::optional<std::uint64_t> seed;
  Engine engine = Engine::reference;
  std::optional<double> tolerance;

  /// How the samples' losses become the loss of a call.
  ir::Reduction reduction() const { return batch ? batch_reduction : ir::Reduction::none; }
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

}  // namespace nngen::cli
