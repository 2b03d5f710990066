#pragma once
// What a picture of a computation shows: variables and lines, a family's inner members as one.

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "codegen/formula/formula_sections.hpp"

namespace nngen::codegen {

enum class PictureKind : std::uint8_t {
  input,
  target,
  param,
  constant,
  forward,
  cotangent,
  gradient
};

struct PictureItem {
  PictureKind kind;
  std::string label;
  std::string shape;    // empty where the members of a family differ
  std::string range;    // of a family's inner members
  std::string formula;  // for the tooltip
  std::size_t
      column;  // the item that it stands above or below; its own place where it stands for itself
  std::size_t variable = no_item;  // of a gradient: the variable

  static constexpr std::size_t no_item = static_cast<std::size_t>(-1);
};

/// An edge from what is read to what is computed; both are places among the items.
using PictureEdge = std::pair<std::size_t, std::size_t>;

struct PictureItems {
  std::vector<PictureItem> items;
  std::set<PictureEdge> edges;
  bool has_families = false;
  bool has_copies = false;
  std::size_t left_out = 0;  // lines beyond the most that are drawn

  /// The item at the head of an item's column.
  std::size_t column_of(std::size_t item) const;
};

/// Draws a variable that several layers share at each of them, and so the terms of its gradient.
void copy_shared_variables(PictureItems& picture);

PictureItems picture_items(const ir::Program& program, const FormulaSections& sections);

}  // namespace nngen::codegen
