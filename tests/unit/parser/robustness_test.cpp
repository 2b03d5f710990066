// Whatever the bytes, the parser comes back: random bytes, random tokens, damaged files.

#include <cstdlib>
#include <random>
#include <string>
#include <string_view>

#include "parser/parse.hpp"
#include "tests/support/allocations.hpp"
#include "tests/support/catch.hpp"

namespace nngen::parser {
namespace {

constexpr std::string_view valid_file = R"(let k = 3
let n[0..k] = [4, 8, 8, 1]
input X : R^n[0]
target t ∈ ℝ^{1} positive
param W[i] : R^(n[i]×n[i-1]) init normal(0.1) for i = 1..k
act   Σ[1..k-1] = [tanh×7, identity]
act   Σ[k](z) = z/(1 + exp(-z))
def   q(A, x) = ½‖A·x‖²_F + ⟨x, x⟩ + √x[end] + |x|
f = Σ[k](W[k]·Σ[k-1](… Σ[1](W[1]·X)))
g = Σₖ∘Wₖ·Σₖ₋₁ … Σ₁∘W₁·X
h = where(f ≤ 0, [1, 2; 3, 4], x.^2 - 2x'⁻¹)
loss L = sum(W_{i}[1:2, :] for i = 1..k)
∇_W₁ f = Δ₁·Xᵀ
∂f/∂X = grad(f, X)
output y = f, L
)";

constexpr std::string_view words[] = {
    "x",   "W1",  "W_{",  "}",      "Σₖ₋₁", "_k",  "σ",   "R",     "ℝ",     "T",      "2",
    "0.5", "½",   "1e9",  "…",      "...",  "..",  "let", "input", "param", "target", "const",
    "act", "def", "loss", "output", "init", "for", "end", "i",     "=",     "==",     ":",
    "∈",   ",",   ";",    "\n",     " ",    "(",   ")",   "[",     "]",     "{",      "}",
    "⟨",   "⟩",   "‖",    "||",     "|",    "+",   "-",   "·",     "*",     "∘",      ".*",
    "•",   "⊗",   "/",    "⊘",      "×",    "**",  "^",   ".^",    "'",     "ᵀ",      "⁻¹",
    "⁻ᵀ",  "²",   "ₖ",    "₁",      "∇",    "∇_W", "∂",   "√",     "<",     "≤",      "≠",
    "∞",   "#",   "$",    "\xFF",
};

/// A new seed for every run, or that of NNGEN_SEED, to run a failure again.
unsigned seed() {
  static const unsigned chosen = [] {
    const char* wanted = std::getenv("NNGEN_SEED");
    return wanted ? static_cast<unsigned>(std::strtoul(wanted, nullptr, 10))
                  : std::random_device{}();
  }();
  return chosen;
}

std::size_t pick(std::mt19937& random, std::size_t count) {
  return std::uniform_int_distribution<std::size_t>(0, count - 1)(random);
}

/// Parses, and looks at every place that a finding names: it must lie in the text.
bool survives(const std::string& text) {
  const ir::SourceFile source("test.expr", text);
  ir::Diagnostics diagnostics;
  const ast::File file = parse(source, diagnostics);
  for (const ast::Statement& statement : file.statements) {
    if (statement.span.begin > statement.span.end || statement.span.end > text.size()) return false;
  }
  for (const ir::Diagnostic& finding : diagnostics.all()) {
    if (!finding.place() || finding.message.empty()) return false;
    for (const ir::Label& label : finding.labels) {
      if (label.span.begin > label.span.end || label.span.end > text.size()) return false;
    }
  }
  return true;
}

TEST_CASE("random bytes") {
  INFO("NNGEN_SEED=" << seed());
  std::mt19937 random(seed());
  for (int round = 0; round < 300; ++round) {
    std::string text(pick(random, 400), '\0');
    for (char& c : text) c = static_cast<char>(pick(random, 256));
    CAPTURE(text);
    REQUIRE(survives(text));
  }
}

TEST_CASE("random words of the language") {
  INFO("NNGEN_SEED=" << seed());
  std::mt19937 random(seed());
  for (int round = 0; round < 2000; ++round) {
    std::string text = round % 2 ? "y = " : "";
    for (std::size_t i = pick(random, 60); i > 0; --i) {
      text += words[pick(random, std::size(words))];
      if (pick(random, 3) == 0) text += ' ';
    }
    CAPTURE(text);
    REQUIRE(survives(text));
  }
}

TEST_CASE("a valid file cut off anywhere") {
  ir::Diagnostics diagnostics;
  parse(ir::SourceFile("test.expr", std::string(valid_file)), diagnostics);
  CHECK_FALSE(diagnostics.has_errors());
  for (std::size_t size = 0; size <= valid_file.size(); ++size) {
    CAPTURE(size);
    REQUIRE(survives(std::string(valid_file.substr(0, size))));
    REQUIRE(survives(std::string(valid_file.substr(size))));
  }
}

TEST_CASE("a valid file with parts removed, doubled and exchanged") {
  INFO("NNGEN_SEED=" << seed());
  std::mt19937 random(seed());
  for (int round = 0; round < 500; ++round) {
    std::string text(valid_file);
    for (std::size_t changes = 1 + pick(random, 6); changes > 0 && !text.empty(); --changes) {
      const std::size_t at = pick(random, text.size());
      const std::string part = text.substr(at, 1 + pick(random, 12));
      const std::size_t to = pick(random, text.size());
      switch (pick(random, 3)) {
        case 0: text.erase(at, part.size()); break;
        case 1: text.insert(to, part); break;
        default: text.insert(to, words[pick(random, std::size(words))]); break;
      }
    }
    CAPTURE(text);
    REQUIRE(survives(text));
  }
}

TEST_CASE("work grows with the size of the text, not with its square") {
  const auto allocated = [](std::string_view unit, std::size_t size) {
    std::string text = "y = ";
    while (text.size() < size) text += unit;
    const tests::AllocationCounter counter;
    CHECK(survives(text));
    return counter.allocations().bytes;
  };
  for (const std::string_view unit : {"W^", "x ", "a[\n", "(", "|", "x_1+", "f(x,", "1/2x/", "$ ",
                                      "b;", "∇_W f'+", "x = y\n", "'", "…"}) {
    CAPTURE(unit);
    CHECK(allocated(unit, 200000) < 20 * allocated(unit, 20000));
  }
}

}  // namespace
}  // namespace nngen::parser
