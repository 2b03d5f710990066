#pragma once
// Text as HTML.

#include <string>
#include <string_view>

#include "ir/shape.hpp"

namespace nngen::codegen {

/// Any text as the content of an element or the value of a quoted attribute. What HTML has no
/// character for becomes U+FFFD.
std::string html_text(std::string_view text);

/// <NAME ATTRIBUTES>CONTENT</NAME>. The attributes and the content are HTML already.
std::string element(std::string_view name, std::string_view attributes, std::string_view content);

/// ℝ with its sizes as a superscript.
std::string html_shape(const ir::Shape& shape);

/// A formula in MathML within a line of text.
std::string html_formula(std::string_view mathml);

}  // namespace nngen::codegen
