#include "codegen/emit_statement.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "codegen/choose_lanes.hpp"
#include "codegen/emit_routines.hpp"
#include "codegen/pair_updates.hpp"
#include "codegen/statement_cost.hpp"
#include "ir/check.hpp"

namespace nngen::codegen {
namespace {

using ir::Body;
using ir::Contract;
using ir::Count;
using ir::Extent;
using ir::Lanes;
using ir::Map;
using ir::Place;
using ir::Rows;
using ir::View;

// A parameter of a lambda, without a name where its body does not use it.
std::string parameter(const std::string& type, const std::string& name, const BodyCode& body) {
  const auto uses = [&](const std::string& text) {
    const auto is_word = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    };
    for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at + 1)) {
      const bool starts = at == 0 || !is_word(text[at - 1]);
      const auto end = at + name.size();
      if (starts && (end == text.size() || !is_word(text[end]))) return true;
    }
    return false;
  };
  const bool used = uses(body.given) || std::any_of(body.lines.begin(), body.lines.end(), uses);
  return used ? type + " " + name : type;
}

class KernelPrinter {
 public:
  KernelPrinter(Writer& writer, const FunctionScope& scope, const ir::Kernel& kernel)
      : writer_(writer), scope_(scope), kernel_(kernel), over_(extent_of(kernel)) {}

  void run() {
    // A kernel whose samples could not be folded into its rows or columns runs once a sample.
    const bool loops = !over_.slots.is_one() && !sums_over_samples();
    if (loops) {
      counters_.sample = "sample";
      writer_.open(fmt::format("for (Index sample = 0; sample < {}; ++sample) {{",
                               count_code(scope_, over_.slots)));
    }
    std::visit([&](const auto& kernel) { print(kernel); }, kernel_);
    if (loops) writer_.close();
  }

 private:
  bool sums_over_samples() const {
    const auto* rows = std::get_if<Rows>(&kernel_);
    return rows != nullptr && rows->along_slots;
  }

  std::string count(const Count& value) const { return count_code(scope_, value); }
  std::string size(const Count& value) const { return size_code(scope_, value); }
  std::string length(const Count& value) const { return length_code(scope_, value); }

  BodyCode code(const Body& body, const Counters& counters,
                const std::vector<std::string>& results, const std::string& mark = {}) const {
    return body_code(scope_, body, views_of(kernel_), counters, results, mark);
  }

  // ---- maps

  void print(const Map& map) {
    if (is_transposed_copy(*scope_.kernels, map)) return print_copy(map);
    print_entries(map.body, over_.rows, over_.cols, {}, map.lanes);
  }

  // Each view walks whole columns one after the other, or stands still: one loop does for all.
  bool is_linear(const Body& body, const Count& rows, const Count& cols) const {
    if (rows.is_one() || cols.is_one() || !counters_.sample.empty()) return false;
    if (!counters_.row.empty() || !counters_.col.empty()) return false;
    return std::all_of(body.begin(), body.end(), [&](const ir::Step& step) {
      if (step.op != ir::Prim::load && step.op != ir::Prim::store) return true;
      const View& view = views_of(kernel_)[step.index];
      const ir::Buffer& buffer = (*scope_.kernels)[view.buffer];
      const bool repeats = view.row_step == Place{} && view.col_step == Place{};
      const bool is_tight =
          scope_.is_tight(view.buffer) && buffer.layout == ir::Layout::by_column;
      const bool is_whole = view.start == Place{} && view.row_step == Place{1, 0} &&
                            view.col_step == Place{0, 1} && buffer.rows == rows.factor &&
                            !rows.times_samples;
      return repeats || (is_tight && is_whole);
    });
  }

  // A loop over entries: its sizes and its counters, the one of the lanes first.
  struct Loop {
    std::vector<std::string> sizes;
    std::vector<std::string> parameters;
  };

  void print_entries(const Body& body, const Count& rows, const Count& cols,
                     const std::vector<std::string>& results, Lanes lanes) {
    Counters counters = counters_;
    const Loop loop = open_loop(body, rows, cols, lanes, counters);
    const BodyCode entry = code(body, counters, results);
    if (!loop.sizes.empty()) return print_loop("for_each", loop, entry);
    // The next statement has locals of the same names.
    const bool needs_block = entry.lines.size() > 1 && counters_.sample.empty();
    if (needs_block) writer_.open("{");
    for (const std::string& line : entry.lines) writer_.line(line);
    if (needs_block) writer_.close();
  }

