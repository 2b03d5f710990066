#include "codegen/emit_trainer.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "codegen/optimizers.hpp"
#include "codegen/scalar_code.hpp"
#include "codegen/target.hpp"
#include "codegen/writer.hpp"
#include "ir/check.hpp"

namespace nngen::codegen {
namespace {

const char* word_of(ir::Role role) {
  switch (role) {
    case ir::Role::input: return "input";
    case ir::Role::target: return "target";
    case ir::Role::constant: return "constant";
    case ir::Role::param: break;
  }
  NNGEN_UNREACHABLE();
}

class NetworkPrinter {
 public:
  NetworkPrinter(const ir::Program& program, const TrainerPlans& plans,
                 const std::optional<Prediction>& judged, std::uint32_t prediction)
      : program_(program),
        plans_(plans),
        judged_(judged),
        prediction_(prediction),
        rule_(optimizer_rule(plans.full.options.optimizer)) {
    for (std::uint32_t i = 0; i < program.declarations.size(); ++i) {
      if (program.declarations[i].role != ir::Role::param) data_.push_back(i);
    }
  }

  std::string run() {
    writer_.line("/// The network as the training program sees it.");
    writer_.open("struct Network {");
    writer_.line(fmt::format("using Scalar = {};", net("Scalar")));
    writer_.line(fmt::format("static constexpr std::size_t size = {};", plans_.full.parameter_count));
    writer_.line(fmt::format("static constexpr std::size_t batch = {};", batch()));
    print_data();
    print_parameters();
    print_task();
    print_memory();
    print_optimizer();
    for (const FunctionKind kind : {FunctionKind::value, FunctionKind::gradient, FunctionKind::step}) {
      print_call(kind);
    }
    writer_.line(fmt::format("void update() {{ {}(parameters_, gradients_, optimizer_); }}", net("update")));
    if (judged_) print_predict();
    print_members();
    writer_.close("};");
    return writer_.take();
  }

 private:
  std::string net(std::string_view name) const {
    return fmt::format("{}::{}", plans_.full.options.namespace_name, name);
  }
  static std::string namespace_of(const HeaderPlan& plan) {
    const EmitOptions& options = plan.options;
    return options.shares_with.empty() ? options.namespace_name
                                       : options.shares_with + "::" + options.namespace_name;
  }
  std::int64_t batch() const { return plans_.full.is_batched() ? plans_.full.options.batch.samples : 1; }

  void print_list(const std::string& type, const char* name, const std::vector<std::string>& rows) {
    writer_.line(fmt::format("static constexpr std::array<train::{}, {}> {} = {{", type, rows.size(), name));
    std::string list;
    for (const std::string& row : rows) list += (list.empty() ? "{" : ",\n        {") + row + "}";
    writer_.line("    {" + list + "}};");
  }

  void print_data() {
    std::vector<std::string> rows;
    for (const std::uint32_t i : data_) {
      const ir::Declaration& data = program_.declarations[i];
      rows.push_back(fmt::format("\"{}\", {}, train::Role::{}", data.name.plain(),
                                 data.shape.size().value(), word_of(data.role)));
    }
    print_list("DataInfo", "data", rows);
  }

  void print_parameters() {
    std::vector<std::string> rows;
    for (const ParameterSlot& slot : plans_.full.parameters) {
      const ir::Declaration& parameter = program_.declarations[slot.declaration];
      rows.push_back(fmt::format("\"{}\", {}, {}, {}", parameter.name.plain(),
                                 parameter.shape.rows.value(), parameter.shape.cols.value(), slot.offset));
    }
    print_list("ArrayInfo", "parameters", rows);
  }

  void print_task() {
    const std::string task = judged_ ? judgement_of(program_, *judged_) : "none";
    writer_.line(fmt::format("static constexpr train::Task task = train::Task::{};", task));
    if (!judged_) return;
    const auto found = std::find(data_.begin(), data_.end(), judged_->target);
    writer_.line(fmt::format("static constexpr std::size_t judged = {};  // the target of {}",
                             found - data_.begin(), judged_->value.name.plain()));
  }

  void print_memory() {
    writer_.line();
    writer_.line("Scalar* values() { return parameters_.values; }");
    writer_.line("Scalar* gradients() { return gradients_.values; }");
    writer_.line(fmt::format("void initialise(std::uint64_t seed) {{ {}(parameters_, seed); }}",
                             net("initialise")));
    writer_.line();
  }

  void print_named(const char* function, const std::vector<std::string>& names, const char* address) {
    writer_.open(fmt::format("std::array<train::Named<Scalar>, {}> {}() {{", names.size(), function));
    std::string list;
    for (const std::string& name : names) {
      list += fmt::format("{}{{\"{}\", {}optimizer_.{}}}", list.empty() ? "" : ",\n             ", name,
                          address, name);
    }
    writer_.line(names.empty() ? "return {};" : fmt::format("return {{{{{}}}}};", list));
    writer_.close();
  }

