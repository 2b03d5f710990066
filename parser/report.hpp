#pragma once
// Where elaboration leaves its findings. A statement may be tried before what it needs is known:
// its findings are kept back until the attempt counts. Inside a family or a def they say for which
// member.

#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "ir/diagnostic.hpp"
#include "ir/source.hpp"

namespace nngen::parser {

/// A further range with the words that stand at it.
inline void add_note(ir::Diagnostic& diagnostic, ir::Span span, std::string text) {
  diagnostic.labels.push_back({span, std::move(text), false});
}

class Reporter {
 public:
  Reporter(const ir::SourceFile& source, ir::Diagnostics& sink) : source_(source), sink_(sink) {}

  void add(ir::Diagnostic diagnostic);
  /// Passes the findings of the attempt on. One place is reported once for each kind: a family with
  /// 10,000 members has one mistake, not 10,000.
  void commit();
  /// Forgets the findings of the attempt.
  void discard() { pending_.clear(); }

  /// The source text of a span, shortened to one line of a length that a sentence can carry.
  std::string quote(ir::Span span) const;
  std::string_view text(ir::Span span) const { return source_.text(span); }

  /// While it lives, every finding gets a note: in which member or call it happened.
  class Frame {
   public:
    Frame(Reporter& reporter, ir::Span span, std::string text) : reporter_(reporter) {
      reporter_.frames_.push_back({span, std::move(text), false});
    }
    ~Frame() { reporter_.frames_.pop_back(); }
    Frame(const Frame&) = delete;
    Frame& operator=(const Frame&) = delete;

   private:
    Reporter& reporter_;
  };

 private:
  const ir::SourceFile& source_;
  ir::Diagnostics& sink_;
  std::vector<ir::Label> frames_;
  std::vector<ir::Diagnostic> pending_;
  std::set<std::tuple<ir::DiagnosticKind, std::uint32_t, std::uint32_t>> reported_;
};

}  // namespace nngen::parser