  Loop open_loop(const Body& body, const Count& rows, const Count& cols, Lanes lanes,
                 Counters& counters) const {
    Loop loop;
    if (is_linear(body, rows, cols)) {
      const Count all{rows.factor * cols.factor, cols.times_samples};
      counters.linear = true;
      enter(all, "i", lanes != Lanes::none, counters.row, loop);
    } else if (lanes == Lanes::cols) {
      enter(cols, "j", true, counters.col, loop);
      enter(rows, "i", false, counters.row, loop);
    } else {
      enter(rows, "i", lanes == Lanes::rows, counters.row, loop);
      enter(cols, "j", false, counters.col, loop);
    }
    counters.in_lanes = counters.in_lanes || (!loop.sizes.empty() && lanes != Lanes::none);
    return loop;
  }

  void enter(const Count& extent, const char* name, bool in_lanes, std::string& counter,
             Loop& loop) const {
    if (extent.is_one()) return;
    counter = name;
    loop.sizes.push_back(length(extent));
    loop.parameters.push_back(std::string(in_lanes ? "auto " : "Index ") + name);
  }

  // head(sizes, [&](auto i, Index j) { body });
  void print_loop(const std::string& head, const Loop& loop, const BodyCode& body,
                  const std::string& end = ");") {
    std::string opening = head + "(";
    for (const std::string& text : loop.sizes) opening += text + ", ";
    print_lambda(opening + lambda(loop.parameters, body), body, end);
  }

