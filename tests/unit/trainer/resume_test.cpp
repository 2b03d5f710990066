// A training that was interrupted, killed or ended ends as one that was not.

#include <csignal>
#include <cstdlib>
#include <regex>

#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"
#include "tests/unit/trainer/programs.hpp"
#include "trainer/train.hpp"

namespace nngen::tests {
namespace {

using Words = std::vector<std::string>;

/// Sends itself signals before a step, or before a call of value().
struct Interrupted : Softmax {
  int step_of_signal = 0, value_of_signal = 0, signal = SIGINT, times = 1;
  unsigned pause = 0;  // between them, in microseconds

  double step(const double* const* d, std::size_t samples) {
    if (--step_of_signal == 0) raise_signals();
    return Softmax::step(d, samples);
  }
  double value(const double* const* d, std::size_t samples) {
    if (--value_of_signal == 0) raise_signals();
    return Softmax::value(d, samples);
  }
  void raise_signals() const {
    for (int i = 0; i < times; ++i) {
      if (i > 0 && pause > 0) ::usleep(pause);
      std::raise(signal);
    }
  }
};

struct Place {
  TemporaryFolder folder;
  std::string data = (folder / "data").string(), log = (folder / "log").string(),
              out = (folder / "out").string(), kept = (folder / "kept").string();

