#include "codegen/emit_interface.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "codegen/emit_function.hpp"
#include "codegen/optimizers.hpp"
#include "codegen/scalar_code.hpp"
#include "codegen/target.hpp"
#include "ir/check.hpp"

namespace nngen::codegen {
namespace {

bool is_by_value(const ArgumentPlan& argument) {
  return !argument.is_result && !argument.direction && !argument.per_sample && argument.rows == 1 &&
         argument.cols == 1;
}

void emit_parameters(Writer& writer, const ir::Program& program, const HeaderPlan& plan) {
  const TargetInterface& target = interface_of(plan.options.target);
  writer.line("/// The parameters as one flat array, each column-major.");
  writer.open("struct ParameterArray {");
  writer.line(fmt::format("static constexpr {} size = {};", target.index(), plan.parameter_count));
  writer.line("alignas(64) Scalar values[size] = {};");
  writer.line();
  target.emit_accessors(writer, program, plan);
  writer.close("};");
  writer.line("struct Parameters : ParameterArray {};");
  writer.line("/// The gradient of the loss by each parameter, in the same layout.");
  writer.line("struct Gradients : ParameterArray {};");
  writer.line();
}

void emit_optimizer(Writer& writer, const HeaderPlan& plan) {
  const OptimizerRule& rule = optimizer_rule(plan.options.optimizer);
  const std::string_view index = interface_of(plan.options.target).index();
  writer.line(fmt::format("/// The optimizer '{}': its rates, and what it keeps from step to step.", rule.word));
  for (const std::string_view formula : rule.formulas) writer.line(fmt::format("///     {}", formula));
  writer.line(rule.decays_gradient ? "/// for each parameter W, where G is its gradient and weight_decay*W."
                                   : "/// for each parameter W with the gradient G.");
  writer.open("struct Optimizer {");
  for (const RateRow& rate : rule.rates) {
    writer.line(fmt::format("Scalar {} = Scalar({});", argument_name(rate.argument), rate.value));
  }
  if (rule.corrects_bias) {
    writer.line("std::int64_t steps = 0;");
    writer.line("double mean_power = 1, square_power = 1;  // of the decays, to the power of steps");
  }
  for (const std::string_view state : rule.states) {
    writer.line(fmt::format("alignas(64) Scalar {}[{}] = {{}};", state, plan.parameter_count));
  }
  writer.line(fmt::format("static constexpr {} size = {};  // of each array", index, plan.parameter_count));
  writer.close("};");
  writer.line();
}

// ---- functions

class InterfacePrinter {
 public:
  InterfacePrinter(Writer& writer, const HeaderPlan& plan, const FunctionPlan& function)
      : writer_(writer),
        plan_(plan),
        function_(function),
        target_(interface_of(plan.options.target)) {}

  void run() {
    describe();
    if (has_samples()) {
      writer_.line(fmt::format("template <{} MaxSamples>", target_.index()));
    }
    writer_.call(fmt::format("inline {} {}", function_.returns_scalar ? "Scalar" : "void",
                             function_.identifier),
                 parameters(), " {");
    writer_.open_here();
    if (has_samples()) check_samples();
    check_sizes();
    if (has_optimizer() && optimizer_rule(plan_.options.optimizer).corrects_bias) count_step();
    if (is_hessian()) {
      print_columns();
    } else {
      const std::string head = function_.returns_scalar ? "return body::" : "body::";
      writer_.call(head + function_.identifier, arguments(), ";");
    }
    writer_.close();
    writer_.line();
  }

 private:
  bool is_update() const { return function_.kind == FunctionKind::update; }
  bool has_optimizer() const {
    return function_.moves_parameters() && plan_.options.optimizer != Optimizer::none;
  }
  bool has_samples() const { return plan_.is_dynamic() && !is_update(); }
  bool is_hessian() const { return function_.kind == FunctionKind::hessian; }
  bool is_along_direction() const {
    return function_.kind == FunctionKind::jvp || function_.kind == FunctionKind::hvp;
  }

