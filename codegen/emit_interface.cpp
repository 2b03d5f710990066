#include "codegen/emit_interface.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "codegen/emit_function.hpp"
#include "ir/check.hpp"

namespace nngen::codegen {
namespace {

bool is_by_value(const ArgumentPlan& argument) {
  return !argument.is_result && !argument.per_sample && argument.rows == 1 && argument.cols == 1;
}

void emit_accessor(Writer& writer, const ParameterSlot& slot, const ir::Shape& shape) {
  const std::string map =
      fmt::format("map<{}, {}>({})", shape.rows.value(), shape.cols.value(), slot.offset);
  writer.line(fmt::format("auto {}() {{ return {}; }}", slot.identifier, map));
  writer.line(fmt::format("auto {}() const {{ return {}; }}", slot.identifier, map));
}

constexpr const char* map_text = R"nngen(
 private:
  template <int Rows, int Cols>
  Eigen::Map<Eigen::Matrix<Scalar, Rows, Cols>> map(Eigen::Index offset) {
    return Eigen::Map<Eigen::Matrix<Scalar, Rows, Cols>>(values + offset);
  }
  template <int Rows, int Cols>
  Eigen::Map<const Eigen::Matrix<Scalar, Rows, Cols>> map(Eigen::Index offset) const {
    return Eigen::Map<const Eigen::Matrix<Scalar, Rows, Cols>>(values + offset);
  }
)nngen";

void emit_parameters(Writer& writer, const ir::Program& program, const HeaderPlan& plan) {
  writer.line("/// The parameters as one flat array, each column-major.");
  writer.open("struct ParameterArray {");
  writer.line(fmt::format("static constexpr Eigen::Index size = {};", plan.parameter_count));
  writer.line("alignas(64) Scalar values[size] = {};");
  writer.line();
  writer.line("using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;");
  writer.line("Eigen::Map<Vector> flat() { return Eigen::Map<Vector>(values, size); }");
  writer.line("Eigen::Map<const Vector> flat() const { return Eigen::Map<const Vector>(values, size); }");
  writer.line();
  for (const ParameterSlot& slot : plan.parameters) {
    emit_accessor(writer, slot, program.declarations[slot.declaration].shape);
  }
  writer.raw(map_text);
  writer.close("};");
  writer.line("struct Parameters : ParameterArray {};");
  writer.line("/// The gradient of the loss by each parameter, in the same layout.");
  writer.line("struct Gradients : ParameterArray {};");
  writer.line();
}

void emit_workspace(Writer& writer, const HeaderPlan& plan) {
  writer.line("/// Memory for intermediate values; it needs no initialisation and keeps nothing.");
  const BufferPlan sizes{{}, plan.shared_size, plan.sample_size};
  if (plan.is_dynamic()) {
    writer.line("template <Eigen::Index MaxSamples = 256>");
    writer.open("struct Workspace {");
    writer.line(fmt::format("static constexpr Eigen::Index size = {} + {} * ((MaxSamples + {}) / {} * {});",
                            std::max<std::int64_t>(plan.shared_size, 1), plan.sample_size,
                            BufferPlan::alignment - 1, BufferPlan::alignment,
                            BufferPlan::alignment));
  } else {
    const std::int64_t samples = plan.is_batched() ? plan.options.batch.samples : 0;
    writer.open("struct Workspace {");
    writer.line(fmt::format("static constexpr Eigen::Index size = {};",
                            std::max<std::int64_t>(sizes.size(samples), 1)));
  }
  writer.line("alignas(64) Scalar values[size];");
  writer.close("};");
  writer.line();
}

// ---- functions

// A reference to const data has room for a copy of them, and Eigen refuses a fixed size beyond this
// many bytes (its EIGEN_STACK_ALLOCATION_LIMIT).
constexpr double most_bytes_of_fixed_size = 128 * 1024;

bool is_large(const HeaderPlan& plan, const ArgumentPlan& argument) {
  const bool counts_in_call = argument.per_sample && plan.is_dynamic();
  if (argument.is_result || counts_in_call) return false;
  const std::int64_t samples =
      argument.per_sample && plan.is_batched() ? plan.options.batch.samples : 1;
  const double bytes = plan.options.scalar == ScalarType::float32 ? 4 : 8;
  return bytes * static_cast<double>(argument.rows) * static_cast<double>(argument.cols) *
             static_cast<double>(samples) >
         most_bytes_of_fixed_size;
}

// The view of an argument, made from Eigen's.
std::string view_of(const HeaderPlan& plan, const ArgumentPlan& argument) {
  const std::string& name = argument.identifier;
  if (is_by_value(argument)) {
    return fmt::format("detail::{}(&{})", argument_type(plan, argument), name);
  }
  return fmt::format("detail::view<{}, {}, {}>({})", argument.is_result ? "Scalar" : "const Scalar",
                     argument.rows, argument_width(plan, argument, "detail::dynamic"), name);
}

// The first argument that has samples says how many there are.
const ArgumentPlan* counted_argument(const FunctionPlan& function) {
  for (const auto* list : {&function.inputs, &function.results}) {
    for (const ArgumentPlan& argument : *list) {
      if (argument.per_sample) return &argument;
    }
  }
  return nullptr;
}

std::string samples_in(const ArgumentPlan& argument) {
  if (argument.cols == 1) return argument.identifier + ".cols()";
  return fmt::format("{}.cols() / {}", argument.identifier, argument.cols);
}

class InterfacePrinter {
 public:
  InterfacePrinter(Writer& writer, const HeaderPlan& plan, const FunctionPlan& function)
      : writer_(writer), plan_(plan), function_(function) {}

