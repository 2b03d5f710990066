// Compares the emitted functions with the standard library's in a wider type. Input: how many
// arguments of each function are tried (0: every float); whether infinities, NaN and denormal
// numbers are among them (1 or 0); the only function, or "all". Output: a line "name error argument
// second" for each function with its largest error in ulp.

#include <algorithm>
#include <cinttypes>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <type_traits>

#include "table.hpp"

namespace {

using Limits = std::numeric_limits<Scalar>;
using Word = std::conditional_t<sizeof(Scalar) == 4, std::uint32_t, std::uint64_t>;
using Wide = std::conditional_t<sizeof(Scalar) == 4, double, long double>;

Scalar scalar_of(Word bits) {
  Scalar value;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}

struct Reference {
  const char* name;
  Wide (*value)(Wide x, Wide second);
};
#define UNARY(name)                                  \
  Reference {                                        \
#name, [](Wide x, Wide) { return std::name(x); } \
  }
#define BINARY(name)                                                \
  Reference {                                                       \
#name, [](Wide x, Wide second) { return std::name(x, second); } \
  }
const Reference references[] = {
    UNARY(abs),   UNARY(sqrt), UNARY(exp),  UNARY(expm1),  UNARY(log),
    UNARY(log1p), UNARY(tanh), UNARY(erf),  UNARY(sin),    UNARY(cos),
    UNARY(asin),  UNARY(acos), UNARY(atan), BINARY(atan2), BINARY(pow),
};

/// The distance of neighbours at a finite value's size.
Wide ulp_at(Wide value) {
  const int exponent = value == 0 ? Limits::min_exponent : std::ilogb(value) + 1;
  return std::ldexp(
      Wide(1), std::clamp(exponent, Limits::min_exponent, Limits::max_exponent) - Limits::digits);
}

/// In ulp; infinite where one of both alone is no number, is infinite, or is zero with another
/// sign.
Wide error_of(Scalar value, Wide expected) {
  constexpr Wide wrong = std::numeric_limits<Wide>::infinity();
  if (std::isnan(value) || std::isnan(expected)) {
    return std::isnan(value) && std::isnan(expected) ? 0 : wrong;
  }
  const auto rounded = static_cast<Scalar>(expected);
  if (value == rounded && std::signbit(value) == std::signbit(rounded) &&
      (std::isinf(value) || value == 0)) {
    return std::isinf(value) ? 0 : std::abs(expected) / ulp_at(0);
  }
  if (expected == 0 || std::isinf(expected)) return wrong;
  // Beside the largest number stands the one that would follow it.
  const Wide beyond = std::ldexp(Wide(1), Limits::max_exponent);
  const Wide number = std::isinf(value) ? std::copysign(beyond, Wide(value)) : Wide(value);
  const Wide exact = std::abs(expected) > beyond ? std::copysign(beyond, expected) : expected;
  return std::signbit(number) == std::signbit(exact) ? std::abs(number - exact) / ulp_at(exact)
                                                     : wrong;
}

class Comparison {
 public:
  Comparison(const Function& function, const Reference& reference, bool with_ends)
      : function_(function), reference_(reference), with_ends_(with_ends) {}

