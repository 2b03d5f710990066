#pragma once
// A report on a derivation as data, and as one HTML page. What is called MathML or HTML here is
// markup already; every other string is plain text.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codegen/formula/show.hpp"
#include "codegen/formula/tables.hpp"
#include "ir/calculus/differentiate.hpp"
#include "ir/program.hpp"

namespace nngen::codegen {

/// A part of the source text. Its kind is a class of the page's style: "comment", "param", …
struct SourcePiece {
  std::string text;
  std::string_view kind = {};
  std::string note = {};  // shown on hover and focus
};

/// What a name of the file stands for; a family is one row.
struct ReportName {
  std::string mathml;
  std::string_view role;
  std::string shape_html;
  std::string note = {};
};

/// Of one line, from the values of the lines before it. Nothing: it cannot be said exactly.
struct LineCost {
  std::optional<ir::Dim> flops = ir::Dim(0);
  std::optional<ir::Dim> entries = ir::Dim(0);  // read and written

  LineCost& operator+=(const LineCost& other);
};

struct ReportStep {
  std::string rule;
  std::string source;              // in the literature
  std::vector<std::string> lines;  // MathML
};

struct ReportLine {
  std::string mathml;
  std::string range = {};  // of the running index: "i = 2, …, 9"
  std::string shape_html;
  LineCost cost;
  std::vector<ReportStep> steps = {};
  bool has_earlier_steps = false;  // which are left out
  std::string note = {};
};

struct ReportSection {
  std::string_view id;
  std::string_view title;
  std::vector<ReportLine> lines;
};

/// What the computation looks like: an SVG, or words in its place.
struct ReportPicture {
  std::string dot;   // for Graphviz
  std::string note;  // what is left out; may be empty
  std::string svg;
  std::string words;  // why there is no SVG
};

struct Report {
  std::string title;
  std::string objective;  // "gradients of L by W₁, b₁"
  std::vector<SourcePiece> source;
  std::vector<ReportName> names;
  ReportPicture picture;
  std::vector<std::string> notes;  // above the formulas
  std::vector<ReportSection> sections;
  LineCost total;
  bool is_of_one_sample = false;  // of a batch
  int bytes_per_number = 4;
  std::optional<DerivativeTable> table;  // in place of the sections
  bool is_forward_table = false;
  std::vector<std::string> claims;
};

struct ReportOptions {
  ShowOptions show;                     // form and layout
  std::optional<std::int64_t> samples;  // of a batch of known size
  int bytes_per_number = 4;
};

/// All but the title, the source, the drawn picture and the claims.
Report make_report(ir::Program& program, const ir::Derivation& derivation,
                   const ReportOptions& options);

/// A page of its own, which needs nothing from elsewhere.
std::string html_page(const Report& report);

}  // namespace nngen::codegen