  void run() {
    describe();
    if (plan_.is_dynamic()) writer_.line("template <Eigen::Index MaxSamples>");
    writer_.call(fmt::format("inline {} {}", function_.returns_scalar ? "Scalar" : "void",
                             function_.identifier),
                 parameters(), " {");
    writer_.open_here();
    if (plan_.is_dynamic()) check_samples();
    check_sizes();
    const std::string head = function_.returns_scalar ? "return body::" : "body::";
    writer_.call(head + function_.identifier, arguments(), ";");
    writer_.close();
    writer_.line();
  }

 private:
  bool is_step() const { return function_.kind == FunctionKind::step; }

  void describe() {
    switch (function_.kind) {
      case FunctionKind::value:
        return writer_.line("/// The loss.");
      case FunctionKind::gradient:
        return writer_.line("/// Returns the loss and overwrites the gradients.");
      case FunctionKind::step:
        writer_.line("/// One step down the gradient: W <- W - learning_rate * dloss/dW for each parameter W.");
        return writer_.line("/// Returns the loss before it.");
      case FunctionKind::output:
        return writer_.line(function_.returns_scalar ? "/// The output of this name."
                                                     : "/// The output of this name, into `result`.");
    }
  }

  std::vector<std::string> parameters() const {
    std::vector<std::string> list;
    const auto named = [](const char* type, const char* name, bool used) {
      return used ? fmt::format("{} {}", type, name) : std::string(type);
    };
    if (!plan_.parameters.empty()) {
      list.push_back(named(is_step() ? "Parameters&" : "const Parameters&", "parameters",
                           function_.uses_parameters));
    }
    for (const ArgumentPlan& argument : function_.inputs) {
      list.push_back(public_type(plan_, argument) + " " + argument.identifier);
    }
    if (is_step()) list.push_back("Scalar learning_rate");
    if (function_.writes_gradients) list.push_back("Gradients& gradients");
    if (function_.kind == FunctionKind::gradient) add_results(list);
    list.push_back(named(plan_.is_dynamic() ? "Workspace<MaxSamples>&" : "Workspace&", "workspace",
                         function_.uses_workspace));
    if (function_.kind == FunctionKind::output) add_results(list);
    return list;
  }

  void add_results(std::vector<std::string>& list) const {
    for (const ArgumentPlan& argument : function_.results) {
      list.push_back(public_type(plan_, argument) + " " + argument.identifier);
    }
  }

  std::vector<std::string> arguments() const {
    std::vector<std::string> list;
    if (function_.uses_parameters) list.push_back("parameters.values");
    for (const auto* arguments : {&function_.inputs, &function_.results}) {
      for (const ArgumentPlan& argument : *arguments) list.push_back(view_of(plan_, argument));
    }
    if (is_step()) list.push_back("learning_rate");
    if (function_.writes_gradients) list.push_back("gradients.values");
    if (function_.uses_workspace) list.push_back("workspace.values");
    if (plan_.is_dynamic()) list.push_back("detail::Size<detail::dynamic>(samples)");
    return list;
  }

