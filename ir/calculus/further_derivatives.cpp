#include "ir/calculus/further_derivatives.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "ir/calculus/linear_map.hpp"
#include "ir/calculus/passes.hpp"
#include "ir/calculus/rewrite.hpp"
#include "ir/check.hpp"

namespace nngen::ir {
namespace {

class Adder {
 public:
  Adder(Program& program, const Derivation& derivation)
      : program_(program), derivation_(derivation) {
    for (const Declaration& declaration : program.declarations) take(declaration.name);
    for (const NamedFunction& function : program.functions) take(function.name);
    for (const NamedValue& value : program.values) take(value.name);
    for (const NamedValue& output : program.outputs) take(output.name);
    if (program.loss) take(program.loss->name);
    for (const Declaration* param : program.with_role(Role::param)) params_.push_back(param->node);
  }

  FurtherDerivatives run(const FurtherRequest& request) {
    const std::size_t first = program_.outputs.size();
    const RewriteContext context = reading_context(program_);  // what is added is not written
    if (request.jacobian) add_jacobians();
    if (request.is_along_direction()) add_direction();
    if (request.jvp) result_.jvp = add_output("jvp", tangent_of(graph(), derivation_.loss, moved_));
    if (request.hvp || request.hessian) add_products();
    result_.hessian = request.hessian;
    simplify(first, context);
    return std::move(result_);
  }

 private:
  Graph& graph() { return *program_.graph; }

  void take(const Name& name) { taken_.insert(name.plain()); }

  // With the prefix, or with as many of it as make the name new.
  Name new_name(const std::string& prefix, Name name) {
    do name.base.insert(0, prefix);
    while (!taken_.insert(name.plain()).second);
    return name;
  }

  std::uint32_t add_output(const std::string& prefix, NodeId node, const Name& name = {}) {
    program_.outputs.push_back({new_name(prefix, name), node, {}});
    return static_cast<std::uint32_t>(program_.outputs.size() - 1);
  }

  void add_jacobians() {
    const std::size_t count = program_.outputs.size();
    for (std::uint32_t i = 0; i < count; ++i) {
      const NamedValue output = program_.outputs[i];
      std::vector<Expr> blocks;
      std::vector<NodeId> nodes;
      for (const NodeId param : params_) {
        blocks.push_back(jacobian(program_.expr(output.node), program_.expr(param)));
        nodes.push_back(blocks.back().id);
      }
      const Expr all = blocks.size() == 1 ? blocks[0] : make(graph(), OpKind::hstack, blocks);
      const std::uint32_t place = add_output("jacobian_", all.id, output.name);
      result_.jacobians.push_back({i, place, std::move(nodes)});
    }
  }

  // A part has its param's properties as a declaration, so that it is drawn from the space in which
  // the param moves; the graph knows nothing of them.
  void add_direction() {
    for (const NodeId param : params_) {
      const auto place = std::get<Symbol>(graph()[param].attribute).declaration;
      Declaration part = program_.declarations[place];
      part.name = new_name("d", part.name);
      part.role = Role::constant;
      const auto index = static_cast<std::uint32_t>(program_.declarations.size());
      part.node = variable(graph(), index, part.shape, false).id;
      moved_.push_back({param, part.node});
      result_.directions.push_back(index);
      program_.declarations.push_back(std::move(part));
    }
  }

  void add_products() {
    for (std::size_t i = 0; i < params_.size(); ++i) {
      const auto is_by_param = [&](const Gradient& gradient) { return gradient.by == params_[i]; };
      const auto found =
          std::find_if(derivation_.gradients.begin(), derivation_.gradients.end(), is_by_param);
      NNGEN_CHECK(found != derivation_.gradients.end());
      const auto place = std::get<Symbol>(graph()[params_[i]].attribute).declaration;
      const std::uint32_t output = add_output("hvp_", tangent_of(graph(), found->value, moved_),
                                              program_.declarations[place].name);
      if (i == 0) result_.hvp = output;
    }
  }

  void simplify(std::size_t first, const RewriteContext& context) {
    std::vector<NodeId> nodes;
    for (std::size_t i = first; i < program_.outputs.size(); ++i) {
      nodes.push_back(program_.outputs[i].node);
    }
    const std::vector<NodeId> images = simplify_shared(program_, nodes, context);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      if (images[i] == nodes[i]) continue;
      program_.outputs[first + i].node = images[i];
      program_.outputs[first + i].before_simplification = nodes[i];
    }
  }

  Program& program_;
  const Derivation& derivation_;
  std::set<std::string> taken_;
  std::vector<NodeId> params_;
  std::vector<Tangent> moved_;
  FurtherDerivatives result_;
};

}  // namespace

FurtherDerivatives add_further_derivatives(Program& program, const Derivation& derivation,
                                           const FurtherRequest& request) {
  return Adder(program, derivation).run(request);
}

}  // namespace nngen::ir
