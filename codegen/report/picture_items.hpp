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
  std::size_t column;   // the item that it stands above or below
};

/// An edge from what is read to what is computed; both are places among the items.
using PictureEdge = std::pair<std::size_t, std::size_t>;

struct PictureItems {
  std::vector<PictureItem> items;
  std::set<PictureEdge> edges;
  bool has_families = false;
  std::size_t left_out = 0;  // lines beyond the most that are drawn
};

PictureItems picture_items(const ir::Program& program, const FormulaSections& sections);

}  // namespace nngen::codegen
