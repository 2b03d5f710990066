#include "tests/unit/parser/tree_text.hpp"

#include <string_view>
#include <variant>

#include <fmt/format.h>

#include "parser/parse.hpp"

namespace nngen::parser {
namespace {

std::string optional_text(const std::optional<ast::Range>& range) {
  if (!range) return "";
  return " for " + range->index.text + "=" + tree_text(range->first) + ".." +
         tree_text(range->last);
}

std::string list(const std::vector<ast::Expr>& entries) {
  std::string text;
  for (const ast::Expr& entry : entries) text += (text.empty() ? "" : ", ") + tree_text(entry);
  return text;
}

std::string_view spelling(ast::ProductOperator op) {
  switch (op) {
    case ast::ProductOperator::product: return "·";
    case ast::ProductOperator::implicit: return "_";
    case ast::ProductOperator::hadamard: return "∘";
    case ast::ProductOperator::reversed: return "•";
    case ast::ProductOperator::kronecker: return "⊗";
    case ast::ProductOperator::divide: return "/";
    case ast::ProductOperator::elementwise_divide: return "⊘";
  }
  return "?";
}

std::string_view spelling(ast::SumOperator op) { return op == ast::SumOperator::add ? "+" : "-"; }

std::string_view spelling(ast::Comparison op) {
  constexpr std::string_view spellings[] = {"<", "≤", ">", "≥", "=", "≠"};
  return spellings[static_cast<std::size_t>(op)];
}

template <class Chain>
std::string chain_text(const Chain& chain) {
  std::string text = "(" + tree_text(chain.first);
  for (const auto& link : chain.rest) {
    text += " " + std::string(spelling(link.op)) + " " + tree_text(link.operand);
  }
  return text + ")";
}

std::string slice_text(const ast::Slice& slice) {
  if (!slice.is_range) return tree_text(slice.first);
  return (slice.first ? tree_text(slice.first) : "") + ":" +
         (slice.last ? tree_text(slice.last) : "");
}

std::string operation_text(const ast::PostfixOperation& operation) {
  switch (operation.kind) {
    case ast::PostfixKind::call:
      return "(" + list(operation.arguments) + optional_text(operation.range) + ")";
    case ast::PostfixKind::index: {
      std::string text;
      for (const ast::Slice& slice : operation.indices) {
        text += (text.empty() ? "" : ", ") + slice_text(slice);
      }
      return "[" + text + "]";
    }
    case ast::PostfixKind::prime: return "'";
    case ast::PostfixKind::transpose: return "ᵀ";
    case ast::PostfixKind::inverse: return "⁻¹";
    case ast::PostfixKind::inverse_transpose: return "⁻ᵀ";
    case ast::PostfixKind::power: return "^" + list(operation.arguments);
    case ast::PostfixKind::elementwise_power: return ".^" + list(operation.arguments);
  }
  return "?";
}

struct NodeText {
  std::string operator()(const ast::Number& n) const {
    return n.is_integer ? fmt::format("{}", n.value) : fmt::format("{:#}", n.value);
  }
  std::string operator()(const ast::Reference& r) const {
    return r.name.text + (r.subscript ? "{" + tree_text(r.subscript) + "}" : "");
  }
  std::string operator()(const ast::Ellipsis&) const { return "…"; }
  std::string operator()(const ast::End&) const { return "end"; }
  std::string operator()(const ast::Postfix& p) const {
    std::string text = tree_text(p.operand);
    for (const ast::PostfixOperation& operation : p.operations) text += operation_text(operation);
    return text;
  }
  std::string operator()(const ast::Product& p) const { return chain_text(p); }
  std::string operator()(const ast::Sum& s) const { return chain_text(s); }
  std::string operator()(const ast::Negate& n) const { return "-" + tree_text(n.operand); }
  std::string operator()(const ast::Compare& c) const {
    return tree_text(c.left) + " " + std::string(spelling(c.op)) + " " + tree_text(c.right);
  }
  std::string operator()(const ast::Norm& n) const {
    constexpr std::string_view subscripts[] = {"", "₁", "∞", "F", ""};
    const std::string bar = n.kind == ast::NormKind::absolute ? "|" : "‖";
    return bar + tree_text(n.operand) + bar +
           std::string(subscripts[static_cast<std::size_t>(n.kind)]);
  }
  std::string operator()(const ast::InnerProduct& p) const {
    return "⟨" + tree_text(p.left) + ", " + tree_text(p.right) + "⟩";
  }
  std::string operator()(const ast::SquareRoot& r) const { return "√" + tree_text(r.operand); }
  std::string operator()(const ast::Block& b) const {
    std::string text;
    for (const auto& row : b.rows) text += (text.empty() ? "" : "; ") + list(row);
    return "[" + text + optional_text(b.range) + "]";
  }
  std::string operator()(const ast::Gradient& g) const {
    return "∇[" + tree_text(g.by) + "]" + tree_text(g.of);
  }
  std::string operator()(const ast::Parenthesised& p) const {
    return "{" + tree_text(p.inner) + "}";
  }
  std::string operator()(const ast::Invalid&) const { return "<invalid>"; }
};

std::string target_text(const ast::Target& target) {
  std::string text = target.name.text;
  if (target.index) {
    text += "[" + tree_text(target.index);
    if (target.range_last) text += ".." + tree_text(target.range_last);
    text += "]";
  }
  return text;
}

struct StatementText {
  std::string operator()(const ast::Declaration& d) const {
    constexpr std::string_view kinds[] = {"input", "target", "param", "const"};
    std::string text(kinds[static_cast<std::size_t>(d.kind)]);
    for (const ast::Target& target : d.targets) text += " " + target_text(target);
    text += " : R(" + list(d.type.dimensions) + ")";
    for (const ast::Name& property : d.properties) text += " " + property.text;
    if (d.init) text += " init " + d.init->name.text + "(" + list(d.init->arguments) + ")";
    return text + optional_text(d.range);
  }
  std::string operator()(const ast::Let& l) const {
    return "let " + target_text(l.target) + (l.value ? " = " + tree_text(l.value) : "") +
           optional_text(l.range);
  }
  std::string operator()(const ast::Activation& a) const {
    std::string text = "act " + target_text(a.target);
    if (a.variable) {
      return text + "(" + a.variable->text + ") = " + tree_text(a.formula) + optional_text(a.range);
    }
    std::string parts;
    for (const ast::ActivationPart& part : a.parts) {
      parts += (parts.empty() ? "" : ", ") + part.function.text;
      if (part.argument) parts += "(" + tree_text(part.argument) + ")";
      if (part.count) parts += "×" + tree_text(part.count);
    }
    return text + " = " + (a.is_direct_sum ? "[" + parts + "]" : parts) + optional_text(a.range);
  }
  std::string operator()(const ast::Function& f) const {
    std::string parameters;
    for (const ast::Name& name : f.parameters) {
      parameters += (parameters.empty() ? "" : ", ") + name.text;
    }
    return "def " + target_text(f.target) + "(" + parameters + ") = " + tree_text(f.body) +
           optional_text(f.range);
  }
  std::string operator()(const ast::Definition& d) const {
    constexpr std::string_view roles[] = {"", "loss ", "output "};
    std::string text(roles[static_cast<std::size_t>(d.role)]);
    if (d.target) text += target_text(*d.target);
    if (d.value) text += (d.target ? " = " : "= ") + tree_text(d.value);
    return text + optional_text(d.range);
  }
  std::string operator()(const ast::Claim& c) const {
    return "claim " + tree_text(c.left) + " = " + tree_text(c.right) + optional_text(c.range);
  }
};

std::string finding_text(const ir::SourceFile& source, const ir::Diagnostic& diagnostic) {
  const ir::Span span = diagnostic.place().value_or(ir::Span{});
  const ir::LineColumn place = source.line_column(span.begin);
  std::string text = fmt::format("{}:{}: {} [{}]", place.line, place.column, diagnostic.message,
                                 source.text(span));
  return diagnostic.hint.empty() ? text : text + " -- " + diagnostic.hint;
}

}  // namespace

std::string tree_text(const ast::Expr& expr) {
  return expr ? std::visit(NodeText{}, expr->what) : "-";
}

std::string tree_text(const ast::Statement& statement) {
  return std::visit(StatementText{}, statement.what);
}

std::string parsed_text(const std::string& text) {
  const ir::SourceFile source("test.expr", text);
  ir::Diagnostics diagnostics;
  std::string lines;
  const auto add = [&lines](const std::string& line) {
    lines += (lines.empty() ? "" : "\n") + line;
  };
  for (const ast::Statement& statement : parse(source, diagnostics).statements) {
    add(tree_text(statement));
  }
  for (const ir::Diagnostic& diagnostic : diagnostics.sorted()) {
    add(finding_text(source, diagnostic));
  }
  return lines;
}

}  // namespace nngen::parser
