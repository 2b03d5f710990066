// The products are counted by hand.

#include "codegen/matrix_products.hpp"

#include <algorithm>

#include "codegen/emit_timed_calls.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/codegen/programs.hpp"

namespace nngen::codegen {
namespace {

using Products = std::vector<MatrixProduct>;

Products products_of(const std::string& text, std::int64_t samples) {
  const bool is_batched = samples > 1;
  const auto reduction = is_batched ? ir::Reduction::mean : ir::Reduction::none;
  const DerivedProgram derived = derived_program(text, reduction);
  const EmitOptions options = is_batched ? batch_of(samples) : EmitOptions{};
  const HeaderPlan plan = plan_header(derived.program, derived.runnable, options);
  Products products =
      matrix_products(function_of(plan, FunctionKind::gradient).code.lowered.kernels, samples);
  std::sort(products.begin(), products.end(), [](const auto& a, const auto& b) {
    return std::tie(a.rows, a.depth, a.cols) < std::tie(b.rows, b.depth, b.cols);
  });
  return products;
}

TEST_CASE("the products of a network's gradient over a batch") {
  // W₂·h and Δ₂·hᵀ have one shape here; Wᵀ·Δ of the first layer is not needed.
  CHECK(products_of(digits_text, 32) ==
        Products{{10, 32, 32, 2}, {32, 10, 32, 1}, {32, 32, 64, 1}, {32, 64, 32, 1}});
  CHECK(products_of(digits_text, 7) ==
        Products{{10, 7, 32, 1}, {10, 32, 7, 1}, {32, 7, 64, 1}, {32, 10, 7, 1}, {32, 64, 7, 1}});
}

TEST_CASE("those of one sample are matrices with vectors, and vectors with vectors") {
  CHECK(products_of(digits_text, 1) ==
        Products{{10, 1, 32, 1}, {10, 32, 1, 1}, {32, 1, 64, 1}, {32, 10, 1, 1}, {32, 64, 1, 1}});
}

TEST_CASE("products of numbers are none, nor are sums of products") {
  CHECK(products_of("param x : R^5\nparam a : R\nloss L = a·x'·x\n", 1).empty());
}

TEST_CASE("a product of what each sample has is counted for each") {
  const std::string text = "input X : R^(5×3)\nparam w : R\nloss L = w·sum(exp(X'·X))\n";
  CHECK(products_of(text, 4) == Products{{3, 5, 3, 4}});
}

TEST_CASE("tiles are compiled for the largest products") {
  Products many;
  for (std::int64_t n = 1; n <= 40; ++n) many.push_back({n + 1, n + 1, n + 1, 1});
  const std::string text = emit_timed_products(many);
  CHECK(text.find("{2, 2, 2, 1}") != std::string::npos);
  CHECK(text.find("add_tiles<41, 41, 41>") != std::string::npos);
  CHECK(text.find("add_tiles<2, 2, 2>") == std::string::npos);
}

}  // namespace
}  // namespace nngen::codegen
