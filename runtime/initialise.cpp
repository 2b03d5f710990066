#include "runtime/initialise.hpp"

#include <cmath>

namespace nngen::runtime {
namespace {

using Value = ir::Matrix<double>;

// How many numbers enter one entry of W·x; a vector is taken for a row of weights.
double fan_in(const ir::Shape& shape) {
  return static_cast<double>(extent(shape.cols.is_one() ? shape.rows : shape.cols));
}
double fan_out(const ir::Shape& shape) {
  return shape.cols.is_one() ? 1.0 : static_cast<double>(extent(shape.rows));
}

template <class Draw>
Value drawn(const ir::Shape& shape, Draw draw) {
  Value value(extent(shape.rows), extent(shape.cols));
  for (double& entry : value.entries()) entry = draw();
  return value;
}

Value normal(const ir::Shape& shape, Random& random, double size) {
  return drawn(shape, [&] { return size * random.normal(); });
}
Value uniform(const ir::Shape& shape, Random& random, double bound) {
  return drawn(shape, [&] { return random.uniform(-bound, bound); });
}

Value onehot(const ir::Shape& shape, Random& random) {
  Value value(extent(shape.rows), extent(shape.cols));
  for (std::size_t j = 0; j < value.cols(); ++j) value(random.below(value.rows()), j) = 1;
  return value;
}

Value simplex(const ir::Shape& shape, Random& random) {
  Value value = drawn(shape, [&] { return random.uniform(0.1, 1); });
  for (std::size_t j = 0; j < value.cols(); ++j) {
    double sum = 0;
    for (std::size_t i = 0; i < value.rows(); ++i) sum += value(i, j);
    for (std::size_t i = 0; i < value.rows(); ++i) value(i, j) /= sum;
  }
  return value;
}

// The lower triangle decides.
Value mirrored(Value a) {
  for (std::size_t j = 0; j < a.cols(); ++j) {
    for (std::size_t i = 0; i < j; ++i) a(i, j) = a(j, i);
  }
  return a;
}

Value diagonal_part(const Value& a) {
  Value value(a.rows(), a.cols());
  for (std::size_t i = 0; i < a.rows() && i < a.cols(); ++i) value(i, i) = a(i, i);
  return value;
}

// A·Aᵀ/n + ½·I: its eigenvalues lie well above 0.
Value spd(const Value& a) {
  Value value(a.rows(), a.rows());
  for (std::size_t i = 0; i < a.rows(); ++i) {
    for (std::size_t j = 0; j < a.rows(); ++j) {
      double dot = 0;
      for (std::size_t k = 0; k < a.cols(); ++k) dot += a(i, k) * a(j, k);
      value(i, j) = dot / static_cast<double>(a.cols()) + (i == j ? 0.5 : 0);
    }
  }
  return value;
}

// Gram–Schmidt, each column twice: once loses digits where columns are nearly parallel.
Value orthogonal(const ir::Shape& shape, Random& random) {
  Value q = normal(shape, random, 1);
  for (std::size_t j = 0; j < q.cols(); ++j) {
    for (std::size_t k = 0; k < 2 * j; ++k) {
      double dot = 0;
      for (std::size_t i = 0; i < q.rows(); ++i) dot += q(i, k % j) * q(i, j);
      for (std::size_t i = 0; i < q.rows(); ++i) q(i, j) -= dot * q(i, k % j);
    }
    double square = 0;
    for (std::size_t i = 0; i < q.rows(); ++i) square += q(i, j) * q(i, j);
    for (std::size_t i = 0; i < q.rows(); ++i) q(i, j) /= std::sqrt(square);
  }
  return q;
}

Value identity(const ir::Shape& shape) {
  Value value(extent(shape.rows), extent(shape.cols));
  for (std::size_t i = 0; i < value.rows() && i < value.cols(); ++i) value(i, i) = 1;
  return value;
}

// Moves a value into the declared space, or draws it anew where no simple step leads there.
Value with_properties(Value value, const ir::Declaration& declaration, Random& random) {
  const ir::Shape& shape = declaration.shape;
  const ir::Properties& is = declaration.properties;
  if (is.onehot) return onehot(shape, random);
  if (is.simplex) return simplex(shape, random);
  if (is.orthogonal && (is.symmetric || is.diagonal || is.spd)) return identity(shape);
  if (is.orthogonal) return orthogonal(shape, random);
  if (is.spd) {
    value = drawn(shape, [&] { return is.positive ? random.uniform() : random.normal(); });
    return spd(is.diagonal ? diagonal_part(value) : value);
  }
  if (is.sign) {
    value = drawn(shape, [&] { return is.positive || random.bits() % 2 == 0 ? 1.0 : -1.0; });
  } else if (is.positive) {
    value = drawn(shape, [&] { return random.uniform(0.5, 1.5); });
  }
  if (is.symmetric) value = mirrored(std::move(value));
  return is.diagonal ? diagonal_part(value) : value;
}

}  // namespace

Random::Random(std::uint64_t seed, std::string_view stream) {
  for (const char c : stream) {  // FNV-1a
    seed = (seed ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  }
  for (std::uint64_t& word : state_) {  // splitmix64
    seed += 0x9e3779b97f4a7c15u;
    std::uint64_t mixed = (seed ^ (seed >> 30)) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
    word = mixed ^ (mixed >> 31);
  }
}

std::uint64_t Random::bits() {
  const auto rotated = [](std::uint64_t x, int by) { return (x << by) | (x >> (64 - by)); };
  const std::uint64_t result = rotated(state_[0] + state_[3], 23) + state_[0];
  const std::uint64_t shifted = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = rotated(state_[3], 45);
  return result;
}

double Random::uniform() { return static_cast<double>(bits() >> 11) * 0x1p-53; }

double Random::normal() {
  double sum = -6;
  for (int i = 0; i < 12; ++i) sum += uniform();
  return sum;
}

Point random_point(const ir::Program& program, std::size_t samples, std::uint64_t seed) {
  Point point;
  point.samples = samples;
  for (std::uint32_t i = 0; i < program.declarations.size(); ++i) {
    const ir::Declaration& declaration = program.declarations[i];
    const bool per_sample =
        declaration.role == ir::Role::input || declaration.role == ir::Role::target;
    const double size =
        declaration.role == ir::Role::param ? 1 / std::sqrt(fan_in(declaration.shape)) : 1;
    Random random(seed, declaration.name.plain());
    SampledValue<double>& value = point.values[i];
    value.per_sample = per_sample;
    for (std::size_t s = 0; s < (per_sample ? samples : 1); ++s) {
      value.samples.push_back(
          with_properties(normal(declaration.shape, random, size), declaration, random));
    }
  }
  return point;
}

Point generic_point(const ir::Program& program, std::size_t samples, std::uint64_t seed) {
  Point point = random_point(program, samples, seed);
  if (seed % 2 != 0) return point;
  for (auto& [declaration, value] : point.values) {
    if (!(program.declarations[declaration].properties == ir::Properties{})) continue;
    for (Value& sample : value.samples) {
      for (double& entry : sample.entries()) entry = std::abs(entry);
    }
  }
  return point;
}

ir::Matrix<double> initial_value(const ir::Declaration& param, std::uint64_t seed) {
  using Kind = ir::Initialiser::Kind;
  const ir::Shape& shape = param.shape;
  const ir::Initialiser& init = param.init;
  const double in = fan_in(shape);
  Random random(seed, param.name.plain());
  const auto start = [&]() -> Value {
    switch (init.kind) {
      case Kind::zeros: return drawn(shape, [] { return 0.0; });
      case Kind::ones: return drawn(shape, [] { return 1.0; });
      case Kind::xavier: return uniform(shape, random, std::sqrt(6 / (in + fan_out(shape))));
      case Kind::he: return normal(shape, random, std::sqrt(2 / in));
      case Kind::lecun: return normal(shape, random, std::sqrt(1 / in));
      case Kind::normal: return normal(shape, random, init.a);
      case Kind::uniform: return drawn(shape, [&] { return random.uniform(init.a, init.b); });
      case Kind::fan_in_uniform: return uniform(shape, random, 1 / (2 * in));
    }
    NNGEN_UNREACHABLE();
  };
  return with_properties(start(), param, random);
}

}  // namespace nngen::runtime
