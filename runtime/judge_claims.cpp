#include "runtime/judge_claims.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "runtime/evaluate.hpp"
#include "runtime/initialise.hpp"

namespace nngen::runtime {
namespace {

using Values = ir::Matrix<double>;

constexpr double tolerance = 1e-8;
constexpr std::uint64_t point_count = 6;

// Both sides at one point.
struct Sides {
  Values derived;
  Values claimed;
};

double largest(const Values& values) {
  double result = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values[i])) result = std::max(result, std::abs(values[i]));
  }
  return result;
}

bool are_equal(double a, double b, double scale) {
  if (!std::isfinite(a) || !std::isfinite(b)) return std::isfinite(a) == std::isfinite(b);
  return std::abs(a - b) <= tolerance * std::max(scale, 1e-3);
}

bool has_numbers(const Values& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values[i])) return true;
  }
  return false;
}

Values transposed(const Values& a) {
  Values result(a.cols(), a.rows());
  for (std::size_t j = 0; j < a.cols(); ++j) {
    for (std::size_t i = 0; i < a.rows(); ++i) result(j, i) = a(i, j);
  }
  return result;
}

Values multiplied(Values a, double factor) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] *= factor;
  return a;
}

bool have_equal_shapes(const Values& a, const Values& b) {
  return a.rows() == b.rows() && a.cols() == b.cols();
}

std::optional<Difference> difference(const Values& derived, const Values& claimed) {
  const double scale = std::max(largest(derived), largest(claimed));
  for (std::size_t j = 0; j < derived.cols(); ++j) {
    for (std::size_t i = 0; i < derived.rows(); ++i) {
      if (are_equal(derived(i, j), claimed(i, j), scale)) continue;
      return Difference{i, j, derived(i, j), claimed(i, j)};
    }
  }
  return std::nullopt;
}

template <class Change>
bool all_equal(const std::vector<Sides>& points, Change change) {
  return std::all_of(points.begin(), points.end(), [&](const Sides& sides) {
    const Values derived = change(sides.derived);
    return have_equal_shapes(derived, sides.claimed) && !difference(derived, sides.claimed);
  });
}

// The factor between the sides: that of the largest derived entry of the first point with one.
std::optional<double> common_factor(const std::vector<Sides>& points) {
  for (const Sides& sides : points) {
    if (!have_equal_shapes(sides.derived, sides.claimed)) return std::nullopt;
    const double size = largest(sides.derived);
    for (std::size_t i = 0; i < sides.derived.size(); ++i) {
      if (size == 0 || std::abs(sides.derived[i]) != size) continue;
      const double factor = sides.claimed[i] / sides.derived[i];
      return std::isfinite(factor) && factor != 0 ? std::optional(factor) : std::nullopt;
    }
  }
  return std::nullopt;
}

ir::Properties properties_of(const ir::Program& program, ir::NodeId variable) {
  if (!variable || !program.expr(variable).is(ir::OpKind::variable)) return {};
  const auto symbol = std::get<ir::Symbol>((*program.graph)[variable].attribute);
  const ir::Declaration& declaration = program.declarations[symbol.declaration];
  return declaration.role == ir::Role::param ? declaration.properties : ir::Properties{};
}

Values projected(const Values& gradient, const ir::Properties& onto) {
  Values result = gradient;
  for (std::size_t j = 0; j < gradient.cols(); ++j) {
    for (std::size_t i = 0; i < gradient.rows(); ++i) {
      if (onto.diagonal) {
        if (i != j) result(i, j) = 0;
      } else if (onto.symmetric || onto.spd) {
        result(i, j) = 0.5 * (gradient(i, j) + gradient(j, i));
      }
    }
  }
  return result;
}

}  // namespace

Judgement judge_claim(const ir::Program& program, const ir::Claim& claim) {
  if (claim.left == claim.right) return {};
  std::vector<Sides> points;
  const std::array roots = {claim.left, claim.right};
  for (std::uint64_t seed = 1; seed <= point_count; ++seed) {
    const auto values = evaluate<double>(*program.graph, roots, generic_point(program, 1, seed));
    if (has_numbers(values[0].at(0)) && has_numbers(values[1].at(0))) {
      points.push_back({values[0].at(0), values[1].at(0)});
    }
  }
  if (points.empty()) return {Verdict::undecided, 1, {}};
  const auto same = [](const Values& a) { return a; };
  const auto column = [](const Values& a) {
    Values entries(a.size(), 1);
    for (std::size_t i = 0; i < a.size(); ++i) entries[i] = a[i];
    return entries;
  };
  const ir::Properties space = properties_of(program, claim.by);
  if (all_equal(points, same)) return {};
  if (all_equal(points, [&](const Values& a) { return projected(a, space); })) return {};
  if (all_equal(points, transposed)) return {Verdict::transposed, 1, {}};
  if (all_equal(points, column)) return {Verdict::column, 1, {}};
  if (const auto factor = common_factor(points)) {
    const bool is_factor =
        all_equal(points, [&](const Values& a) { return multiplied(a, *factor); });
    if (is_factor) return {Verdict::factor, *factor, {}};
  }
  for (const auto& [derived, claimed] : points) {
    if (!have_equal_shapes(derived, claimed)) break;
    if (const auto place = difference(derived, claimed)) return {Verdict::wrong, 1, place};
  }
  return {Verdict::wrong, 1, {}};
}

}  // namespace nngen::runtime
