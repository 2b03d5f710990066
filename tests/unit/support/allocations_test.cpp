#include "tests/support/allocations.hpp"

#include <memory>
#include <vector>

#include "tests/support/catch.hpp"

namespace nngen::tests {
namespace {

TEST_CASE("allocations are counted from the counter on") {
  const auto before = std::make_unique<std::vector<double>>(1000);
  const AllocationCounter counter;
  CHECK(counter.allocations().count == 0);
  for (int i = 0; i < 3; ++i) {
    const std::vector<double> once(1000 + before->size());
    CHECK(once.size() == 2000);
  }
  const Allocations allocations = counter.allocations();
  CHECK(allocations.count >= 3);
  CHECK(allocations.bytes >= 3 * 16000);
  CHECK(allocations.peak_bytes >= 16000);
  CHECK(allocations.peak_bytes < 2 * 16000);
}

}  // namespace
}  // namespace nngen::tests
