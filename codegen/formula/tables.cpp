#include "codegen/formula/tables.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "codegen/formula/ascii_words.hpp"
#include "codegen/formula/boxes.hpp"
#include "codegen/formula/spelling.hpp"
#include "codegen/formula/table_names.hpp"
#include "codegen/formula/table_row_program.hpp"
#include "codegen/formula/table_rows.hpp"
#include "codegen/formula/text.hpp"

namespace nngen::codegen {
namespace {

using ir::Name;
using ir::NodeId;
using ir::OpKind;

using Line = DerivativeTable::Row;

/// Letters, without the accents that stand on them.
std::size_t count_letters(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool is_accent = (byte == 0xCC || byte == 0xCD) && i + 1 < text.size();
    if ((byte & 0xC0) != 0x80 && !is_accent) ++columns;
  }
  return columns;
}

// One long row (a sum of a thousand terms) does not push the columns of all others off the screen.
constexpr std::size_t widest_column = 60;

class Table {
 public:
  Table(const ir::Program& program, const ir::Derivation& derivation, const ShowOptions& options)
      : program_(program),
        derivation_(derivation),
        style_(options.style),
        text_(style_),
        roots_(roots_of(program)),
        rows_(program, roots_, style_),
        names_(program, style_),
        moves_(rows_.all().size(), false) {
    find_moving();
  }

  DerivativeTable forward() {
    const bool is_partial = variables_.size() == 1 && shape(variables_[0]).is_scalar();
    std::vector<Line> lines;
    for (std::size_t i = 0; i < rows_.all().size(); ++i) {
      Line line = value_line(i);
      TableRowProgram row(program_, rows_, i, names_, moves_);
      std::optional<Box> tangent;
      if (is_variable(i)) {
        if (moves_[i]) tangent = is_partial ? number_box(1) : seed(declaration(i), true);
        if (!moves_[i] && shape(rows_.all()[i].node).is_scalar()) tangent = number_box(0);
      } else if (moves_[i]) {
        tangent = row.tangent();
      }
      if (tangent) line.derivative = equation(names_.tangent(i), *tangent);
      lines.push_back(std::move(line));
    }
    return written(fmt::format("{} values, {} tangents: one operation a row, from the top down",
                               names_.values(), names_.tangents()),
                   std::move(lines));
  }

  DerivativeTable reverse() {
    std::vector<Line> lines(rows_.all().size());
    std::vector<std::vector<Box>> parts(rows_.all().size());
    seed_roots(parts);
    for (std::size_t i = lines.size(); i-- > 0;) {
      lines[i] = value_line(i);
      const bool is_flat = parts[i].empty() && is_variable(i);
      if (is_flat && shape(rows_.all()[i].node).is_scalar()) parts[i].push_back(number_box(0));
      if (parts[i].empty() || !moves_[i]) continue;
      // The first use was met last.
      std::reverse(parts[i].begin(), parts[i].end());
      lines[i].derivative = equation(names_.cotangent(i), sum(std::move(parts[i])));
      if (is_variable(i)) continue;
      TableRowProgram row(program_, rows_, i, names_, moves_);
      for (auto& [operand, part] : row.cotangents()) parts[operand].push_back(std::move(part));
    }
    return written(fmt::format("{} values, from the top down; {} cotangents, from the bottom up",
                               names_.values(), names_.cotangents()),
                   std::move(lines));
  }

 private:
  static std::vector<NodeId> roots_of(const ir::Program& program) {
    if (program.loss) return {program.loss->node};
    std::vector<NodeId> roots;
    for (const auto& output : program.outputs) roots.push_back(output.node);
    return roots;
  }

  const ir::Shape& shape(NodeId node) const { return (*program_.graph)[node].shape; }
  bool is_variable(std::size_t row) const {
    return (*program_.graph)[rows_.all()[row].node].op == OpKind::variable;
  }
  const ir::Declaration& declaration(std::size_t row) const {
    const auto symbol = std::get<ir::Symbol>((*program_.graph)[rows_.all()[row].node].attribute);
    return program_.declarations[symbol.declaration];
  }

  void find_moving() {
    for (const auto& gradient : derivation_.gradients) variables_.push_back(gradient.by);
    for (const ir::Role role : {ir::Role::param, ir::Role::input}) {
      if (!variables_.empty()) break;
      for (const auto* declared : program_.with_role(role)) variables_.push_back(declared->node);
    }
    for (std::size_t i = 0; i < rows_.all().size(); ++i) {
      if (is_variable(i)) {
        moves_[i] = std::find(variables_.begin(), variables_.end(), rows_.all()[i].node) !=
                    variables_.end();
        continue;
      }
      for (const std::size_t operand : rows_.operands(i)) moves_[i] = moves_[i] || moves_[operand];
    }
  }

