#include "tests/property/derivative_checks.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "ir/calculus/passes.hpp"
#include "ir/check.hpp"
#include "parser/parse_program.hpp"
#include "runtime/evaluate.hpp"
#include "tests/property/derivative_reference.hpp"

namespace nngen::tests {
namespace {

using ir::NodeId;
using ir::Program;
using ir::Reduction;
using runtime::Point;

constexpr double tolerance = 1e-7;
// A probability of a softmax of z ~ 10³ is right to 10⁻¹⁵ or so, and each derivative multiplies that by the slope of
// z. With a wrong rule the error is of the size of the derivative.
constexpr double of_second_derivatives = 1e-5;
constexpr double of_third_derivatives = 1e-3;

std::string type_of(const ir::Shape& shape) {
  return shape.is_scalar() ? "R" : fmt::format("R^({}×{})", shape.rows.value(), shape.cols.value());
}

/// The request as an expression of the language; v, u and w are its directions.
std::string expression(const DerivativeRequest& request, const std::string& loss, std::size_t i) {
  const std::string f = request.of.empty() ? loss : request.of;
  const auto [x, y] = std::pair(request.x, request.y);
  const std::string v = fmt::format("dir_v{}", i);
  const std::string u = fmt::format("dir_u{}", i);
  const std::string w = fmt::format("dir_w{}", i);
  switch (request.kind) {
    case Asked::grad: return fmt::format("grad({}, {})", loss, x);
    case Asked::jvp: return fmt::format("jvp({}, {}, {})", f, x, v);
    case Asked::vjp: return fmt::format("vjp({}, {}, {})", f, x, u);
    case Asked::jacobian: return fmt::format("jacobian(vec({}), vec({}))", f, x);
    case Asked::hessian: return fmt::format("hessian({}, vec({}))", loss, x);
    case Asked::hvp: return fmt::format("hvp({}, {}, {})", loss, x, v);
    case Asked::jvp_of_grad: return fmt::format("jvp(grad({}, {}), {}, {})", loss, x, y, w);
    case Asked::grad_of_grad:
      return fmt::format("grad(sum(grad({}, {}) .* {}), {})", loss, x, v, y);
    case Asked::vjp_of_jvp: return fmt::format("vjp(jvp({}, {}, {}), {}, {})", f, x, v, y, u);
    case Asked::jacobian_of_grad:
      return fmt::format("jacobian(vec(grad({}, {})), vec({}))", loss, x, y);
    case Asked::grad_of_squared_grad:
      return fmt::format("grad(sum(grad({}, {}).^2), {})", loss, x, y);
    case Asked::jvp_of_hvp: return fmt::format("jvp(hvp({}, {}, {}), {}, {})", loss, x, v, y, w);
  }
  return {};
}

NodeId value_named(const Program& program, const std::string& name) {
  if (name.empty()) return program.loss ? program.loss->node : NodeId{};
  for (const ir::NamedValue& value : program.values) {
    if (value.name.plain() == name) return value.node;
  }
  return {};
}

std::optional<Program> parsed(const std::string& text, std::string& findings) {
  ir::Diagnostics diagnostics;
  auto program = parser::parse_program(ir::SourceFile("test.expr", text), {}, diagnostics);
  for (const auto& finding : diagnostics.sorted()) findings += finding.message + "\n";
  return program;
}

class Check {
 public:
  Check(Program program, const std::vector<DerivativeRequest>& requests, std::uint64_t seed)
      : program_(std::move(program)), requests_(requests), random_(seed, "check") {}

