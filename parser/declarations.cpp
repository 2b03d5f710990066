#include "parser/declarations.hpp"

#include <array>
#include <utility>

#include "parser/functions.hpp"
#include "parser/suggest.hpp"

namespace nngen::parser {

using ir::DiagnosticKind;
using ir::Initialiser;
using ir::Properties;
using ir::Shape;

namespace {

Environment environment_of(const Item& item) {
  Environment environment;
  if (item.binding) environment.indices.push_back(*item.binding);
  return environment;
}

ir::Role role_of(ast::DeclarationKind kind) {
  switch (kind) {
    case ast::DeclarationKind::input: return ir::Role::input;
    case ast::DeclarationKind::target: return ir::Role::target;
    case ast::DeclarationKind::param: return ir::Role::param;
    case ast::DeclarationKind::constant: return ir::Role::constant;
  }
  return ir::Role::constant;
}

std::optional<Shape> shape_of(ElaborationState& state, const ast::Type& type,
                              const Environment& environment) {
  std::vector<ir::Dim> sizes;
  for (const ast::Expr& expression : type.dimensions) {
    const auto size = state.constants.dimension(expression, environment);
    if (!size) return std::nullopt;
    sizes.push_back(*size);
  }
  const Shape shape{sizes.empty() ? ir::Dim(1) : sizes[0],
                    sizes.size() < 2 ? ir::Dim(1) : sizes[1]};
  const ir::Dim size = shape.size();
  if (!size.is_known() || size.value() <= ir::Dim::limit) return shape;
  state.reporter.add(ir::make_diagnostic(DiagnosticKind::too_large,
                                         "a value has at most 2147483647 entries, " +
                                             shape.to_string() + " has " + size.to_string())
                         .at(type.span));
  return std::nullopt;
}

// ---------------------------------------------------------------- properties

struct PropertyRow {
  std::string_view name;
  bool Properties::*flag;
  enum { any, vector, square } of;
};
constexpr std::array property_rows = {
    PropertyRow{"onehot", &Properties::onehot, PropertyRow::vector},
    PropertyRow{"simplex", &Properties::simplex, PropertyRow::vector},
    PropertyRow{"symmetric", &Properties::symmetric, PropertyRow::square},
    PropertyRow{"spd", &Properties::spd, PropertyRow::square},
    PropertyRow{"diagonal", &Properties::diagonal, PropertyRow::square},
    PropertyRow{"orthogonal", &Properties::orthogonal, PropertyRow::square},
    PropertyRow{"positive", &Properties::positive, PropertyRow::any},
    PropertyRow{"sign", &Properties::sign, PropertyRow::any},
};

Properties properties_of(ElaborationState& state, const std::vector<ast::Name>& names,
                         const Shape& shape) {
  Properties properties;
  for (const ast::Name& name : names) {
    const PropertyRow* row = nullptr;
    std::vector<std::string> known;
    for (const PropertyRow& candidate : property_rows) {
      if (candidate.name == name.text) row = &candidate;
      known.emplace_back(candidate.name);
    }
    ir::Diagnostic error = ir::make_diagnostic(DiagnosticKind::bad_property,
                                               "there is no property '" + name.text + "'");
    if (row != nullptr) {
      const bool fits = row->of == PropertyRow::any ||
                        (row->of == PropertyRow::square ? shape.is_square() : shape.cols.is_one());
      properties.*(row->flag) = true;
      if (fits) continue;
      error =
          ir::make_diagnostic(DiagnosticKind::bad_property,
                              "'" + name.text + "' is a property of a " +
                                  (row->of == PropertyRow::square ? "square matrix" : "vector") +
                                  ", this is " + shape.to_string());
    } else if (const auto nearest = nearest_name(name.text, known)) {
      error.hint = "did you mean '" + *nearest + "'?";
    }
    state.reporter.add(std::move(error).at(name.span));
  }
  if (properties.spd) properties.symmetric = true;
  if (properties.diagonal) properties.symmetric = true;
  if (properties.onehot) properties.simplex = true;
  return properties;
}

// ---------------------------------------------------------------- how a parameter starts

struct InitialiserRow {
  std::string_view name;
  Initialiser::Kind kind;
  std::size_t arguments;
};
constexpr std::array initialiser_rows = {
    InitialiserRow{"zeros", Initialiser::Kind::zeros, 0},
    InitialiserRow{"ones", Initialiser::Kind::ones, 0},
    InitialiserRow{"xavier", Initialiser::Kind::xavier, 0},
    InitialiserRow{"he", Initialiser::Kind::he, 0},
    InitialiserRow{"lecun", Initialiser::Kind::lecun, 0},
    InitialiserRow{"normal", Initialiser::Kind::normal, 1},
    InitialiserRow{"uniform", Initialiser::Kind::fan_in_uniform, 0},
    InitialiserRow{"uniform", Initialiser::Kind::uniform, 2},
};

Initialiser default_initialiser(const Shape& shape) {
  return {shape.is_vector_like() ? Initialiser::Kind::zeros : Initialiser::Kind::xavier, 0, 0};
}

Initialiser initialiser_of(ElaborationState& state, const ast::Initialiser& init,
                           const Shape& shape, const Environment& environment) {
  std::vector<std::string> known;
  bool is_known_name = false;
  for (const InitialiserRow& row : initialiser_rows) {
    known.emplace_back(row.name);
    if (row.name != init.name.text) continue;
    is_known_name = true;
    if (row.arguments != init.arguments.size()) continue;
    Initialiser result{row.kind, 0, 0};
    double* places[] = {&result.a, &result.b};
    for (std::size_t i = 0; i < row.arguments; ++i) {
      const auto value = state.constants.evaluate(init.arguments[i], environment);
      if (value && !value->symbolic) *places[i] = value->real;
    }
    return result;
  }
  ir::Diagnostic error =
      is_known_name ? ir::make_diagnostic(DiagnosticKind::wrong_arity, init.name.text,
                                          init.name.text == "uniform"  ? "no or 2 arguments"
                                          : init.name.text == "normal" ? "1 argument"
                                                                       : "no argument",
                                          std::to_string(init.arguments.size()))
                    : ir::make_diagnostic(DiagnosticKind::bad_property,
                                          "there is no initialiser '" + init.name.text + "'");
  if (const auto nearest = nearest_name(init.name.text, known); nearest && !is_known_name) {
    error.hint = "did you mean '" + *nearest + "'?";
  }
  state.reporter.add(std::move(error).at(init.span));
  return default_initialiser(shape);
}

// ---------------------------------------------------------------- activations

// The scalar function that a part of an activation names; none after an error.
std::optional<ir::OpKind> part_function(ElaborationState& state, const ast::ActivationPart& part) {
  const std::string& name = part.function.text;
  const auto op = ir::find_function(name);
  const bool is_scalar_function = op && ir::op_def(*op).derivative != nullptr;
  if (is_scalar_function && !part.argument) return op;
  ir::Diagnostic error = ir::make_diagnostic(DiagnosticKind::unknown_function, name);
  if (is_scalar_function) {
    error =
        ir::make_diagnostic(DiagnosticKind::unsupported, "a part of a direct sum has no parameter");
  } else if (is_function(name)) {
    error = ir::make_diagnostic(DiagnosticKind::unsupported,
                                "'" + name + "' is no function of one coordinate");
  } else if (const auto nearest = nearest_name(name, all_function_names())) {
    error.hint = "did you mean '" + *nearest + "'?";
  }
  state.reporter.add(std::move(error).at(part.function.span));
  return std::nullopt;
}

// The activation of the file that a part names.
bool is_declared_activation(const ElaborationState& state, const ast::ActivationPart& part) {
  const auto item = state.scope.find(plain_spelling(part.function.text));
  return item && state.scope[*item].kind == ItemKind::activation && !part.argument;
}

bool is_with_parameter(const ast::ActivationPart& part) {
  return part.argument && part.function.text == "leaky_relu";
}

// Has the activation a part that is no plain function of the table?
bool has_pieces(const ElaborationState& state, const ast::Activation& activation) {
  return std::any_of(activation.parts.begin(), activation.parts.end(), [&](const auto& part) {
    return is_declared_activation(state, part) ||
           (activation.is_direct_sum && is_with_parameter(part));
  });
}

// How many coordinates a part takes; none after an error.
std::optional<ir::Dim> count_of(ElaborationState& state, const ast::ActivationPart& part,
                                const Environment& environment) {
  if (!part.count) return ir::Dim(1);
  const auto value = state.constants.evaluate(part.count, environment);
  if (!value) return std::nullopt;
  if (value->symbolic || (value->is_integer() && value->real >= 0)) return value->dim();
  state.reporter.add(
      ir::make_diagnostic(DiagnosticKind::not_an_integer, "a count", number_text(value->real))
          .at(part.count->span));
  return std::nullopt;
}

bool is_nothing(const ir::Dim& count) { return count.is_known() && count.value() == 0; }

std::optional<std::vector<ActivationPiece>> pieces_of(ElaborationState& state,
                                                      const ast::Activation& activation,
                                                      const Environment& environment) {
  std::vector<ActivationPiece> pieces;
  bool is_valid = true;
  for (const ast::ActivationPart& part : activation.parts) {
    const bool is_known = is_declared_activation(state, part) || is_with_parameter(part) ||
                          part_function(state, part);
    const auto count = count_of(state, part, environment);
    is_valid = is_valid && is_known && count;
    if (is_valid && !is_nothing(*count)) pieces.push_back({&part, *count});
  }
  return is_valid ? std::optional(std::move(pieces)) : std::nullopt;
}

std::optional<ir::Function> function_of(ElaborationState& state, const ast::Activation& activation,
                                        const Environment& environment) {
  ir::Function function;
  function.is_direct_sum = activation.is_direct_sum;
  bool is_valid = true;
  for (const ast::ActivationPart& part : activation.parts) {
    const auto op = part_function(state, part);
    const auto count = count_of(state, part, environment);
    is_valid = is_valid && op && count;
    if (is_valid && !is_nothing(*count)) function.parts.push_back({*op, *count});
  }
  return is_valid ? std::optional(std::move(function)) : std::nullopt;
}

}  // namespace

void elaborate_declaration(ElaborationState& state, ItemId id) {
  const Item& item = state.scope[id];
  const auto& declaration = std::get<ast::Declaration>(item.statement->what);
  const Environment environment = environment_of(item);
  auto& result = state.results[id];
  result.progress = ElaborationState::Progress::done;
  const auto shape = shape_of(state, declaration.type, environment);
  if (!shape) return;

  ir::Declaration entry;
  entry.name = item.name;
  entry.role = role_of(declaration.kind);
  entry.shape = *shape;
  entry.span = item.span;
  entry.properties = properties_of(state, declaration.properties, *shape);
  entry.init = default_initialiser(*shape);
  if (declaration.init) {
    if (entry.role != ir::Role::param) {
      state.reporter.add(
          ir::make_diagnostic(DiagnosticKind::bad_property, "only a param has an initial value")
              .at(declaration.init->span));
    }
    entry.init = initialiser_of(state, *declaration.init, *shape, environment);
  }
  const auto index = static_cast<std::uint32_t>(state.program.declarations.size());
  const bool per_sample = entry.role == ir::Role::input || entry.role == ir::Role::target;
  ir::Graph& graph = *state.program.graph;
  graph.set_properties({index}, entry.properties);
  result.value = ir::variable(graph, index, *shape, per_sample);
  entry.node = result.value.id;
  graph.set_origin(entry.node, item.span);
  state.program.declarations.push_back(std::move(entry));
}

void elaborate_activation(ElaborationState& state, ItemId id) {
  const Item& item = state.scope[id];
  const auto& activation = std::get<ast::Activation>(item.statement->what);
  state.results[id].progress = ElaborationState::Progress::done;
  ActivationMeaning meaning;
  if (activation.formula) {
    meaning.formula = &activation;
    state.activations.emplace(id, std::move(meaning));
    return;
  }
  if (has_pieces(state, activation)) {
    auto pieces = pieces_of(state, activation, environment_of(item));
    if (!pieces || pieces->empty()) return;
    meaning.pieces = *std::move(pieces);
    meaning.is_direct_sum = activation.is_direct_sum;
    state.activations.emplace(id, std::move(meaning));
    return;
  }
  const ast::ActivationPart& first = activation.parts[0];
  const std::string& name = first.function.text;
  if (!activation.is_direct_sum && first.argument && is_chain_operator(name)) {
    meaning.call = &first;
    state.activations.emplace(id, std::move(meaning));
    return;
  }
  const bool is_direct =
      !activation.is_direct_sum && !first.argument && (name == "softmax" || name == "log_softmax");
  if (is_direct) {
    meaning.direct = name;
    state.activations.emplace(id, std::move(meaning));
    return;
  }
  auto function = function_of(state, activation, environment_of(item));
  if (!function || function->parts.empty()) return;
  meaning.function = state.program.graph->add_function(*std::move(function));
  state.program.functions.push_back({item.name, item.span});
  state.activations.emplace(id, std::move(meaning));
}

}  // namespace nngen::parser
