#include "cli/options.hpp"

#include <algorithm>
#include <filesystem>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/bash_completion.hpp"
#include "cli/flags.hpp"
#include "cli/manual_page.hpp"
#include "cli/option_lines.hpp"
#include "parser/suggest.hpp"

namespace nngen::cli {
namespace {

EarlyExit wrong_usage(std::string text, Command command, std::string hint = {}) {
  if (hint.empty()) hint = fmt::format("see '{} --help'", invocation(command));
  return {2, std::move(text), std::move(hint)};
}

/// "-o, --output OUT" and the summary beside it.
std::string help_line(std::string_view names, std::string_view value, std::string_view summary) {
  std::string left;
  for (const char c : names) left += c == ',' ? std::string(", ") : std::string(1, c);
  // a long name without a short one stands below the other long names
  if (names.starts_with("--")) left.insert(0, "    ");
  if (!value.empty()) left += fmt::format(" {}", value);
  std::string text = fmt::format("  {:<31}  ", left);
  for (const char c : summary) text += c == '\n' ? "\n" + std::string(35, ' ') : std::string(1, c);
  return text + "\n";
}

std::optional<Command> command_of(std::string_view word) {
  for (const CommandRow& row : commands()) {
    if (!row.word.empty() && row.word == word) return row.command;
  }
  return std::nullopt;
}

std::optional<std::string> nearest(const std::string& word, const std::vector<std::string>& known) {
  return parser::nearest_name(word, known);
}

/// A first word without a point or slash that is no file was meant as a command.
bool looks_like_command(const std::string& word) {
  std::error_code ignored;
  return !word.empty() && word != "-" && word.find_first_of("./") == std::string::npos &&
         !std::filesystem::exists(word, ignored);
}

EarlyExit unknown_command(const std::string& word) {
  std::vector<std::string> words;
  for (const CommandRow& row : commands()) {
    if (!row.word.empty()) words.emplace_back(row.word);
  }
  const auto meant = nearest(word, words);
  std::string hint = meant ? fmt::format("did you mean 'nngen {}'?", *meant) : std::string();
  return wrong_usage(fmt::format("there is no command '{}', and no file of that name", word),
                     Command::emit, std::move(hint));
}

/// What the table cannot take: an option that is not known here, or one argument too many.
EarlyExit unexpected(const std::vector<std::string>& arguments, Command command) {
  const auto option = std::find_if(
      arguments.begin(), arguments.end(),
      [](const std::string& argument) { return argument.size() > 1 && argument[0] == '-'; });
  if (option == arguments.end()) {
    return wrong_usage(fmt::format("unexpected argument '{}'", arguments.front()), command);
  }
  const std::string name = option->substr(0, option->find('='));
  std::vector<std::string> known{"--help", "--version"};
  for (const Flag& flag : flags()) {
    if (flag.commands.contain(command)) {
      known.emplace_back(flag.names.substr(flag.names.rfind(',') + 1));
    }
  }
  const auto meant = nearest(name, known);
  return wrong_usage(fmt::format("'{}' has no option '{}'", invocation(command), name), command,
                     meant ? fmt::format("did you mean '{}'?", *meant) : std::string());
}

/// CLI11's complaint is "--batch: 1 required TEXT missing".
EarlyExit missing_value(const std::string& complaint, Command command) {
  const std::string name = complaint.substr(0, complaint.find(':'));
  for (const Flag& flag : flags()) {
    if (flag.commands.contain(command) && flag.names.ends_with(name)) {
      return wrong_usage(fmt::format("{} needs a value: {} {}", name, name, flag.value), command);
    }
  }
  return wrong_usage(fmt::format("{} needs a value", name), command);
}

/// What else is asked for where the plan takes the place of formulas.
std::optional<EarlyExit> contradiction_of_plan(const Options& options) {
  const bool shapes_formulas = options.show.steps || options.show.underbraces || options.verify ||
                               options.show.omits_arguments ||
                               options.show.form != codegen::FormulaForm::recurrent ||
                               options.show.layout != codegen::DerivativeLayout::gradient;
  if (shapes_formulas) {
    return wrong_usage(
        "--plan prints no formulas: it goes without --form, --layout, --steps, --verify, "
        "--arguments and --underbraces",
        options.command);
  }
  if (options.format != ShowFormat::unicode && options.format != ShowFormat::ascii &&
      options.format != ShowFormat::json) {
    return wrong_usage("--plan is text or data: --format unicode, ascii or json", options.command);
  }
  return std::nullopt;
}

std::optional<EarlyExit> contradiction(const Options& options) {
  const Command command = options.command;
  if (options.file.empty() && !options.text) {
    return wrong_usage("there is no input: name a FILE, or give -e TEXT", command);
  }
  if (!options.file.empty() && options.text) {
    return wrong_usage(fmt::format("both a file ('{}') and -e are given", options.file), command);
  }
  if (const auto text = contradiction_of_training(options)) return wrong_usage(*text, command);
  if (options.plan) return contradiction_of_plan(options);
  const bool is_table = options.show.form == codegen::FormulaForm::forward_table ||
                        options.show.form == codegen::FormulaForm::reverse_table;
  if (options.show.steps && is_table) {
    return wrong_usage("--steps explains formulas; a table has a step in each row", command);
  }
  if (options.verify && is_table) {
    return wrong_usage("--verify checks derivatives; the rows of a table are single operations",
                       command);
  }
  const bool is_text =
      options.format == ShowFormat::unicode || options.format == ShowFormat::ascii;
  const bool is_page = options.format == ShowFormat::html;
  if (!is_text && !is_page && (options.show.steps || is_table)) {
    return wrong_usage("--steps and the tables are text: --format unicode, ascii or html", command);
  }
  const bool is_markup =
      options.format == ShowFormat::latex || options.format == ShowFormat::mathml;
  if (options.show.omits_arguments && !is_markup) {
    return wrong_usage("--arguments omit is for --format latex or mathml: text parses again",
                       command);
  }
  if (options.show.underbraces &&
      (!is_markup || options.show.form != codegen::FormulaForm::expanded)) {
    return wrong_usage("--underbraces is for --form expanded in --format latex or mathml", command);
  }
  if (options.gemm == codegen::Gemm::eigen && options.target == codegen::Target::plain) {
    return wrong_usage("--gemm eigen needs Eigen, --target plain is without", command);
  }
  const bool is_further =
      options.function == "hessian" || options.function == "hvp" || options.function == "jvp";
  if (options.with.is_any() && is_further) {
    return wrong_usage(
        fmt::format("--with has a use for the name '{}' of --function", options.function), command);
  }
  if (!options.at.empty() && options.seed) {
    return wrong_usage("--at and --seed exclude each other", command);
  }
  if (!is_formulas(options.format) && (options.show.form != codegen::FormulaForm::recurrent ||
                                       options.show.layout != codegen::DerivativeLayout::gradient)) {
    return wrong_usage("--form and --layout are for formulas, not for this --format", command);
  }
  if (options.file == "-" && options.at == "-") {
    return wrong_usage("the file and --at cannot both be standard input", command);
  }
  return std::nullopt;
}

/// What is printed for those who install nngen; help does not mention it.
std::optional<std::string> page_of(const std::vector<std::string>& arguments) {
  if (arguments.size() != 1) return std::nullopt;
  if (arguments[0] == "--man") return manual_page();
  if (arguments[0] == "--bash-completion") return bash_completion();
  return std::nullopt;
}

void add_flags(CLI::App& app, Options& options) {
  app.add_option("FILE", options.file)->allow_extra_args(false);
  app.add_option("-e,--expression", options.text)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  for (const Flag& flag : flags()) {
    if (!flag.commands.contain(options.command)) continue;
    const auto set = [&options, &flag](const std::vector<std::string>& values) {
      for (const std::string& value : values) flag.set(options, value);
    };
    if (flag.value.empty()) {
      app.add_flag_callback(std::string(flag.names), [&options, &flag] { flag.set(options, ""); });
      continue;
    }
    app.add_option_function<std::vector<std::string>>(std::string(flag.names), set)
        ->allow_extra_args(false)
        ->multi_option_policy(flag.repeats ? CLI::MultiOptionPolicy::TakeAll
                                           : CLI::MultiOptionPolicy::TakeLast);
  }
}

}  // namespace

bool is_formulas(ShowFormat format) {
  return format == ShowFormat::unicode || format == ShowFormat::ascii ||
         format == ShowFormat::latex || format == ShowFormat::mathml || format == ShowFormat::html;
}

std::string program_version() { return "nngen " NNGEN_VERSION; }

std::string version_text() { return program_version() + "\n"; }

std::string help_text(Command command) {
  std::string text;
  if (command == Command::emit) {
    for (const CommandRow& row : commands()) {
      const std::string usage = fmt::format("{} FILE {}[options]", invocation(row.command),
                                            row.word.empty() ? "-o OUT " : "");
      text += fmt::format("  {:<31}  {}\n", usage, row.summary);
    }
  } else {
    text += fmt::format("{} FILE [options]: {}\n", invocation(command), row_of(command).summary);
  }
  text += "\nOptions (with their defaults):\n";
  for (const OptionLine& line : option_lines(command)) {
    if (!line.summary.empty()) text += help_line(line.names, line.value, line.summary);
  }
  return text + fmt::format("\nExample: {}\n", row_of(command).example);
}

ir::Result<Options, EarlyExit> parse_command_line(const std::vector<std::string>& arguments) {
  if (const auto page = page_of(arguments)) return EarlyExit{0, *page, {}};
  Options options;
  std::vector<std::string> rest(arguments.rbegin(), arguments.rend());  // as CLI11 wants them
  if (!rest.empty()) {
    if (const std::optional<Command> command = command_of(rest.back())) {
      options.command = *command;
      rest.pop_back();
    }
  }
  const bool trains = options.command == Command::train || options.command == Command::trainer;
  if (trains) options.optimizer = codegen::Optimizer::adam;
  CLI::App app;
  app.allow_extras();
  app.set_help_flag("-h,--help");
  app.set_version_flag("--version", "");
  add_flags(app, options);
  try {
    app.parse(rest);
  } catch (const CLI::CallForHelp&) {
    return EarlyExit{0, help_text(options.command), {}};
  } catch (const CLI::CallForVersion&) {
    return EarlyExit{0, version_text(), {}};
  } catch (const UsageError& error) {
    return wrong_usage(error.what(), options.command);
  } catch (const CLI::ArgumentMismatch& error) {
    return missing_value(error.what(), options.command);
  } catch (const CLI::ParseError& error) {
    return wrong_usage(error.what(), options.command);
  }
  if (options.command == Command::emit && looks_like_command(options.file)) {
    return unknown_command(options.file);
  }
  if (!app.remaining().empty()) return unexpected(app.remaining(), options.command);
  if (const auto error = contradiction(options)) return *error;
  return options;
}

}  // namespace nngen::cli
