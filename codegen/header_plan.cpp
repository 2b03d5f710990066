#include "codegen/header_plan.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "codegen/identifiers.hpp"
#include "codegen/optimizers.hpp"
#include "ir/check.hpp"

namespace nngen::codegen {
namespace {

using ir::Buffer;
using ir::BufferId;
using ir::BufferRole;

class Planner {
 public:
  Planner(const ir::Program& program, const ir::RunnableProgram& runnable,
          const EmitOptions& options)
      : program_(program), runnable_(runnable) {
    plan_.options = options;
    for (const std::string& name : names_of_emitted_code()) functions_.reserve(name);
    for (const char* name : {"value", "step", "initialise"}) functions_.reserve(name);
    if (options.optimizer != Optimizer::none) functions_.reserve("update");
    functions_.reserve(options.function_name);
    if (options.further.jvp) functions_.reserve("jvp");
    if (options.further.hvp) functions_.reserve("hvp");
    if (options.further.hessian) functions_.reserve("hessian");
  }

  HeaderPlan run() {
    lay_out_parameters();
    if (runnable_.loss) add_loss_functions();
    const ir::FurtherDerivatives& further = plan_.options.further;
    const auto first_of_loss = further.jvp ? further.jvp : further.hvp;
    const std::size_t outputs = first_of_loss.value_or(runnable_.outputs.size());
    for (std::uint32_t i = 0; i < outputs; ++i) add_output(i);
    if (further.jvp) add_jvp(*further.jvp);
    if (further.hvp) add_hvp(*further.hvp);
    if (further.hessian) add_hessian();
    return std::move(plan_);
  }

 private:
  void lay_out_parameters() {
    Identifiers members;
    for (const char* name : {"values", "size", "flat", "map", "Vector", "Scalar", "MatrixView"})
      members.reserve(name);
    for (std::uint32_t i = 0; i < program_.declarations.size(); ++i) {
      const ir::Declaration& declaration = program_.declarations[i];
      if (declaration.role != ir::Role::param) continue;
      plan_.parameters.push_back({i, members.add(declaration.name.plain()), plan_.parameter_count});
      plan_.parameter_count += declaration.shape.size().value();
    }
  }

  void add_loss_functions() {
    const std::string& loss = program_.loss ? program_.loss->name.plain() : std::string("loss");
    const std::vector<Wanted> value{{runnable_.loss, Wanted::Place::returned}};
    std::vector<Wanted> gradient = value;
    std::vector<Wanted> step = value;
    for (const ir::Gradient& of : runnable_.gradients) {
      const std::uint32_t by = declaration_of(of.by);
      gradient.push_back({of.value, Wanted::Place::gradient, by});
      const bool is_param = program_.declarations[by].role == ir::Role::param;
      if (is_param) step.push_back({of.value, Wanted::Place::update, by});
    }
    add(FunctionKind::value, "value", loss, value);
    if (gradient.size() == 1) return;
    add(FunctionKind::gradient, plan_.options.function_name, loss + " and its gradient", gradient);
    if (step.size() == 1) return;
    add(FunctionKind::step, "step", loss + " and one step down its gradient", step);
    if (plan_.options.optimizer != Optimizer::none) add_update(step);
  }

  void add_update(const std::vector<Wanted>& step) {
    std::vector<Wanted> updates;
    for (const Wanted& want : step) {
      if (want.place != Wanted::Place::update) continue;
      updates.push_back({{}, Wanted::Place::given, want.index});
    }
    add(FunctionKind::update, "update", "One step down a gradient", updates);
  }

  void add_output(std::uint32_t i) {
    const ir::NamedValue& output = runnable_.outputs[i];
    const ir::Node& node = (*program_.graph)[output.node];
    const bool is_scalar = node.shape.is_scalar() && !(plan_.is_batched() && node.per_sample);
    const Wanted::Place place = is_scalar ? Wanted::Place::returned : Wanted::Place::output;
    const std::string name = output.name.plain();
    add(FunctionKind::output, functions_.add(name), name, {{output.node, place, i}});
    plan_.functions.back().output = i;
  }

