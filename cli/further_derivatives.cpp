#include "cli/further_derivatives.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "runtime/call_loss.hpp"
#include "runtime/initialise.hpp"
#include "runtime/reference_derivative.hpp"
#include "runtime/reference_gradient.hpp"

namespace nngen::cli {
namespace {

using runtime::Point;
using Value = runtime::SampledValue<double>;

constexpr double most_compared = 1 << 27;  // a gigabyte

std::vector<ir::NodeId> params_of(const Task& task) {
  std::vector<ir::NodeId> params;
  for (const ir::Declaration* param : task.program.with_role(ir::Role::param)) {
    params.push_back(param->node);
  }
  return params;
}

double count_parameters(const Task& task) {
  double count = 0;
  for (const ir::NodeId param : params_of(task)) {
    count += static_cast<double>((*task.program.graph)[param].shape.size().value());
  }
  return count;
}

std::optional<Failure> too_large(const std::string& name, double rows, double cols,
                                 const std::string& hint) {
  const double entries = rows * cols;
  if (entries <= static_cast<double>(ir::Dim::limit)) return std::nullopt;
  return Failure{fmt::format("--with {}: {:.0f}×{:.0f} are {:.3g} entries; the limit is {}", name,
                             rows, cols, entries, ir::Dim::limit),
                 hint};
}

/// By a param that stays in a space of its own there is no derivative by a single entry.
const ir::Declaration* restricted_param(const Task& task) {
  for (const ir::Declaration* param : task.program.with_role(ir::Role::param)) {
    const ir::Properties& known = param->properties;
    if (known.symmetric || known.spd || known.diagonal) return param;
  }
  return nullptr;
}

std::optional<Failure> meaningless(const Task& task, const ir::FurtherRequest& request) {
  const std::vector<ir::NodeId> params = params_of(task);
  if (params.empty()) return Failure{"--with: there is no param to differentiate by"};
  if (request.is_along_direction() && !task.program.loss) {
    return Failure{"--with hessian, hvp and jvp are of a loss, and there is none",
                   "say which scalar is the objective: loss L = …"};
  }
  if (request.jacobian && task.program.outputs.empty()) {
    return Failure{"--with jacobian is of the outputs, and there is none", "add one: output y"};
  }
  const bool has_all = std::all_of(params.begin(), params.end(), [&](ir::NodeId param) {
    return std::find(task.by.begin(), task.by.end(), param) != task.by.end();
  });
  if (request.is_along_direction() && !has_all) {
    return Failure{"--with hessian, hvp and jvp are by all parameters, --wrt names only some",
                   "leave --wrt out"};
  }
  if (const ir::Declaration* param = request.hessian ? restricted_param(task) : nullptr) {
    return Failure{fmt::format("--with hessian is by single entries, those of {} depend on one "
                               "another",
                               param->name.plain()),
                   "take --with hvp, the product with a direction"};
  }
  return std::nullopt;
}

std::optional<Failure> too_large(const Task& task, const ir::FurtherRequest& request) {
  const double parameters = count_parameters(task);
  if (request.hessian) {
    auto failure = too_large("hessian", parameters, parameters,
                             "take --with hvp, the product with a direction");
    if (failure) return failure;
  }
  if (!request.jacobian) return std::nullopt;
  for (const ir::NamedValue& output : task.program.outputs) {
    const ir::Dim size = (*task.program.graph)[output.node].shape.size();
    auto failure = too_large("jacobian", static_cast<double>(size.value()), parameters, "");
    if (failure) return failure;
  }
  return std::nullopt;
}

// ---- the reference

/// The direction as tangents of the params.
Point tangents_of(const Task& task, const std::vector<Value>& direction) {
  Point tangents;
  const std::vector<ir::NodeId> params = params_of(task);
  for (std::size_t i = 0; i < params.size(); ++i) {
    const auto symbol = std::get<ir::Symbol>((*task.program.graph)[params[i]].attribute);
    tangents.values[symbol.declaration] = direction[i];
  }
  return tangents;
}

std::vector<Value> direction_of(const Task& task, const Point& point) {
  std::vector<Value> direction;
  for (const std::uint32_t part : task.further.directions) {
    direction.push_back(point.values.at(part));
  }
  return direction;
}

double dot(const std::vector<Value>& a, const std::vector<Value>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t k = 0; k < a[i].at(0).size(); ++k) sum += a[i].at(0)[k] * b[i].at(0)[k];
  }
  return sum;
}

std::vector<Value> reference_product(const Task& task, const Point& point,
                                     const std::vector<Value>& direction) {
  return runtime::reference_hessian_product(task.program, task.program.loss->as_derived(),
                                            params_of(task), task.derivation.reduction, point,
                                            tangents_of(task, direction));
}

