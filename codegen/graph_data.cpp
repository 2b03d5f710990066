#include "codegen/graph_data.hpp"

#include <cmath>
#include <cstdint>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "codegen/formula/naming.hpp"
#include "ir/op.hpp"
#include "ir/role_word.hpp"

namespace nngen::codegen {
namespace {

using ir::NodeId;

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      result += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      result += c;
    }
  }
  return result + "\"";
}

std::string number(double value) {
  if (std::isnan(value)) return "\"NaN\"";
  if (std::isinf(value)) return value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
  return fmt::format("{}", value);
}

// A size: a number, or the text of a symbolic one.
std::string size(const ir::Dim& dim) {
  return dim.is_known() ? dim.to_string() : quoted(dim.to_string());
}

std::string shape(const ir::Shape& shape) {
  return fmt::format("[{}, {}]", size(shape.rows), size(shape.cols));
}

std::string op_name(ir::OpKind op) {
  constexpr std::string_view names[] = {
#define NNGEN_OP(name) #name,
#include "ir/ops.def"
#undef NNGEN_OP
  };
  return std::string(names[static_cast<std::size_t>(op)]);
}

std::string joined(const std::vector<std::string>& items, std::string_view separator) {
  std::string text;
  for (const std::string& item : items) {
    if (!text.empty()) text += separator;
    text += item;
  }
  return text;
}

/// What a program and its derivation need, numbered in order: an operand before its users.
class NumberedGraph {
 public:
  NumberedGraph(const ir::Program& program, const ir::Derivation& derivation)
      : program_(program), naming_(program, &derivation) {
    std::vector<NodeId> roots;
    for (const auto& value : program.values) roots.push_back(value.node);
    for (const auto& output : program.outputs) roots.push_back(output.node);
    if (program.loss) roots.push_back(program.loss->node);
    forward_ = ir::reachable(*program.graph, roots);
    for (const auto& declaration : program.declarations) roots.push_back(declaration.node);
    if (derivation.loss) roots.push_back(derivation.loss);
    for (const auto& cotangent : derivation.cotangents) roots.push_back(cotangent.value);
    for (const auto& gradient : derivation.gradients) roots.push_back(gradient.value);
    const std::vector<bool> needed = ir::reachable(*program.graph, roots);
    number_.resize(needed.size());
    for (std::uint32_t id = 0; id < needed.size(); ++id) {
      if (!needed[id]) continue;
      number_[id] = nodes_.size();
      nodes_.push_back({id});
    }
  }

  const std::vector<NodeId>& nodes() const { return nodes_; }
  std::size_t number(NodeId id) const { return number_[id.value]; }
  bool is_forward(NodeId id) const {
    return (id.value < forward_.size() && forward_[id.value]) ||
           (*program_.graph)[id].op == ir::OpKind::variable;
  }
  const ir::Name* name(NodeId id) const { return naming_.of(id); }

 private:
  const ir::Program& program_;
  Naming naming_;
  std::vector<bool> forward_;
  std::vector<std::size_t> number_;
  std::vector<NodeId> nodes_;
};

class JsonWriter {
 public:
  JsonWriter(const ir::Program& program, const ir::Derivation& derivation)
      : program_(program), derivation_(derivation), nodes_(program, derivation) {}

  std::string run(std::string_view verified) const {
    std::vector<std::string> members = {"\"format\": \"nngen-graph\"", "\"version\": 1"};
    members.push_back("\"reduction\": " + quoted(reduction()));
    members.push_back(list("declarations", declarations()));
    members.push_back(list("functions", functions()));
    members.push_back(list("nodes", nodes()));
    members.push_back(list("values", named(program_.values)));
    members.push_back(list("outputs", named(program_.outputs)));
    if (program_.loss) {
      members.push_back(fmt::format(
          "\"loss\": {{\"name\": {}, \"node\": {}}}", quoted(program_.loss->name.plain()),
          node(derivation_.loss ? derivation_.loss : program_.loss->node)));
    }
    members.push_back(list("cotangents", cotangents()));
    members.push_back(list("gradients", gradients()));
    if (!verified.empty()) members.push_back("\"verified\": " + quoted(std::string(verified)));
    return "{\n" + joined(members, ",\n") + "\n}\n";
  }

