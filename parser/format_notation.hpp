#pragma once
// Notations that are more than one token: √x and sqrt(x), ⟨a, b⟩ and dot(a, b), ∇_W f and grad(f,
// W), Aᵀ and A', x² and x^2. Whatever a rewriting is not sure of stays as it is.

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "parser/format_pieces.hpp"

namespace nngen::parser {

/// What the file declares, as far as a spelling's meaning depends on it.
class DeclaredNames {
 public:
  explicit DeclaredNames(const ast::File& file);

  bool contain(std::string_view name) const { return names_.contains(name); }
  /// Whether a prime behind the name may be a derivative.
  bool may_be_function(std::string_view name) const;
  /// Whether the place is in a direct sum of activations.
  bool are_summed_at(std::uint32_t place) const;

 private:
  void add(const ast::Declaration& declaration);
  void add(const ast::Let& let);
  void add(const ast::Activation& activation);
  void add(const ast::Function& function);
  void add(const ast::Definition& definition);
  void add(const ast::Claim&) {}

  std::set<std::string, std::less<>> names_;
  std::set<std::string, std::less<>> activations_;
  std::vector<ir::Span> direct_sums_;
};

class NotationRewriter {
 public:
  NotationRewriter(const Pieces& pieces, const ast::File& file, FormatStyle style)
      : in_(pieces), declared_(file), is_ascii_(style == FormatStyle::ascii) {}

  Pieces run();

 private:
  using Place = std::size_t;

  TokenKind kind(Place i) const { return i < in_.size() ? in_[i].kind : TokenKind::stray; }
  bool is_name(Place i, std::string_view name) const {
    return kind(i) == TokenKind::name && in_[i].name == name;
  }
  bool stand_in_one_line(Place first, Place last) const;
  bool is_in_exponent(Place i) const;
  bool is_in_type(Place i) const;
  bool takes_mark(Place i) const;
  bool continues_name(Place i) const;
  bool continues_exponent(Place exponent, Place next) const;
  Place application_end(Place first) const;
  Place comma_between(Place first, Place last) const;
  Place operand_end(Place first) const;
  bool is_plain_product(Place first, Place last) const;
  std::optional<std::size_t> chain_begin() const;
  bool may_be_function(Place mark);
  bool stands_behind_function(Place mark) const;

  void emit(TokenKind kind, std::string text);
  void emit_name(std::string name);
  void emit_as(Place i, TokenKind kind, std::string text);
  void emit_name_as(Place i, std::string name);
  void rewrite(Place first, Place last);
  Place rewrite_to_ascii(Place i);
  Place rewrite_to_unicode(Place i);

  // Each gives the place behind what it has rewritten, or its own where it has not.
  Place root_to_call(Place i);
  Place inner_product_to_call(Place i);
  Place gradient_operand_end(Place of) const;
  Place gradient_to_call(Place i);
  Place partial_to_call(Place i);
  Place superscript_to_exponent(Place i);
  Place transpose_to_prime(Place i);
  Place inverse_transpose_to_power(Place i);
  Place product_to_call(Place i);
  Place call_to_root(Place i);
  Place call_to_inner_product(Place i);
  Place call_to_gradient(Place i);
  Place call_to_product(Place i);
  Place power_to_transpose(Place i);
  Place exponent_to_superscript(Place i);

  const Pieces& in_;
  const DeclaredNames declared_;
  bool is_ascii_;
  Pieces out_;
  std::unordered_map<Place, bool> behind_function_;  // of the marks behind the last operand
};

}  // namespace nngen::parser
