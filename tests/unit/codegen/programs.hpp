#pragma once
// Programs from their text, derived and ready to be lowered.

#include <stdexcept>
#include <string>

#include "codegen/header_plan.hpp"
#include "ir/calculus/passes.hpp"
#include "parser/parse_program.hpp"

namespace nngen::codegen {

struct DerivedProgram {
  ir::Program program;
  ir::Derivation derivation;
  ir::RunnableProgram runnable;
};

inline ir::Program parsed_program(const std::string& text) {
  const ir::SourceFile source("test.expr", text);
  ir::Diagnostics diagnostics;
  auto program = parser::parse_program(source, {}, diagnostics);
  if (diagnostics.has_errors()) throw std::runtime_error(diagnostics.all()[0].message);
  return std::move(program).value();
}

inline DerivedProgram derived_program(const std::string& text, ir::Reduction reduction) {
  DerivedProgram derived;
  derived.program = parsed_program(text);
  ir::Diagnostics diagnostics;
  if (derived.program.loss) {
    derived.derivation = ir::derive_for_reading(derived.program, {}, reduction, diagnostics);
  }
  std::vector<ir::NodeId> named;
  for (const auto& value : derived.program.values) named.push_back(value.node);
  derived.runnable = ir::prepare_for_running(derived.program, derived.derivation, named);
  return derived;
}

inline EmitOptions batch_of(std::int64_t samples) {
  EmitOptions options;
  options.batch = {Batch::Kind::fixed, samples};
  return options;
}

inline const FunctionPlan& function_of(const HeaderPlan& plan, FunctionKind kind) {
  for (const FunctionPlan& function : plan.functions) {
    if (function.kind == kind) return function;
  }
  throw std::runtime_error("no such function");
}

constexpr const char* digits_text = R"(
input  x : R^64
target t : R^10 onehot
param  W1 : R^(32×64) init xavier
param  b1 : R^32
param  W2 : R^(10×32) init xavier
param  b2 : R^10
act    σ = tanh
h = σ(W1·x + b1)
y = softmax(W2·h + b2)
loss L = cross_entropy(y, t)
output y
)";

constexpr const char* attention_text = R"(
input  X : R^(6×5)
target T : R^(6×5)
param  Wq, Wk : R^(4×6)
param  Wv : R^(6×6)
P = softmax((Wk·X)'·(Wq·X) / 2)
Y = Wv·X·P
loss L = ½‖Y − T‖²_F
)";

}  // namespace nngen::codegen