 private:
  static std::string list(std::string_view name, const std::vector<std::string>& items) {
    if (items.empty()) return fmt::format("\"{}\": []", name);
    return fmt::format("\"{}\": [\n  {}\n]", name, joined(items, ",\n  "));
  }

  std::size_t node(NodeId id) const { return nodes_.number(id); }

  std::string reduction() const {
    switch (derivation_.reduction) {
      case ir::Reduction::none: return "none";
      case ir::Reduction::mean: return "mean";
      case ir::Reduction::sum: return "sum";
    }
    NNGEN_UNREACHABLE();
  }

  std::vector<std::string> declarations() const {
    std::vector<std::string> items;
    for (const auto& declaration : program_.declarations) {
      items.push_back(fmt::format("{{\"name\": {}, \"role\": \"{}\", \"shape\": {}, \"node\": {}}}",
                                  quoted(declaration.name.plain()), ir::role_word(declaration.role),
                                  shape(declaration.shape), node(declaration.node)));
    }
    return items;
  }

  std::vector<std::string> functions() const {
    std::vector<std::string> items;
    for (std::uint32_t f = 0; f < program_.functions.size(); ++f) {
      const ir::Function& function = program_.graph->function(f);
      std::vector<std::string> parts;
      for (const auto& part : function.parts) {
        parts.push_back(fmt::format("{{\"op\": \"{}\", \"count\": {}}}", op_name(part.op),
                                    function.is_direct_sum ? size(part.count) : "null"));
      }
      items.push_back(fmt::format("{{\"name\": {}, \"direct_sum\": {}, \"parts\": [{}]}}",
                                  quoted(program_.functions[f].name.plain()),
                                  function.is_direct_sum, joined(parts, ", ")));
    }
    return items;
  }

  std::vector<std::string> nodes() const {
    std::vector<std::string> items;
    for (const NodeId id : nodes_.nodes()) {
      const ir::Node& n = (*program_.graph)[id];
      std::vector<std::string> operands;
      for (const NodeId operand : program_.graph->operands(id)) {
        operands.push_back(std::to_string(node(operand)));
      }
      std::string item = fmt::format(
          "{{\"id\": {}, \"op\": \"{}\", \"shape\": {}, \"operands\": [{}], \"per_sample\": {}, "
          "\"forward\": {}",
          node(id), op_name(n.op), shape(n.shape), joined(operands, ", "), n.per_sample,
          nodes_.is_forward(id));
      if (const std::string text = attributes(n); !text.empty()) {
        item += fmt::format(", \"attributes\": {{{}}}", text);
      }
      if (const ir::Name* name = nodes_.name(id)) item += ", \"name\": " + quoted(name->plain());
      if (const auto origin = program_.graph->origin(id)) {
        item += fmt::format(", \"origin\": [{}, {}]", origin->begin, origin->end);
      }
      items.push_back(item + "}");
    }
    return items;
  }

  std::string attributes(const ir::Node& n) const {
    if (const auto* constant = std::get_if<ir::Constant>(&n.attribute)) {
      const bool is_power = n.op == ir::OpKind::power;
      return fmt::format("\"{}\": {}", is_power ? "exponent" : "value", number(constant->value));
    }
    if (const auto* symbol = std::get_if<ir::Symbol>(&n.attribute)) {
      return fmt::format("\"declaration\": {}", symbol->declaration);
    }
    if (const auto* use = std::get_if<ir::FunctionUse>(&n.attribute)) {
      return fmt::format("\"function\": {}, \"order\": {}", use->function, use->order);
    }
    if (const auto* axis = std::get_if<ir::Axis>(&n.attribute)) {
      return fmt::format("\"axis\": \"{}\"", *axis == ir::Axis::all       ? "all"
                                             : *axis == ir::Axis::columns ? "columns"
                                                                          : "rows");
    }
    if (const auto* offset = std::get_if<ir::Offset>(&n.attribute)) {
      return fmt::format("\"row\": {}, \"col\": {}", size(offset->row), size(offset->col));
    }
    if (const auto* of = std::get_if<ir::Shape>(&n.attribute)) {
      return fmt::format("\"of\": {}", shape(*of));
    }
    return {};
  }

