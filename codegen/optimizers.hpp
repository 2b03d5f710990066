#pragma once
// The optimisers of the emitted `step`, each defined once: what it keeps, its rates, its formulas, its update.

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "codegen/emit_header.hpp"
#include "ir/kernel_lowering.hpp"

namespace nngen::codegen {

/// A number that the user sets, with its usual value.
struct RateRow {
  ir::Argument argument;
  double value;
};

/// The scalars of an update of one entry, in a body under construction.
struct UpdateTerms {
  ir::Entry weight;
  ir::Entry gradient;
  std::vector<ir::Entry> states;                // before the update; the rule sets what they become
  std::function<ir::Entry(ir::Argument)> rate;  // a number that the function gets

  ir::Entry operator()(ir::Argument argument) const { return rate(argument); }
};

struct OptimizerRule {
  Optimizer optimizer;
  std::string_view word;                 // of --optimizer
  std::vector<std::string_view> formulas;  // G is the gradient, W a parameter, t counts steps
  std::vector<std::string_view> states;  // the arrays that are kept, one entry a parameter's entry
  std::vector<RateRow> rates;            // members of the header's struct
  bool decays_gradient;                  // G has weight_decay*W added to it
  bool corrects_bias;                    // divides by 1 - decay^t
  ir::Entry (*update)(UpdateTerms&);     // the new weight

  /// The scalars that the code of a step gets: its rates, and the corrections.
  std::vector<ir::Argument> arguments() const;
};

std::span<const OptimizerRule> optimizer_rules();
const OptimizerRule& optimizer_rule(Optimizer optimizer);

}  // namespace nngen::codegen
