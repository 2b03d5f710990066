#include "cli/render_diagnostic.hpp"

#include <string>
#include <utility>

#include "cli/terminal_text.hpp"
#include "ir/diagnostic.hpp"
#include "tests/support/catch.hpp"

namespace nngen::cli {
namespace {

using ir::Diagnostic;
using ir::DiagnosticKind;
using ir::Diagnostics;
using ir::SourceFile;
using ir::Span;

/// The place of `part`, which the text contains once.
Span span_of(const SourceFile& source, std::string_view part) {
  const std::size_t begin = source.text().find(part);
  REQUIRE(begin != std::string_view::npos);
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(begin + part.size())};
}

std::string render_one(Diagnostic diagnostic, const SourceFile& source,
                       Colour colour = Colour::off) {
  Diagnostics diagnostics;
  diagnostics.add(std::move(diagnostic));
  return render(diagnostics, source, colour);
}

TEST_CASE("a finding shows its place, its line, the underlined part and the hint") {
  const SourceFile source("net.expr", "input x : R^4\ny = sigma(x)\n");
  CHECK(render_one(ir::make_diagnostic(DiagnosticKind::unknown_function, "sigma")
                       .at(span_of(source, "sigma"))
                       .with_hint("did you mean 'sigmoid'?"),
                   source) ==
        "net.expr:2:5: error: there is no function 'sigma' [unknown_function]\n"
        "  2 | y = sigma(x)\n"
        "    |     ^^^^^\n"
        "    = hint: did you mean 'sigmoid'?\n"
        "1 error\n");
}

TEST_CASE("labels on one line hang on their underlines, the last one stands beside it") {
  const SourceFile source("net.expr", "h = W1·x + b1\n");
  CHECK(render_one(ir::make_diagnostic(DiagnosticKind::shape_mismatch, "R^4 + R^3")
                       .at(span_of(source, "b1"), "R^3")
                       .note(span_of(source, "W1·x"), "R^4"),
                   source) ==
        "net.expr:1:12: error: the shapes do not fit: R^4 + R^3 [shape_mismatch]\n"
        "  1 | h = W1·x + b1\n"
        "    |     ----   ^^ R^3\n"
        "    |     |\n"
        "    |     R^4\n"
        "1 error\n");
}

TEST_CASE("a label around another one leaves room for both texts") {
  const SourceFile source("net.expr", "h = W1·x + b1\n");
  CHECK(render_one(ir::make_diagnostic(DiagnosticKind::wrong_shape, "no")
                       .at(span_of(source, "W1·x + b1"), "whole")
                       .note(span_of(source, "x +"), "part"),
                   source) ==
        "net.expr:1:5: error: no [wrong_shape]\n"
        "  1 | h = W1·x + b1\n"
        "    |     ^^^^^^^^^\n"
        "    |     |  |\n"
        "    |     |  part\n"
        "    |     whole\n"
        "1 error\n");
}

TEST_CASE("labels on several lines come in order, dots stand for the lines between") {
  const SourceFile source("net.expr", "param b1 : R^3\n\n\nh = x + b1\nb = b1\n");
  CHECK(render_one(ir::make_diagnostic(DiagnosticKind::shape_mismatch, "R^4 + R^3")
                       .at(span_of(source, "x + b1"))
                       .note(span_of(source, "b1 : R^3"), "declared here")
                       .note(span_of(source, "b = b1"), "used here"),
                   source) ==
        "net.expr:4:5: error: the shapes do not fit: R^4 + R^3 [shape_mismatch]\n"
        "  1 | param b1 : R^3\n"
        "    |       -------- declared here\n"
        "...\n"
        "  4 | h = x + b1\n"
        "    |     ^^^^^^\n"
        "  5 | b = b1\n"
        "    | ------ used here\n"
        "1 error\n");
}

TEST_CASE("carets stand by display width, columns count code points") {
  const auto underline = [](const SourceFile& source, std::string_view part) {
    const std::string text = render_one(
        ir::make_diagnostic(DiagnosticKind::unknown_name, "q").at(span_of(source, part)), source);
    const std::size_t begin = text.find("\n    | ") + 7;
    return text.substr(0, text.find(": error")) +
           text.substr(begin, text.find('\n', begin) - begin);
  };
  CHECK(underline({"f", "Σ₁ᵀ·q"}, "q") == "f:1:5    ^");
  CHECK(underline({"f", "x\xCC\x82·ŷ + q"}, "q") ==
        "f:1:8      ^");                                    // x and a combining circumflex
  CHECK(underline({"f", "変数·q"}, "q") == "f:1:4     ^");  // two columns each
  CHECK(underline({"f", "q·変数"}, "変数") == "f:1:3  ^^^^");
  CHECK(underline({"f", "\ta\tq"}, "q") == "f:1:4\t \t^");
  CHECK(underline({"f", "𝔛·q"}, "q") == "f:1:3  ^");
}

TEST_CASE("what is missing at the end of a line or of the text has a caret behind it") {
  const SourceFile source("f", "y = (x\nz = 1 +");
  const auto at = [&](std::uint32_t place) {
    return render_one(ir::make_diagnostic(DiagnosticKind::expected, "')'", "the end of the line")
                          .at(Span{place, place}),
                      source);
  };
  CHECK_THAT(at(6), Catch::Contains("  1 | y = (x\n    |       ^\n"));
  CHECK_THAT(at(14),
             Catch::Contains("f:2:8: ") && Catch::Contains("  2 | z = 1 +\n    |        ^\n"));
  CHECK_THAT(at(1000), Catch::Contains("  2 | z = 1 +\n    |        ^\n"));
}

TEST_CASE("a part that goes on over lines is underlined on the first") {
  const SourceFile source("f", "y = a +\n    b\r\nz = a\r\n");
  const auto at = [&](std::string_view part) {
    return render_one(
        ir::make_diagnostic(DiagnosticKind::unknown_name, "a").at(span_of(source, part)), source);
  };
  CHECK_THAT(at("a +\n    b"), Catch::Contains("  1 | y = a +\n    |     ^^^\n"));
  CHECK_THAT(at("z = a"), Catch::Contains("  3 | z = a\n    | ^^^^^\n1 error\n"));
}

TEST_CASE("of a very long line a part around the place is shown") {
  const SourceFile source("f",
                          "y = " + std::string(4000, 'a') + " + q + " + std::string(4000, 'b'));
  const std::string text = render_one(
      ir::make_diagnostic(DiagnosticKind::unknown_name, "q").at(span_of(source, "q")), source);
  CHECK_THAT(text, Catch::Contains("f:1:4008: ") && Catch::Contains("  1 | …aaa") &&
                       Catch::Contains("bbb…\n"));
  CHECK(text.size() < 600);
  const std::string row = text.substr(text.find("  1 | "));
  const std::size_t caret = row.find('^', row.find('\n')) - row.find('\n') - 1;
  CHECK(caret == display_width(row.substr(0, row.find('q'))));
}

TEST_CASE("findings are sorted and counted; warnings alone are not counted") {
  const SourceFile source("f", "a = b\n");
  Diagnostics diagnostics;
  diagnostics.add(ir::make_diagnostic(DiagnosticKind::unknown_name, "b").at(span_of(source, "b")));
  diagnostics.add(ir::make_diagnostic(DiagnosticKind::unused_name, "a").at(span_of(source, "a")));
  CHECK(render(diagnostics, source, Colour::off) ==
        "f:1:1: warning: 'a' is never used [unused_name]\n"
        "  1 | a = b\n"
        "    | ^\n"
        "f:1:5: error: 'b' is not declared [unknown_name]\n"
        "  1 | a = b\n"
        "    |     ^\n"
        "1 error, 1 warning\n");
  CHECK_THAT(render_one(ir::make_diagnostic(DiagnosticKind::unused_name, "a"), source),
             Catch::Equals("f: warning: 'a' is never used [unused_name]\n"));
}

TEST_CASE("only the first hundred findings are shown, all are counted") {
  const SourceFile source("f", std::string(150, 'x'));
  Diagnostics diagnostics;
  for (std::uint32_t i = 0; i < 150; ++i) {
    diagnostics.add(ir::make_diagnostic(DiagnosticKind::unknown_name, i).at(Span{i, i + 1}));
  }
  const std::string text = render(diagnostics, source, Colour::off);
  CHECK_THAT(text, Catch::EndsWith("… and 50 more\n150 errors\n"));
}

TEST_CASE("nothing in a file can steer the terminal") {
  const SourceFile source("a\x1b[2J", "y = \x1b[31m\xFF + \xE2\x80\xAE q\n");  // ESC, no UTF-8, RLO
  const std::string text = render_one(
      ir::make_diagnostic(DiagnosticKind::unknown_name, "q\x07").at(span_of(source, "q")), source);
  for (const char* dangerous : {"\x1b", "\x07", "\xFF", "\xE2\x80\xAE"}) {
    CHECK_THAT(text, !Catch::Contains(dangerous));
  }
  CHECK_THAT(text, Catch::Contains("  1 | y = �[31m� + � q\n    |                ^\n"));
}

TEST_CASE("colour wraps words and marks, and only where it is asked for") {
  const SourceFile source("f", "a = b\n");
  const auto diagnostic = [&] {
    return ir::make_diagnostic(DiagnosticKind::unknown_name, "b").at(span_of(source, "b"));
  };
  CHECK_THAT(render_one(diagnostic(), source), !Catch::Contains("\x1b"));
  CHECK_THAT(render_one(diagnostic(), source, Colour::on),
             Catch::Contains("\x1b[1;31merror:\x1b[0m") && Catch::Contains("\x1b[1;31m^\x1b[0m"));
}

TEST_CASE("a failure without a place says who speaks") {
  CHECK(render(Failure{"cannot read 'x'", "create it"}, Colour::off) ==
        "nngen: error: cannot read 'x'\n    = hint: create it\n");
}

}  // namespace
}  // namespace nngen::cli
