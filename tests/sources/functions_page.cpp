#include "tests/sources/functions_page.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <span>
#include <sstream>
#include <vector>

#include <fmt/format.h>

#include "codegen/formula/show.hpp"
#include "ir/calculus/passes.hpp"
#include "ir/op.hpp"
#include "parser/expression_elaborator.hpp"
#include "parser/functions.hpp"
#include "parser/parse_program.hpp"

namespace nngen::tests {
namespace {

using ir::OpClass;

constexpr const char* opening =
    "# The functions\n"
    "\n"
    "This page is nngen's own: `ninja -C build/dev update-golden` writes it anew from the table "
    "of\n"
    "operations, and a test fails where it differs. What a function takes has been tried, the "
    "derivatives "
    "are\n"
    "those that nngen derives and prints. The language around them is described in "
    "[language.md](language.md).\n"
    "\n"
    "In the derivatives y is the function's value (of a loss, L). Where the value is no scalar, "
    "the column "
    "shows\n"
    "the gradient of ⟨y, u⟩: the rule of the reverse sweep, with u (of a matrix, U) the value's "
    "cotangent.\n"
    "Of several arguments it is the derivative by the first.\n";

/// A function of the language, from either table.
struct Function {
  std::string name;
  std::vector<std::string> aliases;
  OpClass op_class;
  std::size_t min_arity;
  std::size_t max_arity;
  std::string summary;
  const ir::OpDef* row = nullptr;  // of an elementwise one
};

struct Section {
  OpClass op_class;
  const char* title;
  const char* text;
};

constexpr Section sections[] = {
    {OpClass::activation, "Activations",
     "Entry by entry; in a chain of products they need no argument, and σ'(z), σ''(z) are their "
     "derivatives."},
    {OpClass::elementwise, "Elementwise functions",
     "Entry by entry; of several arguments each is repeated to the shape of the widest."},
    {OpClass::softmax, "Softmax", "Of each column, or of each row."},
    {OpClass::reduction, "Reductions", "To a scalar, or along an axis."},
    {OpClass::structure, "Matrices", ""},
    {OpClass::loss, "Losses", "The prediction comes first."},
};

bool is_entry_by_entry(OpClass op_class) {
  return op_class == OpClass::activation || op_class == OpClass::elementwise;
}

// ---------------------------------------------------------------- what there is

std::vector<Function> all_functions() {
  std::vector<Function> functions;
  for (const parser::FunctionRow& row : parser::compositions()) {
    functions.push_back({std::string(row.name),
                         {},
                         row.op_class,
                         row.min_arity,
                         row.max_arity,
                         std::string(row.summary)});
  }
  std::map<const ir::OpDef*, std::vector<std::string>> names;
  for (const std::string_view name : ir::function_names()) {
    const bool is_known = parser::find_composition(name) != nullptr;
    if (is_known || parser::is_special_function(name)) continue;
    names[&ir::op_def(*ir::find_function(name))].emplace_back(name);
  }
  for (const auto& [row, spellings] : names) {
    Function function{std::string(row->name),
                      {},
                      row->op_class,
                      row->min_arity,
                      row->max_arity,
                      std::string(row->summary),
                      row->scalar ? row : nullptr};
    if (row->op_class == OpClass::leaf) continue;
    if (row->op_class == OpClass::arithmetic) function.op_class = OpClass::structure;
    for (const std::string& spelling : spellings) {
      if (spelling != row->name) function.aliases.push_back(spelling);
    }
    functions.push_back(std::move(function));
  }
  for (Function& function : functions) {
    const auto op = ir::find_function(function.name);
    if (function.op_class == OpClass::activation && op) function.row = &ir::op_def(*op);
  }
  std::sort(functions.begin(), functions.end(),
            [](const Function& a, const Function& b) { return a.name < b.name; });
  return functions;
}

std::vector<std::string> arguments_of(const Function& function, std::size_t arity) {
  switch (function.op_class) {
    case OpClass::activation:
      return arity == 1 ? std::vector<std::string>{"z"} : std::vector<std::string>{"z", "a"};
    case OpClass::softmax:
      return arity == 1 ? std::vector<std::string>{"z"} : std::vector<std::string>{"z", "T"};
    case OpClass::loss:
      return arity == 2 ? std::vector<std::string>{"y", "t"}
                        : std::vector<std::string>{"y", "t", "δ"};
    case OpClass::structure:
      if (arity == 1) return {"A"};
      return {"A", "B"};
    default:
      if (arity == 1) return {"x"};
      return arity == 2 ? std::vector<std::string>{"a", "b"}
                        : std::vector<std::string>{"x", "a", "b"};
  }
}

std::string call_text(const std::string& name, const std::vector<std::string>& arguments) {
  return fmt::format("{}({})", name, fmt::join(arguments, ", "));
}

// ---------------------------------------------------------------- what it takes

using Types = std::vector<std::string>;

struct Use {
  Types types;
  std::string result;
};

std::string program_text(const std::string& call, const std::vector<std::string>& arguments,
                         const Types& types, const std::string& value) {
  std::string text = "let m; let n; let p\n";
  for (std::size_t i = 0; i < types.size(); ++i) {
    text += fmt::format("param {} : {}\n", arguments[i], types[i]);
  }
  return text + fmt::format("{} = {}\n", value, call);
}

std::optional<ir::Program> program_of(const std::string& text) {
  ir::Diagnostics findings;
  return parser::parse_program(ir::SourceFile("function", text), {}, findings);
}

std::optional<Use> tried(const Function& function, const Types& types) {
  const auto arguments = arguments_of(function, types.size());
  const auto program =
      program_of(program_text(call_text(function.name, arguments), arguments, types, "value"));
  if (!program) return std::nullopt;
  const ir::Shape shape = program->expr(program->values.back().node).shape();
  return Use{types, shape.is_scalar() ? "R" : shape.to_string()};
}

std::vector<Types> candidates(std::size_t arity) {
  if (arity == 1) return {{"R"}, {"R^n"}, {"R^(m×n)"}, {"R^(n×n)"}};
  if (arity == 3) return {{"R", "R", "R"}, {"R^n", "R^n", "R"}};
  return {{"R", "R"},
          {"R^n", "R^n"},
          {"R^(m×n)", "R^(m×n)"},
          {"R^n", "R"},
          {"R^(m×n)", "R"},
          {"R^m", "R^n"},
          {"R^(m×n)", "R^(n×p)"},
          {"R^(m×n)", "R^(p×m)"},
          {"R^(m×n)", "R^(p×p)"}};
}

std::vector<Use> uses_of(const Function& function, std::size_t arity) {
  std::vector<Use> uses;
  for (const Types& types : candidates(arity)) {
    if (const auto use = tried(function, types)) uses.push_back(*use);
  }
  return uses;
}

const Use* use_with(const std::vector<Use>& uses, const Types& types) {
  const auto found =
      std::find_if(uses.begin(), uses.end(), [&](const Use& use) { return use.types == types; });
  return found == uses.end() ? nullptr : &*found;
}

std::string use_text(const Use& use) {
  return fmt::format("{} → {}", fmt::join(use.types, ", "), use.result);
}

std::string shapes_of_one(const std::vector<Use>& uses) {
  const Use* column = use_with(uses, {"R^n"});
  const Use* matrix = use_with(uses, {"R^(m×n)"});
  const Use* square = use_with(uses, {"R^(n×n)"});
  if (column && matrix && column->result == "R^n" && matrix->result == "R^(m×n)")
    return "any → the same";
  if (column && matrix && column->result == "R" && matrix->result == "R") return "any → R";
  std::vector<std::string> texts;
  if (column) texts.push_back(use_text(*column));
  if (matrix) texts.push_back(use_text(*matrix));
  if (square && !matrix) texts.push_back(use_text(*square));
  return fmt::format("{}", fmt::join(texts, "; "));
}

std::string shapes_of_two(const std::vector<Use>& uses) {
  const Use* columns = use_with(uses, {"R^n", "R^n"});
  const Use* matrices = use_with(uses, {"R^(m×n)", "R^(m×n)"});
  const Use* any = use_with(uses, {"R^(m×n)", "R^(p×p)"});
  const Use* mixed = use_with(uses, {"R^m", "R^n"});
  const Use* scaled = use_with(uses, {"R^(m×n)", "R"});
  if (any) return use_text(*any);
  if (mixed) return use_text(*mixed);
  if (columns && matrices && columns->result == "R") return "two alike → R";
  if (columns && matrices)
    return scaled ? "two alike, or a scalar → the same" : "two alike → the same";
  if (columns && columns->result == "R") return use_text(*columns);
  std::vector<std::string> texts;
  for (const Types& types :
       {Types{"R^(m×n)", "R^(n×p)"}, Types{"R^(m×n)", "R^(p×m)"}, Types{"R^(m×n)", "R"}}) {
    if (const Use* use = use_with(uses, types)) texts.push_back(use_text(*use));
    if (!texts.empty()) break;
  }
  return fmt::format("{}", fmt::join(texts, "; "));
}

std::string shapes_of(const std::vector<Use>& uses, std::size_t arity) {
  if (arity == 1) return shapes_of_one(uses);
  if (arity == 2) return shapes_of_two(uses);
  return use_with(uses, {"R^n", "R^n", "R"}) == nullptr ? "" : "two alike, and a scalar → R";
}

// ---------------------------------------------------------------- its derivative

/// What nngen shows of the derivative D, with the names that it gives on the way.
std::string derivative_of(const Function& function, const Use& use) {
  const auto arguments = arguments_of(function, use.types.size());
  const bool is_loss = function.op_class == OpClass::loss;
  const std::string value = is_loss ? "L" : "y";
  std::string text = program_text(call_text(function.name, arguments), arguments, use.types, value);
  if (use.result == "R") {
    text += fmt::format("output D = grad({}, {})\n", value, arguments[0]);
  } else {
    const char* weight = use.result.find("×") == std::string::npos ? "u" : "U";
    text += fmt::format("const {} : {}\noutput D = vjp({}, {}, {})\n", weight, use.result, value,
                        arguments[0], weight);
  }
  auto program = program_of(text);
  if (!program) return "";
  ir::simplify_derivatives(*program, {});
  std::istringstream lines(codegen::show(*program, {}, {}));
  std::string result;
  std::string names;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("D = ")) {
      result = line.substr(4);
    } else if (!line.empty() && !line.starts_with(value + " = ")) {
      names += (names.empty() ? ", " : "; ") + line;
    }
  }
  return "`" + result + "`" +
         (names.empty() ? "" : names.substr(0, 2) + "`" + names.substr(2) + "`");
}

