// A report as data and as a page: what each line costs, which steps led to it, what the picture
// shows.

#include "codegen/report/report.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "codegen/report/html.hpp"
#include "codegen/report/picture.hpp"
#include "ir/calculus/cost.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/markup.hpp"
#include "tests/unit/codegen/programs.hpp"

namespace nngen::codegen {
namespace {

using tests::html_fault;
using tests::text_of_html;

Report report_of(const std::string& text, ir::Reduction reduction = ir::Reduction::none,
                 const ReportOptions& options = {}) {
  DerivedProgram derived = derived_program(text, reduction);
  return make_report(derived.program, derived.derivation, options);
}

const ReportLine& line_of(const Report& report, std::string_view section, std::size_t place) {
  for (const ReportSection& part : report.sections) {
    if (part.id == section) return part.lines.at(place);
  }
  throw std::runtime_error("no such section");
}

std::string count(const std::optional<ir::Dim>& dim) { return dim ? dim->to_string() : "unknown"; }
std::string costs(const ReportLine& line) {
  return count(line.cost.flops) + " | " + count(line.cost.entries);
}

std::vector<std::string> rules(const ReportLine& line) {
  std::vector<std::string> result;
  for (const ReportStep& step : line.steps) result.push_back(step.rule.substr(0, 14));
  return result;
}

std::string deep_network(int layers) {
  return "let k = " + std::to_string(layers) +
         "\ninput X : R^4\nparam W[i] : R^(4×4) for i = 1..k\nact σ = tanh\n"
         "a[0] = X\na[i] = σ(W[i]·a[i-1]) for i = 1..k\nloss L = sum(a[k])\n";
}

std::size_t occurrences(std::string_view text, std::string_view what) {
  std::size_t number = 0;
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string_view::npos; ++at) ++number;
  return number;
}

const char* const least_squares =
    "input x : R^3\nparam W : R^(4×3)\nparam b : R^4\nz = W·x + b\nloss L = ½‖z‖²\n";

}  // namespace

TEST_CASE("what a line costs is counted as by hand", "[report]") {
  const Report report = report_of(least_squares);
  // 4 rows of 3 products and 2 sums, and 4 sums; W, x and b are read, z is written
  CHECK(costs(line_of(report, "forward", 0)) == "24 | 23");
  // 4 squares, 3 sums, a half; z is read, a number is written
  CHECK(costs(line_of(report, "forward", 1)) == "8 | 5");
  // z·xᵀ: 12 products; z and x are read, 12 entries are written
  CHECK(costs(line_of(report, "gradients", 0)) == "12 | 19");
  // ∇_b L = z is another name
  CHECK(costs(line_of(report, "gradients", 1)) == "0 | 0");
  CHECK(count(report.total.flops) == "44");
  CHECK(count(report.total.entries) == "47");
}

TEST_CASE("the total is the cost of the whole graph", "[report]") {
  for (const std::string& text : {std::string(digits_text), std::string(attention_text),
                                  std::string(least_squares), deep_network(30)}) {
    DerivedProgram derived = derived_program(text, ir::Reduction::none);
    const Report report = make_report(derived.program, derived.derivation, {});
    std::vector<ir::NodeId> roots;
    for (const auto& value : derived.program.values) roots.push_back(value.node);
    for (const auto& output : derived.program.outputs) roots.push_back(output.node);
    roots.push_back(derived.program.loss->node);
    for (const auto& gradient : derived.derivation.gradients) roots.push_back(gradient.value);
    REQUIRE(report.total.flops.has_value());
    CHECK(static_cast<double>(report.total.flops->value()) ==
          ir::flops(*derived.program.graph, roots));
  }
}

TEST_CASE("with symbolic sizes the cost is a polynomial, or none", "[report]") {
  const Report report = report_of(
      "let n\nparam A : R^(n×n)\ninput x : R^n\nz = A·x\nd = det(A)\nloss L = sum(z) + d\n");
  // n rows of n products and n − 1 sums
  CHECK(costs(line_of(report, "forward", 0)) == "2·n·n - n | n·n + 2·n");
  CHECK(costs(line_of(report, "forward", 1)) == "unknown | n·n + 1");
  CHECK(count(report.total.flops) == "unknown");
}

TEST_CASE("counts that have saturated are not said", "[report]") {
  const ir::Dim n = ir::Dim::symbol("n");
  CHECK_FALSE(ir::exact_count(ir::Dim(INT64_MAX)).has_value());
  CHECK_FALSE(ir::exact_count(ir::Dim(INT64_MAX) * n + n).has_value());
  CHECK(count(ir::exact_count(ir::Dim(3) * n)) == "3·n");
}

