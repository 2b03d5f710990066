#include "codegen/formula/request_steps_text.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "codegen/formula/ascii_words.hpp"
#include "codegen/formula/boxes.hpp"
#include "codegen/formula/naming.hpp"
#include "codegen/formula/step_text.hpp"
#include "codegen/formula/step_writer.hpp"
#include "codegen/formula/text.hpp"
#include "ir/calculus/passes.hpp"
#include "ir/calculus/request_steps.hpp"

namespace nngen::codegen {
namespace {

using ir::NodeId;
using ir::RequestedDerivative;
using Kind = RequestedDerivative::Kind;

const char* word_of(Kind kind) {
  switch (kind) {
    case Kind::gradient: return "grad";
    case Kind::jacobian: return "jacobian";
    case Kind::hessian: return "hessian";
    case Kind::jvp: return "jvp";
    case Kind::vjp: return "vjp";
    case Kind::hvp: return "hvp";
  }
  return "";
}

class RequestWriter {
 public:
  RequestWriter(const ir::Program& program, const ir::Derivation& derivation, FormulaStyle style)
      : program_(program),
        derivation_(derivation),
        style_(style),
        text_(style),
        formula_naming_(program, &derivation, style),
        naming_(named(program, derivation, style)),
        writer_(program, naming_, style) {}

  std::string run() {
    std::vector<std::string> sections;
    for (const RequestedDerivative& request : program_.requests) {
      if (!is_loss_gradient(request)) sections.push_back(steps_of(request));
    }
    if (sections.empty()) return {};
    sections.push_back(simplifications());
    sections.push_back(results());
    std::string text;
    for (const std::string& section : sections) {
      if (!section.empty()) text += (text.empty() ? "" : "\n") + section;
    }
    return text;
  }

 private:
  // While derivatives were taken some values were other nodes than in the end.
  static Naming named(const ir::Program& program, const ir::Derivation& derivation,
                      FormulaStyle style) {
    Naming naming(program, &derivation, style);
    for (const ir::NamedValue& value : program.as_differentiated) {
      naming.rename(value.node, value.name);
    }
    naming.name_steps();
    return naming;
  }

  // Its steps stand by themselves.
  bool is_loss_gradient(const RequestedDerivative& request) const {
    if (request.kind != Kind::gradient || !derivation_.loss) return false;
    if (request.of != derivation_.objective) return false;
    return std::any_of(derivation_.gradients.begin(), derivation_.gradients.end(),
                       [&](const ir::Gradient& gradient) { return gradient.by == request.by; });
  }

  std::string comment(std::string_view words, const std::string& formula = {},
                      std::string_view more = {}) const {
    const auto spelled = [this](std::string_view part) {
      return style_ == FormulaStyle::ascii ? ascii_words(part) : std::string(part);
    };
    return "# " + spelled(words) + formula + spelled(more) + "\n";
  }

  // grad(f, x)
  std::string call_of(const RequestedDerivative& request) const {
    std::string call = word_of(request.kind);
    call += "(" + text_.render(writer_.primal(request.of)) + ", " +
            text_.render(writer_.primal(request.by));
    if (request.direction) call += ", " + text_.render(writer_.primal(request.direction));
    return call + ")";
  }

  std::string steps_of(const RequestedDerivative& request) {
    const ir::RequestSteps steps = ir::steps_of(*program_.graph, request);
    std::string text = comment("Steps of ", call_of(request), ":");
    std::size_t number = 0;
    if (steps.scalar) text += sweep(request, steps, number);
    if (steps.change) text += changes(request, steps, number);
    for (auto before = renamed_.rbegin(); before != renamed_.rend(); ++before) {
      naming_.rename(before->node, before->name);
    }
    renamed_.clear();
    return text;
  }

  std::string sweep(const RequestedDerivative& request, const ir::RequestSteps& steps,
                    std::size_t& number) {
    const auto [place, is_new] =
        swept_.emplace(std::pair(steps.scalar, request.by), call_of(request));
    if (!is_new) return comment("the gradient as for ", place->second);
    std::string text;
    if (request.kind == Kind::vjp) text += comment("stop marks what is taken as constant");
    Box scalar = writer_.primal(steps.scalar);
    const bool is_leaf = (*program_.graph)[steps.scalar].operand_count == 0;
    if (scalar.kind != BoxKind::name && !is_leaf) {
      const ir::Name name = fresh_name();
      rename(steps.scalar, name);
      scalar = {.kind = BoxKind::name, .name = name};
    }
    writer_.add_sweep(steps.sweep, std::move(scalar));
    return text + numbered(writer_.take(), style_, number);
  }