  void add_jvp(std::uint32_t output) {
    add(FunctionKind::jvp, "jvp", "The change of the loss along a direction",
        {{runnable_.outputs[output].node, Wanted::Place::returned}});
  }

  void add_hvp(std::uint32_t first) {
    std::vector<Wanted> products;
    for (std::size_t i = 0; i < plan_.parameters.size(); ++i) {
      products.push_back({runnable_.outputs[first + i].node, Wanted::Place::gradient,
                          plan_.parameters[i].declaration});
    }
    add(FunctionKind::hvp, "hvp", "The Hessian of the loss times a direction", products);
  }

  void add_hessian() {
    FunctionPlan function = *plan_.find(FunctionKind::hvp);
    function.kind = FunctionKind::hessian;
    function.identifier = "hessian";
    function.results = {{"result", plan_.parameter_count, plan_.parameter_count, false, true, {}}};
    plan_.functions.push_back(std::move(function));
  }

  std::uint32_t declaration_of(ir::NodeId variable) const {
    return std::get<ir::Symbol>((*program_.graph)[variable].attribute).declaration;
  }

  void add(FunctionKind kind, const std::string& identifier, const std::string& title,
           const std::vector<Wanted>& wanted) {
    FunctionPlan function;
    function.kind = kind;
    function.identifier = identifier;
    function.title = title;
    function.code = plan_function(program_, wanted, {plan_.options.scalar, plan_.options.batch,
                                                    plan_.options.gemm, plan_.options.optimizer});
    function.returns_scalar = function.code.lowered.returned.is_valid();
    const ir::KernelProgram& kernels = function.code.lowered.kernels;
    take_uses(function, kernels);
    name_arguments(function, kernels);
    plan_.shared_size = std::max(plan_.shared_size, function.code.plan.shared_size);
    plan_.sample_size = std::max(plan_.sample_size, function.code.plan.sample_size);
    plan_.functions.push_back(std::move(function));
  }

  void take_uses(FunctionPlan& function, const ir::KernelProgram& kernels) const {
    for (const ir::Statement& statement : kernels.statements) {
      const ir::Access access = access_of(statement.kernel);
      std::vector<BufferId> used = access.reads;
      used.insert(used.end(), access.writes.begin(), access.writes.end());
      for (const BufferId id : used) {
        const BufferRole role = kernels[id].role;
        function.uses_parameters = function.uses_parameters || role == BufferRole::parameter;
        function.uses_workspace = function.uses_workspace || role == BufferRole::workspace;
        const bool is_gradient =
            role == BufferRole::gradient && plan_.slot_of(kernels[id].index) != nullptr;
        function.writes_gradients = function.writes_gradients || is_gradient;
      }
    }
  }

  void name_arguments(FunctionPlan& function, const ir::KernelProgram& kernels) {
    Identifiers names;
    for (const std::string& name : names_of_emitted_code()) names.reserve(name);
    std::vector<std::uint32_t> order(kernels.buffers.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return kernels.buffers[a].index < kernels.buffers[b].index;
    });
    for (const std::uint32_t i : order) {
      const Buffer& buffer = kernels.buffers[i];
      const BufferId id{i};
      if (buffer.role == BufferRole::input) {
        const std::string name = program_.declarations[buffer.index].name.plain();
        function.inputs.push_back(argument(names.add(name), buffer, id, false));
        function.inputs.back().direction = plan_.place_in_direction(buffer.index);
      }
    }
    for (const std::uint32_t i : order) {
      const Buffer& buffer = kernels.buffers[i];
      const BufferId id{i};
      if (buffer.role == BufferRole::output) {
        function.results.push_back(argument(names.add("result"), buffer, id, true));
      } else if (buffer.role == BufferRole::gradient && plan_.slot_of(buffer.index) == nullptr) {
        const std::string name = program_.declarations[buffer.index].name.plain();
        function.results.push_back(argument(names.add("gradient_" + name), buffer, id, true));
      }
    }
  }

  static ArgumentPlan argument(std::string name, const Buffer& buffer, BufferId id, bool is_result) {
    return {std::move(name), buffer.rows, buffer.cols, buffer.per_sample, is_result, id, {}};
  }

