#pragma once
// What is known of a file while its statements become a program.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "ir/program.hpp"
#include "parser/constants.hpp"
#include "parser/inference.hpp"
#include "parser/operations.hpp"
#include "parser/scope.hpp"

namespace nngen::parser {

/// A function within a direct sum that has no symbol of its own: declared by a formula, or with a parameter.
struct ActivationPiece {
  const ast::ActivationPart* part = nullptr;
  ir::Dim count = 1;
};

/// What a declared activation stands for: exactly one of these.
struct ActivationMeaning {
  std::optional<std::uint32_t> function;      // a function symbol of the graph
  std::string direct;                         // softmax, log_softmax: no symbol, no derivative
  const ast::Activation* formula = nullptr;   // σ(z) = formula, expanded where it is used
  const ast::ActivationPart* call = nullptr;  // σ = leaky_relu(0.1), likewise
  std::vector<ActivationPiece> pieces;        // of a direct sum, or the one that is named anew
  bool is_direct_sum = false;
};

class ElaborationState {
 public:
  /// `inference`: null where every name must be declared.
  ElaborationState(const ir::SourceFile& source, const std::map<std::string, double>& defines,
                   Inference* inference, ir::Diagnostics& diagnostics);

  /// The variable of an undeclared name, whose shape is inferred.
  ir::Expr inferred_variable(const std::string& name, ir::Span span);

  /// A declared or defined value. While it is not known yet, the result is invalid and the item is
  /// asked for in `missing`: the statement is tried again when it is there.
  ir::Expr value_of(ItemId item);
  /// The function symbol of a built-in function, for its derivatives: tanh'(z).
  std::uint32_t function_of(ir::OpKind op);
  void mark_used(ItemId item) { scope[item].is_used = true; }

  /// While one lives, what is elaborated counts as filled in by families, dots and calls of defs.
  class Filling {
   public:
    explicit Filling(ElaborationState& state);
    ~Filling();
    Filling(const Filling&) = delete;
    Filling& operator=(const Filling&) = delete;

   private:
    ElaborationState& state_;
  };
  /// Counts one more expression if it is filled in; false, with one error, beyond the limit.
  bool count_expression(ir::Span span);
  bool is_exhausted() const { return is_exhausted_; }

  enum class Progress : std::uint8_t { untouched, waiting, done };
  struct ItemResult {
    Progress progress = Progress::untouched;
    ir::Expr value;  // invalid: in error
  };

  Inference* inference;
  Reporter reporter;
  Scope scope;
  Constants constants;
  ir::Program program;
  Operations operations;
  std::vector<ItemResult> results;  // by item
  std::unordered_map<ItemId, ActivationMeaning> activations;
  std::vector<ItemId> missing;
  std::size_t call_depth = 0;
  std::size_t depth = 0;  // of brackets, through all calls
  bool has_loss = false;

  /// Makes room for the items of all families.
  void prepare_results() { results.resize(scope.size()); }

 private:
  std::map<ir::OpKind, std::uint32_t> builtin_functions_;
  std::map<std::string, ir::Expr> inferred_;
  std::size_t filling_depth_ = 0;
  std::size_t filling_start_ = 0;  // the graph's size when the outermost one began
  std::size_t filled_nodes_ = 0;
  std::size_t filled_expressions_ = 0;
  bool is_exhausted_ = false;
};

}  // namespace nngen::parser
