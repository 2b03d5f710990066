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

struct Found {
  const char* text;
  DerivativeRequest request;
};

// What random programs found once.
const Found found_once[] = {
    // the reference itself: an exponent that moves, off the tape
    {"param a : R\nparam b : R\nloss L = (softplus(a) + 0.3)^(2*softsign(b))\n",
     {Asked::grad_of_grad, "", "b", "a"}},
    // a Jacobian with a term that does not move
    {"input x : R^3\nloss L = sum((x + [sign(x[1:2]); sign(x[3])]).^2)\n",
     {Asked::jacobian_of_grad, "", "x", "x"}},
};

TEST_CASE("what random programs found once stays right", "[property]") {
  for (const Found& found : found_once) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      const auto program = parsed(found.text);
      REQUIRE(program.has_value());
      const std::vector<DerivativeRequest> requests = {found.request};
      const std::string text = found.text + to_text(*program, requests);
      INFO(text);
      CHECK(check_derivatives(text, requests, seed).failure == "");
    }
  }
}

}  // namespace
}  // namespace nngen::tests
