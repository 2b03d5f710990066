#include "cli/training_options.hpp"

#include <string>
#include <vector>

#include "cli/options.hpp"
#include "tests/support/catch.hpp"

namespace nngen::cli {
namespace {

using Arguments = std::vector<std::string>;

Options parsed(const Arguments& arguments) {
  const auto result = parse_command_line(arguments);
  if (!result.ok()) FAIL(result.error().text);
  return result.value();
}

/// What is wrong with `nngen train net.expr --data d.csv …`, or "parsed".
std::string refusal(Arguments arguments) {
  const Arguments before{"train", "net.expr", "--data", "d.csv"};
  arguments.insert(arguments.begin(), before.begin(), before.end());
  const auto result = parse_command_line(arguments);
  if (result.ok()) return "parsed";
  CHECK(result.error().status == 2);
  return result.error().text;
}

TEST_CASE("files may be for one input or for all") {
  const Options options = parsed({"train", "net.expr", "--data", "x=a/images.idx.gz",
                                  "--data=t=b.gz", "--validation", "./a=b.csv", "--test", "-"});
  CHECK(options.command == Command::train);
  const TrainingOptions& training = options.training;
  REQUIRE(training.data.size() == 2);
  CHECK(training.data[0].variable == "x");
  CHECK(training.data[0].path == "a/images.idx.gz");
  CHECK(training.data[1].variable == "t");
  CHECK(training.data[1].path == "b.gz");
  REQUIRE(training.validation.size() == 1);
  CHECK(training.validation[0].variable.empty());
  CHECK(training.validation[0].path == "./a=b.csv");
  REQUIRE(training.test.size() == 1);
  CHECK(training.test[0].path == "-");
}

TEST_CASE("columns, parts and rows") {
  const TrainingOptions training =
      parsed({"train", "net.expr", "--data", "d.csv", "--label", "species", "--map", "x=1..4",
              "--map", "z=a,b", "--split", "0.7,0.15,0.15", "--stratify", "--standardize",
              "--on-bad-row", "skip"})
          .training;
  CHECK(training.label == "species");
  REQUIRE(training.map.size() == 2);
  CHECK(training.map[0] == std::pair<std::string, std::string>("x", "1..4"));
  CHECK(training.map[1] == std::pair<std::string, std::string>("z", "a,b"));
  CHECK(training.split == std::vector<double>{0.7, 0.15, 0.15});
  CHECK(training.is_stratified);
  CHECK(training.standardises);
  CHECK(training.skips_bad_rows);
}

TEST_CASE("what is for the training program is checked and passed on as it stands") {
  const Options options =
      parsed({"train", "net.expr", "--data", "d.csv", "--epochs", "20", "--lr", "1e-2",
              "--schedule", "step:3,0.5", "--every", "60s", "--checkpoint", "c", "--seed", "7"});
  const std::map<std::string, std::string> expected{
      {"--epochs", "20"}, {"--lr", "1e-2"}, {"--schedule", "step:3,0.5"}, {"--every", "60s"}};
  CHECK(options.training.passed_on == expected);
  CHECK(options.seed == 7);
  CHECK(options.training.batch == 32);
  CHECK(options.optimizer == codegen::Optimizer::adam);
  CHECK(options.training.weights == "weights.safetensors");
  CHECK(parsed({"train", "n", "--data", "d", "--batch", "all"}).training.batch == 0);
  CHECK(parsed({"trainer", "n"}).optimizer == codegen::Optimizer::adam);
  CHECK(parsed({"trainer", "n", "--optimizer", "sgd"}).optimizer == codegen::Optimizer::sgd);
  CHECK(parsed({"a.expr"}).optimizer == codegen::Optimizer::none);
}

TEST_CASE("values that are none are refused before anything is read") {
  struct Row {
    Arguments arguments;
    const char* text;
  };
  const std::vector<Row> rows = {
      {{"--epochs", "0"}, "--epochs takes a whole number from 1, not '0'"},
      {{"--epochs", "1.5"}, "--epochs takes a whole number from 1, not '1.5'"},
      {{"--seconds", "-1"}, "--seconds takes a number above 0, not '-1'"},
      {{"--batch", "0"}, "--batch takes a number of samples from 1 to 65536 or 'all', not '0'"},
      {{"--batch", "65537"}, "not '65537'"},
      {{"--lr", "nan"}, "--lr takes a number that is not negative, not 'nan'"},
      {{"--lr", "0x1"}, "--lr takes a number"},
      {{"--clip", "0"}, "--clip takes a number above 0, not '0'"},
      {{"--schedule", "linear"}, "--schedule takes constant, inverse, cosine, step"},
      {{"--schedule", "step:0,0.5"}, "not 'step:0,0.5'"},
      {{"--schedule", "step:3"}, "not 'step:3'"},
      {{"--order", "random"}, "--order takes shuffled, balanced, by-error or sequential"},
      {{"--loss-average", "moving:2"}, "--loss-average takes mean, moving"},
      {{"--every", "s"}, "--every takes a number of epochs (5) or of seconds (60s), not 's'"},
      {{"--split", "0.5"}, "--split takes the shares of training, validation and perhaps test"},
      {{"--split", "0.5,x"}, "not '0.5,x'"},
      {{"--split", "0,1"}, "not '0,1'"},
      {{"--split", "0.5,0.6"}, "the shares of --split sum to 1, those of '0.5,0.6' to 1.1"},
      {{"--map", "x"}, "--map takes NAME=COLUMNS such as x=1..4, not 'x'"},
      {{"--map", "x="}, "--map takes NAME=COLUMNS"},
      {{"--data", "x="}, "--data needs the name of a file"},
      {{"--optimizer", "lion"}, "--optimizer takes one of sgd, momentum"},
      {{"--seed", "1.5"}, "--seed takes a whole number"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.arguments);
    CHECK_THAT(refusal(row.arguments), Catch::Contains(row.text));
  }
}

TEST_CASE("what does not go together is refused") {
  struct Row {
    Arguments arguments;
    const char* text;
  };
  const std::vector<Row> rows = {
      {{"--split", "0.8,0.2", "--validation", "v.csv"}, "--split cuts a validation set"},
      {{"--split", "0.8,0.1,0.1", "--test", "v.csv"}, "--split with three parts cuts a test set"},
      {{"--split", "0.8,0.2", "--test", "v.csv"}, "parsed"},
      {{"--stratify"}, "--stratify says how --split cuts"},
      {{"--validation", "-", "--test", "-"}, "only one file can be standard input"},
      {{"--patience", "3"}, "--patience waits for a better validation loss"},
      {{"--patience", "3", "--split", "0.8,0,0.2"}, "--patience waits"},
      {{"--patience", "3", "--validation", "v.csv"}, "parsed"},
      {{"--resume"}, "--resume needs --checkpoint FOLDER"},
      {{"--resume", "--checkpoint", "c", "--init-from", "w"}, "--init-from starts anew"},
      {{"--every", "3"}, "--every says when checkpoints are written"},
      {{"--schedule", "line-search", "--clip", "1"}, "line-search finds the length"},
      {{"--schedule", "cosine", "--seconds", "5"}, "--schedule cosine ends with the last epoch"},
      {{"--schedule", "cosine", "--seconds", "5", "--epochs", "3"}, "parsed"},
      {{"--momentum", "0.9"},
       "--momentum: the optimizer adam has no such number, only --lr, --mean-decay, "
       "--square-decay, --epsilon, --weight-decay"},
      {{"--momentum", "0.9", "--optimizer", "torch-sgd"}, "parsed"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.arguments);
    CHECK_THAT(refusal(row.arguments), Catch::Contains(row.text));
  }
  const auto without_data = parse_command_line({"train", "net.expr"});
  REQUIRE_FALSE(without_data.ok());
  CHECK(without_data.error().text == "there is no data: --data FILE");
}

}  // namespace
}  // namespace nngen::cli
