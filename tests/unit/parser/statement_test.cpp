// Statements of every kind, and the examples of the language reference.

#include <string>

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
    CHECK(parsed_text(row.text) == row.tree);
  }
}

TEST_CASE("let") {
  check({
      {"let k = 3", "let k = 3"},
      {"let n", "let n"},
      {"let m, n", "let m\nlet n"},
      {"let n[0..k] = [4, 8, 1]", "let n[0..k] = [4, 8, 1]"},
      {"let n[i] = 2·i for i = 1..k", "let n[i] = (2 · i) for i=1..k"},
      {"let α = 0.5", "let α = 0.5"},
  });
}

TEST_CASE("types in all their spellings") {
  check({
      {"input x : R", "input x : R()"},
      {"input x : R^64", "input x : R(64)"},
      {"input x ∈ ℝ^n", "input x : R(n)"},
      {"input x : ℝⁿ", "input x : R(n)"},
      {"input x : R^{n}", "input x : R(n)"},
      {"input x : R^n[0]", "input x : R(n[0])"},
      {"input x : R^(n[i]×n[i-1])", "input x : R(n[i], n[(i - 1)])"},
      {"input x : R^(3x4)", "input x : R(3, 4)"},
      {"input x : R^(m x n)", "input x : R(m, n)"},
      {"input x : R^(m,n)", "input x : R(m, n)"},
      {"input x : ℝ^{m×n}", "input x : R(m, n)"},
      {"input x : ℝᵐˣⁿ", "input x : R(m, n)"},
      {"input x : R^(2n + 1)", "input x : R(((2 _ n) + 1))"},
  });
}

TEST_CASE("declarations with properties, initialisers and families") {
  check({
      {"target t : R^10 onehot", "target t : R(10) onehot"},
      {"param A, B : R^(3×3) symmetric spd", "param A B : R(3, 3) symmetric spd"},
      {"const C : R^3", "const C : R(3)"},
      {"param W : R^(3×4) init xavier", "param W : R(3, 4) init xavier()"},
      {"param W : R^3 positive init uniform(-1, 1)", "param W : R(3) positive init uniform(-1, 1)"},
      {"param W[i] : R^n[i] init normal(0.1) for i = 1..k",
       "param W[i] : R(n[i]) init normal(0.1) for i=1..k"},
      {"param W_{i+1} : R for i = 0..k", "param W[(i + 1)] : R() for i=0..k"},
      {"param W^(l) : R for l = 1..k", "param W[l] : R() for l=1..k"},
      {"param W_i : R for i = 1..k", "param W_i : R() for i=1..k"},
      {"param W₁ : R", "param W1 : R()"},
      {"param onehot : R", "param onehot : R()"},
      {"param xavier, R, x : R", "param xavier R x : R()"},
  });
}

TEST_CASE("activations") {
  check({
      {"act σ = tanh", "act σ = tanh"},
      {"act Σ[1..k-1] = tanh", "act Σ[1..(k - 1)] = tanh"},
      {"act Σ[k] = identity", "act Σ[k] = identity"},
      {"act Σ1 = [tanh×7, identity]", "act Σ1 = [tanh×7, identity]"},
      {"act Σ₁ = [tanh*7, identity]", "act Σ1 = [tanh×7, identity]"},
      {"act Σ[i] = [tanh×(n[i]-1), identity] for i = 1..k",
       "act Σ[i] = [tanh×{(n[i] - 1)}, identity] for i=1..k"},
      {"act σ = leaky_relu(0.1)", "act σ = leaky_relu(0.1)"},
      {"act σ = [leaky_relu(0.1)×n, relu×n[1]]", "act σ = [leaky_relu(0.1)×n, relu×n[1]]"},
      {"act σ(z) = z/(1 + exp(-z))", "act σ(z) = (z / {(1 + exp(-z))})"},
      {"act σ[i](z) = tanh(z) for i = 1..2", "act σ[i](z) = tanh(z) for i=1..2"},
  });
}

