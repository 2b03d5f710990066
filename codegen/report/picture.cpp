#include "codegen/report/picture.hpp"

#include <array>
#include <map>

#include <fmt/format.h>

#include "codegen/report/html.hpp"
#include "codegen/report/picture_items.hpp"
#include "ir/check.hpp"

namespace nngen::codegen {
namespace {

// The page's style gives these classes their colours; what stands here is for other viewers.
struct Look {
  std::string_view name;  // the class
  std::string_view colour;
};
Look look_of(PictureKind kind) {
  switch (kind) {
    case PictureKind::input: return {"input", "#0b62a8"};
    case PictureKind::target: return {"target", "#0f766e"};
    case PictureKind::param: return {"param", "#7a4fbf"};
    case PictureKind::constant: return {"const", "#5b6470"};
    case PictureKind::forward: return {"forward", "#30363d"};
    case PictureKind::cotangent: return {"adjoint", "#b4440e"};
    case PictureKind::gradient: return {"gradient", "#b4440e"};
  }
  NNGEN_UNREACHABLE();
}

bool is_variable(PictureKind kind) { return kind < PictureKind::forward; }

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

// A label in Graphviz's own HTML: the name, below it what is known of it.
std::string label(const PictureItem& item) {
  std::string below = item.shape;
  if (!item.range.empty()) below += (below.empty() ? "" : ", ") + item.range;
  return fmt::format("<<font point-size=\"14\">{}</font><br/><font point-size=\"9\">{}</font>>",
                     html_text(item.label), html_text(below));
}

class DotWriter {
 public:
  explicit DotWriter(const PictureItems& picture)
      : picture_(picture), items_(picture.items), edges_(picture.edges) {}

  std::string run() {
    std::string text =
        "digraph nngen {\n"
        "  rankdir=LR; bgcolor=\"transparent\"; ranksep=0.45; nodesep=0.22; splines=true;\n"
        "  node [shape=box, style=rounded, fontname=\"Helvetica,Arial,sans-serif\", height=0.45,\n"
        "    width=0.6, margin=\"0.1,0.04\"];\n"
        "  edge [arrowsize=0.6];\n";
    for (std::size_t i = 0; i < items_.size(); ++i) text += node(i);
    text += columns();
    for (const auto& [from, to] : edges_) text += edge(from, to);
    return text + "}\n";
  }

 private:
  std::string id(std::size_t item) const {
    return quoted(fmt::format("{} ({})", items_[item].formula, item + 1));
  }

  std::string node(std::size_t item) const {
    const Look look = look_of(items_[item].kind);
    const std::string_view group = items_[item].kind == PictureKind::forward     ? ", group=forward"
                                   : items_[item].kind == PictureKind::cotangent ? ", group=adjoint"
                                                                                 : "";
    return fmt::format("  {} [label={}, class=\"{}\", color=\"{}\"{}];\n", id(item),
                       label(items_[item]), look.name, look.colour, group);
  }

  // One column from above: variables, the value, its cotangent, gradients.
  std::string columns() const {
    std::map<std::size_t, std::array<std::vector<std::size_t>, 4>> columns;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      const PictureKind kind = items_[i].kind;
      if (kind == PictureKind::input && items_[i].column == i) continue;
      const std::size_t row = is_variable(kind)                ? 0
                              : kind == PictureKind::forward   ? 1
                              : kind == PictureKind::cotangent ? 2
                                                               : 3;
      columns[picture_.column_of(i)][row].push_back(i);
    }
    std::string text;
    for (const auto& [column, rows] : columns) {
      std::vector<std::size_t> order;
      for (const auto& row : rows) order.insert(order.end(), row.begin(), row.end());
      if (order.size() < 2) continue;
      text += "  { rank=same; edge [style=invis, weight=50]; " + id(order[0]);
      for (std::size_t i = 1; i < order.size(); ++i) text += " -> " + id(order[i]);
      text += "; }\n";
    }
    return text;
  }

  std::string edge(std::size_t from, std::size_t to) const {
    const PictureKind source = items_[from].kind;
    const PictureKind target = items_[to].kind;
    const bool goes_back = target == PictureKind::cotangent || target == PictureKind::gradient;
    const bool is_adjoint = goes_back && source == PictureKind::cotangent;
    std::string_view look = "class=\"forward\", color=\"#30363d\"";
    if (is_adjoint) look = "class=\"adjoint\", color=\"#b4440e\", style=dashed, penwidth=1.4";
    if (goes_back && !is_adjoint) look = "class=\"used\", color=\"#b0b7c0\", style=dotted";
    // Written from left to right and turned round, so that it lies in the line of the cotangents.
    if (is_adjoint && target == PictureKind::cotangent) {
      return fmt::format("  {} -> {} [{}, dir=back, weight=10];\n", id(to), id(from), look);
    }
    const bool in_line = source == PictureKind::forward && target == PictureKind::forward;
    return fmt::format("  {} -> {} [{}{}];\n", id(from), id(to), look,
                       goes_back                                 ? ", constraint=false"
                       : in_line || source == PictureKind::input ? ", weight=20"
                                                                 : ", weight=1");
  }

  const PictureItems& picture_;
  const std::vector<PictureItem>& items_;
  const std::set<PictureEdge>& edges_;
};

void remove_parts(std::string& svg, std::string_view begin, std::string_view end,
                  bool (*unwanted)(std::string_view)) {
  for (std::size_t at = 0; (at = svg.find(begin, at)) != std::string::npos;) {
    const std::size_t stop = svg.find(end, at);
    if (stop == std::string::npos) return;
    const std::string_view part = std::string_view(svg).substr(at, stop + end.size() - at);
    if (unwanted(part)) {
      svg.erase(at, part.size());
    } else {
      at = stop;
    }
  }
}

}  // namespace

ReportPicture picture_of(const ir::Program& program, const FormulaSections& sections) {
  PictureItems items = picture_items(program, sections);
  copy_shared_variables(items);
  ReportPicture picture;
  picture.dot = DotWriter(items).run();
  if (items.has_families) {
    picture.note =
        "Of each long family of layers its ends are drawn, and one member for all between. ";
  }
  if (items.has_copies) {
    picture.note +=
        "A variable that layers share is drawn at each of them, and so is each term of its "
        "gradient. ";
  }
  if (items.left_out > 0) {
    picture.note += fmt::format("{} further lines are left out.", items.left_out);
  }
  return picture;
}

std::string embedded_svg(std::string_view svg) {
  const std::size_t begin = svg.find("<svg");
  const std::size_t end = svg.rfind("</svg>");
  if (begin == std::string_view::npos || end == std::string_view::npos) return {};
  std::string result(svg.substr(begin, end + std::string_view("</svg>").size() - begin));
  remove_parts(result, "<!--", "-->", [](std::string_view) { return true; });
  // The title of an edge repeats those of its ends, that of the graph is nngen's name.
  remove_parts(result, "<title>", "</title>", [](std::string_view title) {
    return title.find("&#45;&gt;") != std::string_view::npos || title == "<title>nngen</title>";
  });
  return result;
}

}  // namespace nngen::codegen
