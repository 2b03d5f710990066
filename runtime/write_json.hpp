#pragma once
// Values written as JSON.

#include <string>
#include <utility>
#include <vector>

#include "ir/program.hpp"
#include "runtime/evaluate.hpp"

namespace nngen::runtime {

/// One object of the output: a title and named values in order.
struct JsonSection {
  std::string title;
  std::vector<std::pair<std::string, SampledValue<double>>> values;
};

/// The point as a section that `read_point` takes back.
JsonSection point_section(std::string title, const ir::Program& program, const Point& point);

/// {"title": {"name": value, …}, …}, one value a line; numbers round-trip. Batched, a value per
/// sample is the list of its samples.
std::string write_json(const std::vector<JsonSection>& sections, bool batched);

}  // namespace nngen::runtime