  DerivativeFindings run() {
    reduction_ = random_.below(2)   ? Reduction::none
                 : random_.below(2) ? Reduction::mean
                                    : Reduction::sum;
    const std::size_t samples = reduction_ == Reduction::none ? 1 : 1 + random_.below(3);
    point_ = runtime::random_point(program_, samples, random_.bits());
    near_ = jittered(point_, random_);
    if (random_.below(2)) {
      for (const auto& declaration : program_.declarations) by_.push_back(declaration.node);
    } else {
      for (const auto* param : program_.with_role(ir::Role::param)) by_.push_back(param->node);
    }
    derive();
    check_loss();
    for (std::size_t i = 0; i < requests_.size() && findings_.failure.empty(); ++i) {
      check_request(i);
    }
    return findings_;
  }

 private:
  using Values = std::vector<runtime::SampledValue<double>>;

  void derive() {
    ir::Diagnostics diagnostics;
    derivation_ = ir::derive_for_reading(program_, by_, reduction_, diagnostics);
    running_ = ir::prepare_for_running(program_, derivation_);
  }

  // All numbers of the derivation at the point, made in one go.
  Values values(std::vector<NodeId> roots) {
    return runtime::evaluate<double>(*program_.graph, roots, point_);
  }

  void check_loss() {
    const NodeId loss = program_.loss->as_derived();
    std::vector<NodeId> by;
    for (const ir::Gradient& gradient : derivation_.gradients) by.push_back(gradient.by);
    std::vector<NodeId> roots = {derivation_.loss, running_.loss};
    for (const ir::Gradient& gradient : derivation_.gradients) roots.push_back(gradient.value);
    for (const ir::Gradient& gradient : running_.gradients) roots.push_back(gradient.value);
    if (!is_moderate(program_, loss, point_)) {
      findings_.skipped += by.size();
      return;
    }
    const Values found = values(roots);
    const auto reference = runtime::reference_gradient(program_, loss, by, reduction_, point_);
    const auto near = runtime::reference_gradient(program_, loss, by, reduction_, near_);
    if (by.empty()) return;
    cross_check(loss, by);
    for (std::size_t k = 0; k < by.size(); ++k) {
      const std::string of = "the loss's gradient by " +
                             program_.declarations[declaration_of(program_, by[k])].name.plain();
      if (is_ill_conditioned(reference.gradients[k], near.gradients[k])) {
        ++findings_.skipped;
        continue;
      }
      compare(of + " as printed", found[2 + k], reference.gradients[k]);
      compare(of + " as run", found[2 + by.size() + k], reference.gradients[k]);
    }
  }

  // The reverse tape itself against dual numbers and differences, along one direction.
  void cross_check(NodeId loss, const std::vector<NodeId>& by) {
    const auto finding = reference_disagreement(program_, loss, by, reduction_, point_, random_);
    if (finding && findings_.failure.empty()) findings_.failure = *finding;
  }

  void check_request(std::size_t i) {
    const DerivativeRequest& request = requests_[i];
    const NodeId of = value_named(program_, request.of);
    NodeId derived_of = of;
    for (const auto& value : program_.values) {
      if (value.node == of) derived_of = value.as_derived();
    }
    if (request.of.empty()) derived_of = program_.loss->as_derived();
    const auto place = std::find_if(
        program_.outputs.begin(), program_.outputs.end(),
        [&](const ir::NamedValue& output) { return output.name.plain() == fmt::format("D{}", i); });
    NNGEN_CHECK(place != program_.outputs.end());
    const ir::NamedValue& output = *place;
    const ir::NamedValue& computed =
        running_.outputs[static_cast<std::size_t>(place - program_.outputs.begin())];
    if (!is_moderate(program_, derived_of, point_) ||
        !is_moderate(program_, program_.loss->as_derived(), point_)) {
      ++findings_.skipped;
      return;
    }
    const RequestOperands operands{derived_of,
                                   program_.find_declaration(request.x)->node,
                                   program_.find_declaration(request.y)->node,
                                   direction("dir_v", i),
                                   direction("dir_u", i),
                                   direction("dir_w", i)};
    const auto reference = reference_of(program_, request.kind, operands, point_);
    const auto near = reference_of(program_, request.kind, operands, near_);
    if (!reference || !near || is_ill_conditioned(*reference, *near)) {
      ++findings_.skipped;
      return;
    }
    const Values found = values({output.as_derived(), output.node, computed.node});
    const std::string name = output.name.plain();
    const double allowed =
        request.kind == Asked::jvp_of_hvp ? of_third_derivatives : of_second_derivatives;
    compare(name + " as derived", found[0], *reference, allowed);
    compare(name + " as printed", found[1], *reference, allowed);
    compare(name + " as run", found[2], *reference, allowed);
  }

