#include "codegen/emit_initialise.hpp"

#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "ir/check.hpp"

namespace nngen::codegen {
namespace {

// How many numbers enter one entry of W·x; a vector is taken for a row of weights.
double fan_in(const ir::Shape& shape) {
  return static_cast<double>((shape.cols.is_one() ? shape.rows : shape.cols).value());
}
double fan_out(const ir::Shape& shape) {
  return shape.cols.is_one() ? 1.0 : static_cast<double>(shape.rows.value());
}

std::string uniform(double low, double high, ScalarType type) {
  return fmt::format("uniform({}, {})", scalar_literal(low, type), scalar_literal(high, type));
}
std::string normal(double size, ScalarType type) {
  return fmt::format("normal({})", scalar_literal(size, type));
}

// What fills each entry: a number, or a call that draws one.
std::string entry(const ir::Declaration& declaration, ScalarType type, bool& draws) {
  using Kind = ir::Initialiser::Kind;
  const double in = fan_in(declaration.shape);
  draws = true;
  switch (declaration.init.kind) {
    case Kind::zeros:
      draws = false;
      return "0";
    case Kind::ones:
      draws = false;
      return "1";
    case Kind::xavier: {
      const double bound = std::sqrt(6 / (in + fan_out(declaration.shape)));
      return uniform(-bound, bound, type);
    }
    case Kind::he:
      return normal(std::sqrt(2 / in), type);
    case Kind::lecun:
      return normal(std::sqrt(1 / in), type);
    case Kind::normal:
      return normal(declaration.init.a, type);
    case Kind::uniform:
      return uniform(declaration.init.a, declaration.init.b, type);
    case Kind::fan_in_uniform:
      return uniform(-1 / (2 * in), 1 / (2 * in), type);
  }
  NNGEN_UNREACHABLE();
}

constexpr const char* draws_text = R"nngen(namespace detail {

/// A stream of random numbers (splitmix64), the same with every compiler.
struct Draws {
  std::uint64_t state;

  Scalar uniform(Scalar low, Scalar high) {
    state += 0x9e3779b97f4a7c15u;
    std::uint64_t mixed = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
    mixed ^= mixed >> 31;
    return low + (high - low) * (static_cast<Scalar>(mixed >> 40) / Scalar(16777216));
  }
  /// The sum of twelve uniform numbers is nearly normal.
  Scalar normal(Scalar deviation) {
    Scalar total = -6;
    for (int i = 0; i < 12; ++i) total += uniform(0, 1);
    return deviation * total;
  }
};

}  // namespace detail

)nngen";

// Parameters side by side in the flat array that begin with the same.
struct Run {
  std::size_t first = 0;
  std::size_t count = 0;
  std::int64_t size = 0;
  std::string value;
};

// Few are written one by one.
constexpr std::size_t fewest_of_loop = 4;

std::vector<Run> runs_of(const ir::Program& program, const HeaderPlan& plan, bool& any_draws) {
  std::vector<Run> runs;
  for (std::size_t i = 0; i < plan.parameters.size(); ++i) {
    const ir::Declaration& declaration = program.declarations[plan.parameters[i].declaration];
    bool draws = false;
    std::string value = entry(declaration, plan.options.scalar, draws);
    any_draws = any_draws || draws;
    if (draws) value = "draws." + value;
    const std::int64_t size = declaration.shape.size().value();
    const bool goes_on = !runs.empty() && runs.back().value == value && runs.back().size == size;
    if (goes_on) {
      ++runs.back().count;
    } else {
      runs.push_back({i, 1, size, std::move(value)});
    }
  }
  return runs;
}

void fill(Writer& lines, const HeaderPlan& plan, std::size_t first, std::size_t count,
          const Run& run) {
  const ParameterSlot& slot = plan.parameters[first];
  const std::string last =
      count == 1 ? std::string() : " to " + plan.parameters[first + count - 1].identifier;
  lines.open(fmt::format("for (detail::Index i = 0; i < {}; ++i) {{  // {}{}",
                         run.size * static_cast<std::int64_t>(count), slot.identifier, last));
  lines.line(fmt::format("parameters.values[{} + i] = {};", slot.offset, run.value));
  lines.close();
}

}  // namespace

void emit_initialise(Writer& writer, const ir::Program& program, const HeaderPlan& plan) {
  Writer lines;
  lines.open_here();
  bool any_draws = false;
  for (const Run& run : runs_of(program, plan, any_draws)) {
    const std::size_t together = run.count < fewest_of_loop ? 1 : run.count;
    for (std::size_t k = 0; k < run.count; k += together) {
      fill(lines, plan, run.first + k, together, run);
    }
  }
  if (any_draws) writer.raw(draws_text);
  writer.line("/// Start values for training; equal seeds give equal values.");
  writer.open(fmt::format("inline void initialise(Parameters& parameters, std::uint64_t{}) {{",
                          any_draws ? " seed" : ""));
  if (any_draws) writer.line("detail::Draws draws{seed};");
  writer.raw(lines.take());
  writer.close();
  writer.line();
}

}  // namespace nngen::codegen