double reference_change(const Task& task, const Point& point) {
  const std::vector<ir::NodeId> params = params_of(task);
  const auto gradient = runtime::reference_gradient(task.program, task.program.loss->as_derived(),
                                                    params, task.derivation.reduction, point);
  return dot(gradient.gradients, direction_of(task, point));
}

// Beside one another what each param gives.
Value reference_jacobian(const Task& task, const ir::FurtherDerivatives::OfOutput& jacobian,
                         bool per_sample, const Point& point) {
  const ir::NodeId output = task.program.outputs[jacobian.of].as_derived();
  const std::size_t rows = runtime::extent((*task.program.graph)[output].shape.size());
  const std::vector<ir::NodeId> params = params_of(task);
  Value result{per_sample, {}};
  for (std::size_t s = 0; s < (per_sample ? point.samples : 1); ++s) {
    const Point of_sample = runtime::only_sample(point, s);
    std::vector<double> entries;
    for (std::size_t i = 0; i < params.size(); ++i) {
      const ir::RequestedDerivative by_param{
          ir::RequestedDerivative::Kind::jacobian, output, params[i], {}, jacobian.blocks[i], {}};
      const auto block = runtime::reference_derivative(task.program, by_param, of_sample);
      entries.insert(entries.end(), block.entries().begin(), block.entries().end());
    }
    ir::Matrix<double> of_all(rows, entries.size() / rows);
    of_all.entries() = std::move(entries);
    result.samples.push_back(std::move(of_all));
  }
  return result;
}

// ---- the Hessian, column by column

/// The product with each unit direction, as `product` gives it.
template <class Product>
Value by_columns(const Task& task, const Point& point, Product product) {
  std::vector<Value> direction = direction_of(task, point);
  for (Value& part : direction) std::ranges::fill(part.samples[0].entries(), 0.0);
  std::vector<double> entries;
  for (Value& part : direction) {
    for (double& entry : part.samples[0].entries()) {
      entry = 1;
      for (const Value& block : product(direction)) {
        const auto& column = block.at(0).entries();
        entries.insert(entries.end(), column.begin(), column.end());
      }
      entry = 0;
    }
  }
  const auto size = static_cast<std::size_t>(count_parameters(task));
  ir::Matrix<double> hessian(size, size);
  hessian.entries() = std::move(entries);
  return {false, {std::move(hessian)}};
}

std::vector<Value> derived_product(const Task& task, Point point,
                                   const std::vector<Value>& direction) {
  std::vector<ir::NodeId> products;
  for (std::size_t i = 0; i < direction.size(); ++i) {
    point.values[task.further.directions[i]] = direction[i];
    products.push_back(task.program.outputs[*task.further.hvp + i].node);
  }
  return runtime::evaluate<double>(*task.program.graph, products, point);
}

}  // namespace

std::optional<Failure> add_further_derivatives(Task& task, const Options& options) {
  const ir::FurtherRequest& request = options.with;
  if (!request.is_any()) return std::nullopt;
  if (auto failure = meaningless(task, request)) return failure;
  if (auto failure = too_large(task, request)) return failure;
  task.further = ir::add_further_derivatives(task.program, task.derivation, request);
  return std::nullopt;
}

std::optional<Failure> too_large_to_compare(const Task& task) {
  const double parameters = count_parameters(task);
  if (!task.further.hessian || parameters * parameters <= most_compared) return std::nullopt;
  return Failure{fmt::format("the Hessian has {:.3g} entries; at most {:.3g} can be compared",
                             parameters * parameters, most_compared),
                 "compare its product with a direction: --with hvp"};
}

void draw_direction(const Task& task, std::uint64_t seed, Point& point) {
  if (task.further.directions.empty()) return;
  const Point drawn = runtime::random_point(task.program, point.samples, seed);
  for (const std::uint32_t part : task.further.directions) {
    point.values.emplace(part, drawn.values.at(part));
  }
}

void take_further_reference(const Task& task, const Point& point, Numbers& numbers) {
  const ir::FurtherDerivatives& further = task.further;
  for (const auto& jacobian : further.jacobians) {
    Value& value = numbers.outputs[jacobian.jacobian];
    value = reference_jacobian(task, jacobian, value.per_sample, point);
  }
  if (further.jvp) {
    numbers.outputs[*further.jvp].samples[0][0] = reference_change(task, point);
  }
  if (further.hvp) {
    std::vector<Value> product = reference_product(task, point, direction_of(task, point));
    std::ranges::move(product, numbers.outputs.begin() + *further.hvp);
  }
  if (further.hessian) {
    numbers.hessian = by_columns(task, point, [&](const std::vector<Value>& direction) {
      return reference_product(task, point, direction);
    });
  }
}

void take_derived_hessian(const Task& task, const Point& point, Numbers& numbers) {
  if (!task.further.hessian) return;
  numbers.hessian = by_columns(task, point, [&](const std::vector<Value>& direction) {
    return derived_product(task, point, direction);
  });
}

}  // namespace nngen::cli
