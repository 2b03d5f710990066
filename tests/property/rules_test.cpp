// Every rewrite rule by itself is an identity: what it makes has the value of what it replaces, at
// random points that keep what is declared. A rule that no instance exercises fails the test.

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "codegen/formula/show.hpp"
#include "ir/calculus/passes.hpp"
#include "ir/calculus/rewrite.hpp"
#include "ir/op.hpp"
#include "parser/parse_program.hpp"
#include "runtime/compare.hpp"
#include "runtime/evaluate.hpp"
#include "runtime/initialise.hpp"
#include "tests/property/program_generator.hpp"
#include "tests/property/trials.hpp"
#include "tests/support/catch.hpp"

namespace nngen::tests {
namespace {

using ir::NodeId;
using ir::Program;
using ir::Reduction;

std::vector<ir::RewriteRule> all_rules() {
  std::vector<ir::RewriteRule> rules;
  for (const auto& some :
       {ir::product_rules(), ir::cancellation_rules(), ir::quotient_rules(),
        ir::chain_rules(), ir::block_rules(), ir::choice_rules(), ir::factor_rules(), ir::assumption_rules(), ir::running_rules()}) {
    rules.insert(rules.end(), some.begin(), some.end());
  }
  return rules;
}

std::optional<Program> parsed(const std::string& text) {
  ir::Diagnostics diagnostics;
  return parser::parse_program(ir::SourceFile("test.expr", text), {}, diagnostics);
}

const char* const declarations =
    "param A : R^({0}×{1})\nparam B : R^({1}×{0})\nparam C : R^({0}×{1})\nparam v : R^{1}\n"
    "param w : R^{1}\nparam u : R^{0}\nparam q : R^({0}·{1})\nparam s : R\nparam M : R^({0}×{0})\n"
    "param N : R^({0}×{0})\nconst h : R^{1} onehot\nconst p : R^{1} simplex\n"
    "const S : R^({0}×{0}) symmetric\nconst P : R^({0}×{0}) spd\nconst D : R^({0}×{0}) diagonal\n"
    "const e : R^{1} sign\nconst E : R^({0}×{1}) sign\nconst g : R^{1} positive\n"
    "const Q : R^({0}×{0}) orthogonal\ninput x : R^{1}\nr = 1/(3 + s²)\n";

// For each rule expressions to which it applies as it stands, and others that are nearly such.
const char* const instances[] = {
    "(uᵀ·A)ᵀ",
    "(Bᵀ·Aᵀ)ᵀ",
    "(A·v)ᵀ",
    "(vᵀ·B·A)ᵀ",
    "(A + Bᵀ)ᵀ",
    "(A − 2·Bᵀ + C)ᵀ",
    "(A∘Bᵀ)ᵀ",
    "v + (w + sin(v))",
    "A − (C + sin(A))",
    "A·v + C·v",
    "2·A·v − C·v + A·w",
    "A·v + A·w",
    "B·A − B·C",
    "N·(M·A) − 2·Q·A",
    "N·(M·(Q·A)) + A − M·A",
    "(diag(u) − u·uᵀ)·A",
    "M·(N + 2·diag(u))",
    "(M + diag(u))·(N − diag(u))",
    "v∘w + v∘sin(w)",
    "v∘w − sin(v)∘w",
    "s·A + s·C",
    "s·v − 3·s·w",
    "A/s + C/s",
    "A/(1 + s^2) − C/(1 + s^2)",
    "v ⊘ (2 + w.^2) + w ⊘ (2 + w.^2)",
    "2·v − 2·w",
    "3·A + 3·C",
    "(1/s)·A",
    "(s/(2 + s²))·A",
    "3·s·(A/(2 + s²))",
    "s·(v ⊘ (2 + w.^2))",
    "v·(1/(2 + s²))",
    "A·v·sum(w)",
    "v·⟨x, w⟩",
    "(A/(2 + s²))·v",
    "B·(A/(2 + s²))",
    "(v/(2 + s²))∘w",
    "(A/(2 + s²))ᵀ",
    "sum(v/(2 + s²))",
    "sum_rows(A/(2 + s²))",
    "A/(2 + s²)/(3 + s²)",
    "A/(2 + s²)/(2 + s²)",
    "A/(2 + s²)^3/(2 + s²)",
    "A/(2 + s²)/(s·(2 + s²))",
    "A/(3·(2 + s²))/(2 + s²)",
    "sum(v)·w/(‖v‖·sum(v))",
    "s·A/s",
    "unit(v)/‖v‖",
    "3·s·unit(v)/(‖w‖·‖v‖)",
    "where(v > 0, 1, 0)∘w + 2·where(v > 0, v, 2)",
    "where(v > 0, v, 1) + s·w − where(v > 0, 1, 3)∘sin(v)",
    "where(v > 0, v, 1) + where(w > 0, v, 2)",
    "−A − 2·C",
    "−v − w",
    "((uᵀ·A) + wᵀ)ᵀ",
    "(P·M·P)ᵀ",
    "(inv(P)·S·inv(P))ᵀ",
    "(Aᵀ·D·A)ᵀ",
    "(S·P)ᵀ",
    "(1/(1 + s²))·v",
    "sum(h)·A",
    "sum(p)·v",
    "sum(h)",
    "sum(p) + s",
    "Sᵀ",
    "(S + P)ᵀ",
    "(2·S − D)ᵀ",
    "(inv(P))ᵀ",
    "Pᵀ·M",
    "Dᵀ + N",
    "(M + S)ᵀ",
    "(A·Aᵀ)ᵀ",
    "(S ⊗ D)ᵀ",
    "(S∘P)ᵀ",
    "(diag(v))ᵀ",
    "e∘v∘e",
    "E∘A∘E",
    "h∘v∘h",
    "h∘h",
    "p∘p",
    "e.^2",
    "E.^2",
    "e.^3",
    "v.^2",
    "abs(g)",
    "relu(g)",
    "sign(g)",
    "step(g)",
    "abs(v)",
    "relu(p)",
    "Qᵀ·Q",
    "Q·Qᵀ",
    "M·Q·Qᵀ",
    "M·Qᵀ·Q",
    "Q·Q",
    "inv(Q)",
    "diag(u)·A",
    "A·diag(v)",
    "diag(u)·u",
    "(A ⊗ B)·q",
    "(Bᵀ ⊗ M)·vec(Aᵀ·N)",
    "commutation({0}, {1})·q",
    "tr(A·B)",
    "tr(M·N·Q)",
    "diag(M·N)",
    "diag(A·B)",
    "A·diag(v)·B",
    "sigmoid(−v)∘(1 − sigmoid(−v))",
    "sigmoid(−2·e∘v)∘w∘(1 − sigmoid(−2·e∘v))",
    "sigmoid(s)·(1 − sigmoid(s))",
    "sigmoid(−s)·(1 − sigmoid(−s))·A",
    "(1 − v)∘w − v∘(1 − w)",
    "(1 − s)·sigmoid(v) − s·sigmoid(−v)",
    "(1 − s)·sigmoid(s) − s·sigmoid(−s)",
    "s·(v + w) − (s·v + s·w)",
    "v∘(1 + s·w) − s·w∘v",
    "(A/s)/s",
    "(A/s)/(1 + s²)",
    "(v ⊘ (2 + w.^2)) ⊘ (3 + w)",
    "cofactor(M)/det(M)",
    "cofactor(M)/(3·det(M))",
    "cofactor(M)/det(N)",
    "sign(s)/abs(s)",
    "sign(v) ⊘ abs(v)",
    "sign(v) ⊘ abs(w)",
    "s·A/s",
    "s·A/(s·(1 + s²))",
    "s·(1 + s²)·v/s",
    "(s/(1 + s²))·A",
    "(A/s)·B",
    "A·(B/(1 + s²))",
    "v·(1/(1 + s²))",
    "(v/s)∘w",
    "(A/(1 + s²))ᵀ",
    "2·(−v − w)",
    "(−A − C)·v",
    "M·(−M − 3·N)",
    "v∘(−w − sin(v))",
    "(M·N)ᵀ + Nᵀ·Mᵀ",
    "A·B − (N·M)ᵀ + Mᵀ·N",
    "(Aᵀ·M·u·vᵀ − B·A)ᵀ",
    "(A·Aᵀ·S·A·Aᵀ)ᵀ",
    "(M·S·N)ᵀ",
    "(M·S + Nᵀ·M)ᵀ + S·Mᵀ",
    "(M·N·M)ᵀ·S − Sᵀ·Nᵀ + M",
    "v·s",
    "v·(vᵀ·w)",
    "(vᵀ·w)·wᵀ",
    "(1 ⊘ (2 + w.^2)) ⊘ (2 + w.^2)",
    "(inv(P)·u·uᵀ·inv(P))ᵀ",
    "tr(M ⊗ N)",
    "s·(s·A)",
    "A·(s·ones({1}))",
    "A/(3 + s²)",
    "s²·(u·vᵀ)·s",
    "‖v‖·unit(v)",
    "‖v‖^3·unit(v)",
    "‖v‖^3·A/‖v‖",
    "‖v‖·A/‖v‖^3",
    "v∘w + sin(v)∘v",
    "s·sin(s) − cos(s)·s",
    "(exp(S))ᵀ",
    "(A ⊗ M)·(B ⊗ N)",
    "u ⊗ (vᵀ ⊗ M)",
    "A ⊗ M − 2·(A ⊗ N)",
    "u·unit(v)ᵀ/‖v‖",
    "unit(v)·uᵀ/‖v‖^3",
    "(u ⊗ M)·N",
    "N·(vᵀ ⊗ M)",
    "M·(S/s − N·D) + M·S/s",
    "M·(u ⊗ eye(1))·vᵀ",
    "(u ⊗ eye({0}))·M·(uᵀ ⊗ eye({0}))",
    "(uᵀ ⊗ M)·((eye({0}) ⊗ ones({0}))∘(ones({0}) ⊗ eye({0})))",
    "((eye({0}) ⊗ ones({0}))∘(ones({0}) ⊗ eye({0})))ᵀ·(M ⊗ N)·((eye({0}) ⊗ ones({0}))∘(ones({0}) ⊗ "
    "eye({0})))",
    "commutation({0}, {0})·((eye({0}) ⊗ ones({0}))∘(ones({0}) ⊗ eye({0})))",
    "(M ⊗ M)·commutation({0}, {0})·(M ⊗ N)·((eye({0}) ⊗ ones({0}))∘(ones({0}) ⊗ eye({0})))",
    "sum_cols(eye({0}))·M",
    "sum_rows(eye({0}))",
    "M·(S − N·D) + M·S",
    "(S + N)·D − N·D",
    "where(v > 0, 1, 0)∘w − 2·s·(where(v > 0, v, 2)∘v)",
    "grad(sin(v[1])·v[{1}], v)",
    "grad(sum(A[:, 1]∘sin(A[:, {1}])), A)",
    "diag(u)·u",
    "diag(u·(M·u)ᵀ)",
    "−2·(A/(2·(1 + s²)))",
    "3·(A/(6·(1 + s²)))",
    "M·inv(M)·N",
    "N·inv(M)ᵀ·Mᵀ",
    "inv(inv(M))",
    "commutation({0}, {0})·(M ⊗ N)·commutation({0}, {0})",
    "commutation({0}, {1})·(B ⊗ M)·commutation({0}, {0})",
    "A ⊗ M − C ⊗ M",
    "diag(u) − 2·diag(M·u) + N",
    "(M·cofactor(N))/det(N)",
    "(cofactor(N)·A)/(2·det(N))",
    "3·(A/3)",
    "v ⊘ (v ⊘ (2 + w.^2))",
    "(v∘(2 + w.^2)) ⊘ (2 + w.^2)",
    "((2 + w.^2)∘(v ⊘ w)) ⊘ v",
    "(2 + w.^2)∘(v ⊘ (2 + w.^2))",
    "⟨2 + w.^2, v ⊘ (2 + w.^2)⟩",
    "Qᵀ·(Q·u)",
    "where(g > 0, v, w)",
    "where(v > 0, v, w)"};

class Rules {
 public:
  Rules() : rules_(all_rules()), exercised_(rules_.size(), 0) {}

