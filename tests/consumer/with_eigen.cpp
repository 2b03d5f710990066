// Prints the gradient of a batch of two samples.
#include <cstdio>

#include "net/regression.hpp"

int main() {
  regression::Parameters parameters;
  parameters.w() << 1, 1;
  Eigen::Matrix2d samples;
  samples << 1, 3,  //
      2, 4;
  const Eigen::RowVector2d targets = Eigen::RowVector2d::Zero();
  regression::Gradients gradients;
  regression::Workspace workspace;
  regression::gradient(parameters, samples, targets, gradients, workspace);
  std::printf("%g %g\n", gradients.w()(0), gradients.w()(1));
}
