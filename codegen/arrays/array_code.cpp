#include "codegen/arrays/array_code.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "codegen/arrays/array_expressions.hpp"
#include "codegen/formula/node_texts.hpp"
#include "codegen/identifiers.hpp"
#include "ir/calculus/passes.hpp"
#include "ir/check.hpp"
#include "ir/op.hpp"

namespace nngen::codegen {
namespace {

using ir::Expr;
using ir::NodeId;
using ir::OpKind;

// An expression longer than this gets a line of its own.
constexpr std::size_t longest_expression = 72;

/// Names of the file as identifiers of Python.
class PythonNames {
 public:
  std::string add(std::string_view name) {
    std::string identifier = spelled_in_ascii(name);
    while (!taken_.insert(identifier).second) identifier += "_";
    return identifier;
  }

 private:
  std::set<std::string> taken_ = {
      "False",   "None",     "True",     "and",    "as",    "assert", "async",  "await",
      "break",   "class",    "continue", "def",    "del",   "elif",   "else",   "except",
      "finally", "for",      "from",     "global", "if",    "import", "in",     "is",
      "lambda",  "nonlocal", "not",      "or",     "pass",  "raise",  "return", "try",
      "while",   "with",     "yield",    "np",     "torch", "math",   "float",  "len"};
};

class ArrayWriter {
 public:
  ArrayWriter(ir::Program& program, const ir::Derivation& derivation, ArrayLibrary library)
      : program_(program),
        derivation_(derivation),
        library_(library == ArrayLibrary::numpy ? "np" : "torch"),
        is_batched_(derivation.reduction != ir::Reduction::none) {}

  std::string run() {
    take_program();
    std::vector<std::string> functions;
    if (run_.loss) functions.push_back(gradient_function());
    if (!run_.outputs.empty()) functions.push_back(outputs_function());
    const bool is_numpy = library_ == "np";
    std::string body;
    for (const std::string& function : functions) {
      body += body.empty() ? "\n" : "\n\n";
      if (is_numpy) body += "@np.errstate(all=\"ignore\")\n";
      body += function;
    }
    return fmt::format("import math\n\nimport {}\n\n", is_numpy ? "numpy as np" : "torch") +
           used_helpers(body) + body;
  }

 private:
  const ir::Graph& graph() const { return *program_.graph; }

  void take_program() {
    for (const auto& declaration : program_.declarations) {
      declared_.push_back(names_.add(declaration.name.plain()));
    }
    if (is_batched_) samples_ = names_.add("M");
    names_of_arguments_ = names_;
    const std::vector<NodeText> lines = node_texts(program_, derivation_);
    std::vector<NodeId> named;
    for (const NodeText& line : lines) named.push_back(line.node);
    run_ = ir::prepare_for_running(program_, derivation_, named);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (run_.images[i]) lines_.emplace(run_.images[i], lines[i]);
    }
  }

  std::string gradient_function() {
    std::vector<NodeId> roots = {run_.loss};
    for (const auto& gradient : run_.gradients) roots.push_back(gradient.value);
    begin_function(roots);
    const std::string gradients = names_.add("gradients");
    const std::string summary =
        fmt::format("{} and its gradients by {}.", spelled_in_ascii(program_.loss->name.plain()),
                    names_of_gradients());
    std::string text = signature("gradient", summary);
    text += read_arguments();
    text += computations();
    return text + gradient_results(gradients);
  }

  std::string outputs_function() {
    std::vector<NodeId> roots;
    std::string names;
    for (const auto& output : run_.outputs) {
      roots.push_back(output.node);
      names += (names.empty() ? "" : ", ") + spelled_in_ascii(output.name.plain());
    }
    begin_function(roots);
    std::string text = signature("outputs", fmt::format("What the file outputs: {}.", names));
    text += read_arguments();
    text += computations();
    return text + output_results();
  }

