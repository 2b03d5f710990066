#pragma once
// What the command line says.

#include <cerrno>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "trainer/order.hpp"
#include "trainer/text.hpp"

namespace train {

struct Schedule {
  enum class Kind : std::uint8_t { constant, inverse, cosine, step, line_search };
  Kind kind = Kind::constant;
  double every = 10, factor = 0.5;  // of `step`
};

struct Options {
  std::string data, init_from, out, log, checkpoint;
  bool help = false, quiet = false, resume = false;
  bool by_correlation = false;  // first weights
  double epochs = 0;   // 0: not given
  double seconds = 0;  // 0: no limit
  double batch = 0;    // 0: as many samples as a call takes
  std::uint64_t seed = 1;
  Order order = Order::shuffled;
  Schedule schedule;
  double warmup = 0;        // epochs
  double clip = 0;          // 0: no limit
  double stop_change = -1;  // negative: none
  double patience = 0;      // 0: none
  bool moving_loss = false;
  double loss_rate = 0;          // of a moving loss; 0: one part in the batches of an epoch
  bool every_is_seconds = true;  // between two checkpoints, or
  double every = 30;             // so many epochs
};

/// A number that the optimiser is told, with its usual value.
struct RateOption {
  std::string name;  // "weight_decay"
  double value;
};

/// How the word behind an option is read.
struct Reading {
  const char* expects;                          // in a message
  std::function<bool(const std::string&)> set;  // false: the word is something else
};

struct OptionRow {
  std::string name;
  const char* argument;  // nullptr: there is none
  std::string help;
  Reading reading;
};

inline bool read_number(const std::string& word, double& number) {
  char* end = nullptr;
  number = std::strtod(word.c_str(), &end);
  return !word.empty() && *end == '\0' && std::isfinite(number);
}
inline bool read_positive(const std::string& word, double& number) {
  return read_number(word, number) && number > 0;
}
inline bool read_count(const std::string& word, double& number) {
  return read_positive(word, number) && number <= 1e15 && number == std::floor(number);
}

inline Reading text(std::string& to) {
  return {"a name", [&to](const std::string& word) { return to = word, !word.empty(); }};
}
inline Reading flag(bool& to) {
  return {"", [&to](const std::string&) { return to = true; }};
}
inline Reading number(double& to) {
  return {"a number ≥ 0",
          [&to](const std::string& word) { return read_number(word, to) && to >= 0; }};
}
inline Reading positive(double& to) {
  return {"a number > 0", [&to](const std::string& word) { return read_positive(word, to); }};
}
inline Reading count(double& to) {
  return {"a whole number from 1 on",
          [&to](const std::string& word) { return read_count(word, to); }};
}
inline Reading seed_number(std::uint64_t& to) {
  return {"a whole number", [&to](const std::string& word) {
            errno = 0;
            to = std::strtoull(word.c_str(), nullptr, 10);
            return !word.empty() && word.find_first_not_of("0123456789") == word.npos && errno == 0;
          }};
}
inline Reading interval(Options& options) {
  return {"epochs (5) or seconds (60s)", [&options](const std::string& word) {
            options.every_is_seconds = !word.empty() && word.back() == 's';
            return options.every_is_seconds
                       ? read_positive(word.substr(0, word.size() - 1), options.every)
                       : read_count(word, options.every);
          }};
}

/// The value that a word stands for; false where it is none of the words.
template <class Value>
bool choose(const std::string& word, Value& to,
            std::initializer_list<std::pair<const char*, Value>> words) {
  for (const auto& [name, value] : words) {
    if (word == name) return to = value, true;
  }
  return false;
}
inline Reading order_word(Order& to) {
  return {"shuffled, balanced, by-error or sequential", [&to](const std::string& word) {
            return choose<Order>(word, to,
                                 {{"shuffled", Order::shuffled},
                                  {"balanced", Order::balanced},
                                  {"by-error", Order::by_error},
                                  {"sequential", Order::sequential}});
          }};
}
inline Reading init_word(bool& by_correlation) {
  return {"declared or correlation", [&by_correlation](const std::string& word) {
            by_correlation = word == "correlation";
            return by_correlation || word == "declared";
          }};
}
inline Reading schedule_word(Schedule& to) {
  return {"constant, inverse, cosine, step:EVERY,FACTOR or line-search",
          [&to](const std::string& word) {
            using Kind = Schedule::Kind;
            const std::size_t comma = word.find(',');
            if (word.rfind("step:", 0) == 0 && comma != word.npos) {
              to.kind = Kind::step;
              return read_count(word.substr(5, comma - 5), to.every) &&
                     read_positive(word.substr(comma + 1), to.factor);
            }
            return choose<Kind>(word, to.kind,
                                {{"constant", Kind::constant},
                                 {"inverse", Kind::inverse},
                                 {"cosine", Kind::cosine},
                                 {"step", Kind::step},
                                 {"line-search", Kind::line_search}});
          }};
}
inline Reading average_word(Options& options) {
  return {"mean, moving or moving:RATE with RATE ≤ 1", [&options](const std::string& word) {
            options.moving_loss = word != "mean";
            if (word == "mean" || word == "moving") return true;
            return word.rfind("moving:", 0) == 0 &&
                   read_positive(word.substr(7), options.loss_rate) && options.loss_rate <= 1;
          }};
}

/// The option of a rate: "--weight-decay", but "--lr" for the learning rate.
inline std::string option_of(const std::string& rate) {
  if (rate == "learning_rate") return "--lr";
  std::string name = "--" + rate;
  for (char& c : name) c = c == '_' ? '-' : c;
  return name;
}

inline std::vector<OptionRow> option_rows(Options& options, std::vector<RateOption>& rates) {
  std::vector<OptionRow> rows = {
      {"--data", "FILE", "what to learn from: a safetensors file", text(options.data)},
      {"--out", "FILE", "where the trained weights go", text(options.out)},
      {"--log", "FILE", "a line of JSON for each epoch, and one at the end", text(options.log)},
      {"--init-from", "FILE", "weights to start from", text(options.init_from)},
      {"--init", "NAME", "of weights: declared, or by correlation (declared)",
       init_word(options.by_correlation)},
      {"--seed", "N", "decides all that is random (1)", seed_number(options.seed)},
      {"--epochs", "N", "passes over the samples (10)", count(options.epochs)},
      {"--seconds", "S", "stop after so long", positive(options.seconds)},
      {"--batch", "N", "samples of a step; 1 is stochastic descent", count(options.batch)},
      {"--order", "NAME", "of the samples: shuffled, balanced, by-error, sequential",
       order_word(options.order)},
      {"--schedule", "NAME",
       "of the rate: constant, inverse, cosine, step:EVERY,FACTOR,\nor line-search, which finds it",
       schedule_word(options.schedule)},
      {"--warmup", "EPOCHS", "in which the rate grows to its value (0)", number(options.warmup)},
      {"--clip", "NORM", "longer gradients are made so long", positive(options.clip)},
      {"--loss-average", "NAME", "mean of an epoch, or moving:RATE (mean)", average_word(options)},
      {"--stop-change", "EPS", "stop when an epoch moves the weights no farther",
       number(options.stop_change)},
      {"--patience", "N",
       "stop after N epochs without a better validation loss;\nthe best weights are kept",
       count(options.patience)},
      {"--checkpoint", "FOLDER", "keeps there what --resume needs", text(options.checkpoint)},
      {"--every", "N", "epochs between checkpoints, or seconds (30s)", interval(options)},
      {"--resume", nullptr, "go on from the checkpoint", flag(options.resume)},
      {"--quiet", nullptr, "only errors", flag(options.quiet)},
      {"--help", nullptr, "this text", flag(options.help)},
  };
  for (RateOption& rate : rates) {
    char usual[32];
    std::snprintf(usual, sizeof usual, " (%g)", rate.value);
    rows.push_back(
        {option_of(rate.name), "X", "the optimiser's " + rate.name + usual, number(rate.value)});
  }
  return rows;
}

inline void print_help(const std::vector<OptionRow>& rows) {
  std::printf("Trains a network.\n\n");
  for (const OptionRow& row : rows) {
    const char* const argument = row.argument != nullptr ? row.argument : "";
    std::string help = row.help;
    if (const std::size_t line = help.find('\n'); line != help.npos) {
      help.replace(line, 1, "\n" + std::string(24, ' '));
    }
    std::printf("  %-22s%s\n", (row.name + " " + argument).c_str(), help.c_str());
  }
}

/// What does not go together, or is not there.
inline Problem check_options(const Options& options, std::size_t largest_batch) {
  const bool searches = options.schedule.kind == Schedule::Kind::line_search;
  if (options.data.empty()) return "--data FILE is missing";
  if (options.batch > static_cast<double>(largest_batch)) {
    return printed("--batch is at most %zu in this program", largest_batch);
  }
  if (searches && (options.clip > 0 || options.warmup > 0)) {
    return "--schedule line-search finds the length of a step itself: no --clip, no --warmup";
  }
  if (options.schedule.kind == Schedule::Kind::cosine && !std::isfinite(options.epochs)) {
    return "--schedule cosine needs --epochs: it ends with the last one";
  }
  if (options.resume && options.checkpoint.empty()) return "--resume needs --checkpoint FOLDER";
  return {};
}

/// Reads the command line; the problem is one of its words.
inline Problem read_options(int argc, char** argv, std::size_t largest_batch, Options& options,
                            std::vector<RateOption>& rates) {
  const std::vector<OptionRow> rows = option_rows(options, rates);
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const OptionRow* row = nullptr;
    for (const OptionRow& candidate : rows) {
      if (candidate.name == name) row = &candidate;
    }
    if (row == nullptr) return printed("there is no option '%s'; see --help", word.c_str());
    std::string value;
    if (row->argument != nullptr) {
      if (equals == word.npos && i + 1 == argc) return name + " needs " + row->reading.expects;
      value = equals == word.npos ? argv[++i] : word.substr(equals + 1);
    } else if (equals != word.npos) {
      return name + " takes no value";
    }
    if (!row->reading.set(value)) {
      return printed("%s needs %s, not '%s'", name.c_str(), row->reading.expects, value.c_str());
    }
  }
  if (options.help) return print_help(rows), Problem();
  if (options.epochs == 0) options.epochs = options.seconds > 0 ? HUGE_VAL : 10;
  if (options.batch == 0) options.batch = static_cast<double>(largest_batch);
  return check_options(options, largest_batch);
}

}  // namespace train
