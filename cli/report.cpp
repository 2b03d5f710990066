#include "cli/report.hpp"

#include <filesystem>
#include <sstream>

#include <fmt/format.h>

#include "cli/source_pieces.hpp"
#include "codegen/report/picture.hpp"
#include "codegen/report/report.hpp"
#include "runtime/draw_graph.hpp"

namespace nngen::cli {
namespace {

constexpr std::size_t most_names = 12;

/// "Gradients of L by W1, b1"; nothing without a loss.
std::string objective_text(const Task& task) {
  if (!task.program.loss) return {};
  std::string text = "Gradients of " + task.program.loss->name.plain() + " by ";
  const std::size_t count = task.by.size();
  for (std::size_t i = 0; i < std::min(count, most_names); ++i) {
    text += (i == 0 ? "" : ", ") + declaration_of(task, task.by[i]).name.plain();
  }
  if (count > most_names) text += fmt::format(" and {} more", count - most_names);
  if (count == 0) return "Values of " + task.program.loss->name.plain();
  return text;
}

std::string batch_text(const Options& options) {
  if (!options.is_batched()) return {};
  const char* reduced = options.reduction() == ir::Reduction::mean ? "mean" : "sum";
  if (options.batch.kind == codegen::Batch::Kind::dynamic) {
    return fmt::format("; {} over a batch of any size", reduced);
  }
  return fmt::format("; {} over {} samples", reduced, options.batch.samples);
}

codegen::ReportOptions report_options(const Options& options) {
  codegen::ReportOptions result{options.show, std::nullopt, 4};
  if (options.batch.kind == codegen::Batch::Kind::fixed) result.samples = options.batch.samples;
  if (options.scalar == codegen::ScalarType::float64) result.bytes_per_number = 8;
  return result;
}

void draw(codegen::ReportPicture& picture) {
  const auto svg = runtime::draw_graph(picture.dot);
  if (svg) picture.svg = codegen::embedded_svg(svg.value());
  if (!picture.svg.empty()) return;
  picture.words = "There is no picture here: " +
                  (svg ? std::string("Graphviz has drawn nothing") : svg.error().message) + ".";
}

std::vector<std::string> claim_texts(const JudgedClaims& claims, const Task& task) {
  std::vector<std::string> texts;
  std::istringstream right(claims.right);
  for (std::string line; std::getline(right, line);) {
    texts.push_back(line.substr(std::min<std::size_t>(2, line.size())));  // behind "# "
  }
  for (const ir::Diagnostic& finding : claims.findings.sorted()) {
    const auto place = finding.place();
    const std::string where =
        place ? fmt::format("line {}: ", task.source.line_column(place->begin).line) : "";
    texts.push_back(where + finding.message);
  }
  return texts;
}

}  // namespace

std::string report_page(Task& task, const Options& options, const JudgedClaims& claims,
                        const std::string& verdict) {
  codegen::Report report =
      codegen::make_report(task.program, task.derivation, report_options(options));
  // A page is passed on: it shows no folders of this machine.
  report.title = options.text ? "An expression"
                              : std::filesystem::path(task.source.name()).filename().string();
  report.objective = objective_text(task) + batch_text(options);
  report.source = source_pieces(task.source, task.program);
  report.claims = claim_texts(claims, task);
  if (!verdict.empty()) report.notes.push_back("Verified: " + verdict + ".");
  draw(report.picture);
  return codegen::html_page(report);
}

}  // namespace nngen::cli
