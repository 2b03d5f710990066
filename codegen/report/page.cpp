#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "codegen/report/html.hpp"
#include "codegen/report/report.hpp"
#include "codegen/report/style.hpp"

namespace nngen::codegen {
namespace {

// A table of more rows than this is cut: no browser likes it, and nobody reads it.
constexpr std::size_t most_rows = 1000;

// 2·n·n·m as HTML: equal factors stand side by side.
std::string monomial(std::string_view text) {
  std::string result;
  std::string_view factor_before;
  std::size_t power = 0;
  const auto end_power = [&] {
    if (power > 1) result += element("sup", "", std::to_string(power));
  };
  while (!text.empty()) {
    const std::size_t end = text.find("·");
    const std::string_view factor = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size()
                                                     : end + std::string_view("·").size());
    if (factor == factor_before) {
      ++power;
      continue;
    }
    end_power();
    if (!result.empty()) result += "·";
    result += html_text(factor);
    factor_before = factor;
    power = 1;
  }
  end_power();
  return result;
}

std::string polynomial(std::string_view text) {
  std::string result;
  while (true) {
    const std::size_t end = text.find(' ');
    result += monomial(text.substr(0, end));
    if (end == std::string_view::npos) return result;
    result += text[end + 1] == '-' ? " − " : " + ";
    text.remove_prefix(end + 3);
  }
}

// 1 234 567, or a polynomial in symbolic sizes; "–" where it cannot be said.
std::string count_text(const std::optional<ir::Dim>& count, std::int64_t times = 1) {
  if (!count) return "–";
  const ir::Dim total = ir::Dim(times) * *count;
  if (!total.is_known()) return polynomial(total.to_string());
  const std::string digits = std::to_string(total.value());
  std::string result;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) result += "\u202F";
    result += digits[i];
  }
  return result;
}

std::string section(std::string_view id, std::string_view title, std::string_view content) {
  return element("section", fmt::format("id=\"{0}\" aria-labelledby=\"{0}-title\"", id),
                 "\n" + element("h2", fmt::format("id=\"{}-title\"", id), html_text(title)) + "\n" +
                     std::string(content)) +
         "\n";
}

std::string note(std::string_view text) {
  return element("p", "class=\"note\"", html_text(text)) + "\n";
}

// A path may go on in the next line behind each slash.
std::string breakable(std::string_view path) {
  std::string result;
  for (const char c : html_text(path))
    result += c == '/' ? std::string("/<wbr>") : std::string(1, c);
  return result;
}

class PageWriter {
 public:
  explicit PageWriter(const Report& report) : report_(report) {}

  std::string run() {
    std::string body = source();
    body += picture();
    body += formulas();
    body += table();
    body += claims();
    const std::string head =
        "<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" +
        element("title", "", html_text(report_.title) + " – derivation") + "\n" +
        element("style", "", report_style) + "\n";
    return "<!DOCTYPE html>\n<html lang=\"en\">\n" + element("head", "", "\n" + head) + "\n" +
           element("body", "",
                   "\n" + header() + element("main", "", "\n" + body) + "\n" +
                       element("footer", "", "Derived by nngen.") + "\n") +
           "\n</html>\n";
  }

 private:
  std::string header() const {
    std::string content = element("h1", "", breakable(report_.title));
    if (!report_.objective.empty()) content += element("p", "", html_text(report_.objective));
    std::string links;
    for (const auto& [id, title] : contents_) {
      links += element("a", fmt::format("href=\"#{}\"", id), html_text(title)) + " ";
    }
    return element("header", "", content + element("nav", "aria-label=\"Contents\"", links)) + "\n";
  }

  std::string add_section(std::string_view id, std::string_view title, std::string_view content) {
    contents_.emplace_back(id, title);
    return section(id, title, content);
  }

  std::string source() {
    std::string text;
    for (const SourcePiece& piece : report_.source) {
      if (piece.kind.empty()) {
        text += html_text(piece.text);
        continue;
      }
      std::string attributes = fmt::format("class=\"{}\"", piece.kind);
      if (!piece.note.empty()) {
        attributes += fmt::format(" tabindex=\"0\" data-note=\"{}\"", html_text(piece.note));
      }
      text += element("span", attributes, html_text(piece.text));
    }
    // A line end right behind the tag would be dropped.
    return add_section("source", "Source",
                       element("pre", "class=\"source\"", "\n" + text) + "\n" + names());
  }

  std::string names() const {
    if (report_.names.empty()) return {};
    const bool has_notes = std::any_of(report_.names.begin(), report_.names.end(),
                                       [](const ReportName& name) { return !name.note.empty(); });
    std::string rows = element("tr", "",
                               std::string("<th>name</th><th>role</th><th>shape</th>") +
                                   (has_notes ? "<th>known to be</th>" : "")) +
                       "\n";
    for (const ReportName& name : report_.names) {
      std::string cells =
          element("td", "", html_formula(name.mathml)) +
          element("td", fmt::format("class=\"{}\"", role_class(name.role)), html_text(name.role)) +
          element("td", "", name.shape_html);
      if (has_notes) cells += element("td", "", html_text(name.note));
      rows += element("tr", "", cells) + "\n";
    }
    return element("div", "class=\"scroll\"", element("table", "class=\"names\"", "\n" + rows)) +
           "\n";
  }

  static std::string_view role_class(std::string_view role) {
    return role == "act" ? "function" : role;
  }

