// The emitted functions, under the flags that are tried.

#include "functions.hpp"

#include "table.hpp"

namespace {

using detail::lanes;
using detail::Vector;

template <class F>
void for_each_vector(F f, const Scalar* x, const Scalar* second, Scalar* y) {
  static_assert(block % lanes == 0, "whole registers");
  for (std::size_t i = 0; i < block; i += lanes) {
    Vector a;
    Vector b;
    std::memcpy(&a, x + i, sizeof(a));
    std::memcpy(&b, second + i, sizeof(b));
    const Vector result = f(a, b);
    std::memcpy(y + i, &result, sizeof(result));
  }
}

}  // namespace

#define UNARY(name)                                                                         \
  Function {                                                                                \
#name,                                                                                    \
        [](const Scalar* x, const Scalar* second, Scalar* y) {                                \
          for_each_vector([](Vector a, Vector) { return detail::name(a); }, x, second, y);    \
        },                                                                                    \
        [](Scalar x, Scalar) { return detail::name(x); } \
  }
#define BINARY(name)                                                                        \
  Function {                                                                                \
#name,                                                                                    \
        [](const Scalar* x, const Scalar* second, Scalar* y) {                                \
          for_each_vector([](Vector a, Vector b) { return detail::name(a, b); }, x, second, y); \
        },                                                                                    \
        [](Scalar x, Scalar second) { return detail::name(x, second); } \
  }

const Function functions[] = {
    UNARY(abs),   UNARY(sqrt), UNARY(exp),  UNARY(expm1),  UNARY(log),
    UNARY(log1p), UNARY(tanh), UNARY(erf),  UNARY(sin),    UNARY(cos),
    UNARY(asin),  UNARY(acos), UNARY(atan), BINARY(atan2), BINARY(pow),
};
const std::size_t function_count = sizeof(functions) / sizeof(functions[0]);
