#include "codegen/emit_header.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "codegen/emit_function.hpp"
#include "codegen/emit_initialise.hpp"
#include "codegen/emit_interface.hpp"
#include "codegen/emit_kernels.hpp"
#include "codegen/emit_routines.hpp"
#include "codegen/header_plan.hpp"
#include "codegen/identifiers.hpp"
#include "codegen/target.hpp"
#include "codegen/writer.hpp"

namespace nngen::codegen {
namespace {

std::string guard_of(const std::string& name) {
  std::string guard = "NNGEN_";
  for (const char c : name) {
    const bool is_small = c >= 'a' && c <= 'z';
    const bool is_plain = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    guard += is_small ? static_cast<char>(c - 'a' + 'A') : is_plain ? c : '_';
  }
  return guard + "_HPP";
}

void open_file(Writer& writer, const HeaderPlan& plan, const ir::Derivation& derivation,
               const FormulaTexts& texts) {
  writer.line("// Made by nngen. This header computes");
  writer.line("//");
  for (const std::string& text : texts.header) {
    const std::string comment = comment_text(text);
    writer.line(comment.empty() ? "//" : "//     " + comment);
  }
  if (!texts.header.empty()) writer.line("//");
  describe_call(writer, plan, derivation.reduction);
  const std::string guard = guard_of(plan.options.namespace_name);
  writer.line("#ifndef " + guard);
  writer.line("#define " + guard);
  writer.line();
  for (const std::string_view header : interface_of(plan.options.target).includes()) {
    writer.line(header.empty() ? std::string() : fmt::format("#include <{}>", header));
  }
  writer.line();
  writer.raw(instruction_set_text());
  writer.line();
}

std::set<ir::Routine> used_routines(const HeaderPlan& plan) {
  std::set<ir::Routine> used;
  for (const FunctionPlan& function : plan.functions) {
    for (const ir::Statement& statement : function.code.lowered.kernels.statements) {
      if (const auto* dense = std::get_if<ir::Dense>(&statement.kernel))
        used.insert(dense->routine);
    }
  }
  return used;
}

void emit_bodies(Writer& writer, const HeaderPlan& plan, const FormulaTexts& texts) {
  writer.line(
      "// The computation itself, statement by statement; the kernels that it calls stand below.");
  writer.line("namespace body {");
  writer.line();
  writer.line("using namespace detail;");
  for (const FunctionPlan& function : plan.functions) {
    if (function.kind == FunctionKind::hessian) continue;  // it calls the product's
    writer.line();
    writer.line("// " + comment_text(function.title) + ".");
    emit_function_body(writer, plan, function, texts);
  }
  writer.line();
  writer.line("}  // namespace body");
}

}  // namespace

std::string emit_header(const ir::Program& program, const ir::Derivation& derivation,
                        const ir::RunnableProgram& runnable, const EmitOptions& options,
                        const FormulaTexts& texts) {
  const HeaderPlan plan = plan_header(program, runnable, options);
  Writer writer;
  open_file(writer, plan, derivation, texts);
  writer.line(fmt::format("namespace {} {{", options.namespace_name));
  writer.line();
  writer.line(fmt::format("using Scalar = {};",
                          options.scalar == ScalarType::float32 ? "float" : "double"));
  writer.line();
  emit_structs(writer, program, plan);
  writer.line("inline namespace NNGEN_INSTRUCTION_SET {");
  writer.line();
  writer.raw(views_text());
  writer.line();
  const std::set<ir::Routine> routines = used_routines(plan);
  emit_routine_declarations(writer, routines);
  emit_bodies(writer, plan, texts);
  writer.line();
  emit_views(writer, plan);
  if (!plan.parameters.empty()) emit_initialise(writer, program, plan);
  for (const FunctionPlan& function : plan.functions) emit_interface(writer, plan, function);
  writer.raw(kernels_text());
  emit_routines(writer, routines);
  writer.line();
  writer.line("}  // namespace NNGEN_INSTRUCTION_SET");
  writer.line(fmt::format("}}  // namespace {}", options.namespace_name));
  writer.line();
  writer.line("#undef NNGEN_INSTRUCTION_SET");
  writer.line("#endif  // " + guard_of(options.namespace_name));
  return writer.take();
}

}  // namespace nngen::codegen