  void describe() {
    switch (function_.kind) {
      case FunctionKind::value:
        return writer_.line("/// The loss.");
      case FunctionKind::gradient:
        return writer_.line("/// Returns the loss and overwrites the gradients.");
      case FunctionKind::step:
        writer_.line(has_optimizer()
                         ? "/// One step of the optimizer: each parameter moves as soon as its gradient is known."
                         : "/// One step down the gradient: W <- W - learning_rate * dloss/dW for each parameter W.");
        return writer_.line("/// Returns the loss before it.");
      case FunctionKind::update:
        return writer_.line("/// One step of the optimizer by gradients that have been computed before.");
      case FunctionKind::output:
        return writer_.line(function_.returns_scalar ? "/// The output of this name."
                                                     : "/// The output of this name, into `result`.");
      case FunctionKind::jvp:
        return writer_.line("/// The derivative of the loss along a direction of the parameters.");
      case FunctionKind::hvp:
        return writer_.line(
            "/// The Hessian of the loss by the parameters, times a direction, into `product`.");
      case FunctionKind::hessian:
        writer_.line(
            "/// The Hessian of the loss by the parameters in the order of `values`, into "
            "`result`:");
        return writer_.line("/// a product with each unit direction.");
    }
  }

  std::vector<std::string> parameters() const {
    std::vector<std::string> list;
    const auto named = [](const char* type, const char* name, bool used) {
      return used ? fmt::format("{} {}", type, name) : std::string(type);
    };
    if (!plan_.parameters.empty()) {
      list.push_back(named(function_.moves_parameters() ? "Parameters&" : "const Parameters&", "parameters",
                           function_.uses_parameters));
    }
    for (const ArgumentPlan& argument : function_.inputs) {
      if (!argument.direction) list.push_back(type_of(argument) + " " + argument.identifier);
    }
    if (counts_in_call(plan_, function_)) {
      list.push_back(fmt::format("{} samples", target_.index()));
    }
    if (is_update()) return {list.front(), "const Gradients& gradients", "Optimizer& optimizer"};
    if (function_.moves_parameters()) {
      list.push_back(has_optimizer() ? "Optimizer& optimizer" : "Scalar learning_rate");
    }
    if (is_along_direction()) {
      list.push_back(named("const ParameterArray&", "direction", uses_direction()));
    }
    if (function_.kind == FunctionKind::hvp) list.push_back("ParameterArray& product");
    if (function_.writes_gradients && !is_product()) list.push_back("Gradients& gradients");
    if (function_.kind == FunctionKind::gradient) add_results(list);
    list.push_back(named(plan_.is_dynamic() ? "Workspace<MaxSamples>&" : "Workspace&", "workspace",
                         function_.uses_workspace || is_hessian()));
    if (function_.kind == FunctionKind::output || is_hessian()) add_results(list);
    return list;
  }

  // What gradients are in the code is a product with the Hessian.
  bool is_product() const { return function_.kind == FunctionKind::hvp || is_hessian(); }

  bool uses_direction() const {
    return std::any_of(function_.inputs.begin(), function_.inputs.end(),
                       [](const ArgumentPlan& argument) { return argument.direction.has_value(); });
  }

  std::string type_of(const ArgumentPlan& argument) const {
    return is_by_value(argument) ? "Scalar" : target_.argument_type(plan_, argument);
  }

  std::string view_of(const ArgumentPlan& argument) const {
    if (argument.direction) {
      return fmt::format("detail::{}(direction.values + {})", argument_type(plan_, argument),
                         *argument.direction);
    }
    if (!is_by_value(argument)) return target_.view_of(plan_, argument);
    return fmt::format("detail::{}(&{})", argument_type(plan_, argument), argument.identifier);
  }

  void add_results(std::vector<std::string>& list) const {
    for (const ArgumentPlan& argument : function_.results) {
      list.push_back(type_of(argument) + " " + argument.identifier);
    }
  }

