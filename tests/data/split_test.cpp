// Data sets in parts.

#include "data/split.hpp"

#include <algorithm>
#include <set>

#include "runtime/initialise.hpp"
#include "tests/data/programs.hpp"

namespace nngen::tests {
namespace {

using Parts = std::vector<std::vector<std::size_t>>;

/// Samples of one number, their own index; the classes as given.
data::Dataset numbered(const std::vector<std::uint32_t>& labels, std::size_t classes) {
  data::Dataset data;
  data.samples = labels.size();
  data.labels = labels;
  for (std::size_t k = 0; k < classes; ++k) data.classes.push_back(std::to_string(k));
  data::DataVariable x{"x", ir::Role::input, {1, 1}, {}, ir::Matrix<double>(1, labels.size())};
  for (std::size_t s = 0; s < labels.size(); ++s) {
    x.values(0, s) = static_cast<double>(s);
    data.rows.push_back(10 + s);
  }
  data.variables.push_back(x);
  return data;
}

Parts parts_of(const data::Dataset& data, const data::SplitOptions& options) {
  const auto parts = data::split_samples(data, options);
  INFO(error_of(parts));
  REQUIRE(parts);
  return parts.value();
}

std::vector<std::size_t> sizes(const Parts& parts) {
  std::vector<std::size_t> result;
  for (const auto& part : parts) result.push_back(part.size());
  return result;
}

TEST_CASE("every sample is in one part; the sizes are the fractions, rounded") {
  const data::Dataset data = numbered(std::vector<std::uint32_t>(11, 0), 1);
  const Parts parts = parts_of(data, {{0.7, 0.2, 0.1}, 4, false});
  // 7.7, 2.2 and 1.1: the one that is left goes to the largest remainder
  CHECK(sizes(parts) == std::vector<std::size_t>{8, 2, 1});
  std::set<std::size_t> all;
  for (const auto& part : parts) {
    CHECK(std::is_sorted(part.begin(), part.end()));
    all.insert(part.begin(), part.end());
  }
  CHECK(all.size() == 11);
  CHECK(sizes(parts_of(numbered(std::vector<std::uint32_t>(10, 0), 1), {{0.7, 0.3}, 0, false})) ==
        std::vector<std::size_t>{7, 3});
}

TEST_CASE("the seed decides") {
  const data::Dataset data = numbered(std::vector<std::uint32_t>(100, 0), 1);
  CHECK(parts_of(data, {{0.5, 0.5}, 1, false}) == parts_of(data, {{0.5, 0.5}, 1, false}));
  CHECK(parts_of(data, {{0.5, 0.5}, 1, false}) != parts_of(data, {{0.5, 0.5}, 2, false}));
}

TEST_CASE("a stratified part has of each class its fraction, to one sample") {
  runtime::Random random(5);
  for (int trial = 0; trial < 200; ++trial) {
    const std::size_t classes = 1 + random.below(5);
    std::vector<std::uint32_t> labels;
    for (std::size_t s = 20 + random.below(200); s-- > 0;) {
      labels.push_back(static_cast<std::uint32_t>(random.below(classes)));
    }
    const data::Dataset data = numbered(labels, classes);
    const std::vector<double> fractions = {0.6, 0.25, 0.15};
    const Parts parts = parts_of(data, {fractions, random.bits(), true});
    for (std::uint32_t k = 0; k < classes; ++k) {
      const auto all = static_cast<double>(std::count(labels.begin(), labels.end(), k));
      for (std::size_t p = 0; p < parts.size(); ++p) {
        const auto count = static_cast<double>(std::count_if(
            parts[p].begin(), parts[p].end(), [&](std::size_t s) { return labels[s] == k; }));
        CAPTURE(trial, k, p, all);
        // each end of the part cuts the class within one sample of its place
        CHECK(std::abs(count - fractions[p] * all) <= 2);
      }
    }
  }
}

TEST_CASE("equal classes are cut exactly") {
  std::vector<std::uint32_t> labels;
  for (std::uint32_t s = 0; s < 150; ++s) labels.push_back(s / 50);
  const Parts parts = parts_of(numbered(labels, 3), {{0.8, 0.2}, 3, true});
  for (std::uint32_t k = 0; k < 3; ++k) {
    CHECK(std::count_if(parts[0].begin(), parts[0].end(),
                        [&](std::size_t s) { return labels[s] == k; }) == 40);
  }
}

TEST_CASE("parts have their samples' values, labels and rows") {
  const data::Dataset data = numbered({0, 1, 0, 1, 0, 1}, 2);
  const auto parts = data::split(data, {{0.5, 0.5}, 1, true});
  REQUIRE(parts);
  for (const data::Dataset& part : parts.value()) {
    REQUIRE(part.samples == 3);
    CHECK(part.classes == data.classes);
    for (std::size_t s = 0; s < 3; ++s) {
      const auto index = static_cast<std::size_t>(part.variables[0].values(0, s));
      CHECK(part.labels[s] == index % 2);
      CHECK(part.rows[s] == 10 + index);
    }
  }
  const auto twice = data::select_samples(data, std::vector<std::size_t>{4, 4});
  CHECK(twice.variables[0].values.entries() == std::vector<double>{4, 4});
}

TEST_CASE("fractions that make no parts") {
  const data::Dataset data = numbered({0, 0, 0}, 1);
  const auto error = [&](std::vector<double> fractions) {
    return error_of(data::split_samples(data, {std::move(fractions), 0, false}));
  };
  CHECK(error({0.5, 0.4}) == "the parts of the data must sum to 1, they sum to 0.9");
  CHECK(error({1.5, -0.5}) == "a part of the data must be positive, one is -0.5");
  CHECK(error({0.9, 0.1}) == "a part of 0.1 of 3 samples has none");
  CHECK(error({}) == "the parts of the data must sum to 1, they sum to 0");
  data::Dataset unlabelled = data;
  unlabelled.labels.clear();
  CHECK_THAT(error_of(data::split_samples(unlabelled, {{1}, 0, true})),
             Catch::Contains("need a target that names classes"));
}

}  // namespace
}  // namespace nngen::tests
