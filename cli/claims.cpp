#include "cli/claims.hpp"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "cli/messages.hpp"
#include "cli/open_sizes.hpp"
#include "cli/quoted_line.hpp"
#include "codegen/formula/node_texts.hpp"
#include "ir/calculus/passes.hpp"
#include "runtime/judge_claims.hpp"

namespace nngen::cli {
namespace {

using ir::DiagnosticKind;
using runtime::Verdict;

std::string number(double value) {
  return std::isnan(value) ? "not a number" : fmt::format("{:.6g}", value);
}

std::string difference_text(const ir::Program& program, const ir::Claim& claim,
                            const runtime::Judgement& judgement) {
  const ir::Shape left = program.expr(claim.left).shape();
  const ir::Shape right = program.expr(claim.right).shape();
  if (!judgement.difference) {
    return fmt::format("the derivative is {}, the right side {}", left.to_string(),
                       right.to_string());
  }
  const runtime::Difference& at = *judgement.difference;
  const std::string where =
      left.is_scalar() ? "" : fmt::format(" in entry ({}, {})", at.row + 1, at.col + 1);
  return fmt::format("at a random point{} the derivative is {}, the right side {}", where,
                     number(at.derived), number(at.claimed));
}

// Which member of a family a claim is about.
std::string member_text(const ir::Program& program, const ir::Claim& claim) {
  if (!claim.by || !program.expr(claim.by).is(ir::OpKind::variable)) return {};
  const auto symbol = std::get<ir::Symbol>((*program.graph)[claim.by].attribute);
  const ir::Name& name = program.declarations[symbol.declaration].name;
  return name.in_family ? fmt::format(" (by {})", name.plain()) : std::string();
}

class Judge {
 public:
  explicit Judge(Task& task) : task_(task) {}

  /// `sized` is the claim in the program that has been evaluated.
  void take(const ir::Claim& claim, const ir::Program& program, const ir::Claim& sized,
            const runtime::Judgement& judgement) {
    const std::string member = member_text(task_.program, claim);
    switch (judgement.verdict) {
      case Verdict::right: return note_right(claim);
      case Verdict::transposed: return up_to(claim, "a transposition: another layout" + member);
      case Verdict::column:
        return up_to(claim, "a rearrangement: the entries in one column" + member);
      case Verdict::factor:
        return up_to(claim, fmt::format("the factor {}{}", number(judgement.factor), member));
      case Verdict::undecided:
        return add(ir::make_diagnostic(DiagnosticKind::undecided_claim,
                                       "at none of the random points both sides are numbers")
                       .at(claim.span));
      case Verdict::wrong: break;
    }
    const std::string derived =
        codegen::expression_text(task_.program, ir::simplified(task_.program, claim.left));
    add(ir::make_diagnostic(DiagnosticKind::wrong_claim,
                            difference_text(program, sized, judgement) + member)
            .at(claim.right_span)
            .note(claim.left_span, "derived: " + derived));
  }

  JudgedClaims result() && {
    for (const ir::Span span : right_) {
      const auto place = task_.source.line_column(span.begin);
      result_.right +=
          fmt::format("# line {} is right: {}\n", place.line, quoted_line(task_.source, span));
    }
    return std::move(result_);
  }

 private:
  void note_right(const ir::Claim& claim) {
    // The members of a family stand in one line.
    if (right_.empty() || right_.back().begin != claim.span.begin) right_.push_back(claim.span);
  }
  void up_to(const ir::Claim& claim, const std::string& what) {
    add(ir::make_diagnostic(DiagnosticKind::claim_up_to, what).at(claim.span));
  }
  void add(ir::Diagnostic finding) { result_.findings.add(std::move(finding)); }

  Task& task_;
  JudgedClaims result_;
  std::vector<ir::Span> right_;
};

// The file with its symbolic sizes in each order in which it makes sense.
std::vector<SizedFile> sized_files(const Task& task, const Options& options) {
  std::vector<SizedFile> files;
  for (std::size_t order = 0; order < count_size_orders(task); ++order) {
    auto file = with_small_sizes(task, options, order);
    if (file && file->program.claims.size() == task.program.claims.size()) {
      files.push_back(*std::move(file));
    }
  }
  return files;
}

// Verdicts are listed from the best to the worst; to be wrong somewhere says more than not to be
// decided.
bool is_better(Verdict verdict, Verdict than) { return verdict < than; }

}  // namespace

JudgedClaims judge_claims(Task& task, const Options& options) {
  Judge judge(task);
  const std::vector<ir::Claim>& claims = task.program.claims;
  if (claims.empty()) return {};
  const bool is_open = has_open_sizes(task.program);
  const std::vector<SizedFile> choices =
      is_open ? sized_files(task, options) : std::vector<SizedFile>();
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const ir::Claim& claim = claims[i];
    if (!is_open) {
      judge.take(claim, task.program, claim, runtime::judge_claim(task.program, claim));
      continue;
    }
    if (choices.empty()) {
      const bool by_rules =
          ir::simplified(task.program, claim.left) == ir::simplified(task.program, claim.right);
      judge.take(claim, task.program, claim,
                 {by_rules ? Verdict::right : Verdict::undecided, 1, std::nullopt});
      continue;
    }
    // A matrix of one rank may be singular with some sizes: there both sides are noise.
    const SizedFile* best = nullptr;
    runtime::Judgement judgement{Verdict::undecided, 1, std::nullopt};
    for (const SizedFile& choice : choices) {
      const auto found = runtime::judge_claim(choice.program, choice.program.claims[i]);
      if (best != nullptr && !is_better(found.verdict, judgement.verdict)) continue;
      best = &choice;
      judgement = found;
      if (judgement.verdict == Verdict::right) break;
    }
    judge.take(claim, best->program, best->program.claims[i], judgement);
  }
  return std::move(judge).result();
}

bool report_claims(const JudgedClaims& claims, const Task& task) {
  say(claims.findings, task.source);
  return !claims.findings.has_errors();
}

}  // namespace nngen::cli
