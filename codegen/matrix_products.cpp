#include "codegen/matrix_products.hpp"

#include <algorithm>
#include <optional>

namespace nngen::codegen {
namespace {

std::optional<MatrixProduct> product_of(const ir::Contract& contract, std::int64_t samples) {
  const auto value = [samples](const ir::Count& count) {
    return count.factor * (count.times_samples ? samples : 1);
  };
  const std::int64_t slots = value(contract.over.slots);
  MatrixProduct product{value(contract.over.rows), value(contract.k), value(contract.over.cols), 1};
  // A sum over the slots is one product of what stands side by side.
  (contract.sum_slots ? product.depth : product.count) *= slots;
  const int long_sides = (product.rows > 1) + (product.depth > 1) + (product.cols > 1);
  if (long_sides < 2) return std::nullopt;
  return product;
}

}  // namespace

std::vector<MatrixProduct> matrix_products(const ir::KernelProgram& kernels, std::int64_t samples) {
  std::vector<MatrixProduct> products;
  for (const ir::Statement& statement : kernels.statements) {
    const auto* contract = std::get_if<ir::Contract>(&statement.kernel);
    if (contract == nullptr) continue;
    const std::optional<MatrixProduct> product = product_of(*contract, samples);
    if (!product) continue;
    const auto same = std::find_if(products.begin(), products.end(), [&](const auto& other) {
      return other.rows == product->rows && other.depth == product->depth &&
             other.cols == product->cols;
    });
    if (same == products.end()) {
      products.push_back(*product);
    } else {
      same->count += product->count;
    }
  }
  return products;
}

}  // namespace nngen::codegen
