#include "runtime/write_json.hpp"

#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace nngen::runtime {
namespace {

std::string number(double value) {
  if (std::isnan(value)) return "\"NaN\"";
  if (std::isinf(value)) return value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
  if (value == 0 && std::signbit(value)) return "-0.0";  // "-0" would be read as an integer
  return fmt::format("{}", value);  // the shortest text that reads back the same
}

template <class Item>
std::string list(std::size_t count, Item item) {
  std::string text = "[";
  for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "" : ", ") + item(i);
  return text + "]";
}

std::string matrix(const ir::Matrix<double>& value) {
  if (value.size() == 1) return number(value[0]);
  if (value.cols() == 1) return list(value.rows(), [&](auto i) { return number(value[i]); });
  return list(value.rows(), [&](auto i) {
    return list(value.cols(), [&](auto j) { return number(value(i, j)); });
  });
}

std::string sampled(const SampledValue<double>& value, bool batched) {
  if (!value.per_sample || !batched) return matrix(value.at(0));
  return list(value.samples.size(), [&](auto s) { return matrix(value.samples[s]); });
}

std::string quoted(const std::string& text) { return nlohmann::json(text).dump(); }

}  // namespace

JsonSection point_section(std::string title, const ir::Program& program, const Point& point) {
  JsonSection section{std::move(title), {}};
  for (const auto& [declaration, value] : point.values) {
    section.values.emplace_back(program.declarations.at(declaration).name.plain(), value);
  }
  return section;
}

std::string write_json(const std::vector<JsonSection>& sections, bool batched) {
  std::string text = "{";
  for (std::size_t k = 0; k < sections.size(); ++k) {
    text += fmt::format("{}\n  {}: {{", k == 0 ? "" : ",", quoted(sections[k].title));
    const auto& values = sections[k].values;
    for (std::size_t i = 0; i < values.size(); ++i) {
      text += fmt::format("{}\n    {}: {}", i == 0 ? "" : ",", quoted(values[i].first),
                          sampled(values[i].second, batched));
    }
    text += values.empty() ? "}" : "\n  }";
  }
  return text + (sections.empty() ? "}\n" : "\n}\n");
}

}  // namespace nngen::runtime
