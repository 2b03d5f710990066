#include "codegen/report/report.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "codegen/formula/formula_sections.hpp"
#include "codegen/formula/spelling.hpp"
#include "codegen/formula/text.hpp"
#include "codegen/report/formula_view.hpp"
#include "codegen/report/html.hpp"
#include "codegen/report/line_costs.hpp"
#include "codegen/report/line_steps.hpp"
#include "codegen/report/names.hpp"
#include "codegen/report/picture.hpp"

namespace nngen::codegen {
namespace {

using ir::NodeId;

constexpr FormulaStyle style = FormulaStyle::mathml;
// A line of a step is there to be looked at.
constexpr std::size_t longest_step = 8000;
// All steps of a page together, and all formulas: a browser has to take it.
constexpr std::size_t longest_steps = 2000000;
constexpr std::size_t longest_formulas = 10000000;

bool is_table(FormulaForm form) {
  return form == FormulaForm::forward_table || form == FormulaForm::reverse_table;
}

/// The steps of a derivation, for those lines that are printed.
class StepTexts {
 public:
  StepTexts(FormulaView& view, ir::Program& program, ir::Reduction reduction,
            std::set<NodeId> lines)
      : naming_(program, &view.of_sample(), style) {
    naming_.name_steps();
    BatchedGradients batch;
    if (view.columns()) batch = batched_gradients(*view.columns(), reduction, style);
    steps_ = derivation_steps(program, view.of_sample(), naming_, style, batch);
    finder_.emplace(program, view.of_sample(), naming_, steps_, std::move(lines));
  }

  /// Nothing when the page has enough of them.
  std::vector<ReportStep> of(NodeId primal, std::optional<std::int64_t> index) {
    const TextRenderer renderer(style, index);
    std::vector<ReportStep> result;
    if (are_too_many()) return result;
    for (const std::size_t place : finder_->of(primal)) {
      const DerivationStep& step = steps_[place];
      ReportStep text{std::string(step.rule.text), std::string(step.rule.source), {}};
      for (const StepLine& line : step.lines) {
        std::string mathml;
        for (const Box& box : line) mathml += renderer.render(box);
        if (mathml.size() > longest_step) mathml = "<mo>…</mo>";
        written_ += mathml.size();
        text.lines.push_back("<mrow>" + mathml + "</mrow>");
      }
      result.push_back(std::move(text));
    }
    return result;
  }
  bool are_too_many() const { return written_ > longest_steps; }

 private:
  Naming naming_;
  std::size_t written_ = 0;
  std::vector<DerivationStep> steps_;
  std::optional<LineSteps> finder_;
};

class ReportWriter {
 public:
  ReportWriter(ir::Program& program, const ir::Derivation& derivation, const ReportOptions& options)
      : source_(program),
        options_(options),
        reduction_(derivation.reduction),
        view_(program, derivation),
        sections_(view_.program(), view_.derivation(), with_style(options.show)),
        graph_(*view_.program().graph),
        costs_(graph_) {
    if (derivation.loss) {
      steps_ = std::make_unique<StepTexts>(view_, program, reduction_, primals_with_lines());
    }
  }

  Report run() {
    report_.bytes_per_number = options_.bytes_per_number;
    report_.names = report_names(source_);
    report_.is_of_one_sample = view_.is_sample_of_batch();
    report_.picture = picture();
    add_notes();
    add_section("forward", "Forward values", sections_.forward(), Sweep::forward);
    add_section("reverse", "Reverse sweep", sections_.reverse(), Sweep::reverse);
    add_section("gradients", is_jacobian() ? "Jacobians" : "Gradients", sections_.gradients(),
                Sweep::reverse);
    if (steps_ && steps_->are_too_many()) {
      report_.notes.push_back(
          "Only the first lines have their steps here; --format unicode --steps prints all.");
    }
    if (are_too_many()) {
      report_.notes.push_back(
          "The formulas of the last lines are left out here; the other formats print all.");
    }
    return std::move(report_);
  }

 private:
  bool are_too_many() const { return written_ > longest_formulas; }
  static ShowOptions with_style(ShowOptions show) {
    show.style = style;
    return show;
  }
  bool is_jacobian() const { return options_.show.layout == DerivativeLayout::jacobian; }

  std::set<NodeId> primals_with_lines() const {
    std::set<NodeId> result;
    for (const FormulaLine& line : sections_.reverse()) {
      if (const NodeId primal = sections_.primal_of(line.node)) {
        result.insert(view_.in_sample(primal));
      }
    }
    return result;
  }

  // Without names for the cotangents there is no line of them to be seen.
  ReportPicture picture() {
    if (options_.show.form != FormulaForm::expanded) {
      return picture_of(view_.program(), sections_);
    }
    ShowOptions recurrent = with_style(options_.show);
    recurrent.form = FormulaForm::recurrent;
    const FormulaSections sections(view_.program(), view_.derivation(), recurrent);
    ReportPicture result = picture_of(view_.program(), sections);
    result.note += "The cotangents, which the formulas write out, have their names here.";
    return result;
  }

