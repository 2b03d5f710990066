#include <map>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "cli/claims.hpp"
#include "cli/command.hpp"
#include "cli/emission.hpp"
#include "cli/messages.hpp"
#include "cli/plan_report.hpp"
#include "cli/report.hpp"
#include "cli/task.hpp"
#include "cli/terminal_text.hpp"
#include "cli/verify_formulas.hpp"
#include "codegen/arrays/array_code.hpp"
#include "codegen/formula/show.hpp"
#include "codegen/formula/spelling.hpp"
#include "codegen/graph_data.hpp"

namespace nngen::cli {
namespace {

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

/// `let n, m` and `param x : R^n`: what --infer has found out, as the file could have said it.
std::string inferred_declarations(const ir::Program& program) {
  std::set<std::string> declared;
  for (const ir::SymbolicSize& size : program.sizes) declared.insert(size.name);
  std::string sizes;
  std::string lines;
  for (const ir::Declaration& declaration : program.declarations) {
    if (!declaration.is_inferred) continue;
    for (const ir::Dim& dim : {declaration.shape.rows, declaration.shape.cols}) {
      for (const std::string& symbol : dim.symbols()) {
        if (declared.insert(symbol).second) sizes += (sizes.empty() ? "let " : ", ") + symbol;
      }
    }
    const ir::Shape& shape = declaration.shape;
    lines += fmt::format("param {} : {}\n", declaration.name.plain(),
                         shape.is_scalar() ? "R" : shape.to_string());
  }
  if (lines.empty()) return {};
  return sizes + (sizes.empty() ? "" : "\n") + lines + "\n";
}

bool is_text(ShowFormat format) {
  return format == ShowFormat::unicode || format == ShowFormat::ascii;
}

bool is_code(ShowFormat format) {
  return format == ShowFormat::numpy || format == ShowFormat::torch;
}

/// What the formats print that are no formulas: the graph as data, code for arrays.
std::string other_format(const Options& options, Task& task, const std::string& verdict) {
  const auto comment = [&](std::string_view sign) {
    return verdict.empty() ? std::string() : fmt::format("{} verified: {}\n", sign, verdict);
  };
  switch (options.format) {
    case ShowFormat::json: return codegen::graph_json(task.program, task.derivation, verdict);
    case ShowFormat::dot: return codegen::graph_dot(task.program, task.derivation) + comment("//");
    case ShowFormat::torch:
      return codegen::array_code(task.program, task.derivation, codegen::ArrayLibrary::torch) +
             comment("#");
    default:
      return codegen::array_code(task.program, task.derivation, codegen::ArrayLibrary::numpy) +
             comment("#");
  }
}

int deliver_page(const Options& options, Task& task, const std::string& verdict) {
  const JudgedClaims claims = judge_claims(task, options);
  const int delivered = deliver(options, report_page(task, options, claims, verdict));
  return report_claims(claims, task) ? delivered : exit_fault;
}

Delivered delivered_by(ShowFormat format) {
  if (is_formulas(format)) return Delivered::formulas;
  return is_code(format) ? Delivered::code : Delivered::graph;
}

std::string formulas(const Options& options, Task& task, const std::string& verdict) {
  codegen::ShowOptions show = options.show;
  show.columns = display_width;
  std::string text = codegen::show(task.program, task.derivation, show);
  if (verdict.empty()) return text;
  const codegen::FormulaSpelling& spelling = codegen::spelling_of(options.show.style);
  return text + (is_text(options.format) ? "\n" : "") +
         codegen::fill(spelling.comment, {"verified: " + verdict});
}

/// The plan is that of the header that `nngen` would emit.
int show_plan(const Options& options) {
  std::optional<Task> task = prepare(options, Sizes::must_be_known);
  if (!task) return exit_fault;
  const Emission emission =
      prepare_emission(*task, options, options.scalar.value_or(codegen::ScalarType::float32));
  const codegen::PlanTable table = codegen::plan_table(
      codegen::plan_header(task->program, emission.runnable, emission.options), emission.texts);
  if (options.format == ShowFormat::json) return deliver(options, json_of(table));
  std::string text = text_of(table, task->source.name());
  if (options.format == ShowFormat::ascii) {
    text = replaced(replaced(std::move(text), "×", "x"), "µs", "us");
  }
  return deliver(options, text);
}

}  // namespace

int run_show(const Options& options) {
  if (options.plan) return show_plan(options);
  const bool needs_sizes = is_code(options.format);
  std::optional<Task> task = prepare(
      options, needs_sizes ? Sizes::must_be_known : Sizes::may_be_symbols, Objective::or_request);
  if (!task) return exit_fault;
  if (options.show.steps && !task->program.loss && task->program.requests.empty()) {
    say(Failure{"--steps follows derivatives, and there are none",
                "say which scalar is the objective, loss L = …, or ask for one: grad(f, x)"});
    return exit_fault;
  }
  if (needs_sizes && !task->derivation.loss && task->program.outputs.empty()) {
    say(Failure{"the code is of gradients and outputs: the file has neither a loss nor an output"});
    return exit_fault;
  }
  std::string verdict;
  if (options.verify) {
    auto verified = verify_formulas(*task, options, delivered_by(options.format));
    if (!verified) {
      say(verified.error());
      return exit_fault;
    }
    verdict = std::move(verified).value();
  }
  if (!is_formulas(options.format)) return deliver(options, other_format(options, *task, verdict));
  if (options.format == ShowFormat::html) return deliver_page(options, *task, verdict);
  if (!is_text(options.format)) return deliver(options, formulas(options, *task, verdict));
  std::string inferred = inferred_declarations(task->program);
  if (options.show.style == codegen::FormulaStyle::ascii) {
    inferred = replaced(replaced(std::move(inferred), "×", " x "), "·", "*");
  }
  std::string text = inferred + formulas(options, *task, verdict);
  const JudgedClaims claims = judge_claims(*task, options);
  if (!claims.right.empty()) text += "\n" + claims.right;
  const int delivered = deliver(options, text);
  return report_claims(claims, *task) ? delivered : exit_fault;
}

}  // namespace nngen::cli
