#pragma once
// What every command begins with: the program that the user names, and its derivation.

#include <optional>
#include <vector>

#include "cli/failure.hpp"
#include "cli/options.hpp"
#include "ir/calculus/differentiate.hpp"
#include "ir/calculus/further_derivatives.hpp"
#include "ir/diagnostic.hpp"
#include "ir/program.hpp"
#include "ir/result.hpp"
#include "ir/source.hpp"
#include "parser/elaborate.hpp"

namespace nngen::cli {

struct Task {
  ir::SourceFile source;
  ir::Program program;
  std::vector<ir::NodeId> by;  // what the loss is differentiated by
  ir::Derivation derivation;   // without a loss only its reduction means something
  ir::FurtherDerivatives further = {};  // of --with, among the program's outputs
};

/// Formulas are derived for every size, numbers need the sizes themselves.
enum class Sizes : std::uint8_t { may_be_symbols, must_be_known };

/// The text of the file that the user names, or of -e.
ir::Result<ir::SourceFile, Failure> read_source(const Options& options);

/// Without an objective there is nothing to differentiate, but perhaps something to compute or to
/// judge; or a derivative that the file asks for, which is enough for formulas.
enum class Objective : std::uint8_t { is_needed, is_optional, or_request };

parser::ElaborateOptions elaborate_options(const Options& options);

/// Reads, checks and differentiates. Findings and failures are written to standard error; after one
/// that is an error there is no task.
std::optional<Task> prepare(const Options& options, Sizes sizes,
                            Objective objective = Objective::is_needed);

/// The declared variables that `--wrt` names in any spelling, a family's name for all its members;
/// all parameters without names.
ir::Result<std::vector<ir::NodeId>, std::vector<Failure>> variables_to_differentiate_by(
    const ir::Program& program, const std::vector<std::string>& names);

/// What a program's numbers are computed from: the loss of a sample and the outputs.
std::vector<ir::NodeId> roots_of(const Task& task);
const ir::Declaration& declaration_of(const Task& task, ir::NodeId variable);

}  // namespace nngen::cli
