#include "cli/bench_report.hpp"

#include <sstream>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace nngen::cli {
namespace {

using Json = nlohmann::ordered_json;
using Number = std::optional<double>;

/// f(*a), or nothing.
template <class F>
Number with(const Number& a, F f) {
  return a ? Number(f(*a)) : std::nullopt;
}

std::string rate(const Number& value) {
  if (!value) return "–";
  for (const auto& [factor, unit] :
       {std::pair{1e9, "G"}, std::pair{1e6, "M"}, std::pair{1e3, "k"}}) {
    if (*value >= factor) return fmt::format("{:.3g}{}", *value / factor, unit);
  }
  return fmt::format("{:.3g}", *value);
}

/// "1.52 (1.5–1.54)"
std::string interval(const Times& times, const std::string& name) {
  const Number middle = times.number(name);
  if (!middle) return "–";
  return fmt::format("{:.3g} ({:.3g}–{:.3g})", *middle, *times.number(name + "_lower"),
                     *times.number(name + "_upper"));
}

Number samples_per_s(const Measurement& measurement, const std::string& name) {
  return with(measurement.times.number(name + "_s"),
              [&](double seconds) { return static_cast<double>(measurement.samples) / seconds; });
}

/// Of the gradient's operations; a step's are not counted.
Number flops_per_s(const Measurement& measurement) {
  return with(samples_per_s(measurement, "gradient"),
              [&](double rate) { return rate * measurement.flops_per_sample; });
}

Number limit_flops_per_s(const Measurement& measurement) {
  return with(measurement.times.number("limit_s"),
              [&](double seconds) { return *measurement.times.number("limit_flops") / seconds; });
}

double flops_of(const codegen::MatrixProduct& p) {
  return 2.0 * static_cast<double>(p.rows) * static_cast<double>(p.depth) *
         static_cast<double>(p.cols);
}

std::string gflops(const Number& flops) {
  return flops ? fmt::format("{:.3g}", *flops * 1e-9) : std::string("–");
}

/// A line of the table of times; the columns are counted in characters, of which "–" is one.
std::string row(std::string_view name, const std::string& samples, const std::string& speed,
                const std::string& ratio) {
  std::string line = fmt::format("{:<10} {:>12} {:>10}   {}", name, samples, speed, ratio);
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::string products_text(const Measurement& measurement) {
  const std::vector<TimedProduct>& products = measurement.times.products;
  if (products.empty()) return "there are no matrix products, so there is no limit\n";
  std::string text = "the limit is these matrix products, each by the fastest:\n";
  for (const TimedProduct& timed : products) {
    const codegen::MatrixProduct& p = timed.product;
    const std::string shape = fmt::format("{}×{} by {}×{}", p.rows, p.depth, p.depth, p.cols);
    text += fmt::format("{:>6} of {:<26} {:>8} GFLOP/s  {}\n", p.count, shape,
                        gflops(flops_of(p) / timed.seconds), timed.fastest);
  }
  return text;
}

Json json(const Number& value) { return value ? Json(*value) : Json(nullptr); }

}  // namespace

Number Times::number(std::string_view name) const {
  const auto found = numbers.find(name);
  return found == numbers.end() ? std::nullopt : Number(found->second);
}

Times read_times(const std::string& text) {
  Times times;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string name, value;
    words >> name;
    if (name == "product") {
      TimedProduct timed;
      codegen::MatrixProduct& p = timed.product;
      words >> p.rows >> p.depth >> p.cols >> p.count >> timed.seconds >> std::ws;
      std::getline(words, timed.fastest);
      times.products.push_back(std::move(timed));
    } else if (words >> value) {
      times.numbers[name] = std::strtod(value.c_str(), nullptr);  // which knows "nan" and "inf"
    }
  }
  return times;
}

std::string text_of(const Measurement& m, const std::string& name) {
  std::string text = fmt::format("{}: {} sample{} a call, {}, one thread, {} rounds\n\n", name,
                                 m.samples, m.samples == 1 ? "" : "s", m.scalar, m.rounds);
  text += row("", "samples/s", "GFLOP/s", "time ÷ limit");
  text += row("gradient", rate(samples_per_s(m, "gradient")), gflops(flops_per_s(m)),
              interval(m.times, "gradient_time_over_limit"));
  text +=
      row("step", rate(samples_per_s(m, "step")), "", interval(m.times, "step_time_over_limit"));
  text += row("limit", rate(samples_per_s(m, "limit")), gflops(limit_flops_per_s(m)), "");
  text += row("peak", "", gflops(m.times.number("peak_flops")), "(multiply-adds on registers)");
  text += "\n" + products_text(m) + "\n";
  text += fmt::format("{:<12} {}\n", "parameters", m.parameters);
  text += fmt::format("{:<12} {} bytes\n", "workspace", m.workspace_bytes);
  text += fmt::format("{:<12} {}\n", "code",
                      m.code_bytes ? fmt::format("{} bytes", *m.code_bytes) : std::string("–"));
  text += fmt::format("{:<12} {} a sample\n", "operations", rate(m.flops_per_sample));
  text += fmt::format("{:<12} {:.1f} s\n", "compilation", m.compile_s);
  return text;
}

std::string json_of(const Measurement& m) {
  Json result = {{"scalar", m.scalar}, {"samples", m.samples}, {"rounds", m.rounds}};
  for (const char* name : {"gradient", "step", "limit"}) {
    result[std::string(name) + "_samples_per_s"] = json(samples_per_s(m, name));
  }
  for (const char* name : {"gradient_time_over_limit", "step_time_over_limit"}) {
    result[name] = json(m.times.number(name));
  }
  const auto giga = [](const Number& flops) {
    return json(with(flops, [](double value) { return value * 1e-9; }));
  };
  result["gradient_gflops"] = giga(flops_per_s(m));
  result["limit_gflops"] = giga(limit_flops_per_s(m));
  result["peak_gflops"] = giga(m.times.number("peak_flops"));
  result["compile_s"] = m.compile_s;
  result["code_bytes"] = m.code_bytes ? Json(*m.code_bytes) : Json(nullptr);
  result["workspace_bytes"] = m.workspace_bytes;
  result["parameters"] = m.parameters;
  result["flops_per_sample"] = m.flops_per_sample;
  result["products"] = Json::array();
  for (const TimedProduct& timed : m.times.products) {
    const codegen::MatrixProduct& p = timed.product;
    result["products"].push_back({{"rows", p.rows},
                                  {"depth", p.depth},
                                  {"cols", p.cols},
                                  {"count", p.count},
                                  {"gflops", flops_of(p) / timed.seconds * 1e-9},
                                  {"fastest", timed.fastest}});
  }
  return result.dump(1) + "\n";
}

}  // namespace nngen::cli
