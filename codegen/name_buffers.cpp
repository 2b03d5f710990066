#include "codegen/name_buffers.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "codegen/identifiers.hpp"
#include "codegen/optimizers.hpp"
#include "codegen/loop_buffers.hpp"

namespace nngen::codegen {
namespace {

using ir::Buffer;
using ir::BufferId;
using ir::BufferRole;

// A prefix that no name goes on from with digits or letters of the emitter's own.
std::string free_prefix(const std::vector<std::string>& names, std::string prefix) {
  const auto clashes = [&](const std::string& name) {
    return name.compare(0, prefix.size(), prefix) == 0 && name.size() > prefix.size();
  };
  while (std::any_of(names.begin(), names.end(), clashes)) prefix += "_at";
  return prefix;
}

class Namer {
 public:
  Namer(const HeaderPlan& plan, const FunctionPlan& function, const FormulaTexts& texts)
      : plan_(plan),
        function_(function),
        kernels_(function.code.lowered.kernels),
        texts_(texts),
        used_(used_buffers(kernels_)) {}

  FunctionScope run() {
    scope_.kernels = &kernels_;
    scope_.scalar = plan_.options.scalar;
    if (!plan_.is_dynamic()) scope_.fixed_samples = plan_.options.batch.samples;
    scope_.names.resize(kernels_.buffers.size());
    for (const std::string& name : names_of_emitted_code()) names_.reserve(name);
    names_.reserve(function_.identifier);
    if (function_.moves_parameters()) {
      for (const std::string_view name : plan_.states()) names_.reserve(std::string(name));
      for (const ir::Argument rate : plan_.rates()) names_.reserve(std::string(argument_name(rate)));
    }
    name_arguments();
    // Parameters keep the names of their accessors where they can.
    for (const bool parameters_first : {true, false}) {
      for (std::uint32_t i = 0; i < kernels_.buffers.size(); ++i) {
        const bool is_parameter = kernels_.buffers[i].role == BufferRole::parameter;
        if (!scope_.names[i].empty() || is_parameter != parameters_first || !used_[i]) continue;
        scope_.names[i] = names_.add(display_name(kernels_.buffers[i]));
      }
    }
    std::vector<std::string> all = scope_.names;
    name_loops(all);
    scope_.local_prefix = free_prefix(all, "v");
    scope_.sum_prefix = free_prefix(all, "total");
    scope_.max_prefix = free_prefix(all, "largest");
    return std::move(scope_);
  }

 private:
  void name_arguments() {
    for (const auto* arguments : {&function_.inputs, &function_.results}) {
      for (const ArgumentPlan& argument : *arguments) {
        names_.reserve(argument.identifier);
        scope_.names[argument.buffer.value] = argument.identifier;
        if (argument.is_result) scope_.argument_gradients.push_back(argument.buffer);
      }
    }
  }

  // In a loop, what moves is called as all of its kind; a value of the time before is called so.
  void name_loops(std::vector<std::string>& all) {
    const std::vector<Loop>& loops = function_.code.rolled.loops;
    if (loops.empty()) return;
    scope_.loop_counter = names_.add("layer");
    std::map<std::string, std::string> known;  // equal names may stand in several loops
    for (const Loop& loop : loops) {
      std::vector<std::string>& of_loop = scope_.loop_names.emplace_back();
      const std::vector<LoopBuffer> buffers = loop_buffers(kernels_, loop);
      std::set<std::uint32_t> firsts;
      for (const LoopBuffer& buffer : buffers) firsts.insert(buffer.first.value);
      std::set<std::string> taken;
      for (const LoopBuffer& buffer : buffers) {
        of_loop.emplace_back();
        if (!buffer.moves()) continue;
        const bool is_before = firsts.count(buffer.second.value) > 0;
        // The first time may have begun with another value.
        std::string stem = name_without_numbers(scope_.names[buffer.second.value]);
        stem += is_before ? "_before" : "";
        while (!taken.insert(stem).second) stem += "_other";
        auto [name, is_new] = known.try_emplace(stem);
        if (is_new) name->second = names_.add(stem);
        of_loop.back() = name->second;
        all.push_back(name->second);
      }
    }
  }

  std::string display_name(const Buffer& buffer) {
    const ParameterSlot* slot = slot_of(plan_, buffer);
    if (buffer.role == BufferRole::parameter) return slot->identifier;
    if (buffer.role == BufferRole::state) {
      const OptimizerRule& rule = optimizer_rule(plan_.options.optimizer);
      return fmt::format("{}_{}", slot->identifier, rule.states[buffer.state]);
    }
    if (buffer.copy_of.is_valid()) return scope_.names[buffer.copy_of.value] + "_copy";
    std::string name = texts_.name ? texts_.name(buffer.node) : std::string();
    if (!name.empty()) return name;
    if (!buffer.node.is_valid() && buffer.role == BufferRole::workspace) return "memory";
    const bool is_product = function_.kind == FunctionKind::hvp;
    if (slot != nullptr) return (is_product ? "product_" : "gradient_") + slot->identifier;
    return buffer.role == BufferRole::returned ? "loss" : fmt::format("t{}", ++unnamed_);
  }

  const HeaderPlan& plan_;
  const FunctionPlan& function_;
  const ir::KernelProgram& kernels_;
  const FormulaTexts& texts_;
  const std::vector<bool> used_;
  FunctionScope scope_;
  Identifiers names_;
  int unnamed_ = 0;
};

}  // namespace

std::vector<bool> used_buffers(const ir::KernelProgram& kernels) {
  std::vector<bool> used(kernels.buffers.size(), false);
  for (const ir::Statement& statement : kernels.statements) {
    const ir::Access access = access_of(statement.kernel);
    for (const BufferId id : access.reads) used[id.value] = true;
    for (const BufferId id : access.writes) used[id.value] = true;
  }
  return used;
}

const ParameterSlot* slot_of(const HeaderPlan& plan, const Buffer& buffer) {
  return ir::is_in_flat_array(buffer.role) ? plan.slot_of(buffer.index) : nullptr;
}

FunctionScope name_buffers(const HeaderPlan& plan, const FunctionPlan& function,
                           const FormulaTexts& texts) {
  return Namer(plan, function, texts).run();
}

}  // namespace nngen::codegen
