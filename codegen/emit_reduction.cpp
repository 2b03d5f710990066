#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "codegen/kernel_printer.hpp"
#include "ir/check.hpp"

namespace nngen::codegen {
namespace {

using ir::Body;
using ir::Count;
using ir::Lanes;
using ir::Rows;

class ReductionPrinter : public KernelPrinter {
 public:
  ReductionPrinter(Writer& writer, const FunctionScope& scope, const ir::Kernel& kernel,
                   const std::string& sample)
      : KernelPrinter(writer, scope, kernel) {
    counters_.sample = sample;
  }

  void run() {
    const Rows& rows = std::get<Rows>(kernel_);
    if (is_row_sums(rows)) return print_row_sums(rows);
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
  }

 private:
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
    EntryLoop loop = open_loop(body, row_count, col_count, lanes_in_line(rows), counters);
    counters_.sample = sample;
    if (loop.sizes.empty()) loop = {{"size<1>"}, {"Index i"}};
    print_loop(head + function, loop, code(body, counters, results), end);
  }
};

}  // namespace

void emit_reduction(Writer& writer, const FunctionScope& scope, const ir::Kernel& kernel,
                    const std::string& sample) {
  ReductionPrinter(writer, scope, kernel, sample).run();
}

}  // namespace nngen::codegen