  NodeId direction(const char* base, std::size_t i) const {
    return program_.find_declaration(fmt::format("{}{}", base, i))->node;
  }

  void compare(const std::string& what, const runtime::SampledValue<double>& value,
               const runtime::SampledValue<double>& reference, double allowed = tolerance) {
    ++findings_.compared;
    const double error = scaled_error(value, reference);
    if (error <= allowed || !findings_.failure.empty()) return;
    findings_.failure = fmt::format("{}: error {:.2e}\nfound     {}\nreference {}\n", what, error,
                                    entries_text(value), entries_text(reference));
  }

  Program program_;
  const std::vector<DerivativeRequest>& requests_;
  runtime::Random random_;
  Reduction reduction_ = Reduction::none;
  Point point_;
  Point near_;
  std::vector<NodeId> by_;
  ir::Derivation derivation_;
  ir::RunnableProgram running_;
  DerivativeFindings findings_;
};

}  // namespace

std::vector<DerivativeRequest> random_requests(const Program& program, runtime::Random& random,
                                               std::size_t count) {
  std::vector<DerivativeRequest> requests;
  const auto declared = [&] {
    return program.declarations[random.below(program.declarations.size())].name.plain();
  };
  for (std::size_t i = 0; i < count; ++i) {
    DerivativeRequest request{static_cast<Asked>(random.below(asked_count)), "", declared(), ""};
    request.y = random.below(3) == 0 ? request.x : declared();
    // Members of a family cannot be told from other names with an index by their plain spelling.
    if (!program.values.empty() && random.below(3) > 0) {
      const ir::NamedValue& value = program.values[random.below(program.values.size())];
      if (!value.name.in_family) request.of = value.name.plain();
    }
    requests.push_back(request);
  }
  return requests;
}

std::string to_text(const Program& program, const std::vector<DerivativeRequest>& requests) {
  const auto type_of_declared = [&](const std::string& name) {
    const ir::Declaration* declaration = program.find_declaration(name);
    return declaration ? type_of(declaration->shape) : "R";
  };
  std::string text;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const DerivativeRequest& request = requests[i];
    const NodeId of = value_named(program, request.of);
    const std::string type = of ? type_of((*program.graph)[of].shape) : "R";
    text += fmt::format("const dir_v{} : {}\n", i, type_of_declared(request.x));
    text += fmt::format("const dir_w{} : {}\n", i, type_of_declared(request.y));
    text += fmt::format("const dir_u{} : {}\n", i, type);
  }
  const std::string loss = program.loss ? program.loss->name.plain() : "L";
  for (std::size_t i = 0; i < requests.size(); ++i) {
    text += fmt::format("output D{} = {}\n", i, expression(requests[i], loss, i));
  }
  return text;
}

DerivativeFindings check_derivatives(const std::string& text,
                                     const std::vector<DerivativeRequest>& requests,
                                     std::uint64_t seed) {
  std::string findings;
  auto program = parsed(text, findings);
  if (!program || !program->loss) return {0, 0, "does not parse: " + findings};
  for (const DerivativeRequest& request : requests) {
    if (!value_named(*program, request.of) || !program->find_declaration(request.x) ||
        !program->find_declaration(request.y)) {
      return {0, 0, "does not parse: a request of what is not there"};
    }
  }
  return Check(std::move(*program), requests, seed).run();
}

}  // namespace nngen::tests
