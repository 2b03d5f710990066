#include "parser/report.hpp"

#include <utility>

namespace nngen::parser {

void Reporter::add(ir::Diagnostic diagnostic) {
  for (auto frame = frames_.rbegin(); frame != frames_.rend(); ++frame) {
    diagnostic.labels.push_back(*frame);
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
