#pragma once
// Numbers that are known while the program is read: `let`s, dimensions, indices, constant
// exponents.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ir/dim.hpp"
#include "parser/environment.hpp"
#include "parser/scope.hpp"

namespace nngen::parser {

/// A real number, or a polynomial in symbolic dimensions.
struct ConstantValue {
  double real = 0;
  std::optional<ir::Dim> symbolic;

  static ConstantValue of(const ir::Dim& dim);
  bool is_integer() const;
  /// The integer or symbolic dimension; only where `is_integer` or `symbolic`.
  ir::Dim dim() const;
};

/// "2.5", and "3" for 3.0.
std::string number_text(double value);

/// The indices first..last; empty where first > last.
struct MemberRange {
  std::int64_t first = 0;
  std::int64_t last = -1;
  std::size_t count() const {
    return last < first ? 0 : static_cast<std::size_t>(last - first) + 1;
  }
};

/// How an evaluation ended where it has no value.
struct ConstantFailure {
  /// Lets that must be evaluated first.
  std::vector<std::uint32_t> missing;
  /// What is wrong; none where that has been said elsewhere.
  std::optional<ir::Diagnostic> error;
};

/// Evaluates every `let` by need and then any constant expression.
class Constants {
 public:
  Constants(Scope& scope, Reporter& reporter, const std::map<std::string, double>& defines);

  /// Registers the lets and computes them, whatever their order.
  void evaluate_lets(const ast::File& file);

  std::optional<ConstantValue> value_of(ItemId let) const;

  /// The value of a constant expression; failures are reported.
  std::optional<ConstantValue> evaluate(const ast::Expr& expression,
                                        const Environment& environment);
  /// The value of an expression if it is constant; says nothing where it is not.
  std::optional<ConstantValue> try_evaluate(const ast::Expr& expression,
                                            const Environment& environment);
  /// An integer, for an index or a range. `what` names it: "the index".
  std::optional<std::int64_t> integer(const ast::Expr& expression, const Environment& environment,
                                      const std::string& what);
  /// The bounds of a family; failures are reported.
  std::optional<MemberRange> range(const ast::Expr& first, const ast::Expr& last, ir::Span span,
                                   const Environment& environment);
  /// A dimension of a type or a constructor: an integer from 1, or symbolic.
  std::optional<ir::Dim> dimension(const ast::Expr& expression, const Environment& environment);

  /// Which member `reference` (with `[…]` or a bracketed `^` behind it) names, if it has that form.
  /// `used` is the place of the operation that is its index.
  struct Use {
    MemberName member;
    std::optional<std::size_t> used;
  };
  std::optional<Use> member_use(const ast::Reference& reference,
                                const std::vector<ast::PostfixOperation>& operations,
                                const Environment& environment, ConstantFailure& failure);

 private:
  friend class ConstantReader;

  enum class State : std::uint8_t { untouched, waiting, done };
  /// A let, a member of one, or the expansion of a family of them.
  struct Unit {
    const ast::Let* let = nullptr;
    DefinedName name;
    ir::Span span;
    bool is_expansion = false;
    ItemId item = 0;
    const ast::Expr* value = nullptr;
    Environment environment;
    State state = State::untouched;
  };

  std::optional<Use> member_by_index(const ast::Reference& reference, const ast::Expr& index,
                                     std::optional<std::size_t> used,
                                     const Environment& environment, ConstantFailure& failure);
  std::optional<Use> member_by_bracket(const ast::Reference& reference,
                                       const std::vector<ast::PostfixOperation>& operations,
                                       const Environment& environment, ConstantFailure& failure);
  std::optional<Use> member_by_named_index(const std::string& name, std::int64_t fall,
                                           const Environment& environment,
                                           ConstantFailure& failure) const;

  void register_let(const ast::Statement& statement, const ast::Let& let);
  void solve(std::uint32_t root);
  void attempt(std::uint32_t unit, ConstantFailure& failure);
  void evaluate_unit(std::uint32_t unit, ConstantFailure& failure);
  void expand_list(std::uint32_t unit, ConstantFailure& failure);
  void expand_family(std::uint32_t unit, ConstantFailure& failure);
  void add_unit(const Unit& from, ir::Name name, const ast::Expr* value,
                std::optional<IndexBinding> binding);
  void report_cycle(std::uint32_t unit, const std::vector<std::uint32_t>& work);
  void apply_defines();
  /// The evaluated bounds of a range; the expressions give the places for errors.
  std::optional<MemberRange> member_range(const ConstantValue& first,
                                          const ast::Expr& first_written, const ConstantValue& last,
                                          const ast::Expr& last_written, ir::Span span,
                                          ConstantFailure& failure);
  /// The let's value; asks for it in `failure` while it is unknown.
  std::optional<ConstantValue> demand(ItemId item, ConstantFailure& failure) const;
  /// Asks for the families of lets that may still bring the base's members.
  void demand_expansion(const std::string& base, ConstantFailure& failure) const;

  Scope& scope_;
  Reporter& reporter_;
  std::map<std::string, double> defines_;
  std::vector<Unit> units_;
  std::map<ItemId, std::uint32_t> unit_of_;
  std::map<ItemId, ConstantValue> values_;
  std::set<ItemId> bad_sizes_;  // lets that are no dimension, as has been said
  std::map<std::string, std::vector<std::uint32_t>> expansions_;
};

}  // namespace nngen::parser
