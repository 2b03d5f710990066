#include "parser/parse_program.hpp"

#include <algorithm>
#include <vector>

#include "parser/parse.hpp"

namespace nngen::parser {
namespace {

/// What is said of the shapes of a text that can be read in two ways is said of one reading only.
/// And what a broken statement uses is not known.
bool follows_from(const ir::Diagnostic& finding, const std::vector<ir::Diagnostic>& errors) {
  const bool is_of_shapes = finding.kind == ir::DiagnosticKind::wrong_shape ||
                            finding.kind == ir::DiagnosticKind::shape_mismatch ||
                            finding.kind == ir::DiagnosticKind::loss_not_scalar;
  const auto place = finding.place();
  if (finding.kind == ir::DiagnosticKind::unused_name) return true;
  if (!is_of_shapes || !place) return false;
  return std::any_of(errors.begin(), errors.end(), [&](const ir::Diagnostic& error) {
    const auto range = error.place();
    return range && range->begin < place->end && place->begin < range->end;
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
