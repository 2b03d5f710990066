#include "parser/report.hpp"

#include <algorithm>
#include <utility>

namespace nngen::parser {

namespace {

bool has_label(const ir::Diagnostic& diagnostic, const ir::Label& label) {
  return std::any_of(
      diagnostic.labels.begin(), diagnostic.labels.end(),
      [&](const ir::Label& other) { return other.span == label.span && other.text == label.text; });
}

}  // namespace

void Reporter::add(ir::Diagnostic diagnostic) {
  constexpr std::size_t most_frames = 6;
  std::size_t shown = 0;
  for (auto frame = frames_.rbegin(); frame != frames_.rend() && shown < most_frames; ++frame) {
    if (has_label(diagnostic, *frame)) continue;  // a def that calls itself
    diagnostic.labels.push_back(*frame);
    ++shown;
  }
  pending_.push_back(std::move(diagnostic));
}

void Reporter::commit() {
  for (ir::Diagnostic& diagnostic : pending_) {
    const auto place = diagnostic.place();
    const bool is_new =
        !place || reported_.insert({diagnostic.kind, place->begin, place->end}).second;
    if (is_new) sink_.add(std::move(diagnostic));
  }
  pending_.clear();
}

std::string Reporter::quote(ir::Span span) const {
  constexpr std::size_t longest = 40;
  std::string text(source_.text(span));
  if (const std::size_t line_end = text.find('\n'); line_end != std::string::npos) {
    text = text.substr(0, line_end) + " …";
  }
  if (text.size() <= longest) return text;
  std::size_t cut = longest;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0u) == 0x80u) --cut;
  return text.substr(0, cut) + "…";
}

}  // namespace nngen::parser
