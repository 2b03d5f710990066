// Expressions as trees; the notation is that of tree_text.hpp: chains in ( ), written parentheses
// and braces in { }, `_` for a product without an operator.

#include <string>

#include "parser/parse.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/parser/tree_text.hpp"

namespace nngen::parser {
namespace {

struct Row {
  std::string text;
  std::string tree;
};

template <std::size_t size>
void check(const Row (&rows)[size]) {
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(parsed_text("v = " + row.text) == "v = " + row.tree);
  }
}

TEST_CASE("sums of products of signed operands, products of one level from left to right") {
  check({
      {"a + b - c", "(a + b - c)"},
      {"a·b + c∘d", "((a · b) + (c ∘ d))"},
      {"a·b∘c•d⊗e/f⊘g", "(a · b ∘ c • d ⊗ e / f ⊘ g)"},
      {"a*b.*c./d", "(a · b ∘ c ⊘ d)"},
      {"-x^2", "-x^2"},
      {"−x²", "-x^2"},
      {"-a·b", "(-a · b)"},
      {"b·-1", "(b · -1)"},
      {"a - -b", "(a - -b)"},
      {"--a", "--a"},
      {"−σ∘W·x", "(-σ ∘ W · x)"},
      {"(a + b)·c", "({(a + b)} · c)"},
  });
}

TEST_CASE("postfix operations in reading order") {
  check({
      {"A'", "A'"},
      {"A'[1,2]", "A'[1, 2]"},
      {"A''", "A''"},
      {"Aᵀ·B^T·C^⊤·D^{T}·E^{⊤}", "(Aᵀ · Bᵀ · Cᵀ · Dᵀ · Eᵀ)"},
      {"A⁻¹ + A^-1 + A^{-1} + A^(-1)", "(A⁻¹ + A⁻¹ + A⁻¹ + A⁻¹)"},
      {"A⁻ᵀ + A^-T + A^{-T}", "(A⁻ᵀ + A⁻ᵀ + A⁻ᵀ)"},
      {"s^(T)", "s^{T}"},
      {"A^T^-1", "Aᵀ⁻¹"},
      {"x²'", "x^2'"},
      {"x² + x³ + xⁿ + x⁻²", "(x^2 + x^3 + x^n + x^-2)"},
      {"x^2 + x^{n} + x^n", "(x^2 + x^{n} + x^n)"},
      {"x.^y'", "x.^y'"},
      {"x.^2 + x.^-1", "(x.^2 + x.^-1)"},
      {"2^-1", "2⁻¹"},
      {"x^n[2]", "x^n[2]"},
      {"x^f(a)", "x^f(a)"},
      {"x^(n)(2)", "x^{n}(2)"},
      {"x^½", "x^0.5"},
      {"e^‖x‖ + e^|x|", "(e^‖x‖ + e^|x|)"},
      {"Σ''(z)", "Σ''(z)"},
      {"f (x)", "f(x)"},
      {"f()", "f()"},
      {"f(a, b)(c)[1]", "f(a, b)(c)[1]"},
  });
}

TEST_CASE("subscripts belong to their name, behind primes and transposes too") {
  check({
      {"W1 + W_1 + W₁ + W_{1}", "(W1 + W1 + W1 + W1)"},
      {"W[k-1] + W_{k-1} + Wₖ₋₁", "(W[(k - 1)] + W{(k - 1)} + W{(k - 1)})"},
      {"Wₖ + W_k + W_{k} + Wk", "(W_k + W_k + W_k + Wk)"},
      {"Σ'ₖ(z) + Σ'₁(N1) + Σ'_1(z)", "(Σ_k'(z) + Σ1'(N1) + Σ1'(z))"},
      {"Wᵀₖ + W^T_1 + W'_{k+1}", "(W_kᵀ + W1ᵀ + W{(k + 1)}')"},
      {"Σ'[k](z)", "Σ'[k](z)"},
      {"W^(l) + W^{(l+1)} + W^[l]", "(W^{l} + W^{{(l + 1)}} + W^[l])"},
      {"W⁽ˡ⁺¹⁾", "W^{(l + 1)}"},
      {"W^(l)^2", "W^{l}^2"},
  });
}

TEST_CASE("a number right before an operand multiplies") {
  check({
      {"2x", "(2 _ x)"},
      {"2(x + 1)", "(2 _ {(x + 1)})"},
      {"½‖y−t‖²", "(0.5 _ ‖(y - t)‖^2)"},
      {"½ ‖y‖²", "(0.5 _ ‖y‖^2)"},
      {"1/2‖y‖²", "(1 / 2 _ ‖y‖^2)"},
      {"2√x·3|x|", "(2 _ √x · 3 _ |x|)"},
      {"2⟨a, b⟩ + 2∇_W f", "((2 _ ⟨a, b⟩) + (2 _ ∇[W]f))"},
      {"-2x", "(-2 _ x)"},
      {"a·2x", "(a · 2 _ x)"},
      {"x + 1/2x", "(x + (1 / 2 _ x))"},
      {"2.*x", "(2 ∘ x)"},
      {"3.x", "(3.0 _ x)"},
      {"[2x, 3y]", "[(2 _ x), (3 _ y)]"},
  });
}

TEST_CASE("bars, roots and inner products") {
  check({
      {"‖x‖ + ||x|| + ‖x‖₂", "(‖x‖ + ‖x‖ + ‖x‖)"},
      {"‖x‖² + ‖x‖_2^2 + ‖x‖₂²", "(‖x‖^2 + ‖x‖^2 + ‖x‖^2)"},
      {"‖x‖₁ + ‖x‖_1 + ‖x‖_{1}", "(‖x‖₁ + ‖x‖₁ + ‖x‖₁)"},
      {"‖x‖_∞ + ‖x‖_inf", "(‖x‖∞ + ‖x‖∞)"},
      {"‖X‖_F + ‖X‖²_F + ‖X‖_F^2", "(‖X‖F + ‖X‖F^2 + ‖X‖F^2)"},
      {"|x|·|y|", "(|x| · |y|)"},
      {"‖a + ‖b‖‖", "‖(a + ‖b‖)‖"},
      {"|x - 2|", "|(x - 2)|"},
      {"⟨a, b⟩", "⟨a, b⟩"},
      {"√x + √(x + 1)", "(√x + √{(x + 1)})"},
      {"√x[1]·√f(x)", "(√x[1] · √f(x))"},
      {"√√x", "√√x"},
      {"√2·x", "(√2 · x)"},
  });
}

TEST_CASE("gradients take one application") {
  check({
      {"∇[W] f", "∇[W]f"},
      {"∇_W f + ∇_{W} f + ∇_W₁ f", "(∇[W]f + ∇[W]f + ∇[W1]f)"},
      {"∇_W[1] f", "∇[W[1]]f"},
      {"∇_{W[i]} f", "∇[W[i]]f"},
      {"∇_Wₖ₋₁ f + ∇_W_{k-1} f", "(∇[W{(k - 1)}]f + ∇[W{(k - 1)}]f)"},
      {"∇_W f(x)·y", "(∇[W]f(x) · y)"},
      {"∇[vec(W)] (f + g)", "∇[vec(W)]{(f + g)}"},
      {"∂f/∂W + ∂f/∂W·x", "(∇[W]f + (∇[W]f · x))"},
      {"∂f(x)/∂W[1]", "∇[W[1]]f(x)"},
      {"∇_x ∇_y f", "∇[x]∇[y]f"},
      {"grad(loss, W)", "grad(loss, W)"},
  });
}

TEST_CASE("indices, slices and blocks") {
  check({
      {"x[3] + A[2,3]", "(x[3] + A[2, 3])"},
      {"A[2,:] + A[:,1]", "(A[2, :] + A[:, 1])"},
      {"x[2:5] + x[2:] + x[:5]", "(x[2:5] + x[2:] + x[:5])"},
      {"x[end] + x[2:end-1]", "(x[end] + x[2:(end - 1)])"},
      {"(a + b)[1]", "{(a + b)}[1]"},
      {"[a; b]", "[a; b]"},
      {"[1, 2; 3, 4]", "[1, 2; 3, 4]"},
      {"W·[1; a]", "(W · [1; a])"},
      {"[V; [zeros(1,3), 1]]", "[V; [zeros(1, 3), 1]]"},
      {"[a[i] for i = 1..k]", "[a[i] for i=1..k]"},
      {"sum(a[i]·b for i = 1..k-1)", "sum((a[i] · b) for i=1..(k - 1))"},
      {"max(a[i] for i = 0..2)", "max(a[i] for i=0..2)"},
  });
}

TEST_CASE("comparisons stand in arguments") {
  check({
      {"where(x < 0, a, b)", "where(x < 0, a, b)"},
      {"where(x <= y, a, b)", "where(x ≤ y, a, b)"},
      {"where(x ≥ y + 1, a, b)", "where(x ≥ (y + 1), a, b)"},
      {"where(x > y, a, b)", "where(x > y, a, b)"},
      {"where(x = 0, a, b)", "where(x = 0, a, b)"},
      {"where(x == 0, a, b)", "where(x = 0, a, b)"},
      {"where(x != 0, a, b)", "where(x ≠ 0, a, b)"},
      {"where((x ≠ 0), a, b)", "where({x ≠ 0}, a, b)"},
  });
}

TEST_CASE("dots join what stands beside them") {
  check({
      {"Σ[k](W[k]·Σ[k-1](… Σ[1](W[1]·X)))", "Σ[k]((W[k] · Σ[(k - 1)]((… _ Σ[1]((W[1] · X))))))"},
      {"Σ[k](W[k]·Σ[k-1](W[k-1]·…Σ[1](W[1]·X)…))",
       "Σ[k]((W[k] · Σ[(k - 1)]((W[(k - 1)] · … _ Σ[1]((W[1] · X)) _ …))))"},
      {"Σₖ∘Wₖ·Σₖ₋₁ … Σ₁∘W₁·X", "(Σ_k ∘ W_k · Σ{(k - 1)} _ … _ Σ1 ∘ W1 · X)"},
      {"Σₖ∘Wₖ·Σₖ₋₁∘…Σ₁∘W₁·X", "(Σ_k ∘ W_k · Σ{(k - 1)} ∘ … _ Σ1 ∘ W1 · X)"},
      {"Σ4(W4·Σ3(... Σ1(W1·X)))", "Σ4((W4 · Σ3((… _ Σ1((W1 · X))))))"},
      {"a[1] + … + a[k]", "(a[1] + … + a[k])"},
      {"… (a)", "(… _ {a})"},
  });
}

TEST_CASE("every node spans its text") {
  const ir::SourceFile source("test.expr", "v = σ(W₁·x) + Wᵀₖ·½‖y‖²");
  ir::Diagnostics diagnostics;
  const ast::File file = parse(source, diagnostics);
  REQUIRE(file.statements.size() == 1);
  const auto& definition = std::get<ast::Definition>(file.statements[0].what);
  const auto& sum = std::get<ast::Sum>(definition.value->what);
  const auto& product = std::get<ast::Product>(sum.rest[0].operand->what);
  CHECK(source.text(file.statements[0].span) == "v = σ(W₁·x) + Wᵀₖ·½‖y‖²");
  CHECK(source.text(definition.target->span) == "v");
  CHECK(source.text(definition.value->span) == "σ(W₁·x) + Wᵀₖ·½‖y‖²");
  CHECK(source.text(sum.first->span) == "σ(W₁·x)");
  CHECK(source.text(sum.rest[0].op_span) == "+");
  CHECK(source.text(product.first->span) == "Wᵀₖ");
  CHECK(source.text(product.rest[1].operand->span) == "‖y‖²");
}

}  // namespace
}  // namespace nngen::parser
