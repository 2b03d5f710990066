#pragma once
// The simplest boxes.

#include <string>
#include <utility>
#include <vector>

#include "codegen/formula/layout.hpp"

namespace nngen::codegen {

inline Box text_box(std::string text) { return {.kind = BoxKind::text, .text = std::move(text)}; }

inline Box call_box(std::string function, std::vector<Box> arguments) {
  return {.kind = BoxKind::call,
          .precedence = Precedence::postfix,
          .text = std::move(function),
          .children = std::move(arguments)};
}

}  // namespace nngen::codegen
