// Trainings whose course is known in closed form, or from a plain loop.

#include <cmath>

#include "tests/support/allocations.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"
#include "tests/unit/trainer/programs.hpp"
#include "trainer/train.hpp"

namespace nngen::tests {
namespace {

using Words = std::vector<std::string>;

/// Trains a Line on one sample (t = 3, from p = 1.5) or on other arrays.
struct Trained {
  TemporaryFolder folder;
  ProcessResult result;
  std::string log = (folder / "log").string(), out = (folder / "out").string();

  explicit Trained(const Words& options, const Arrays& arrays = one_sample(3)) {
    write_arrays(folder / "data", arrays);
    Words words = {"--data", (folder / "data").string(), "--log", log, "--out", out, "--quiet"};
    words.insert(words.end(), options.begin(), options.end());
    result = run_training<Line<>>(words);
  }
  double weight() const { return numbers_of(out, "A").at(0); }
};

Arrays joined(Arrays a, const Arrays& b) {
  a.insert(b.begin(), b.end());
  return a;
}

/// So many samples of a plane with some noise.
Arrays plane(std::size_t samples) {
  train::Random random(4);
  std::vector<double> x, t;
  for (std::size_t s = 0; s < samples; ++s) {
    x.push_back(random.uniform() - 0.5);
    x.push_back(random.uniform());
    t.push_back(2 * x[2 * s] - x[2 * s + 1] + 0.3 + 0.1 * random.uniform());
  }
  return {{"x", {{samples, 2}, x}}, {"t", {{samples}, t}}};
}

TEST_CASE("with one sample the distance shrinks by the same factor in each step") {
  // the slope is e·(1, 0, 1): a step changes the distance e = p − t to e·(1 − 2·rate)
  const Trained trained({"--epochs", "12", "--lr", "0.1"});
  REQUIRE(trained.result.status == 0);
  CHECK(trained.result.err == "");
  CHECK(trained.result.out == "");
  const std::vector<double> losses = logged(trained.log, "loss");
  REQUIRE(losses.size() == 13);  // an epoch each, and the summary
  for (int n = 0; n < 13; ++n) CHECK(losses[n] == Approx(1.5 * 1.5 / 2 * std::pow(0.8, 2 * n)));
  const double moved = (1.5 - 1.5 * std::pow(0.8, 12)) / 2;
  CHECK(trained.weight() == Approx(1 + moved));
  CHECK(numbers_of(trained.out, "A").at(1) == -1);
  CHECK(numbers_of(trained.out, "c").at(0) == Approx(0.5 + moved));
  CHECK(logged(trained.log, "epochs") == std::vector<double>{12});
}

TEST_CASE("epochs are batches in order, the last one shorter, as a plain loop has them") {
  const Arrays arrays = plane(10);
  const std::vector<double>&x = arrays.at("x").second, &t = arrays.at("t").second;
  double a = 1, b = -1, c = 0.5;
  std::vector<double> losses;
  for (int epoch = 0; epoch < 3; ++epoch) {
    double sum = 0;
    for (std::size_t first = 0; first < 10; first += 3) {
      const std::size_t count = std::min<std::size_t>(3, 10 - first);
      double da = 0, db = 0, dc = 0;
      for (std::size_t s = first; s < first + count; ++s) {
        const double e = a * x[2 * s] + b * x[2 * s + 1] + c - t[s];
        sum += e * e / 2;
        da += e * x[2 * s] / static_cast<double>(count);
        db += e * x[2 * s + 1] / static_cast<double>(count);
        dc += e / static_cast<double>(count);
      }
      a -= 0.2 * da, b -= 0.2 * db, c -= 0.2 * dc;
    }
    losses.push_back(sum / 10);
  }
  const Trained trained({"--order", "sequential", "--batch", "3", "--lr", "0.2", "--epochs", "3"},
                        arrays);
  REQUIRE(trained.result.status == 0);
  CHECK(numbers_of(trained.out, "A").at(0) == Approx(a).epsilon(1e-13));
  CHECK(numbers_of(trained.out, "A").at(1) == Approx(b).epsilon(1e-13));
  CHECK(numbers_of(trained.out, "c").at(0) == Approx(c).epsilon(1e-13));
  for (std::size_t n = 0; n < 3; ++n) CHECK(logged(trained.log, "loss")[n] == Approx(losses[n]));
}

TEST_CASE("a shuffled epoch is the generator's order, batch after batch") {
  const Arrays arrays = plane(9);
  std::vector<double> x, t;
  train::Random random(1);
  Line<> line;
  line.initialise(1);
  for (int epoch = 0; epoch < 2; ++epoch) {
    x.clear(), t.clear();
    for (const std::size_t s : train::shuffled_order(9, random)) {
      x.push_back(arrays.at("x").second[2 * s]);
      x.push_back(arrays.at("x").second[2 * s + 1]);
      t.push_back(arrays.at("t").second[s]);
    }
    for (std::size_t first = 0; first < 9; first += 4) {
      const double* data[] = {x.data() + 2 * first, t.data() + first};
      line.step(data, std::min<std::size_t>(4, 9 - first));
    }
  }
  const Trained trained({"--epochs", "2"}, arrays);
  CHECK(numbers_of(trained.out, "A") == std::vector<double>{line.weights[0], line.weights[1]});
  const Trained other({"--epochs", "2", "--seed", "2"}, arrays);
  CHECK(numbers_of(other.out, "A") != numbers_of(trained.out, "A"));
}

TEST_CASE("schedules of the rate") {
  const auto rates = [](Words words, const Arrays& arrays = one_sample(3)) {
    words.insert(words.end(), {"--lr", "0.4"});
    return logged(Trained(words, arrays).log, "learning_rate");
  };
  const auto are = [](const std::vector<double>& found, const std::vector<double>& wanted) {
    CHECK(found.size() == wanted.size());
    for (std::size_t i = 0; i < std::min(found.size(), wanted.size()); ++i) {
      CHECK(found[i] == Approx(wanted[i]).margin(1e-12));
    }
  };
  are(rates({"--epochs", "3"}), {0.4, 0.4, 0.4});
  are(rates({"--epochs", "4", "--schedule", "inverse"}), {0.4, 0.2, 0.4 / 3, 0.1});
  // half a period over all steps: cos 0, cos π/4, cos π/2, cos 3π/4
  const double root = std::sqrt(0.5);
  are(rates({"--epochs", "4", "--schedule", "cosine"}),
      {0.4, 0.2 * (1 + root), 0.2, 0.2 * (1 - root)});
  are(rates({"--epochs", "5", "--schedule", "step:2,0.5"}), {0.4, 0.4, 0.2, 0.2, 0.1});
  are(rates({"--epochs", "4", "--warmup", "3"}), {0.4 / 3, 0.8 / 3, 0.4, 0.4});
  // two steps an epoch: the log has the rate of the second one
  are(rates({"--epochs", "3", "--warmup", "2"}, plane(8)), {0.2, 0.4, 0.4});
}

TEST_CASE("a line search halves the rate until the loss falls enough") {
  // along −e·(1, 0, 1) the distance is e·(1 − 2·rate): 4, 2 and 1 do not help, ½ ends it
  const Trained trained({"--schedule", "line-search", "--lr", "4", "--epochs", "2"});
  REQUIRE(trained.result.status == 0);
  CHECK(numbers_of(trained.out, "A") == std::vector<double>{1.75, -1});
  CHECK(numbers_of(trained.out, "c") == std::vector<double>{1.25});
  CHECK(logged(trained.log, "learning_rate")[0] == 0.5);
  CHECK(logged(trained.log, "loss") == std::vector<double>{1.125, 0, 0});
}

TEST_CASE("the next line search begins with twice the rate") {
  const Trained trained({"--schedule", "line-search", "--lr", "0.01", "--epochs", "3"});
  CHECK(logged(trained.log, "learning_rate") == std::vector<double>{0.01, 0.02, 0.04});
}

TEST_CASE("a gradient that is too long is shortened, a short one is not") {
  // the first gradient is −1.5·(1, 0, 1), of length 1.5·√2
  const Trained clipped({"--clip", "1", "--lr", "0.1", "--epochs", "1"});
  CHECK(clipped.weight() == Approx(1 + 0.1 * std::sqrt(0.5)));
  const Trained whole({"--clip", "2.2", "--lr", "0.1", "--epochs", "1"});
  CHECK(whole.weight() == Approx(1.15));
}

TEST_CASE("stop-change ends when an epoch moves the weights little") {
  // epoch n moves them by 0.15·√2·0.8ⁿ⁻¹, which is below 0.1 for n = 5
  const Trained trained({"--stop-change", "0.1", "--lr", "0.1", "--epochs", "100"});
  CHECK(logged(trained.log, "epochs") == std::vector<double>{5});
  CHECK(logged(trained.log, "change").back() == Approx(0.15 * std::sqrt(2) * std::pow(0.8, 4)));
  CHECK(read_file(trained.log).find("\"stopped_by\": \"stop-change\"") != std::string::npos);
}

TEST_CASE("patience waits for a better validation loss and keeps the best weights") {
  // p = 3 − 1.5·0.8ⁿ is 1.8, 2.04, 2.232, …, and the validation set wants 2
  const Arrays arrays = joined(one_sample(3), one_sample(2, "validation."));
  const Trained trained({"--patience", "3", "--lr", "0.1", "--epochs", "50"}, arrays);
  REQUIRE(trained.result.status == 0);
  CHECK(logged(trained.log, "epochs") == std::vector<double>{5});
  CHECK(logged(trained.log, "best_epoch") == std::vector<double>{2});
  CHECK(trained.weight() + numbers_of(trained.out, "c").at(0) == Approx(2.04));
  CHECK(logged(trained.log, "loss").back() == Approx(0.04 * 0.04 / 2));
  CHECK(Trained({"--patience", "3"}).result.err == "error: --patience needs a validation set\n");
}

TEST_CASE("a moving loss forgets") {
  const Trained trained({"--loss-average", "moving:0.25", "--lr", "0.1", "--epochs", "3"});
  const std::vector<double> losses = logged(trained.log, "loss");
  double moving = 1.125;
  CHECK(losses[0] == Approx(moving));
  moving = 0.75 * moving + 0.25 * 1.125 * 0.64;
  CHECK(losses[1] == Approx(moving));
  moving = 0.75 * moving + 0.25 * 1.125 * 0.64 * 0.64;
  CHECK(losses[2] == Approx(moving));
}

TEST_CASE("training begins from given weights") {
  const Trained first({"--epochs", "2", "--lr", "0.1"});
  const Trained both({"--epochs", "5", "--lr", "0.1"});
  const Trained rest({"--epochs", "3", "--lr", "0.1", "--init-from", first.out});
  CHECK(numbers_of(rest.out, "A") == numbers_of(both.out, "A"));
  const Trained wrong({"--init-from", (rest.folder / "data").string()});
  CHECK(wrong.result.status == 1);
  CHECK(wrong.result.err == "error: '" + (rest.folder / "data").string() + "' has no 'A'\n");
}

TEST_CASE("training begins with the correlations of targets and inputs") {
  // E[t·x]/E[x²] of two samples: (1·2 + 3·4)/(1 + 9), and nothing where the input is always 0. The step has almost no
  // length.
  const Trained trained({"--epochs", "1", "--lr", "1e-14", "--init", "correlation"},
                        {{"x", {{2, 2}, {1, 0, 3, 0}}}, {"t", {{2}, {2, 4}}}});
  REQUIRE(trained.result.status == 0);
  CHECK(numbers_of(trained.out, "A").at(0) == Approx(1.4));
  CHECK(numbers_of(trained.out, "A").at(1) == 0);
  CHECK(numbers_of(trained.out, "c").at(0) == Approx(0.5));
}

TEST_CASE("a diverging training ends, and the last good weights are kept") {
  // one step leads to weights of 1e200, whose loss is none
  const Trained trained({"--lr", "1e200", "--epochs", "9"});
  CHECK(trained.result.status == 1);
  CHECK(trained.result.err ==
        "error: the loss is no finite number any more in epoch 2, after 0 of its samples; a "
        "smaller --lr or --clip may help\n'" +
            trained.out + "' has the last good weights\n");
  CHECK(trained.weight() == Approx(1.5e200));
  const Trained at_once({"--lr", "1e200", "--batch", "1"}, plane(3));
  CHECK(at_once.result.status == 1);
  CHECK_FALSE(std::filesystem::exists(at_once.out));
}

TEST_CASE("all orders and float train") {
  const TemporaryFolder folder;
  Arrays arrays = joined(three_classes(90, 1), three_classes(31, 2, "validation."));
  arrays = joined(arrays, three_classes(17, 3, "test."));
  write_arrays(folder / "data", arrays, {{"nngen.classes", "[\"a\"]"}});
  const std::string data = (folder / "data").string(), log = (folder / "log").string();
  for (const char* order : {"shuffled", "balanced", "by-error", "sequential"}) {
    const ProcessResult result =
        run_training<Softmax>({"--data", data, "--order", order, "--log", log, "--epochs", "30",
                               "--out", (folder / "out").string()});
    CHECK(result.status == 0);
    CHECK(logged(log, "accuracy").back() > 0.8);
    CHECK(logged(log, "epoch").size() == 30);
    train::TensorFile weights;
    REQUIRE(weights.open((folder / "out").string()) == "");
    CHECK(weights.metadata() == train::Metadata{{"nngen.classes", "[\"a\"]"}});
  }
  write_arrays(folder / "plane", plane(40));
  const ProcessResult floats = run_training<Line<float>>(
      {"--data", (folder / "plane").string(), "--epochs", "300", "--lr", "0.5", "--log", log});
  CHECK(floats.status == 0);
  CHECK(logged(log, "r_squared").back() > 0.98);
  CHECK(run_training<Line<>>({"--data", (folder / "plane").string(), "--order", "balanced"}).err ==
        "error: --order balanced needs classes, which this network does not have\n");
}

TEST_CASE("steps allocate nothing") {
  const TemporaryFolder folder;
  const auto allocations = [&](std::size_t samples) {
    write_arrays(folder / "data", three_classes(samples, 1));
    Softmax network;
    const AllocationCounter counter;
    REQUIRE(train_with(network, {"--data", (folder / "data").string(), "--quiet", "--epochs", "2",
                                 "--batch", "1"}) == 0);
    return counter.allocations().count;
  };
  // What is said at the end has numbers with more digits or fewer, and long texts need memory; 1800 further steps do
  // not.
  const std::size_t few = allocations(100);
  CHECK(allocations(1000) < few + 50);
}

/// As little as a network can have.
struct Bare {
  using Scalar = double;
  static constexpr std::size_t size = 1, batch = 1;
  static constexpr std::array<train::DataInfo, 1> data = {{{"k", 1, train::Role::constant}}};
  static constexpr std::array<train::ArrayInfo, 1> parameters = {{{"w", 1, 1, 0}}};
  static constexpr train::Task task = train::Task::none;

