#include "codegen/report/picture_items.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <tuple>

#include <fmt/format.h>

#include "codegen/formula/text.hpp"
#include "codegen/report/line_reads.hpp"
#include "ir/check.hpp"

namespace nngen::codegen {
namespace {

using ir::NodeId;

// With more lines than this, families are drawn by three members.
constexpr std::size_t most_single_lines = 40;
// And no more than this of anything is drawn.
constexpr std::size_t most_lines = 90;
constexpr std::size_t longest_formula = 60;
// Shorter families are drawn as they are.
constexpr std::size_t fewest_members = 8;

// A line's place in its family, and the items of the family's inner members.
struct Family {
  std::int64_t first;
  std::int64_t last;
  std::int64_t index;  // the member that labels are written relative to
};

PictureKind kind_of(ir::Role role) {
  switch (role) {
    case ir::Role::input: return PictureKind::input;
    case ir::Role::target: return PictureKind::target;
    case ir::Role::param: return PictureKind::param;
    case ir::Role::constant: return PictureKind::constant;
  }
  NNGEN_UNREACHABLE();
}

class Collector {
 public:
  Collector(const ir::Program& program, const FormulaSections& sections)
      : program_(program), graph_(*program.graph), sections_(sections) {
    const std::size_t lines =
        sections.forward().size() + sections.reverse().size() + sections.gradients().size();
    by_families_ = lines > most_single_lines;
    find_ranges();
  }

  PictureItems run() {
    add_section(sections_.forward(), PictureKind::forward);
    add_section(sections_.reverse(), PictureKind::cotangent);
    add_section(sections_.gradients(), PictureKind::gradient);
    return std::move(result_);
  }

 private:
  void add_section(const std::vector<FormulaLine>& lines, PictureKind kind) {
    std::size_t drawn = 0;
    std::vector<std::optional<Family>> family(lines.size());
    std::vector<std::size_t> representative(lines.size());
    find_families(lines, family, representative);
    join_families_above(lines, kind, family, representative);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const bool is_new = !family[i] || representative[i] == i;
      const bool is_drawn = is_new ? fits(lines[i], kind) && ++drawn <= most_lines / 3
                                   : representatives_.contains({kind, representative[i]});
      if (!is_drawn) {
        ++result_.left_out;
        continue;
      }
      add_line(lines, i, family[i], representative[i], kind);
    }
  }

  // Where the beginning alone is drawn: cotangents of what is drawn, gradients with all their
  // terms.
  bool fits(const FormulaLine& line, PictureKind kind) const {
    if (kind == PictureKind::forward || result_.left_out == 0) return true;
    if (kind == PictureKind::cotangent) return item_of_.contains(sections_.primal_of(line.node));
    const LineExtent extent = extent_of(graph_, sections_, line, Sweep::reverse);
    return std::all_of(extent.read.begin(), extent.read.end(), [&](NodeId read) {
      return graph_[read].op == ir::OpKind::variable || item_of_.contains(read);
    });
  }

  void find_families(const std::vector<FormulaLine>& lines,
                     std::vector<std::optional<Family>>& family,
                     std::vector<std::size_t>& representative) {
    if (!by_families_) return;
    for (const FamilyRun& run : runs_of_lines(lines, FormulaStyle::unicode)) {
      if (!run.range || run.count < fewest_members) continue;
      const auto [first, last] = inner_members(*run.range);
      std::optional<std::size_t> begin;
      for (std::size_t k = 0; k < run.count; ++k) {
        const std::size_t i = run.member + k * run.stride;
        const std::int64_t index = *lines[i].name.index;
        if (index < first || index > last) continue;
        if (!begin) begin = i;
        family[i] = Family{first, last, *lines[*begin].name.index};
        representative[i] = *begin;
      }
    }
  }

