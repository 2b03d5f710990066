// Families, recurrences and ellipses, short and long.


#include "tests/support/allocations.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/parser/elaborated.hpp"

namespace nngen::tests {
namespace {

std::string network(int k) {
  return "let k = " + std::to_string(k) +
         "\ninput X : R^4\n"
         "param W[i] : R^(4×4) for i = 1..k\n"
         "param b[i] : R^4 for i = 1..k\n"
         "param V : R^(4×4)\n"
         "act Σ[1..k-1] = tanh\n"
         "act Σ[k] = identity\n"
         "act σ = relu\n";
}

const char* const three_layers = "Σ3(matmul(W3, Σ2(matmul(W2, Σ1(matmul(W1, X))))))";

TEST_CASE("all spellings of the k-layer network are one expression") {
  for (const char* text : {
           "Σ[k](W[k]·Σ[k-1](… Σ[1](W[1]·X)))",
           "Σₖ∘Wₖ·Σₖ₋₁ … Σ₁∘W₁·X",
           "Σₖ(Wₖ·Σₖ₋₁(Wₖ₋₁·…Σ₁(W₁·X)…))",
           "Σ_k*W_k*Σ_{k-1} ... Σ_1*W_1*X",
           "Σk∘Wk·Σ[k-1] … Σ1∘W1·X",
           "Σ3(W3·Σ2(… Σ1(W1·X)))",
           "Σ3(W3·Σ2(W2·Σ1(W1·X)))",
           "Σ^(k)(W^(k)·Σ^(k-1)(… Σ^(1)(W^(1)·X)))",
           "Σ^[k]∘W^[k]· … Σ^[1]∘W^[1]·X",
           "Σ[k](… Σ[1](W[1]·X))",
           "Σₖ … Σ₁∘W₁·X",
           "Σ[k](W[k]·… Σ[1](W[1]·X))",
           "Σ[k](W[k]·Σ[k-1](… Σ[2](W[2]·Σ[1](W[1]·X))))",
       }) {
    CAPTURE(text);
    CHECK(value_text(elaborated(network(3) + "f = " + text), "f") == three_layers);
  }
}

TEST_CASE("written layers coincide where there are few") {
  for (const char* text : {"Σ[k](W[k]·Σ[k-1](… Σ[1](W[1]·X)))", "Σₖ∘Wₖ·Σₖ₋₁ … Σ₁∘W₁·X"}) {
    CAPTURE(text);
    CHECK(value_text(elaborated(network(1) + "f = " + text), "f") == "Σ1(matmul(W1, X))");
    CHECK(value_text(elaborated(network(2) + "f = " + text), "f") ==
          "Σ2(matmul(W2, Σ1(matmul(W1, X))))");
  }
}

TEST_CASE("layers with biases, common activations and constant factors") {
  struct Row {
    const char* text;
    const char* expected;
  };
  for (const Row& row : {
           Row{"σ(W[k]·σ(… σ(W[1]·X + b[1])) + b[k])",
               "σ(add(matmul(W3, σ(add(matmul(W2, σ(add(matmul(W1, X), b1))), b2))), b3))"},
           Row{"σ(W[k]·σ(W[k-1]·σ(… σ(W[1]·X + b[1]) …) + b[k-1]) + b[k])",
               "σ(add(matmul(W3, σ(add(matmul(W2, σ(add(matmul(W1, X), b1))), b2))), b3))"},
           Row{"W[k]·σ(W[k-1]·σ(… W[1]·X + b[1]) + b[k-1]) + b[k]",
               "add(matmul(W3, σ(add(matmul(W2, σ(add(matmul(W1, X), b1))), b2))), b3)"},
           Row{"W[k]·σ(W[k-1]·σ(… W[1]·X))", "matmul(W3, σ(matmul(W2, σ(matmul(W1, X)))))"},
           Row{"V·σ∘W[k]·σ∘W[k-1]· … σ∘W[1]·X",
               "matmul(V, σ(matmul(W3, σ(matmul(W2, σ(matmul(W1, X)))))))"},
           Row{"V·σ(W[k]·σ(W[k-1]·σ(… σ(W[1]·X)))) + X",
               "add(matmul(V, σ(matmul(W3, σ(matmul(W2, σ(matmul(W1, X))))))), X)"},
           Row{"W[k]·W[k-1]· … ·W[1]·X", "matmul(matmul(matmul(W3, W2), W1), X)"},
           Row{"W[k]·W[k-1]· … ·W[1]", "matmul(matmul(W3, W2), W1)"},
       }) {
    CAPTURE(row.text);
    CHECK(value_text(elaborated(network(3) + "f = " + row.text), "f") == row.expected);
  }
}

TEST_CASE("layers of different form are an error at the one that differs") {
  struct Row {
    const char* text;
    const char* expected;
  };
  for (const Row& row : {
           Row{"Σ[k](W[k]·Σ[k-1](… Σ[1](b[1]·X)))", "Σ[1]... b"},
           Row{"Σₖ∘Wₖ·Σₖ₋₁ … Σ₁∘b₁·X", "b₁"},
           Row{"Σₖ∘Wₖ·Σₖ₋₂ … Σ₁∘W₁·X", "Σₖ₋₂"},
           Row{"Σ[k](W[k]·Σ[k-2](… Σ[1](W[1]·X)))", "Σ[k-2](… Σ[1](W[1]·X))"},
           Row{"Σ[1](W[1]·Σ[2](… Σ[k](W[k]·X)))", "Σ[2](… Σ[k](W[k]·X))"},
           Row{"Σ[k](W[k]·Σ[k-1](… Σ[1](X)))", "X"},
           Row{"V·…·X", "X"},
           Row{"… + X", "…"},
           Row{"σ(V·σ(… σ(V·X)))", "…"},
       }) {
    CAPTURE(row.text);
    const Elaborated result = elaborated(network(3) + "f = " + row.text);
    REQUIRE(result.findings.size() == 1);
    const ir::Diagnostic& finding = result.findings[0];
    CHECK(finding.kind == ir::DiagnosticKind::bad_ellipsis);
    const std::string_view place = result.source.text(*finding.place());
    CHECK(std::string(row.expected).find(place) != std::string::npos);
  }
}

TEST_CASE("recurrences are resolved by need in either direction") {
  const Elaborated result = elaborated(network(2) +
                                       "loss L = sum(Δ[1])\n"
                                       "Δ[k] = a[k]\n"
                                       "Δ[i] = W[i+1]ᵀ·Δ[i+1] for i = 1..k-1\n"
                                       "a[0] = X\n"
                                       "a[i] = Σ[i](W[i]·a[i-1] + b[i]) for i = 1..k\n");
  CHECK(value_text(result, "a2") == "Σ2(add(matmul(W2, Σ1(add(matmul(W1, X), b1))), b2))");
  CHECK(value_text(result, "Δ1") ==
        "matmul(transpose(W2), Σ2(add(matmul(W2, Σ1(add(matmul(W1, X), b1))), b2)))");
  REQUIRE(result.program);
  std::string order;
  for (const ir::NamedValue& value : result.program->values) order += value.name.plain() + " ";
  CHECK(order == "a0 a1 a2 Δ2 Δ1 L ");
  const ir::Name& name = result.program->values[1].name;
  CHECK(name.base == "a");
  CHECK(name.index == 1);
  CHECK(name.in_family);
}

TEST_CASE("a single beside its family is a member of it") {
  const Elaborated result =
      elaborated("input X : R^2\na0 = X\na[i] = 2a[i-1] for i = 1..2\nf = sum(a₂)");
  CHECK(value_text(result, "f") == "scale(4, sum(X))");
  REQUIRE(result.program);
  CHECK(result.program->values[0].name.in_family);
}

TEST_CASE("ranges: sums, stacks, outputs of a family") {
  const std::string head = "param w[i] : R^2 for i = 1..3\n";
  CHECK(value_text(elaborated(head + "f = sum(‖w[i]‖² for i = 1..3)"), "f") ==
        "add(dot(w1, w1), dot(w2, w2), dot(w3, w3))");
  CHECK(value_text(elaborated(head + "f = [w[i] for i = 1..3]"), "f") == "vstack(w1, w2, w3)");
  CHECK(value_text(elaborated(head + "f = sum(w1) + sum(sum(w[i]) for i = 3..2)"), "f") ==
        "sum(w1)");
  const Elaborated result = elaborated(head + "a[i] = 2w[i] for i = 1..3\noutput a");
  REQUIRE(result.program);
  CHECK(result.program->outputs.size() == 3);
}

TEST_CASE("a subscript that is the index of the range is an index") {
  const Elaborated result = elaborated(
      "let k = 2\nlet nᵢ = i + 1 for i = 0..k\nparam Wᵢ : R^(nᵢ×n_{i-1}) for i = 1..k\ninput x : "
      "R\n"
      "N₁ = W₁·x\nNᵢ = Wᵢ·Nᵢ₋₁ for i = 2..k\nf = sum(N_k)");
  CHECK(value_text(result, "f") == "sum(matmul(W2, matmul(W1, x)))");
}

TEST_CASE("lets by recurrence") {
  const Elaborated result = elaborated(
      "let k = 4\nlet n[k] = 1\nlet n[i] = 2·n[i+1] for i = 0..k-1\nparam w : R^n[0]\nf = sum(w)");
  REQUIRE(result.program);
  CHECK(result.program->find_declaration("w")->shape.to_string() == "R^16");
}

TEST_CASE("ten thousand layers take in proportion what a thousand take, and no recursion") {
  const auto allocations_for = [](int k, const std::string& rest) {
    const tests::AllocationCounter counter;
    const Elaborated result = elaborated(network(k) + rest);
    CAPTURE(rest, findings_text(result));
    CHECK(result.program);
    return counter.allocations();
  };
  for (const char* rest : {
           "f = sum(Σ[k](W[k]·Σ[k-1](… Σ[1](W[1]·X))))",
           "f = sum(Σₖ∘Wₖ·Σₖ₋₁ … Σ₁∘W₁·X)",
           "a[0] = X\na[i] = Σ[i](W[i]·a[i-1] + b[i]) for i = 1..k\nf = sum(a[k])",
           "f = sum(a[0])\na[k] = X\na[i] = Σ[i+1](W[i+1]·a[i+1]) for i = 0..k-1",
           "f = sum(‖W[i]‖²_F for i = 1..k)",
       }) {
    const tests::Allocations thousand = allocations_for(1000, rest);
    const tests::Allocations ten_thousand = allocations_for(10000, rest);
    CHECK(ten_thousand.count < 20 * thousand.count);
    CHECK(ten_thousand.bytes < 20 * thousand.bytes);
  }
}

TEST_CASE("expansion has a limit") {
  const Elaborated members = elaborated("param W[i] : R^2 for i = 1..1000000000\nf = sum(W1)");
  CHECK(findings_text(members) == "1:18 too_large: the families have more than 100000 members\n");
  const Elaborated nodes = elaborated(
      "input x : R^2\na[0] = x\na[i] = tanh(sin(cos(exp(a[i-1])))) for i = 1..50000\nf = "
      "sum(a[50000])");
  REQUIRE_FALSE(nodes.findings.empty());
  CHECK(nodes.findings[0].kind == ir::DiagnosticKind::too_large);
}

}  // namespace
}  // namespace nngen::tests
