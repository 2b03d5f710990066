#include "parser/ellipsis.hpp"

#include <utility>

#include "ir/program.hpp"

namespace nngen::parser {

namespace {

bool is_ellipsis(const ast::Expr& expression) {
  return std::holds_alternative<ast::Ellipsis>(expression->what);
}

// The chain's operands begin..end as an expression of their own.
ast::Expr part_of_chain(const ast::Product& chain, std::size_t begin, std::size_t end) {
  const ast::Expr& first = operand_at(chain, begin);
  if (end - begin == 1) return first;
  ast::Product part;
  part.first = first;
  part.rest.assign(chain.rest.begin() + static_cast<std::ptrdiff_t>(begin),
                   chain.rest.begin() + static_cast<std::ptrdiff_t>(end - 1));
  return ast::make(ir::cover(first->span, operand_at(chain, end - 1)->span), std::move(part));
}

// A sum that begins with the dots' chain, without the dots: … W[1]·x + b[1].
std::optional<EllipsisSite::Following> with_bias(const std::vector<ast::Expr>& path,
                                                 const EllipsisSite& site) {
  const bool is_open = site.position == 0 && site.end == operand_count(*site.chain);
  if (!is_open || path.size() < 2) return std::nullopt;
  const ast::Expr& around = path[path.size() - 2];
  const auto* sum = std::get_if<ast::Sum>(&around->what);
  if (sum == nullptr || sum->first != path.back()) return std::nullopt;
  ast::Sum layers = *sum;
  layers.first = site.following[0].layers;
  const ir::Span span{layers.first->span.begin, around->span.end};
  return EllipsisSite::Following{ast::make(span, std::move(layers)), around.get()};
}

}  // namespace

std::size_t operand_count(const ast::Product& chain) { return chain.rest.size() + 1; }

const ast::Expr& operand_at(const ast::Product& chain, std::size_t place) {
  return place == 0 ? chain.first : chain.rest[place - 1].operand;
}

namespace {

// Calls visit for what each kind of node consists of.
struct Parts {
  const std::function<void(const ast::Expr&)>& visit;

  void see(const ast::Expr& part) const {
    if (part) visit(part);
  }
  void range(const std::optional<ast::Range>& range) const {
    if (!range) return;
    see(range->first);
    see(range->last);
  }
  void operator()(const ast::Number&) const {}
  void operator()(const ast::Ellipsis&) const {}
  void operator()(const ast::End&) const {}
  void operator()(const ast::Invalid&) const {}
  void operator()(const ast::Reference& reference) const { see(reference.subscript); }
  void operator()(const ast::Postfix& postfix) const {
    see(postfix.operand);
    for (const ast::PostfixOperation& operation : postfix.operations) {
      for (const ast::Expr& argument : operation.arguments) see(argument);
      for (const ast::Slice& slice : operation.indices) {
        see(slice.first);
        see(slice.last);
      }
      range(operation.range);
    }
  }
  void operator()(const ast::Product& product) const {
    see(product.first);
    for (const auto& link : product.rest) see(link.operand);
  }
  void operator()(const ast::Sum& sum) const {
    see(sum.first);
    for (const auto& link : sum.rest) see(link.operand);
  }
  void operator()(const ast::Negate& negate) const { see(negate.operand); }
  void operator()(const ast::Compare& compare) const {
    see(compare.left);
    see(compare.right);
  }
  void operator()(const ast::Norm& norm) const { see(norm.operand); }
  void operator()(const ast::InnerProduct& product) const {
    see(product.left);
    see(product.right);
  }
  void operator()(const ast::SquareRoot& root) const { see(root.operand); }
  void operator()(const ast::Block& block) const {
    for (const auto& row : block.rows) {
      for (const ast::Expr& entry : row) see(entry);
    }
    range(block.range);
  }
  void operator()(const ast::Gradient& gradient) const {
    see(gradient.by);
    see(gradient.of);
  }
  void operator()(const ast::Parenthesised& inner) const { see(inner.inner); }
};

}  // namespace

void for_each_part(const ast::Node& node, const std::function<void(const ast::Expr&)>& visit) {
  std::visit(Parts{visit}, node.what);
}

EllipsisMap::EllipsisMap(const ast::Expr& root) {
  std::vector<ast::Expr> path;
  visit(root, path);
}

void EllipsisMap::visit(const ast::Expr& expression, std::vector<ast::Expr>& path) {
  path.push_back(expression);
  if (const auto* chain = std::get_if<ast::Product>(&expression->what)) {
    visit_chain(expression, *chain, path);
  }
  for_each_part(*expression, [&](const ast::Expr& part) { visit(part, path); });
  path.pop_back();
}

void EllipsisMap::visit_chain(const ast::Expr&, const ast::Product& chain,
                              std::vector<ast::Expr>& path) {
  const std::size_t count = operand_count(chain);
  std::size_t position = 0;
  while (position < count && !is_ellipsis(operand_at(chain, position))) ++position;
  if (position == count) return;
  std::size_t end = position + 1;
  while (end < count && !is_ellipsis(operand_at(chain, end))) ++end;
  const ast::Expr& dots = operand_at(chain, position);
  EllipsisSite site;
  site.chain = &chain;
  site.position = position;
  site.end = end;
  site.span = dots->span;
  site.path = path;
  if (end > position + 1) {
    const ast::Node* hole = position == 0 ? path.back().get() : dots.get();
    site.following.push_back({part_of_chain(chain, position + 1, end), hole});
    if (auto biased = with_bias(path, site)) site.following.push_back(*std::move(biased));
  }
  for (const ast::Expr& node : path) site_below_.try_emplace(node.get(), sites_.size());
  sites_.push_back(std::move(site));
}

const EllipsisSite* EllipsisMap::below(const ast::Node* node) const {
  const auto found = site_below_.find(node);
  return found == site_below_.end() ? nullptr : &sites_[found->second];
}

const EllipsisSite* EllipsisMap::in_chain(const ast::Product* chain) const {
  for (const EllipsisSite& site : sites_) {
    if (site.chain == chain) return &site;
  }
  return nullptr;
}

std::string head_of(const ast::Expr& expression, const MemberLookup& lookup) {
  const auto name_of_reference = [&](const ast::Reference& reference,
                                     const std::vector<ast::PostfixOperation>& operations) {
    const auto member = lookup(reference, operations);
    return member ? member->base : reference.name.text;
  };
  if (const auto* reference = std::get_if<ast::Reference>(&expression->what)) {
    return "name " + name_of_reference(*reference, {});
  }
  if (const auto* postfix = std::get_if<ast::Postfix>(&expression->what)) {
    const auto* reference = std::get_if<ast::Reference>(&postfix->operand->what);
    if (reference == nullptr) return "operation";
    bool is_call = false;
    for (const ast::PostfixOperation& operation : postfix->operations) {
      is_call = is_call || operation.kind == ast::PostfixKind::call;
    }
    return (is_call ? "call " : "name ") + name_of_reference(*reference, postfix->operations);
  }
  if (const auto* product = std::get_if<ast::Product>(&expression->what)) {
    return "product, " + head_of(product->first, lookup);
  }
  if (const auto* sum = std::get_if<ast::Sum>(&expression->what)) {
    return "sum, " + head_of(sum->first, lookup);
  }
  if (const auto* inner = std::get_if<ast::Parenthesised>(&expression->what)) {
    return head_of(inner->inner, lookup);
  }
  return "other";
}

}  // namespace nngen::parser
