#pragma once
// The limits of the language that concern text, and the one on what is said about it.

#include <cstddef>

namespace nngen::parser {

inline constexpr std::size_t max_file_size = std::size_t{1} << 20;
/// Brackets and prefix signs, one within another.
inline constexpr int max_depth = 256;
/// Nobody reads more; a file of rubbish shall not fill the memory with findings.
inline constexpr std::size_t max_syntax_errors = 100;
/// The longest piece of source that a message repeats, in bytes.
inline constexpr std::size_t max_quoted_size = 48;

}  // namespace nngen::parser
