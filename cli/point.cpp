#include "cli/point.hpp"

#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/input_file.hpp"
#include "cli/messages.hpp"
#include "runtime/initialise.hpp"
#include "runtime/names.hpp"
#include "runtime/read_point.hpp"

namespace nngen::cli {
namespace {

using runtime::Point;

constexpr std::size_t largest_values_file = std::size_t{1} << 30;
constexpr double most_numbers = 1 << 27;  // a gigabyte
constexpr std::size_t samples_of_dynamic_batch = 5;

bool is_per_sample(const ir::Declaration& declaration) {
  return declaration.role == ir::Role::input || declaration.role == ir::Role::target;
}

/// How many numbers the point has; as a double it cannot overflow.
double count_numbers(const ir::Program& program, std::size_t samples) {
  double count = 0;
  for (const ir::Declaration& declaration : program.declarations) {
    const double size = static_cast<double>(declaration.shape.rows.value()) *
                        static_cast<double>(declaration.shape.cols.value());
    count += size * (is_per_sample(declaration) ? static_cast<double>(samples) : 1.0);
  }
  return count;
}

/// As many samples as the first list of samples in the text has; 1 where there is none.
std::size_t count_samples(const std::string& text, const ir::Program& program) {
  const auto values = nlohmann::json::parse(text, nullptr, false);
  if (!values.is_object()) return 1;
  for (const auto& [key, value] : values.items()) {
    const ir::Declaration* declaration = program.find_declaration(runtime::plain_spelling(key));
    if (declaration == nullptr || !is_per_sample(*declaration)) continue;
    if (value.is_array() && !value.empty()) return value.size();
  }
  return 1;
}

std::optional<Point> read_values(const Options& options, const ir::Program& program,
                                 std::span<const ir::NodeId> roots) {
  const auto text = read_input(options.at, largest_values_file);
  if (!text) {
    say(text.error());
    return std::nullopt;
  }
  runtime::PointRequest request{roots, 1, options.is_batched()};
  request.samples = options.batch.kind == codegen::Batch::Kind::dynamic
                        ? count_samples(text.value(), program)
                        : static_cast<std::size_t>(options.batch.samples);
  auto point = runtime::read_point(text.value(), program, request);
  if (point) return std::move(point).value();
  ir::Diagnostics findings;
  for (const ir::Diagnostic& error : point.error()) findings.add(error);
  say(findings, ir::SourceFile(name_of_input(options.at), text.value()));
  return std::nullopt;
}

std::size_t samples_to_draw(const Options& options) {
  return options.batch.kind == codegen::Batch::Kind::dynamic
             ? samples_of_dynamic_batch
             : static_cast<std::size_t>(options.batch.samples);
}

std::optional<Failure> too_many_numbers(const ir::Program& program, std::size_t samples) {
  const double numbers = count_numbers(program, samples);
  if (numbers <= most_numbers) return std::nullopt;
  return Failure{fmt::format("the point would have {:.3g} numbers; the limit is {:.3g}", numbers,
                             most_numbers)};
}

std::optional<Point> draw_values(const Options& options, const ir::Program& program) {
  const std::size_t samples = samples_to_draw(options);
  if (const auto failure = too_many_numbers(program, samples)) {
    say(*failure);
    return std::nullopt;
  }
  return runtime::random_point(program, samples, options.seed.value_or(1));
}

void round_to_float(Point& point) {
  for (auto& [declaration, value] : point.values) {
    for (auto& sample : value.samples) {
      for (double& entry : sample.entries()) entry = static_cast<double>(static_cast<float>(entry));
    }
  }
}

}  // namespace

std::optional<Point> point_of(const Options& options, const ir::Program& program,
                              std::span<const ir::NodeId> roots) {
  std::optional<Point> point =
      options.at.empty() ? draw_values(options, program) : read_values(options, program, roots);
  if (point && options.scalar == codegen::ScalarType::float32) round_to_float(*point);
  return point;
}

ir::Result<Point, Failure> generic_point_of(const Options& options, const ir::Program& program,
                                            std::uint64_t seed) {
  const std::size_t samples = samples_to_draw(options);
  if (const auto failure = too_many_numbers(program, samples)) return *failure;
  Point point = runtime::generic_point(program, samples, seed);
  if (options.scalar == codegen::ScalarType::float32) round_to_float(point);
  return point;
}

}  // namespace nngen::cli