  // Declared in front of the table, so that it is a program.
  Box seed(const ir::Declaration& of, bool is_tangent) {
    return seed(of.name, of.shape, is_tangent);
  }
  Box seed(const Name& of, const ir::Shape& of_shape, bool is_tangent) {
    const Name name = names_.seed(of, is_tangent);
    const std::string type = of_shape.is_scalar() ? "R" : of_shape.to_string();
    const bool is_further = !seeds_.empty() && seeds_.back().second == type;
    if (is_further) {
      seeds_.back().first += std::string(spelling_of(style_).comma) + text_.name(name);
    } else {
      seeds_.emplace_back(text_.name(name), type);
    }
    return {.kind = BoxKind::name, .name = name};
  }

  // The loss by itself is 1; an output is what multiplies its Jacobian from the left.
  void seed_roots(std::vector<std::vector<Box>>& parts) {
    for (const NodeId root : roots_) {
      const auto place = rows_.place(root);
      if (!place) continue;
      if (program_.loss) {
        parts[*place].push_back(number_box(1));
        continue;
      }
      const auto output = std::find_if(program_.outputs.begin(), program_.outputs.end(),
                                       [&](const auto& o) { return o.node == root; });
      parts[*place].push_back(seed(output->name, shape(root), false));
    }
  }

  Line value_line(std::size_t row) {
    const Box right = is_variable(row)
                          ? Box{.kind = BoxKind::name, .name = declaration(row).name}
                          : TableRowProgram(program_, rows_, row, names_, moves_).formula();
    const auto& named = rows_.all()[row].named;
    return {equation(names_.value(row), right), {}, named.value_or("")};
  }

  std::string equation(const Name& left, const Box& right) const {
    return fill(spelling_of(style_).equation, {text_.name(left), text_.render(right)});
  }

  static Box sum(std::vector<Box> terms) {
    if (terms.size() == 1) return std::move(terms[0]);
    for (Box& term : terms) {
      if (term.kind == BoxKind::sum) term = bracketed(std::move(term));
    }
    return {.kind = BoxKind::sum, .precedence = Precedence::sum, .children = std::move(terms)};
  }

  DerivativeTable written(std::string heading, std::vector<Line> lines) {
    return {std::move(heading), derivation_.reduction != ir::Reduction::none, std::move(seeds_),
            std::move(lines)};
  }

  const ir::Program& program_;
  const ir::Derivation& derivation_;
  FormulaStyle style_;
  TextRenderer text_;
  std::vector<NodeId> roots_;
  TableRows rows_;
  TableNames names_;
  std::vector<NodeId> variables_;
  std::vector<bool> moves_;
  std::vector<std::pair<std::string, std::string>> seeds_;  // names and their type
};

std::string as_text(const DerivativeTable& table, const ShowOptions& options) {
  const FormulaStyle style = options.style;
  const auto width = options.columns == nullptr ? count_letters : options.columns;
  // The width that a cell claims for its column.
  const auto column_width = [&](std::string_view cell) {
    const std::size_t columns = width(cell);
    return columns <= widest_column ? columns : 0;
  };
  const auto padded = [&](std::string text, std::size_t columns) {
    const std::size_t taken = width(text);
    if (taken < columns) text.append(columns - taken, ' ');
    return text;
  };
  std::string text = "# " + table.heading + "\n";
  if (table.is_of_one_sample) text += "# of one sample\n";
  for (const auto& [names, type] : table.seeds) {
    const std::string line = fmt::format("const {} : {}\n", names, type);
    text += style == FormulaStyle::ascii ? ascii_words(line) : line;
  }
  std::size_t left = 0;
  std::size_t right = 0;
  for (const Line& line : table.rows) {
    left = std::max(left, column_width(line.value));
    right = std::max(right, column_width(line.derivative));
  }
  for (const Line& line : table.rows) {
    std::string row = line.value;
    if (!line.derivative.empty()) row = padded(std::move(row), left) + "  ;  " + line.derivative;
    if (!line.named.empty()) row = padded(std::move(row), left + 5 + right) + "  # " + line.named;
    text += row + "\n";
  }
  return text;
}

}  // namespace

DerivativeTable derivative_table(const ir::Program& program, const ir::Derivation& derivation,
                                 const ShowOptions& options) {
  Table table(program, derivation, options);
  return options.form == FormulaForm::forward_table ? table.forward() : table.reverse();
}

std::string show_table(const ir::Program& program, const ir::Derivation& derivation,
                       const ShowOptions& options) {
  return as_text(derivative_table(program, derivation, options), options);
}

}  // namespace nngen::codegen