  void begin_function(const std::vector<NodeId>& roots) {
    names_ = names_of_arguments_;
    expressions_ = ArrayExpressions(library_, samples_);
    needed_ = ir::reachable(graph(), roots);
    uses_ = ir::use_counts(graph(), roots);
    fresh_ = 0;
  }

  bool is_needed(NodeId id) const { return id.value < needed_.size() && needed_[id.value]; }

  std::string signature(std::string_view function, std::string_view summary) const {
    std::string arguments;
    const auto counted = counted_declaration();
    for (std::size_t i = 0; i < declared_.size(); ++i) {
      const bool is_optional = !is_needed(program_.declarations[i].node) && counted != i;
      arguments += ", " + declared_[i] + (is_optional ? "=None" : "");
    }
    std::string text =
        fmt::format("def {}({}):\n", function, arguments.empty() ? "" : "*" + arguments);
    text += fmt::format("    \"\"\"{}\n\n", summary);
    text += is_batched_ ? "    Every input and target is a list of samples: a vector is a list.\n"
                        : "    A vector is a list, a matrix a list of rows.\n";
    return text + "    \"\"\"\n";
  }

  std::string names_of_gradients() const {
    std::string names;
    for (const auto& gradient : run_.gradients) {
      names += (names.empty() ? "" : ", ") + name_of(gradient.by);
    }
    return names.empty() ? "nothing" : names;
  }

  const std::string& name_of(NodeId variable) const {
    return declared_[std::get<ir::Symbol>(graph()[variable].attribute).declaration];
  }

  std::string read_arguments() {
    std::string text;
    const auto counted = counted_declaration();
    if (is_batched_) {
      text += fmt::format("    {} = {}\n", samples_,
                          counted ? fmt::format("len({})", declared_[*counted]) : "1");
    }
    for (std::size_t i = 0; i < declared_.size(); ++i) {
      const ir::Declaration& declaration = program_.declarations[i];
      const bool per_sample = is_batched_ && graph()[declaration.node].per_sample;
      if (!is_needed(declaration.node)) continue;
      expressions_.define(declaration.node, {declared_[i]});
      text += fmt::format("    {0} = _array({0}).reshape({1}{2}, {3})\n", declared_[i],
                          per_sample ? samples_ + ", " : "", declaration.shape.rows.to_string(),
                          declaration.shape.cols.to_string());
    }
    return text;
  }

  // The declaration whose length says how many samples there are: one that is needed, if there is
  // one.
  std::optional<std::size_t> counted_declaration() const {
    std::optional<std::size_t> counted;
    for (std::size_t i = 0; is_batched_ && i < declared_.size(); ++i) {
      const NodeId node = program_.declarations[i].node;
      if (!graph()[node].per_sample) continue;
      if (is_needed(node)) return i;
      if (!counted) counted = i;
    }
    return counted;
  }

  std::string computations() {
    std::string text;
    for (std::uint32_t id = 0; id < needed_.size(); ++id) {
      if (!needed_[id] || graph()[{id}].op == OpKind::variable) continue;
      text += line_of({id});
    }
    return text;
  }

  // The line of a node, or nothing where it is written where it is used.
  std::string line_of(NodeId id) {
    Code code = expressions_.code_of(program_.expr(id));
    const auto line = lines_.find(id);
    const bool is_named = line != lines_.end() && !line->second.name.empty();
    const bool is_simple = graph()[id].operand_count == 0;
    const bool is_shared = uses_[id.value] > 1 && !is_simple;
    const bool is_long = code.text.size() > longest_expression;
    if (is_simple || (!is_named && !is_shared && !is_long)) {
      expressions_.define(id, std::move(code));
      return {};
    }
    const std::string name =
        names_.add(is_named ? line->second.name : "u" + std::to_string(++fresh_));
    std::string text;
    if (is_named) text += "    # " + comment_text(line->second.line) + "\n";
    text += fmt::format("    {} = {}\n", name, code.text);
    expressions_.define(id, {name});
    return text;
  }

