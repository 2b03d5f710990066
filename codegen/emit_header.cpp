#include "codegen/emit_header.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "codegen/emit_function.hpp"
#include "codegen/emit_initialise.hpp"
#include "codegen/emit_interface.hpp"
#include "codegen/emit_kernels.hpp"
#include "codegen/emit_library_products.hpp"
#include "codegen/emit_routines.hpp"
#include "codegen/emit_vector_math.hpp"
#include "codegen/emit_vectors.hpp"
#include "codegen/header_guard.hpp"
#include "codegen/header_plan.hpp"
#include "codegen/identifiers.hpp"
#include "codegen/scalar_code.hpp"
#include "codegen/target.hpp"
#include "codegen/writer.hpp"

namespace nngen::codegen {
namespace {

bool has_library_products(const HeaderPlan& plan) {
  const auto by_library = [](const ir::Statement& statement) {
    const auto* contract = std::get_if<ir::Contract>(&statement.kernel);
    return contract != nullptr && contract->by_library;
  };
  return std::any_of(plan.functions.begin(), plan.functions.end(), [&](const FunctionPlan& function) {
    const auto& statements = function.code.lowered.kernels.statements;
    return std::any_of(statements.begin(), statements.end(), by_library);
  });
}

void emit_includes(Writer& writer, const HeaderPlan& plan) {
  for (const std::string_view header : interface_of(plan.options.target).includes()) {
    writer.line(header.empty() ? std::string() : fmt::format("#include <{}>", header));
  }
  if (has_library_products(plan) && !library_include(plan.options.gemm).empty()) {
    writer.line(fmt::format("#include <{}>", library_include(plan.options.gemm)));
  }
  writer.line("#if defined(__AVX512F__)");
  writer.line("#include <immintrin.h>");
  writer.line("#endif");
  writer.line();
}

void open_file(Writer& writer, const HeaderPlan& plan, const ir::Derivation& derivation,
               const FormulaTexts& texts) {
  writer.line(fmt::format("// Made by {}. This header computes", comment_text(plan.options.made_by)));
  writer.line("//");
  for (const std::string& text : texts.header) {
    const std::string comment = comment_text(text);
    writer.line(comment.empty() ? "//" : "//     " + comment);
  }
  if (!texts.header.empty()) writer.line("//");
  describe_call(writer, plan, derivation.reduction);
  writer.raw(guard_opening(plan.options.namespace_name));
  writer.line();
  if (plan.options.shares_with.empty()) emit_includes(writer, plan);
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

// The functions of numbers that some statement calls.
std::set<ir::Prim> used_functions(const HeaderPlan& plan) {
  std::set<ir::Prim> used;
  for (const FunctionPlan& function : plan.functions) {
    for (const ir::Statement& statement : function.code.lowered.kernels.statements) {
      for (const ir::Body* body : bodies_of(statement.kernel)) {
        for (const ir::Step& step : *body) {
          if (!function_name(step.op).empty()) used.insert(step.op);
        }
      }
    }
  }
  return used;
}

void emit_math_declarations(Writer& writer, const std::set<ir::Prim>& functions) {
  if (functions.empty()) return;
  writer.line("namespace detail {");
  writer.line();
  writer.line("// Functions of scalars, of which vectors take one a lane.");
  for (const ir::Prim function : functions) {
    const std::string_view name = function_name(function);
    for (const char* type : {"Scalar", "Vector"}) {
      const bool is_binary = operand_count(function) == 2;
      writer.line(fmt::format("{0} {1}({0} x{2});", type, name,
                              is_binary ? fmt::format(", {} y", type) : std::string()));
    }
  }
  writer.line();
  writer.line("}  // namespace detail");
  writer.line();
}

void emit_math(Writer& writer, const std::set<ir::Prim>& functions, ScalarType scalar) {
  if (functions.empty()) return;
  writer.line("namespace detail {");
  writer.raw(vector_math_text(functions, scalar));
  writer.line();
  writer.line("}  // namespace detail");
  writer.line();
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

// Types, kernels and functions of a header by itself.
void emit_whole(Writer& writer, const ir::Program& program, const HeaderPlan& plan,
                const FormulaTexts& texts) {
  const EmitOptions& options = plan.options;
  writer.line(fmt::format("using Scalar = {};",
                          options.scalar == ScalarType::float32 ? "float" : "double"));
  writer.line();
  emit_structs(writer, program, plan);
  writer.line("inline namespace NNGEN_INSTRUCTION_SET {");
  writer.line();
  writer.raw(vectors_text(options.scalar));
  writer.line();
  writer.raw(views_text());
  writer.line();
  if (has_library_products(plan)) {
    writer.raw(library_products_text(options.gemm));
    writer.line();
  }
  const std::set<ir::Prim> functions = used_functions(plan);
  emit_math_declarations(writer, functions);
  const std::set<ir::Routine> routines = used_routines(plan);
  emit_routine_declarations(writer, routines);
  emit_bodies(writer, plan, texts);
  writer.line();
  emit_views(writer, plan);
  if (!plan.parameters.empty()) emit_initialise(writer, program, plan);
  for (const FunctionPlan& function : plan.functions) emit_interface(writer, plan, function);
  emit_math(writer, functions, options.scalar);
  writer.raw(loops_text());
  writer.line();
  writer.raw(contractions_text());
  writer.line();
  writer.raw(packed_products_text());
  writer.line();
  writer.raw(outer_products_text());
  emit_routines(writer, routines);
  writer.line();
}

// What differs from a header of the same program, within whose namespace it stands.
void emit_beside(Writer& writer, const HeaderPlan& plan, const FormulaTexts& texts) {
  writer.line("inline namespace NNGEN_INSTRUCTION_SET {");
  writer.line(fmt::format("namespace {} {{", plan.options.namespace_name));
  writer.line();
  emit_workspace(writer, plan);
  emit_bodies(writer, plan, texts);
  writer.line();
  for (const FunctionPlan& function : plan.functions) emit_interface(writer, plan, function);
  writer.line(fmt::format("}}  // namespace {}", plan.options.namespace_name));
}

}  // namespace

std::string emit_header(const ir::Program& program, const ir::Derivation& derivation,
                        const ir::RunnableProgram& runnable, const EmitOptions& options,
                        const FormulaTexts& texts) {
  const HeaderPlan plan = plan_header(program, runnable, options);
  Writer writer;
  open_file(writer, plan, derivation, texts);
  const bool is_whole = options.shares_with.empty();
  const std::string& outermost = is_whole ? options.namespace_name : options.shares_with;
  writer.line(fmt::format("namespace {} {{", outermost));
  writer.line();
  if (is_whole) {
    emit_whole(writer, program, plan, texts);
  } else {
    emit_beside(writer, plan, texts);
  }
  writer.line("}  // namespace NNGEN_INSTRUCTION_SET");
  writer.line(fmt::format("}}  // namespace {}", outermost));
  writer.line();
  for (const char* macro : {"INSTRUCTION_SET", "VECTORS", "SHUFFLES"}) {
    writer.line(fmt::format("#undef NNGEN_{}", macro));
  }
  writer.raw(guard_closing(options.namespace_name));
  return seal(writer.take(), options.namespace_name);
}

}  // namespace nngen::codegen
