#include "cli/verify_formulas.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "cli/delivered_nodes.hpp"
#include "cli/open_sizes.hpp"
#include "cli/quoted_line.hpp"
#include "codegen/formula/node_texts.hpp"
#include "ir/calculus/passes.hpp"
#include "ir/sized_program.hpp"
#include "runtime/call_loss.hpp"
#include "runtime/reference_derivative.hpp"
#include "runtime/reference_gradient.hpp"
#include "runtime/verify_formulas.hpp"

namespace nngen::cli {
namespace {

using ir::NodeId;
using runtime::ComparedFormula;
using runtime::Point;
using Value = runtime::SampledValue<double>;

// A batch is printed for any number of samples.
constexpr std::int64_t samples_of_batch = 3;
const std::string batch_symbol = "M";

Value transposed(const Value& value) {
  Value result{value.per_sample, {}};
  for (const auto& sample : value.samples) {
    ir::Matrix<double> flipped(sample.cols(), sample.rows());
    for (std::size_t j = 0; j < sample.cols(); ++j) {
      for (std::size_t i = 0; i < sample.rows(); ++i) flipped(j, i) = sample(i, j);
    }
    result.samples.push_back(std::move(flipped));
  }
  return result;
}

bool are_all_equal(const Value& value) {
  return std::all_of(value.samples.begin(), value.samples.end(), [&](const auto& sample) {
    return sample.entries() == value.samples[0].entries();
  });
}

// The samples' columns beside one another; a formula that no sample enters is written for all at
// once.
Value in_columns(const Value& value, bool is_for_all = false) {
  if (!value.per_sample) return value;
  if (is_for_all && are_all_equal(value)) return {false, {value.samples[0]}};
  ir::Matrix<double> columns(value.samples[0].rows(), value.samples.size());
  for (std::size_t s = 0; s < value.samples.size(); ++s) {
    for (std::size_t i = 0; i < columns.rows(); ++i) columns(i, s) = value.samples[s][i];
  }
  return {false, {std::move(columns)}};
}

bool is_finite(const ir::Matrix<double>& value) {
  return std::all_of(value.entries().begin(), value.entries().end(),
                     [](double entry) { return std::isfinite(entry); });
}

// Where the function is no number its derivative is none, whatever a formula gives there.
void make_undefined(std::vector<Value>& derivatives) {
  for (Value& value : derivatives) {
    for (auto& sample : value.samples) {
      for (double& entry : sample.entries()) entry = std::numeric_limits<double>::quiet_NaN();
    }
  }
}

/// A derivative that the file asks for, or a value that is made of some.
struct Item {
  std::string name;
  NodeId delivered;
  bool is_in_columns = false;
  const ir::RequestedDerivative* request = nullptr;
  NodeId as_derived = {};   // where it is no request itself
  bool is_for_all = false;  // no sample enters what is delivered
};

/// All that is compared, in a program whose sizes are known.
class Comparison {
 public:
  Comparison(const Task& task, const DeliveredNodes& nodes,
             const std::map<std::string, std::int64_t>& sizes)
      : task_(task), nodes_(nodes), sized_(ir::with_sizes(task.program, sizes)) {
    if (nodes.columns) columns_ = ir::with_sizes(nodes.columns->program, sizes);
    for (const NodeId by : task.by) by_.push_back(sized_.image[by.value]);
    take_values();
    take_further_requests();
  }

  const ir::Program& program() const { return sized_.program; }
  bool is_empty() const { return nodes_.gradients.empty() && items_.empty(); }

  std::vector<ComparedFormula> at(const Point& point) const {
    std::vector<NodeId> in_program;
    std::vector<NodeId> in_columns;
    for (const NodeId gradient : nodes_.gradients) {
      (columns_ ? in_columns : in_program).push_back(image(gradient, columns_.has_value()));
    }
    for (const Item& item : items_) {
      (item.is_in_columns ? in_columns : in_program)
          .push_back(image(item.delivered, item.is_in_columns));
    }
    std::vector<Value> values = runtime::evaluate<double>(*sized_.program.graph, in_program, point);
    std::vector<Value> column_values;
    if (columns_) {
      column_values =
          runtime::evaluate<double>(*columns_->program.graph, in_columns, point_in_columns(point));
    }
    auto next = values.begin();
    auto next_column = column_values.begin();
    std::vector<ComparedFormula> result;
    for (ComparedFormula& gradient : reference_gradients(point)) {
      gradient.formula = std::move(columns_ ? *next_column++ : *next++);
      result.push_back(std::move(gradient));
    }
    for (const Item& item : items_) {
      Value value = std::move(item.is_in_columns ? *next_column++ : *next++);
      result.push_back({item.name, std::move(value), reference(item, point)});
    }
    return result;
  }

