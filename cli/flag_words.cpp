#include "cli/flag_words.hpp"

#include <algorithm>

#include "codegen/optimizers.hpp"

namespace nngen::cli {

codegen::Optimizer optimizer_of(const std::string& word) {
  std::string known;
  for (const codegen::OptimizerRule& rule : codegen::optimizer_rules()) {
    if (rule.word == word) return rule.optimizer;
    known += fmt::format("{}{}", known.empty() ? "" : ", ", rule.word);
  }
  throw UsageError(fmt::format("--optimizer takes one of {}, not '{}'", known, word));
}

bool is_identifier(std::string_view text) {
  const auto is_word = [](char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  return !text.empty() && !(text[0] >= '0' && text[0] <= '9') &&
         std::all_of(text.begin(), text.end(), is_word);
}

std::vector<std::string_view> split(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + separator.size());
  }
}

}  // namespace nngen::cli
