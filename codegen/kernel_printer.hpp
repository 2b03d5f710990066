#pragma once
// What the printers of all kernels share: loops over entries, lambdas, operands.

#include <string>
#include <vector>

#include "codegen/emit_statement.hpp"
#include "codegen/scalar_code.hpp"
#include "codegen/writer.hpp"

namespace nngen::codegen {

/// A loop over entries: its sizes and its counters ("auto i"), the one of the lanes first.
struct EntryLoop {
  std::vector<std::string> sizes;
  std::vector<std::string> parameters;
};

/// Prints parts of one kernel.
class KernelPrinter {
 public:
  KernelPrinter(Writer& writer, const FunctionScope& scope, const ir::Kernel& kernel)
      : writer_(writer), scope_(scope), kernel_(kernel), over_(extent_of(kernel)) {}

 protected:
  std::string count(const ir::Count& value) const { return count_code(scope_, value); }
  std::string size(const ir::Count& value) const { return size_code(scope_, value); }
  std::string length(const ir::Count& value) const { return length_code(scope_, value); }
  const ir::Buffer& buffer_of(const ir::View& view) const { return (*scope_.kernels)[view.buffer]; }

  BodyCode code(const ir::Body& body, const Counters& counters,
                const std::vector<std::string>& results, const std::string& mark = {}) const {
    return body_code(scope_, body, views_of(kernel_), counters, results, mark);
  }

  /// Each view walks whole columns one after the other, or stands still: one loop does for all.
  bool is_linear(const ir::Body& body, const ir::Count& rows, const ir::Count& cols) const;

  /// The body for each entry.
  void print_entries(const ir::Body& body, const ir::Count& rows, const ir::Count& cols,
                     const std::vector<std::string>& results, ir::Lanes lanes);
  EntryLoop open_loop(const ir::Body& body, const ir::Count& rows, const ir::Count& cols,
                      ir::Lanes lanes, Counters& counters) const;
  /// head(sizes, [&](auto i, Index j) { body });
  void print_loop(const std::string& head, const EntryLoop& loop, const BodyCode& body,
                  const std::string& end = ");");
  /// "[&](auto i, Index) {", with names for those parameters that the body uses.
  static std::string lambda(const std::vector<std::string>& parameters, const BodyCode& body);
  /// On one line where it is short.
  void print_lambda(const std::string& opening, const BodyCode& body, const std::string& end);

  /// The part of a buffer that an operand walks, as an expression.
  std::string operand(const ir::View& view, const ir::Count& rows, const ir::Count& cols) const;
  static std::string across(const std::string& operand);

  Writer& writer_;
  const FunctionScope& scope_;
  const ir::Kernel& kernel_;
  const ir::Extent& over_;
  Counters counters_;

 private:
  std::string corner(const ir::View& view) const;
};

/// Prints contractions; the counter of a loop over samples around them may be empty.
void emit_product(Writer& writer, const FunctionScope& scope, const ir::Kernel& kernel,
                  const std::string& sample);
/// Prints reductions.
void emit_reduction(Writer& writer, const FunctionScope& scope, const ir::Kernel& kernel,
                    const std::string& sample);

}  // namespace nngen::codegen
