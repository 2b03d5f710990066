// Derivatives that textbooks print (the Matrix Cookbook, section 2, and the usual models of
// statistics and machine learning): nngen prints each in the textbook's form, and its value is that
// of the textbook's formula, which stands here as the textbook has it.

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "codegen/formula/show.hpp"
#include "ir/calculus/passes.hpp"
#include "parser/parse_program.hpp"
#include "runtime/judge_claims.hpp"
#include "tests/support/catch.hpp"

namespace nngen::tests {
namespace {

struct Derivative {
  const char* program;  // without its first line, the symbolic sizes
  const char* lines;    // that nngen prints of it, each once
  const char* claim;    // the textbook's
};

const Derivative derivatives[] = {
    {"param x : R^n\nconst A : R^(n×n)\nloss f = xᵀ·A·x", "∇_x f = (A + Aᵀ)·x",
     "∇_x f = (A + Aᵀ)·x"},
    {"param x : R^n\nconst A : R^(n×n) symmetric\nloss f = xᵀ·A·x", "∇_x f = 2·A·x",
     "∇_x f = 2·A·x"},
    {"param x : R^n\nconst A : R^(m×n)\nconst b : R^m\nloss f = ‖A·x − b‖²",
     "∇_x f = 2·Aᵀ·(A·x − b)", "∇_x f = 2·Aᵀ·(A·x − b)"},
    {"param X : R^(m×n)\nconst A : R^(k×m)\nconst B : R^(n×k)\nloss f = tr(A·X·B)", "∇_X f = Aᵀ·Bᵀ",
     "∇_X f = Aᵀ·Bᵀ"},
    {"param X : R^(m×n)\nconst A : R^(m×m)\nloss f = tr(Xᵀ·A·X)", "∇_X f = (A + Aᵀ)·X",
     "∇_X f = (A + Aᵀ)·X"},
    {"param X : R^(n×n)\nloss f = logdet(X)", "∇_X f = X⁻ᵀ", "∇_X f = X⁻ᵀ"},
    {"param X : R^(n×n)\nloss f = log(det(X))", "∇_X f = X⁻ᵀ", "∇_X f = X⁻ᵀ"},
    {"param X : R^(n×n)\nconst a, b : R^n\nloss f = aᵀ·X⁻¹·b", "∇_X f = −X⁻ᵀ·a·bᵀ·X⁻ᵀ",
     "∇_X f = −X⁻ᵀ·a·bᵀ·X⁻ᵀ"},
    {"param X : R^(n×n)\nloss f = det(X)", "∇_X f = cofactor(X)", "∇_X f = det(X)·X⁻ᵀ"},
    {"const X : R^(m×n)\nconst y : R^m\nparam w : R^n\nloss f = sum(log(1 + exp(−y∘(X·w))))",
     "∇_w f = −Xᵀ·(sigmoid(−y ∘ (X·w)) ∘ y)", "∇_w f = −Xᵀ·(y∘sigmoid(−y∘(X·w)))"},
    {"const X : R^(m×n)\nconst y : R^m sign\nparam w : R^n\n"
     "f = sum(log(1 + exp(−y∘(X·w))))\noutput H = hessian(f, w)",
     "p = sigmoid(X·w)\nH = Xᵀ·diag(p ∘ (1 − p))·X",
     "hessian(f, w) = Xᵀ·diag(sigmoid(X·w)∘(1 − sigmoid(X·w)))·X"},
    {"const X : R^(m×n)\nconst t : R^m\nparam w : R^n\np = sigmoid(X·w)\n"
     "loss f = −sum(t∘log(p) + (1 − t)∘log(1 − p))",
     "∇_w f = Xᵀ·(p − t)", "∇_w f = Xᵀ·(p − t)"},
    {"const M, X : R^(m×n)\nparam U : R^(m×k)\nconst V : R^(n×k)\nloss f = ‖M∘(X − U·Vᵀ)‖_F²",
     "u = M ∘ (X − U·Vᵀ)\n∇_U f = −2·(u ∘ M)·V", "∇_U f = −2·(M∘M∘(X − U·Vᵀ))·V"},
    {"const X : R^(m×n)\nparam U : R^(m×k)\nparam V : R^(n×k)\nloss f = ‖X − U·Vᵀ‖_F²",
     "∇_U f = −2·(X − U·Vᵀ)·V\n∇_V f = −2·(X − U·Vᵀ)ᵀ·U", "∇_U f = −2·(X − U·Vᵀ)·V"},
    {"const T : R^(m×n)\nparam U : R^(m×k)\nconst V : R^(n×k)\nf = ‖T − U·Vᵀ‖_F²\n"
     "output H = hessian(f, vec(U))",
     "H = 2·((Vᵀ·V) ⊗ eye(m))", "hessian(f, vec(U)) = 2·((Vᵀ·V) ⊗ eye(m))"},
    {"param x : R^n\nconst T : R\noutput J = jacobian(softmax(x/T), x)",
     "p = softmax(x/T)\nJ = (diag(p) − p·pᵀ)/T",
     "jacobian(softmax(x/T), x) = (diag(softmax(x/T)) − softmax(x/T)·softmax(x/T)ᵀ)/T"},
    {"param x : R^n\nconst t : R^n onehot\nconst T : R\nf = cross_entropy(softmax(x/T), t)\n"
     "output H = hessian(f, x)",
     "p = softmax(x/T)\nH = (diag(p) − p·pᵀ)/T²",
     "hessian(f, x) = (diag(softmax(x/T)) − softmax(x/T)·softmax(x/T)ᵀ)/T²"},
    {"param x : R^n\nconst A : R^(m×n)\noutput J = jacobian(A·exp(x), x)", "J = A·diag(exp(x))",
     "jacobian(A·exp(x), x) = A·diag(exp(x))"},
    {"param x : R^n\noutput J = jacobian(x·(xᵀ·x), x)", "J = (xᵀ·x)·eye(n) + 2·x·xᵀ",
     "jacobian(x·(xᵀ·x), x) = (xᵀ·x)·eye(n) + 2·x·xᵀ"},
    {"param X : R^(n×k)\nconst A : R^(m×n) positive\nconst B : R^(k×k) positive\nconst a : R^m\n"
     "const b : R^k\nloss f = aᵀ·log(A·sin(X)·B)·b",
     "∇_X f = (Aᵀ·((a·bᵀ) ⊘ (A·sin(X)·B))·Bᵀ) ∘ cos(X)",
     "∇_X f = cos(X)∘(Aᵀ·((a·bᵀ) ⊘ (A·sin(X)·B))·Bᵀ)"},
    {"param x : R^n\nloss f = log(sum(exp(x)))", "∇_x f = softmax(x)", "∇_x f = softmax(x)"},
    {"param x : R^n\nf = logsumexp(x)\noutput H = hessian(f, x)",
     "p = softmax(x)\nH = diag(p) − p·pᵀ",
     "hessian(f, x) = diag(softmax(x)) − softmax(x)·softmax(x)ᵀ"},
    {"param x : R^n\nconst A : R^(n×n)\nf = ½xᵀ·A·x\noutput H = hessian(f, x)", "H = ½·(A + Aᵀ)",
     "hessian(f, x) = ½·(A + Aᵀ)"},
    {"param x : R^n\nconst A : R^(n×n) symmetric\nloss f = (xᵀ·A·x)/(xᵀ·x)",
     "∇_x f = 2·(A·x − f·x)/(xᵀ·x)", "∇_x f = 2·(A·x − f·x)/(xᵀ·x)"},
    {"param S : R^(n×n) spd\nconst x : R^n\nloss f = ½·logdet(S) + ½·xᵀ·S⁻¹·x",
     "∇_S f = ½·(S⁻¹ − S⁻¹·x·xᵀ·S⁻¹)", "∇_S f = ½·(S⁻¹ − S⁻¹·x·xᵀ·S⁻¹)"},
    {"param X : R^(n×n)\nloss f = tr(X^3)", "∇_X f = 3·Xᵀ·Xᵀ", "∇_X f = 3·(X^2)ᵀ"},
    {"param X : R^(n×n)\nconst A, B : R^(n×n)\nloss f = tr(A·X·B·X)", "∇_X f = Aᵀ·Xᵀ·Bᵀ + Bᵀ·Xᵀ·Aᵀ",
     "∇_X f = Aᵀ·Xᵀ·Bᵀ + Bᵀ·Xᵀ·Aᵀ"},
    {"param X : R^(n×n)\nconst A : R^(m×m)\nloss f = tr(A ⊗ X)", "∇_X f = tr(A)·eye(n)",
     "∇_X f = tr(A)·eye(n)"},
    {"param X : R^(m×n)\nloss f = logdet(Xᵀ·X)", "∇_X f = 2·X·(Xᵀ·X)⁻¹", "∇_X f = 2·X·(Xᵀ·X)⁻¹"},
    {"param x : R^n\nconst T : R\nloss f = T·log(sum(exp(x/T)))", "∇_x f = softmax(x/T)",
     "∇_x f = softmax(x/T)"},
    {"param W : R^(n×k)\nconst X : R^(n×m)\nloss f = ‖X − W·Wᵀ·X‖²_F",
     "u = X − W·Wᵀ·X\n∇_W f = −2·(X·uᵀ + u·Xᵀ)·W",
     "∇_W f = −2·((X − W·Wᵀ·X)·Xᵀ + X·(X − W·Wᵀ·X)ᵀ)·W"},
    {"param w : R^n\nconst X : R^(m×n)\nconst y : R^m\nloss f = sum(exp(X·w)) − yᵀ·X·w",
     "∇_w f = Xᵀ·(exp(X·w) − y)", "∇_w f = Xᵀ·(exp(X·w) − y)"},
    {"param x : R^n\nconst A : R^(k×n)\nf = −logdet(A·diag(x)·Aᵀ)\noutput H = hessian(f, x)",
     "u = Aᵀ·(A·diag(x)·Aᵀ)⁻¹·A\nH = u ∘ u", "hessian(f, x) = (Aᵀ·(A·diag(x)·Aᵀ)⁻¹·A).^2"},
    {"param x : R^n\nf = 1/(1 + xᵀ·x)\noutput H = hessian(f, x)", "H = 8·f³·x·xᵀ − 2·f²·eye(n)",
     "hessian(f, x) = 8·f³·x·xᵀ − 2·f²·eye(n)"},
    {"param W : R^(m×n)\nconst x : R^n\nconst t : R^m onehot\n"
     "f = cross_entropy(softmax(W·x), t)\noutput H = hessian(f, vec(W))",
     "p = softmax(W·x)\nH = (x·xᵀ) ⊗ (diag(p) − p·pᵀ)",
     "hessian(f, vec(W)) = (x·xᵀ) ⊗ (diag(softmax(W·x)) − softmax(W·x)·softmax(W·x)ᵀ)"},
    {"const X : R^(m×n)\nconst t : R^m\nparam w : R^n\np = sigmoid(X·w)\n"
     "f = −sum(t∘log(p) + (1 − t)∘log(1 − p))\noutput H = hessian(f, w)",
     "H = Xᵀ·diag(p − p ∘ p)·X", "hessian(f, w) = Xᵀ·diag(sigmoid(X·w)∘(1 − sigmoid(X·w)))·X"},
    {"const p : R^n simplex\nparam z : R^n\nq = softmax(z)\nloss f = sum(p∘log(p⊘q))",
     "∇_z f = q − p", "∇_z f = softmax(z) − p"},
    {"param X : R^(m×n)\nloss f = log(det(Xᵀ·X))", "∇_X f = 2·X·(Xᵀ·X)⁻¹", "∇_X f = 2·X·(Xᵀ·X)⁻¹"},
    {"param W : R^(n×n)\nloss f = logdet(W⁻¹)", "∇_W f = −W⁻ᵀ", "∇_W f = −W⁻ᵀ"},
    {"const T : R^(m×n)\nconst U : R^(m×k)\nparam V : R^(n×k)\nf = ‖T − U·Vᵀ‖_F²\n"
     "output H = hessian(f, vec(V))",
     "H = 2·((Uᵀ·U) ⊗ eye(n))", "hessian(f, vec(V)) = 2·((Uᵀ·U) ⊗ eye(n))"},
    {"param x : R^n\nconst S : R^(n×n) spd\nf = exp(−½·xᵀ·S·x)\noutput H = hessian(f, x)",
     "H = −f·(S − S·x·xᵀ·S)", "hessian(f, x) = f·(S·x·xᵀ·S − S)"},
    {"param x : R^n\nloss f = ‖x‖³/3", "∇_x f = ‖x‖·x", "∇_x f = ‖x‖·x"},
    {"param Q : R^(n×d)\nparam K, V : R^(m×d)\nconst Y : R^(n×d)\nP = softmax_rows(Q·Kᵀ/√d)\n"
     "loss L = ‖P·V − Y‖_F²",
     "P = softmax_rows(Q·Kᵀ/√d)\n∇_V L = 2·Pᵀ·(P·V − Y)", "∇_V L = 2·Pᵀ·(P·V − Y)"},
};

std::string shown(const std::string& text) {
  ir::Diagnostics diagnostics;
  auto program = parser::parse_program(ir::SourceFile("test.expr", text), {}, diagnostics);
  REQUIRE(program);
  const auto derivation = ir::derive_for_reading(*program, {}, ir::Reduction::none, diagnostics);
  return codegen::show(*program, derivation, {});
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

void check_value(const std::string& text) {
  parser::ElaborateOptions sizes;
  sizes.defines = {{"m", 4}, {"n", 3}, {"k", 2}, {"d", 2}};
  ir::Diagnostics diagnostics;
  const auto program = parser::parse_program(ir::SourceFile("test.expr", text), sizes, diagnostics);
  for (const auto& finding : diagnostics.sorted()) UNSCOPED_INFO(finding.message);
  REQUIRE(program);
  REQUIRE(program->claims.size() == 1);
  const auto verdict = runtime::judge_claim(*program, program->claims[0]).verdict;
  CHECK(verdict == runtime::Verdict::right);
}

TEST_CASE("derivatives in the form of the textbook") {
  for (const auto& [body, lines, claim] : derivatives) {
    const std::string text = "let m, n, k, d\n" + std::string(body) + "\n";
    const std::string formulas = shown(text);
    INFO(text << "\nnngen prints\n" << formulas);
    const std::vector<std::string> printed = lines_of(formulas);
    for (const std::string& line : lines_of(lines)) {
      INFO(line);
      CHECK(std::count(printed.begin(), printed.end(), line) == 1);
    }
    check_value(text + claim + "\n");
  }
}

}  // namespace
}  // namespace nngen::tests
