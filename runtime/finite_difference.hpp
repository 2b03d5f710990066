#pragma once
// Two cross-checks of the reference gradient along a direction: dual numbers, and differences of
// values.

#include "ir/calculus/differentiate.hpp"
#include "runtime/evaluate.hpp"

namespace nngen::runtime {

/// point + step·direction; declarations without a direction stay. Both must agree in shapes.
Point moved(const Point& point, const Point& direction, double step);
/// point + ε·direction.
PointOf<ir::Dual<double>> dual_point(const Point& point, const Point& direction);
/// The ε parts.
SampledValue<double> tangents(const SampledValue<ir::Dual<double>>& value);

/// The derivative of the call's loss along the direction, by dual numbers: exact up to rounding.
double dual_derivative(const ir::Graph& graph, ir::NodeId loss, ir::Reduction reduction,
                       const Point& point, const Point& direction);

/// The same by central differences of fourth order with steps h and 2h: about 1e-10 of the value
/// away from kinks within 2h.
double difference_derivative(const ir::Graph& graph, ir::NodeId loss, ir::Reduction reduction,
                             const Point& point, const Point& direction, double h = 1e-3);

}  // namespace nngen::runtime
