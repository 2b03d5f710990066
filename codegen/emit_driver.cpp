#include "codegen/emit_driver.hpp"

#include <fmt/format.h>

#include "codegen/header_plan.hpp"
#include "codegen/target.hpp"
#include "codegen/writer.hpp"
#include "ir/check.hpp"

namespace nngen::codegen {
namespace {

constexpr const char* streams_text = R"nngen(
namespace {

std::vector<double> read_numbers() {
  std::vector<double> numbers;
  double number = 0;
  while (std::fread(&number, sizeof(number), 1, stdin) == 1) numbers.push_back(number);
  return numbers;
}

template <class T, class Count>
void write_numbers(const T* from, Count count) {
  for (Count i = 0; i < count; ++i) {
    const double number = static_cast<double>(from[i]);
    std::fwrite(&number, sizeof(number), 1, stdout);
  }
}

template <class T, class Count>
const double* copy_numbers(const double* from, T* to, Count count) {
  for (Count i = 0; i < count; ++i) to[i] = static_cast<T>(from[i]);
  return from + count;
}

}  // namespace
)nngen";

class DriverPrinter {
 public:
  DriverPrinter(const ir::Program& program, const ir::RunnableProgram& runnable, HeaderPlan plan,
                std::int64_t max_samples)
      : program_(program),
        runnable_(runnable),
        plan_(std::move(plan)),
        target_(interface_of(plan_.options.target)),
        max_samples_(max_samples) {}

  std::string run(std::string_view header_name) {
    writer_.line("// Made by nngen: one call of the header's functions, for `nngen check`.");
    writer_.line(fmt::format("#include \"{}\"", header_name));
    writer_.line();
    for (const char* header : {"cstddef", "cstdio", "memory", "vector"}) {
      writer_.line(fmt::format("#include <{}>", header));
    }
    writer_.raw(streams_text);
    writer_.line();
    writer_.open("int main() {");
    writer_.line(fmt::format("using Scalar = {}::Scalar;", plan_.options.namespace_name));
    read_point();
    call_loss();
    for (const FunctionPlan& function : plan_.functions) {
      if (function.kind == FunctionKind::output) call_output(function);
    }
    call_further();
    writer_.line("return 0;");
    writer_.close();
    return writer_.take();
  }

 private:
  std::string qualified(const std::string& name) const {
    return plan_.options.namespace_name + "::" + name;
  }

  static bool is_sampled(ir::Role role) {
    return role == ir::Role::input || role == ir::Role::target;
  }

  // ---- the point

  void read_point() {
    std::int64_t shared = 1;
    std::int64_t sampled = 0;
    for (const ir::Declaration& declaration : program_.declarations) {
      (is_sampled(declaration.role) ? sampled : shared) += declaration.shape.size().value();
    }
    writer_.line("const std::vector<double> numbers = read_numbers();");
    writer_.line(
        "const auto samples = static_cast<std::ptrdiff_t>(numbers.empty() ? 0 : numbers[0]);");
    const std::string fits =
        plan_.is_dynamic() ? fmt::format("samples >= 1 && samples <= {}", max_samples_)
                           : fmt::format("samples == {}", plan_.options.batch.samples);
    writer_.line(
        fmt::format("const std::ptrdiff_t expected = {} + {} * samples;", shared, sampled));
    writer_.open(fmt::format(
        "if (!({}) || static_cast<std::ptrdiff_t>(numbers.size()) != expected) {{", fits));
    writer_.line("std::fputs(\"the input does not suit the header\\n\", stderr);");
    writer_.line("return 3;");
    writer_.close();
    writer_.line("const double* next = numbers.data() + 1;");
    if (!plan_.parameters.empty()) {
      writer_.line(fmt::format("const auto parameters = std::make_unique<{}>();",
                               qualified("Parameters")));
    }
    writer_.line(fmt::format("const auto workspace = std::make_unique<{}>();", workspace_type()));
    if (!plan_.options.further.directions.empty()) {
      writer_.line(
          fmt::format("const auto direction = std::make_unique<{}>();", qualified("Parameters")));
    }
    for (std::uint32_t i = 0; i < program_.declarations.size(); ++i) read_declaration(i);
    writer_.line("static_cast<void>(next);");
  }

  std::string workspace_type() const {
    const std::string capacity = plan_.is_dynamic() ? fmt::format("<{}>", max_samples_) : "";
    return qualified("Workspace") + capacity;
  }

  void read_declaration(std::uint32_t i) {
    const ir::Declaration& declaration = program_.declarations[i];
    const std::int64_t size = declaration.shape.size().value();
    if (const ParameterSlot* slot = plan_.slot_of(i)) {
      writer_.line(fmt::format("next = copy_numbers(next, parameters->values + {}, {});",
                               slot->offset, size));
      return;
    }
    if (const auto place = plan_.place_in_direction(i)) {
      writer_.line(
          fmt::format("next = copy_numbers(next, direction->values + {}, {});", *place, size));
      return;
    }
    const bool sampled = is_sampled(declaration.role);
    writer_.line(matrix(fmt::format("in_{}", i), declaration.shape, sampled));
    writer_.line(fmt::format("next = copy_numbers(next, in_{0}.data(), in_{0}.size());", i));
  }

  std::string matrix(const std::string& name, const ir::Shape& shape, bool sampled) const {
    const std::int64_t cols = shape.cols.value();
    const bool is_column = cols == 1 && !(sampled && plan_.is_batched());
    const std::string width = sampled ? fmt::format("{} * samples", cols) : std::to_string(cols);
    return target_.memory(name, shape.rows.value(), is_column ? "1" : width, is_column);
  }

