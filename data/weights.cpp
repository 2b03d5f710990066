#include "data/weights.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "runtime/evaluate.hpp"
#include "runtime/names.hpp"

namespace nngen::data {
namespace {

using runtime::extent;

std::vector<double> by_rows(const ir::Matrix<double>& value) {
  std::vector<double> values;
  values.reserve(value.size());
  for (std::size_t i = 0; i < value.rows(); ++i) {
    for (std::size_t j = 0; j < value.cols(); ++j) values.push_back(value(i, j));
  }
  return values;
}

ir::Matrix<double> from_rows(const ir::Shape& shape, const std::vector<double>& values) {
  ir::Matrix<double> value(extent(shape.rows), extent(shape.cols));
  std::size_t next = 0;
  for (std::size_t i = 0; i < value.rows(); ++i) {
    for (std::size_t j = 0; j < value.cols(); ++j) value(i, j) = values[next++];
  }
  return value;
}

bool fits(const std::vector<std::size_t>& given, const ir::Shape& shape) {
  if (given == array_shape(shape)) return true;
  if (shape.is_scalar())
    return std::all_of(given.begin(), given.end(), [](auto n) { return n == 1; });
  return given == std::vector{extent(shape.rows), extent(shape.cols)};
}

std::string describe(const std::vector<std::size_t>& shape) {
  if (shape.empty()) return "a single number";
  return fmt::format("an array of shape ({})", fmt::join(shape, ", "));
}

DataError wrong_shape(const std::string& file, const ir::Declaration& param, const Tensor& tensor) {
  const bool is_transposed = fits(tensor.shape, param.shape.transposed());
  return {{file},
          fmt::format("'{}' is {} in the file, the program declares {}", tensor.name,
                      describe(tensor.shape), param.shape.to_string()),
          is_transposed ? "the shapes are each other's transposes" : ""};
}

std::vector<std::string> names_of(const std::vector<const ir::Declaration*>& params) {
  std::vector<std::string> names;
  for (const ir::Declaration* param : params) names.push_back(param->name.plain());
  return names;
}

DataError missing(const std::string& file, const std::string& name,
                  const std::vector<Tensor>& tensors) {
  std::vector<std::string> known;
  for (const Tensor& tensor : tensors) known.push_back(tensor.name);
  return {
      {file},
      fmt::format("the file has no '{}'", name),
      known.empty() ? "it has no arrays at all" : fmt::format("it has {}", fmt::join(known, ", "))};
}

DataError unknown(const std::string& file, const std::string& name,
                  const std::vector<std::string>& params) {
  const auto nearest = runtime::nearest_name(name, params);
  return {{file},
          fmt::format("the file has '{}', which is no param of the program", name),
          nearest ? fmt::format("did you mean '{}'?", *nearest)
                  : fmt::format("its params are {}", fmt::join(params, ", "))};
}

}  // namespace

std::vector<std::size_t> array_shape(const ir::Shape& shape) {
  if (shape.is_scalar()) return {};
  if (shape.is_column()) return {extent(shape.rows)};
  return {extent(shape.rows), extent(shape.cols)};
}

std::vector<Tensor> tensors_of(const ir::Program& program, const Weights& weights) {
  std::vector<Tensor> tensors;
  for (const auto& [index, value] : weights) {
    const ir::Declaration& param = program.declarations[index];
    tensors.push_back({param.name.plain(), array_shape(param.shape), by_rows(value)});
  }
  return tensors;
}

Result<Weights> weights_of(const ir::Program& program, const std::string& file,
                           const std::vector<Tensor>& tensors) {
  std::map<std::string, const Tensor*> by_name;
  for (const Tensor& tensor : tensors) by_name[runtime::plain_spelling(tensor.name)] = &tensor;
  const auto params = program.with_role(ir::Role::param);
  const std::vector<std::string> names = names_of(params);
  for (const Tensor& tensor : tensors) {
    const std::string name = runtime::plain_spelling(tensor.name);
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      return unknown(file, tensor.name, names);
    }
  }
  Weights weights;
  for (const ir::Declaration* param : params) {
    const auto found = by_name.find(param->name.plain());
    if (found == by_name.end()) return missing(file, param->name.plain(), tensors);
    if (!fits(found->second->shape, param->shape)) return wrong_shape(file, *param, *found->second);
    const auto index = static_cast<std::uint32_t>(param - program.declarations.data());
    weights.emplace(index, from_rows(param->shape, found->second->values));
  }
  return weights;
}

}  // namespace nngen::data
