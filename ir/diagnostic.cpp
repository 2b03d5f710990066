#include "ir/diagnostic.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace nngen::ir {
namespace {

struct KindRow {
  std::string_view name;
  Severity severity;
  std::string_view format;
};

constexpr std::array kinds = {
#define NNGEN_DIAGNOSTIC(name, severity, message) KindRow{#name, Severity::severity, message},
#include "ir/diagnostics.def"
#undef NNGEN_DIAGNOSTIC
};

const KindRow& row(DiagnosticKind kind) { return kinds.at(static_cast<std::size_t>(kind)); }

}  // namespace

std::size_t diagnostic_kind_count() { return kinds.size(); }
std::string_view diagnostic_name(DiagnosticKind kind) { return row(kind).name; }
Severity diagnostic_severity(DiagnosticKind kind) { return row(kind).severity; }
std::string_view diagnostic_format(DiagnosticKind kind) { return row(kind).format; }

std::optional<Span> Diagnostic::place() const {
  for (const Label& label : labels) {
    if (label.primary) return label.span;
  }
  return std::nullopt;
}

Diagnostic&& Diagnostic::at(Span span, std::string text) && {
  labels.push_back({span, std::move(text), true});
  return std::move(*this);
}

Diagnostic&& Diagnostic::note(Span span, std::string text) && {
  labels.push_back({span, std::move(text), false});
  return std::move(*this);
}

Diagnostic&& Diagnostic::with_hint(std::string text) && {
  hint = std::move(text);
  return std::move(*this);
}

Diagnostic&& Diagnostic::with_fix(Span span, std::string replacement) && {
  fix = Fix{span, std::move(replacement)};
  return std::move(*this);
}

Diagnostic&& Diagnostic::meaning(Span span, const std::string& name) && {
  return std::move(*this).with_hint("did you mean '" + name + "'?").with_fix(span, name);
}

void Diagnostics::add(Diagnostic diagnostic) {
  if (diagnostic.severity() == Severity::error) ++errors_;
  all_.push_back(std::move(diagnostic));
}

std::vector<Diagnostic> Diagnostics::sorted() const {
  const auto key = [](const Diagnostic& d) {
    const Span place = d.place().value_or(Span{});
    return std::tuple(place.begin, place.end, d.kind, d.message);
  };
  std::vector<Diagnostic> result = all_;
  std::stable_sort(result.begin(), result.end(),
                   [&](const auto& a, const auto& b) { return key(a) < key(b); });
  const auto same = [&](const auto& a, const auto& b) { return key(a) == key(b); };
  result.erase(std::unique(result.begin(), result.end(), same), result.end());
  return result;
}

}  // namespace nngen::ir
