#include "runtime/verify_formulas.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "runtime/initialise.hpp"

namespace nngen::runtime {
namespace {

using Value = SampledValue<double>;

constexpr double tolerance = 1e-8;
constexpr std::uint64_t point_count = 6;
// Of a reference that is 0 no relative error can be told.
constexpr double smallest_scale = 1e-3;
// A change in the last digits of the point.
constexpr double jitter = 1e-13;

bool is_finite(const Value& value) {
  return std::all_of(value.samples.begin(), value.samples.end(), [](const auto& sample) {
    return std::all_of(sample.entries().begin(), sample.entries().end(),
                       [](double entry) { return std::isfinite(entry); });
  });
}

double largest(const Value& value) {
  double result = smallest_scale;
  for (const auto& sample : value.samples) {
    for (const double entry : sample.entries()) result = std::max(result, std::abs(entry));
  }
  return result;
}

struct Place {
  std::size_t sample, row, col;
};

// Calls act(place, a, b) for all entries; false if the shapes differ.
template <class Act>
bool for_each_pair(const Value& a, const Value& b, Act act) {
  for (std::size_t s = 0; s < b.samples.size(); ++s) {
    const ir::Matrix<double>& left = a.at(s);
    const ir::Matrix<double>& right = b.samples[s];
    if (left.rows() != right.rows() || left.cols() != right.cols()) return false;
    for (std::size_t j = 0; j < right.cols(); ++j) {
      for (std::size_t i = 0; i < right.rows(); ++i) act(Place{s, i, j}, left(i, j), right(i, j));
    }
  }
  return true;
}

double error_of(const Value& formula, const Value& reference) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (!reference.per_sample && formula.per_sample && formula.samples.size() != 1) return infinity;
  double error = 0;
  const bool has_shape = for_each_pair(formula, reference, [&](Place, double a, double b) {
    error = std::max(error, std::isfinite(a) ? std::abs(a - b) : infinity);
  });
  return has_shape ? error / largest(reference) : infinity;
}

WrongEntry wrong_entry(const ComparedFormula& compared, std::uint64_t point) {
  WrongEntry result{compared.name, point, 0, 0, 0, 0, 0};
  double worst = -1;
  for_each_pair(compared.formula, compared.reference, [&](Place place, double a, double b) {
    const double error =
        std::isfinite(a) ? std::abs(a - b) : std::numeric_limits<double>::infinity();
    if (error <= worst) return;
    worst = error;
    result = {compared.name, point, place.sample, place.row, place.col, a, b};
  });
  return result;
}

// The digits that the last operations lose are lost by any formula.
Point jittered(const Point& point, std::uint64_t seed) {
  Point result = point;
  Random random(seed, "jitter");
  for (auto& [declaration, value] : result.values) {
    for (auto& sample : value.samples) {
      for (double& entry : sample.entries()) entry *= 1 + jitter * random.uniform(-1, 1);
    }
  }
  return result;
}

class Verification {
 public:
  Verification(const ir::Program& program, const FormulasAt& formulas_at)
      : program_(program), formulas_at_(formulas_at) {}

  FormulaVerdict run(std::size_t samples) {
    std::vector<std::string> names;
    for (std::uint64_t seed = 1; seed <= point_count && !verdict_.wrong; ++seed) {
      point_ = generic_point(program_, samples, seed);
      seed_ = seed;
      near_.clear();
      compare(names);
    }
    for (std::size_t k = 0; k < names.size(); ++k) {
      if (!decided_[k] && !verdict_.wrong) verdict_.undecided.push_back(names[k]);
    }
    return std::move(verdict_);
  }

 private:
  void compare(std::vector<std::string>& names) {
    const std::vector<ComparedFormula> all = formulas_at_(point_);
    if (names.empty()) {
      for (const ComparedFormula& compared : all) names.push_back(compared.name);
      decided_.assign(all.size(), false);
      verdict_.formulas = all.size();
    }
    ++verdict_.points;
    bool is_left_out = false;
    for (std::size_t k = 0; k < all.size() && !verdict_.wrong; ++k) {
      const double error = error_of(all[k].formula, all[k].reference);
      if (!is_finite(all[k].reference) || (error > tolerance && !is_sharp(k, all[k].reference))) {
        is_left_out = true;
        continue;
      }
      decided_[k] = true;
      if (error > tolerance) {
        verdict_.wrong = wrong_entry(all[k], seed_);
      } else {
        verdict_.largest_error = std::max(verdict_.largest_error, error);
      }
    }
    if (is_left_out) ++verdict_.left_out;
  }

  bool is_sharp(std::size_t k, const Value& reference) {
    if (near_.empty()) near_ = formulas_at_(jittered(point_, seed_));
    return error_of(near_[k].reference, reference) < 0.1 * tolerance;
  }

  const ir::Program& program_;
  const FormulasAt& formulas_at_;
  FormulaVerdict verdict_;
  std::vector<bool> decided_;
  Point point_;
  std::uint64_t seed_ = 0;
  std::vector<ComparedFormula> near_;  // at the jittered point, where it was needed
};

}  // namespace

FormulaVerdict verify_formulas(const ir::Program& program, std::size_t samples,
                               const FormulasAt& formulas_at) {
  return Verification(program, formulas_at).run(samples);
}

}  // namespace nngen::runtime
