#include "codegen/emit_statement.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "codegen/emit_routines.hpp"
#include "ir/check.hpp"

namespace nngen::codegen {
namespace {

using ir::Body;
using ir::Contract;
using ir::Count;
using ir::Extent;
using ir::Map;
using ir::Place;
using ir::Rows;
using ir::View;

// A parameter of a lambda, without a name where its body does not use it.
std::string parameter(const char* type, const std::string& name, const BodyCode& body) {
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
  return used ? fmt::format("{} {}", type, name) : std::string(type);
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

  BodyCode code(const Body& body, const Counters& counters,
                const std::vector<std::string>& results, const std::string& mark = {}) const {
    return body_code(scope_, body, views_of(kernel_), counters, results, mark);
  }

  // ---- maps

  void print(const Map& map) { print_entries(map.body, over_.rows, over_.cols, {}); }

  // Each view walks whole columns one after the other, or stands still: one loop does for all.
  bool is_linear(const Body& body, const Count& rows, const Count& cols) const {
    if (rows.is_one() || cols.is_one() || !counters_.sample.empty()) return false;
    if (!counters_.row.empty() || !counters_.col.empty()) return false;
    return std::all_of(body.begin(), body.end(), [&](const ir::Step& step) {
      if (step.op != ir::Prim::load && step.op != ir::Prim::store) return true;
      const View& view = views_of(kernel_)[step.index];
      const ir::Buffer& buffer = (*scope_.kernels)[view.buffer];
      const bool repeats = view.row_step == Place{} && view.col_step == Place{};
      const bool is_tight = scope_.is_tight(view.buffer);
      const bool is_whole = view.start == Place{} && view.row_step == Place{1, 0} &&
                            view.col_step == Place{0, 1} && buffer.rows == rows.factor &&
                            !rows.times_samples;
      return repeats || (is_tight && is_whole);
    });
  }

  void print_entries(const Body& body, const Count& rows, const Count& cols,
                     const std::vector<std::string>& results) {
    Counters counters = counters_;
    if (is_linear(body, rows, cols)) {
      counters.row = "i";
      counters.linear = true;
      const Count all{rows.factor * cols.factor, cols.times_samples};
      return print_loop("for_each", {count(all)}, {"i"}, code(body, counters, results));
    }
    std::vector<std::string> sizes;
    std::vector<std::string> names;
    enter(rows, "i", counters.row, sizes, names);
    enter(cols, "j", counters.col, sizes, names);
    const BodyCode entry = code(body, counters, results);
    if (!names.empty()) return print_loop("for_each", sizes, names, entry);
    // The next statement has locals of the same names.
    const bool needs_block = entry.lines.size() > 1 && counters_.sample.empty();
    if (needs_block) writer_.open("{");
    for (const std::string& line : entry.lines) writer_.line(line);
    if (needs_block) writer_.close();
  }

  void enter(const Count& extent, const char* name, std::string& counter,
             std::vector<std::string>& sizes, std::vector<std::string>& names) const {
    if (extent.is_one()) return;
    counter = name;
    sizes.push_back(count(extent));
    names.push_back(name);
  }

  // head(sizes, [&](Index i, Index j) { body });
  void print_loop(const std::string& head, const std::vector<std::string>& sizes,
                  const std::vector<std::string>& names, const BodyCode& body) {
    std::string opening = head + "(";
    for (const std::string& text : sizes) opening += text + ", ";
    opening += lambda(names, body);
    print_lambda(opening, body, ");");
  }

  static std::string lambda(const std::vector<std::string>& names, const BodyCode& body) {
    std::string text = "[&](";
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (i > 0) text += ", ";
      text += parameter(names[i] == "sum" ? "Scalar" : "Index", names[i], body);
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

  // ---- contractions

  void print(const Contract& contract) {
    Counters counters = counters_;
    if (!contract.over.rows.is_one()) counters.row = "i";
    if (!contract.over.cols.is_one()) counters.col = "j";
    const BodyCode done = code(contract.epilogue, counters, {"sum"});
    const std::string opening =
        fmt::format("contract({}, {}, {}", operand(contract.a, contract.over.rows, contract.k),
                    operand(contract.b, contract.k, contract.over.cols),
                    lambda({"sum", "i", "j"}, done));
    print_lambda(opening, done, ");");
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
    int depth = 0;
    depth += open_line_loop(over_.rows, rows.along_rows, "i", counters_.row);
    depth += open_line_loop(over_.cols, rows.along_cols, "j", counters_.col);
    if (depth == 0) writer_.open("{");
    std::vector<std::string> results;
    for (const ir::Phase& phase : rows.phases) print_phase(rows, phase, results);
    const BodyCode finish = code(rows.finish, counters_, results, "end");
    for (const std::string& line : finish.lines) writer_.line(line);
    for (int i = 0; i < std::max(depth, 1); ++i) writer_.close();
  }

  int open_line_loop(const Count& extent, bool along, const char* name, std::string& counter) {
    if (along || extent.is_one()) return 0;
    counter = name;
    writer_.open(fmt::format("for (Index {0} = 0; {0} < {1}; ++{0}) {{", name, count(extent)));
    return 1;
  }

  // Many sums side by side, whose terms follow one another from column to column.
  bool is_row_sums(const Rows& rows) const {
    if (!rows.along_cols || rows.along_rows || rows.along_slots || over_.rows.is_one()) return false;
    const Body& body = rows.phases[0].body;
    return rows.phases.size() == 1 && rows.phases[0].combine == ir::Combine::sum &&
           rows.phases[0].after.empty() &&
           std::none_of(body.begin(), body.end(),
                        [](const ir::Step& step) { return step.op == ir::Prim::store; });
  }

  void print_row_sums(const Rows& rows) {
    Counters entry = counters_;
    entry.row = "i";
    if (!over_.cols.is_one()) entry.col = "j";
    const BodyCode term = code(rows.phases[0].body, entry, {});
    Counters line = counters_;
    line.row = "i";
    const BodyCode done = code(rows.finish, line, {"sum"});
    std::string opening = fmt::format("row_sums({}, {}, {}", count(over_.rows), count(over_.cols),
                                      lambda({"i", "j"}, term));
    NNGEN_CHECK(term.lines.empty() || !term.given.empty());
    for (const std::string& text : term.lines) opening += " " + text;
    opening += " return " + term.given + "; },";
    writer_.line(opening);
    print_lambda("         " + lambda({"sum", "i"}, done), done, ");");
  }

  void print_phase(const Rows& rows, const ir::Phase& phase, std::vector<std::string>& results) {
    if (phase.combine == ir::Combine::none) {
      print_entries(phase.body, rows.along_rows ? over_.rows : Count{},
                    rows.along_cols ? over_.cols : Count{}, results);
      results.emplace_back();
      return;
    }
    const bool is_max = phase.combine == ir::Combine::max;
    const std::string name =
        fmt::format("{}{}", is_max ? scope_.max_prefix : scope_.sum_prefix, results.size() + 1);
    const std::string declared = fmt::format("const Scalar {} = ", name);
    print_reduction(declared, is_max ? "max_over" : "sum_over", rows, phase.body, results);
    results.push_back(name);
    if (phase.after.empty()) return;
    const BodyCode after = code(phase.after, counters_, results, name);
    for (const std::string& line : after.lines) writer_.line(line);
    results.back() = "of_" + name;
    writer_.line(fmt::format("const Scalar {} = {};", results.back(), after.given));
  }

  void print_reduction(const std::string& declared, const std::string& function, const Rows& rows,
                       const Body& body, const std::vector<std::string>& results) {
    Counters counters = counters_;
    std::string head = declared;
    std::string end = ");";
    if (rows.along_slots) {
      counters.sample = "sample";
      head += fmt::format("{}({}, [&](Index sample) {{ return ", function, count(over_.slots));
      end = "); });";
    }
    const Count row_count = rows.along_rows ? over_.rows : Count{};
    const Count col_count = rows.along_cols ? over_.cols : Count{};
    std::vector<std::string> sizes;
    std::vector<std::string> names;
    if (!rows.along_slots && is_linear(body, row_count, col_count)) {
      counters.row = "i";
      counters.linear = true;
      sizes = {count({row_count.factor * col_count.factor, col_count.times_samples})};
      names = {"i"};
    } else {
      enter(row_count, "i", counters.row, sizes, names);
      enter(col_count, "j", counters.col, sizes, names);
    }
    if (names.empty() && rows.along_slots) {
      head = fmt::format("{}{}({}, ", declared, function, count(over_.slots));
      const BodyCode term = code(body, counters, results);
      return print_lambda(head + lambda({"sample"}, term), term, ");");
    }
    if (names.empty()) {
      sizes = {"1"};
      names = {"i"};
    }
    const BodyCode term = code(body, counters, results);
    std::string opening = head + function + "(";
    for (const std::string& text : sizes) opening += text + ", ";
    print_lambda(opening + lambda(names, term), term, end);
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

std::string count_code(const FunctionScope& scope, const Count& count) {
  if (!count.times_samples) return std::to_string(count.factor);
  if (scope.fixed_samples) return std::to_string(count.factor * *scope.fixed_samples);
  return count.factor == 1 ? "samples" : fmt::format("{} * samples", count.factor);
}

std::string size_code(const FunctionScope& scope, const Count& count) {
  if (count.times_samples && !scope.fixed_samples) {
    return count.factor == 1 ? "samples" : fmt::format("Size<dynamic>({} * samples)", count.factor);
  }
  return fmt::format("Size<{}>()", count_code(scope, count));
}

}  // namespace nngen::codegen
