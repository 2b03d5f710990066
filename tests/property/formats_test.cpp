// What is printed in LaTeX, MathML, HTML and JSON is well formed, for every example in every form. KaTeX and
// TeX read the LaTeX in katex_test and in scripts/check_latex.sh.

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "codegen/graph_data.hpp"
#include "codegen/report/report.hpp"
#include "ir/calculus/passes.hpp"
#include "tests/property/example_programs.hpp"
#include "tests/property/printed_formulas.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/markup.hpp"

namespace nngen::tests {
namespace {

using codegen::DerivativeLayout;
using codegen::FormulaForm;
using codegen::FormulaStyle;
using ir::Reduction;
using nlohmann::json;

/// The first thing that is wrong with the LaTeX; empty if nothing is.
std::string latex_fault(const std::string& text) {
  static const std::set<std::string> known = {
      "alpha",   "beta",   "gamma",      "sigma",        "Sigma",      "Delta",  "delta",  "Psi",
      "theta",   "begin",  "end",        "cdot",         "circ",       "oslash", "bullet", "otimes",
      "left",    "right",  "lVert",      "rVert",        "langle",     "rangle", "top",    "nabla",
      "partial", "frac",   "tfrac",      "operatorname", "exp",        "log",    "tanh",   "sin",
      "cos",     "det",    "mathit",     "hat",          "quad",       "ldots",  "le",     "ge",
      "ne",      "sum",    "sqrt",       "lvert",        "rvert",      "lambda", "mu",     "rho",
      "ell",     "Lambda", "varepsilon", "text",         "underbrace", "\\",     "_"};
  std::vector<std::string> open;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto close = [&](const std::string& opener) {
      const bool fits = !open.empty() && open.back() == opener;
      if (fits) open.pop_back();
      return fits;
    };
    if (static_cast<unsigned char>(text[i]) >= 0x80 && text[0] != '%')
      return "a letter that is no ASCII";
    if (text[i] == '{') open.emplace_back("{");
    if (text[i] == '}' && !close("{")) return "unbalanced }";
    if (text[i] != '\\') continue;
    std::string command(1, text[++i]);
    if (std::isalpha(static_cast<unsigned char>(text[i]))) {
      while (std::isalpha(static_cast<unsigned char>(text[i + 1]))) command += text[++i];
    }
    if (known.count(command) == 0) return "unknown command \\" + command;
    if (command == "left") open.emplace_back("left");
    if (command == "right" && !close("left")) return "unbalanced \\right";
    if (command == "begin") open.push_back(text.substr(i + 1, text.find('}', i) - i));
    if (command == "end" && !close(text.substr(i + 1, text.find('}', i) - i))) return "\\end";
  }
  return open.empty() ? "" : "unclosed " + open.back();
}

/// The first thing that is wrong with the XML: tags that do not nest, or a wrong number of parts.
std::string mathml_fault(const std::string& text) {
  const std::map<std::string, int> parts = {{"msup", 2},       {"msub", 2},  {"munder", 2},
                                            {"munderover", 3}, {"mfrac", 2}, {"msubsup", 3}};
  std::vector<std::pair<std::string, int>> open = {{"", 0}};
  for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at + 1)) {
    if (text.compare(at, 4, "<!--") == 0) continue;
    const std::size_t end = text.find('>', at);
    if (end == std::string::npos) return "an open tag";
    const bool closes = text[at + 1] == '/';
    const std::size_t begin = at + 1 + (closes ? 1 : 0);
    const std::string name = text.substr(begin, text.find_first_of(" />", begin) - begin);
    if (closes) {
      if (open.back().first != name) return "</" + name + "> closes <" + open.back().first + ">";
      const auto wanted = parts.find(name);
      if (wanted != parts.end() && wanted->second != open.back().second) return "parts of " + name;
      open.pop_back();
      continue;
    }
    ++open.back().second;
    if (text[end - 1] != '/') open.emplace_back(name, 0);
  }
  return open.size() == 1 ? "" : "unclosed <" + open.back().first + ">";
}

}  // namespace

TEST_CASE("LaTeX of the examples is well formed", "[formats]") {
  for (const std::string& text : printed_formulas(FormulaStyle::latex)) {
    INFO(text);
    CHECK(latex_fault(text) == "");
    CHECK(text.find("\\begin{align}") != std::string::npos);
  }
}

TEST_CASE("MathML of the examples is well formed", "[formats]") {
  for (const std::string& text : printed_formulas(FormulaStyle::mathml)) {
    INFO(text);
    CHECK(mathml_fault(text) == "");
    CHECK(text.find("<math xmlns=\"http://www.w3.org/1998/Math/MathML\"") != std::string::npos);
  }
}

TEST_CASE("a page about every example is whole", "[formats]") {
  for (const auto& file : example_files()) {
    for (const auto form : {FormulaForm::recurrent, FormulaForm::expanded,
                            FormulaForm::forward_table, FormulaForm::reverse_table}) {
      for (const auto layout : {DerivativeLayout::gradient, DerivativeLayout::jacobian}) {
        for (const auto reduction : {Reduction::none, Reduction::mean}) {
          ir::Program program = example_program(file);
          ir::Diagnostics diagnostics;
          const auto derivation = ir::derive_for_reading(program, {}, reduction, diagnostics);
          const codegen::ReportOptions options{{FormulaStyle::mathml, form, layout}, 3, 8};
          const auto report = codegen::make_report(program, derivation, options);
          INFO(file.string());
          CHECK(html_fault(codegen::html_page(report)) == "");
          CHECK(report.total.flops.has_value());
        }
      }
    }
  }
}

TEST_CASE("JSON of the examples is the typed graph", "[formats]") {
  for (const auto& file : example_files()) {
    INFO(file.string());
    ir::Program program = example_program(file);
    ir::Diagnostics diagnostics;
    const auto derivation = ir::derive_for_reading(program, {}, Reduction::mean, diagnostics);
    const json graph = json::parse(codegen::graph_json(program, derivation));
    CHECK(graph["format"] == "nngen-graph");
    CHECK(graph["reduction"] == "mean");
    const json& nodes = graph["nodes"];
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      CHECK(nodes[i]["id"] == i);
      for (const json& operand : nodes[i]["operands"]) CHECK(operand < i);
      if (nodes[i]["op"] != "matmul") continue;
      const json& a = nodes[nodes[i]["operands"][0].get<std::size_t>()]["shape"];
      const json& b = nodes[nodes[i]["operands"][1].get<std::size_t>()]["shape"];
      CHECK(a[1] == b[0]);
      CHECK(nodes[i]["shape"] == json::array({a[0], b[1]}));
    }
    CHECK(graph["gradients"].size() == program.with_role(ir::Role::param).size());
    for (const json& gradient : graph["gradients"]) {
      const json& variable = nodes[gradient["variable"].get<std::size_t>()];
      CHECK(variable["name"] == gradient["by"]);
      CHECK(nodes[gradient["node"].get<std::size_t>()]["shape"] == variable["shape"]);
    }
  }
}

}  // namespace nngen::tests