  std::vector<std::string> arguments() const {
    std::vector<std::string> list;
    if (function_.uses_parameters) list.push_back("parameters.values");
    for (const ArgumentPlan& argument : function_.inputs) list.push_back(view_of(argument));
    if (!is_hessian()) {
      for (const ArgumentPlan& argument : function_.results) list.push_back(view_of(argument));
    }
    if (function_.moves_parameters()) add_rates_and_states(list);
    if (function_.writes_gradients) {
      list.push_back(is_product() ? "product.values" : "gradients.values");
    }
    if (function_.uses_workspace) list.push_back("workspace.values");
    if (has_samples()) list.push_back("detail::Size<detail::dynamic>(samples)");
    return list;
  }

  void add_rates_and_states(std::vector<std::string>& list) const {
    if (!has_optimizer()) return list.push_back("learning_rate");
    for (const ir::Argument rate : plan_.rates()) {
      const bool is_correction = rate == ir::Argument::mean_correction ||
                                 rate == ir::Argument::square_correction;
      list.push_back(fmt::format("{}{}", is_correction ? "" : "optimizer.", argument_name(rate)));
    }
    for (const std::string_view state : plan_.states()) list.push_back(fmt::format("optimizer.{}", state));
  }

  // What an average that began at 0 lacks.
  void count_step() {
    writer_.line("++optimizer.steps;");
    for (const char* of : {"mean", "square"}) {
      writer_.line(fmt::format("optimizer.{0}_power *= static_cast<double>(optimizer.{0}_decay);", of));
      writer_.line(fmt::format(
          "const Scalar {0}_correction = static_cast<Scalar>(1 / (1 - optimizer.{0}_power));", of));
    }
  }

  void print_columns() {
    const std::int64_t size = plan_.parameter_count;
    const auto loop = [size](const char* counter) {
      return fmt::format("for (detail::Index {0} = 0; {0} < {1}; ++{0}) ", counter, size);
    };
    writer_.line("ParameterArray& direction = workspace.direction;");
    writer_.line("ParameterArray& product = workspace.product;");
    writer_.line(loop("j") + "direction.values[j] = 0;");
    writer_.open(loop("j") + "{");
    writer_.line("direction.values[j] = 1;");
    writer_.call("body::hvp", arguments(), ";");
    writer_.line("direction.values[j] = 0;");
    writer_.line(loop("i") + "result(i, j) = product.values[i];");
    writer_.close();
  }

  // What has no size in its type.
  void check_sizes() {
    std::string fits;
    for (const ArgumentPlan& argument : function_.inputs) {
      const std::string fit =
          is_by_value(argument) ? std::string() : target_.has_size(plan_, argument);
      if (!fit.empty()) fits += (fits.empty() ? "" : " && ") + fit;
    }
    if (!fits.empty())
      return_unless("sizes_fit", fits, "matrices of the sizes that the code is for");
  }

  void check_samples() {
    const ArgumentPlan* first = function_.counted_argument();
    if (first == nullptr) {
      return writer_.line(fmt::format("const {} samples = 1;", target_.index()));
    }
    if (!counts_in_call(plan_, function_)) {
      writer_.line(
          fmt::format("const {} samples = {};", target_.index(), target_.samples_in(*first)));
    }
    std::string fits = "samples >= 1 && samples <= MaxSamples";
    for (const auto* list : {&function_.inputs, &function_.results}) {
      for (const ArgumentPlan& argument : *list) {
        if (!argument.per_sample || &argument == first) continue;
        const std::string fit = target_.has_samples(argument);
        if (!fit.empty()) fits += " && " + fit;
      }
    }
    return_unless("fits", fits, "as many samples everywhere, and no more than the workspace holds");
  }

  // A call that does not fit touches nothing.
  void return_unless(const char* name, const std::string& condition, const char* message) {
    writer_.line(fmt::format("const bool {} = {};", name, condition));
    const std::string assertion = target_.assertion(name, message);
    if (!assertion.empty()) writer_.line(assertion);
    const char* result =
        function_.returns_scalar ? " std::numeric_limits<Scalar>::quiet_NaN()" : "";
    writer_.line(fmt::format("if (!{}) return{};", name, result));
  }