  // Each rule by itself on all that the roots need, also where names are respected.
  void try_on(Program& program, const std::vector<NodeId>& roots, std::uint64_t seed) {
    const ir::RewriteContext everything;
    const ir::RewriteContext names{ir::reading_context(program).is_atom, {}, {}};
    for (std::size_t i = 0; i < rules_.size(); ++i) {
      std::vector<ir::RewriteStep> steps;
      ir::rewrite(*program.graph, roots, std::span(&rules_[i], 1), everything, &steps);
      ir::rewrite(*program.graph, roots, std::span(&rules_[i], 1), names, &steps);
      for (const ir::RewriteStep& step : steps) compare(program, step, seed, i);
    }
  }

  void check_all_exercised() const {
    for (std::size_t i = 0; i < rules_.size(); ++i) {
      INFO(rules_[i].name << " on " << ir::op_def(rules_[i].op).name);
      CHECK(exercised_[i] > 0);
    }
  }

 private:
  void compare(const Program& program, const ir::RewriteStep& step, std::uint64_t seed,
               std::size_t rule) {
    CHECK(program.expr(step.before).shape() == program.expr(step.after).shape());
    CHECK((!program.expr(step.after).per_sample() || program.expr(step.before).per_sample()));
    const runtime::Point point = runtime::random_point(program, 3, seed);
    const auto before = runtime::evaluate<double>(*program.graph, std::array{step.before}, point);
    for (const auto& sample : before[0].samples) {
      for (const double entry : sample.entries()) {
        if (!(std::abs(entry) < 1e6)) return;
      }
    }
    ++exercised_[rule];
    const auto after = runtime::evaluate<double>(*program.graph, std::array{step.after}, point);
    // What became the same for all samples is compared with each of them.
    const double error = runtime::relative_error(after[0], before[0]);
    double largest = 0;
    for (const auto& sample : before[0].samples) {
      for (const double entry : sample.entries()) largest = std::max(largest, std::abs(entry));
    }
    INFO(rules_[rule].name << ", seed " << seed);
    CHECK(error * (largest == 0 ? 1 : largest) <= 1e-9 * (1 + largest));
  }

