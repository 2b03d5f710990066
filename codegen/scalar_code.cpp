#include "codegen/scalar_code.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "codegen/header_plan.hpp"
#include "ir/check.hpp"

namespace nngen::codegen {
namespace {

using ir::Body;
using ir::Prim;
using ir::Step;
using ir::View;

// A longer expression gets a name: texts that grow with every step would cost the square of a body's
// length, and brackets as deep as a body is long are more than compilers bear.
constexpr std::size_t longest_text = 1000;

enum class Tightness : std::uint8_t { sum, product, atom };

struct Code {
  std::string text;
  Tightness tightness = Tightness::atom;
};

std::string in_brackets_below(const Code& code, Tightness needed) {
  return code.tightness < needed ? "(" + code.text + ")" : code.text;
}

// start + n·counter + …
std::string index_code(std::int64_t start,
                       std::initializer_list<std::pair<std::int64_t, std::string>> terms) {
  std::string text;
  for (const auto& [step, counter] : terms) {
    if (step == 0 || counter.empty()) continue;
    if (!text.empty()) text += " + ";
    text += step == 1 ? counter : fmt::format("{} * {}", step, counter);
  }
  if (text.empty()) return std::to_string(start);
  return start == 0 ? text : fmt::format("{} + {}", text, start);
}

class BodyPrinter {
 public:
  BodyPrinter(const FunctionScope& scope, const Body& body, const std::vector<View>& views,
              const Counters& counters, const std::vector<std::string>& results,
              const std::string& mark)
      : scope_(scope),
        body_(body),
        views_(views),
        counters_(counters),
        results_(results),
        prefix_(scope.local_prefix + mark) {}

  BodyCode run() {
    count_uses();
    code_.resize(body_.size());
    for (std::size_t i = 0; i < body_.size(); ++i) print(i);
    return std::move(result_);
  }

 private:
  void count_uses() {
    uses_.assign(body_.size(), 0);
    only_selects_.assign(body_.size(), true);
    for (const Step& step : body_) {
      const int count = ir::operand_count(step.op);
      if (count > 0) ++uses_[step.a];
      if (count > 1) ++uses_[step.b];
      if (count > 2) ++uses_[step.c];
      if (step.op == Prim::store) stored_.push_back(views_[step.index].buffer);
      if (count > 0 && step.op != Prim::select) only_selects_[step.a] = false;
      if (count > 1) only_selects_[step.b] = false;
      if (count > 2) only_selects_[step.c] = false;
    }
  }

  void print(std::size_t i) {
    const Step& step = body_[i];
    if (step.op == Prim::store) return print_store(step);
    if (step.op == Prim::give) {
      result_.given = typed(step.a);
      return;
    }
    code_[i] = expression(step);
    const bool is_trivial = step.op == Prim::constant || step.op == Prim::argument ||
                            step.op == Prim::result ||
                            (step.op == Prim::load && !is_stored(views_[step.index].buffer));
    const bool is_condition = step.op == Prim::less && only_selects_[i];
    const bool reads_changing = step.op == Prim::load && !is_trivial && stored_.size() > 1;
    // A vector stays in its register, whatever is stored in between.
    const bool is_shared =
        uses_[i] > 1 && !is_trivial && (counters_.in_lanes || !stores_next(i));
    const bool is_long = code_[i].text.size() > longest_text;
    if (!is_condition && (is_shared || reads_changing || is_long)) name(i);
  }

  bool is_stored(ir::BufferId id) const {
    return std::find(stored_.begin(), stored_.end(), id) != stored_.end();
  }
  bool stores_next(std::size_t i) const {
    return i + 1 < body_.size() && body_[i + 1].op == Prim::store && body_[i + 1].a == i;
  }
  void name(std::size_t i) {
    const std::string local = fmt::format("{}{}", prefix_, ++locals_);
    const bool is_entry = counters_.in_lanes && body_[i].op == Prim::load;
    const char* type = counters_.in_lanes ? "auto" : "Scalar";
    const std::string value = is_entry ? "loaded(" + code_[i].text + ")" : code_[i].text;
    result_.lines.push_back(fmt::format("const {} {} = {};", type, local, value));
    code_[i] = {local, Tightness::atom};
  }

