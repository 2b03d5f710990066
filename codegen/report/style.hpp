#pragma once
// The style of a report's page.

#include <string_view>

namespace nngen::codegen {

extern const std::string_view report_style;

}  // namespace nngen::codegen