  const ir::Program& program_;
  const ir::RunnableProgram& runnable_;
  Identifiers functions_;
  HeaderPlan plan_;
};

}  // namespace

const ArgumentPlan* FunctionPlan::counted_argument() const {
  for (const auto* list : {&inputs, &results}) {
    for (const ArgumentPlan& argument : *list) {
      if (argument.per_sample) return &argument;
    }
  }
  return nullptr;
}

const ParameterSlot* HeaderPlan::slot_of(std::uint32_t declaration) const {
  const auto found = std::lower_bound(
      parameters.begin(), parameters.end(), declaration,
      [](const ParameterSlot& slot, std::uint32_t value) { return slot.declaration < value; });
  const bool is_it = found != parameters.end() && found->declaration == declaration;
  return is_it ? &*found : nullptr;
}

std::optional<std::int64_t> HeaderPlan::place_in_direction(std::uint32_t declaration) const {
  const std::vector<std::uint32_t>& parts = options.further.directions;
  const auto part = std::lower_bound(parts.begin(), parts.end(), declaration);
  if (part == parts.end() || *part != declaration) return std::nullopt;
  return parameters[static_cast<std::size_t>(part - parts.begin())].offset;
}

const FunctionPlan* HeaderPlan::find(FunctionKind kind) const {
  for (const FunctionPlan& function : functions) {
    if (function.kind == kind) return &function;
  }
  return nullptr;
}

std::vector<std::string_view> HeaderPlan::states() const {
  if (options.optimizer == Optimizer::none) return {};
  return optimizer_rule(options.optimizer).states;
}

std::vector<ir::Argument> HeaderPlan::rates() const {
  if (options.optimizer == Optimizer::none) return {ir::Argument::learning_rate};
  return optimizer_rule(options.optimizer).arguments();
}

HeaderPlan plan_header(const ir::Program& program, const ir::RunnableProgram& runnable,
                       const EmitOptions& options) {
  return Planner(program, runnable, options).run();
}

const std::vector<std::string>& names_of_emitted_code() {
  static const std::vector<std::string> names{
      "Scalar", "Index", "Size", "Matrix", "Parameters", "Gradients", "Workspace", "ParameterArray",
      "MaxSamples", "detail", "body", "dynamic", "stride", "walk", "block", "transposed", "larger",
      "smaller", "for_each", "sum_over", "max_over", "row_sums", "contract", "contract_turned", "packed", "in_blocks", "memory", "inner_products", "outer_product", "column_pass", "descend", "product", "copy",
      "assign_product", "add_product", "as_eigen", "as_operand", "Operand", "library_product", "gemm", "gemv",
      "size", "select", "one_if", "loaded", "abs", "sqrt", "exp", "expm1", "log", "log1p", "tanh",
      "erf", "sin", "cos", "asin", "acos", "atan", "atan2", "pow", "tile", "dots",
      "matrix", "view", "MatrixView", "Draws", "any_number", "parameters", "gradients", "workspace", "direction",
      "samples", "padded", "fits",
      "inverse_samples", "learning_rate", "returned", "seed", "i", "j", "sample", "sum",
      "rows", "cols", "lanes", "load", "Vector", "std", "Eigen",
      "factorise", "invert", "determinant", "log_determinant", "cofactors", "solve",
      "solve_transposed", "kronecker", "mark_largest", "mark_largest_in_columns"};
  return names;
}

std::string scalar_literal(double value, ScalarType type) {
  const bool is_float = type == ScalarType::float32;
  if (is_float) value = static_cast<double>(static_cast<float>(value));
  if (std::isnan(value)) return "std::numeric_limits<Scalar>::quiet_NaN()";
  if (std::isinf(value)) {
    return std::string(value < 0 ? "-" : "") + "std::numeric_limits<Scalar>::infinity()";
  }
  std::string text = is_float ? fmt::format("{}", static_cast<float>(value))
                              : fmt::format("{}", value);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return is_float ? text + "f" : text;
}

}  // namespace nngen::codegen
