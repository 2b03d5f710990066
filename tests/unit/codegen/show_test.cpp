// The printed formulas of networks that are built by hand.

#include "codegen/formula/show.hpp"

#include <string>
#include <vector>

#include "ir/calculus/passes.hpp"
#include "ir/op.hpp"
#include "tests/support/catch.hpp"

namespace nngen::codegen {
namespace {

using ir::Expr;
using ir::OpKind;
using ir::Shape;

// Declares as the elaborator does.
struct Builder {
  ir::Program program;

  Expr declare(const std::string& name, ir::Role role, Shape shape, bool in_family = false) {
    const auto symbol = static_cast<std::uint32_t>(program.declarations.size());
    const bool per_sample = role == ir::Role::input || role == ir::Role::target;
    const Expr x = ir::variable(*program.graph, symbol, shape, per_sample);
    ir::Name full = ir::name_of(name);
    full.in_family = in_family;
    program.declarations.push_back({full, role, shape, {}, {}, x.id, {}});
    return x;
  }
  ir::FunctionUse activation(const std::string& name, OpKind op, bool in_family = false) {
    ir::Name full = ir::name_of(name);
    full.in_family = in_family;
    program.functions.push_back({full, {}});
    return {program.graph->add_function({{{op, 1}}, false}), 0};
  }
  void loss(const std::string& name, Expr x) {
    program.loss = ir::NamedValue{ir::name_of(name), x.id, {}};
    program.values.push_back(*program.loss);
  }
  std::string show(const ShowOptions& options = {}, ir::Reduction r = ir::Reduction::none) {
    ir::Diagnostics diagnostics;
    const auto derivation = ir::derive_for_reading(program, {}, r, diagnostics);
    CHECK_FALSE(diagnostics.has_errors());
    return codegen::show(program, derivation, options);
  }
};

Builder network(int k) {
  Builder b;
  Expr a = b.declare("X", ir::Role::input, Shape::vector(4));
  const int width = 8;
  int before = 4;
  for (int i = 1; i <= k; ++i) {
    const int rows = i == k ? 1 : width;
    const auto index = std::to_string(i);
    const Expr W = b.declare("W" + index, ir::Role::param, Shape{rows, before}, true);
    const auto sigma = b.activation("Σ" + index, i == k ? OpKind::identity : OpKind::tanh, true);
    a = ir::apply(sigma, W * a);
    before = rows;
  }
  b.loss("f", a);
  return b;
}

}  // namespace

TEST_CASE("the recurrent form is that of MS (10)-(11)", "[show]") {
  CHECK(network(3).show() ==
        "N₁ = W₁·X\n"
        "N₂ = W₂·Σ₁(N₁)\n"
        "N₃ = W₃·Σ₂(N₂)\n"
        "f = Σ₃(N₃)\n"
        "\n"
        "Δ₃ = Σ₃'(N₃)\n"
        "Δ₂ = (W₃ᵀ·Δ₃) ∘ Σ₂'(N₂)\n"
        "Δ₁ = (W₂ᵀ·Δ₂) ∘ Σ₁'(N₁)\n"
        "\n"
        "∇_W₁ f = Δ₁·Xᵀ\n"
        "∇_W₂ f = Δ₂·Σ₁(N₁)ᵀ\n"
        "∇_W₃ f = Δ₃·Σ₂(N₂)ᵀ\n");
}

TEST_CASE("the expanded form is that of MS (9)", "[show]") {
  CHECK(network(3).show({.form = FormulaForm::expanded}) ==
        "N₁ = W₁·X\n"
        "N₂ = W₂·Σ₁(N₁)\n"
        "N₃ = W₃·Σ₂(N₂)\n"
        "f = Σ₃(N₃)\n"
        "\n"
        "∇_W₁ f = Σ₃'(N₃) • W₃ᵀ ∘ Σ₂'(N₂) • W₂ᵀ ∘ Σ₁'(N₁)·Xᵀ\n"
        "∇_W₂ f = Σ₃'(N₃) • W₃ᵀ ∘ Σ₂'(N₂)·Σ₁(N₁)ᵀ\n"
        "∇_W₃ f = Σ₃'(N₃)·Σ₂(N₂)ᵀ\n");
}

TEST_CASE("a long family prints as one line", "[show]") {
  CHECK(network(1000).show() ==
        "N₁ = W₁·X\n"
        "Nᵢ = Wᵢ·Σᵢ₋₁(Nᵢ₋₁) for i = 2..1000\n"
        "f = Σ₁₀₀₀(N₁₀₀₀)\n"
        "\n"
        "Δ₁₀₀₀ = Σ₁₀₀₀'(N₁₀₀₀)\n"
        "Δᵢ = (Wᵢ₊₁ᵀ·Δᵢ₊₁) ∘ Σᵢ'(Nᵢ) for i = 1..999\n"
        "\n"
        "∇_W₁ f = Δ₁·Xᵀ\n"
        "∇_Wᵢ f = Δᵢ·Σᵢ₋₁(Nᵢ₋₁)ᵀ for i = 2..1000\n");
}

TEST_CASE("a classifier with biases, one sample and a batch", "[show]") {
  Builder b;
  const Expr x = b.declare("x", ir::Role::input, Shape::vector(64));
  const Expr t = b.declare("t", ir::Role::target, Shape::vector(10));
  b.program.graph->set_properties({1}, {.onehot = true});
  const Expr W1 = b.declare("W1", ir::Role::param, Shape{32, 64});
  const Expr b1 = b.declare("b1", ir::Role::param, Shape::vector(32));
  const Expr W2 = b.declare("W2", ir::Role::param, Shape{10, 32});
  const Expr b2 = b.declare("b2", ir::Role::param, Shape::vector(10));
  const auto sigma = b.activation("σ", OpKind::tanh);
  const Expr h = ir::apply(sigma, W1 * x + b1);
  const Expr y = ir::make(OpKind::softmax, {W2 * h + b2}, ir::Axis::columns);
  b.program.values.push_back({ir::name_of("h"), h.id, {}});
  b.program.values.push_back({ir::name_of("y"), y.id, {}});
  b.loss("L", ir::make(OpKind::cross_entropy, {y, t}));
  CHECK(b.show() ==
        "N₁ = W₁·x + b₁\n"
        "h = σ(N₁)\n"
        "N₂ = W₂·h + b₂\n"
        "y = softmax(N₂)\n"
        "L = cross_entropy(y, t)\n"
        "\n"
        "Δ₂ = y − t\n"
        "Δ₁ = (W₂ᵀ·Δ₂) ∘ σ'(N₁)\n"
        "\n"
        "∇_W₁ L = Δ₁·xᵀ\n"
        "∇_b₁ L = Δ₁\n"
        "∇_W₂ L = Δ₂·hᵀ\n"
        "∇_b₂ L = Δ₂\n");
  CHECK(b.show({}, ir::Reduction::mean) ==
        "N₁ = W₁·X + b₁\n"
        "H = σ(N₁)\n"
        "N₂ = W₂·H + b₂\n"
        "Y = softmax(N₂)\n"
        "L = (1/M)·cross_entropy(Y, T)\n"
        "\n"
        "Δ₂ = Y − T\n"
        "Δ₁ = (W₂ᵀ·Δ₂) ∘ σ'(N₁)\n"
        "\n"
        "∇_W₁ L = (1/M)·Δ₁·Xᵀ\n"
        "∇_b₁ L = (1/M)·sum_rows(Δ₁)\n"
        "∇_W₂ L = (1/M)·Δ₂·Hᵀ\n"
        "∇_b₂ L = (1/M)·sum_rows(Δ₂)\n");
}

}  // namespace nngen::codegen