  Writer& writer_;
  const HeaderPlan& plan_;
  const FunctionPlan& function_;
  const TargetInterface& target_;
};

}  // namespace

void describe_call(Writer& writer, const HeaderPlan& plan, ir::Reduction reduction) {
  const std::int64_t bytes = plan.options.scalar == ScalarType::float32 ? 4 : 8;
  const BufferPlan sizes{{}, plan.shared_size, plan.sample_size};
  const char* loss = reduction == ir::Reduction::mean  ? "; the loss is the mean of theirs."
                     : reduction == ir::Reduction::sum ? "; the loss is the sum of theirs."
                                                       : ".";
  if (plan.is_dynamic()) {
    writer.line(fmt::format("// for any number of samples, side by side as columns{}", loss));
  } else if (plan.is_batched()) {
    writer.line(fmt::format("// for {} samples, side by side as columns{}",
                            plan.options.batch.samples, loss));
  } else {
    writer.line("// for one sample.");
  }
  std::string memory = "// ";
  if (plan.parameter_count > 0) {
    memory += fmt::format("Parameters: {} ({} bytes). ", plan.parameter_count,
                          plan.parameter_count * bytes);
  }
  memory += "Workspace: ";
  if (plan.is_dynamic()) {
    memory += fmt::format("{} bytes and {} a sample.", plan.shared_size * bytes,
                          plan.sample_size * bytes);
  } else {
    const std::int64_t samples = plan.is_batched() ? plan.options.batch.samples : 0;
    memory += fmt::format("{} bytes.", sizes.size(samples) * bytes);
  }
  if (plan.options.further.hessian) memory += " It holds two more sets of parameters.";
  writer.line(memory);
  writer.line("// Nothing is allocated, thrown or kept between calls. Large structs do not belong on the stack.");
}

void emit_workspace(Writer& writer, const HeaderPlan& plan) {
  writer.line("/// Memory for intermediate values; it needs no initialisation and keeps nothing.");
  const BufferPlan sizes{{}, plan.shared_size, plan.sample_size};
  const std::string_view index = interface_of(plan.options.target).index();
  if (plan.is_dynamic()) {
    writer.line(fmt::format("template <{} MaxSamples = 256>", index));
    writer.open("struct Workspace {");
    writer.line(fmt::format("static constexpr {} size = {} + {} * ((MaxSamples + {}) / {} * {});",
                            index, std::max<std::int64_t>(plan.shared_size, 1), plan.sample_size,
                            BufferPlan::alignment - 1, BufferPlan::alignment,
                            BufferPlan::alignment));
  } else {
    const std::int64_t samples = plan.is_batched() ? plan.options.batch.samples : 0;
    writer.open("struct Workspace {");
    writer.line(fmt::format("static constexpr {} size = {};", index,
                            std::max<std::int64_t>(sizes.size(samples), 1)));
  }
  writer.line("alignas(64) Scalar values[size];");
  if (plan.options.further.hessian) {
    writer.line("ParameterArray direction, product;  // for the columns of the Hessian");
  }
  writer.close("};");
  writer.line();
}

void emit_structs(Writer& writer, const ir::Program& program, const HeaderPlan& plan) {
  writer.raw(interface_of(plan.options.target).types());
  if (!plan.parameters.empty()) emit_parameters(writer, program, plan);
  const bool steps = plan.find(FunctionKind::step) != nullptr;
  if (steps && plan.options.optimizer != Optimizer::none) emit_optimizer(writer, plan);
  emit_workspace(writer, plan);
}

void emit_views(Writer& writer, const HeaderPlan& plan) {
  writer.line("namespace detail {");
  writer.line();
  writer.raw(interface_of(plan.options.target).views());
  writer.line();
  writer.line("}  // namespace detail");
  writer.line();
}

void emit_interface(Writer& writer, const HeaderPlan& plan, const FunctionPlan& function) {
  InterfacePrinter(writer, plan, function).run();
}

}  // namespace nngen::codegen
