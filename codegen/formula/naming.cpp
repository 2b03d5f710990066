#include "codegen/formula/naming.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "ir/op.hpp"

namespace nngen::codegen {
namespace {

using ir::Expr;
using ir::Name;
using ir::NodeId;
using ir::OpClass;
using ir::OpKind;

// A value of at least this many symbols gets a name when it is used more than once.
constexpr std::uint32_t long_expression = 5;
// An expression nested deeper than this is cut by a name, so that nothing recurses as deep as a
// program.
constexpr std::uint32_t deepest_expression = 24;
// In a single step of a derivation less is shown.
constexpr std::uint32_t deepest_in_step = 6;
constexpr std::string_view ellipsis = "…";

bool is_layer(const ir::Node& node) {
  if (node.op == OpKind::apply) return std::get<ir::FunctionUse>(node.attribute).order == 0;
  const OpClass op_class = ir::op_def(node).op_class;
  return op_class == OpClass::activation || op_class == OpClass::softmax ||
         node.op == OpKind::softmax_cross_entropy;
}

bool is_leaf(const ir::Node& node) { return node.operand_count == 0; }

// A constant of any shape reads as a number.
bool is_number(const ir::Graph& graph, NodeId id) {
  const ir::Node& node = graph[id];
  return is_leaf(node) || (node.op == OpKind::broadcast && is_leaf(graph[graph.operand(id, 0)]));
}

}  // namespace

Naming::Naming(const ir::Program& program, const ir::Derivation* derivation, FormulaStyle style)
    : program_(program),
      graph_(*program.graph),
      derivation_(derivation),
      style_(style),
      names_(program.graph->size()),
      only_in_reverse_(program.graph->size(), false) {
  take_program_names();
  name_layer_arguments();
  name_cotangents();
  name_repeated_values();
  order_lines();
}

const Name* Naming::of(NodeId node, Sweep from) const {
  if (node.value >= names_.size() || !names_[node.value]) return nullptr;
  if (from == Sweep::forward && only_in_reverse_[node.value]) return nullptr;
  return &*names_[node.value];
}

bool Naming::is_taken(const std::string& plain) const {
  return std::binary_search(taken_.begin(), taken_.end(), plain);
}

Name Naming::fresh(std::string_view wanted) const {
  std::string base(wanted);
  while (is_taken(base)) base += "_";
  return ir::name_of(base);
}

void Naming::add(Name name, NodeId node, Sweep sweep) {
  if (!has_name(node)) {
    names_[node.value] = name;
    only_in_reverse_[node.value] = sweep == Sweep::reverse;
  }
  lines_.push_back({std::move(name), node, sweep});
}

std::vector<NodeId> Naming::roots() const {
  std::vector<NodeId> result;
  for (const auto& value : program_.values) result.push_back(value.node);
  for (const auto& output : program_.outputs) result.push_back(output.node);
  if (program_.loss) result.push_back(program_.loss->node);
  return result;
}

std::vector<NodeId> Naming::shown() const {
  std::vector<NodeId> result = roots();
  if (derivation_ == nullptr) return result;
  for (const auto& gradient : derivation_->gradients) result.push_back(gradient.value);
  if (derivation_->loss) result.push_back(derivation_->loss);
  return result;
}

void Naming::take_program_names() {
  for (const auto& declaration : program_.declarations) {
    taken_.push_back(declaration.name.plain());
    taken_.push_back(declaration.name.base);
    names_[declaration.node.value] = declaration.name;
  }
  for (const auto& function : program_.functions) {
    taken_.push_back(function.name.plain());
    taken_.push_back(function.name.base);
  }
  std::set<std::string> seen;
  const auto take = [&](const ir::NamedValue& value) {
    if (!seen.insert(value.name.plain()).second) return;
    taken_.push_back(value.name.plain());
    taken_.push_back(value.name.base);
    if (is_number(graph_, value.node)) {
      lines_.push_back({value.name, value.node, Sweep::forward});
    } else {
      add(value.name, value.node, Sweep::forward);
    }
  };
  for (const auto& value : program_.values) take(value);
  if (program_.loss) take(*program_.loss);
  for (const auto& output : program_.outputs) take(output);
  for (const std::string_view name : ir::function_names()) taken_.emplace_back(name);
  std::sort(taken_.begin(), taken_.end());
}

bool Naming::has_network(const std::vector<bool>& needed) const {
  std::vector<bool> has_layer(graph_.size(), false);
  for (std::uint32_t id = 0; id < needed.size(); ++id) {
    if (!needed[id]) continue;
    for (const NodeId operand : graph_.operands({id})) {
      if (has_layer[operand.value]) has_layer[id] = true;
    }
    if (graph_[{id}].op == OpKind::apply) return true;
    if (!is_layer(graph_[{id}])) continue;
    if (has_layer[id]) return true;
    has_layer[id] = true;
  }
  return false;
}

std::vector<bool> Naming::arguments_that_pay() const {
  std::vector<bool> pays(graph_.size(), false);
  const std::vector<std::uint32_t> uses = ir::use_counts(graph_, shown());
  std::vector<Extent> extents(graph_.size());
  for (std::uint32_t id = 0; id < graph_.size(); ++id) {
    extents[id] = extent({id}, extents);
    pays[id] = uses[id] > 1 && extents[id].symbols >= long_expression;
  }
  if (derivation_ == nullptr) return pays;
  for (const ir::Cotangent& cotangent : derivation_->cotangents) {
    if (uses[cotangent.value.value] > 1) pays[cotangent.primal.value] = true;
  }
  return pays;
}

void Naming::name_layer_arguments() {
  struct Layer {
    NodeId argument;
    std::optional<Name> function;
  };
  std::vector<Layer> layers;
  const std::vector<bool> needed = ir::reachable(graph_, roots());
  is_network_ = has_network(needed);
  const std::vector<bool> pays = is_network_ ? std::vector<bool>() : arguments_that_pay();
  std::vector<bool> seen(graph_.size(), false);
  for (std::uint32_t id = 0; id < needed.size(); ++id) {
    if (!needed[id] || !is_layer(graph_[{id}])) continue;
    const NodeId argument = graph_.operand({id}, 0);
    if (has_name(argument) || is_number(graph_, argument) || seen[argument.value]) continue;
    if (!is_network_ && !pays[argument.value]) continue;
    seen[argument.value] = true;
    Layer layer{argument, std::nullopt};
    if (graph_[{id}].op == OpKind::apply) {
      const auto use = std::get<ir::FunctionUse>(graph_[{id}].attribute);
      layer.function = program_.functions[use.function].name;
    }
    layers.push_back(std::move(layer));
  }
  // Σ₁ … Σₖ number their arguments; without such numbers the layers are counted.
  std::set<std::int64_t> indices;
  bool numbered = true;
  bool in_family = true;
  for (const Layer& layer : layers) {
    numbered = numbered && layer.function && layer.function->index &&
               indices.insert(*layer.function->index).second;
    in_family = in_family && layer.function && layer.function->in_family;
  }
  // N_1 would be N1 again.
  layer_base_ = "N";
  while (is_taken(layer_base_)) layer_base_ += "N";
  std::int64_t count = 0;
  for (const Layer& layer : layers) {
    ++count;
    const std::int64_t index = numbered ? *layer.function->index : count;
    add({layer_base_, index, !numbered || in_family}, layer.argument, Sweep::forward);
  }
}

// The factor 2 of ‖y − t‖² has gone to the front of the gradients: what is left of the cotangent
// stands for it.
NodeId Naming::value_in_use(NodeId cotangent, const std::vector<std::uint32_t>& uses) const {
  if (uses[cotangent.value] > 0) return cotangent;
  const ir::Node& node = graph_[cotangent];
  if (node.op != OpKind::scale) return {};
  const ir::Node& factor = graph_[graph_.operand(cotangent, 0)];
  const bool is_multiple =
      factor.op == OpKind::constant && std::get<ir::Constant>(factor.attribute).value > 0;
  if (!is_multiple) return {};
  const NodeId rest = graph_.operand(cotangent, 1);
  return uses[rest.value] > 0 ? rest : NodeId{};
}

void Naming::name_cotangents() {
  if (derivation_ == nullptr) return;
  std::vector<NodeId> gradients;
  for (const auto& gradient : derivation_->gradients) gradients.push_back(gradient.value);
  const std::vector<std::uint32_t> uses = ir::use_counts(graph_, gradients);
  const std::vector<bool> needed_forward = ir::reachable(graph_, roots());
  std::vector<bool> in_loss(graph_.size(), false);
  if (program_.loss) in_loss = ir::reachable(graph_, std::array{program_.loss->node});
  // δz of z = σ(s) has a line of its own where the file itself names both s and z.
  std::vector<bool> argument_is_users(graph_.size(), false);
  for (std::uint32_t id = 0; id < graph_.size(); ++id) {
    if (!is_layer(graph_[{id}])) continue;
    const Name* argument = of(graph_.operand({id}, 0));
    argument_is_users[id] = argument != nullptr && argument->base != layer_base_;
  }
  for (const ir::Cotangent& cotangent : derivation_->cotangents) {
    const Name* primal = of(cotangent.primal);
    if (primal == nullptr || is_leaf(graph_[cotangent.primal])) continue;
    const NodeId value = value_in_use(cotangent.value, uses);
    if (!value || has_name(value) || is_number(graph_, value)) continue;
    const bool is_layer_argument = primal->base == layer_base_;
    if (is_layer_argument && !is_network_ && uses[value.value] < 2) continue;
    const bool is_users_layer = argument_is_users[cotangent.primal.value];
    bool feeds_layer = false;
    if (!is_layer_argument && !is_users_layer) {
      feeds_layer = uses[value.value] > 1;
    }
    if (!is_layer_argument && !is_users_layer && !feeds_layer) continue;
    // Capitals for the matrices of a batch, as in MA (51)–(56).
    const bool is_vector = graph_[cotangent.primal].shape.is_vector_like();
    const bool is_ascii = style_ == FormulaStyle::ascii;
    const std::string capital = is_ascii ? "Delta" : "Δ";
    const std::string small = is_ascii ? "delta_" : "δ";
    Name name = is_layer_argument ? Name{capital, primal->index, primal->in_family}
                                  : Name{(is_vector ? small : capital) + primal->base,
                                         primal->index, primal->in_family};
    while (is_taken(name.plain())) name.base += layer_base_;
    // A derivative that the file asks for may need it before the sweep.
    const bool is_needed_before = needed_forward[value.value] && !in_loss[value.value];
    add(std::move(name), value, is_needed_before ? Sweep::forward : Sweep::reverse);
  }
}

Naming::Extent Naming::extent(NodeId node, const std::vector<Extent>& extents) const {
  Extent result{0, 0};
  for (const NodeId operand : graph_.operands(node)) {
    const Extent& part = extents[operand.value];
    const bool named = has_name(operand);
    result.symbols += named ? 1 : part.symbols;
    if (!named) result.depth = std::max(result.depth, part.depth);
  }
  return {std::max(result.symbols, 1u), result.depth + 1};
}

// Whether a value that is used so often is easier to read under a name.
bool Naming::pays(NodeId node, std::uint32_t uses, std::uint32_t symbols) const {
  if (uses < 2) return false;
  if (symbols >= long_expression) return true;
  if (is_network_ || !is_layer(graph_[node])) return false;
  // softmax(x) in diag(p) − p·pᵀ, sigmoid(X·w) in p ∘ (1 − p)
  return (graph_[node].op == OpKind::softmax && uses > 2) || symbols > 1;
}

void Naming::name_repeated_values() {
  const std::vector<bool> forward = ir::reachable(graph_, roots());
  const std::vector<std::uint32_t> uses = ir::use_counts(graph_, shown());
  std::vector<Extent> extents(graph_.size());
  constexpr std::array<std::string_view, 8> letters = {"u", "v", "r", "p", "q", "g", "s", "d"};
  std::set<std::string> given;
  std::size_t next = 0;
  for (std::uint32_t id = 0; id < graph_.size(); ++id) {
    if (uses[id] == 0 || is_leaf(graph_[{id}])) continue;
    extents[id] = extent({id}, extents);
    const bool named =
        pays({id}, uses[id], extents[id].symbols) || extents[id].depth >= deepest_expression;
    if (has_name({id}) || !named) continue;
    if (graph_[{id}].op == OpKind::transpose || graph_[{id}].op == OpKind::broadcast) continue;
    // The language has comparisons in `where` only.
    const bool is_comparison =
        ir::op_def(graph_[{id}]).spelling.notation == ir::Notation::comparison;
    if (is_comparison && extents[id].depth < deepest_expression) continue;
    const OpKind op = graph_[{id}].op;
    const bool is_probability = op == OpKind::sigmoid || op == OpKind::softmax;
    std::string candidate = is_probability ? "p" : "";
    while (candidate.empty() || is_taken(candidate) || given.count(candidate) > 0) {
      const std::size_t round = next / letters.size();
      candidate =
          std::string(letters[next % letters.size()]) + (round == 0 ? "" : std::to_string(round));
      ++next;
    }
    given.insert(candidate);
    add(ir::name_of(candidate), {id}, forward[id] ? Sweep::forward : Sweep::reverse);
  }
}

void Naming::name_steps() {
  names_.resize(graph_.size());
  only_in_reverse_.resize(graph_.size(), false);
  for (std::size_t i = 0; i < derivation_->cotangents.size(); ++i) {
    const Name* known = of(derivation_->cotangents[i].value);
    const NodeId before = derivation_->steps.sweep[i].cotangent;
    if (known == nullptr || has_name(before) || is_number(graph_, before)) continue;
    names_[before.value] = *known;
    only_in_reverse_[before.value] = true;
  }
  std::vector<std::uint32_t> depth(graph_.size(), 0);
  for (std::uint32_t id = 0; id < graph_.size(); ++id) {
    if (has_name({id}) || is_number(graph_, {id})) continue;
    for (const NodeId operand : graph_.operands({id})) {
      depth[id] = std::max(depth[id], depth[operand.value] + 1);
    }
    if (depth[id] < deepest_in_step) continue;
    names_[id] = Name{std::string(style_ == FormulaStyle::ascii ? "..." : ellipsis), {}, false};
    depth[id] = 0;
  }
}

std::optional<Name> Naming::rename(NodeId node, std::optional<Name> name) {
  if (names_.size() <= node.value) {
    names_.resize(node.value + std::size_t{1});
    only_in_reverse_.resize(names_.size(), false);
  }
  return std::exchange(names_[node.value], std::move(name));
}

bool Naming::is_elided(NodeId node) const {
  const Name* name = of(node);
  return name != nullptr && (name->base == ellipsis || name->base == "...");
}

void Naming::order_lines() {
  std::stable_sort(lines_.begin(), lines_.end(), [](const NamedNode& a, const NamedNode& b) {
    if (a.sweep != b.sweep) return a.sweep < b.sweep;
    return a.node < b.node;
  });
}

}  // namespace nngen::codegen
