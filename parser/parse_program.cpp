#include "parser/parse_program.hpp"

#include <algorithm>
#include <vector>

#include "parser/parse.hpp"

namespace nngen::parser {
namespace {

/// What is said of the shapes of a text that can be read in two ways is said of one reading only.
/// An unknown word where an operator is missing may be no name at all. And what a broken statement
/// uses is not known.
bool follows_from(const ir::Diagnostic& finding, const std::vector<ir::Diagnostic>& errors) {
  const bool is_of_shapes = finding.kind == ir::DiagnosticKind::wrong_shape ||
                            finding.kind == ir::DiagnosticKind::missing_argument ||
                            finding.kind == ir::DiagnosticKind::shape_mismatch ||
                            finding.kind == ir::DiagnosticKind::loss_not_scalar;
  const auto place = finding.place();
  const bool is_stray_word = finding.kind == ir::DiagnosticKind::unknown_name &&
                           (finding.hint.empty() || finding.hint.starts_with("a sum is written"));
  if (finding.kind == ir::DiagnosticKind::unused_name) return true;
  if (!(is_of_shapes || is_stray_word) || !place) return false;
  return std::any_of(errors.begin(), errors.end(), [&](const ir::Diagnostic& error) {
    const bool is_missing_operator = error.kind == ir::DiagnosticKind::missing_operator;
    if (is_stray_word && !is_missing_operator) return false;
    return std::any_of(error.labels.begin(), error.labels.end(), [&](const ir::Label& label) {
      return label.span.begin <= place->end && place->begin <= label.span.end;
    });
  });
}

}  // namespace

std::optional<ir::Program> parse_program(const ir::SourceFile& source,
                                         const ElaborateOptions& options,
                                         ir::Diagnostics& diagnostics) {
  const std::size_t errors_before = diagnostics.error_count();
  const ast::File file = parse(source, diagnostics);
  const bool has_syntax_errors = diagnostics.error_count() > errors_before;
  if (!has_syntax_errors) return elaborate(file, source, options, diagnostics);
  const std::vector<ir::Diagnostic> syntax_errors = diagnostics.all();
  ir::Diagnostics findings;
  elaborate(file, source, options, findings);
  for (const ir::Diagnostic& finding : findings.all()) {
    if (!follows_from(finding, syntax_errors)) diagnostics.add(finding);
  }
  return std::nullopt;
}

}  // namespace nngen::parser
