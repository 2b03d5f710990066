#pragma once
// What the derivatives of a program are, by tapes and dual numbers on the program itself.

#include <optional>
#include <span>
#include <string>

#include "ir/program.hpp"
#include "runtime/finite_difference.hpp"
#include "runtime/initialise.hpp"
#include "runtime/reference_gradient.hpp"
#include "tests/property/derivative_checks.hpp"

namespace nngen::tests {

/// What a request speaks of: f by x and y; v like x, w like y, u like f.
struct RequestOperands {
  ir::NodeId f;
  ir::NodeId x;
  ir::NodeId y;
  ir::NodeId v;
  ir::NodeId u;
  ir::NodeId w;
};

std::uint32_t declaration_of(const ir::Program& program, ir::NodeId variable);

/// The value of the request at the point, for one sample; nothing where it is not finite, or where
/// only differences could tell it and they do not.
std::optional<runtime::SampledValue<double>> reference_of(ir::Program& program, Asked kind,
                                                          const RequestOperands& operands,
                                                          const runtime::Point& point);

/// What the reverse tape and the derivative along a random direction, by dual numbers and by
/// differences, disagree about.
std::optional<std::string> reference_disagreement(const ir::Program& program, ir::NodeId loss,
                                                  std::span<const ir::NodeId> by,
                                                  ir::Reduction reduction,
                                                  const runtime::Point& point,
                                                  runtime::Random& random);

/// The point with each entry changed by about 1e-8 of it.
runtime::Point jittered(const runtime::Point& point, runtime::Random& random);

/// Whether all that the node needs is finite and less than 1e4, so that no digits are lost unseen,
/// and no length is 0, where it has a kink.
bool is_moderate(const ir::Program& program, ir::NodeId root, const runtime::Point& point);

/// A derivative is not compared at a point where it is not finite, or where a change of the point
/// by 1e-8 changes it by more than 1e-4: near a kink or a pole.
bool is_ill_conditioned(const runtime::SampledValue<double>& reference,
                        const runtime::SampledValue<double>& near);

/// The largest difference, relative to the largest entry of the reference, or 0.01 if that is less.
double scaled_error(const runtime::SampledValue<double>& value,
                    const runtime::SampledValue<double>& reference);

std::string entries_text(const runtime::SampledValue<double>& value);

}  // namespace nngen::tests
