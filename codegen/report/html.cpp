#include "codegen/report/html.hpp"

namespace nngen::codegen {

std::string html_text(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_space = c == '\n' || c == '\t' || c == '\r';
    if (c == '&') {
      result += "&amp;";
    } else if (c == '<') {
      result += "&lt;";
    } else if (c == '>') {
      result += "&gt;";
    } else if (c == '"') {
      result += "&quot;";
    } else if (c == '\'') {
      result += "&#39;";
    } else if ((byte < 0x20 && !is_space) || byte == 0x7F) {
      result += "\uFFFD";
    } else {
      result += c;
    }
  }
  return result;
}

std::string element(std::string_view name, std::string_view attributes, std::string_view content) {
  std::string result = "<";
  result += name;
  if (!attributes.empty()) (result += ' ') += attributes;
  result += '>';
  result += content;
  result += "</";
  result += name;
  result += '>';
  return result;
}

std::string html_shape(const ir::Shape& shape) {
  if (shape.is_scalar()) return "ℝ";
  std::string sizes = shape.rows.to_string();
  if (!shape.cols.is_one()) sizes += "×" + shape.cols.to_string();
  return "ℝ" + element("sup", "", html_text(sizes));
}

std::string html_formula(std::string_view mathml) {
  return element("math", "displaystyle=\"true\"", mathml);
}

}  // namespace nngen::codegen
