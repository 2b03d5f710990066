#include "codegen/formula/batch_columns.hpp"

#include <algorithm>
#include <set>

#include "ir/calculus/rewrite.hpp"
#include "ir/op.hpp"

namespace nngen::codegen {
namespace {

using ir::Axis;
using ir::Dim;
using ir::Expr;
using ir::Graph;
using ir::Node;
using ir::NodeId;
using ir::OpKind;
using ir::Shape;

// x → X, σ → Σ, logits → Logits; other letters stay.
std::string capital(const std::string& name) {
  std::string result = name;
  const auto first = static_cast<unsigned char>(name[0]);
  if (first >= 'a' && first <= 'z') {
    result[0] = static_cast<char>(first - 'a' + 'A');
  } else if (name.size() >= 2 && first == 0xCE && static_cast<unsigned char>(name[1]) >= 0xB1) {
    result[1] = static_cast<char>(name[1] - 0x20);
  } else if (name.size() >= 2 && first == 0xCF && static_cast<unsigned char>(name[1]) <= 0x89) {
    result = std::string("\xCE") + static_cast<char>(name[1] + 0x20) + name.substr(2);
  }
  return result;
}

class ColumnLifter {
 public:
  ColumnLifter(const ir::Program& source, const ir::Derivation& derivation)
      : source_(source), derivation_(derivation), image_(source.graph->size()) {}

  std::optional<BatchColumns> run() {
    declare();
    const std::vector<bool> needed = ir::reachable(*source_.graph, roots());
    for (std::uint32_t id = 0; id < needed.size(); ++id) {
      if (needed[id] && !image_[id]) image_[id] = lift({id});
    }
    if (!image(derivation_.loss)) return std::nullopt;
    for (const auto& gradient : derivation_.gradients) {
      if (!image(gradient.value) || !image(gradient.by)) return std::nullopt;
    }
    take_values();
    take_derivation();
    ir::rewrite(result_.program, result_.derivation, ir::product_rules(), true);
    take_images();
    return std::move(result_);
  }

 private:
  Graph& graph() { return *result_.program.graph; }
  Expr image(NodeId id) const { return image_[id.value]; }
  const Node& node(NodeId id) const { return (*source_.graph)[id]; }

  std::vector<NodeId> roots() const {
    std::vector<NodeId> all = {derivation_.loss, derivation_.objective};
    for (const auto& gradient : derivation_.gradients) all.push_back(gradient.value);
    for (const auto& value : source_.values) all.push_back(value.node);
    for (const auto& output : source_.outputs) all.push_back(output.node);
    return all;
  }

  ir::Name batch_name(const ir::Name& name) {
    ir::Name result = name;
    result.base = capital(name.base);
    return taken_.contains(result.base) ? name : result;
  }

  void declare() {
    ir::Program& program = result_.program;
    for (const auto& declaration : source_.declarations) taken_.insert(declaration.name.base);
    for (const auto& function : source_.functions) taken_.insert(function.name.base);
    for (const auto& value : source_.values) taken_.insert(value.name.base);
    program.functions = source_.functions;
    for (std::uint32_t f = 0; f < source_.graph->function_count(); ++f) {
      graph().add_function(source_.graph->function(f));
    }
    for (ir::Declaration declaration : source_.declarations) {
      const NodeId original = declaration.node;
      const auto symbol = static_cast<std::uint32_t>(program.declarations.size());
      const bool per_sample = node(original).per_sample;
      if (per_sample && declaration.shape.cols.is_one()) {
        declaration.name = batch_name(declaration.name);
        declaration.shape.cols = samples();
      }
      const Expr variable = ir::variable(graph(), symbol, declaration.shape, false);
      declaration.node = variable.id;
      // A label's sum is 1 in every column; the derivation has used it already.
      if (!per_sample) graph().set_properties(ir::Symbol{symbol}, declaration.properties);
      const bool liftable = !per_sample || node(original).shape.cols.is_one();
      image_[original.value] = liftable ? variable : Expr{};
      program.declarations.push_back(std::move(declaration));
    }
  }

  static Dim samples() { return Dim::symbol("M"); }

  // The operand as columns: what all samples share is repeated.
  Expr columns(NodeId id, const Dim& rows) {
    const Expr x = image(id);
    if (!x || node(id).per_sample) return x;
    return ir::broadcast(x, Shape{rows, samples()});
  }