  // What has no size in its type.
  void check_sizes() {
    std::string fits;
    for (const ArgumentPlan& argument : function_.inputs) {
      if (!is_large(plan_, argument)) continue;
      fits += fmt::format("{0}{1}.rows() == {2} && {1}.cols() == {3}", fits.empty() ? "" : " && ",
                          argument.identifier, argument.rows,
                          argument_width(plan_, argument, "Eigen::Dynamic"));
    }
    if (fits.empty()) return;
    writer_.line(fmt::format("const bool sizes_fit = {};", fits));
    writer_.line("assert(sizes_fit && \"matrices of the sizes that the code is for\");");
    writer_.line(function_.returns_scalar
                     ? "if (!sizes_fit) return std::numeric_limits<Scalar>::quiet_NaN();"
                     : "if (!sizes_fit) return;");
  }

  void check_samples() {
    const ArgumentPlan* first = counted_argument(function_);
    if (first == nullptr) return writer_.line("const Eigen::Index samples = 1;");
    writer_.line(fmt::format("const Eigen::Index samples = {};", samples_in(*first)));
    std::string fits = "samples >= 1 && samples <= MaxSamples";
    for (const auto* list : {&function_.inputs, &function_.results}) {
      for (const ArgumentPlan& argument : *list) {
        if (!argument.per_sample || &argument == first) continue;
        fits += fmt::format(" && {}.cols() == {} * samples", argument.identifier, argument.cols);
      }
    }
    writer_.line(fmt::format("const bool fits = {};", fits));
    writer_.line("assert(fits && \"as many samples everywhere, and no more than the workspace holds\");");
    writer_.line(function_.returns_scalar
                     ? "if (!fits) return std::numeric_limits<Scalar>::quiet_NaN();"
                     : "if (!fits) return;");
  }

  Writer& writer_;
  const HeaderPlan& plan_;
  const FunctionPlan& function_;
};

}  // namespace

std::string public_type(const HeaderPlan& plan, const ArgumentPlan& argument) {
  if (is_by_value(argument)) return "Scalar";
  std::string rows = std::to_string(argument.rows);
  std::string columns = argument_width(plan, argument, "Eigen::Dynamic");
  if (is_large(plan, argument)) (columns == "1" ? rows : columns) = "Eigen::Dynamic";
  const std::string matrix = fmt::format("Eigen::Matrix<Scalar, {}, {}>", rows, columns);
  return argument.is_result ? fmt::format("Eigen::Ref<{}>", matrix)
                            : fmt::format("const Eigen::Ref<const {}>&", matrix);
}

std::string eigen_view_text() {
  return R"nngen(namespace detail {

/// A matrix of Eigen's; its columns may stand apart.
template <class T, Index Rows, Index Cols, class EigenMatrix>
inline auto view(EigenMatrix& matrix) {
  constexpr Index step = Rows == 1 || Cols == 1 ? Rows : dynamic;
  return Matrix<T, Rows, Cols, 1, step>(matrix.data(), Size<Cols>(matrix.cols()), Size<Rows>(),
                                        Size<1>(), Size<step>(matrix.outerStride()));
}

}  // namespace detail

)nngen";
}

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
  std::string memory = fmt::format("// Parameters: {} ({} bytes). Workspace: ", plan.parameter_count,
                                   plan.parameter_count * bytes);
  if (plan.is_dynamic()) {
    memory += fmt::format("{} bytes and {} a sample.", plan.shared_size * bytes,
                          plan.sample_size * bytes);
  } else {
    const std::int64_t samples = plan.is_batched() ? plan.options.batch.samples : 0;
    memory += fmt::format("{} bytes.", sizes.size(samples) * bytes);
  }
  writer.line(memory);
  writer.line("// Nothing is allocated, thrown or kept between calls. Large structs do not belong on the stack.");
}

void emit_structs(Writer& writer, const ir::Program& program, const HeaderPlan& plan) {
  if (!plan.parameters.empty()) emit_parameters(writer, program, plan);
  emit_workspace(writer, plan);
}

void emit_interface(Writer& writer, const HeaderPlan& plan, const FunctionPlan& function) {
  InterfacePrinter(writer, plan, function).run();
}

}  // namespace nngen::codegen
