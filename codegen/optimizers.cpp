#include "codegen/optimizers.hpp"

#include <algorithm>
#include <array>

#include "ir/check.hpp"

namespace nngen::codegen {
namespace {

using ir::Argument;
using ir::Entry;

// The gradient of the loss with ½·λ‖W‖² added to it.
Entry with_decay(const UpdateTerms& terms) {
  return terms.gradient + terms(Argument::weight_decay) * terms.weight;
}

// The first moving average: A ← d·A + (1 − d)·X.
Entry averaged(Entry decay, Entry average, Entry x) { return decay * average + (1.0 - decay) * x; }

Entry sgd(UpdateTerms& terms) {
  return terms.weight - terms(Argument::learning_rate) * terms.gradient;
}

// The step takes the velocity of the time before, and the same rate as its average does.
Entry momentum(UpdateTerms& terms) {
  const Entry rate = terms(Argument::learning_rate);
  const Entry velocity = terms.states[0];
  terms.states[0] = (1.0 - rate) * velocity + rate * with_decay(terms);
  return terms.weight - rate * velocity;
}

Entry adagrad(UpdateTerms& terms) {
  const Entry gradient = with_decay(terms);
  const Entry squares = terms.states[0] = terms.states[0] + gradient * gradient;
  return terms.weight - terms(Argument::learning_rate) * gradient /
                            (sqrt(squares) + terms(Argument::epsilon));
}

Entry rmsprop(UpdateTerms& terms) {
  const Entry gradient = with_decay(terms);
  const Entry squares = terms.states[0] =
      averaged(terms(Argument::square_decay), terms.states[0], gradient * gradient);
  return terms.weight - terms(Argument::learning_rate) * gradient /
                            (sqrt(squares) + terms(Argument::epsilon));
}

Entry adam_from(UpdateTerms& terms, Entry weight, Entry gradient) {
  const Entry means = terms.states[0] =
      averaged(terms(Argument::mean_decay), terms.states[0], gradient);
  const Entry squares = terms.states[1] =
      averaged(terms(Argument::square_decay), terms.states[1], gradient * gradient);
  return weight - terms(Argument::learning_rate) * (means * terms(Argument::mean_correction)) /
                      (sqrt(squares * terms(Argument::square_correction)) + terms(Argument::epsilon));
}

Entry adam(UpdateTerms& terms) { return adam_from(terms, terms.weight, with_decay(terms)); }

Entry adamw(UpdateTerms& terms) {
  const Entry decay = terms(Argument::learning_rate) * terms(Argument::weight_decay);
  return adam_from(terms, terms.weight - decay * terms.weight, terms.gradient);
}

Entry torch_sgd(UpdateTerms& terms) {
  const Entry velocity = terms.states[0] =
      terms(Argument::momentum) * terms.states[0] + with_decay(terms);
  return terms.weight - terms(Argument::learning_rate) * velocity;
}

Entry torch_nesterov(UpdateTerms& terms) {
  const Entry gradient = with_decay(terms);
  const Entry velocity = terms.states[0] = terms(Argument::momentum) * terms.states[0] + gradient;
  return terms.weight -
         terms(Argument::learning_rate) * (gradient + terms(Argument::momentum) * velocity);
}

std::vector<OptimizerRule> make_rules() {
  const RateRow decay{Argument::weight_decay, 0};
  const RateRow epsilon{Argument::epsilon, 1e-8};
  const std::vector<RateRow> of_adam{{Argument::learning_rate, 1e-3},
                                     {Argument::mean_decay, 0.9},
                                     {Argument::square_decay, 0.999},
                                     epsilon,
                                     decay};
  std::vector<RateRow> of_adamw = of_adam;
  of_adamw.back().value = 1e-2;
  const std::vector<std::string_view> adams{
      "A <- mean_decay*A + (1 - mean_decay)*G,  S <- square_decay*S + (1 - square_decay)*G.*G",
      "W <- W - learning_rate*A/(1 - mean_decay^t) ./ (sqrt(S/(1 - square_decay^t)) + epsilon)"};
  std::vector<std::string_view> with_own_decay = adams;
  with_own_decay.insert(with_own_decay.begin(), "W <- W - learning_rate*weight_decay*W");
  return {
      {Optimizer::sgd, "sgd", {"W <- W - learning_rate*G"}, {},
       {{Argument::learning_rate, 1e-2}}, false, false, sgd},
      {Optimizer::momentum, "momentum",
       {"W <- W - learning_rate*V, with V before this step",
        "V <- (1 - learning_rate)*V + learning_rate*G"},
       {"velocity"}, {{Argument::learning_rate, 1e-1}, decay}, true, false, momentum},
      {Optimizer::adagrad, "adagrad",
       {"S <- S + G.*G,  W <- W - learning_rate*G ./ (sqrt(S) + epsilon)"},
       {"squares"}, {{Argument::learning_rate, 1e-2}, epsilon, decay}, true, false, adagrad},
      {Optimizer::rmsprop, "rmsprop",
       {"S <- square_decay*S + (1 - square_decay)*G.*G",
        "W <- W - learning_rate*G ./ (sqrt(S) + epsilon)"},
       {"squares"},
       {{Argument::learning_rate, 1e-3}, {Argument::square_decay, 0.9}, epsilon, decay},
       true, false, rmsprop},
      {Optimizer::adam, "adam", adams, {"means", "squares"}, of_adam, true, true, adam},
      {Optimizer::adamw, "adamw", with_own_decay, {"means", "squares"}, of_adamw, false, true, adamw},
      {Optimizer::torch_sgd, "torch-sgd",
       {"V <- momentum*V + G,  W <- W - learning_rate*V"},
       {"velocity"},
       {{Argument::learning_rate, 1e-2}, {Argument::momentum, 0.9}, decay}, true, false, torch_sgd},
      {Optimizer::torch_nesterov, "torch-nesterov",
       {"V <- momentum*V + G,  W <- W - learning_rate*(G + momentum*V)"},
       {"velocity"},
       {{Argument::learning_rate, 1e-2}, {Argument::momentum, 0.9}, decay}, true, false, torch_nesterov},
  };
}

}  // namespace

std::vector<Argument> OptimizerRule::arguments() const {
  std::vector<Argument> list;
  for (const RateRow& rate : rates) list.push_back(rate.argument);
  if (corrects_bias) {
    list.push_back(Argument::mean_correction);
    list.push_back(Argument::square_correction);
  }
  return list;
}

std::span<const OptimizerRule> optimizer_rules() {
  static const std::vector<OptimizerRule> rules = make_rules();
  return rules;
}

const OptimizerRule& optimizer_rule(Optimizer optimizer) {
  const auto rules = optimizer_rules();
  const auto found = std::find_if(rules.begin(), rules.end(), [&](const OptimizerRule& rule) {
    return rule.optimizer == optimizer;
  });
  NNGEN_CHECK(found != rules.end());
  return *found;
}

}  // namespace nngen::codegen