  // What belongs to a family's inner members is drawn as one with them, also where it does not
  // recur.
  void join_families_above(const std::vector<FormulaLine>& lines, PictureKind kind,
                           std::vector<std::optional<Family>>& family,
                           std::vector<std::size_t>& representative) const {
    if (!by_families_ || kind == PictureKind::forward) return;
    std::map<std::size_t, std::size_t> first_below;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const NodeId above = kind == PictureKind::gradient ? sections_.derivation().gradients[i].by
                                                         : sections_.primal_of(lines[i].node);
      const auto item = item_of_.find(above);
      if (item == item_of_.end() || !family_of_item_.contains(item->second)) continue;
      if (!lines[i].name.index) continue;
      const std::size_t first = first_below.emplace(item->second, i).first->second;
      family[i] = family_of_item_.at(item->second);
      family[i]->index = *lines[first].name.index;
      representative[i] = first;
    }
  }

  // The layers of a network run through nearly the same indices in every section: the same of them
  // are drawn as one.
  std::pair<std::int64_t, std::int64_t> inner_members(
      std::pair<std::int64_t, std::int64_t> range) const {
    std::int64_t first = range.first + 1;
    std::int64_t last = range.second - 1;
    for (const auto& other : ranges_) {
      const bool is_like =
          std::abs(other.first - range.first) <= 2 && std::abs(other.second - range.second) <= 2;
      if (!is_like) continue;
      first = std::max(first, other.first + 1);
      last = std::min(last, other.second - 1);
    }
    return {first, last};
  }

  void find_ranges() {
    if (!by_families_) return;
    for (const auto* lines : {&sections_.forward(), &sections_.reverse(), &sections_.gradients()}) {
      for (const FamilyRun& run : runs_of_lines(*lines, FormulaStyle::unicode)) {
        if (run.range && run.count >= fewest_members) ranges_.insert(*run.range);
      }
    }
  }

  void add_line(const std::vector<FormulaLine>& lines, std::size_t place,
                const std::optional<Family>& family, std::size_t representative, PictureKind kind) {
    const FormulaLine& line = lines[place];
    const bool is_member = family && representative != place;
    const Sweep sweep = kind == PictureKind::forward ? Sweep::forward : Sweep::reverse;
    const LineExtent extent = extent_of(graph_, sections_, line, sweep);
    std::size_t item = 0;
    if (is_member) {
      item = representatives_.at({kind, representative});
      if (result_.items[item].shape != shape_text(line.node)) result_.items[item].shape.clear();
    } else {
      item = add_item(line, kind, family);
      if (family) {
        representatives_[{kind, place}] = item;
        family_of_item_.emplace(item, *family);
      }
    }
    if (!line.is_renamed) item_of_.emplace(line.node, item);
    const bool begins = std::all_of(extent.read.begin(), extent.read.end(), [&](NodeId read) {
      return graph_[read].op == ir::OpKind::variable;
    });
    for (const NodeId read : extent.read) add_edge(read, item, line, family, begins);
    if (!is_member && kind != PictureKind::forward) place_below(item, line, extent, kind);
  }

  std::size_t add_item(const FormulaLine& line, PictureKind kind,
                       const std::optional<Family>& family) {
    const auto style = FormulaStyle::unicode;
    const std::optional<std::int64_t> index = family ? std::optional(family->index) : std::nullopt;
    const std::string left = left_side(line, style, index);
    // in the picture it is clear of what the gradient is
    const std::string label = line.gradient_of && line.layout == DerivativeLayout::gradient
                                  ? "∇" + TextRenderer(style, index).name(line.name)
                                  : left;
    result_.has_families = result_.has_families || family;
    return add({kind, label, shape_text(line.node), range_text(family),
                cut(left + " = " + right_side(line, style, index)), result_.items.size()});
  }

  // The item of a variable is made where it is first read, in the column of what reads it.
  void add_edge(NodeId read, std::size_t item, const FormulaLine& line,
                const std::optional<Family>& family, bool begins) {
    auto known = item_of_.find(read);
    if (known == item_of_.end()) {
      if (graph_[read].op != ir::OpKind::variable) return;  // beyond what is drawn
      known = item_of_.emplace(read, variable_item(read, item, line, family)).first;
      // What a network begins with stands on its left.
      PictureItem& variable = result_.items[known->second];
      if (variable.kind == PictureKind::input && begins) variable.column = known->second;
    }
    result_.edges.emplace(known->second, item);
  }

