#pragma once
// Which nodes have a name in printed formulas and emitted code, and what it is.

#include <optional>
#include <string>
#include <vector>

#include "codegen/formula/show.hpp"
#include "ir/calculus/differentiate.hpp"
#include "ir/program.hpp"

namespace nngen::codegen {

/// Where a named line stands: among the forward values or in the reverse sweep.
enum class Sweep : std::uint8_t { forward, reverse };

struct NamedNode {
  ir::Name name;
  ir::NodeId node;
  Sweep sweep;
};

/// The names of a program's derivation. The file's own names come first; then, in a network, N₁ … for the
/// argument of an activation, Δᵢ for the cotangent of Nᵢ, δs for that of a value named s; then a fresh short
/// name for what is used more than once and is long, or is nested too deep to read. Outside of a network
/// Nᵢ and Δᵢ have to pay as well.
class Naming {
 public:
  /// In ASCII the names that nngen makes are Delta1 and delta_s; the file's own are what they are.
  Naming(const ir::Program& program, const ir::Derivation* derivation,
         FormulaStyle style = FormulaStyle::unicode);

  /// The name under which a line of the given sweep refers to the node, if it has one: a forward line
  /// knows nothing of names that only the reverse sweep gives.
  const ir::Name* of(ir::NodeId node, Sweep from = Sweep::reverse) const;
  /// For the steps of a derivation: what a cotangent was before it was simplified goes by the name of the
  /// cotangent, and what is nested too deep to be read at a glance by an ellipsis.
  void name_steps();
  bool is_elided(ir::NodeId node) const;
  /// Gives a node a name in steps, or none; the one that it had.
  std::optional<ir::Name> rename(ir::NodeId node, std::optional<ir::Name> name);
  /// One for each line to print, each after what it needs.
  const std::vector<NamedNode>& lines() const { return lines_; }

 private:
  void take_program_names();
  // A declared activation, or a function of what another has put out.
  bool has_network(const std::vector<bool>& needed) const;
  // Which nodes, as arguments of a function, are worth a line: used twice and long, or with such a cotangent.
  std::vector<bool> arguments_that_pay() const;
  void name_layer_arguments();
  ir::NodeId value_in_use(ir::NodeId cotangent, const std::vector<std::uint32_t>& uses) const;
  void name_cotangents();
  void name_repeated_values();
  void order_lines();

  // As printed: a named operand is one symbol.
  struct Extent {
    std::uint32_t symbols = 1;
    std::uint32_t depth = 1;
  };
  Extent extent(ir::NodeId node, const std::vector<Extent>& extents) const;
  bool pays(ir::NodeId node, std::uint32_t uses, std::uint32_t symbols) const;

  void add(ir::Name name, ir::NodeId node, Sweep sweep);
  ir::Name fresh(std::string_view wanted) const;
  bool is_taken(const std::string& plain) const;
  bool has_name(ir::NodeId node) const { return of(node) != nullptr; }
  std::vector<ir::NodeId> roots() const;
  // The roots and what is derived.
  std::vector<ir::NodeId> shown() const;

  const ir::Program& program_;
  const ir::Graph& graph_;
  const ir::Derivation* derivation_;
  FormulaStyle style_;
  std::vector<std::optional<ir::Name>> names_;
  std::vector<bool> only_in_reverse_;
  std::vector<std::string> taken_;
  std::vector<NamedNode> lines_;
  std::string layer_base_;
  bool is_network_ = false;
};

}  // namespace nngen::codegen
