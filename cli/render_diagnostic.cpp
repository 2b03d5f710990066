#include "cli/render_diagnostic.hpp"

#include <algorithm>
#include <map>
#include <sstream>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "cli/excerpt.hpp"
#include "cli/terminal_text.hpp"

namespace nngen::cli {
namespace {

constexpr std::size_t most_shown = 100;

struct SeverityWords {
  std::string_view word;
  Style style;
};

SeverityWords words_of(ir::Severity severity) {
  return severity == ir::Severity::error ? SeverityWords{"error", Style::error}
                                         : SeverityWords{"warning", Style::warning};
}

std::string heading(const ir::Diagnostic& diagnostic, const ir::SourceFile& source,
                    const Paint& paint) {
  std::string place = printable(source.name());
  if (const std::optional<ir::Span> span = diagnostic.place()) {
    const ir::LineColumn where = source.line_column(span->begin);
    place += fmt::format(":{}:{}", where.line, where.column);
  }
  const SeverityWords words = words_of(diagnostic.severity());
  return fmt::format("{} {} {} [{}]\n", paint(Style::strong, place + ":"),
                     paint(words.style, std::string(words.word) + ":"),
                     paint(Style::strong, printable(diagnostic.message)),
                     ir::diagnostic_name(diagnostic.kind));
}

/// The labels by the line on which they begin.
std::map<std::size_t, std::vector<ir::Label>> by_line(const ir::Diagnostic& diagnostic,
                                                      const ir::SourceFile& source) {
  std::map<std::size_t, std::vector<ir::Label>> lines;
  for (const ir::Label& label : diagnostic.labels) {
    lines[source.line_column(label.span.begin).line].push_back(label);
  }
  return lines;
}

std::string render_one(const ir::Diagnostic& diagnostic, const ir::SourceFile& source,
                       const Paint& paint) {
  std::string text = heading(diagnostic, source, paint);
  const auto lines = by_line(diagnostic, source);
  const std::size_t last_line = lines.empty() ? 0 : lines.rbegin()->first;
  const std::size_t digits = std::max<std::size_t>(3, fmt::formatted_size("{}", last_line));
  std::size_t line_before = 0;
  for (const auto& [line, labels] : lines) {
    if (line_before != 0 && line > line_before + 1) {
      text += paint(Style::gutter, fmt::format("{:>{}}", "...", digits)) + "\n";
    }
    line_before = line;
    std::string number = fmt::format("{:>{}}", line, digits);
    const Style style = words_of(diagnostic.severity()).style;
    for (const std::string& row : excerpt(source, line, labels, style, paint)) {
      text += paint(Style::gutter, number + " |") + (row.empty() ? "" : " " + row) + "\n";
      number = std::string(digits, ' ');
    }
  }
  if (!diagnostic.hint.empty()) {
    text += fmt::format("{:>{}} {} {}\n", "", digits, paint(Style::hint, "= hint:"),
                        printable(diagnostic.hint));
  }
  return text;
}

std::string count_of(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

}  // namespace

std::string render(const ir::Diagnostics& diagnostics, const ir::SourceFile& source,
                   Colour colour) {
  const Paint paint(colour);
  const std::vector<ir::Diagnostic> sorted = diagnostics.sorted();
  std::string text;
  for (std::size_t i = 0; i < std::min(sorted.size(), most_shown); ++i) {
    text += render_one(sorted[i], source, paint);
  }
  if (sorted.size() > most_shown) {
    text += fmt::format("… and {} more\n", sorted.size() - most_shown);
  }
  const auto errors = static_cast<std::size_t>(
      std::count_if(sorted.begin(), sorted.end(), [](const ir::Diagnostic& diagnostic) {
        return diagnostic.severity() == ir::Severity::error;
      }));
  if (errors == 0) return text;
  text += count_of(errors, "error");
  if (sorted.size() > errors) text += ", " + count_of(sorted.size() - errors, "warning");
  return text + "\n";
}

std::string render(const Failure& failure, Colour colour) {
  const Paint paint(colour);
  std::string text =
      fmt::format("{} {} {}\n", paint(Style::strong, "nngen:"), paint(Style::error, "error:"),
                  paint(Style::strong, printable(failure.message)));
  std::istringstream details(failure.details);
  for (std::string line; std::getline(details, line);) text += "    " + printable(line) + "\n";
  if (!failure.hint.empty()) {
    text += fmt::format("    {} {}\n", paint(Style::hint, "= hint:"), printable(failure.hint));
  }
  return text;
}

}  // namespace nngen::cli