TEST_CASE("functions, definitions, loss and output") {
  check({
      {"def f(A, x) = A·x", "def f(A, x) = (A · x)"},
      {"def f[i](x) = x^i for i = 1..3", "def f[i](x) = x^i for i=1..3"},
      {"h = W·x", "h = (W · x)"},
      {"a[0] = x; a[i] = a[i-1] for i = 1..k", "a[0] = x\na[i] = a[(i - 1)] for i=1..k"},
      {"Δ[i] = Δ[i+1] for i = 1..k", "Δ[i] = Δ[(i + 1)] for i=1..k"},
      {"h_{t-1} = x for t = 1..3", "h[(t - 1)] = x for t=1..3"},
      {"hₜ₊₁ = x for t = 1..3", "h[(t + 1)] = x for t=1..3"},
      {"W_1 = x", "W1 = x"},
      {"A = [1, 2; 3, 4]", "A = [1, 2; 3, 4]"},
      {"loss L = mse(y, t)", "loss L = mse(y, t)"},
      {"loss = mse(y, t)", "loss = mse(y, t)"},
      {"loss_1 = 3", "loss1 = 3"},
      {"output y", "output y"},
      {"output y = x", "output y = x"},
      {"output y, z = x", "output y\noutput z = x"},
      {"output a[k]", "output a[k]"},
      {"G = grad(loss, W)", "G = grad(loss, W)"},
  });
}

TEST_CASE("claims and bare expressions") {
  check({
      {"∇_W₁ f = Δ₁·Xᵀ", "claim ∇[W1]f = (Δ1 · Xᵀ)"},
      {"∇[W[i]] f = Δ[i] for i = 1..k", "claim ∇[W[i]]f = Δ[i] for i=1..k"},
      {"∂f/∂W = Δ", "claim ∇[W]f = Δ"},
      {"(∂f/∂x)ᵀ = Δ", "claim {∇[x]f}ᵀ = Δ"},
      {"-∇_x f = Δ", "claim -∇[x]f = Δ"},
      {"grad(f, W) = Δ", "claim grad(f, W) = Δ"},
      {"jacobian(f, x)' = J", "claim jacobian(f, x)' = J"},
      {"x'*A*x", "= (x' · A · x)"},
  });
}

TEST_CASE("a classifier with one hidden layer") {
  CHECK(parsed_text(R"(# digits.expr — 64-32-10 classifier, one hidden layer
input  x  : R^64
target t  : R^10 onehot
param  W1 : R^(32×64) init xavier
param  b1 : R^32
param  W2 : R^(10×32) init xavier
param  b2 : R^10
act    σ = tanh

h = σ(W1·x + b1)
y = softmax(W2·h + b2)
loss L = cross_entropy(y, t)
output y
)") == R"(input x : R(64)
target t : R(10) onehot
param W1 : R(32, 64) init xavier()
param b1 : R(32)
param W2 : R(10, 32) init xavier()
param b2 : R(10)
act σ = tanh
h = σ(((W1 · x) + b1))
y = softmax(((W2 · h) + b2))
loss L = cross_entropy(y, t)
output y)");
}

TEST_CASE("the network function of k layers") {
  CHECK(parsed_text(R"(let k = 3
let n[0..k] = [4, 8, 8, 1]
input X : R^n[0]
param W[i] : R^(n[i]×n[i-1]) for i = 1..k
act   Σ[1..k-1] = tanh
act   Σ[k] = identity
f = Σ[k](W[k]·Σ[k-1](… Σ[1](W[1]·X)))
g = Σₖ∘Wₖ·Σₖ₋₁ … Σ₁∘W₁·X
)") == R"(let k = 3
let n[0..k] = [4, 8, 8, 1]
input X : R(n[0])
param W[i] : R(n[i], n[(i - 1)]) for i=1..k
act Σ[1..(k - 1)] = tanh
act Σ[k] = identity
f = Σ[k]((W[k] · Σ[(k - 1)]((… _ Σ[1]((W[1] · X))))))
g = (Σ_k ∘ W_k · Σ{(k - 1)} _ … _ Σ1 ∘ W1 · X))");
}

}  // namespace
}  // namespace nngen::parser
