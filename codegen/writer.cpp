#include "codegen/writer.hpp"

namespace nngen::codegen {
namespace {

constexpr std::size_t line_width = 100;

}  // namespace

void Writer::line(std::string_view text) {
  if (!text.empty()) text_.append(2 * depth_, ' ').append(text);
  text_ += '\n';
}

void Writer::open(std::string_view text) {
  line(text);
  ++depth_;
}

void Writer::close(std::string_view text) {
  --depth_;
  line(text);
}

void Writer::call(std::string_view head, const std::vector<std::string>& arguments,
                  std::string_view tail) {
  std::string whole(head);
  for (std::size_t i = 0; i < arguments.size(); ++i) whole += (i > 0 ? ", " : "(") + arguments[i];
  if (arguments.empty()) whole += '(';
  whole += ')';
  whole += tail;
  if (2 * depth_ + whole.size() <= line_width) return line(whole);
  line(std::string(head) + "(");
  const std::size_t indent = 2 * depth_ + 4;
  std::string current;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const bool last = i + 1 == arguments.size();
    const std::string next = arguments[i] + (last ? ")" + std::string(tail) : ",");
    if (!current.empty() && indent + current.size() + 1 + next.size() > line_width) {
      line("    " + current);
      current.clear();
    }
    current += (current.empty() ? "" : " ") + next;
  }
  line("    " + current);
}

}  // namespace nngen::codegen
