#pragma once
// Evaluates one constant expression over its syntax tree.

#include <optional>

#include "parser/constants.hpp"

namespace nngen::parser {

class ConstantReader {
 public:
  ConstantReader(Constants& constants, const Environment& environment, ConstantFailure& failure)
      : constants_(constants), environment_(environment), failure_(failure) {}

  std::optional<ConstantValue> read(const ast::Expr& expression);

 private:
  using Value = std::optional<ConstantValue>;

  Value read_reference(const ast::Reference& reference,
                       const std::vector<ast::PostfixOperation>& operations, std::size_t& used,
                       ir::Span span);
  Value read_postfix(const ast::Postfix& postfix, ir::Span span);
  Value read_operation(ConstantValue base, const ast::PostfixOperation& operation);
  Value read_call(const ast::Reference& function, const ast::PostfixOperation& call);
  Value read_product(const ast::Product& product);
  Value read_sum(const ast::Sum& sum);
  Value not_constant(ir::Span span, std::string what);

  Constants& constants_;
  const Environment& environment_;
  ConstantFailure& failure_;
};

/// What a name stands for that nothing declares: π, pi and e.
std::optional<double> builtin_constant(std::string_view name);

}  // namespace nngen::parser
