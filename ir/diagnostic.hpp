#pragma once
// What nngen has to say about a user's source, as data. Rendering is the command line's.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "ir/source.hpp"

namespace nngen::ir {

enum class Severity : std::uint8_t { error, warning };

/// One enumerator for each line of diagnostics.def.
enum class DiagnosticKind : std::uint16_t {
#define NNGEN_DIAGNOSTIC(name, severity, message) name,
#include "ir/diagnostics.def"
#undef NNGEN_DIAGNOSTIC
};

/// Number of kinds, for tests which iterate over them.
std::size_t diagnostic_kind_count();
/// The kind's registered name, as in diagnostics.def.
std::string_view diagnostic_name(DiagnosticKind kind);
Severity diagnostic_severity(DiagnosticKind kind);
/// The registered message with its {0} {1} … places still open.
std::string_view diagnostic_format(DiagnosticKind kind);

/// An underlined range with the words that stand at it; the primary label gives the place.
struct Label {
  Span span;
  std::string text;
  bool primary = false;
};

/// A mend that a program may apply: the range's text is to be this one.
struct Fix {
  Span span;
  std::string replacement;
};

/// One finding: a registered kind, its message in the user's terms, the ranges, and an obvious
/// mend.
struct Diagnostic {
  DiagnosticKind kind;
  std::string message;
  std::vector<Label> labels = {};
  std::string hint = {};
  std::optional<Fix> fix = {};  // only where the mend is sure to be what was meant

  Severity severity() const { return diagnostic_severity(kind); }
  /// The place of the finding; none for those that are not about a place in the source.
  std::optional<Span> place() const;

  Diagnostic&& at(Span span, std::string text = {}) &&;
  Diagnostic&& note(Span span, std::string text) &&;
  Diagnostic&& with_hint(std::string text) &&;
  Diagnostic&& with_fix(Span span, std::string replacement) &&;
  /// The hint and the fix for a misspelled name.
  Diagnostic&& meaning(Span span, const std::string& name) &&;
};

/// A diagnostic of the given kind; the arguments fill the places of its registered message.
template <class... Args>
Diagnostic make_diagnostic(DiagnosticKind kind, const Args&... args) {
  return {kind, fmt::format(fmt::runtime(diagnostic_format(kind)), args...)};
}

/// Where findings go. Every stage appends; nothing is ever printed from inside a stage.
class Diagnostics {
 public:
  void add(Diagnostic diagnostic);
  bool has_errors() const { return errors_ > 0; }
  std::size_t error_count() const { return errors_; }
  /// In order of place, without repetitions.
  std::vector<Diagnostic> sorted() const;
  const std::vector<Diagnostic>& all() const { return all_; }

 private:
  std::vector<Diagnostic> all_;
  std::size_t errors_ = 0;
};

}  // namespace nngen::ir