  std::size_t variable_item(NodeId variable, std::size_t reader, const FormulaLine& line,
                            const std::optional<Family>& family) {
    const auto symbol = std::get<ir::Symbol>(graph_[variable].attribute);
    const ir::Declaration& declaration = program_.declarations[symbol.declaration];
    const bool is_member = family && declaration.name.in_family && declaration.name.index;
    if (!is_member) {
      const std::string name = TextRenderer(FormulaStyle::unicode).name(declaration.name);
      return add({kind_of(declaration.role), name, shape_text(variable), {}, name, reader});
    }
    const std::int64_t offset = *declaration.name.index - *line.name.index;
    const auto key = std::make_tuple(declaration.name.base, offset, reader);
    if (const auto known = families_.find(key); known != families_.end()) {
      PictureItem& item = result_.items[known->second];
      if (item.shape != shape_text(variable)) item.shape.clear();
      return known->second;
    }
    const std::string name =
        TextRenderer(FormulaStyle::unicode, line.name.index).name(declaration.name);
    const std::size_t item = add(
        {kind_of(declaration.role), name, shape_text(variable), range_text(family), name, reader});
    families_.emplace(key, item);
    family_of_item_.emplace(item, *family);
    return item;
  }

  // A cotangent stands below the value that it is a derivative by, a gradient below its variable.
  void place_below(std::size_t item, const FormulaLine& line, const LineExtent& extent,
                   PictureKind kind) {
    std::optional<NodeId> above;
    if (kind == PictureKind::gradient) {
      for (const auto& gradient : sections_.derivation().gradients) {
        const auto symbol = std::get<ir::Symbol>(graph_[gradient.by].attribute);
        if (program_.declarations[symbol.declaration].name == line.name) above = gradient.by;
      }
    } else if (const NodeId primal = sections_.primal_of(line.node)) {
      above = primal;
    }
    if (!above || !item_of_.contains(*above)) {
      above = extent.read.empty() ? std::nullopt : std::optional(extent.read.front());
    }
    const auto found = above ? item_of_.find(*above) : item_of_.end();
    if (found != item_of_.end()) {
      result_.items[item].column = result_.column_of(found->second);
      if (kind == PictureKind::gradient) result_.items[item].variable = found->second;
    }
  }

  std::size_t add(PictureItem item) {
    result_.items.push_back(std::move(item));
    return result_.items.size() - 1;
  }

  std::string shape_text(NodeId node) const {
    const ir::Shape& shape = graph_[node].shape;
    return shape.is_scalar() ? "R" : shape.to_string();
  }
  static std::string range_text(const std::optional<Family>& family) {
    return family ? fmt::format("i = {}, …, {}", family->first, family->last) : std::string();
  }
  static std::string cut(const std::string& text) {
    std::size_t letters = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const bool begins = (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
      if (begins && ++letters > longest_formula) return text.substr(0, i) + " …";
    }
    return text;
  }

  const ir::Program& program_;
  const ir::Graph& graph_;
  const FormulaSections& sections_;
  bool by_families_ = false;
  std::set<std::pair<std::int64_t, std::int64_t>> ranges_;  // of the indices of families
  std::map<NodeId, std::size_t> item_of_;
  std::map<std::pair<PictureKind, std::size_t>, std::size_t> representatives_;
  std::map<std::tuple<std::string, std::int64_t, std::size_t>, std::size_t> families_;
  std::map<std::size_t, Family> family_of_item_;
  PictureItems result_;
};

}  // namespace

std::size_t PictureItems::column_of(std::size_t item) const {
  while (items[item].column != item) item = items[item].column;
  return item;
}

PictureItems picture_items(const ir::Program& program, const FormulaSections& sections) {
  return Collector(program, sections).run();
}

}  // namespace nngen::codegen
