#include "trainer/data.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/trainer/programs.hpp"

namespace nngen::tests {
namespace {

using namespace train;

/// A network with a constant, and nothing else that matters here.
struct Weighted {
  using Scalar = float;
  static constexpr std::size_t batch = 4;
  static constexpr std::array<DataInfo, 2> data = {
      {{"x", 3, Role::input}, {"k", 2, Role::constant}}};
};

TEST_CASE("sets are read, in float or double") {
  const TemporaryFolder folder;
  write_arrays(folder / "f",
               {{"x", {{2, 3}, {1, 2, 3, 4, 5, 6}}},
                {"k", {{2}, {7, 8}}},
                {"test.x", {{1, 3}, {9, 10, 11}}}},
               {{"a", "b"}});
  Sets<Weighted> sets;
  REQUIRE(read_sets((folder / "f").string(), sets) == "");
  CHECK(sets.train.samples == 2);
  CHECK(sets.validation.samples == 0);
  CHECK(sets.test.samples == 1);
  CHECK(sets.train.sample(0, 1)[0] == 4);
  CHECK(sets.train.sample(1, 1)[0] == 7);  // the constant is the same for all samples,
  CHECK(sets.test.sample(1, 0)[1] == 8);   // in all sets
  CHECK(sets.metadata == Metadata{{"a", "b"}});
}

TEST_CASE("data that do not fit the network are refused") {
  const TemporaryFolder folder;
  const std::string path = (folder / "f").string();
  const auto problem = [&](const Arrays& arrays) {
    write_arrays(path, arrays);
    Sets<Line<float>> sets;
    return read_sets(path, sets);
  };
  const std::vector<double> two = {1, 2};
  const auto nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(problem({{"x", {{1, 2}, two}}, {"t", {{1}, {1}}}}) == "");
  CHECK(problem({{"x", {{1, 2}, two}}}) == "'" + path + "' has no 't'");
  CHECK(problem({{"x", {{2}, two}}, {"t", {{1}, {1}}}}) ==
        "'" + path + "' has 'x' in another shape than samples × 2");
  CHECK(problem({{"x", {{1, 2}, two}}, {"t", {{}, {1}}}}) ==
        "'" + path + "' has 't' in another shape than samples × 1");
  CHECK(problem({{"x", {{1, 2}, two}}, {"t", {{2}, two}}}) ==
        "'" + path + "' has 2 samples in 't' and 1 in another array of that set");
  CHECK(problem({{"x", {{0, 2}, {}}}, {"t", {{0}, {}}}}) == "'" + path + "' has no samples in 'x'");
  CHECK(problem({{"x", {{1, 2}, two}}, {"t", {{1}, {1}}}, {"valid.x", {{1, 2}, two}}}) ==
        "'" + path + "' has 'valid.x', which the network does not take");
  CHECK(problem({{"x", {{1, 2}, two}}, {"t", {{1}, {1}}}, {"test.x", {{1, 2}, two}}}) ==
        "'" + path + "' has no 'test.t'");
  CHECK(problem({{"x", {{2, 2}, {1, 2, 3, nan}}}, {"t", {{2}, two}}}) ==
        "'" + path + "' has 'x' with a number that is not finite, in sample 2");
  CHECK(problem({{"x", {{1, 2}, {1, 1e300}}}, {"t", {{1}, {1}}}}) ==  // not in float
        "'" + path + "' has 'x' with a number that is not finite, in sample 1");
}

TEST_CASE("batches are copied only where their samples are no neighbours") {
  Set<Weighted> set{"train", 5, {}};
  for (float i = 0; i < 15; ++i) set.values[0].push_back(i);
  set.values[1] = {7, 8};
  Batches<Weighted> batches;
  const std::size_t neighbours[] = {2, 3, 4}, scattered[] = {4, 0, 1, 1};
  CHECK(batches.gather(set, neighbours, 3)[0] == set.values[0].data() + 6);
  CHECK(batches.gather(set, neighbours, 3)[1] == set.values[1].data());
  const Pointers<Weighted> data = batches.gather(set, scattered, 4);
  CHECK(std::vector<float>(data[0], data[0] + 12) ==
        std::vector<float>{12, 13, 14, 0, 1, 2, 3, 4, 5, 3, 4, 5});
  CHECK(data[1] == set.values[1].data());
  CHECK(reinterpret_cast<std::uintptr_t>(data[0]) % 64 == 0);
}

}  // namespace
}  // namespace nngen::tests
