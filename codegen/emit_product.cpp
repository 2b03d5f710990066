#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "codegen/choose_lanes.hpp"
#include "codegen/choose_libraries.hpp"
#include "codegen/kernel_printer.hpp"
#include "codegen/pair_updates.hpp"
#include "ir/check.hpp"

namespace nngen::codegen {
namespace {

using ir::Contract;
using ir::Extent;
using ir::Lanes;

class ProductPrinter : public KernelPrinter {
 public:
  ProductPrinter(Writer& writer, const FunctionScope& scope, const ir::Kernel& kernel,
                 const std::string& sample)
      : KernelPrinter(writer, scope, kernel) {
    counters_.sample = sample;
  }

  void run() {
    const Contract& contract = std::get<Contract>(kernel_);
    if (contract.by_library) return print_library_product(contract);
    if (is_flat_outer_product(contract)) return print_outer_product(contract);
    std::string a = operand(contract.a, contract.over.rows, contract.k);
    std::string b = operand(contract.b, contract.k, contract.over.cols);
    if (contract.lanes == Lanes::cols) {
      a = across(a);
      b = across(b);
    }
    if (contract.packed_a.is_valid()) a = packed(a, contract.packed_a);
    if (contract.packed_b.is_valid()) b = packed(b, contract.packed_b);
    const bool in_cols = contract.lanes == Lanes::cols;
    if (in_cols) std::swap(a, b);
    if (contract.waiting.is_valid()) {
      a = fmt::format("in_blocks({}, {})", a, scope_.names[contract.waiting.value]);
    }
    const char* function = contract.lanes == Lanes::depth ? "inner_products"
                           : contract.turned              ? "contract_turned"
                                                          : "contract";
    if (epilogue_lanes(contract) == Lanes::cols) {
      return print_product(function, a, b, {"auto sum", "auto j", "Index i"});
    }
    if (in_cols || (!contract.over.rows.is_one() && takes_strips(contract))) {
      return print_product(function, a, b, {"auto sum", "auto i", "Index j"});
    }
    print_product(function, a, b, {"Scalar sum", "Index i", "Index j"});
  }

  // The kernel is the product; `update` is printed by a printer of its own.
  void print_column_pass(ProductPrinter update) {
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

  void print_library_product(const Contract& contract) {
    const auto form = library_form(contract);
    NNGEN_CHECK(form.has_value());
    const BodyCode scale = code(form->scale, {}, {});
    const bool needs_block = !scale.lines.empty();
    if (needs_block) writer_.open("{");
    for (const std::string& line : scale.lines) writer_.line(line);
    const std::string factor = scale.given.empty() ? "1" : scale.given;
    const bool is_sum = factor.find(' ') != std::string::npos;
    const char* sign = !form->is_subtracted ? "" : is_sum ? "-(" : "-";
    writer_.line(fmt::format("{}({}, {}{}{}, {}, {});",
                             form->accumulates ? "add_product" : "assign_product",
                             operand(form->result, contract.over.rows, contract.over.cols), sign,
                             factor, form->is_subtracted && is_sum ? ")" : "",
                             operand(contract.a, contract.over.rows, contract.k),
                             operand(contract.b, contract.k, contract.over.cols)));
    if (needs_block) writer_.close();
  }

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
};

}  // namespace

void emit_product(Writer& writer, const FunctionScope& scope, const ir::Kernel& kernel,
                  const std::string& sample) {
  ProductPrinter(writer, scope, kernel, sample).run();
}

void emit_column_pass(Writer& writer, const FunctionScope& scope, const ir::Contract& product,
                      const ir::Contract& update) {
  const ir::Kernel first = product;
  const ir::Kernel second = update;
  ProductPrinter(writer, scope, first, {})
      .print_column_pass(ProductPrinter(writer, scope, second, {}));
}

}  // namespace nngen::codegen