  void add_notes() {
    if (view_.is_sample_of_batch()) {
      std::string note;
      for (const std::string& line : one_sample_note(source_, reduction_)) {
        note += (note.empty() ? "" : " ") + line;
      }
      report_.notes.push_back(note);
    } else if (view_.columns()) {
      report_.notes.push_back(
          "The samples are the columns of the matrices; there are M of them" +
          (options_.samples ? fmt::format(", here {}.", *options_.samples) : "."));
    }
    if (is_jacobian()) {
      report_.notes.push_back(
          "In numerator layout: cotangents are rows. The steps are those of the other layout, in "
          "which cotangents are columns.");
    }
  }

  void add_section(std::string_view id, std::string_view title,
                   const std::vector<FormulaLine>& lines, Sweep sweep) {
    if (lines.empty()) return;
    const bool is_gradients = &lines == &sections_.gradients();
    std::vector<LineCost> costs;
    for (const FormulaLine& line : lines) {
      LineCost cost = costs_.count(extent_of(graph_, sections_, line, sweep));
      substitute_samples(cost.flops);
      substitute_samples(cost.entries);
      report_.total += cost;
      costs.push_back(std::move(cost));
    }
    ReportSection section{id, title, {}};
    for (const FamilyRun& run : runs_of_lines(lines, style)) {
      ReportLine line = written(lines, run);
      line.cost = costs[run.member];
      for (std::size_t i = 1; i < run.count; ++i) line.cost += costs[run.member + i * run.stride];
      const NodeId primal = is_gradients ? sections_.derivation().gradients[run.member].by
                                         : sections_.primal_of(lines[run.member].node);
      if (sweep == Sweep::reverse) add_steps(line, primal, lines[run.member], run);
      if (is_gradients) line.note = projection_note(primal);
      section.lines.push_back(std::move(line));
    }
    report_.sections.push_back(std::move(section));
  }

  ReportLine written(const std::vector<FormulaLine>& lines, const FamilyRun& run) {
    const FormulaLine& line = lines[run.member];
    const std::optional<std::int64_t> index = run.range ? line.name.index : std::nullopt;
    ReportLine result;
    const std::string right = are_too_many() ? "<mo>…</mo>" : right_side(line, style, index);
    written_ += right.size();
    result.mathml = fill(spelling_of(style).equation, {left_side(line, style, index), right});
    if (run.range) {
      result.range = fmt::format("i = {}, …, {}", run.range->first, run.range->second);
    }
    const ir::Shape& shape = graph_[line.node].shape;
    result.shape_html = html_shape(shape);
    for (std::size_t i = 1; i < run.count; ++i) {
      if (graph_[lines[run.member + i * run.stride].node].shape == shape) continue;
      const NodeId last = lines[run.member + (run.count - 1) * run.stride].node;
      result.shape_html += ", …, " + html_shape(graph_[last].shape);
      break;
    }
    return result;
  }

  void add_steps(ReportLine& line, NodeId primal, const FormulaLine& of, const FamilyRun& run) {
    if (!primal || !steps_) return;
    const NodeId in_sample = view_.in_sample(primal);
    if (!in_sample) return;
    line.steps = steps_->of(in_sample, run.range ? of.name.index : std::nullopt);
    line.has_earlier_steps = line.steps.size() >= LineSteps::most_steps;
  }

  std::string projection_note(NodeId by) const {
    if (notes_of_projections_.empty()) return {};
    const auto found = notes_of_projections_.find(by);
    return found == notes_of_projections_.end() ? std::string() : found->second;
  }

  // A file that has an M of its own says nothing about samples with it.
  void substitute_samples(std::optional<ir::Dim>& count) const {
    if (!count || !view_.columns()) return;
    if (has_own_m_) {
      count = std::nullopt;
    } else if (options_.samples) {
      count = count->substitute(
          [&](std::string_view name) { return name == "M" ? options_.samples : std::nullopt; });
    }
  }

  bool find_own_m() const {
    const auto has_m = [](const ir::Dim& dim) {
      const auto symbols = dim.symbols();
      return std::find(symbols.begin(), symbols.end(), "M") != symbols.end();
    };
    return std::any_of(source_.declarations.begin(), source_.declarations.end(),
                       [&](const auto& d) { return has_m(d.shape.rows) || has_m(d.shape.cols); });
  }

  std::map<NodeId, std::string> find_projection_notes() {
    const auto notes = projection_notes(view_.program(), view_.derivation(), FormulaStyle::unicode);
    return {notes.begin(), notes.end()};
  }

  ir::Program& source_;
  const ReportOptions& options_;
  ir::Reduction reduction_;
  FormulaView view_;
  FormulaSections sections_;
  const ir::Graph& graph_;
  LineCosts costs_;
  std::unique_ptr<StepTexts> steps_;
  std::size_t written_ = 0;  // of formulas
  bool has_own_m_ = find_own_m();
  std::map<NodeId, std::string> notes_of_projections_ = find_projection_notes();
  Report report_;
};

}  // namespace

Report make_report(ir::Program& program, const ir::Derivation& derivation,
                   const ReportOptions& options) {
  Report report;
  if (is_table(options.show.form)) {
    ReportOptions lines = options;
    lines.show.form = FormulaForm::recurrent;
    report = ReportWriter(program, derivation, lines).run();
    ShowOptions show = options.show;
    show.style = style;
    report.table = derivative_table(program, derivation, show);
    report.is_forward_table = show.form == FormulaForm::forward_table;
    report.sections.clear();
    report.notes.clear();
  } else {
    report = ReportWriter(program, derivation, options).run();
  }
  return report;
}

}  // namespace nngen::codegen
