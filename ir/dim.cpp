#include "ir/dim.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "ir/check.hpp"

namespace nngen::ir {
namespace {

constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();

std::int64_t saturating_add(std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  if (!__builtin_add_overflow(a, b, &result)) return result;
  return a > 0 ? highest : -highest;
}

// Beyond this a polynomial is nothing that anybody wrote: it saturates like the integers.
constexpr std::size_t most_terms = 1000;
constexpr std::size_t highest_degree = 64;

std::int64_t saturating_multiply(std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  if (!__builtin_mul_overflow(a, b, &result)) return result;
  return (a > 0) == (b > 0) ? highest : -highest;
}

}  // namespace

Dim Dim::symbol(std::string name) { return from_polynomial({{{std::move(name)}, 1}}); }

std::int64_t Dim::value() const {
  NNGEN_CHECK(is_known());
  return value_;
}

Dim Dim::from_polynomial(Polynomial polynomial) {
  std::erase_if(polynomial, [](const auto& term) { return term.second == 0; });
  if (polynomial.empty()) return Dim(0);
  if (polynomial.size() == 1 && polynomial.begin()->first.empty()) {
    return Dim(polynomial.begin()->second);
  }
  Dim result(0);
  result.symbolic_ = std::make_shared<const Polynomial>(std::move(polynomial));
  return result;
}

Dim::Polynomial Dim::polynomial() const {
  if (symbolic_) return *symbolic_;
  if (value_ == 0) return {};
  return {{{}, value_}};
}

Dim operator+(const Dim& a, const Dim& b) {
  if (a.is_known() && b.is_known()) return Dim(saturating_add(a.value_, b.value_));
  Dim::Polynomial sum = a.polynomial();
  for (const auto& [monomial, coefficient] : b.polynomial()) {
    sum[monomial] = saturating_add(sum[monomial], coefficient);
  }
  if (sum.size() > most_terms) return Dim(highest);
  return Dim::from_polynomial(std::move(sum));
}

Dim operator-(const Dim& a, const Dim& b) { return a + Dim(-1) * b; }

Dim operator*(const Dim& a, const Dim& b) {
  if (a.is_known() && b.is_known()) return Dim(saturating_multiply(a.value_, b.value_));
  Dim::Polynomial product;
  for (const auto& [left, c] : a.polynomial()) {
    for (const auto& [right, d] : b.polynomial()) {
      const bool is_excessive =
          product.size() >= most_terms || left.size() + right.size() > highest_degree;
      if (is_excessive) return Dim(highest);
      std::vector<std::string> monomial = left;
      monomial.insert(monomial.end(), right.begin(), right.end());
      std::sort(monomial.begin(), monomial.end());
      auto& coefficient = product[monomial];
      coefficient = saturating_add(coefficient, saturating_multiply(c, d));
    }
  }
  return Dim::from_polynomial(std::move(product));
}

bool operator==(const Dim& a, const Dim& b) {
  if (a.is_known() || b.is_known()) {
    return a.is_known() && b.is_known() && a.value_ == b.value_;
  }
  return a.symbolic_ == b.symbolic_ || *a.symbolic_ == *b.symbolic_;
}

Dim Dim::substitute(
    const std::function<std::optional<std::int64_t>(std::string_view)>& value_of) const {
  return replace([&](std::string_view name) -> std::optional<Dim> {
    const auto value = value_of(name);
    return value ? std::optional(Dim(*value)) : std::nullopt;
  });
}

Dim Dim::replace(const std::function<std::optional<Dim>(std::string_view)>& dim_of) const {
  if (is_known()) return *this;
  Dim result(0);
  for (const auto& [monomial, coefficient] : *symbolic_) {
    Dim term(coefficient);
    for (const std::string& name : monomial) {
      const auto dim = dim_of(name);
      term = term * (dim ? *dim : Dim::symbol(name));
    }
    result = result + term;
  }
  return result;
}

std::vector<std::string> Dim::symbols() const {
  std::vector<std::string> names;
  for (const auto& [monomial, coefficient] : polynomial()) {
    names.insert(names.end(), monomial.begin(), monomial.end());
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::string Dim::to_string() const {
  if (is_known()) return std::to_string(value_);
  std::string text;
  // Highest degree first, the constant last: n·m + n + 1.
  for (auto term = symbolic_->rbegin(); term != symbolic_->rend(); ++term) {
    const auto& [monomial, coefficient] = *term;
    const std::int64_t size = coefficient < 0 ? -coefficient : coefficient;
    if (!text.empty()) text += coefficient < 0 ? " - " : " + ";
    if (text.empty() && coefficient < 0) text += "-";
    std::string product = size != 1 || monomial.empty() ? std::to_string(size) : "";
    for (const std::string& name : monomial) product += (product.empty() ? "" : "·") + name;
    text += product;
  }
  return text;
}

std::size_t Dim::hash() const {
  if (is_known()) return std::hash<std::int64_t>{}(value_);
  std::size_t result = 0x9e3779b97f4a7c15u;
  for (const auto& [monomial, coefficient] : *symbolic_) {
    for (const std::string& name : monomial) {
      result = result * 31 + std::hash<std::string>{}(name);
    }
    result = result * 31 + std::hash<std::int64_t>{}(coefficient);
  }
  return result;
}

}  // namespace nngen::ir
