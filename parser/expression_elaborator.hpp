#pragma once
// One statement's expressions become nodes of the graph. Recursion follows the brackets of the
// statement and nothing else: layers of an ellipsis are a loop, other statements' values are there
// already.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "parser/elaboration_state.hpp"
#include "parser/ellipsis.hpp"

namespace nngen::parser {

/// A function that still lacks its argument: a declared activation or a built-in one, primed or
/// not.
struct FunctionValue {
  std::string name;
  ir::Span span;
  std::optional<ItemId> activation;  // none: built in
  std::uint32_t order = 0;
  bool is_negative = false;  // −σ in front of a chain
};

/// What a name in an expression refers to.
struct ResolvedName {
  enum class Kind { failed, item, number, local, builtin, identity };
  Kind kind = Kind::failed;
  ItemId item = 0;
  double number = 0;
  ir::Expr local;
  std::optional<std::size_t> used;  // the postfix operation that is the index
};

/// A function whose arguments are no plain values: grad(f, W), zeros(m, n).
bool is_special_function(std::string_view name);
std::vector<std::string> special_function_names();

class ExpressionElaborator {
 public:
  ExpressionElaborator(ElaborationState& state, Environment environment,
                       const EllipsisMap& ellipses)
      : state_(state), environment_(std::move(environment)), ellipses_(ellipses) {}

  /// The expression's value; invalid after an error or while something is missing.
  Operand value(const ast::Expr& expression);
  /// What a derivative is taken by: a declared or a defined name, or vec(NAME), its entries in one column.
  struct Independent {
    Operand name;
    bool is_column = false;

    explicit operator bool() const { return static_cast<bool>(name); }
    ir::Shape shape() const;
  };
  Independent independent(const ast::Expr& expression);
  bool is_name(const ast::Expr& expression);
  /// The gradient of a scalar.
  ir::Expr gradient(const Operand& of, const Independent& by);
  /// The same, as one of the derivatives that the file asks for.
  Operand requested_gradient(const Operand& of, const Independent& by, ir::Span span);

 private:
  // One operand of a product chain, perhaps read in a layer of an ellipsis.
  struct ChainElement {
    ast::Expr operand;
    ast::ProductOperator op{};  // before it
    ir::Span op_span;
    const LayerReading* layer = nullptr;
  };
  struct Arguments {
    std::vector<Operand> values;
    bool are_valid = true;
  };

  // elaborate_expression.cpp
  Operand operand(const ast::Expr& expression);
  Operand dispatch(const ast::Expr& expression);
  Operand sum(const ast::Sum& sum, ir::Span span);
  Operand sum_with_identities(const std::vector<SignedOperand>& terms, ir::Span span);
  ir::Expr dimension_value(const ir::Dim& dim);
  Operand negate(const ast::Negate& negate, ir::Span span);
  Operand norm(const ast::Norm& norm, ir::Span span);
  Operand block(const ast::Block& block, ir::Span span);
  Operand compare(const ast::Compare& compare, ir::Span span);
  std::optional<std::vector<Operand>> over_range(const ast::Range& range, const ast::Expr& body);

  // elaborate_product.cpp
  Operand product(const ast::Product& product, ir::Span span);
  Operand chain(const std::vector<ChainElement>& elements, ir::Span span);
  Operand chain_segment(const std::vector<ChainElement>& elements, std::size_t begin,
                        std::size_t end, const std::optional<Operand>& last);
  Operand combine(const Operand& left, ast::ProductOperator op, ir::Span op_span,
                  const Operand& right);
  Operand combine_identity(const Operand& left, ast::ProductOperator op, ir::Span op_span,
                           const Operand& right);
  Operand element_value(const ChainElement& element);
  std::optional<FunctionValue> chain_function(const ChainElement& element);
  void check_function_operator(const FunctionValue& function, const ChainElement& next);

  // elaborate_postfix.cpp
  Operand reference(const ast::Reference& reference, ir::Span span);
  Operand postfix(const ast::Postfix& postfix, ir::Span span);
  Operand behind_index(Operand base, const ast::Postfix& postfix, std::size_t used);
  Operand apply_operations(Operand base, const ast::Postfix& postfix, std::size_t next);
  Operand apply_operation(const Operand& base, const ast::PostfixOperation& operation);
  Operand power(const Operand& base, const ast::PostfixOperation& operation);
  ir::Expr index(const Operand& base, const ast::PostfixOperation& operation);
  struct Extent {
    ir::Dim begin = 0;
    ir::Dim count = 1;
  };
  std::optional<Extent> extent(const ast::Slice& slice, const ir::Dim& size, const Operand& base);
  Operand named_value(const ResolvedName& resolved, const std::string& name, ir::Span span);

  // elaborate_name.cpp
  ResolvedName resolve(const ast::Reference& reference,
                       const std::vector<ast::PostfixOperation>& operations, ir::Span span,
                       bool is_called);
  void report_unknown(const std::string& name, ir::Span span, bool is_called);
  void report_no_member(const MemberName& member, ir::Span span);
  std::optional<FunctionValue> function_value(const ast::Expr& expression);