  std::vector<ir::RewriteRule> rules_;
  std::vector<std::size_t> exercised_;
};

std::vector<NodeId> roots_of(const Program& program) {
  std::vector<NodeId> roots;
  for (const auto& value : program.values) roots.push_back(value.node);
  for (const auto& output : program.outputs) roots.push_back(output.node);
  if (program.loss) roots.push_back(program.loss->node);
  return roots;
}

// The gradients without any rewriting.
std::vector<NodeId> raw_gradients(Program& program, Reduction reduction) {
  std::vector<NodeId> by;
  for (const auto& declaration : program.declarations) by.push_back(declaration.node);
  ir::Diagnostics diagnostics;
  const auto derivation =
      ir::differentiate(*program.graph, program.loss->node, by, reduction, diagnostics);
  std::vector<NodeId> roots;
  for (const ir::Gradient& gradient : derivation.gradients) roots.push_back(gradient.value);
  return roots;
}

ProgramText random_text(std::uint64_t seed) {
  runtime::Random random(seed, "rules");
  ProgramSize size{.definitions = 2, .depth = 3};
  size.in_domain = true;
  return random_program(random, size);
}

TEST_CASE("every rewrite rule keeps the value", "[property]") {
  Rules rules;
  constexpr std::pair<int, int> sizes[] = {{1, 1}, {1, 3}, {2, 1}, {2, 3}, {3, 2}, {4, 4}};
  for (const auto& [m, n] : sizes) {
    for (const char* instance : instances) {
      std::string text = fmt::format(fmt::runtime(declarations), m, n) +
                         "y = " + fmt::format(fmt::runtime(instance), m, n) + "\noutput y\n";
      INFO(text);
      auto program = parsed(text);
      REQUIRE(program.has_value());
      rules.try_on(*program, roots_of(*program), static_cast<std::uint64_t>(m * 8 + n));
    }
    for (const Reduction reduction : {Reduction::mean, Reduction::sum}) {
      auto program = parsed(fmt::format(fmt::runtime(declarations), m, n) +
                            "loss L = ‖B·tanh(A·tanh(B·(A·x)))‖² + ‖A·v‖²");
      REQUIRE(program.has_value());
      rules.try_on(*program, raw_gradients(*program, reduction), 5);
    }
  }
  for (Trials trials(60); trials.go_on(); trials.next()) {
    const std::string text = to_text(random_text(trials.seed()), Script::unicode);
    INFO("NNGEN_SEED=" << trials.seed() << "\n" << text);
    auto program = parsed(text);
    REQUIRE(program.has_value());
    std::vector<NodeId> roots = roots_of(*program);
    const auto gradients = raw_gradients(*program, Reduction::mean);
    roots.insert(roots.end(), gradients.begin(), gradients.end());
    rules.try_on(*program, roots, trials.seed());
  }
  rules.check_all_exercised();
}

// What was shared at first may be so no more once formulas are shorter, so that there is a little left to
// do; rules that undo one another would never come to an end.
bool comes_to_rest(Program& program, std::vector<NodeId> roots,
                   const std::vector<ir::RewriteRule>& rules) {
  constexpr int most_passes = 3;
  for (int pass = 0; pass < most_passes; ++pass) {
    std::vector<ir::RewriteStep> steps;
    const auto again =
        ir::rewrite(*program.graph, roots, rules, ir::reading_context(program), &steps);
    if (again == roots) return true;
    for (const auto& step : steps) UNSCOPED_INFO("pass " << pass << ": " << step.rule);
    roots = again;
  }
  return false;
}

TEST_CASE("simplification comes to rest, and it is deterministic", "[property]") {
  for (Trials trials(60); trials.go_on(); trials.next()) {
    const std::string text = to_text(random_text(trials.seed()), Script::unicode);
    INFO("NNGEN_SEED=" << trials.seed() << "\n" << text);
    std::vector<std::string> printed;
    for (int time = 0; time < 2; ++time) {
      auto program = parsed(text);
      REQUIRE(program.has_value());
      ir::Diagnostics diagnostics;
      const auto derivation = ir::derive_for_reading(*program, {}, Reduction::mean, diagnostics);
      printed.push_back(codegen::show(*program, derivation, {}));
      std::vector<ir::RewriteRule> rules;
      for (const auto& some :
           {ir::assumption_rules(), ir::product_rules(), ir::cancellation_rules(),
            ir::quotient_rules(), ir::chain_rules(), ir::block_rules(), ir::choice_rules(),
            ir::factor_rules()}) {
        rules.insert(rules.end(), some.begin(), some.end());
      }
      std::vector<NodeId> roots;
      for (const auto& cotangent : derivation.cotangents) roots.push_back(cotangent.value);
      CHECK(comes_to_rest(*program, roots, rules));
    }
    CHECK(printed[0] == printed[1]);
  }
}

}  // namespace
}  // namespace nngen::tests
