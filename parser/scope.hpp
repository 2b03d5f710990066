#pragma once
// What the names of a file stand for. Every member of a family is an item of its own; W1, W_1, W₁
// and W[1] are one item, found by its plain spelling.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ir/program.hpp"
#include "parser/ast.hpp"
#include "parser/environment.hpp"
#include "parser/report.hpp"

namespace nngen::parser {

enum class ItemKind : std::uint8_t { let, declaration, activation, function, definition };

using ItemId = std::uint32_t;

/// One name that the file declares or defines, or one member of a family.
struct Item {
  ItemKind kind{};
  ir::Name name;
  const ast::Statement* statement = nullptr;
  ir::Span span;                        // of the name on the left
  std::optional<IndexBinding> binding;  // which member of the statement's `for` it is
  std::optional<ir::Span> range_span;   // the `for`
  std::size_t position = 0;             // in a list n[0..k] = […]
  bool is_used = false;                 // for the warning of names that are not
  bool is_poisoned = false;             // its statement is in error: nothing more is said of it
};

/// The members of one base name.
struct Family {
  ir::Span span;  // of its first statement
  std::int64_t first = 0;
  std::int64_t last = 0;
  bool is_empty = true;
  bool is_poisoned = false;  // a range is in error: not all members are known
};

/// At most so many members and graph nodes are made from families and ellipses.
constexpr std::size_t expansion_limit = 100000;

class Scope {
 public:
  explicit Scope(Reporter& reporter) : reporter_(reporter) {}

  /// Adds a name; a second one of the same spelling is an error and gives no item.
  std::optional<ItemId> add(Item item);
  /// Declares that the base name has members.
  void add_family(const std::string& base, ir::Span span);
  /// Not all members could be found: nothing is said of those that are missing.
  void poison_family(const std::string& base) { families_.at(base).is_poisoned = true; }

  std::optional<ItemId> find(const std::string& plain) const;
  bool is_family(const std::string& base) const { return families_.count(base) != 0; }
  const Family& family(const std::string& base) const { return families_.at(base); }

  const Item& operator[](ItemId id) const { return items_[id]; }
  Item& operator[](ItemId id) { return items_[id]; }
  std::size_t size() const { return items_.size(); }
  /// Says that a family has no such member; none where that may be the fault of another error.
  std::optional<ir::Diagnostic> no_member(const std::string& base, std::int64_t index,
                                          ir::Span span) const;
  /// The name that an unknown one was probably meant to be: among all names of the file (of a
  /// family its base) and the given others. A file full of unknown names gets no more suggestions
  /// after a while.
  std::optional<std::string> suggest(const std::string& unknown,
                                     const std::vector<std::string>& others = {}) const;

 private:
  Reporter& reporter_;
  std::vector<Item> items_;
  std::unordered_map<std::string, ItemId> by_plain_name_;
  std::map<std::string, Family> families_;
  mutable std::size_t compared_names_ = 0;
};

/// Which item a name on the right refers to.
struct MemberName {
  std::string base;
  std::int64_t index = 0;
  std::string plain() const { return ir::Name{base, index, true}.plain(); }
};

/// The ways in which the name `W_k` or `Wk` can be a base with an index by name: the base and the
/// index, shortest index first.
struct NamedSubscript {
  std::string base;
  std::string index;
};
std::vector<NamedSubscript> named_subscripts(const std::string& name);

/// The name on the left of a statement without its index, and the index; null where it has none.
/// With `for i = …` the name Nᵢ is N with the index i.
struct DefinedName {
  std::string base;
  ast::Expr index;
};
DefinedName defined_name(const ast::Target& target, const std::optional<ast::Range>& range);

/// The plain spelling of a name given outside a file ("n[1]", "n_1", "n₁").
std::string plain_spelling(std::string_view name);

}  // namespace nngen::parser