  std::string picture() {
    const ReportPicture& picture = report_.picture;
    std::string content;
    if (!picture.svg.empty()) {
      const std::string legend =
          "<span><i></i>forward</span> <span class=\"adjoint\"><i></i>cotangents, backward</span> "
          "<span class=\"used\"><i></i>forward values used on the way back</span>";
      content = element("div", "class=\"scroll\" role=\"img\" aria-label=\"The computation graph\"",
                        "\n" + picture.svg + "\n") +
                element("figcaption", "class=\"legend\"", legend);
      content = element("figure", "", content) + "\n";
    } else {
      content = note(picture.words);
    }
    if (!picture.svg.empty() && !picture.note.empty()) content += note(picture.note);
    return add_section("graph", "Graph", content);
  }

  std::string formulas() {
    std::string text;
    for (std::size_t i = 0; i < report_.sections.size(); ++i) {
      const ReportSection& part = report_.sections[i];
      std::string content;
      if (i == 0) {
        for (const std::string& line : report_.notes) content += note(line);
      }
      content +=
          "<div class=\"heads\"><span>formula</span><span>shape</span>"
          "<span class=\"count\">flops</span><span class=\"count\">bytes</span></div>\n";
      for (const ReportLine& formula : part.lines) content += line(formula);
      if (i + 1 == report_.sections.size()) content += total();
      text += add_section(part.id, part.title, content);
    }
    return text;
  }

  std::string costs(const LineCost& cost) const {
    return element("span", "class=\"count\" data-unit=\"flops\"", count_text(cost.flops)) +
           element("span", "class=\"count\" data-unit=\"bytes\"",
                   count_text(cost.entries, report_.bytes_per_number));
  }

  std::string line(const ReportLine& line) const {
    std::string formula = html_formula(line.mathml);
    if (!line.range.empty())
      formula += element("span", "class=\"range\"", html_text("for " + line.range));
    std::string content = element("div", "class=\"formula\"", formula) +
                          element("span", "class=\"shape\"", line.shape_html) + costs(line.cost);
    if (!line.note.empty()) content += "\n" + note(line.note);
    if (!line.steps.empty()) content += "\n" + steps(line);
    return element("div", "class=\"line\"", content) + "\n";
  }

  static std::string steps(const ReportLine& line) {
    std::string items;
    for (const ReportStep& step : line.steps) {
      std::string rule = html_text(step.rule);
      if (!step.source.empty()) rule += element("cite", "", html_text(step.source));
      std::string item = element("p", "class=\"rule\"", rule);
      for (const std::string& formula : step.lines) {
        item += element("div", "class=\"step\"", html_formula(formula));
      }
      items += element("li", "", item) + "\n";
    }
    const std::size_t count = line.steps.size();
    const std::string summary = fmt::format(
        "{}{} step{}", line.has_earlier_steps ? "the last " : "", count, count == 1 ? "" : "s");
    return element(
        "details", "",
        element("summary", "", summary) + element("ol", "class=\"steps\"", "\n" + items));
  }

  std::string total() const {
    const std::string content =
        element("span", "", report_.is_of_one_sample ? "Total of one sample" : "Total") +
        element("span", "class=\"shape\"", "") + costs(report_.total);
    const std::string words = fmt::format(
        "An addition, multiplication, comparison or function of a number is one flop; moving "
        "numbers is none. What "
        "lines share without a name counts in the first of them. Bytes: the values that a line "
        "names on its right "
        "are read once and its own is written once, {} bytes a number ({}). A line that only "
        "renames a value costs "
        "nothing. “–”: not known exactly.",
        report_.bytes_per_number, report_.bytes_per_number == 4 ? "float" : "double");
    return element("div", "class=\"line total\"", content) + "\n" + note(words);
  }

  std::string table() {
    if (!report_.table) return {};
    const DerivativeTable& table = *report_.table;
    std::string text = note(table.heading + (table.is_of_one_sample ? "; of one sample." : "."));
    for (const auto& [names, type] : table.seeds) {
      text +=
          element("p", "class=\"note\"",
                  "const " + html_formula("<mrow>" + names + "</mrow>") + " : " + html_text(type)) +
          "\n";
    }
    std::string rows = element("tr", "",
                               fmt::format("<th>value</th><th>{}</th><th>name</th>",
                                           report_.is_forward_table ? "tangent" : "cotangent")) +
                       "\n";
    const std::size_t shown = std::min(table.rows.size(), most_rows);
    for (std::size_t i = 0; i < shown; ++i) rows += row(table.rows[i]);
    text += element("div", "class=\"scroll\"", element("table", "", "\n" + rows)) + "\n";
    if (shown < table.rows.size()) {
      text += note(fmt::format("The first {} of {} rows; --format unicode prints all of them.",
                               shown, table.rows.size()));
    }
    return add_section("table", report_.is_forward_table ? "Forward mode" : "Reverse mode", text);
  }

  static std::string row(const DerivativeTable::Row& row) {
    const auto cell = [](const std::string& mathml) {
      return element("td", "", mathml.empty() ? "" : html_formula(mathml));
    };
    return element("tr", "", cell(row.value) + cell(row.derivative) + cell(row.named)) + "\n";
  }

  std::string claims() {
    if (report_.claims.empty()) return {};
    std::string items;
    for (const std::string& claim : report_.claims)
      items += element("li", "", html_text(claim)) + "\n";
    return add_section("claims", "Claims", element("ul", "", "\n" + items));
  }

  const Report& report_;
  std::vector<std::pair<std::string, std::string>> contents_;
};

}  // namespace

std::string html_page(const Report& report) { return PageWriter(report).run(); }

}  // namespace nngen::codegen