  // ---- calls

  std::vector<std::string> inputs_of(const FunctionPlan& function) const {
    std::vector<std::string> list;
    if (!plan_.parameters.empty()) list.push_back("*parameters");
    const auto& buffers = function.code.lowered.kernels.buffers;
    for (const ArgumentPlan& argument : function.inputs) {
      if (argument.direction) continue;
      const bool is_scalar = !argument.per_sample && argument.rows == 1 && argument.cols == 1;
      const std::string name = fmt::format("in_{}", buffers[argument.buffer.value].index);
      list.push_back(is_scalar ? fmt::format("*{}.data()", name) : target_.passed(name));
    }
    if (counts_in_call(plan_, function)) list.push_back("samples");
    return list;
  }

  void call_loss() {
    const FunctionPlan* gradient = plan_.find(FunctionKind::gradient);
    const FunctionPlan* function = gradient != nullptr ? gradient : plan_.find(FunctionKind::value);
    if (function == nullptr) return;
    std::vector<std::string> arguments = inputs_of(*function);
    if (gradient != nullptr) {
      if (gradient->writes_gradients) {
        writer_.line(fmt::format("const auto gradients = std::make_unique<{}>();",
                                 qualified("Gradients")));
        arguments.push_back("*gradients");
      }
      add_gradient_results(*gradient, arguments);
    }
    arguments.push_back("*workspace");
    writer_.call("const Scalar loss = " + qualified(function->identifier), arguments, ";");
    writer_.line("write_numbers(&loss, 1);");
    if (gradient != nullptr) write_gradients();
  }

  void add_gradient_results(const FunctionPlan& gradient, std::vector<std::string>& arguments) {
    const auto& buffers = gradient.code.lowered.kernels.buffers;
    for (const ArgumentPlan& argument : gradient.results) {
      const std::uint32_t by = buffers[argument.buffer.value].index;
      const ir::Declaration& declaration = program_.declarations[by];
      const std::string name = fmt::format("out_{}", by);
      writer_.line(matrix(name, declaration.shape, argument.per_sample));
      arguments.push_back(target_.passed(name));
    }
  }

  void write_gradients() {
    for (const ir::Gradient& gradient : runnable_.gradients) {
      const std::uint32_t by =
          std::get<ir::Symbol>((*program_.graph)[gradient.by].attribute).declaration;
      if (const ParameterSlot* slot = plan_.slot_of(by)) {
        writer_.line(fmt::format("write_numbers(gradients->values + {}, {});", slot->offset,
                                 program_.declarations[by].shape.size().value()));
      } else {
        writer_.line(fmt::format("write_numbers(out_{0}.data(), out_{0}.size());", by));
      }
    }
  }

  void call_output(const FunctionPlan& function) {
    std::vector<std::string> arguments = inputs_of(function);
    arguments.push_back("*workspace");
    const std::string name = fmt::format("output_{}", function.output);
    if (function.returns_scalar) {
      writer_.call(fmt::format("const Scalar {} = {}", name, qualified(function.identifier)),
                   arguments, ";");
      writer_.line(fmt::format("write_numbers(&{}, 1);", name));
      return;
    }
    const ir::Node& node = (*program_.graph)[runnable_.outputs[function.output].node];
    writer_.line(matrix(name, node.shape, function.results[0].per_sample));
    arguments.push_back(target_.passed(name));
    writer_.call(qualified(function.identifier), arguments, ";");
    writer_.line(fmt::format("write_numbers({0}.data(), {0}.size());", name));
  }

  void call_further() {
    if (const FunctionPlan* jvp = plan_.find(FunctionKind::jvp)) {
      std::vector<std::string> arguments = inputs_of(*jvp);
      arguments.insert(arguments.end(), {"*direction", "*workspace"});
      writer_.call("const Scalar change = " + qualified("jvp"), arguments, ";");
      writer_.line("write_numbers(&change, 1);");
    }
    if (const FunctionPlan* hvp = plan_.find(FunctionKind::hvp)) {
      writer_.line(
          fmt::format("const auto product = std::make_unique<{}>();", qualified("Gradients")));
      std::vector<std::string> arguments = inputs_of(*hvp);
      arguments.insert(arguments.end(), {"*direction", "*product", "*workspace"});
      writer_.call(qualified("hvp"), arguments, ";");
      writer_.line(fmt::format("write_numbers(product->values, {});", plan_.parameter_count));
    }
    if (const FunctionPlan* hessian = plan_.find(FunctionKind::hessian)) {
      const std::int64_t size = plan_.parameter_count;
      writer_.line(matrix("hessian", {size, size}, false));
      std::vector<std::string> arguments = inputs_of(*hessian);
      arguments.insert(arguments.end(), {"*workspace", target_.passed("hessian")});
      writer_.call(qualified("hessian"), arguments, ";");
      writer_.line("write_numbers(hessian.data(), hessian.size());");
    }
  }

  const ir::Program& program_;
  const ir::RunnableProgram& runnable_;
  HeaderPlan plan_;
  const TargetInterface& target_;
  std::int64_t max_samples_;
  Writer writer_;
};

}  // namespace

std::string emit_driver(const ir::Program& program, const ir::RunnableProgram& runnable,
                        const EmitOptions& options, std::string_view header_name,
                        std::int64_t max_samples) {
  return DriverPrinter(program, runnable, plan_header(program, runnable, options), max_samples)
      .run(header_name);
}

}  // namespace nngen::codegen
