#include "trainer/metrics.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/trainer/programs.hpp"

namespace nngen::tests {
namespace {

using namespace train;

const auto never = [] { return false; };

TEST_CASE("the loss of a set is the mean over its samples, also where the last batch is short") {
  Line<> line;  // of weight 0: p = 0, the loss is t²/2
  Set<Line<>> set{"train", 5, {}};
  set.values[0].assign(10, 1);
  set.values[1] = {1, 2, 3, 4, 10};
  Metrics metrics;
  CHECK(Judge(line).judge(set, metrics, never));
  CHECK(metrics.loss == Approx((1 + 4 + 9 + 16 + 100) / 10.0));
  CHECK(metrics.rmse == Approx(std::sqrt(130.0 / 5)));
  // about their mean 4 the targets spread by 9 + 4 + 1 + 0 + 36
  CHECK(metrics.r_squared == Approx(1 - 130.0 / 50));
  CHECK(json_of(metrics, Task::numbers, true) ==
        "{\"loss\": 13, \"rmse\": 5.0990195135927845, \"r_squared\": -1.6}");
}

TEST_CASE("a set that is not judged to its end says nothing") {
  Line<> line;
  Set<Line<>> set{"train", 5, {std::vector<double>(10, 1), std::vector<double>(5, 1)}};
  Metrics metrics;
  int asked = 0;
  CHECK_FALSE(Judge(line).judge(set, metrics, [&] { return ++asked == 2; }));
  CHECK(std::isnan(metrics.loss));
}

TEST_CASE("the confusion matrix counts what each class is taken for") {
  Softmax network;
  network.weights = {2, -2, 0, 0, 0, 1, 0, 0, 0};  // the logits are 2x₁, −2x₁ and x₂
  Set<Softmax> set{"test", 4, {}};
  set.values[0] = {1, 0, /**/ 1, 9, /**/ -1, 0, /**/ 0, 1};
  set.values[1] = {1, 0, 0, /**/ 0, 1, 0, /**/ 0, 1, 0, /**/ 0, 0, 1};
  Metrics metrics;
  CHECK(Judge(network).judge(set, metrics, never));
  CHECK(metrics.confusion == std::vector<std::size_t>{1, 0, 0, /**/ 0, 1, 1, /**/ 0, 0, 1});
  CHECK(metrics.accuracy == 0.75);
  CHECK(json_of(metrics, Task::classes, true)
            .find("\"accuracy\": 0.75, \"confusion\": [[1, 0, 0], [0, 1, 1], [0, 0, 1]]}") !=
        std::string::npos);
  CHECK(json_of(metrics, Task::classes, false).find("confusion") == std::string::npos);
  CHECK(classes_of(set) == std::vector<std::size_t>{0, 1, 1, 2});
}

TEST_CASE("two classes are told apart at the middle of their targets") {
  const double half = 0.5, more = 0.6, less = 0.4, negative = -0.1;
  CHECK(class_of(Task::two_classes, &more, 1) == 1);
  CHECK(class_of(Task::two_classes, &half, 1) == 0);
  CHECK(class_of(Task::two_classes, &less, 1) == 0);
  CHECK(class_of(Task::two_signs, &less, 1) == 1);
  CHECK(class_of(Task::two_signs, &negative, 1) == 0);
}

TEST_CASE("what is no number is null in JSON") {
  Metrics metrics;
  CHECK(json_of(metrics, Task::none, true) == "{\"loss\": null}");
}

}  // namespace
}  // namespace nngen::tests