  // elaborate_call.cpp
  Operand call_item(const ResolvedName& resolved, const ast::Postfix& postfix, ir::Span span);
  Operand call_builtin(const std::string& name, const ast::Postfix& postfix, ir::Span span);
  Operand misused_function(const std::string& name, const std::optional<std::size_t>& call,
                           ir::Span span);
  Operand wrong_argument_count(const std::string& name, const std::string& takes,
                               const ast::PostfixOperation& call, ir::Span span);
  Arguments arguments(const ast::PostfixOperation& call);
  Operand apply(const FunctionValue& function, const Operand& argument, ir::Span span);
  Operand apply_formula(const ActivationMeaning& meaning, const FunctionValue& function,
                        const Operand& argument, ir::Span span);
  Operand formula_value(const ActivationMeaning& meaning, const FunctionValue& function,
                        const Operand& argument);
  Operand apply_pieces(const ActivationMeaning& meaning, const FunctionValue& function,
                       const Operand& argument, ir::Span span);
  Operand apply_piece(const ast::ActivationPart& part, const FunctionValue& function,
                      const Operand& argument, ir::Span span);
  Operand expand_function(ItemId item, const ast::PostfixOperation& call, ir::Span span);
  bool fits_direct_sum(const ir::Dim& coordinates, const FunctionValue& named,
                       const Operand& argument);

  // elaborate_special.cpp: calls whose arguments are no plain values
  std::optional<Operand> call_special(const std::string& name, const ast::PostfixOperation& call,
                                      ir::Span span);
  Operand where(const ast::PostfixOperation& call, ir::Span span);
  Operand comparison(const ast::Compare& compare, ir::Span span);
  Operand reshape(const ast::PostfixOperation& call, ir::Span span);
  Operand call_over_range(const std::string& name, const ast::PostfixOperation& call,
                          ir::Span span);
  Operand filled_matrix(const std::string& name, const ast::PostfixOperation& call, ir::Span span);
  Operand commutation(const ast::PostfixOperation& call, ir::Span span);

  // elaborate_derivative.cpp
  Operand call_derivative(const std::string& name, const ast::PostfixOperation& call,
                          ir::Span span);
  void note_request(ir::RequestedDerivative::Kind kind, const Operand& of, const Independent& by,
                    const Operand& direction, const Operand& result);
  ir::Expr matrix_derivative(const std::string& name, const Operand& f, const Independent& x);
  bool is_first_order(const std::string& name, const Operand& f, const Independent& x);
  ir::Expr directional(const std::string& name, const Operand& f, const Independent& x,
                       const Operand& direction, ir::Span span);

  // ellipsis_layers.cpp
  std::optional<Operand> layered_value(const ast::Expr& expression);
  const ast::Expr* next_layer(const EllipsisSite& site, const EllipsisSite::Following& following,
                              std::size_t start);
  bool falls_by_one(const EllipsisSite& site, const ast::Expr& outermost, const ast::Expr& next);
  Operand read_layers(const ast::Expr& pattern, const ast::Expr& innermost, LayerReading& reading,
                      std::int64_t count, std::int64_t lowest);
  std::vector<const ast::Reference*> all_indexed(const ast::Expr& layer, const ast::Node* hole);
  Operand expand_layers(const EllipsisSite& site, const EllipsisSite::Following& following,
                        std::size_t start);

  // ellipsis_chain.cpp
  std::optional<std::vector<ChainElement>> fill_chain(const ast::Product& product);
  // The layers of a chain: where the first begins, and how many operands one has.
  struct ChainLayers {
    const ast::Product* chain = nullptr;
    std::size_t start = 0;
    std::size_t pattern = 0;  // where the layer begins that the others are read from
    std::size_t period = 1;
    bool from_below = false;     // the pattern stands behind the dots
    std::size_t below_end = 0;   // the end of the written layers behind the dots
    std::int64_t count = 0;      // of layers to fill in above the first behind the dots
    std::vector<bool> is_fixed;  // operands that are the same in every layer
  };
  std::optional<std::int64_t> fall_in_chain(const ChainLayers& layers, std::size_t offset,
                                            std::size_t place, LayerMatch& match);
  bool measure_chain(const EllipsisSite& site, ChainLayers& layers);
  bool check_chain(const EllipsisSite& site, const ChainLayers& layers);
  ast::ProductOperator operator_between(const EllipsisSite& site, const ChainLayers& layers);
  std::vector<const ast::Reference*> moving_in_chain(const ChainLayers& layers);
  std::vector<ChainElement> written_out(const EllipsisSite& site, const ChainLayers& layers);
  bool has_too_many_layers(std::int64_t count, const EllipsisSite& site);
  void bad_ellipsis(ir::Span span, const std::string& message, ir::Span dots);
  MemberLookup member_lookup();

  Operand scalar_in_formula(Operand used);
  bool wants_size(const Operand& operand);
  Operand invalid(ir::Span span) const { return {{}, span}; }
  Reporter& reporter() { return state_.reporter; }
  Operations& operations() { return state_.operations; }
  ir::Graph& graph() { return *state_.program.graph; }

  ElaborationState& state_;
  Environment environment_;
  const EllipsisMap& ellipses_;
  std::vector<std::unique_ptr<LayerReading>>
      readings_;  // of a chain's layers while it is elaborated
};

}  // namespace nngen::parser
