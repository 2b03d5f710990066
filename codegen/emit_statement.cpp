#include "codegen/emit_statement.hpp"

#include <fmt/format.h>

#include "codegen/choose_lanes.hpp"
#include "codegen/emit_routines.hpp"
#include "codegen/kernel_printer.hpp"
#include "codegen/statement_cost.hpp"

namespace nngen::codegen {
namespace {

using ir::Count;
using ir::Lanes;
using ir::Map;
using ir::Rows;
using ir::View;

class StatementPrinter : public KernelPrinter {
 public:
  using KernelPrinter::KernelPrinter;

  void run() {
    // A kernel whose samples could not be folded into its rows or columns runs once a sample.
    const bool loops = !over_.slots.is_one() && !sums_over_samples();
    if (loops) {
      counters_.sample = "sample";
      writer_.open(fmt::format("for (Index sample = 0; sample < {}; ++sample) {{",
                               count(over_.slots)));
    }
    std::visit([&](const auto& kernel) { print(kernel); }, kernel_);
    if (loops) writer_.close();
  }

 private:
  bool sums_over_samples() const {
    const auto* rows = std::get_if<Rows>(&kernel_);
    return rows != nullptr && rows->along_slots;
  }

  void print(const Map& map) {
    if (is_transposed_copy(*scope_.kernels, map)) return print_copy(map);
    print_entries(map.body, over_.rows, over_.cols, {}, map.lanes);
  }

  void print_copy(const Map& map) {
    const View& from = map.views[map.body[0].index];
    const bool by_row = neighbours_along(from, buffer_of(from)) == Lanes::cols;
    const std::string source = operand(from, over_.rows, over_.cols);
    const std::string result = operand(map.views[map.body[1].index], over_.rows, over_.cols);
    writer_.line(fmt::format("copy({}, {});", by_row ? source : across(source),
                             by_row ? result : across(result)));
  }

  void print(const ir::Contract&) { emit_product(writer_, scope_, kernel_, counters_.sample); }

  void print(const Rows&) { emit_reduction(writer_, scope_, kernel_, counters_.sample); }

  void print(const ir::Dense& dense) {
    std::vector<std::string> arguments;
    for (std::size_t i = 0; i < dense.views.size(); ++i) {
      arguments.push_back(operand(dense.views[i], dense.sizes[i].rows, dense.sizes[i].cols));
    }
    writer_.call(routine_name(dense.routine), arguments, ";");
  }
};

}  // namespace

void emit_kernel(Writer& writer, const FunctionScope& scope, const ir::Kernel& kernel) {
  StatementPrinter(writer, scope, kernel).run();
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