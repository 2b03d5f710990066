#pragma once
// Where a statement has an ellipsis, and what its written layers have in common.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "parser/ast.hpp"

namespace nngen::parser {

/// One ellipsis: an operand of a product chain. In the chain form layers stand before it in the same chain;
/// in the nested form it stands inside the brackets of the layers.
struct EllipsisSite {
  const ast::Product* chain = nullptr;
  std::size_t position = 0;            // among the chain's operands
  std::size_t end = 0;                 // closing dots, or the end of the chain
  const ast::Node* node = nullptr;     // the ellipsis itself
  ast::Expr following;                 // the written layers behind it, down to the last
  std::vector<const ast::Node*> path;  // from the root down to the chain
};

/// All ellipses of one expression, found once.
class EllipsisMap {
 public:
  EllipsisMap() = default;
  explicit EllipsisMap(const ast::Expr& root);

  bool is_empty() const { return sites_.empty(); }
  /// The first ellipsis below the node (in nested or chain form).
  const EllipsisSite* below(const ast::Node* node) const;
  const EllipsisSite* in_chain(const ast::Product* chain) const;

 private:
  std::vector<EllipsisSite> sites_;
  std::unordered_map<const ast::Node*, std::size_t> site_below_;
  std::unordered_map<const ast::Product*, std::size_t> site_of_chain_;
};

/// The operand at a place of a chain: 0 is its first.
const ast::Expr& operand_of(const ast::Product& chain, std::size_t place);

/// The member of a family that a reference (with the operations behind it) names, and the place of the
/// operation that is its index.
struct IndexedName {
  std::string base;
  std::int64_t index = 0;
  std::optional<std::size_t> used;
};
using MemberLookup = std::function<std::optional<IndexedName>(
    const ast::Reference&, const std::vector<ast::PostfixOperation>&)>;

/// What makes two written layers comparable: the kind of expression and the name that it begins with.
std::string head_of(const ast::Expr& expression, const MemberLookup& lookup);

}  // namespace nngen::parser