 private:
  NodeId image(NodeId node, bool is_in_columns) const {
    return (is_in_columns ? *columns_ : sized_).image[node.value];
  }

  // Named values in which a derivative has a part. What is no request itself is compared with the
  // same made of the derivatives as they were before any simplification, each of which is an item
  // too.
  void take_values() {
    const std::vector<bool> is_derived = derived_nodes();
    std::map<NodeId, const ir::RequestedDerivative*> request_of;
    for (const auto& request : task_.program.requests) request_of.emplace(request.value, &request);
    std::set<std::string> seen;
    for (const ir::NamedValue* value : named_values(task_.program)) {
      const auto delivered = nodes_.named.find(value->name.plain());
      const NodeId as_derived = value->as_derived();
      if (delivered == nodes_.named.end() || !is_derived[as_derived.value]) continue;
      if (!seen.insert(value->name.plain()).second) continue;
      Item item{value->name.plain(), delivered->second,      columns_.has_value(), nullptr,
                as_derived,          is_for_all(value->node)};
      const auto request = request_of.find(as_derived);
      if (request != request_of.end()) compared_.insert(item.request = request->second);
      items_.push_back(std::move(item));
    }
  }

  void take_further_requests() {
    for (const ir::RequestedDerivative& request : task_.program.requests) {
      if (compared_.contains(&request)) continue;
      items_.push_back(
          {quoted_line(task_.source, request.span), request.value, false, &request, {}, false});
    }
  }

  std::vector<bool> derived_nodes() const {
    const ir::Graph& graph = *task_.program.graph;
    // Values look through what derivatives are taken by, so that their nodes are others.
    const bool is_any = !task_.program.as_differentiated.empty();
    std::vector<bool> is_derived(graph.size(), is_any);
    for (const auto& request : task_.program.requests) is_derived[request.value.value] = true;
    for (std::uint32_t id = 0; id < graph.size(); ++id) {
      for (const NodeId operand : graph.operands({id})) {
        if (is_derived[operand.value]) is_derived[id] = true;
      }
    }
    return is_derived;
  }

  bool is_for_all(NodeId node) const { return !(*task_.program.graph)[node].per_sample; }

  // The lists of samples as the columns of a matrix.
  Point point_in_columns(const Point& point) const {
    Point result;
    result.samples = point.samples;
    for (const auto& [declaration, value] : point.values) {
      result.values[declaration] = in_columns(value);
    }
    return result;
  }

  Value laid_out(const Value& gradient, NodeId formula) const {
    const Value value = columns_ ? in_columns(gradient, is_for_all(formula)) : gradient;
    return nodes_.is_transposed ? transposed(value) : value;
  }

  // Without their formulas.
  std::vector<ComparedFormula> reference_gradients(const Point& point) const {
    std::vector<ComparedFormula> result;
    if (nodes_.gradients.empty()) return result;
    const ir::NamedValue& loss = *sized_.program.loss;
    auto reference = runtime::reference_gradient(sized_.program, loss.as_derived(), by_,
                                                 nodes_.reduction, point);
    if (!std::isfinite(reference.loss)) make_undefined(reference.gradients);
    for (std::size_t i = 0; i < by_.size(); ++i) {
      result.push_back({fmt::format("∇_{} {}", declaration_of(task_, task_.by[i]).name.plain(),
                                    loss.name.plain()),
                        {},
                        laid_out(reference.gradients[i], task_.derivation.gradients[i].value)});
    }
    return result;
  }

  Value reference(const Item& item, const Point& point) const {
    const ir::Graph& graph = *sized_.program.graph;
    const NodeId node = image(item.request ? item.request->value : item.as_derived, false);
    Value result;
    if (item.request) {
      result = reference_of_samples(*item.request, graph[node].per_sample, point);
    } else {
      result = runtime::evaluate<double>(graph, std::span(&node, 1), point)[0];
    }
    return item.is_in_columns ? in_columns(result, item.is_for_all) : result;
  }

  Value reference_of_samples(const ir::RequestedDerivative& request, bool per_sample,
                             const Point& point) const {
    const auto index = static_cast<std::size_t>(&request - task_.program.requests.data());
    const ir::RequestedDerivative& sized = sized_.program.requests[index];
    std::vector<Value> result{{per_sample, {}}};
    bool is_defined = true;
    for (std::size_t s = 0; s < (per_sample ? point.samples : 1); ++s) {
      const Point of_sample = runtime::only_sample(point, s);
      result[0].samples.push_back(runtime::reference_derivative(sized_.program, sized, of_sample));
      const auto f =
          runtime::evaluate<double>(*sized_.program.graph, std::array{sized.of}, of_sample);
      is_defined = is_defined && is_finite(f[0].at(0));
    }
    if (!is_defined) make_undefined(result);
    return std::move(result[0]);
  }