  static std::string lambda(const std::vector<std::string>& parameters, const BodyCode& body) {
    std::string text = "[&](";
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      const auto space = parameters[i].find(' ');
      if (i > 0) text += ", ";
      text += parameter(parameters[i].substr(0, space), parameters[i].substr(space + 1), body);
    }
    return text + ") {";
  }

  void print_lambda(const std::string& opening, const BodyCode& body, const std::string& end) {
    std::vector<std::string> lines = body.lines;
    if (!body.given.empty()) lines.push_back("return " + body.given + ";");
    if (lines.size() == 1 && opening.size() + lines[0].size() + end.size() < 84) {
      writer_.line(opening + " " + lines[0] + " }" + end);
      return;
    }
    writer_.open(opening);
    for (const std::string& line : lines) writer_.line(line);
    writer_.close("}" + end);
  }

  // ---- copies

  void print_copy(const Map& map) {
    const View& from = map.views[map.body[0].index];
    const bool by_row = neighbours_along(from, buffer_of(from)) == Lanes::cols;
    const std::string source = operand(from, over_.rows, over_.cols);
    const std::string result = operand(map.views[map.body[1].index], over_.rows, over_.cols);
    writer_.line(fmt::format("copy({}, {});", by_row ? source : across(source),
                             by_row ? result : across(result)));
  }

  // ---- contractions

  void print(const Contract& contract) {
    if (is_flat_outer_product(contract)) return print_outer_product(contract);
    std::string a = operand(contract.a, contract.over.rows, contract.k);
    std::string b = operand(contract.b, contract.k, contract.over.cols);
    if (contract.lanes == Lanes::cols) {
      a = across(a);
      b = across(b);
    }
    if (contract.packed_a.is_valid()) a = packed(a, contract.packed_a);
    if (contract.packed_b.is_valid()) b = packed(b, contract.packed_b);
    if (contract.lanes == Lanes::cols) {
      return print_product("contract", b, a, {"auto sum", "auto j", "Index i"});
    }
    const char* function = contract.lanes == Lanes::rows ? "contract" : "inner_products";
    if (!contract.over.rows.is_one() && takes_strips(contract)) {
      return print_product(function, a, b, {"auto sum", "auto i", "Index j"});
    }
    print_product(function, a, b, {"Scalar sum", "Index i", "Index j"});
  }

  // The epilogue on flat strips: each entry of the result is one product, and the results lie without gaps.
  void print_flat_epilogue(const std::string& before, const Contract& contract) {
    if (is_descent(contract)) {
      const ir::BufferId moved = contract.views[contract.epilogue.back().index].buffer;
      const std::string& name = scope_.names[moved.value];
      return writer_.line(fmt::format("{}descend({}, learning_rate));", before, name));
    }
    Counters counters;
    counters.row = "i";
    counters.linear = true;
    counters.in_lanes = true;
    const BodyCode done = code(contract.epilogue, counters, {"product"});
    print_lambda(before + lambda({"auto product", "auto i"}, done), done, ");");
  }

 public:
  // The kernel is the product; `update` is printed by a printer of its own.
  void print_column_pass(KernelPrinter update) {
    const Contract& product = std::get<Contract>(kernel_);
    const Contract& moved = std::get<Contract>(update.kernel_);
    Counters counters;
    counters.row = "i";
    counters.in_lanes = true;
    const BodyCode done = code(product.epilogue, counters, {"sum"});
    writer_.line(fmt::format("column_pass({}, {}, {},",
                             across(operand(product.a, product.over.rows, product.k)),
                             operand(product.b, product.k, product.over.cols),
                             operand(moved.b, moved.k, moved.over.cols)));
    print_lambda("            " + lambda({"auto sum", "auto i"}, done), done, ",");
    update.print_flat_epilogue("            ", moved);
  }

 private:
  // Each entry of the result is one product, and the results lie without gaps.
  bool is_flat_outer_product(const Contract& contract) const {
    const Extent& over = contract.over;
    const bool is_fixed = !over.rows.times_samples && !over.cols.times_samples;
    return contract.k.is_one() && contract.lanes == Lanes::rows && is_fixed &&
           neighbours_along(contract.b, buffer_of(contract.b)) == Lanes::cols &&
           is_linear(contract.epilogue, over.rows, over.cols);
  }

  void print_outer_product(const Contract& contract) {
    print_flat_epilogue(fmt::format("outer_product({}, {}, ",
                                    operand(contract.a, contract.over.rows, contract.k),
                                    operand(contract.b, contract.k, contract.over.cols)),
                        contract);
  }

  std::string packed(const std::string& factor, ir::BufferId memory) const {
    return fmt::format("packed({}, {})", factor, scope_.names[memory.value]);
  }

  void print_product(const char* function, const std::string& a, const std::string& b,
                     const std::vector<std::string>& parameters) {
    const Contract& contract = std::get<Contract>(kernel_);
    Counters counters = counters_;
    if (!contract.over.rows.is_one()) counters.row = "i";
    if (!contract.over.cols.is_one()) counters.col = "j";
    counters.in_lanes = parameters[0] == "auto sum";
    const BodyCode done = code(contract.epilogue, counters, {"sum"});
    print_lambda(fmt::format("{}({}, {}, {}", function, a, b, lambda(parameters, done)), done, ");");
  }

  static std::string across(const std::string& operand) {
    constexpr std::string_view call = "transposed(";
    if (operand.compare(0, call.size(), call) != 0) return fmt::format("transposed({})", operand);
    return operand.substr(call.size(), operand.size() - call.size() - 1);
  }

  // The part of a buffer that an operand walks, as an expression.
  std::string operand(const View& view, const Count& rows, const Count& cols) const {
    const ir::Buffer& buffer = (*scope_.kernels)[view.buffer];
    const std::string& name = scope_.names[view.buffer.value];
    const Place row_step = rows.is_one() ? Place{} : view.row_step;
    const Place col_step = cols.is_one() ? Place{} : view.col_step;
    const auto is = [](Place step, const Count& extent, Place wanted) {
      return extent.is_one() || step == wanted;
    };
    const Place down{1, 0};
    const Place right{0, 1};
    const bool upright = is(row_step, rows, down) && is(col_step, cols, right);
    const bool lying = is(row_step, rows, right) && is(col_step, cols, down);
    const Count width{buffer.cols, buffer.per_sample};
    const Count height{buffer.rows};
    const bool from_start = view.start == Place{} && counters_.sample.empty();
    if (from_start && upright && rows == height && cols == width) return name;
    if (from_start && lying && cols == height && rows == width) {
      return fmt::format("transposed({})", name);
    }
    const std::string first = fmt::format("{}, {}", name, corner(view));
    if (upright) return fmt::format("block({}, {}, {})", first, size(rows), size(cols));
    if (lying) return fmt::format("transposed(block({}, {}, {}))", first, size(cols), size(rows));
    return fmt::format("walk<{}, {}, {}, {}>({}, {}, {})", row_step.row, row_step.col,
                       col_step.row, col_step.col, first, size(rows), size(cols));
  }

  const ir::Buffer& buffer_of(const View& view) const { return (*scope_.kernels)[view.buffer]; }

  std::string corner(const View& view) const {
    const auto coordinate = [&](std::int64_t start, std::int64_t step) {
      if (counters_.sample.empty() || step == 0) return std::to_string(start);
      const std::string moved = step == 1 ? "sample" : fmt::format("{} * sample", step);
      return start == 0 ? moved : fmt::format("{} + {}", moved, start);
    };
    return coordinate(view.start.row, view.slot_step.row) + ", " +
           coordinate(view.start.col, view.slot_step.col);
  }

  // ---- routines

  void print(const ir::Dense& dense) {
    std::vector<std::string> arguments;
    for (std::size_t i = 0; i < dense.views.size(); ++i) {
      arguments.push_back(operand(dense.views[i], dense.sizes[i].rows, dense.sizes[i].cols));
    }
    writer_.call(routine_name(dense.routine), arguments, ";");
  }

  // ---- reductions

  void print(const Rows& rows) {
    if (is_row_sums(rows)) return print_row_sums(rows);
    const Counters before = counters_;
    std::vector<std::string> ends;
    open_lines(over_.rows, rows.along_rows, "i", rows.lanes == Lanes::rows, counters_.row, ends);
    open_lines(over_.cols, rows.along_cols, "j", rows.lanes == Lanes::cols, counters_.col, ends);
    if (ends.empty()) {
      writer_.open("{");
      ends.push_back("}");
    }
    std::vector<std::string> results;
    for (const ir::Phase& phase : rows.phases) print_phase(rows, phase, results);
    const BodyCode finish = code(rows.finish, counters_, results, "end");
    for (const std::string& line : finish.lines) writer_.line(line);
    for (; !ends.empty(); ends.pop_back()) writer_.close(ends.back());
    counters_ = before;
  }

  void open_lines(const Count& extent, bool along, const char* name, bool in_lanes,
                  std::string& counter, std::vector<std::string>& ends) {
    if (along || extent.is_one()) return;
    counter = name;
    if (in_lanes) {
      counters_.in_lanes = true;
      writer_.open(fmt::format("for_each({}, [&](auto {}) {{", length(extent), name));
    } else {
      writer_.open(fmt::format("for (Index {0} = 0; {0} < {1}; ++{0}) {{", name, count(extent)));
    }
    ends.emplace_back(in_lanes ? "});" : "}");
  }

  // Many sums side by side, whose terms follow one another from column to column.
  bool is_row_sums(const Rows& rows) const {
    if (!rows.along_cols || rows.along_rows || rows.along_slots || over_.rows.is_one()) return false;
    if (rows.lanes == Lanes::cols) return false;
    const Body& body = rows.phases[0].body;
    return rows.phases.size() == 1 && rows.phases[0].combine == ir::Combine::sum &&
           rows.phases[0].after.empty() &&
           std::none_of(body.begin(), body.end(),
                        [](const ir::Step& step) { return step.op == ir::Prim::store; });
  }

  void print_row_sums(const Rows& rows) {
    const bool in_lanes = rows.lanes == Lanes::rows;
    Counters line = counters_;
    line.row = "i";
    line.in_lanes = in_lanes;
    Counters entry = line;
    if (!over_.cols.is_one()) entry.col = "j";
    const BodyCode term = code(rows.phases[0].body, entry, {});
    const BodyCode done = code(rows.finish, line, {"sum"});
    const char* row = in_lanes ? "auto i" : "Index i";
    std::string opening = fmt::format("row_sums({}, {}, {}", length(over_.rows),
                                      length(over_.cols), lambda({row, "Index j"}, term));
    NNGEN_CHECK(term.lines.empty() || !term.given.empty());
    for (const std::string& text : term.lines) opening += " " + text;
    opening += " return " + term.given + "; },";
    writer_.line(opening);
    print_lambda("         " + lambda({in_lanes ? "auto sum" : "Scalar sum", row}, done), done, ");");
  }

  // The axis of the lanes within a line, if they run along lines.
  static Lanes lanes_in_line(const Rows& rows) {
    const bool along = rows.lanes == Lanes::rows ? rows.along_rows : rows.along_cols;
    return along ? rows.lanes : Lanes::none;
  }

  void print_phase(const Rows& rows, const ir::Phase& phase, std::vector<std::string>& results) {
    if (phase.combine == ir::Combine::none) {
      print_entries(phase.body, rows.along_rows ? over_.rows : Count{},
                    rows.along_cols ? over_.cols : Count{}, results, lanes_in_line(rows));
      results.emplace_back();
      return;
    }
    const bool is_max = phase.combine == ir::Combine::max;
    const std::string name =
        fmt::format("{}{}", is_max ? scope_.max_prefix : scope_.sum_prefix, results.size() + 1);
    const char* type = counters_.in_lanes ? "auto" : "Scalar";
    const std::string declared = fmt::format("const {} {} = ", type, name);
    print_reduction(declared, is_max ? "max_over" : "sum_over", rows, phase.body, results);
    results.push_back(name);
    if (phase.after.empty()) return;
    const BodyCode after = code(phase.after, counters_, results, name);
    for (const std::string& line : after.lines) writer_.line(line);
    results.back() = "of_" + name;
    writer_.line(fmt::format("const {} {} = {};", type, results.back(), after.given));
  }

  void print_reduction(const std::string& declared, const std::string& function, const Rows& rows,
                       const Body& body, const std::vector<std::string>& results) {
    Counters counters = counters_;
    std::string head = declared;
    std::string end = ");";
    if (rows.along_slots) {
      counters.sample = "sample";
      head += fmt::format("{}({}, [&](Index sample) {{ return ", function, length(over_.slots));
      end = "); });";
    }
    const Count row_count = rows.along_rows ? over_.rows : Count{};
    const Count col_count = rows.along_cols ? over_.cols : Count{};
    const bool samples_alone = rows.along_slots && row_count.is_one() && col_count.is_one();
    if (samples_alone) {
      const BodyCode term = code(body, counters, results);
      return print_loop(declared + function, {{length(over_.slots)}, {"Index sample"}}, term);
    }
    // Within the loop over samples entries stand apart: no walk through whole matrices.
    const std::string sample = std::exchange(counters_.sample, counters.sample);
    Loop loop = open_loop(body, row_count, col_count, lanes_in_line(rows), counters);
    counters_.sample = sample;
    if (loop.sizes.empty()) loop = {{"size<1>"}, {"Index i"}};
    print_loop(head + function, loop, code(body, counters, results), end);
  }

  Writer& writer_;
  const FunctionScope& scope_;
  const ir::Kernel& kernel_;
  const Extent& over_;
  Counters counters_;
};

}  // namespace