  std::vector<std::string> named(const std::vector<ir::NamedValue>& values) const {
    std::vector<std::string> items;
    for (const auto& value : values) {
      items.push_back(fmt::format("{{\"name\": {}, \"node\": {}}}", quoted(value.name.plain()),
                                  node(value.node)));
    }
    return items;
  }

  std::vector<std::string> cotangents() const {
    std::vector<std::string> items;
    for (const auto& cotangent : derivation_.cotangents) {
      // Of what simplification left nothing.
      if (!is_numbered(cotangent.primal)) continue;
      items.push_back(fmt::format("{{\"of\": {}, \"node\": {}}}", node(cotangent.primal),
                                  node(cotangent.value)));
    }
    return items;
  }

  bool is_numbered(NodeId id) const {
    const std::size_t place = node(id);
    return place < nodes_.nodes().size() && nodes_.nodes()[place] == id;
  }

  std::vector<std::string> gradients() const {
    std::vector<std::string> items;
    for (const auto& gradient : derivation_.gradients) {
      const auto by = std::get<ir::Symbol>((*program_.graph)[gradient.by].attribute);
      items.push_back(fmt::format("{{\"by\": {}, \"variable\": {}, \"node\": {}}}",
                                  quoted(program_.declarations[by.declaration].name.plain()),
                                  node(gradient.by), node(gradient.value)));
    }
    return items;
  }

  const ir::Program& program_;
  const ir::Derivation& derivation_;
  NumberedGraph nodes_;
};

// A label of Graphviz.
std::string two_lines(const std::string& first, const std::string& second) {
  std::string text = quoted(first);
  text.pop_back();
  return text + "\\n" + quoted(second).substr(1);
}

// What stands in a node: its name, or what it does.
std::string label(const ir::Program& program, const ir::Node& node, const ir::Name* name) {
  std::string what = op_name(node.op);
  if (const auto* constant = std::get_if<ir::Constant>(&node.attribute)) {
    const std::string value = fmt::format("{}", constant->value);
    what = node.op == ir::OpKind::constant ? value : what + " " + value;
  } else if (const auto* use = std::get_if<ir::FunctionUse>(&node.attribute)) {
    what = program.functions[use->function].name.plain() + std::string(use->order, '\'');
  }
  if (name == nullptr) return what;
  return node.op == ir::OpKind::variable ? name->plain() : name->plain() + " = " + what;
}

}  // namespace

std::string graph_json(const ir::Program& program, const ir::Derivation& derivation,
                       std::string_view verified) {
  return JsonWriter(program, derivation).run(verified);
}

std::string graph_dot(const ir::Program& program, const ir::Derivation& derivation) {
  const NumberedGraph nodes(program, derivation);
  const ir::Graph& graph = *program.graph;
  std::string forward;
  std::string reverse;
  std::string edges;
  for (const NodeId id : nodes.nodes()) {
    const ir::Node& node = graph[id];
    const std::string text = label(program, node, nodes.name(id));
    const bool is_variable = node.op == ir::OpKind::variable;
    (nodes.is_forward(id) ? forward : reverse) +=
        fmt::format("    n{} [label={}{}];\n", nodes.number(id),
                    two_lines(text, node.shape.to_string()), is_variable ? ", shape=box" : "");
    for (const NodeId operand : graph.operands(id)) {
      edges += fmt::format("  n{} -> n{};\n", nodes.number(operand), nodes.number(id));
    }
  }
  std::string ends;
  for (const auto& gradient : derivation.gradients) {
    const ir::Name* by = nodes.name(gradient.by);
    ends += fmt::format("  g{0} [label={1}, shape=plaintext];\n  n{2} -> g{0} [style=dashed];\n",
                        nodes.number(gradient.by),
                        quoted(fmt::format("∇ {}", by == nullptr ? "" : by->plain())),
                        nodes.number(gradient.value));
  }
  return "digraph nngen {\n  rankdir=LR;\n  subgraph cluster_forward {\n    label=\"forward\";\n" +
         forward + "  }\n  subgraph cluster_reverse {\n    label=\"reverse\";\n" + reverse +
         "  }\n" + edges + ends + "}\n";
}

}  // namespace nngen::codegen