  void print_optimizer() {
    std::vector<std::string> rates;
    for (const RateRow& rate : rule_.rates) rates.emplace_back(argument_name(rate.argument));
    print_named("rates", rates, "&");
    print_named("states", {rule_.states.begin(), rule_.states.end()}, "");
    if (!rule_.corrects_bias) {
      writer_.line("std::array<double, 0> counters() const { return {}; }");
      writer_.line("void set_counters(const std::array<double, 0>&) {}");
    } else {
      writer_.open("std::array<double, 3> counters() const {");
      writer_.line("return {static_cast<double>(optimizer_.steps), optimizer_.mean_power, optimizer_.square_power};");
      writer_.close();
      writer_.open("void set_counters(const std::array<double, 3>& counters) {");
      writer_.line("optimizer_.steps = static_cast<std::int64_t>(counters[0]);");
      writer_.line("optimizer_.mean_power = counters[1];");
      writer_.line("optimizer_.square_power = counters[2];");
      writer_.close();
    }
    writer_.line();
  }

  // ---- calls

  const FunctionPlan& function_of(const HeaderPlan& plan, FunctionKind kind) const {
    const auto found =
        std::find_if(plan.functions.begin(), plan.functions.end(), [&](const FunctionPlan& function) {
          return function.kind == kind &&
                 (kind != FunctionKind::output || function.output == prediction_);
        });
    NNGEN_CHECK(found != plan.functions.end());
    return *found;
  }

  std::string argument(const FunctionPlan& function, const ArgumentPlan& input) const {
    const std::uint32_t declaration = function.code.lowered.kernels[input.buffer].index;
    const auto found = std::find(data_.begin(), data_.end(), declaration);
    NNGEN_CHECK(found != data_.end());
    const bool is_number = !input.per_sample && input.rows == 1 && input.cols == 1;
    return fmt::format("{}arrays[{}]", is_number ? "*" : "", found - data_.begin());
  }

  void print_statement(const HeaderPlan& plan, FunctionKind kind) {
    const FunctionPlan& function = function_of(plan, kind);
    std::vector<std::string> list{"parameters_"};
    for (const ArgumentPlan& input : function.inputs) list.push_back(argument(function, input));
    if (counts_in_call(plan, function)) list.emplace_back("static_cast<std::ptrdiff_t>(samples)");
    if (kind == FunctionKind::step) list.emplace_back("optimizer_");
    if (kind == FunctionKind::gradient) list.emplace_back("gradients_");
    list.emplace_back(&plan == plans_.rest ? "rest_workspace_" : "workspace_");
    if (!function.results.empty()) list.emplace_back("result");
    const bool returns = kind != FunctionKind::output;
    const char* before = returns ? "return " : function.returns_scalar ? "*result = " : "";
    writer_.call(fmt::format("{}{}::{}", before, namespace_of(plan), function.identifier), list, ";");
  }

  // Of a full batch, or of fewer samples.
  void print_body(FunctionKind kind) {
    if (plans_.rest != nullptr) {
      writer_.open("if (samples == batch) {");
      print_statement(plans_.full, kind);
      writer_.close("} else {");
      writer_.open_here();
      print_statement(*plans_.rest, kind);
      writer_.close();
    } else {
      print_statement(plans_.full, kind);
    }
    writer_.close();
  }

  void print_call(FunctionKind kind) {
    const char* name = kind == FunctionKind::value      ? "value"
                       : kind == FunctionKind::gradient ? "gradient"
                                                        : "step";
    const bool has_data = !function_of(plans_.full, kind).inputs.empty();
    writer_.open(fmt::format("Scalar {}({}const Scalar* const* arrays, {}std::size_t samples) {{", name,
                             has_data ? "" : "[[maybe_unused]] ", unused_count()));
    print_body(kind);
  }

  void print_predict() {
    writer_.open("void predict(");
    writer_.line(fmt::format("  const Scalar* const* arrays, {}std::size_t samples, Scalar* result) {{",
                             unused_count()));
    print_body(FunctionKind::output);
  }

  const char* unused_count() const { return plans_.rest == nullptr ? "[[maybe_unused]] " : ""; }

  void print_members() {
    writer_.line();
    writer_.line(net("Parameters parameters_;"));
    writer_.line(net("Gradients gradients_;"));
    writer_.line(net("Optimizer optimizer_;"));
    writer_.line(net("Workspace workspace_;"));
    if (plans_.rest == nullptr) return;
    writer_.line(fmt::format("{}::Workspace<batch> rest_workspace_;", namespace_of(*plans_.rest)));
  }

  const ir::Program& program_;
  const TrainerPlans& plans_;
  const std::optional<Prediction>& judged_;
  const std::uint32_t prediction_;
  const OptimizerRule& rule_;
  std::vector<std::uint32_t> data_;  // declarations, in the order of the program's data
  Writer writer_;
};

}  // namespace

std::string judgement_of(const ir::Program& program, const Prediction& prediction) {
  const ir::Declaration& target = program.declarations[prediction.target];
  const ir::Expr value = program.expr(prediction.value.node);
  if (!target.shape.is_scalar()) {
    const bool is_class = target.properties.onehot || value.is(ir::OpKind::softmax);
    return is_class && target.shape.cols.is_one() ? "classes" : "numbers";
  }
  if (target.properties.sign) return "two_signs";
  return value.is(ir::OpKind::sigmoid) ? "two_classes" : "numbers";
}

std::string emit_network(const ir::Program& program, const TrainerPlans& plans,
                         const std::optional<Prediction>& judged, std::uint32_t prediction) {
  return NetworkPrinter(program, plans, judged, prediction).run();
}

}  // namespace nngen::codegen