TEST_CASE("over a batch the samples are counted where their number is known", "[report]") {
  ReportOptions options;
  CHECK(costs(line_of(report_of(digits_text, ir::Reduction::mean, options), "forward", 1)) ==
        "32·M | 64·M");
  options.samples = 10;
  CHECK(costs(line_of(report_of(digits_text, ir::Reduction::mean, options), "forward", 1)) ==
        "320 | 640");
  const std::string with_own_m = "let M\ninput x : R^M\nparam w : R^M\nloss L = ½·(wᵀ·x)²\n";
  CHECK(count(report_of(with_own_m, ir::Reduction::mean, options).total.flops) == "unknown");
}

TEST_CASE("a line has the steps that led to it", "[report]") {
  const Report report = report_of(least_squares);
  const ReportLine& by_matrix = line_of(report, "gradients", 0);
  const std::vector<std::string> of_matrix = rules(by_matrix);
  REQUIRE_FALSE(of_matrix.empty());
  CHECK(of_matrix.front().starts_with("scalar factor"));
  CHECK(of_matrix.back().starts_with("matrix product"));
  const std::vector<std::string> of_offset = rules(line_of(report, "gradients", 1));
  CHECK(of_offset.back().starts_with("sum: every"));
  CHECK(line_of(report, "forward", 0).steps.empty());
}

TEST_CASE("steps go back to the next cotangent with a line, and no further", "[report]") {
  const Report report = report_of(deep_network(30));
  const ReportLine& gradient = line_of(report, "gradients", 1);
  CHECK(gradient.range == "i = 2, …, 30");
  CHECK(rules(gradient) == std::vector<std::string>{"matrix product"});
  CHECK(text_of_html(gradient.mathml).find("i−1") != std::string::npos);
}

TEST_CASE("where cotangents are written out their simplifications are among the steps",
          "[report]") {
  ReportOptions options;
  for (const FormulaForm form : {FormulaForm::recurrent, FormulaForm::expanded}) {
    options.show.form = form;
    const Report report = report_of(digits_text, ir::Reduction::none, options);
    const bool is_expanded = form == FormulaForm::expanded;
    const auto of_gradient = rules(line_of(report, "gradients", 0));
    CHECK(std::count(of_gradient.begin(), of_gradient.end(), "the entries of") == is_expanded);
    // what Δ₂ has been simplified by is no step of Δ₁, to which it is passed on
    if (!is_expanded) {
      const auto of_layer = rules(line_of(report, "reverse", 1));
      CHECK(of_layer ==
            std::vector<std::string>{"sum: every ter", "matrix product", "chain rule, en"});
      CHECK(rules(line_of(report, "gradients", 3)) == std::vector<std::string>{"sum: every ter"});
    }
    // its cotangents have no lines then, and names in the picture alone
    CHECK((report.sections.size() == 2) == is_expanded);
    CHECK(report.picture.dot.find("class=\"adjoint\"") != std::string::npos);
  }
}

TEST_CASE("formulas that no browser would take are left out, their costs are not", "[report]") {
  ReportOptions options;
  options.show.form = FormulaForm::expanded;
  const Report report = report_of(deep_network(1500), ir::Reduction::none, options);
  CHECK(report.notes.back().starts_with("The formulas of the last lines are left out"));
  CHECK(report.total.flops.has_value());
  const auto& gradients = report.sections.back().lines;
  CHECK(gradients.size() == 1500);
  CHECK(gradients.front().mathml.find("…") == std::string::npos);
  CHECK(gradients.back().mathml.find("…") != std::string::npos);
}

TEST_CASE("over a batch the last step of a gradient is that of the batch", "[report]") {
  const Report report = report_of(digits_text, ir::Reduction::mean);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(line_of(report, "gradients", i).steps.back().rule.starts_with("batch: the mean"));
  }
}

TEST_CASE("the picture of a long network stays small and says so", "[report]") {
  const Report shallow = report_of(deep_network(3));
  CHECK(shallow.picture.note.empty());
  CHECK(occurrences(shallow.picture.dot, "class=\"param\"") == 3);
  const Report deep = report_of(deep_network(2000));
  CHECK(deep.picture.dot.size() < 20000);
  CHECK(deep.picture.dot.find("Wᵢ") != std::string::npos);
  CHECK(deep.picture.note.find("one member for all between") != std::string::npos);
  CHECK(html_page(deep).size() < 100000);
}

