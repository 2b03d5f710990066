#include "codegen/emit_timed_calls.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "codegen/writer.hpp"
#include "ir/check.hpp"

namespace nngen::codegen {
namespace {

constexpr const char* matrices_text = R"nngen(
template <int Rows, int Cols>
Eigen::Map<const Eigen::Matrix<Scalar, Rows, Cols>> matrix(const Scalar* numbers) {
  return Eigen::Map<const Eigen::Matrix<Scalar, Rows, Cols>>(numbers);
}

template <int Rows, int Cols>
Eigen::Map<Eigen::Matrix<Scalar, Rows, Cols>> result(Scalar* numbers) {
  return Eigen::Map<Eigen::Matrix<Scalar, Rows, Cols>>(numbers);
}

)nngen";

class CallsPrinter {
 public:
  CallsPrinter(const ir::Program& program, const HeaderPlan& plan, std::int64_t samples)
      : program_(program), plan_(plan), samples_(samples) {}

  std::string run(std::string_view header_name) {
    writer_.line("// Made by nngen: calls of the header's functions, for `nngen bench`.");
    writer_.line(fmt::format("#include \"{}\"", header_name));
    writer_.line();
    writer_.line("#include <memory>");
    writer_.line();
    writer_.line("#include \"calls.hpp\"");
    writer_.line();
    writer_.line("namespace nngen::timing {");
    writer_.line("namespace {");
    writer_.raw(matrices_text);
    print_variables();
    writer_.line("}  // namespace");
    writer_.line();
    print_memory();
    print_calls("run_gradient", find_function(plan_, FunctionKind::gradient));
    const FunctionPlan* step = find_function(plan_, FunctionKind::step);
    writer_.line(fmt::format("const bool has_steps = {};", step != nullptr));
    print_calls("run_step", step);
    writer_.line("}  // namespace nngen::timing");
    return writer_.take();
  }

 private:
  std::int64_t size_of(const ir::Declaration& declaration) const {
    const bool is_sampled =
        declaration.role == ir::Role::input || declaration.role == ir::Role::target;
    return declaration.shape.size().value() * (is_sampled ? samples_ : 1);
  }

  std::int64_t width(const ArgumentPlan& argument) const {
    return argument.cols * (argument.per_sample ? samples_ : 1);
  }

  std::string qualified(std::string_view name) const {
    return fmt::format("{}::{}", plan_.options.namespace_name, name);
  }

  void print_variables() {
    writer_.open("struct Variables {");
    if (!plan_.parameters.empty()) {
      writer_.line(qualified("Parameters parameters;"));
      writer_.line(qualified("Gradients gradients;"));
    }
    const std::string capacity = plan_.is_dynamic() ? fmt::format("<{}>", samples_) : "";
    writer_.line(qualified("Workspace") + capacity + " workspace;");
    for (std::uint32_t i = 0; i < program_.declarations.size(); ++i) {
      if (plan_.slot_of(i) != nullptr) continue;
      writer_.line(
          fmt::format("alignas(64) Scalar in_{}[{}];", i, size_of(program_.declarations[i])));
    }
    const FunctionPlan* gradient = find_function(plan_, FunctionKind::gradient);
    for (const ArgumentPlan& result : gradient->results) {
      writer_.line(fmt::format("alignas(64) Scalar {}[{}];", name_of(*gradient, result),
                               result.rows * width(result)));
    }
    writer_.close("};");
    writer_.line();
    writer_.open("Variables& variables() {");
    writer_.line("static const auto all = std::make_unique<Variables>();");
    writer_.line("return *all;");
    writer_.close();
    writer_.line();
  }

  void print_memory() {
    writer_.open("std::vector<Memory> memory_of_variables() {");
    writer_.line("[[maybe_unused]] Variables& all = variables();");
    writer_.open("return {");
    for (std::uint32_t i = 0; i < program_.declarations.size(); ++i) {
      const ParameterSlot* slot = plan_.slot_of(i);
      const std::string first = slot == nullptr
                                    ? fmt::format("all.in_{}", i)
                                    : fmt::format("all.parameters.values + {}", slot->offset);
      writer_.line(fmt::format("{{{}, {}}},", first, size_of(program_.declarations[i])));
    }
    writer_.close("};");
    writer_.close();
    writer_.line();
  }