  Expr lift(NodeId id) {
    const Node& n = node(id);
    if (!n.per_sample) return lift_shared(id);
    if (!n.shape.cols.is_one()) return {};
    switch (n.op) {
      case OpKind::matmul: return lift_product(id);
      case OpKind::scale: return lift_scale(id);
      case OpKind::sum: return reduced_lines(image(source_.graph->operand(id, 0)));
      case OpKind::dot: return reduced_lines(entrywise(OpKind::hadamard, id));
      case OpKind::broadcast: {
        const Expr row = image(source_.graph->operand(id, 0));
        return row ? ir::broadcast(row, Shape{n.shape.rows, samples()}) : Expr{};
      }
      case OpKind::slice:
      case OpKind::embed: {
        const Expr x = image(source_.graph->operand(id, 0));
        const Shape shape{n.shape.rows, samples()};
        return x ? ir::make(graph(), n.op, std::span(&x, 1), n.attribute, shape) : Expr{};
      }
      case OpKind::vstack: return lift_stack(id);
      case OpKind::inverse:
      case OpKind::cofactor:
      case OpKind::solve: return {};
      default:
        if (std::holds_alternative<Axis>(n.attribute)) return along_columns(id);
        return is_entrywise(id) ? entrywise(n.op, id) : Expr{};
    }
  }

  bool is_entrywise(NodeId id) const {
    const Node& n = node(id);
    const ir::OpClass op_class = ir::op_def(n).op_class;
    const auto operands = source_.graph->operands(id);
    return (op_class == ir::OpClass::arithmetic || op_class == ir::OpClass::elementwise ||
            op_class == ir::OpClass::activation) &&
           std::all_of(operands.begin(), operands.end(),
                       [&](NodeId operand) { return node(operand).shape == n.shape; });
  }

  // Of a sample's vector, hence of each column.
  Expr along_columns(NodeId id) {
    const Node& n = node(id);
    const NodeId of = source_.graph->operand(id, 0);
    const Expr x = image(of);
    const bool by_rows = std::get<Axis>(n.attribute) == Axis::rows;
    if (!x || by_rows || !node(of).shape.cols.is_one()) return {};
    return ir::make(graph(), n.op, std::span(&x, 1), Axis::columns,
                    Shape{n.shape.rows, samples()});
  }

  Expr entrywise(OpKind op, NodeId id) {
    const Dim rows = node(source_.graph->operand(id, 0)).shape.rows;
    std::vector<Expr> operands;
    for (const NodeId operand : source_.graph->operands(id)) {
      operands.push_back(columns(operand, rows));
      if (!operands.back()) return {};
    }
    return ir::make(graph(), op, operands, node(id).op == op ? node(id).attribute : ir::Attribute{});
  }

  Expr lift_stack(NodeId id) {
    std::vector<Expr> pieces;
    for (const NodeId operand : source_.graph->operands(id)) {
      pieces.push_back(columns(operand, node(operand).shape.rows));
      if (!pieces.back()) return {};
    }
    return ir::make(graph(), OpKind::vstack, pieces);
  }

  Expr reduced_lines(Expr x) { return x ? ir::sum(x, Axis::columns) : Expr{}; }

  // W·x → W·X; aᵀ·b of two samples' vectors → a row of inner products; a·s scales each column.
  Expr lift_product(NodeId id) {
    const NodeId a = source_.graph->operand(id, 0);
    const NodeId b = source_.graph->operand(id, 1);
    if (!node(a).per_sample && image(a) && image(b)) return image(a) * image(b);
    if (node(a).op == OpKind::transpose) {
      const NodeId inner = source_.graph->operand(a, 0);
      if (!image(inner) || !image(b)) return {};
      const Dim rows = node(inner).shape.rows;
      return reduced_lines(ir::hadamard(columns(inner, rows), columns(b, rows)));
    }
    if (node(b).shape.is_scalar()) return columns_times(b, a);
    return {};
  }

  Expr lift_scale(NodeId id) {
    return columns_times(source_.graph->operand(id, 0), source_.graph->operand(id, 1));
  }

  Expr columns_times(NodeId scalar, NodeId column) {
    const Expr s = image(scalar);
    const Expr x = image(column);
    if (!s || !x) return {};
    if (!node(scalar).per_sample) return ir::scale(s, x);
    if (!node(column).per_sample) return x * s;
    return ir::hadamard(ir::broadcast(s, x.shape()), x);
  }

  Expr lift_shared(NodeId id) {
    const Node& n = node(id);
    if (n.op == OpKind::sum_samples || n.op == OpKind::mean_samples) {
      const Expr total = over_samples(source_.graph->operand(id, 0));
      if (!total || n.op == OpKind::sum_samples) return total;
      const Expr count = ir::make(graph(), OpKind::sample_count, {}, {}, Shape::scalar());
      return ir::scale(ir::divide(ir::constant(graph(), 1), count), total);
    }
    std::vector<Expr> operands;
    for (const NodeId operand : source_.graph->operands(id)) {
      operands.push_back(image(operand));
      if (!operands.back()) return {};
    }
    return ir::make(graph(), n.op, operands, n.attribute, n.shape);
  }

