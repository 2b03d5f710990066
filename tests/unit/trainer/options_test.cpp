#include "trainer/options.hpp"

#include "tests/support/catch.hpp"

namespace nngen::tests {
namespace {

using namespace train;

struct Read {
  Options options;
  std::vector<RateOption> rates = {{"learning_rate", 0.5}, {"weight_decay", 0}};
  Problem problem;
};

Read read(std::vector<std::string> words) {
  words.insert(words.begin(), {"train", "--data=d"});
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  Read result;
  result.problem = read_options(static_cast<int>(pointers.size()), pointers.data(), 32,
                                result.options, result.rates);
  return result;
}

TEST_CASE("without options there are ten epochs of whole batches") {
  const Read result = read({});
  CHECK(result.problem == "");
  CHECK(result.options.data == "d");
  CHECK(result.options.epochs == 10);
  CHECK(result.options.batch == 32);
  CHECK(result.rates[0].value == 0.5);
  CHECK(read({"--seconds", "1"}).options.epochs == HUGE_VAL);
  CHECK(read({"--seconds", "1", "--epochs", "3"}).options.epochs == 3);
}

TEST_CASE("options are read") {
  CHECK(read({"--lr", "1e-3"}).rates[0].value == 1e-3);
  CHECK(read({"--weight-decay=0.1"}).rates[1].value == 0.1);
  CHECK(read({"--seed", "18446744073709551615"}).options.seed == UINT64_MAX);
  CHECK(read({"--order", "by-error"}).options.order == Order::by_error);
  const Schedule step = read({"--schedule", "step:30,0.1"}).options.schedule;
  CHECK(step.kind == Schedule::Kind::step);
  CHECK(step.every == 30);
  CHECK(step.factor == 0.1);
  CHECK(read({"--schedule", "line-search"}).options.schedule.kind == Schedule::Kind::line_search);
  CHECK(read({"--every", "60s"}).options.every_is_seconds);
  CHECK(read({"--every", "60s"}).options.every == 60);
  CHECK(read({"--loss-average", "moving:0.2"}).options.loss_rate == 0.2);
  CHECK(read({"--loss-average", "moving"}).options.moving_loss);
  CHECK(read({"--quiet", "--resume", "--checkpoint", "c"}).options.resume);
}

TEST_CASE("what is no option or no value is said") {
  const std::pair<std::vector<std::string>, std::string> wrong[] = {
      {{"--epoch", "3"}, "there is no option '--epoch'; see --help"},
      {{"more"}, "there is no option 'more'; see --help"},
      {{"--momentum", "1"}, "there is no option '--momentum'; see --help"},
      {{"--epochs"}, "--epochs needs a whole number from 1 on"},
      {{"--epochs", "0"}, "--epochs needs a whole number from 1 on, not '0'"},
      {{"--epochs", "2.5"}, "--epochs needs a whole number from 1 on, not '2.5'"},
      {{"--lr", "-1"}, "--lr needs a number ≥ 0, not '-1'"},
      {{"--lr=nan"}, "--lr needs a number ≥ 0, not 'nan'"},
      {{"--lr", "1x"}, "--lr needs a number ≥ 0, not '1x'"},
      {{"--clip", "0"}, "--clip needs a number > 0, not '0'"},
      {{"--seed", "-1"}, "--seed needs a whole number, not '-1'"},
      {{"--seed", "18446744073709551616"},
       "--seed needs a whole number, not '18446744073709551616'"},
      {{"--order", "random"},
       "--order needs shuffled, balanced, by-error or sequential, not 'random'"},
      {{"--schedule", "step:3"},
       "--schedule needs constant, inverse, cosine, step:EVERY,FACTOR or line-search, not "
       "'step:3'"},
      {{"--schedule", "cosine:3,1"},
       "--schedule needs constant, inverse, cosine, step:EVERY,FACTOR or line-search, not "
       "'cosine:3,1'"},
      {{"--every", "s"}, "--every needs epochs (5) or seconds (60s), not 's'"},
      {{"--loss-average", "moving:2"},
       "--loss-average needs mean, moving or moving:RATE with RATE ≤ 1, not 'moving:2'"},
      {{"--out", ""}, "--out needs a name, not ''"},
      {{"--quiet=1"}, "--quiet takes no value"},
      {{"--batch", "33"}, "--batch is at most 32 in this program"},
      {{"--resume"}, "--resume needs --checkpoint FOLDER"},
      {{"--data="}, "--data needs a name, not ''"},
      {{"--schedule", "cosine", "--seconds", "3"},
       "--schedule cosine needs --epochs: it ends with the last one"},
      {{"--schedule", "line-search", "--clip", "1"},
       "--schedule line-search finds the length of a step itself: no --clip, no --warmup"}};
  for (const auto& [words, message] : wrong) CHECK(read(words).problem == message);
}

}  // namespace
}  // namespace nngen::tests