  std::string changes(const RequestedDerivative& request, const ir::RequestSteps& steps,
                      std::size_t& number) {
    const std::string change = text_.name(change_of(request));
    std::string heading = steps.scalar ? "then the change of the gradient" : "";
    if (request.direction) {
      heading += std::string(heading.empty() ? "" : " ") + "for " + change + " = " +
                 text_.render(writer_.primal(request.direction));
    }
    name_changes(request, steps);
    std::string text = heading.empty() ? heading : comment("", heading, ":");
    writer_.add_tangents(steps.tangents);
    text += numbered(writer_.take(), style_, number);
    if (steps.matrices.empty()) return text;
    writer_.add_matrices(steps.matrices);
    return text + comment("and the matrix that stands before ", change, ":") +
           numbered(writer_.take(), style_, number);
  }

  struct Renaming {
    NodeId node;
    std::optional<ir::Name> name;  // that it had
  };

  ir::Name change_of(const RequestedDerivative& request) const {
    const ir::Name* by = naming_.of(request.by);
    ir::Name name = by == nullptr ? ir::Name{"x", {}, false} : *by;
    name.base.insert(0, "d");
    return name;
  }

  // For as long as the steps of a request are written.
  void rename(NodeId node, ir::Name name) {
    renamed_.push_back({node, naming_.rename(node, std::move(name))});
  }

  // For a function without a name.
  ir::Name fresh_name() const {
    std::set<std::string> taken;
    for (const auto& declaration : program_.declarations) taken.insert(declaration.name.plain());
    for (const auto& value : program_.values) taken.insert(value.name.plain());
    for (const char* letter : {"f", "g", "h"}) {
      if (!taken.contains(letter)) return ir::name_of(letter);
    }
    std::string name = "f_";
    while (taken.contains(name)) name += "_";
    return {name, {}, false};
  }

  // dx, and dh for the change of a value h.
  void name_changes(const RequestedDerivative& request, const ir::RequestSteps& steps) {
    if (!request.direction) rename(steps.change, change_of(request));
    for (const ir::TangentStep& step : steps.tangents) {
      const ir::Name* of = naming_.of(step.of, Sweep::forward);
      const bool has_name = naming_.of(step.tangent) != nullptr && !naming_.is_elided(step.tangent);
      const bool is_leaf = (*program_.graph)[step.tangent].operand_count == 0;
      if (of == nullptr || naming_.is_elided(step.of) || has_name || is_leaf) continue;
      ir::Name name = *of;
      name.base.insert(0, "d");
      rename(step.tangent, std::move(name));
    }
  }

  std::string simplifications() {
    writer_.add_rewrites(derivation_.steps.of_requests);
    for (const ir::Claim& claim : program_.claims) {
      std::vector<ir::RewriteStep> steps;
      const NodeId result = ir::simplified(program_, claim.left, &steps);
      results_of_claims_.push_back(result);
      writer_.add_rewrites(steps);
    }
    std::size_t number = 0;
    const std::string text = numbered(writer_.take(), style_, number);
    return text.empty() ? text : comment("Simplifications:") + text;
  }

  // What is asked for by itself, as it is printed.
  std::string results() const {
    std::map<NodeId, const RequestedDerivative*> request_of;
    for (const auto& request : program_.requests) request_of.emplace(request.value, &request);
    std::string text;
    std::set<NodeId> said;
    const auto say = [&](NodeId as_derived, NodeId printed) {
      const auto request = request_of.find(as_derived);
      if (request == request_of.end() || is_loss_gradient(*request->second)) return;
      if (!said.insert(as_derived).second) return;
      text += comment(
          "", "      " + call_of(*request->second) + " = " + text_.render(definition(printed)));
    };
    std::map<std::string, NodeId> differentiated;
    for (const auto& value : program_.as_differentiated) {
      differentiated.emplace(value.name.plain(), value.node);
    }
    for (const ir::NamedValue& value : program_.values) {
      const auto before = differentiated.find(value.name.plain());
      say(before == differentiated.end() ? value.as_derived() : before->second, value.node);
    }
    for (const ir::NamedValue& output : program_.outputs) say(output.as_derived(), output.node);
    for (std::size_t i = 0; i < program_.claims.size(); ++i) {
      say(program_.claims[i].left, results_of_claims_[i]);
    }
    return text.empty() ? text : comment("Results:") + text;
  }

  // In full, as among the formulas.
  Box definition(NodeId node) const {
    const Layout layout(program_, formula_naming_, Sweep::reverse);
    const bool is_leaf = (*program_.graph)[node].operand_count == 0;
    return is_leaf ? layout.reference(node) : layout.definition(node);
  }

  const ir::Program& program_;
  const ir::Derivation& derivation_;
  FormulaStyle style_;
  TextRenderer text_;
  Naming formula_naming_;
  Naming naming_;
  StepWriter writer_;
  std::vector<Renaming> renamed_;
  std::map<std::pair<NodeId, NodeId>, std::string> swept_;  // of what by what, for which request
  std::vector<NodeId> results_of_claims_;
};

}  // namespace

std::string show_request_steps(const ir::Program& program, const ir::Derivation& derivation,
                               FormulaStyle style) {
  return RequestWriter(program, derivation, style).run();
}

}  // namespace nngen::codegen
