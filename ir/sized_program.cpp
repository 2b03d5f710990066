#include "ir/sized_program.hpp"

#include <optional>
#include <string_view>

namespace nngen::ir {
namespace {

class Sizing {
 public:
  Sizing(const Program& source, const std::map<std::string, std::int64_t>& sizes)
      : source_(source), sizes_(sizes) {}

  SizedProgram run() {
    copy_declarations();
    copy_nodes();
    Program& program = result_.program;
    for (Declaration& declaration : program.declarations) take(declaration.node);
    for (const NamedValue& value : source_.values) program.values.push_back(copied(value));
    if (source_.loss) program.loss = copied(*source_.loss);
    for (const NamedValue& output : source_.outputs) program.outputs.push_back(copied(output));
    for (const NamedValue& value : source_.as_differentiated) {
      program.as_differentiated.push_back(copied(value));
    }
    for (RequestedDerivative request : source_.requests) {
      for (NodeId* node : {&request.of, &request.by, &request.direction, &request.value}) {
        take(*node);
      }
      program.requests.push_back(request);
    }
    return std::move(result_);
  }

 private:
  Dim sized(const Dim& dim) const {
    if (dim.is_known()) return dim;
    return dim.substitute([this](std::string_view symbol) -> std::optional<std::int64_t> {
      const auto found = sizes_.find(std::string(symbol));
      return found == sizes_.end() ? std::nullopt : std::optional(found->second);
    });
  }
  Shape sized(const Shape& shape) const { return {sized(shape.rows), sized(shape.cols)}; }
  Attribute sized(const Attribute& attribute) const {
    if (const auto* offset = std::get_if<Offset>(&attribute)) {
      return Offset{sized(offset->row), sized(offset->col)};
    }
    if (const auto* shape = std::get_if<Shape>(&attribute)) return sized(*shape);
    return attribute;
  }

  void take(NodeId& node) const {
    if (node) node = result_.image[node.value];
  }
  NamedValue copied(NamedValue value) const {
    take(value.node);
    take(value.before_simplification);
    return value;
  }

  void copy_declarations() {
    Program& program = result_.program;
    program.functions = source_.functions;
    for (std::uint32_t i = 0; i < source_.graph->function_count(); ++i) {
      Function function = source_.graph->function(i);
      for (FunctionPart& part : function.parts) part.count = sized(part.count);
      program.graph->add_function(std::move(function));
    }
    for (Declaration declaration : source_.declarations) {
      const Symbol symbol{static_cast<std::uint32_t>(program.declarations.size())};
      program.graph->set_properties(symbol, source_.graph->properties(symbol));
      declaration.shape = sized(declaration.shape);
      program.declarations.push_back(std::move(declaration));
    }
  }

  void copy_nodes() {
    const Graph& graph = *source_.graph;
    for (std::uint32_t id = 0; id < graph.size(); ++id) {
      const Node& node = graph[{id}];
      std::vector<NodeId> operands;
      for (const NodeId operand : graph.operands({id})) {
        operands.push_back(result_.image[operand.value]);
      }
      result_.image.push_back(result_.program.graph->intern(
          node.op, operands, sized(node.shape), sized(node.attribute), node.per_sample));
    }
  }

  const Program& source_;
  const std::map<std::string, std::int64_t>& sizes_;
  SizedProgram result_;
};

}  // namespace

SizedProgram with_sizes(const Program& program, const std::map<std::string, std::int64_t>& sizes) {
  return Sizing(program, sizes).run();
}

}  // namespace nngen::ir