TEST_CASE("a variable that layers share is drawn at each of them", "[report]") {
  const Report report = report_of(
      "input x : R^4\nparam W : R^(4×4)\nact σ = tanh\nh[0] = x\nh[i] = σ(W·h[i-1]) for i = 1..5\n"
      "loss L = sum(h[5])\n");
  CHECK(occurrences(report.picture.dot, "class=\"param\"") == 5);
  CHECK(occurrences(report.picture.dot, "class=\"gradient\"") == 5);
  CHECK(report.picture.note.starts_with("A variable that layers share"));
  const Report twice =
      report_of("input x : R^4\nparam W : R^(4×4)\nact σ = tanh\nloss L = sum(σ(W·σ(W·x)))\n");
  CHECK(occurrences(twice.picture.dot, "class=\"param\"") == 1);
}

TEST_CASE("of many unlike lines the picture shows the first", "[report]") {
  std::string text = "input x : R\n";
  std::string sum = "x";
  for (int i = 0; i < 300; ++i) {
    const std::string letter(1, static_cast<char>('a' + i % 23));
    const std::string name = letter + "v" + std::to_string(1000 + i * 7);
    text += name + " = sin(" + std::to_string(i) + "·x)\n";
    sum += " + " + name;
  }
  const Report report = report_of(text + "output y = " + sum + "\n");
  CHECK(report.picture.note == "271 further lines are left out.");
  CHECK(html_fault(html_page(report)) == "");
}

TEST_CASE("forward and backward edges differ", "[report]") {
  const std::string dot = report_of(digits_text).picture.dot;
  CHECK(dot.find("[class=\"forward\"") != std::string::npos);
  CHECK(dot.find("[class=\"adjoint\"") != std::string::npos);
  CHECK(dot.find("dir=back") != std::string::npos);
}

TEST_CASE("counts are set as mathematics", "[report]") {
  Report report = report_of(least_squares);
  const ir::Dim n = ir::Dim::symbol("n");
  report.total.flops = ir::Dim(2) * n * n * ir::Dim::symbol("q") - n;
  report.total.entries = ir::Dim(1234567);
  const std::string page = html_page(report);
  CHECK(page.find(">2·n<sup>2</sup>·q − n<") != std::string::npos);
  CHECK(page.find(">4\u202F938\u202F268<") != std::string::npos);  // times 4 bytes
}

TEST_CASE("text never becomes markup", "[report]") {
  CHECK(html_text("<a b='c' d=\"e\">&amp;") == "&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt;&amp;amp;");
  CHECK(html_text(std::string("a\0b\x1f\tc", 6)) == "a\uFFFDb\uFFFD\tc");
  Report report = report_of(least_squares);
  report.title = "</title><script>alert(1)</script>";
  report.source = {{"# </pre>\n", "comment", {}}, {"x", "input", "\"><img src=x>"}};
  report.picture.words = "<b>";
  report.claims = {"</li><li>"};
  report.notes = {"<i>"};
  CHECK(html_fault(html_page(report)) == "");
}

TEST_CASE("an SVG is taken without what stands around it", "[report]") {
  const std::string svg =
      "<?xml version=\"1.0\"?>\n<!DOCTYPE svg>\n<!-- a -->\n<svg width=\"1pt\">\n<!-- x&#45;&gt;y "
      "-->\n"
      "<title>nngen</title><title>x</title><title>x&#45;&gt;y</title></svg>\n";
  CHECK(embedded_svg(svg) == "<svg width=\"1pt\">\n\n<title>x</title></svg>");
  CHECK(embedded_svg("dot: error").empty());
}

TEST_CASE("a table takes the place of the formulas, a long one is cut", "[report]") {
  ReportOptions options;
  options.show.form = FormulaForm::reverse_table;
  const Report report = report_of(least_squares, ir::Reduction::none, options);
  REQUIRE(report.table.has_value());
  CHECK(report.sections.empty());
  CHECK(report.table->rows.size() == 7);  // x, W, b, W·x, z, ‖z‖², L
  const std::string page = html_page(report_of(deep_network(700), ir::Reduction::none, options));
  CHECK(page.find("The first 1000 of 2102 rows") != std::string::npos);
  CHECK(html_fault(page) == "");
}

}  // namespace nngen::codegen
