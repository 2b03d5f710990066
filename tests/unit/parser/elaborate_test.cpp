// Statements to programs: expressions, names, shapes, roles.

#include "tests/support/catch.hpp"
#include "tests/unit/parser/elaborated.hpp"

namespace nngen::tests {
namespace {

// An expression `f = …` over these declarations, and the node that it becomes.
const std::string declarations =
    "input x, y : R^3\n"
    "input u : R^4\n"
    "param A, B : R^(3×3)\n"
    "param C : R^(3×4)\n"
    "param W1 : R^(4×3)\n"
    "param s : R\n"
    "param r : R^(1×4)\n"
    "act σ = tanh\n"
    "def twice(a) = a + a\n"
    "let half = 1/2\n";

struct Row {
  const char* text;
  const char* expected;
};

void check_rows(std::initializer_list<Row> rows) {
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(value_text(elaborated(declarations + "f = " + row.text), "f") == row.expected);
  }
}

TEST_CASE("sums and products") {
  check_rows({
      {"A·x + y", "add(matmul(A, x), y)"},
      {"x - y + x", "add(scale(2, x), scale(-1, y))"},
      {"A*B*x", "matmul(matmul(A, B), x)"},
      {"2A·x", "scale(2, matmul(A, x))"},
      {"s·A·x", "scale(s, matmul(A, x))"},
      {"x∘y∘x", "hadamard(hadamard(x, y), x)"},
      {"A • B", "matmul(B, A)"},
      {"rmul(A, B)", "matmul(B, A)"},
      {"A / s", "divide(A, [s : R^(3×3)])"},
      {"x ⊘ y", "divide(x, y)"},
      {"-x", "scale(-1, x)"},
      {"xᵀ·A·y", "matmul(matmul(transpose(x), A), y)"},
      {"x'*y", "matmul(transpose(x), y)"},
      {"A''", "A"},
      {"⟨x, y⟩", "dot(x, y)"},
      {"half·x", "scale(0.5, x)"},
      {"twice(x)", "scale(2, x)"},
  });
}

TEST_CASE("a scalar, a column or a row is repeated to the other operand's shape") {
  check_rows({
      {"C + x", "add(C, [x : R^(3×4)])"},
      {"r + C", "add([r : R^(3×4)], C)"},
      {"C∘x", "hadamard(C, [x : R^(3×4)])"},
      {"1 + x", "add([1 : R^3], x)"},
      {"x - s", "add(x, scale(-1, [s : R^3]))"},
      {"1 ./ x", "divide([1 : R^3], x)"},
  });
}

TEST_CASE("a function in a product chain acts on the rest of that chain") {
  check_rows({
      {"σ∘A·x", "σ(matmul(A, x))"},
      {"σ·A·x + y", "add(σ(matmul(A, x)), y)"},
      {"A·σ∘B·x", "matmul(A, σ(matmul(B, x)))"},
      {"σ∘A·tanh∘B·x", "σ(matmul(A, tanh(matmul(B, x))))"},
      {"-σ∘A·x", "scale(-1, σ(matmul(A, x)))"},
      {"softmax∘A·x", "softmax(matmul(A, x))"},
      {"(σ∘A)·x", "matmul(σ(A), x)"},
      {"σ'(x)∘σ''(x)", "hadamard(σ'(x), σ''(x))"},
      {"tanh'(x)", "tanh'(x)"},
  });
}

TEST_CASE("powers, norms and roots") {
  check_rows({
      {"x.^2", "power2(x)"},
      {"s²", "power2(s)"},
      {"s^(1/2)", "power0.5(s)"},
      {"A²", "matmul(A, A)"},
      {"A^3·x", "matmul(matmul(matmul(A, A), A), x)"},
      {"A^0", "eye()"},
      {"‖x‖²", "dot(x, x)"},
      {"½‖x − y‖²", "scale(0.5, dot(add(x, scale(-1, y)), add(x, scale(-1, y))))"},
      {"‖C‖²_F", "dot(C, C)"},
      {"‖s‖²", "power2(s)"},
      {"‖x‖", "norm(x)"},
      {"‖2x‖²", "scale(4, dot(x, x))"},
      {"‖x‖₁", "sum(abs(x))"},
      {"|s|", "abs(s)"},
      {"√s", "sqrt(s)"},
      {"e^s", "exp(s)"},
      {"2^s", "pow(2, s)"},
      {"x.^y", "pow(x, y)"},
  });
}

TEST_CASE("values of indices, slices and blocks") {
  check_rows({
      {"x[2]", "slice@1,0(x)"},
      {"x[end]", "slice@2,0(x)"},
      {"x[2:]", "slice@1,0(x)"},
      {"A[2,:]", "slice@1,0(A)"},
      {"A[:,1]·s", "matmul(slice@0,0(A), s)"},
      {"A'[1,2]", "slice@0,1(transpose(A))"},
      {"r[3]", "slice@0,2(r)"},
      {"[1; x]", "vstack(1, x)"},
      {"[A, x]", "hstack(A, x)"},
      {"[A; [zeros(1,2), 1]]", "vstack(A, hstack([0 : R^(1×2)], 1))"},
      {"[x; x][1:3]", "x"},
      {"eye(3)·x", "x"},
      {"(A + 2I)·x", "matmul(add(A, scale(2, eye())), x)"},
  });
}

TEST_CASE("functions that are compositions") {
  check_rows({
      {"squared_error(x, y)", "scale(0.5, dot(add(x, scale(-1, y)), add(x, scale(-1, y))))"},
      {"mean(u)", "scale(0.25, sum(u))"},
      {"outer(x, u)", "matmul(x, transpose(u))"},
      {"sum_rows(C)", "sum_rows(C)"},
      {"softmax(C)", "softmax(C)"},
      {"softmax_rows(C)", "softmax_rows(C)"},
      {"softmax(x, 2)", "softmax(scale(0.5, x))"},
      {"cross_entropy(softmax(x), y)", "softmax_cross_entropy(x, y)"},
      {"binary_cross_entropy(sigmoid(s), s)", "add(softplus(s), scale(-1, scale(s, s)))"},
      {"max(0, x)", "max([0 : R^3], x)"},
      {"max(x)", "max(x)"},
      {"clip(x, -1, s)", "clip(x, [-1 : R^3], [s : R^3])"},
      {"where(x > 0, x, 2y)", "where(greater_than(x, [0 : R^3]), x, scale(2, y))"},
      {"where((s ≤ 1), x, 0)", "where([less_equal(s, 1) : R^3], x, [0 : R^3])"},
      {"reshape(C, 4, 3)", "reshape(C)"},
      {"vec(A)", "reshape(A)"},
      {"A ⊗ B", "kron(A, B)"},
      {"A⁻¹·x", "matmul(inv(A), x)"},
      {"A⁻ᵀ", "transpose(inv(A))"},
      {"det(A) + tr(A)", "add(det(A), tr(A))"},
      {"leaky_relu(x)", "leaky_relu(x)"},
      {"grad(½‖x‖², x)", "x"},
      {"jvp(A·x, x, y)", "matmul(A, y)"},
      {"vjp(A·x, x, x)", "matmul(transpose(A), x)"},
  });
}

TEST_CASE("a digit subscript is one thing in all its spellings") {
  for (const char* spelling : {"W1", "W_1", "W₁", "W_{1}", "W[1]"}) {
    CAPTURE(spelling);
    CHECK(value_text(elaborated(declarations + "f = " + spelling + "·x"), "f") == "matmul(W1, x)");
  }
}

TEST_CASE("on a declared name brackets are an index and its subscripts are other names") {
  const Elaborated result = elaborated("param W : R^2\nparam W1 : R\nf = W[1] + W1");
  CHECK(value_text(result, "f") == "add(slice@0,0(W), W1)");
}

TEST_CASE("the digits network") {
  const Elaborated result = elaborated(
      "input  x  : R^64\ntarget t  : R^10 onehot\nparam  W1 : R^(32×64) init xavier\n"
      "param  b1 : R^32\nparam  W2 : R^(10×32) init xavier\nparam  b2 : R^10\nact    σ = tanh\n"
      "h = σ(W1·x + b1)\ny = softmax(W2·h + b2)\nloss L = cross_entropy(y, t)\noutput y\n");
  REQUIRE(result.program);
  CHECK(result.findings.empty());
  CHECK(value_text(result, "h") == "σ(add(matmul(W1, x), b1))");
  CHECK(value_text(result, "L") ==
        "softmax_cross_entropy(add(matmul(W2, σ(add(matmul(W1, x), b1))), b2), t)");
  const ir::Program& program = *result.program;
  REQUIRE(program.loss);
  CHECK(program.loss->name.plain() == "L");
  REQUIRE(program.outputs.size() == 1);
  CHECK(program.outputs[0].name.plain() == "y");
  CHECK(program.find_declaration("t")->properties.onehot);
  CHECK(program.find_declaration("W1")->init.kind == ir::Initialiser::Kind::xavier);
  CHECK(program.find_declaration("b1")->init.kind == ir::Initialiser::Kind::zeros);
  CHECK(program.find_declaration("x")->role == ir::Role::input);
  CHECK(program.expr(program.find_declaration("x")->node).per_sample());
  CHECK_FALSE(program.expr(program.find_declaration("W1")->node).per_sample());
  const auto origin = program.graph->origin(program.loss->node);
  REQUIRE(origin);
  CHECK(result.source.text(*origin) == "cross_entropy(y, t)");
}

TEST_CASE("statements stand in any order") {
  const Elaborated result = elaborated(
      "loss L = sum(h)\nh = A·x\nparam A : R^(2×n)\ninput x : R^n\nlet n = m\nlet m = 3");
  CHECK(value_text(result, "L") == "sum(matmul(A, x))");
  REQUIRE(result.program);
  CHECK(result.program->values[0].name.plain() == "h");
}

TEST_CASE("which value is the loss") {
  const auto loss_of = [](const std::string& text) {
    const Elaborated result = elaborated(text);
    REQUIRE(result.program);
    return result.program->loss ? result.program->loss->name.plain() : "none";
  };
  CHECK(loss_of("param a : R\nloss = a²\nf = a") == "loss");
  CHECK(loss_of("param a : R\nf = a²\ng = 2a\nc = 1 + 1") == "g");
  CHECK(loss_of("param a : R^2\nf = sum(a)\ng = 2a") == "f");
  CHECK(loss_of("param a : R^2\noutput g = sum(a)") == "none");
}

TEST_CASE("symbolic dimensions and their values from outside") {
  const std::string text = "let n\nlet m = n + 1\nparam A : R^(m×n)\ninput x : R^n\nf = sum(A·x)";
  const Elaborated symbolic = elaborated(text);
  REQUIRE(symbolic.program);
  CHECK(symbolic.program->find_declaration("A")->shape.to_string() == "R^((n + 1)×n)");
  const Elaborated known = elaborated(text, {{{"n", 5}}});
  REQUIRE(known.program);
  CHECK(known.program->find_declaration("A")->shape.to_string() == "R^(6×5)");
  const Elaborated list = elaborated(
      "let n[0..2] = [4, 8, 1]\nparam w : R^n[1]\nf = sum(w) + n[0] + n2", {{{"n[1]", 16}}});
  REQUIRE(list.program);
  CHECK(list.program->find_declaration("w")->shape.to_string() == "R^16");
  CHECK(value_text(list, "f") == "add(sum(w), 5)");
}

TEST_CASE("activations: direct sums, formulas, softmax") {
  const Elaborated result = elaborated(
      "input x : R^4\nlet m = 3\nact Σ1 = [tanh×m, identity]\nact ρ(z) = z·sigmoid(z)\nact p = "
      "softmax\n"
      "f = Σ1(x) + Σ1'(x)\ng = ρ(x)\nh = p(x)\nk = ρ'(x)");
  CHECK(value_text(result, "f") == "add(Σ1(x), Σ1'(x))");
  CHECK(value_text(result, "g") == "hadamard(x, sigmoid(x))");
  CHECK(value_text(result, "h") == "softmax(x)");
  CHECK(value_text(result, "k").find("sigmoid(x)") != std::string::npos);
  REQUIRE(result.program);
  const ir::Function& sum = result.program->graph->function(0);
  CHECK(sum.is_direct_sum);
  REQUIRE(sum.parts.size() == 2);
  CHECK(sum.parts[0].count == ir::Dim(3));
  CHECK(sum.parts[1].op == ir::OpKind::identity);
}

TEST_CASE("derivatives of an activation's formula are by its variable alone") {
  const Elaborated result = elaborated(
      "param a : R\nact ρ(z) = a·z²\nact λ = leaky_relu(0.1)\nf = ρ'(a)\ng = ρ''(a)\nh = λ(a)\nk = "
      "λ'(a)");
  CHECK(value_text(result, "f") == "scale(2, scale(a, a))");
  CHECK(value_text(result, "g") == "scale(2, a)");
  CHECK(value_text(result, "h") == "add(scale(0.1, a), scale(0.9, relu(a)))");
  CHECK(value_text(result, "k") == "add(0.1, scale(0.9, step(a)))");
}

TEST_CASE("claims") {
  const Elaborated result = elaborated(
      "param W : R^(2×2)\ninput x : R^2\nf = ½‖W·x‖²\n∇_W f = W·x·xᵀ\n∂f/∂x = Wᵀ·W·x\ngrad(f, W) = "
      "W");
  REQUIRE(result.program);
  REQUIRE(result.program->claims.size() == 3);
  const ir::Claim& claim = result.program->claims[1];
  CHECK(node_text(*result.program, claim.by) == "x");
  CHECK(node_text(*result.program, claim.right) == "matmul(matmul(transpose(W), W), x)");
}

}  // namespace
}  // namespace nngen::tests