  const Task& task_;
  const DeliveredNodes& nodes_;
  ir::SizedProgram sized_;
  std::optional<ir::SizedProgram> columns_;
  std::vector<NodeId> by_;
  std::vector<Item> items_;
  std::set<const ir::RequestedDerivative*> compared_;
};

std::string number(double value) {
  return std::isfinite(value) ? fmt::format("{:.6g}", value) : "not a number";
}

Failure wrong_formula(const runtime::WrongEntry& wrong) {
  return {fmt::format(
      "--verify: {} is wrong: at random point {}{}, entry ({}, {}) of the formula is {}, "
      "of the reference {}",
      wrong.name, wrong.point,
      wrong.sample == 0 ? "" : fmt::format(", sample {}", wrong.sample + 1), wrong.row + 1,
      wrong.col + 1, number(wrong.formula), number(wrong.reference))};
}

std::string verdict_text(const runtime::FormulaVerdict& verdict, std::size_t samples,
                         const std::map<std::string, std::int64_t>& sizes) {
  std::string text = fmt::format("{} formula{} at {} random points", verdict.formulas,
                                 verdict.formulas == 1 ? "" : "s", verdict.points);
  if (samples > 1) text += fmt::format(" of {} samples", samples);
  text +=
      fmt::format(" against the runtime reference, largest relative error {}",
                  verdict.largest_error == 0 ? "0" : fmt::format("{:.1e}", verdict.largest_error));
  for (const auto& [name, size] : sizes) text += fmt::format("; {} = {}", name, size);
  if (verdict.left_out > 0) {
    text += fmt::format("; at {} of the points not all references are numbers: left out there",
                        verdict.left_out);
  }
  return text;
}

/// The sizes that a verdict is for, none for those of the file.
using SizesByName = std::map<std::string, std::int64_t>;

std::size_t count_samples(const DeliveredNodes& nodes, const SizesByName& sizes) {
  if (nodes.reduction == ir::Reduction::none) return 1;
  const auto batch = sizes.find(batch_symbol);
  return static_cast<std::size_t>(batch == sizes.end() ? samples_of_batch : batch->second);
}

// Nothing if there is nothing to compare.
std::optional<runtime::FormulaVerdict> verdict_with(Task& task, const DeliveredNodes& nodes,
                                                    const SizesByName& sizes) {
  auto all_sizes = sizes;
  all_sizes.emplace(batch_symbol, samples_of_batch);
  const Comparison comparison(task, nodes, all_sizes);
  if (comparison.is_empty()) return std::nullopt;
  return runtime::verify_formulas(comparison.program(), count_samples(nodes, sizes),
                                  [&](const Point& point) { return comparison.at(point); });
}

// Each order of the symbolic sizes, in which the file makes sense.
std::vector<SizesByName> size_choices(const Task& task, const Options& options) {
  if (!has_open_sizes(task.program)) return {SizesByName{}};
  std::vector<SizesByName> choices;
  for (std::size_t order = 0; order < count_size_orders(task); ++order) {
    const auto sized = with_small_sizes(task, options, order);
    if (sized) choices.push_back(sized->sizes);
  }
  return choices;
}

}  // namespace

ir::Result<std::string, Failure> verify_formulas(Task& task, const Options& options,
                                                 Delivered delivered) {
  const DeliveredNodes nodes = delivered_nodes(task, options, delivered);
  std::optional<Failure> failure;
  // With some sizes a matrix is singular, and nothing can be verified; with others it is not.
  for (const SizesByName& sizes : size_choices(task, options)) {
    const auto verdict = verdict_with(task, nodes, sizes);
    if (!verdict) {
      return Failure{"--verify: nothing is differentiated here",
                     task.program.loss ? "say by what: --wrt x, or declare a param"
                                       : "say which scalar is the objective: loss L = …"};
    }
    if (verdict->wrong) return wrong_formula(*verdict->wrong);
    if (verdict->undecided.empty()) return verdict_text(*verdict, count_samples(nodes, sizes), sizes);
    if (failure) continue;
    failure = Failure{fmt::format(
        "--verify: {} cannot be verified: at none of {} random points its reference is a number",
        verdict->undecided.front(), verdict->points)};
  }
  if (failure) return *failure;
  return Failure{"--verify: no small numbers suit the file's symbolic sizes",
                 "give them values: -D n=…"};
}

bool requests_derivatives(const Task& task) { return !task.program.requests.empty(); }

}  // namespace nngen::cli
