#pragma once
// Every spelling of an operator, bracket, keyword, fraction, sub- and superscript: one table each.

#include <cstdint>
#include <optional>
#include <string_view>

#include "parser/tokens.hpp"

namespace nngen::parser {

/// A fixed spelling found in the text; length 0: none stands there.
struct Spelling {
  TokenKind kind = TokenKind::stray;
  std::uint32_t length = 0;  // in bytes
  std::uint32_t repeat = 1;  // ″ is two primes
};

/// The longest operator, bracket or punctuation mark at the offset.
Spelling find_operator(std::string_view text, std::size_t offset);

std::optional<TokenKind> find_keyword(std::string_view word);

/// ½ → 0.5.
std::optional<double> vulgar_fraction(char32_t code_point);
/// 0.5 → ½; 0 where there is no such character.
char32_t to_vulgar_fraction(double value);

/// The ASCII or Greek character that ₖ, ₋, ₁ stand for; 0 where the character is no subscript.
char32_t from_subscript(char32_t code_point);
/// The same for ⁿ, ⁻, ²; ᵀ is the transpose and not among them.
char32_t from_superscript(char32_t code_point);

/// The other way: k → ₖ, - → ₋, 1 → ₁; 0 where there is no such character.
char32_t to_subscript(char32_t code_point);
char32_t to_superscript(char32_t code_point);

/// The letter that is meant by its look-alike: µ ∆ ∑ ϵ ϕ → μ Δ Σ ε φ. Every other one is itself.
char32_t look_alike(char32_t code_point);

/// What to write in place of a character that the language has not; empty where that is not
/// obvious.
std::string_view stray_hint(char32_t code_point);

}  // namespace nngen::parser