  // What is stored is read from there from then on.
  void print_store(const Step& step) {
    const View& view = views_[step.index];
    const std::string entry = entry_code(scope_, view, counters_);
    const Step& value = body_[step.a];
    const bool in_place = value.op == Prim::sub && body_[value.a].op == Prim::load &&
                          views_[body_[value.a].index] == view && uses_[step.a] == 1;
    if (in_place && code_[value.a].text == entry) {
      result_.lines.push_back(fmt::format("{} -= {};", entry, code_[value.b].text));
    } else {
      result_.lines.push_back(fmt::format("{} = {};", entry, code_[step.a].text));
    }
    const bool is_number = value.op == Prim::constant || value.op == Prim::argument;
    if (!is_number && !counters_.in_lanes) code_[step.a] = {entry};
  }

  Code expression(const Step& step) const {
    switch (step.op) {
      case Prim::load:
        return {entry_code(scope_, views_[step.index], counters_)};
      case Prim::result:
        return {results_.at(step.index)};
      case Prim::constant:
        return number(step.value);
      case Prim::argument:
        return {argument(static_cast<ir::Argument>(step.index))};
      case Prim::add:
        return infix(step, " + ", Tightness::sum, Tightness::sum);
      case Prim::sub:
        return infix(step, " - ", Tightness::sum, Tightness::product);
      case Prim::mul:
        return infix(step, " * ", Tightness::product, Tightness::product);
      case Prim::div:
        return quotient(step);
      case Prim::negate:
        return {"-" + in_brackets_below(code_[step.a], Tightness::atom), Tightness::product};
      case Prim::less:
        return {fmt::format("one_if({})", comparison(step))};
      case Prim::select:
        return selection(step);
      default:
        return call(step);
    }
  }

  Code infix(const Step& step, const char* sign, Tightness left, Tightness right) const {
    return {in_brackets_below(code_[step.a], left) + sign + in_brackets_below(code_[step.b], right),
            left};
  }

  Code quotient(const Step& step) const {
    // Never an integer by an integer.
    const Step& a = body_[step.a];
    const Code numerator = a.op == Prim::constant
                               ? Code{scalar_literal(a.value, scope_.scalar)}
                               : code_[step.a];
    return {in_brackets_below(numerator, Tightness::product) + " / " +
                in_brackets_below(code_[step.b], Tightness::atom),
            Tightness::product};
  }

  std::string comparison(const Step& step) const {
    return in_brackets_below(code_[step.a], Tightness::sum) + " < " +
           in_brackets_below(code_[step.b], Tightness::sum);
  }

  Code selection(const Step& step) const {
    const Step& condition = body_[step.a];
    const std::string test = condition.op == Prim::less
                                 ? comparison(condition)
                                 : in_brackets_below(code_[step.a], Tightness::sum) + " != 0";
    return {fmt::format("select({}, {}, {})", test, typed(step.b), typed(step.c))};
  }

  Code call(const Step& step) const {
    const std::string function = step.op == Prim::min   ? "smaller"
                                 : step.op == Prim::max ? "larger"
                                                        : std::string(function_name(step.op));
    NNGEN_CHECK(!function.empty());
    if (ir::operand_count(step.op) == 1) return {fmt::format("{}({})", function, code_[step.a].text)};
    return {fmt::format("{}({}, {})", function, typed(step.a), typed(step.b))};
  }

  // Overloads of the standard library want the scalar type.
  std::string typed(std::uint32_t i) const {
    const Step& step = body_[i];
    return step.op == Prim::constant ? scalar_literal(step.value, scope_.scalar) : code_[i].text;
  }

