#include "codegen/emit_function.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "codegen/emit_statement.hpp"
#include "codegen/identifiers.hpp"
#include "codegen/name_buffers.hpp"
#include "codegen/target.hpp"
#include "ir/check.hpp"

namespace nngen::codegen {
namespace {

using ir::Buffer;
using ir::BufferId;
using ir::BufferRole;

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

class FunctionPrinter {
 public:
  FunctionPrinter(Writer& writer, const HeaderPlan& plan, const FunctionPlan& function,
                  const FormulaTexts& texts)
      : writer_(writer),
        plan_(plan),
        function_(function),
        kernels_(function.code.lowered.kernels),
        texts_(texts),
        scope_(name_buffers(plan, function, texts)),
        used_(used_buffers(kernels_)) {}

  void run() {
    open();
    const std::vector<ir::Statement>& statements = kernels_.statements;
    for (std::size_t i = 0; i < statements.size(); ++i) {
      if (statements[i].with_next) {
        print_pair(statements[i], statements[i + 1]);
        ++i;
      } else {
        print(statements[i]);
      }
    }
    if (function_.returns_scalar) writer_.line("return returned[0];");
    writer_.close();
  }

 private:
  const char* what_of_gradients() const {
    return function_.kind == FunctionKind::hvp ? "  // the product's part for " : "  // the gradient by ";
  }

  // ---- the head

  void open() {
    std::vector<std::string> arguments;
    const bool updates = function_.kind == FunctionKind::step;
    if (function_.uses_parameters) {
      arguments.push_back(updates ? "Scalar* parameters" : "const Scalar* parameters");
    }
    for (const auto* list : {&function_.inputs, &function_.results}) {
      for (const ArgumentPlan& argument : *list) {
        arguments.push_back(argument_type(plan_, argument) + " " + argument.identifier);
      }
    }
    if (updates) arguments.push_back("Scalar learning_rate");
    if (function_.writes_gradients) arguments.push_back("Scalar* gradients");
    if (function_.uses_workspace) arguments.push_back("Scalar* workspace");
    if (plan_.is_dynamic()) arguments.push_back("[[maybe_unused]] Size<dynamic> samples");
    writer_.call(fmt::format("inline {} {}", function_.returns_scalar ? "Scalar" : "void",
                             function_.identifier),
                 arguments, " {");
    writer_.open_here();
    if (plan_.is_dynamic()) head_of_dynamic();
    if (uses(ir::Argument::samples) && !plan_.is_dynamic()) {
      writer_.line(fmt::format("const Size<{}> samples{{}};", plan_.options.batch.samples));
    }
    if (uses(ir::Argument::inverse_samples)) {
      writer_.line("const Scalar inverse_samples = Scalar(1) / static_cast<Scalar>(Index(samples));");
    }
    for (std::uint32_t i = 0; i < kernels_.buffers.size(); ++i) declare_early(i);
  }

  void head_of_dynamic() {
    if (has_sampled_workspace()) {
      writer_.line(fmt::format("const Index padded = (samples + {0}) / {1} * {1};",
                               BufferPlan::alignment - 1, BufferPlan::alignment));
    }
  }

  bool has_sampled_workspace() const {
    for (std::uint32_t i = 0; i < kernels_.buffers.size(); ++i) {
      if (kernels_.buffers[i].per_sample && function_.code.plan.offset[i] >= 0) return true;
    }
    return false;
  }

  bool uses(ir::Argument which) const {
    const auto needs = [&](const ir::Step& step) {
      if (step.op != ir::Prim::argument) return false;
      const auto argument = static_cast<ir::Argument>(step.index);
      return argument == which || (which == ir::Argument::samples &&
                                   argument == ir::Argument::inverse_samples);
    };
    for (const ir::Statement& statement : kernels_.statements) {
      for (const ir::Body* body : bodies_of(statement.kernel)) {
        if (std::any_of(body->begin(), body->end(), needs)) return true;
      }
    }
    return false;
  }

  // ---- views of memory

  // The caller's memory is named at the top, the workspace's where it is first used.
  void declare_early(std::uint32_t i) {
    const Buffer& buffer = kernels_.buffers[i];
    if (!used_[i]) return;
    if (buffer.role == BufferRole::returned) {
      writer_.line("Scalar returned[1] = {};");
      declare(i, "Scalar", "returned");
    } else if (const ParameterSlot* slot = slot_of(plan_, buffer)) {
      const bool is_parameter = buffer.role == BufferRole::parameter;
      const bool constant = is_parameter && function_.kind != FunctionKind::step;
      const std::string note = is_parameter ? "" : what_of_gradients() + slot->identifier;
      declare(i, constant ? "const Scalar" : "Scalar",
              fmt::format("{} + {}", is_parameter ? "parameters" : "gradients", slot->offset), note);
    }
  }

