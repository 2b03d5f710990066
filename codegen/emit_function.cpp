#include "codegen/emit_function.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "codegen/emit_statement.hpp"
#include "codegen/identifiers.hpp"
#include "codegen/loop_buffers.hpp"
#include "codegen/memory_places.hpp"
#include "codegen/name_buffers.hpp"
#include "codegen/statement_formulas.hpp"
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
        formulas_(kernels_, texts),
        scope_(name_buffers(plan, function, texts)) {}

  void run() {
    find_used();
    open();
    print_statements();
    if (function_.returns_scalar) writer_.line("return returned[0];");
    writer_.close();
  }

 private:
  const std::vector<Loop>& loops() const { return function_.code.rolled.loops; }

  // What a loop walks through has no name of its own, unless it is used elsewhere, too.
  void find_used() {
    used_.assign(kernels_.buffers.size(), false);
    std::size_t next = 0;
    for (const Loop& loop : loops()) {
      use_statements(next, loop.first);
      next = loop.first + loop.period * loop.count;
      for (const LoopBuffer& buffer : loop_buffers(kernels_, loop)) {
        if (!buffer.moves()) used_[buffer.first.value] = true;
      }
    }
    use_statements(next, kernels_.statements.size());
  }

  void use_statements(std::size_t first, std::size_t end) {
    for (std::size_t i = first; i < end; ++i) {
      const ir::Access access = access_of(kernels_.statements[i].kernel);
      for (const BufferId id : access.reads) used_[id.value] = true;
      for (const BufferId id : access.writes) used_[id.value] = true;
    }
  }

  const char* what_of_gradients() const {
    return function_.kind == FunctionKind::hvp ? "  // the product's part for " : "  // the gradient by ";
  }

  // ---- the head

  void open() {
    std::vector<std::string> arguments;
    const bool moves = function_.moves_parameters();
    const bool has_samples = plan_.is_dynamic() && function_.kind != FunctionKind::update;
    if (function_.uses_parameters) {
      arguments.push_back(moves ? "Scalar* parameters" : "const Scalar* parameters");
    }
    for (const auto* list : {&function_.inputs, &function_.results}) {
      for (const ArgumentPlan& argument : *list) {
        arguments.push_back(argument_type(plan_, argument) + " " + argument.identifier);
      }
    }
    if (moves) add_rates_and_states(arguments);
    if (function_.writes_gradients) {
      const bool is_given = function_.kind == FunctionKind::update;
      arguments.push_back(is_given ? "const Scalar* gradients" : "Scalar* gradients");
    }
    if (function_.uses_workspace) arguments.push_back("Scalar* workspace");
    if (has_samples) arguments.push_back("[[maybe_unused]] Size<dynamic> samples");
    writer_.call(fmt::format("inline {} {}", function_.returns_scalar ? "Scalar" : "void",
                             function_.identifier),
                 arguments, " {");
    writer_.open_here();
    if (has_samples) head_of_dynamic();
    if (uses(ir::Argument::samples) && !plan_.is_dynamic()) {
      writer_.line(fmt::format("const Size<{}> samples{{}};", plan_.options.batch.samples));
    }
    if (uses(ir::Argument::inverse_samples)) {
      writer_.line("const Scalar inverse_samples = Scalar(1) / static_cast<Scalar>(Index(samples));");
    }
    for (std::uint32_t i = 0; i < kernels_.buffers.size(); ++i) declare_early(i);
  }

  void add_rates_and_states(std::vector<std::string>& arguments) const {
    for (const ir::Argument rate : plan_.rates()) {
      arguments.push_back(fmt::format("Scalar {}", argument_name(rate)));
    }
    for (const std::string_view state : plan_.states()) {
      arguments.push_back(fmt::format("Scalar* {}", state));
    }
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
      const bool is_gradient = buffer.role == BufferRole::gradient;
      const std::string note = is_gradient ? what_of_gradients() + slot->identifier : "";
      declare(i, scalar_of(buffer), place_of(plan_, function_, {i}), note);
    }
  }

  const char* scalar_of(const Buffer& buffer) const {
    const bool constant =
        (buffer.role == BufferRole::parameter && !function_.moves_parameters()) ||
        (buffer.role == BufferRole::gradient && function_.kind == FunctionKind::update);
    return constant ? "const Scalar" : "Scalar";
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

  void print_statements() {
    std::size_t next = 0;
    for (std::size_t i = 0; i < loops().size(); ++i) {
      const Loop& loop = loops()[i];
      print_range(next, loop.first);
      print_loop(loop, scope_.loop_names[i]);
      next = loop.first + loop.period * loop.count;
    }
    print_range(next, kernels_.statements.size());
  }

  void print_range(std::size_t first, std::size_t end) {
    for (std::size_t i = first; i < end; ++i) {
      writer_.line();
      print_head(kernels_.statements[i]);
      if (kernels_.statements[i].with_next) print_head(kernels_.statements[i + 1]);
      i = print_kernel(i);
    }
  }

  // Prints a statement, or a pair of them; the last one that is printed.
  std::size_t print_kernel(std::size_t i) {
    const ir::Kernel& kernel = kernels_.statements[i].kernel;
    if (!kernels_.statements[i].with_next) {
      emit_kernel(writer_, scope_, kernel);
      return i;
    }
    emit_column_pass(writer_, scope_, std::get<ir::Contract>(kernel),
                     std::get<ir::Contract>(kernels_.statements[i + 1].kernel));
    return i + 1;
  }

  // The formulas, and the memory that is used for the first time.
  void print_head(const ir::Statement& statement) {
    for (const std::string& line : formulas_.of(statement)) {
      writer_.line("// " + comment_text(line));
    }
    const ir::Access access = access_of(statement.kernel);
    for (const BufferId id : access.writes) declare_where_new(id);
    for (const BufferId id : access.reads) declare_where_new(id);  // what a loop wrote
  }

  void declare_where_new(BufferId id) {
    const bool is_ours = kernels_[id].role == BufferRole::workspace;
    if (is_ours && !declared(id)) declare(id.value, "Scalar", place_of(plan_, function_, id));
  }

  // ---- loops

  void print_loop(const Loop& loop, const std::vector<std::string>& names) {
    const std::vector<LoopBuffer> buffers = loop_buffers(kernels_, loop);
    writer_.line();
    for (const LoopBuffer& buffer : buffers) {
      if (!buffer.moves()) declare_where_new(buffer.first);
    }
    writer_.open(fmt::format("for (Index {0} = 0; {0} < {1}; ++{0}) {{", scope_.loop_counter, loop.count));
    std::vector<std::string> outside;
    for (std::size_t k = 0; k < buffers.size(); ++k) {
      const std::uint32_t id = buffers[k].first.value;
      outside.push_back(scope_.names[id]);
      if (!buffers[k].moves()) continue;
      scope_.names[id] = names[k];
      declare(id, scalar_of(kernels_.buffers[id]),
              place_in_loop(plan_, function_, buffers[k], loop, scope_.loop_counter));
    }
    for (std::size_t i = loop.first; i < loop.first + loop.period; ++i) {
      writer_.line();
      print_loop_formulas(loop, i - loop.first);
      if (kernels_.statements[i].with_next) print_loop_formulas(loop, i + 1 - loop.first);
      i = print_kernel(i);
    }
    writer_.close();
    for (std::size_t k = 0; k < buffers.size(); ++k)
      scope_.names[buffers[k].first.value] = outside[k];
  }

  void print_loop_formulas(const Loop& loop, std::size_t statement) {
    for (const std::string& line : formulas_.of_loop(loop, statement)) {
      writer_.line("// " + comment_text(line));
    }
  }

  bool declared(BufferId id) {
    declared_.resize(kernels_.buffers.size(), false);
    const bool before = declared_[id.value];
    declared_[id.value] = true;
    return before;
  }

  Writer& writer_;
  const HeaderPlan& plan_;
  const FunctionPlan& function_;
  const ir::KernelProgram& kernels_;
  const FormulaTexts& texts_;
  StatementFormulas formulas_;
  FunctionScope scope_;
  std::vector<bool> used_;  // by buffer: under a name of its own
  std::vector<bool> declared_;
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