  static std::string name_of(const FunctionPlan& function, const ArgumentPlan& argument) {
    const ir::Buffer& buffer = function.code.lowered.kernels[argument.buffer];
    return fmt::format("{}_{}", argument.is_result ? "out" : "in", buffer.index);
  }

  std::string passed(const FunctionPlan& function, const ArgumentPlan& argument) const {
    const std::string name = "all." + name_of(function, argument);
    const bool is_number =
        !argument.is_result && !argument.per_sample && argument.rows == 1 && argument.cols == 1;
    if (is_number) return name + "[0]";
    return fmt::format("{}<{}, {}>({})", argument.is_result ? "result" : "matrix", argument.rows,
                       width(argument), name);
  }

  void print_calls(std::string_view name, const FunctionPlan* function) {
    if (function == nullptr) {
      writer_.line(fmt::format("Scalar {}(long) {{ return 0; }}", name));
      writer_.line();
      return;
    }
    std::vector<std::string> arguments;
    if (!plan_.parameters.empty()) arguments.push_back("all.parameters");
    for (const ArgumentPlan& input : function->inputs)
      arguments.push_back(passed(*function, input));
    if (function->kind == FunctionKind::step) arguments.push_back("Scalar(0)");
    if (function->writes_gradients) arguments.push_back("all.gradients");
    for (const ArgumentPlan& result : function->results) {
      arguments.push_back(passed(*function, result));
    }
    arguments.push_back("all.workspace");
    writer_.open(fmt::format("Scalar {}(long calls) {{", name));
    writer_.line("Variables& all = variables();");
    writer_.line("Scalar loss = 0;");
    writer_.open("for (long call = 0; call < calls; ++call) {");
    writer_.call("loss = " + qualified(function->identifier), arguments, ";");
    writer_.line("forget_memory();");
    writer_.close();
    writer_.line("return loss;");
    writer_.close();
    writer_.line();
  }

  const ir::Program& program_;
  const HeaderPlan& plan_;
  std::int64_t samples_;
  Writer writer_;
};

// Each takes a good second to compile.
constexpr std::size_t most_tiled_products = 16;

double operations(const MatrixProduct& product) {
  return static_cast<double>(product.rows) * static_cast<double>(product.depth) *
         static_cast<double>(product.cols) * static_cast<double>(product.count);
}

}  // namespace

const FunctionPlan* find_function(const HeaderPlan& plan, FunctionKind kind) {
  const auto found = std::find_if(plan.functions.begin(), plan.functions.end(),
                                  [kind](const auto& function) { return function.kind == kind; });
  return found == plan.functions.end() ? nullptr : &*found;
}

std::string emit_timed_calls(const ir::Program& program, const HeaderPlan& plan,
                             std::string_view header_name, std::int64_t samples) {
  NNGEN_CHECK(find_function(plan, FunctionKind::gradient) != nullptr);
  return CallsPrinter(program, plan, samples).run(header_name);
}

std::string emit_timed_products(std::vector<MatrixProduct> products) {
  std::stable_sort(products.begin(), products.end(),
                   [](const auto& a, const auto& b) { return operations(a) > operations(b); });
  Writer writer;
  writer.line("// Made by nngen: the matrix products of a gradient, for `nngen bench`.");
  writer.line("#include \"calls.hpp\"");
  writer.line("#include \"tiles.hpp\"");
  writer.line();
  writer.line("namespace nngen::timing {");
  writer.line();
  writer.open("std::vector<Product> products_of_gradient() {");
  writer.open("return {");
  for (const MatrixProduct& p : products) {
    writer.line(fmt::format("{{{}, {}, {}, {}}},", p.rows, p.depth, p.cols, p.count));
  }
  writer.close("};");
  writer.close();
  writer.line();
  writer.open(
      "void add_fixed_products(const Product& product, Operands&, std::vector<Candidate>& to) {");
  writer.line("static_cast<void>(product), static_cast<void>(to);");
  products.resize(std::min(products.size(), most_tiled_products));
  for (const MatrixProduct& p : products) {
    writer.line(fmt::format("add_tiles<{}, {}, {}>(product, to);", p.rows, p.depth, p.cols));
  }
  writer.close();
  writer.line();
  writer.line("}  // namespace nngen::timing");
  return writer.take();
}

}  // namespace nngen::codegen
