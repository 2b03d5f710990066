#include "codegen/kernel_printer.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace nngen::codegen {

using ir::Body;
using ir::Count;
using ir::Lanes;
using ir::Place;
using ir::View;

namespace {

// A parameter of a lambda, without a name where its body does not use it.
std::string parameter(const std::string& type, const std::string& name, const BodyCode& body) {
  const auto uses = [&](const std::string& text) {
    const auto is_word = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    };
    for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at + 1)) {
      const bool starts = at == 0 || !is_word(text[at - 1]);
      const auto end = at + name.size();
      if (starts && (end == text.size() || !is_word(text[end]))) return true;
    }
    return false;
  };
  const bool used = uses(body.given) || std::any_of(body.lines.begin(), body.lines.end(), uses);
  return used ? type + " " + name : type;
}
void enter(const FunctionScope& scope, const Count& extent, const char* name, bool in_lanes,
           std::string& counter, EntryLoop& loop) {
  if (extent.is_one()) return;
  counter = name;
  loop.sizes.push_back(length_code(scope, extent));
  loop.parameters.push_back(std::string(in_lanes ? "auto " : "Index ") + name);
}

}  // namespace

bool KernelPrinter::is_linear(const Body& body, const Count& rows, const Count& cols) const {
  if (rows.is_one() || cols.is_one() || !counters_.sample.empty()) return false;
  if (!counters_.row.empty() || !counters_.col.empty()) return false;
  return std::all_of(body.begin(), body.end(), [&](const ir::Step& step) {
    if (step.op != ir::Prim::load && step.op != ir::Prim::store) return true;
    const View& view = views_of(kernel_)[step.index];
    const ir::Buffer& buffer = (*scope_.kernels)[view.buffer];
    const bool repeats = view.row_step == Place{} && view.col_step == Place{};
    const bool is_tight =
        scope_.is_tight(view.buffer) && buffer.layout == ir::Layout::by_column;
    const bool is_whole = view.start == Place{} && view.row_step == Place{1, 0} &&
                          view.col_step == Place{0, 1} && buffer.rows == rows.factor &&
                          !rows.times_samples;
    return repeats || (is_tight && is_whole);
  });
}

void KernelPrinter::print_entries(const Body& body, const Count& rows, const Count& cols,
                   const std::vector<std::string>& results, Lanes lanes) {
  Counters counters = counters_;
  const EntryLoop loop = open_loop(body, rows, cols, lanes, counters);
  const BodyCode entry = code(body, counters, results);
  if (!loop.sizes.empty()) return print_loop("for_each", loop, entry);
  // The next statement has locals of the same names.
  const bool needs_block = entry.lines.size() > 1 && counters_.sample.empty();
  if (needs_block) writer_.open("{");
  for (const std::string& line : entry.lines) writer_.line(line);
  if (needs_block) writer_.close();
}

EntryLoop KernelPrinter::open_loop(const Body& body, const Count& rows, const Count& cols, Lanes lanes,
               Counters& counters) const {
  EntryLoop loop;
  if (is_linear(body, rows, cols)) {
    const Count all{rows.factor * cols.factor, cols.times_samples};
    counters.linear = true;
    enter(scope_, all, "i", lanes != Lanes::none, counters.row, loop);
  } else if (lanes == Lanes::cols) {
    enter(scope_, cols, "j", true, counters.col, loop);
    enter(scope_, rows, "i", false, counters.row, loop);
  } else {
    enter(scope_, rows, "i", lanes == Lanes::rows, counters.row, loop);
    enter(scope_, cols, "j", false, counters.col, loop);
  }
  counters.in_lanes = counters.in_lanes || (!loop.sizes.empty() && lanes != Lanes::none);
  return loop;
}

void KernelPrinter::print_loop(const std::string& head, const EntryLoop& loop, const BodyCode& body,
                const std::string& end) {
  std::string opening = head + "(";
  for (const std::string& text : loop.sizes) opening += text + ", ";
  print_lambda(opening + lambda(loop.parameters, body), body, end);
}

std::string KernelPrinter::lambda(const std::vector<std::string>& parameters, const BodyCode& body) {
  std::string text = "[&](";
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const auto space = parameters[i].find(' ');
    if (i > 0) text += ", ";
    text += parameter(parameters[i].substr(0, space), parameters[i].substr(space + 1), body);
  }
  return text + ") {";
}

void KernelPrinter::print_lambda(const std::string& opening, const BodyCode& body, const std::string& end) {
  std::vector<std::string> lines = body.lines;
  if (!body.given.empty()) lines.push_back("return " + body.given + ";");
  if (lines.size() == 1 && opening.size() + lines[0].size() + end.size() < 84) {
    writer_.line(opening + " " + lines[0] + " }" + end);
    return;
  }
  writer_.open(opening);
  for (const std::string& line : lines) writer_.line(line);
  writer_.close("}" + end);
}

std::string KernelPrinter::across(const std::string& operand) {
  constexpr std::string_view call = "transposed(";
  if (operand.compare(0, call.size(), call) != 0) return fmt::format("transposed({})", operand);
  return operand.substr(call.size(), operand.size() - call.size() - 1);
}

std::string KernelPrinter::operand(const View& view, const Count& rows, const Count& cols) const {
  const ir::Buffer& buffer = (*scope_.kernels)[view.buffer];
  const std::string& name = scope_.names[view.buffer.value];
  const Place row_step = rows.is_one() ? Place{} : view.row_step;
  const Place col_step = cols.is_one() ? Place{} : view.col_step;
  const auto is = [](Place step, const Count& extent, Place wanted) {
    return extent.is_one() || step == wanted;
  };
  const Place down{1, 0};
  const Place right{0, 1};
  const bool upright = is(row_step, rows, down) && is(col_step, cols, right);
  const bool lying = is(row_step, rows, right) && is(col_step, cols, down);
  const Count width{buffer.cols, buffer.per_sample};
  const Count height{buffer.rows};
  const bool from_start = view.start == Place{} && counters_.sample.empty();
  if (from_start && upright && rows == height && cols == width) return name;
  if (from_start && lying && cols == height && rows == width) {
    return fmt::format("transposed({})", name);
  }
  const std::string first = fmt::format("{}, {}", name, corner(view));
  if (upright) return fmt::format("block({}, {}, {})", first, size(rows), size(cols));
  if (lying) return fmt::format("transposed(block({}, {}, {}))", first, size(cols), size(rows));
  return fmt::format("walk<{}, {}, {}, {}>({}, {}, {})", row_step.row, row_step.col,
                     col_step.row, col_step.col, first, size(rows), size(cols));
}

std::string KernelPrinter::corner(const View& view) const {
  const auto coordinate = [&](std::int64_t start, std::int64_t step) {
    if (counters_.sample.empty() || step == 0) return std::to_string(start);
    const std::string moved = step == 1 ? "sample" : fmt::format("{} * sample", step);
    return start == 0 ? moved : fmt::format("{} + {}", moved, start);
  };
  return coordinate(view.start.row, view.slot_step.row) + ", " +
         coordinate(view.start.col, view.slot_step.col);
}

}  // namespace nngen::codegen