  void declare(std::uint32_t i, const char* scalar, const std::string& memory,
               const std::string& note = {}) {
    const Buffer& buffer = kernels_.buffers[i];
    const ir::Count width{buffer.cols, buffer.per_sample};
    const bool dynamic_width = buffer.per_sample && plan_.is_dynamic();
    std::vector<std::string> arguments{memory};
    if (dynamic_width) arguments.push_back(size_code(scope_, width));
    if (dynamic_width && buffer.layout == ir::Layout::by_row) {
      arguments.insert(arguments.end(), {"{}", size_code(scope_, width)});
    }
    const std::string cols = dynamic_width ? "dynamic" : count_code(scope_, width);
    // The distances from row to row and from column to column. A column of our own fills registers.
    const bool is_padded =
        buffer.fills_registers && buffer.rows % BufferPlan::alignment != 0;
    const std::string strides =
        buffer.layout == ir::Layout::by_row ? fmt::format(", {}, 1", cols)
        : is_padded ? fmt::format(", 1, {}", round_up(buffer.rows, BufferPlan::alignment))
                    : std::string();
    writer_.line(fmt::format("const Matrix<{}, {}, {}{}> {}({});{}", scalar, buffer.rows, cols,
                             strides, scope_.names[i], joined(arguments), note));
  }

  // ---- statements

  void print(const ir::Statement& statement) {
    writer_.line();
    print_head(statement);
    emit_kernel(writer_, scope_, statement.kernel);
  }

  void print_pair(const ir::Statement& product, const ir::Statement& update) {
    writer_.line();
    print_head(product);
    print_head(update);
    emit_column_pass(writer_, scope_, std::get<ir::Contract>(product.kernel),
                     std::get<ir::Contract>(update.kernel));
  }

  // The formulas, and the memory that is used for the first time.
  void print_head(const ir::Statement& statement) {
    for (const std::string& line : formulas_of(statement)) {
      writer_.line("// " + comment_text(line));
    }
    for (const BufferId id : access_of(statement.kernel).writes) {
      const bool is_ours = kernels_[id].role == BufferRole::workspace;
      if (!is_ours || declared(id)) continue;
      declare(id.value, "Scalar", workspace_place(plan_, function_, id));
    }
  }

  bool declared(BufferId id) {
    declared_.resize(kernels_.buffers.size(), false);
    const bool before = declared_[id.value];
    declared_[id.value] = true;
    return before;
  }

  // A node's formula stands above the first of the statements in a row that compute it.
  std::vector<std::string> formulas_of(const ir::Statement& statement) {
    std::vector<std::string> lines;
    if (!texts_.line) return lines;
    ++printed_;
    for (const ir::NodeId node : statement.origin) {
      std::size_t& last = shown_[node];
      const bool goes_on = last != 0 && last + 1 >= printed_;
      last = printed_;
      if (goes_on) continue;
      std::string line = texts_.line(node);
      const bool is_new = std::find(lines.begin(), lines.end(), line) == lines.end();
      if (!line.empty() && is_new) lines.push_back(std::move(line));
    }
    return lines;
  }

  Writer& writer_;
  const HeaderPlan& plan_;
  const FunctionPlan& function_;
  const ir::KernelProgram& kernels_;
  const FormulaTexts& texts_;
  const FunctionScope scope_;
  const std::vector<bool> used_;
  std::vector<bool> declared_;
  std::map<ir::NodeId, std::size_t> shown_;  // by which statement last
  std::size_t printed_ = 0;
};

}  // namespace

void emit_function_body(Writer& writer, const HeaderPlan& plan, const FunctionPlan& function,
                        const FormulaTexts& texts) {
  FunctionPrinter(writer, plan, function, texts).run();
}

std::string argument_width(const HeaderPlan& plan, const ArgumentPlan& argument,
                           const char* dynamic) {
  if (!argument.per_sample) return std::to_string(argument.cols);
  return plan.is_dynamic() ? dynamic
                           : std::to_string(argument.cols * plan.options.batch.samples);
}

std::string argument_type(const HeaderPlan& plan, const ArgumentPlan& argument) {
  const std::string width = argument_width(plan, argument, "dynamic");
  const bool has_gaps = !argument.direction && interface_of(plan.options.target).has_gaps();
  const char* gaps = !has_gaps || width == "1" || argument.rows == 1 ? "" : ", 1, dynamic";
  return fmt::format("Matrix<{}, {}, {}{}>", argument.is_result ? "Scalar" : "const Scalar",
                     argument.rows, width, gaps);
}

}  // namespace nngen::codegen