  // Small integers read better bare; the other operand makes them scalars.
  Code number(double value) const {
    const bool is_small_integer = value == std::round(value) && std::abs(value) < 1e6;
    const Tightness tightness = value < 0 ? Tightness::sum : Tightness::atom;
    if (is_small_integer) return {fmt::format("{}", static_cast<int>(value)), tightness};
    return {scalar_literal(value, scope_.scalar), tightness};
  }

  static std::string argument(ir::Argument which) {
    if (which == ir::Argument::samples) return "static_cast<Scalar>(samples)";
    return std::string(argument_name(which));
  }

  const FunctionScope& scope_;
  const Body& body_;
  const std::vector<View>& views_;
  const Counters& counters_;
  const std::vector<std::string>& results_;
  std::string prefix_;
  std::vector<int> uses_;
  std::vector<bool> only_selects_;  // nothing but choices between two values asks for it
  std::vector<ir::BufferId> stored_;
  std::vector<Code> code_;
  int locals_ = 0;
  BodyCode result_;
};

}  // namespace

std::string_view function_name(Prim op) {
  switch (op) {
    case Prim::abs: return "abs";
    case Prim::sqrt: return "sqrt";
    case Prim::exp: return "exp";
    case Prim::expm1: return "expm1";
    case Prim::log: return "log";
    case Prim::log1p: return "log1p";
    case Prim::tanh: return "tanh";
    case Prim::erf: return "erf";
    case Prim::sin: return "sin";
    case Prim::cos: return "cos";
    case Prim::asin: return "asin";
    case Prim::acos: return "acos";
    case Prim::atan: return "atan";
    case Prim::atan2: return "atan2";
    case Prim::pow: return "pow";
    default: return {};
  }
}

bool is_costly(Prim op) { return op == Prim::div || !function_name(op).empty(); }

std::string_view argument_name(ir::Argument argument) {
  switch (argument) {
    case ir::Argument::samples: return "samples";
    case ir::Argument::inverse_samples: return "inverse_samples";
    case ir::Argument::learning_rate: return "learning_rate";
    case ir::Argument::weight_decay: return "weight_decay";
    case ir::Argument::momentum: return "momentum";
    case ir::Argument::mean_decay: return "mean_decay";
    case ir::Argument::square_decay: return "square_decay";
    case ir::Argument::epsilon: return "epsilon";
    case ir::Argument::mean_correction: return "mean_correction";
    case ir::Argument::square_correction: return "square_correction";
  }
  NNGEN_UNREACHABLE();
}

bool FunctionScope::is_tight(ir::BufferId id) const {
  const ir::Buffer& buffer = (*kernels)[id];
  const bool is_argument =
      buffer.role == ir::BufferRole::input || buffer.role == ir::BufferRole::output ||
      std::find(argument_gradients.begin(), argument_gradients.end(), id) !=
          argument_gradients.end();
  return !is_argument || buffer.rows == 1;
}

std::string entry_code(const FunctionScope& scope, const View& view, const Counters& counters) {
  const ir::Buffer& buffer = (*scope.kernels)[view.buffer];
  const std::string& name = scope.names[view.buffer.value];
  const bool repeats = view.row_step == ir::Place{} && view.col_step == ir::Place{};
  if (counters.linear && !repeats) return fmt::format("{}({})", name, counters.row);
  const auto coordinate = [&](auto member) {
    return index_code(view.start.*member, {{view.row_step.*member, counters.row},
                                           {view.col_step.*member, counters.col},
                                           {view.slot_step.*member, counters.sample}});
  };
  const std::string row = coordinate(&ir::Place::row);
  const bool is_column = buffer.cols == 1 && !buffer.per_sample;
  if (is_column) return fmt::format("{}({})", name, row);
  return fmt::format("{}({}, {})", name, row, coordinate(&ir::Place::col));
}

BodyCode body_code(const FunctionScope& scope, const Body& body, const std::vector<View>& views,
                   const Counters& counters, const std::vector<std::string>& results,
                   const std::string& mark) {
  return BodyPrinter(scope, body, views, counters, results, mark).run();
}

}  // namespace nngen::codegen