  Place() {
    Arrays arrays = three_classes(45, 1);
    const Arrays validation = three_classes(20, 2, "validation.");
    arrays.insert(validation.begin(), validation.end());
    write_arrays(data, arrays);
  }
  Words words(const Words& more) const {
    Words all = {"--data", data, "--log", log, "--out", out, "--checkpoint", kept, "--quiet"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  ProcessResult run(const Words& more) const { return run_training<Softmax>(words(more)); }
  ProcessResult run_interrupted(const Words& more, Interrupted network) const {
    return in_child([&] { return train_with(network, words(more)); });
  }
  std::string weights() const { return read_file(out); }
  /// Without what depends on the time of the day.
  std::string timeless_log() const {
    static const std::regex times("\"(seconds|samples_per_s)\": [^,]*, ");
    return std::regex_replace(read_file(log), times, "");
  }
};

const std::vector<Words> ways = {
    {"--epochs", "9", "--patience", "4"},
    {"--epochs", "9", "--order", "by-error", "--schedule", "cosine", "--loss-average", "moving"},
    {"--epochs", "9", "--order", "balanced", "--clip", "0.1", "--warmup", "8"},
    {"--epochs", "9", "--schedule", "line-search", "--batch", "7"}};

Words with(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

TEST_CASE("an interrupted training goes on as if nothing had been") {
  for (const Words& way : ways) {
    const Place whole, parts;
    REQUIRE(whole.run(way).status == 0);
    Interrupted in_step, in_value;
    in_step.step_of_signal = 16;    // in the third epoch
    in_value.value_of_signal = 10;  // while it judges, or draws by error, or searches
    in_value.signal = SIGTERM;
    const ProcessResult first = parts.run_interrupted(way, in_step);
    const bool calls_step = way[2] != "--schedule" && way[3] != "balanced";
    CHECK(first.status == (calls_step ? 130 : 0));
    if (calls_step) CHECK(first.err.find("the same command with --resume") != std::string::npos);
    if (!calls_step) std::filesystem::remove_all(parts.kept);
    CHECK(parts.run_interrupted(with(way, {"--resume"}), in_value).status == 130);
    CHECK(parts.run(with(way, {"--resume"})).status == 0);
    CHECK(parts.weights() == whole.weights());
    CHECK(parts.timeless_log() == whole.timeless_log());
  }
}

TEST_CASE("a training that has ended can be prolonged") {
  for (const Words& way : {Words{}, Words{"--order", "by-error"}, Words{"--clip", "1"}}) {
    const Place whole, parts;
    REQUIRE(whole.run(with(way, {"--epochs", "7"})).status == 0);
    CHECK(parts.run(with(way, {"--epochs", "3", "--every", "2"})).status == 0);
    CHECK(parts.run(with(way, {"--epochs", "7", "--resume"})).status == 0);
    CHECK(parts.weights() == whole.weights());
    CHECK(parts.timeless_log() == whole.timeless_log());
    CHECK(parts.run(with(way, {"--epochs", "7", "--resume"})).status == 0);
    CHECK(parts.weights() == whole.weights());
  }
}

TEST_CASE("a training that was enough is still enough when it is resumed") {
  const Place place;
  write_arrays(place.data, one_sample(3));
  const Words words = place.words({"--epochs", "50", "--lr", "0.1", "--stop-change", "0.1"});
  REQUIRE(run_training<Line<>>(words).status == 0);
  const std::string weights = place.weights(), log = place.timeless_log();
  CHECK(logged(place.log, "epochs") == std::vector<double>{5});
  CHECK(run_training<Line<>>(with(words, {"--resume"})).status == 0);
  CHECK(place.weights() == weights);
  CHECK(place.timeless_log() == log);
}

TEST_CASE("a process that dies at any moment leaves a checkpoint that can be read") {
  const Words way = {"--epochs", "60", "--patience", "60", "--every", "1", "--resume"};
  const Place whole, parts;
  REQUIRE(whole.run(way).status == 0);
  train::Random random(17);
  for (std::size_t attempt = 1; attempt <= 80; ++attempt) {
    // in microseconds; longer and longer, so that it comes to an end somewhere
    const auto until_death = static_cast<suseconds_t>(1 + random.below(300 * attempt));
    const ProcessResult result = in_child([&] {
      // the alarm ends the process as kill -9 does, nobody listens to it
      itimerval alarm{};
      alarm.it_value.tv_usec = until_death;
      ::setitimer(ITIMER_REAL, &alarm, nullptr);
      Softmax network;
      return train_with(network, parts.words(way));
    });
    if (result.status == 0) break;
    REQUIRE(result.status == 128 + SIGALRM);
    const std::string checkpoint = parts.kept + "/checkpoint.safetensors";
    if (!std::filesystem::exists(checkpoint)) continue;
    train::TensorFile file;
    REQUIRE(file.open(checkpoint) == "");
  }
  CHECK(parts.run(way).status == 0);
  CHECK(parts.weights() == whole.weights());
  CHECK(parts.timeless_log() == whole.timeless_log());
}

TEST_CASE("checkpoints are made every so many seconds too, in the midst of an epoch") {
  const Words way = {"--epochs", "3", "--every", "0.000001s"};
  const Place whole, parts;
  REQUIRE(whole.run({"--epochs", "3"}).status == 0);
  Interrupted dying;
  dying.step_of_signal = 16;
  dying.signal = SIGKILL;
  CHECK(parts.run_interrupted(way, dying).status == 128 + SIGKILL);
  CHECK(numbers_of(parts.kept + "/checkpoint.safetensors", "checkpoint.order").size() == 45);
  CHECK(parts.run(with(way, {"--resume"})).status == 0);
  CHECK(parts.weights() == whole.weights());
}

TEST_CASE("a later signal ends the program at once") {
  const Place place;
  Interrupted impatient;
  impatient.step_of_signal = 3;
  impatient.times = 2;
  impatient.pause = 600'000;
  CHECK(place.run_interrupted({}, impatient).status == 128 + SIGINT);
  CHECK_FALSE(std::filesystem::exists(place.out));
}

TEST_CASE("a signal that comes twice, for the program and for its group, is one") {
  const Place place;
  Interrupted told_twice;
  told_twice.step_of_signal = 3;
  told_twice.times = 2;
  CHECK(place.run_interrupted({}, told_twice).status == 130);
  CHECK(std::filesystem::exists(place.out));
}

TEST_CASE(
    "without a checkpoint an interrupted training keeps its weights, or says that it does not") {
  const Place place;
  Interrupted network;
  network.step_of_signal = 9;  // the third of the second epoch
  const auto run = [&](const Words& words) {
    return in_child([&] { return train_with(network, words); });
  };
  const ProcessResult with_out = run({"--data", place.data, "--out", place.out, "--quiet"});
  CHECK(with_out.status == 130);
  CHECK(with_out.err == "interrupted after 1 epochs and 24 samples; --init-from " + place.out +
                            " starts from its weights\n");
  CHECK(numbers_of(place.out, "W").size() == 6);
  CHECK(run({"--data", place.data, "--quiet"}).err ==
        "interrupted after 1 epochs and 24 samples; nothing is kept\n");
}

TEST_CASE("a checkpoint of something else is refused") {
  const Place place;
  REQUIRE(place.run({"--epochs", "1"}).status == 0);
  const std::string checkpoint = place.kept + "/checkpoint.safetensors";
  CHECK(place.run({"--resume", "--batch", "3"}).err ==
        "error: '" + checkpoint + "' is of a training with 45 samples in batches of 8\n");
  CHECK(
      run_training<Line<>>({"--data", place.data, "--checkpoint", place.kept, "--resume"}).status ==
      1);
  write_file(checkpoint, read_file(checkpoint).substr(0, 700));
  const ProcessResult damaged = place.run({"--resume"});
  CHECK(damaged.status == 1);
  CHECK(damaged.err.find(checkpoint) != std::string::npos);
  std::filesystem::copy_file(place.out, checkpoint,
                             std::filesystem::copy_options::overwrite_existing);
  CHECK(place.run({"--resume"}).err ==
        "error: '" + checkpoint + "' is no checkpoint: it has no 'batch'\n");
}

TEST_CASE("no damage to a checkpoint does more than being refused") {
  const Place place;
  Interrupted network;
  network.step_of_signal = 9;
  REQUIRE(place.run_interrupted({}, network).status == 130);
  const std::string checkpoint = place.kept + "/checkpoint.safetensors";
  const std::string good = read_file(checkpoint);
  train::Random random(23);
  int refused = 0;
  for (int i = 0; i < 400; ++i) {
    std::string bytes = good;
    // the header is what is read with care; the numbers of the order too
    char& byte = bytes[random.below(i % 2 == 0 ? bytes.size() : 1200)];
    byte = static_cast<char>(i % 3 == 0 ? '0' + random.below(10) : random.below(256));
    write_file(checkpoint, bytes);
    Softmax read;
    train::State<double> state;
    if (!train::load_checkpoint(checkpoint, read, state, {8, 45}).empty()) {
      ++refused;
      continue;
    }
    CHECK(state.position <= 45);
    for (const std::size_t sample : state.order) CHECK(sample < 45);
  }
  CHECK(refused > 40);
}

TEST_CASE("files that cannot be written are found before the training") {
  const Place place;
  for (const char* option : {"--out", "--log"}) {
    const ProcessResult result =
        run_training<Softmax>({"--data", place.data, option, "/no/such/folder/file"});
    CHECK(result.status == 1);
    CHECK(result.err == "error: cannot write '/no/such/folder/file': No such file or directory\n");
  }
  CHECK(run_training<Softmax>({"--data", place.data, "--checkpoint", place.data + "/x"}).status ==
        1);
}

TEST_CASE("a full disk is said and does not lose the training") {
  const Place place;
  write_file(place.out, "old");
  const ProcessResult full = in_child([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{100, 100};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    Softmax network;
    return train_with(network, {"--data", place.data, "--out", place.out, "--quiet"});
  });
  CHECK(full.status == 1);
  CHECK(read_file(place.out) == "old");
  const ProcessResult half = in_child([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{600, 600};  // enough for the weights, not for a checkpoint
    ::setrlimit(RLIMIT_FSIZE, &limit);
    Softmax network;
    return train_with(
        network, {"--data", place.data, "--out", place.out, "--checkpoint", place.kept, "--quiet"});
  });
  CHECK(half.status == 1);
  CHECK(half.err ==
        "error: cannot write '" + place.kept + "/checkpoint.safetensors': File too large\n");
  CHECK(numbers_of(place.out, "W").size() == 6);
  const ProcessResult no_log = run_training<Softmax>(
      {"--data", place.data, "--out", place.out, "--log", "/dev/full", "--quiet"});
  CHECK(no_log.status == 1);
  CHECK(no_log.err ==
        "error: cannot write '/dev/full': No space left on device; the training goes on without a "
        "log\n");
  CHECK(numbers_of(place.out, "W").size() == 6);
}

}  // namespace
}  // namespace nngen::tests
