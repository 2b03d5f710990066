#pragma once
// Colours of a terminal, or none.

#include <cstdint>
#include <string>
#include <string_view>

namespace nngen::cli {

enum class Colour : std::uint8_t { off, on };

enum class Style : std::uint8_t { plain, strong, error, warning, gutter, note, hint };

/// Wraps text in the escape sequences of a style; changes nothing where colour is off.
class Paint {
 public:
  explicit Paint(Colour colour) : colour_(colour) {}

  std::string operator()(Style style, std::string_view text) const;

 private:
  Colour colour_;
};

/// On for standard error on a terminal, unless NO_COLOR is set (https://no-color.org) or TERM is
/// "dumb".
Colour colour_of_standard_error();

}  // namespace nngen::cli
