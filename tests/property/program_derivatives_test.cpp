// Random programs: every derivative by every way against the reference. NNGEN_SEED runs one seed,
// NNGEN_PROGRAMS sets how many are tried, NNGEN_SECONDS how long instead.

#include <chrono>
#include <random>
#include <string>

#include "parser/parse_program.hpp"
#include "tests/property/derivative_checks.hpp"
#include "tests/property/program_generator.hpp"
#include "tests/property/trials.hpp"
#include "tests/support/catch.hpp"

namespace nngen::tests {
namespace {

struct Case {
  ProgramText program;
  std::vector<DerivativeRequest> requests;
  std::uint64_t seed;

  std::string text() const { return to_text(program, Script::unicode); }
};

std::optional<ir::Program> parsed(const std::string& text) {
  ir::Diagnostics diagnostics;
  return parser::parse_program(ir::SourceFile("test.expr", text), {}, diagnostics);
}

Case random_case(std::uint64_t seed) {
  runtime::Random random(seed, "derivatives");
  ProgramSize size{.definitions = 2, .depth = 2 + static_cast<int>(random.below(2))};
  size.in_domain = true;
  Case made{random_program(random, size), {}, seed};
  if (const auto program = parsed(made.text())) {
    made.requests = random_requests(*program, random, 3);
  }
  return made;
}

std::string whole_text(const Case& tried) {
  const auto program = parsed(tried.text());
  return program ? tried.text() + to_text(*program, tried.requests) : tried.text();
}

DerivativeFindings findings(const Case& tried) {
  return check_derivatives(whole_text(tried), tried.requests, tried.seed);
}

bool is_wrong(const Case& tried) {
  const std::string failure = findings(tried).failure;
  return !failure.empty() && !failure.starts_with("does not parse");
}

Case shrunk(Case failing) {
  for (std::size_t i = failing.requests.size(); i-- > 0;) {
    Case tried = failing;
    tried.requests.erase(tried.requests.begin() + static_cast<std::ptrdiff_t>(i));
    if (is_wrong(tried)) failing = std::move(tried);
  }
  failing.program = shrink(failing.program, [&](const ProgramText& program) {
    return is_wrong({program, failing.requests, failing.seed});
  });
  return failing;
}

TEST_CASE("every derivative of random programs is that of the reference", "[property]") {
  std::size_t compared = 0;
  std::size_t skipped = 0;
  for (Trials trials(150); trials.go_on(); trials.next()) {
    const Case tried = random_case(trials.seed());
    const DerivativeFindings found = findings(tried);
    compared += found.compared;
    skipped += found.skipped;
    if (found.failure.empty()) continue;
    const Case smallest = is_wrong(tried) ? shrunk(tried) : tried;
    FAIL("NNGEN_SEED=" << tried.seed << "\n"
                       << whole_text(smallest) << "----\n"
                       << findings(smallest).failure);
  }
  INFO(compared << " compared, " << skipped << " skipped");
  CHECK(compared > 0);
  CHECK(skipped * 5 <= compared + skipped);
}

}  // namespace
}  // namespace nngen::tests
