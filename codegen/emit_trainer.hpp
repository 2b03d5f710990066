#pragma once
// What stands between an emitted network and the training program around it.

#include <cstdint>
#include <optional>
#include <string>

#include "codegen/header_plan.hpp"
#include "codegen/prediction.hpp"

namespace nngen::codegen {

/// The plans of a trainer's headers, of the plain target and with one optimiser: for a full batch, and for any
/// smaller number of samples. There is no second one where a batch is one sample.
struct TrainerPlans {
  const HeaderPlan& full;
  const HeaderPlan* rest = nullptr;
};

/// How a prediction is judged: train::Task in the training program.
std::string judgement_of(const ir::Program& program, const Prediction& prediction);

/// `struct Network` as trainer/network.hpp describes it. `prediction` is the place of the predicted value among the
/// program's outputs.
std::string emit_network(const ir::Program& program, const TrainerPlans& plans,
                         const std::optional<Prediction>& judged, std::uint32_t prediction);

}  // namespace nngen::codegen
