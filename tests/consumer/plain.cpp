// Prints the gradient of a product.
#include <cstdio>

#include "product.hpp"

int main() {
  net::Parameters parameters;
  const float x[] = {1, 2};
  net::Gradients gradients;
  net::Workspace workspace;
  net::gradient(parameters, x, gradients, workspace);
  std::printf("%g %g\n", gradients.values[0], gradients.values[1]);
}
