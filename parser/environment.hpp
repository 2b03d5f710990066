#pragma once
// Names that mean something in one place only.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ir/expr.hpp"
#include "parser/ast.hpp"

namespace nngen::parser {

/// The index of a `for` with its value.
struct IndexBinding {
  std::string name;
  std::int64_t value = 0;
};

/// A parameter of a def, or the variable of an activation's formula.
struct LocalValue {
  std::string name;
  ir::Expr value;
};

/// One layer of an ellipsis: a written layer, read with lower indices and another argument.
struct LayerReading {
  std::vector<const ast::Reference*> moving;  // sorted; their indices fall
  std::int64_t fall = 0;
  const ast::Node* hole = nullptr;  // stands for `argument`
  ir::Expr argument;

  bool moves(const ast::Reference* reference) const {
    return std::binary_search(moving.begin(), moving.end(), reference);
  }
};

struct Environment {
  std::vector<IndexBinding> indices;
  std::vector<LocalValue> locals;
  const LayerReading* layer = nullptr;
  /// What `end` is inside an index.
  std::optional<ir::Dim> end;
  /// In the formula of an activation every product is entry by entry.
  bool is_elementwise = false;

  const IndexBinding* find_index(const std::string& name) const {
    const auto found = std::find_if(indices.rbegin(), indices.rend(),
                                    [&](const IndexBinding& index) { return index.name == name; });
    return found == indices.rend() ? nullptr : &*found;
  }
  const LocalValue* find_local(const std::string& name) const {
    const auto found = std::find_if(locals.begin(), locals.end(),
                                    [&](const LocalValue& local) { return local.name == name; });
    return found == locals.end() ? nullptr : &*found;
  }
  /// The index's fall in the layer that is being read.
  std::int64_t fall_of(const ast::Reference& reference) const {
    return layer != nullptr && layer->moves(&reference) ? layer->fall : 0;
  }
};

}  // namespace nngen::parser