  void try_every_float(std::uint64_t count) {
    const std::uint64_t all = std::uint64_t(1) << 32;
    const std::uint64_t step = count == 0 ? 1 : (all / count) | 1;
    for (std::uint64_t bits = 0; bits < all; bits += step)
      add(scalar_of(static_cast<Word>(bits)), 1);
  }
  // Any bits, and what lies in the ranges where most is going on.
  void try_random(std::uint64_t count) {
    std::mt19937_64 random(1);
    std::uniform_real_distribution<Scalar> wide(-750, 750);
    std::uniform_real_distribution<Scalar> usual(-10, 10);
    std::uniform_real_distribution<Scalar> small(-1, 1);
    for (std::uint64_t i = 0; i < count; i += 4) {
      add(scalar_of(static_cast<Word>(random())), scalar_of(static_cast<Word>(random())));
      add(wide(random), usual(random));
      add(usual(random), wide(random));
      add(small(random), small(random));
    }
  }
  // Around what is special for some function.
  void try_special() {
    const Scalar special[] = {0,
                              Limits::denorm_min(),
                              Limits::min(),
                              Limits::epsilon(),
                              Scalar(0.25),
                              Scalar(0.5),
                              Scalar(0.55),
                              1,
                              2,
                              3,
                              4,
                              6,
                              9,
                              17,
                              20,
                              40,
                              Scalar(0.34657359027997),
                              Scalar(0.70710678118654752),
                              Scalar(1.4142135623730951),
                              Scalar(0.41421356237309505),
                              Scalar(2.414213562373095),
                              Scalar(0.78539816339744831),
                              Scalar(1.5707963267948966),
                              Scalar(3.1415926535897932),
                              Scalar(87.3365),
                              Scalar(88.7228),
                              Scalar(103.2789),
                              Scalar(103.972),
                              Scalar(708.3964185322641),
                              Scalar(709.782712893384),
                              Scalar(745.1332191019411),
                              Scalar(1e5),
                              Scalar(1e6),
                              Scalar(8388609),           // odd, the next but one whole float
                              Scalar(4503599627370497),  // odd in double
                              Scalar(1e30),
                              Limits::max(),
                              Limits::infinity(),
                              Limits::quiet_NaN()};
    for (const Scalar middle : special) {
      for (const Scalar second : special) {
        for (const Scalar sign : {Scalar(1), Scalar(-1)}) {
          add(sign * middle, second);
          add(sign * middle, -second);
        }
      }
      Scalar up = middle;
      Scalar down = middle;
      for (int i = 0; i < 50; ++i) {
        for (const Scalar x : {up, down, -up, -down}) add(x, middle);
        up = std::nextafter(up, Limits::infinity());
        down = std::nextafter(down, -Limits::infinity());
      }
    }
  }

  void print() {
    while (filled_ != 0) add(1, 1);
    std::printf("%s %.3f %a %a\n", function_.name, static_cast<double>(largest_),
                static_cast<double>(where_), static_cast<double>(second_where_));
  }

 private:
  void add(Scalar x, Scalar second) {
    if (!with_ends_ && !(std::isnormal(x) && std::isnormal(second))) return;
    x_[filled_] = x;
    second_[filled_] = second;
    if (++filled_ < block) return;
    filled_ = 0;
    Scalar y[block];
    function_.of_block(x_, second_, y);
    for (std::size_t i = 0; i < block; ++i) judge(x_[i], second_[i], y[i]);
    const Scalar alone = function_.of_scalar(x_[0], second_[0]);
    const bool is_same = std::memcmp(&alone, y, sizeof(alone)) == 0 || std::isnan(alone);
    if (with_ends_ && !is_same) note(x_[0], second_[0], std::numeric_limits<Wide>::infinity());
  }
  void judge(Scalar x, Scalar second, Scalar y) {
    const Wide expected = reference_.value(Wide(x), Wide(second));
    if (with_ends_ || std::isnormal(static_cast<Scalar>(expected)))
      note(x, second, error_of(y, expected));
  }
  void note(Scalar x, Scalar second, Wide error) {
    if (error <= largest_) return;
    largest_ = error;
    where_ = x;
    second_where_ = second;
  }

  const Function& function_;
  const Reference& reference_;
  bool with_ends_;
  Scalar x_[block];
  Scalar second_[block];
  std::size_t filled_ = 0;
  Wide largest_ = -1;
  Scalar where_ = 0;
  Scalar second_where_ = 0;
};

}  // namespace

int main() {
  std::uint64_t count = 0;
  int with_ends = 0;
  char only[20];
  if (std::scanf("%" SCNu64 " %d %19s", &count, &with_ends, only) != 3) return 1;
  for (std::size_t i = 0; i < function_count; ++i) {
    const std::string name = functions[i].name;
    if (only != std::string("all") && name != only) continue;
    const auto reference = std::find_if(std::begin(references), std::end(references),
                                        [&](const Reference& row) { return name == row.name; });
    if (reference == std::end(references)) return 1;
    Comparison comparison(functions[i], *reference, with_ends != 0);
    if (sizeof(Scalar) == 4) comparison.try_every_float(count);
    comparison.try_random(count);
    comparison.try_special();
    comparison.print();
  }
}