/// Of the use that says most: a scalar one entry by entry, else one of matrices.
std::string derivative_text(const Function& function, const std::vector<Use>& uses) {
  if (is_entry_by_entry(function.op_class)) return derivative_of(function, uses.front());
  const bool is_lines = function.op_class == OpClass::softmax || function.name.ends_with("_rows") ||
                        function.name.ends_with("_cols");
  const Types lines[] = {{"R^(m×n)"}};
  const Types usual[] = {
      {"R^(m×n)", "R^(p×p)"}, {"R^m", "R^n"}, {"R^(m×n)", "R^(p×m)"}, {"R^n", "R^n"}, {"R^n"},
      {"R^n", "R^n", "R"},    {"R^(n×n)"}};
  const auto order = is_lines ? std::span<const Types>(lines) : std::span<const Types>(usual);
  for (const Types& types : order) {
    if (const Use* use = use_with(uses, types)) return derivative_of(function, *use);
  }
  return "";
}

/// Where the derivatives from both sides differ, or the value jumps: the derivative that is taken
/// there.
std::string kinks_of(const Function& function) {
  if (function.row == nullptr) return "";
  constexpr double step = 1e-7;
  std::vector<std::string> kinks;
  for (const double at : {-1.0, 0.0, 1.0}) {
    const auto f = [&](double x, std::uint32_t order) { return function.row->scalar.at(x, order); };
    const bool turns = std::abs(f(at + step, 1) - f(at - step, 1)) > 1e-3;
    const bool jumps = std::abs(f(at + step, 0) - f(at - step, 0)) > 1e-3;
    const bool is_inside = std::abs(f(at - step, 1)) < 1e3 && std::abs(f(at + step, 1)) < 1e3 &&
                           std::isfinite(f(at - step, 0));
    if ((turns || jumps) && is_inside)
      kinks.push_back(fmt::format("{:.5g} at {}{:g}", f(at, 1), at < 0 ? "−" : "", std::abs(at)));
  }
  return fmt::format("{}", fmt::join(kinks, ", "));
}

