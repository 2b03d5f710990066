#pragma once
// Where an expression has an ellipsis, and what its written layers have in common.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "parser/ast.hpp"

namespace nngen::parser {

/// One ellipsis: an operand of a product chain. In the chain form layers stand before it in the
/// same chain; in the nested form it stands inside the brackets of the layers.
struct EllipsisSite {
  /// The written layers behind the dots, and the node whose place they take in the layer around
  /// them.
  struct Following {
    ast::Expr layers;
    const ast::Node* hole = nullptr;
  };
  const ast::Product* chain = nullptr;
  std::size_t position = 0;  // among the chain's operands
  std::size_t end = 0;       // of closing dots, or the end of the chain
  ir::Span span;
  std::vector<Following>
      following;                // the readings that are possible: without and with an added bias
  std::vector<ast::Expr> path;  // from the root down to the chain
};

/// All ellipses of one expression, found once.
class EllipsisMap {
 public:
  EllipsisMap() = default;
  explicit EllipsisMap(const ast::Expr& root);

  /// The first ellipsis below the node.
  const EllipsisSite* below(const ast::Node* node) const;
  const EllipsisSite* in_chain(const ast::Product* chain) const;

 private:
  void visit(const ast::Expr& expression, std::vector<ast::Expr>& path);
  void visit_chain(const ast::Expr& expression, const ast::Product& chain,
                   std::vector<ast::Expr>& path);

  std::vector<EllipsisSite> sites_;
  std::unordered_map<const ast::Node*, std::size_t> site_below_;
};

/// The number of a chain's operands, and the operand at a place.
std::size_t operand_count(const ast::Product& chain);
const ast::Expr& operand_at(const ast::Product& chain, std::size_t place);

/// A reference (with the operations behind it) as a base name with an index, and the place of the
/// operation that is the index.
struct IndexedName {
  std::string base;
  std::int64_t index = 0;
  std::optional<std::size_t> used;
};
using MemberLookup = std::function<std::optional<IndexedName>(
    const ast::Reference&, const std::vector<ast::PostfixOperation>&)>;

/// What must agree for two expressions to be layers of one form: what they are and with which name
/// they begin ("call Σ", "product W").
std::string head_of(const ast::Expr& expression, const MemberLookup& lookup);

/// Compares a written layer (the template) with another one. Indices may differ, all by the same
/// number; the template's hole, where the next layer stands, matches anything.
class LayerMatch {
 public:
  struct MovedName {
    const ast::Reference* reference;  // in the template
    std::int64_t fall;                // its index less the other layer's
    ir::Span other;
  };

  LayerMatch(const ast::Node* hole, const MemberLookup& lookup,
             std::function<std::string_view(ir::Span)> text)
      : hole_(hole), lookup_(lookup), text_(std::move(text)) {}

  /// False if the forms differ; `difference` is then the first place in the other layer.
  bool match(const ast::Expr& layer, const ast::Expr& other);
  ir::Span difference() const { return difference_; }
  /// What stands in the other layer at the hole; null if the layer ends before.
  const ast::Expr& bound() const { return bound_; }
  const std::vector<MovedName>& names() const { return names_; }

  /// By how much the other layer's indices are lower; none if they disagree (then `difference` says
  /// where).
  std::optional<std::int64_t> fall();

 private:
  bool fail(const ast::Expr& other);
  bool match_parts(const ast::Expr& layer, const ast::Expr& other);
  bool match_nodes(const ast::Expr& layer, const ast::Expr& other);
  bool match_product(const ast::Product& layer, const ast::Product& other, const ast::Expr& whole);
  bool match_postfix(const ast::Postfix& layer, const ast::Postfix& other, const ast::Expr& whole);
  bool match_operation(const ast::PostfixOperation& layer, const ast::PostfixOperation& other,
                       const ast::Expr& whole);
  bool match_names(const ast::Reference& layer, const ast::Reference& other,
                   const std::optional<IndexedName>& layer_name,
                   const std::optional<IndexedName>& other_name, const ast::Expr& whole);
  bool contains_hole(const ast::Expr& layer) const;
  bool is_core(const ast::Expr& layer, const ast::Expr& other) const;

  const ast::Node* hole_;
  const MemberLookup& lookup_;
  std::function<std::string_view(ir::Span)> text_;
  bool may_end_early_ = false;
  ast::Expr bound_;
  ir::Span difference_;
  std::vector<MovedName> names_;
};

/// Calls visit for each direct part of an expression.
void for_each_part(const ast::Node& node, const std::function<void(const ast::Expr&)>& visit);

}  // namespace nngen::parser