  std::string gradient_results(const std::string& gradients) const {
    std::string text = fmt::format("    {} = {{\n", gradients);
    for (const auto& gradient : run_.gradients) {
      const ir::Node& by = graph()[gradient.by];
      const auto line = lines_.find(gradient.value);
      if (line != lines_.end() && line->second.name.empty()) {
        text += "        # " + comment_text(line->second.line) + "\n";
      }
      text += fmt::format("        \"{}\": {},\n", name_of(gradient.by),
                          reshaped(gradient.value, by.shape, by.per_sample));
    }
    const std::string loss = bracketed(expressions_.array(program_.expr(run_.loss)), Binding::atom);
    const std::string scalar =
        library_ == "np" ? fmt::format("float({}[0, 0])", loss) : fmt::format("{}[0, 0]", loss);
    return text + fmt::format("    }}\n    return {}, {}\n", scalar, gradients);
  }

  std::string output_results() const {
    std::string text = "    return {\n";
    for (std::size_t i = 0; i < run_.outputs.size(); ++i) {
      const ir::NamedValue& output = run_.outputs[i];
      const ir::Node& declared = graph()[program_.outputs[i].node];
      text += fmt::format("        \"{}\": {},\n", spelled_in_ascii(output.name.plain()),
                          reshaped(output.node, declared.shape, declared.per_sample));
    }
    return text + "    }\n";
  }

  /// The node as a caller gets it: a vector has one axis; with a leading one for the samples.
  std::string reshaped(NodeId node, const ir::Shape& shape, bool per_sample) const {
    std::string value = bracketed(expressions_.array(program_.expr(node)), Binding::atom);
    std::string axes;
    if (is_batched_ && per_sample) {
      if (!graph()[node].per_sample) value = fmt::format("_each({}, {})", value, samples_);
      axes = samples_ + ", ";
    }
    if (shape.is_scalar()) {
      if (axes.empty()) axes = "()";
    } else {
      axes += shape.rows.to_string();
      if (!shape.cols.is_one()) axes += ", " + shape.cols.to_string();
    }
    return fmt::format("{}.reshape({})", value, axes);
  }

  // A helper is used where its name stands; helpers use helpers.
  std::string used_helpers(const std::string& body) const {
    const bool is_numpy = library_ == "np";
    std::vector<std::string> sources;
    for (const CodeHelper& helper : code_helpers()) {
      const std::string_view source =
          is_numpy || helper.torch.empty() ? helper.numpy : helper.torch;
      sources.push_back(replaced(std::string(source), "@.", library_ + "."));
    }
    std::vector<bool> used(sources.size(), false);
    const auto mark = [&](const std::string& text, auto&& again) -> void {
      for (std::size_t i = 0; i < sources.size(); ++i) {
        const std::string call = std::string(code_helpers()[i].name) + "(";
        const bool is_called = text.find(call) != std::string::npos;
        if (used[i] || !is_called) continue;
        used[i] = true;
        again(sources[i], again);
      }
    };
    mark(body, mark);
    std::string text;
    for (std::size_t i = 0; i < sources.size(); ++i) {
      if (used[i]) text += "\n" + sources[i] + "\n";
    }
    return text;
  }

  ir::Program& program_;
  const ir::Derivation& derivation_;
  std::string library_;
  bool is_batched_;
  PythonNames names_;
  std::vector<std::string> declared_;
  std::string samples_;
  PythonNames names_of_arguments_;
  ir::RunnableProgram run_;
  std::vector<bool> needed_;
  std::vector<std::uint32_t> uses_;
  std::map<NodeId, NodeText> lines_;
  ArrayExpressions expressions_{{}, {}};
  int fresh_ = 0;
};

}  // namespace

std::string array_code(ir::Program& program, const ir::Derivation& derivation,
                       ArrayLibrary library) {
  return ArrayWriter(program, derivation, library).run();
}

}  // namespace nngen::codegen
