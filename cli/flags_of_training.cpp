// The flags of `nngen train`, `nngen trainer` and `nngen export`.

#include <cmath>
#include <numeric>

#include "cli/flag_words.hpp"
#include "cli/flags.hpp"

namespace nngen::cli {
namespace {

using Texts = std::vector<std::string_view>;

std::string name_of_file(const char* flag, const std::string& value) {
  if (value.empty()) throw UsageError(fmt::format("{} needs the name of a file", flag));
  return value;
}

/// "x=images.idx" or "iris.csv". What has a slash or a point before the sign is no name of an
/// input: so ./a=b.csv is a file.
DataFile data_file(const char* flag, const std::string& value) {
  const std::size_t equals = value.find('=');
  const bool has_name = equals != std::string::npos && equals != 0 &&
                        value.substr(0, equals).find_first_of("./") == std::string::npos;
  if (!has_name) return {"", name_of_file(flag, value)};
  return {value.substr(0, equals), name_of_file(flag, value.substr(equals + 1))};
}

void set_data(Options& options, const std::string& value) {
  options.training.data.push_back(data_file("--data", value));
}

void set_validation(Options& options, const std::string& value) {
  options.training.validation.push_back(data_file("--validation", value));
}

void set_test(Options& options, const std::string& value) {
  options.training.test.push_back(data_file("--test", value));
}

void set_label(Options& options, const std::string& value) {
  if (value.empty()) throw UsageError("--label needs a column: its name, or its number from 1");
  options.training.label = value;
}

void set_map(Options& options, const std::string& value) {
  const std::size_t equals = value.find('=');
  if (equals == 0 || equals == std::string::npos || equals + 1 == value.size()) {
    throw UsageError(fmt::format("--map takes NAME=COLUMNS such as x=1..4, not '{}'", value));
  }
  options.training.map.emplace_back(value.substr(0, equals), value.substr(equals + 1));
}

void set_split(Options& options, const std::string& value) {
  std::vector<double> parts;
  for (const std::string_view part : split(value, ",")) {
    parts.push_back(number<double>(part).value_or(-1));
  }
  const bool are_parts = (parts.size() == 2 || parts.size() == 3) && parts[0] > 0 &&
                         std::all_of(parts.begin(), parts.end(),
                                     [](double part) { return part >= 0 && std::isfinite(part); });
  if (!are_parts) {
    throw UsageError(fmt::format(
        "--split takes the shares of training, validation and perhaps test, as 0.7,0.15,0.15, "
        "not '{}'",
        value));
  }
  const double sum = std::accumulate(parts.begin(), parts.end(), 0.0);
  if (std::abs(sum - 1) > 1e-9) {
    throw UsageError(
        fmt::format("the shares of --split sum to 1, those of '{}' to {}", value, sum));
  }
  options.training.split = std::move(parts);
}

void set_stratify(Options& options, const std::string&) { options.training.is_stratified = true; }

void set_standardize(Options& options, const std::string&) { options.training.standardises = true; }

void set_on_bad_row(Options& options, const std::string& value) {
  options.training.skips_bad_rows =
      choose<bool>("--on-bad-row", value, {{"fail", false}, {"skip", true}});
}

void set_batch_of_training(Options& options, const std::string& value) {
  const auto samples = number<std::int64_t>(value);
  if (value != "all" && (!samples || *samples < 1 || *samples > TrainingOptions::most_in_batch)) {
    throw UsageError(
        fmt::format("--batch takes a number of samples from 1 to {} or 'all', not '{}'",
                    TrainingOptions::most_in_batch, value));
  }
  options.training.batch = value == "all" ? 0 : *samples;
}

void set_batch_of_trainer(Options& options, const std::string& value) {
  if (value == "all") throw UsageError("--batch takes a number of samples, not 'all'");
  set_batch_of_training(options, value);
}

void set_optimizer_of_training(Options& options, const std::string& value) {
  options.optimizer = optimizer_of(value);
}

void set_init_from(Options& options, const std::string& value) {
  options.training.init_from = name_of_file("--init-from", value);
}

void set_out(Options& options, const std::string& value) {
  options.training.weights = name_of_file("--out", value);
}

void set_weights(Options& options, const std::string& value) {
  options.training.weights = name_of_file("--weights", value);
}

void set_log(Options& options, const std::string& value) {
  options.training.log = name_of_file("--log", value);
}

void set_checkpoint(Options& options, const std::string& value) {
  options.training.checkpoint = name_of_file("--checkpoint", value);
}

void set_keep(Options& options, const std::string& value) {
  options.training.keep = name_of_file("--keep", value);
}

void set_resume(Options& options, const std::string&) { options.training.resume = true; }

void set_quiet(Options& options, const std::string&) { options.training.quiet = true; }

// ---- what only the training program needs to understand

/// A text as an argument of templates.
template <std::size_t Size>
struct Text {
  consteval Text(const char (&given)[Size]) { std::copy_n(given, Size, text); }
  char text[Size];
};

/// Checks a value, and leaves it to the training program.
template <Text Name, bool (*IsGood)(const std::string&), Text Expects>
void pass_on(Options& options, const std::string& value) {
  if (!IsGood(value)) {
    throw UsageError(fmt::format("{} takes {}, not '{}'", Name.text, Expects.text, value));
  }
  options.training.passed_on[Name.text] = value;
}

bool is_not_negative(const std::string& value) {
  const auto given = number<double>(value);
  return given && std::isfinite(*given) && *given >= 0;
}

bool is_positive(const std::string& value) {
  return is_not_negative(value) && number<double>(value) > 0;
}

bool is_count(const std::string& value) {
  const auto given = number<std::int64_t>(value);
  return given && *given >= 1 && *given <= 1'000'000'000'000;
}

bool is_interval(const std::string& value) {
  return value.ends_with('s') ? is_positive(value.substr(0, value.size() - 1)) : is_count(value);
}

bool is_one_of(const std::string& value, const Texts& words) {
  return std::find(words.begin(), words.end(), value) != words.end();
}

bool is_order(const std::string& value) {
  return is_one_of(value, {"shuffled", "balanced", "by-error", "sequential"});
}

bool is_init(const std::string& value) { return is_one_of(value, {"declared", "correlation"}); }

bool is_schedule(const std::string& value) {
  if (is_one_of(value, {"constant", "inverse", "cosine", "step", "line-search"})) return true;
  if (!value.starts_with("step:")) return false;
  const auto numbers = split(std::string_view(value).substr(5), ",");
  return numbers.size() == 2 && is_count(std::string(numbers[0])) &&
         is_positive(std::string(numbers[1]));
}

bool is_loss_average(const std::string& value) {
  if (is_one_of(value, {"mean", "moving"})) return true;
  if (!value.starts_with("moving:")) return false;
  const std::string rate = value.substr(7);
  return is_positive(rate) && number<double>(rate) <= 1;
}

constexpr Commands train{Command::train};

// Help has no room for flags without a summary; the manual page and docs/training.md have.
const Flag table[] = {
    {"--data", "[x=]FILE", "samples: CSV, IDX, .npy; of one input: x=FILE", train, true, set_data},
    {"--validation", "[x=]FILE", "samples to judge by after each epoch", train, true,
     set_validation},
    {"--test", "[x=]FILE", "samples to judge by at the end", train, true, set_test},
    {"--label", "COLUMN", "the target's column: a name, or a number", train, false, set_label},
    {"--map", "x=COLUMNS", "an input's or target's: a..d, 1..4, pixel*", train, true, set_map},
    {"--split", "0.7,0.15,0.15", "the data in parts: train,validation,test", train, false,
     set_split},
    {"--stratify", "", "each part with its share of each class", train, false, set_stratify},
    {"--standardize", "", "inputs by their means and deviations", train, false, set_standardize},
    {"--on-bad-row", "fail|skip", "a row that is no sample (fail)", train, false, set_on_bad_row},
    {"--epochs", "N", "passes over the samples (10)", train, false,
     pass_on<"--epochs", is_count, "a whole number from 1">},
    {"--seconds", "S", "stop after so long", train, false,
     pass_on<"--seconds", is_positive, "a number above 0">},
    {"--batch", "M|all", "samples of a step (32)", train, false, set_batch_of_training},
    {"--batch",
     "M",
     "most samples of a step (32)",
     {Command::trainer},
     false,
     set_batch_of_trainer},
    {"--optimizer",
     "NAME",
     "sgd, momentum, adagrad, rmsprop, … (adam)",
     {Command::train, Command::trainer},
     false,
     set_optimizer_of_training},
    {"--lr", "X", "learning rate (the optimizer's)", train, false,
     pass_on<"--lr", is_not_negative, "a number that is not negative">},
    {"--weight-decay", "X", "so much of the weights (the optimizer's)", train, false,
     pass_on<"--weight-decay", is_not_negative, "a number that is not negative">},
    {"--momentum", "X", "", train, false,
     pass_on<"--momentum", is_not_negative, "a number that is not negative">,
     "the optimizer's momentum"},
    {"--mean-decay", "X", "", train, false,
     pass_on<"--mean-decay", is_not_negative, "a number that is not negative">,
     "how much of the mean of gradients stays (the optimizer's)"},
    {"--square-decay", "X", "", train, false,
     pass_on<"--square-decay", is_not_negative, "a number that is not negative">,
     "how much of the mean of their squares stays (the optimizer's)"},
    {"--epsilon", "X", "", train, false,
     pass_on<"--epsilon", is_not_negative, "a number that is not negative">,
     "what the optimizer adds before it divides (its own)"},
    {"--schedule", "NAME", "inverse, cosine, step, line-search (constant)", train, false,
     pass_on<"--schedule", is_schedule,
             "constant, inverse, cosine, step, step:EVERY,FACTOR or line-search">},
    {"--warmup", "EPOCHS", "in which the rate grows to its value (0)", train, false,
     pass_on<"--warmup", is_not_negative, "a number of epochs">},
    {"--order", "NAME", "balanced, by-error, sequential (shuffled)", train, false,
     pass_on<"--order", is_order, "shuffled, balanced, by-error or sequential">},
    {"--clip", "NORM", "shortens longer gradients", train, false,
     pass_on<"--clip", is_positive, "a number above 0">},
    {"--loss-average", "NAME", "", train, false,
     pass_on<"--loss-average", is_loss_average, "mean, moving, or moving:RATE with a RATE up to 1">,
     "the loss that is told of an epoch: mean, moving, moving:RATE (mean)"},
    {"--patience", "N", "stop after N epochs without a better one", train, false,
     pass_on<"--patience", is_count, "a whole number from 1">},
    {"--stop-change", "X", "stop where an epoch moves weights no farther", train, false,
     pass_on<"--stop-change", is_not_negative, "a number that is not negative">},
    {"--init", "declared|correlation", "", train, false,
     pass_on<"--init", is_init, "'declared' or 'correlation'">,
     "the first weights: as declared, or how much targets go with inputs (declared)"},
    {"--init-from", "WEIGHTS", "start from these (the file's init …)", train, false, set_init_from},
    {"-o,--out", "WEIGHTS", "trained ones (weights.safetensors)", train, false, set_out},
    {"--log", "LOG.jsonl", "a line of JSON for each epoch", train, false, set_log},
    {"--checkpoint", "FOLDER", "keeps what --resume needs", train, false, set_checkpoint},
    {"--every", "N|60s", "between checkpoints: epochs, seconds (30s)", train, false,
     pass_on<"--every", is_interval, "a number of epochs (5) or of seconds (60s)">},
    {"--resume", "", "go on from the checkpoint", train, false, set_resume},
    {"--quiet", "", "say what is wrong and nothing else", train, false, set_quiet},
    {"--keep", "FOLDER", "keep the training program there", train, false, set_keep},
    {"--weights",
     "WEIGHTS",
     "the trained ones (weights.safetensors)",
     {Command::export_weights},
     false,
     set_weights},
};

}  // namespace

std::span<const Flag> flags_of_training() { return table; }

}  // namespace nngen::cli