void emit_kernel(Writer& writer, const FunctionScope& scope, const ir::Kernel& kernel) {
  KernelPrinter(writer, scope, kernel).run();
}

void emit_column_pass(Writer& writer, const FunctionScope& scope, const ir::Contract& product,
                      const ir::Contract& update) {
  const ir::Kernel first = product;
  const ir::Kernel second = update;
  KernelPrinter(writer, scope, first).print_column_pass(KernelPrinter(writer, scope, second));
}

std::string count_code(const FunctionScope& scope, const Count& count) {
  if (!count.times_samples) return std::to_string(count.factor);
  if (scope.fixed_samples) return std::to_string(count.factor * *scope.fixed_samples);
  return count.factor == 1 ? "samples" : fmt::format("{} * samples", count.factor);
}

std::string length_code(const FunctionScope& scope, const Count& count) {
  if (count.times_samples && !scope.fixed_samples) return size_code(scope, count);
  return fmt::format("size<{}>", count_code(scope, count));
}

std::string size_code(const FunctionScope& scope, const Count& count) {
  if (count.times_samples && !scope.fixed_samples) {
    return count.factor == 1 ? "samples" : fmt::format("Size<dynamic>({} * samples)", count.factor);
  }
  return fmt::format("Size<{}>()", count_code(scope, count));
}

}  // namespace nngen::codegen
