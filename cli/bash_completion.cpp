#include "cli/bash_completion.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/flag_words.hpp"
#include "cli/flags.hpp"
#include "cli/option_lines.hpp"

namespace nngen::cli {
namespace {

/// The words among which a value is chosen: of "N|dynamic" it is one.
std::vector<std::string_view> choices(std::string_view value) {
  std::vector<std::string_view> words;
  if (value.find('|') == std::string_view::npos) return words;
  for (const std::string_view word : split(value, "|")) {
    if (!word.empty() && word[0] >= 'a' && word[0] <= 'z') words.push_back(word);
  }
  return words;
}

/// The branches of `case $command`: options, and the words of those that have some.
std::string branch(const CommandRow& row) {
  std::vector<std::string_view> names;
  std::string values;
  for (const OptionLine& line : option_lines(row.command)) {
    const auto of_line = names_of(line);
    names.insert(names.end(), of_line.begin(), of_line.end());
    const auto words = choices(line.value);
    if (words.empty() && line.value.empty()) continue;
    values += fmt::format("        {}) takes=value; values='{}' ;;\n", fmt::join(of_line, "|"),
                          fmt::join(words, " "));
  }
  return fmt::format("    {})\n      options='{}'\n      case $before in\n{}      esac ;;\n",
                     row.word.empty() ? "*" : row.word, fmt::join(names, " "), values);
}

}  // namespace

std::string bash_completion() {
  std::string words;
  std::string branches;
  for (const CommandRow& row : commands()) {
    if (row.word.empty()) continue;
    words += fmt::format("{}{}", words.empty() ? "" : " ", row.word);
    branches += branch(row);
  }
  branches += branch(row_of(Command::emit));  // whatever else the first word is
  return fmt::format(R"(# Completion of nngen's command line in bash; made by nngen.
_nngen() {{
  local command=${{COMP_WORDS[1]}} word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}}
  local options='' values='' takes=''
  # bash takes --scalar=float for three words
  if [[ $word == = ]]; then
    word=''
  elif [[ $before == = ]]; then
    before=${{COMP_WORDS[COMP_CWORD-2]}}
  fi
  case $command in
{}  esac
  COMPREPLY=()
  if [[ $takes == value ]]; then
    [[ -z $values ]] || mapfile -t COMPREPLY < <(compgen -W "$values" -- "$word")
  elif [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
  elif [[ $COMP_CWORD == 1 ]]; then
    mapfile -t COMPREPLY < <(compgen -W '{}' -- "$word"; compgen -f -- "$word")
  fi
}}
# Where there is no word of nngen's it is a file.
complete -o filenames -o default -F _nngen nngen
)",
                     branches, words);
}

}  // namespace nngen::cli
