#include "cli/task.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "cli/input_file.hpp"
#include "cli/messages.hpp"
#include "ir/calculus/passes.hpp"
#include "parser/limits.hpp"
#include "parser/parse_program.hpp"
#include "parser/suggest.hpp"
#include "runtime/names.hpp"

namespace nngen::cli {
namespace {

/// `--wrt W` without a family and value of that name.
Failure unknown_variable(const ir::Program& program, const std::string& name) {
  const std::string plain = runtime::plain_spelling(name);
  const auto has_name = [&](const ir::NamedValue& value) { return value.name.plain() == plain; };
  const auto computed = [&](const std::vector<ir::NamedValue>& values) {
    return std::any_of(values.begin(), values.end(), has_name);
  };
  if (computed(program.values) || computed(program.outputs) ||
      (program.loss && has_name(*program.loss))) {
    return {fmt::format("--wrt: '{}' is computed; derivatives are by declared names", name)};
  }
  std::vector<std::string> known;
  for (const ir::Declaration& declaration : program.declarations) {
    known.push_back(declaration.name.plain());
    if (declaration.name.in_family) known.push_back(declaration.name.base);
  }
  const auto meant = parser::nearest_name(plain, known);
  return {fmt::format("--wrt: '{}' is not declared", name),
          meant ? fmt::format("did you mean '{}'?", *meant) : std::string()};
}

/// Every dimension without a value is asked for once.
void require_sizes(const ir::Program& program, ir::Diagnostics& diagnostics) {
  std::set<std::string> asked_for;
  for (const ir::Declaration& declaration : program.declarations) {
    for (const ir::Dim& dim : {declaration.shape.rows, declaration.shape.cols}) {
      for (const std::string& symbol : dim.symbols()) {
        if (!asked_for.insert(symbol).second) continue;
        ir::Diagnostic error = ir::make_diagnostic(ir::DiagnosticKind::needs_value, symbol)
                                   .at(declaration.span, declaration.name.plain() + " : " +
                                                             declaration.shape.to_string())
                                   .with_hint(fmt::format("give it one: -D {}=…", symbol));
        for (const ir::SymbolicSize& size : program.sizes) {
          if (size.name == symbol) std::move(error).note(size.span, "declared without a value");
        }
        diagnostics.add(std::move(error));
      }
    }
  }
}

bool has_scalar(const ir::Program& program) {
  return std::any_of(program.values.begin(), program.values.end(), [&](const auto& value) {
    return (*program.graph)[value.node].shape.is_scalar();
  });
}

void require_loss(const ir::Program& program, const Options& options, Objective objective,
                  ir::Diagnostics& diagnostics) {
  if (program.loss || (!program.outputs.empty() && options.wrt.empty())) return;
  const bool has_other_use = !program.claims.empty() || has_scalar(program);
  const bool has_request = objective == Objective::or_request && !program.requests.empty();
  const bool is_enough = objective != Objective::is_needed && (has_other_use || has_request);
  if (is_enough && options.wrt.empty()) return;
  ir::Diagnostic error = ir::make_diagnostic(ir::DiagnosticKind::no_loss)
                             .with_hint("say which scalar is the objective: loss L = …");
  if (!program.values.empty()) {
    const ir::NamedValue& last = program.values.back();
    const ir::Shape shape = (*program.graph)[last.node].shape;
    const std::string is = shape.is_scalar() ? "no param or input enters it"
                                             : "this is " + shape.to_string() + ", no scalar";
    std::move(error).at(last.span, is);
  }
  diagnostics.add(std::move(error));
}

/// A param that nothing uses has no gradient either: that is said once.
void add_new_places(const ir::Diagnostics& findings, ir::Diagnostics& diagnostics) {
  std::set<std::uint32_t> unused;
  for (const ir::Diagnostic& finding : diagnostics.all()) {
    if (finding.kind == ir::DiagnosticKind::unused_name) unused.insert(finding.place()->begin);
  }
  for (const ir::Diagnostic& finding : findings.all()) {
    const bool is_said = finding.kind == ir::DiagnosticKind::zero_gradient &&
                         unused.count(finding.place()->begin) != 0;
    if (!is_said) diagnostics.add(finding);
  }
}

}  // namespace

parser::ElaborateOptions elaborate_options(const Options& options) {
  parser::ElaborateOptions result;
  result.infer = options.infer;
  for (const Override& given : options.overrides) result.defines[given.name] = given.value;
  return result;
}

ir::Result<ir::SourceFile, Failure> read_source(const Options& options) {
  if (options.text) return ir::SourceFile("<-e>", *options.text);
  auto text = read_input(options.file, parser::max_file_size);
  if (!text) return text.error();
  return ir::SourceFile(name_of_input(options.file), std::move(text).value());
}

ir::Result<std::vector<ir::NodeId>, std::vector<Failure>> variables_to_differentiate_by(
    const ir::Program& program, const std::vector<std::string>& names) {
  std::vector<ir::NodeId> by;
  if (names.empty()) {
    for (const ir::Declaration* param : program.with_role(ir::Role::param)) {
      by.push_back(param->node);
    }
  }
  std::vector<Failure> failures;
  for (const std::string& name : names) {
    const std::string plain = runtime::plain_spelling(name);
    bool is_known = false;
    for (const ir::Declaration& declaration : program.declarations) {
      const bool is_member = declaration.name.in_family && declaration.name.base == name;
      if (declaration.name.plain() != plain && !is_member) continue;
      is_known = true;
      const bool is_new = std::find(by.begin(), by.end(), declaration.node) == by.end();
      if (is_new) by.push_back(declaration.node);
    }
    if (!is_known) failures.push_back(unknown_variable(program, name));
  }
  if (!failures.empty()) return failures;
  return by;
}

std::vector<ir::NodeId> roots_of(const Task& task) {
  std::vector<ir::NodeId> roots;
  if (task.program.loss) roots.push_back(task.program.loss->as_derived());
  for (const ir::NamedValue& output : task.program.outputs) roots.push_back(output.as_derived());
  return roots;
}

const ir::Declaration& declaration_of(const Task& task, ir::NodeId variable) {
  const auto symbol = std::get<ir::Symbol>((*task.program.graph)[variable].attribute);
  return task.program.declarations[symbol.declaration];
}

std::optional<Task> prepare(const Options& options, Sizes sizes, Objective objective) {
  auto source = read_source(options);
  if (!source) {
    say(source.error());
    return std::nullopt;
  }
  Task task{std::move(source).value(), {}, {}, {}};
  ir::Diagnostics diagnostics;
  auto program = parser::parse_program(task.source, elaborate_options(options), diagnostics);
  if (program) {
    task.program = *std::move(program);
    require_loss(task.program, options, objective, diagnostics);
    if (sizes == Sizes::must_be_known) require_sizes(task.program, diagnostics);
  }
  if (program && !diagnostics.has_errors()) {
    auto by = variables_to_differentiate_by(task.program, options.wrt);
    if (!by) {
      say(by.error());
      return std::nullopt;
    }
    if (task.program.loss) task.by = std::move(by).value();
    ir::Diagnostics findings;
    task.derivation = ir::derive_for_reading(task.program, task.by, options.reduction(), findings);
    add_new_places(findings, diagnostics);
    task.derivation.reduction = options.reduction();
  }
  say(diagnostics, task.source);
  if (diagnostics.has_errors()) return std::nullopt;
  return task;
}

}  // namespace nngen::cli
