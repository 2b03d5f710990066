#pragma once
// Boxes as text: the one printer of every format. In Unicode and ASCII what is printed parses
// again.

#include <cstdint>
#include <optional>
#include <string>

#include "codegen/formula/layout.hpp"
#include "codegen/formula/show.hpp"
#include "codegen/formula/spelling.hpp"

namespace nngen::codegen {

/// Renders names and boxes. With an index `relative_to`, members of families are written relative
/// to it: W₃ at 2 as Wᵢ₊₁; this is how lines of a family are compared and printed once for all.
class TextRenderer {
 public:
  explicit TextRenderer(FormulaStyle style, std::optional<std::int64_t> relative_to = std::nullopt)
      : style_(style), spelling_(spelling_of(style)), relative_to_(relative_to) {}

  std::string render(const Box& box) const;
  std::string name(const ir::Name& name) const;
  /// The left side of a gradient: ∇_W₁ L, or grad(L, W1); in numerator layout ∂L/∂W₁.
  std::string gradient(const ir::Name& of, const ir::Name& by,
                       DerivativeLayout layout = DerivativeLayout::gradient) const;

 private:
  std::string grouped(const std::string& content) const { return fill(spelling_.group, {content}); }
  std::string bracketed(const Box& box) const;
  // A function's name, already spelled, and its arguments.
  std::string called(const std::string& function, const Box& box) const;
  // A part that a superscript stands at.
  std::string base(const Box& box) const;
  std::string sum(const Box& box) const;
  std::string further_term(const Box& term, bool is_last) const;
  // A part of a sum or product.
  std::string operand(const Box& box, bool is_last) const;
  std::string underbrace(const Box& box) const;
  std::string product(const Box& box) const;
  std::string factor(const Box& box, bool is_last) const;
  std::string negation(const Box& box) const;
  std::string kronecker_call(const Box& box) const;
  std::string power(const Box& box) const;
  std::string fraction(const Box& box) const;
  std::string root(const Box& of) const;
  std::string absolute(const Box& of) const;
  std::string function(const Box& box) const;
  std::string list(const Box& box, std::string_view separator) const;
  std::string_view sign(ProductSign sign) const;

  FormulaStyle style_;
  const FormulaSpelling& spelling_;
  std::optional<std::int64_t> relative_to_;
};

}  // namespace nngen::codegen
