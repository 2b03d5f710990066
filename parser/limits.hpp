#pragma once
// The limits of the language that concern text, and the one on what is said about it.

#include <cstddef>
#include <utility>

#include "ir/diagnostic.hpp"

namespace nngen::parser {

inline constexpr std::size_t max_file_size = std::size_t{1} << 20;
/// Brackets and prefix signs, one within another.
inline constexpr int max_depth = 256;
/// Nobody reads more; a file of rubbish shall not fill the memory with findings.
inline constexpr std::size_t max_syntax_errors = 100;

inline void report(ir::Diagnostics& diagnostics, ir::Diagnostic diagnostic) {
  if (diagnostics.error_count() < max_syntax_errors) diagnostics.add(std::move(diagnostic));
}

}  // namespace nngen::parser
