// Random programs mean the same in every spelling: in Unicode and in ASCII, as nngen fmt writes
// them, and as nngen show prints their values. NNGEN_SEED runs one seed, NNGEN_PROGRAMS sets how
// many are tried.

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "codegen/formula/show.hpp"
#include "ir/calculus/passes.hpp"
#include "ir/result.hpp"
#include "parser/format.hpp"
#include "parser/parse_program.hpp"
#include "runtime/evaluate.hpp"
#include "runtime/initialise.hpp"
#include "tests/property/derivative_reference.hpp"
#include "tests/property/program_comparison.hpp"
#include "tests/property/program_generator.hpp"
#include "tests/support/catch.hpp"

namespace nngen::tests {
namespace {

using parser::FormatStyle;

std::uint64_t number_from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

std::string findings_in(const ir::Diagnostics& diagnostics) {
  std::string text;
  for (const ir::Diagnostic& finding : diagnostics.sorted()) text += finding.message + "\n";
  return text;
}

/// The program, or why there is none.
ir::Result<ir::Program, std::string> parsed(const std::string& text) {
  ir::Diagnostics diagnostics;
  auto program = parser::parse_program(ir::SourceFile("test.expr", text), {}, diagnostics);
  if (!program) return "does not parse: " + findings_in(diagnostics) + text;
  return *std::move(program);
}

std::string formatted(const std::string& text, FormatStyle style) {
  ir::Diagnostics diagnostics;
  const auto result = parser::format(ir::SourceFile("test.expr", text), style, diagnostics);
  return result.value_or("not formatted: " + findings_in(diagnostics));
}

/// What is wrong with the program's spellings; empty if nothing is.
std::string spelling_failure(const ProgramText& program) {
  const std::string unicode = to_text(program, Script::unicode);
  const auto original = parsed(unicode);
  if (!original) return original.error();
  const std::pair<const char*, std::string> others[] = {
      {"in ASCII", to_text(program, Script::ascii)},
      {"fmt", formatted(unicode, FormatStyle::keep)},
      {"fmt --ascii", formatted(unicode, FormatStyle::ascii)},
      {"fmt --unicode", formatted(to_text(program, Script::ascii), FormatStyle::unicode)},
  };
  for (const auto& [what, text] : others) {
    const auto again = parsed(text);
    if (!again) return fmt::format("{}: {}", what, again.error());
    if (const auto name = difference(original.value(), again.value())) {
      return fmt::format("{}: {} differs\n{}", what, *name, text);
    }
  }
  return {};
}

bool is_declaration(const Line& line) {
  for (const char* word : {"input ", "target ", "param ", "const ", "act ", "let "}) {
    if (line.left.unicode.starts_with(word)) return true;
  }
  return false;
}

bool agree(double a, double b) {
  // 0·∞ may have become 0 before it is printed
  if (a == b || !std::isfinite(a) || !std::isfinite(b)) return true;
  // a large intermediate value that cancels takes digits along
  return std::abs(a - b) <= 1e-6 * (1 + std::abs(a) + std::abs(b)) || std::abs(a) > 1e9;
}

/// The named values of the program at the point, by their names.
std::map<std::string, runtime::SampledValue<double>> values_of(const ir::Program& program,
                                                               const runtime::Point& point) {
  std::vector<ir::NamedValue> named = program.values;
  if (program.loss) named.push_back(*program.loss);
  std::vector<ir::NodeId> roots;
  for (const ir::NamedValue& value : named) roots.push_back(value.node);
  const auto values = runtime::evaluate<double>(*program.graph, roots, point);
  std::map<std::string, runtime::SampledValue<double>> result;
  for (std::size_t i = 0; i < named.size(); ++i) result[named[i].name.plain()] = values[i];
  return result;
}

bool agree(const runtime::SampledValue<double>& a, const runtime::SampledValue<double>& b) {
  const ir::Matrix<double>& left = a.samples[0];
  const ir::Matrix<double>& right = b.samples[0];
  if (left.rows() != right.rows() || left.cols() != right.cols()) return false;
  for (std::size_t i = 0; i < left.rows(); ++i) {
    for (std::size_t j = 0; j < left.cols(); ++j) {
      if (!agree(left(i, j), right(i, j))) return false;
    }
  }
  return true;
}

// (A·b)·cᵀ is printed as A·(b·cᵀ) may be: with infinities in A that is another value, which a comparison can
// hide.
bool has_finite_parts(const ir::Program& program, const std::string& name,
                      const runtime::Point& point) {
  std::vector<ir::NamedValue> named = program.values;
  if (program.loss) named.push_back(*program.loss);
  return std::all_of(named.begin(), named.end(), [&](const ir::NamedValue& value) {
    return value.name.plain() != name || is_moderate(program, value.node, point);
  });
}

/// What is wrong with the program as nngen show prints it; empty if nothing is.
std::string printing_failure(const ProgramText& text) {
  auto original = parsed(to_text(text, Script::unicode));
  if (!original) return original.error();
  std::string declarations;
  for (const Line& line : text.lines) {
    if (is_declaration(line)) declarations += line.left.unicode + "\n";
  }
  ir::Program program = std::move(original).value();
  ir::Diagnostics diagnostics;
  const auto derivation = ir::derive_for_reading(program, {}, ir::Reduction::none, diagnostics);
  const runtime::Point point = runtime::random_point(program, 1, 5);
  const auto expected = values_of(program, point);
  for (const auto style : {codegen::FormulaStyle::unicode, codegen::FormulaStyle::ascii}) {
    const std::string printed = codegen::show(program, derivation, {style, {}});
    const auto again = parsed(declarations + printed);
    if (!again) return "printed: " + again.error();
    for (const auto& [name, value] : values_of(again.value(), point)) {
      const auto found = expected.find(name);
      const bool differs = found != expected.end() && !agree(found->second, value);
      if (differs && has_finite_parts(program, name, point)) {
        return fmt::format("printed: another value of {}\n{}", name, printed);
      }
    }
  }
  return {};
}

/// Tries programs of given and fresh seeds, shrinks the first that fails.
void check_programs(std::string (*failure)(const ProgramText&), std::uint64_t count) {
  count = number_from_environment("NNGEN_PROGRAMS", count);
  const std::uint64_t fresh = std::random_device{}();
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t seed = number_from_environment("NNGEN_SEED", i % 2 ? fresh + i : i);
    runtime::Random random(seed, "programs");
    const ProgramText program = random_program(random);
    if (failure(program).empty()) continue;
    const auto fails = [&](const ProgramText& tried) { return !failure(tried).empty(); };
    const ProgramText smallest = shrink(program, fails);
    FAIL("NNGEN_SEED=" << seed << "\n"
                       << to_text(smallest, Script::unicode) << "----\n"
                       << failure(smallest));
  }
}

TEST_CASE("random programs mean the same in every spelling", "[property]") {
  check_programs(spelling_failure, 100);
}

TEST_CASE("the printed values of random programs parse again and are the same", "[property]") {
  check_programs(printing_failure, 100);
}

}  // namespace
}  // namespace nngen::tests