// ---------------------------------------------------------------- the page

std::string cell(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '|') result += '\\';
    result += c;
  }
  return result;
}

/// Entry by entry the derivative has columns of its own.
std::string summary_of(const Function& function) {
  const bool has_columns = is_entry_by_entry(function.op_class);
  const std::string_view summary = function.summary;
  return std::string(
      summary.substr(0, has_columns ? summary.find("; its derivative") : summary.npos));
}

std::string line_of(const Function& function) {
  std::string calls;
  std::string shapes;
  std::vector<Use> first;
  for (std::size_t arity = function.min_arity; arity <= function.max_arity; ++arity) {
    const std::vector<Use> uses = uses_of(function, arity);
    if (first.empty()) first = uses;
    calls += (calls.empty() ? "`" : " `") +
             call_text(function.name, arguments_of(function, arity)) + "`";
    if (shapes.empty()) shapes = shapes_of(uses, arity);
  }
  for (const std::string& alias : function.aliases) {
    calls += " `" + call_text(alias, arguments_of(function, function.min_arity)) + "`";
  }
  const std::string derivative = first.empty() ? "" : derivative_text(function, first);
  std::string line = "| " + calls + " | ";
  if (!is_entry_by_entry(function.op_class)) line += cell(shapes) + " | ";
  line += cell(derivative) + " | ";
  if (is_entry_by_entry(function.op_class)) line += kinks_of(function) + " | ";
  return line + cell(summary_of(function)) + " |\n";
}

}  // namespace

std::string functions_page() {
  std::string page = opening;
  const std::vector<Function> functions = all_functions();
  for (const Section& section : sections) {
    page += fmt::format("\n## {}\n\n", section.title);
    if (*section.text != 0) page += std::string(section.text) + "\n\n";
    page += is_entry_by_entry(section.op_class)
                ? "| function | derivative | at a kink | what it is |\n"
                : "| function | shapes | derivative | what it is |\n";
    page += "|---|---|---|---|\n";
    for (const Function& function : functions) {
      if (function.op_class == section.op_class) page += line_of(function);
    }
  }
  return page;
}

}  // namespace nngen::tests