  double w = 1, slope = 0;
  double* values() { return &w; }
  double* gradients() { return &slope; }
  void initialise(std::uint64_t) {}
  std::array<train::Named<double>, 0> rates() { return {}; }
  std::array<train::Named<double>, 0> states() { return {}; }
  std::array<double, 0> counters() const { return {}; }
  void set_counters(const std::array<double, 0>&) {}
  double value(const double* const* d, std::size_t) { return (w - d[0][0]) * (w - d[0][0]) / 2; }
  double gradient(const double* const* d, std::size_t n) {
    return slope = w - d[0][0], value(d, n);
  }
  void update() { w -= slope / 2; }
  double step(const double* const* d, std::size_t n) {
    const double loss = gradient(d, n);
    return update(), loss;
  }
};

TEST_CASE("a network without samples and predictions has one step an epoch") {
  const TemporaryFolder folder;
  write_arrays(folder / "data", {{"k", {{1}, {5}}}});
  const ProcessResult result =
      run_training<Bare>({"--data", (folder / "data").string(), "--out", (folder / "out").string(),
                          "--epochs", "3", "--checkpoint", (folder / "a/b").string()});
  CHECK(result.status == 0);
  CHECK(numbers_of(folder / "out", "w") == std::vector<double>{5 - 4 / 8.0});
  CHECK(result.out == "train: loss 0.125\n");
}

TEST_CASE("time limits end a training with a summary") {
  const Trained trained({"--seconds", "0.01"});
  CHECK(trained.result.status == 0);
  CHECK(read_file(trained.log).find("\"stopped_by\": \"seconds\"") != std::string::npos);
  CHECK(std::filesystem::exists(trained.out));
}

TEST_CASE("progress stands on standard error, the result on standard output") {
  const TemporaryFolder folder;
  write_arrays(folder / "data", one_sample(3));
  const ProcessResult result =
      run_training<Line<>>({"--data", (folder / "data").string(), "--epochs", "1000"});
  CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 100);
  CHECK(result.err.rfind("epoch 10/1000: loss ", 0) == 0);
  CHECK(result.out.rfind("train: loss ", 0) == 0);
  CHECK(run_training<Line<>>({"--help"}).out.find("  --lr X") != std::string::npos);
  CHECK(run_training<Line<>>({"--lr", "0.1"}).status == 2);
}

}  // namespace
}  // namespace nngen::tests
