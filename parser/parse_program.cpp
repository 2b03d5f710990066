#include "parser/parse_program.hpp"

#include "parser/parse.hpp"

namespace nngen::parser {

std::optional<ir::Program> parse_program(const ir::SourceFile& source,
                                         const ElaborateOptions& options,
                                         ir::Diagnostics& diagnostics) {
  const std::size_t errors_before = diagnostics.error_count();
  const ast::File file = parse(source, diagnostics);
  const bool has_syntax_errors = diagnostics.error_count() > errors_before;
  auto program = elaborate(file, source, options, diagnostics);
  return has_syntax_errors ? std::nullopt : std::move(program);
}

}  // namespace nngen::parser
