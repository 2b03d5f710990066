#include "cli/plan_report.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/terminal_text.hpp"
#include "codegen/cost_model.hpp"

namespace nngen::cli {
namespace {

using codegen::FunctionTable;
using codegen::PlanTable;
using codegen::ScalarType;
using codegen::StatementCost;
using Json = nlohmann::ordered_json;

/// Columns as wide as their widest cell; those of numbers end, the others begin below each other.
class Grid {
 public:
  struct Column {
    std::string head;
    bool is_number = false;
  };

  explicit Grid(std::vector<Column> columns) : columns_(std::move(columns)) {
    std::vector<std::string> heads;
    for (const Column& column : columns_) heads.push_back(column.head);
    add(std::move(heads));
  }

  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

  /// A column in which no line has anything is left out.
  std::string text() const {
    std::string text;
    const std::vector<std::size_t> widths = widths_of_columns();
    for (const std::vector<std::string>& cells : rows_) {
      std::string line;
      for (std::size_t i = 0; i < cells.size(); ++i) {
        if (widths[i] == 0) continue;
        const std::string padding(widths[i] - display_width(cells[i]), ' ');
        line += "  " + (columns_[i].is_number ? padding + cells[i] : cells[i] + padding);
      }
      line.erase(line.find_last_not_of(' ') + 1);
      text += line + "\n";
    }
    return text;
  }

 private:
  std::vector<std::size_t> widths_of_columns() const {
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      std::size_t widest = 0;
      for (std::size_t row = 1; row < rows_.size(); ++row) {
        widest = std::max(widest, display_width(rows_[row][i]));
      }
      widths.push_back(widest == 0 ? 0 : std::max(widest, display_width(columns_[i].head)));
    }
    return widths;
  }

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

std::string whole(double number) { return fmt::format("{:.0f}", number); }

std::string share(const StatementCost& part, const StatementCost& all) {
  return all.cycles == 0 ? std::string() : fmt::format("{:.0f} %", 100 * part.cycles / all.cycles);
}

/// "y, Delta2, L and 2 more"
std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t most = 3;
  std::string text;
  for (std::size_t i = 0; i < std::min(most, names.size()); ++i) {
    text += (text.empty() ? "" : ", ") + names[i];
  }
  return names.size() > most ? fmt::format("{} and {} more", text, names.size() - most) : text;
}

std::string statements_text(const FunctionTable& function) {
  Grid grid({{"result"},
             {"kernel"},
             {"shape"},
             {"lanes"},
             {"tile"},
             {"packed"},
             {"flops", true},
             {"B read", true},
             {"B written", true},
             {"µs", true},
             {"time", true},
             {"slow because"}});
  const auto add = [&](std::vector<std::string> cells, const StatementCost& cost,
                       const std::string& marks) {
    for (const double number : {cost.flops, cost.bytes_read, cost.bytes_written}) {
      cells.push_back(whole(number));
    }
    cells.push_back(fmt::format("{:.3f}", cost.microseconds()));
    cells.push_back(share(cost, function.cost));
    cells.push_back(marks);
    grid.add(std::move(cells));
  };
  for (const codegen::StatementRow& row : function.statements) {
    add({listed(row.results), row.kernel, row.shape, row.lanes, row.tile, row.packed}, row.cost,
        listed(row.marks));
  }
  add({"in all", "", "", "", "", ""}, function.cost, "");
  return grid.text();
}

std::string buffers_text(const FunctionTable& function) {
  Grid grid({{"buffer"}, {"shape"}, {"layout"}, {"place"}, {"bytes", true}});
  for (const codegen::BufferRow& row : function.buffers) {
    grid.add({row.name, fmt::format("{}×{}", row.rows, row.cols),
              row.is_by_row ? "by row" : "by column", row.place, std::to_string(row.bytes)});
  }
  return grid.text();
}

const char* scalar_name(const PlanTable& table) {
  return table.scalar == ScalarType::float32 ? "float" : "double";
}

std::string samples_text(const PlanTable& table) {
  const std::string count =
      fmt::format("{} sample{} a call", table.samples, table.samples == 1 ? "" : "s");
  return table.is_dynamic
             ? fmt::format("any number of samples a call, counted for {}", table.samples)
             : count;
}

Json json_of(const StatementCost& cost) {
  return {{"flops", std::llround(cost.flops)},
          {"bytes_read", std::llround(cost.bytes_read)},
          {"bytes_written", std::llround(cost.bytes_written)},
          {"predicted_us", cost.microseconds()}};
}

Json json_of(const FunctionTable& function) {
  Json result = {{"name", function.name}, {"computes", function.title}};
  result["statements"] = Json::array();
  for (const codegen::StatementRow& row : function.statements) {
    Json statement = {{"results", row.results}, {"kernel", row.kernel}, {"shape", row.shape},
                      {"lanes", row.lanes},     {"tile", row.tile},     {"packed", row.packed},
                      {"marks", row.marks}};
    statement.update(json_of(row.cost));
    result["statements"].push_back(std::move(statement));
  }
  result["buffers"] = Json::array();
  for (const codegen::BufferRow& row : function.buffers) {
    result["buffers"].push_back({{"name", row.name},
                                 {"rows", row.rows},
                                 {"cols", row.cols},
                                 {"layout", row.is_by_row ? "by row" : "by column"},
                                 {"place", row.place},
                                 {"bytes", row.bytes}});
  }
  result["workspace_bytes"] = function.workspace_bytes;
  result.update(json_of(function.cost));
  return result;
}

}  // namespace

std::string text_of(const PlanTable& table, const std::string& name) {
  std::string text =
      fmt::format("{}: {}, {}\n", name, samples_text(table), scalar_name(table)) +
      fmt::format(
          "times are predicted for an assumed core: {} GHz, an instruction on {} numbers a "
          "cycle,\n{} bytes a cycle from the second cache, {} from memory\n",
          codegen::assumed_gigahertz, table.scalar == ScalarType::float32 ? 16 : 8,
          codegen::bytes_per_cycle, codegen::bytes_per_cycle_of_memory);
  for (const FunctionTable& function : table.functions) {
    text +=
        fmt::format("\n{}: {}\n\n{}\n{}  workspace {} bytes\n", function.name, function.title,
                    statements_text(function), buffers_text(function), function.workspace_bytes);
  }
  return text + fmt::format("\nworkspace of all functions: {} bytes\n", table.workspace_bytes);
}

std::string json_of(const PlanTable& table) {
  Json result = {{"scalar", scalar_name(table)},
                 {"samples", table.samples},
                 {"any_number_of_samples", table.is_dynamic},
                 {"workspace_bytes", table.workspace_bytes}};
  result["functions"] = Json::array();
  for (const FunctionTable& function : table.functions) {
    result["functions"].push_back(json_of(function));
  }
  return result.dump(1) + "\n";
}

}  // namespace nngen::cli
