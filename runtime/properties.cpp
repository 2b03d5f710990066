#include "runtime/properties.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace nngen::runtime {
namespace {

using Value = ir::Matrix<double>;
using Broken = std::optional<std::string>;

constexpr double tolerance = 1e-6;

double largest(const Value& a) {
  double result = 0;
  for (const double entry : a.entries()) result = std::max(result, std::abs(entry));
  return result;
}

// Written so that NaN is not near anything.
bool near(double a, double b, double scale) { return std::abs(a - b) <= tolerance * scale; }

std::string place(const Value& a, std::size_t i, std::size_t j) {
  return a.cols() == 1 ? fmt::format("[{}]", i + 1) : fmt::format("[{}, {}]", i + 1, j + 1);
}

template <class Good>
Broken every_entry(const Value& a, const char* what, Good good) {
  for (std::size_t j = 0; j < a.cols(); ++j) {
    for (std::size_t i = 0; i < a.rows(); ++i) {
      if (!good(i, j)) return fmt::format("{}: entry {} is {}", what, place(a, i, j), a(i, j));
    }
  }
  return std::nullopt;
}

Broken columns_sum_to_one(const Value& a, const char* what) {
  for (std::size_t j = 0; j < a.cols(); ++j) {
    double sum = 0;
    for (std::size_t i = 0; i < a.rows(); ++i) sum += a(i, j);
    if (!near(sum, 1, 1)) return fmt::format("{}: its entries sum to {}", what, sum);
  }
  return std::nullopt;
}

Broken check_symmetric(const Value& a) {
  const double scale = largest(a);
  return every_entry(a, "is not symmetric",
                     [&](auto i, auto j) { return near(a(i, j), a(j, i), scale); });
}

// Positive definite: Cholesky's elimination finds only positive pivots.
Broken check_spd(const Value& a) {
  if (Broken broken = check_symmetric(a)) return broken;
  Value rest = a;
  for (std::size_t k = 0; k < a.rows(); ++k) {
    if (!(rest(k, k) > 0)) return "is not positive definite";
    for (std::size_t j = k + 1; j < a.rows(); ++j) {
      for (std::size_t i = j; i < a.rows(); ++i) {
        rest(i, j) -= rest(i, k) * rest(j, k) / rest(k, k);
      }
    }
  }
  return std::nullopt;
}

Broken check_orthogonal(const Value& a) {
  for (std::size_t i = 0; i < a.cols(); ++i) {
    for (std::size_t j = 0; j < a.cols(); ++j) {
      double dot = 0;
      for (std::size_t k = 0; k < a.rows(); ++k) dot += a(k, i) * a(k, j);
      if (near(dot, i == j ? 1 : 0, 1)) continue;
      return fmt::format("is not orthogonal: columns {} and {} have the inner product {}", i + 1,
                         j + 1, dot);
    }
  }
  return std::nullopt;
}

Broken check_probabilities(const Value& a, bool onehot) {
  const char* what = onehot ? "is not one-hot" : "is not in the simplex";
  const Broken broken = every_entry(a, what, [&](auto i, auto j) {
    if (onehot) return near(a(i, j), 0, 1) || near(a(i, j), 1, 1);
    return a(i, j) >= -tolerance;
  });
  return broken ? broken : columns_sum_to_one(a, what);
}

}  // namespace

std::optional<std::string> broken_property(const Value& a, const ir::Properties& properties) {
  Broken broken;
  const auto check = [&broken](bool promised, auto test) {
    if (promised && !broken) broken = test();
  };
  check(properties.onehot, [&] { return check_probabilities(a, true); });
  check(properties.simplex, [&] { return check_probabilities(a, false); });
  check(properties.symmetric, [&] { return check_symmetric(a); });
  check(properties.spd, [&] { return check_spd(a); });
  check(properties.orthogonal, [&] { return check_orthogonal(a); });
  check(properties.diagonal, [&] {
    return every_entry(a, "is not diagonal",
                       [&](auto i, auto j) { return i == j || near(a(i, j), 0, largest(a)); });
  });
  check(properties.positive, [&] {
    return every_entry(a, "is not positive", [&](auto i, auto j) {
      return a(i, j) > 0 || (properties.diagonal && i != j);
    });
  });
  check(properties.sign, [&] {
    return every_entry(a, "must have entries of ±1",
                       [&](auto i, auto j) { return near(std::abs(a(i, j)), 1, 1); });
  });
  return broken;
}

}  // namespace nngen::runtime