  // Σ over samples of one sample's value.
  Expr over_samples(NodeId id) {
    const Node& n = node(id);
    if (!n.per_sample) return {};
    const auto operand = [&](std::size_t i) { return source_.graph->operand(id, i); };
    switch (n.op) {
      case OpKind::matmul: {
        // δ·xᵀ → Δ·Xᵀ; a scalar is its own transpose.
        const bool is_transpose = node(operand(1)).op == OpKind::transpose;
        if (!is_transpose && !node(operand(1)).shape.is_scalar()) break;
        const NodeId right = is_transpose ? source_.graph->operand(operand(1), 0) : operand(1);
        const Expr a = columns(operand(0), node(operand(0)).shape.rows);
        const Expr b = columns(right, node(right).shape.rows);
        if (a && b && node(operand(0)).shape.cols.is_one()) return a * ir::transpose(b);
        return {};
      }
      case OpKind::scale:
        if (!node(operand(0)).per_sample && image(operand(0))) {
          const Expr rest = over_samples(operand(1));
          return rest ? ir::scale(image(operand(0)), rest) : Expr{};
        }
        break;
      case OpKind::add:
        if (image(id) && !has_loss_terms(id)) break;
        return sum_of_terms(id);
      case OpKind::dot:
      case OpKind::cross_entropy:
      case OpKind::softmax_cross_entropy: return entrywise(n.op, id);
      default: break;
    }
    const Expr x = image(id);
    if (!x) return {};
    return ir::sum(x, n.shape.is_scalar() ? Axis::all : Axis::rows);
  }

  // Terms that are sums themselves (inner products, entropies) have shorter forms over the whole batch.
  bool has_loss_terms(NodeId id) const {
    const auto operands = source_.graph->operands(id);
    return std::any_of(operands.begin(), operands.end(), [&](NodeId operand) {
      const Expr rest = ir::split_coefficient(source_.expr(operand)).rest;
      return rest.is(OpKind::dot) || rest.is(OpKind::sum) || rest.is(OpKind::cross_entropy) ||
             rest.is(OpKind::softmax_cross_entropy);
    });
  }

  Expr sum_of_terms(NodeId id) {
    std::vector<Expr> terms;
    for (const NodeId operand : source_.graph->operands(id)) {
      const bool shared = !node(operand).per_sample;
      Expr term = shared ? image(operand) : over_samples(operand);
      if (!term) return image(id) ? ir::sum(image(id)) : Expr{};
      if (shared) {
        term = ir::scale(ir::make(graph(), OpKind::sample_count, {}, {}, Shape::scalar()), term);
      }
      terms.push_back(term);
    }
    return ir::sum_of(graph(), terms);
  }

  void take_values() {
    ir::Program& program = result_.program;
    const auto take = [&](const ir::NamedValue& value, std::vector<ir::NamedValue>& into) {
      const bool is_objective = value.node == derivation_.objective;
      const Expr lifted = is_objective ? image(derivation_.loss) : image(value.node);
      if (!lifted) return;
      const bool per_sample = node(value.node).per_sample && !is_objective;
      into.push_back({per_sample ? batch_name(value.name) : value.name, lifted.id, value.span});
    };
    for (const auto& value : source_.values) take(value, program.values);
    for (const auto& output : source_.outputs) take(output, program.outputs);
    program.loss = ir::NamedValue{source_.loss->name, image(derivation_.loss).id, source_.loss->span};
  }

  void take_derivation() {
    ir::Derivation& derivation = result_.derivation;
    derivation.reduction = ir::Reduction::none;
    derivation.objective = derivation.loss = image(derivation_.loss).id;
    for (const auto& cotangent : derivation_.cotangents) {
      if (!image(cotangent.primal) || !image(cotangent.value)) continue;
      lifted_cotangents_.push_back(cotangent.value);
      derivation.cotangents.push_back({image(cotangent.primal).id, image(cotangent.value).id});
    }
    for (const auto& gradient : derivation_.gradients) {
      derivation.gradients.push_back({image(gradient.by).id, image(gradient.value).id});
    }
  }

  void take_images() {
    for (const Expr& x : image_) result_.image.push_back(x ? x.id : NodeId{});
    const ir::Derivation& lifted = result_.derivation;
    for (std::size_t i = 0; i < lifted_cotangents_.size(); ++i) {
      result_.image[lifted_cotangents_[i].value] = lifted.cotangents[i].value;
    }
    for (std::size_t i = 0; i < lifted.gradients.size(); ++i) {
      result_.image[derivation_.gradients[i].value.value] = lifted.gradients[i].value;
    }
    result_.image[derivation_.objective.value] = lifted.loss;
  }

  const ir::Program& source_;
  const ir::Derivation& derivation_;
  std::vector<NodeId> lifted_cotangents_;
  std::vector<Expr> image_;
  std::set<std::string> taken_;
  BatchColumns result_;
};

}  // namespace

std::optional<BatchColumns> batch_columns(const ir::Program& program,
                                          const ir::Derivation& derivation) {
  return ColumnLifter(program, derivation).run();
}

}  // namespace nngen::codegen
