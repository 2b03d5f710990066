// The limits of the language: what is too big is refused with a clear error, without the memory
// that it asks for; what is merely long takes memory in proportion.

#include "parser/limits.hpp"

#include <functional>
#include <string>

#include <fmt/format.h>

#include "parser/parse_program.hpp"
#include "tests/support/allocations.hpp"
#include "tests/support/catch.hpp"

namespace nngen::parser {
namespace {

constexpr std::size_t most_allocations = 5'000'000;
constexpr std::size_t most_memory = 512 << 20;

struct Outcome {
  std::string first_error;  // empty: none
  tests::Allocations allocations;
};

void check_is_modest(const Outcome& outcome) {
  CHECK(outcome.allocations.count < most_allocations);
  CHECK(outcome.allocations.peak_bytes < most_memory);
}

Outcome outcome_of(const std::string& text, const ElaborateOptions& options = {}) {
  const tests::AllocationCounter counter;
  ir::Diagnostics diagnostics;
  const auto program = parse_program(ir::SourceFile("test.expr", text), options, diagnostics);
  Outcome outcome;
  outcome.allocations = counter.allocations();
  CHECK(program.has_value() != diagnostics.has_errors());
  for (const ir::Diagnostic& finding : diagnostics.sorted()) {
    if (finding.severity() != ir::Severity::error) continue;
    outcome.first_error = finding.message;
    break;
  }
  return outcome;
}

std::string repeated(const std::string& part, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += part;
  return text;
}

/// The parts that `part` gives for 0 … count−1, with `between` between them.
std::string listed(int count, const std::string& between,
                   const std::function<std::string(int)>& part) {
  std::string text;
  for (int i = 0; i < count; ++i) text += (i > 0 ? between : "") + part(i);
  return text;
}

/// f0 … f30, each a sum of two calls of the one before.
std::string doubling(const std::string& keyword, const std::string& argument) {
  std::string text = "input x : R\n" + keyword + " f0(z) = z·z + 1\n";
  for (int i = 1; i <= 30; ++i) {
    text += fmt::format("{0} f{1}(z) = f{2}(z) + f{2}({3})\n", keyword, i, i - 1, argument);
  }
  return text + "loss L = f30(x)";
}

const std::string too_many_operations =
    "families, dots and functions fill in more than 100000 operations";
const std::string too_many_members = "the families have more than 100000 members";

TEST_CASE("what is too big is a clear error") {
  const std::pair<std::string, std::string> rows[] = {
      {"# " + std::string(max_file_size, 'x'), "the file has 1048578 bytes; the limit is 1048576"},
      {"y = " + repeated("(", 257) + "1" + repeated(")", 257),
       "brackets and signs are nested deeper than 256"},
      {"y = " + repeated("-", 100000) + "1", "brackets and signs are nested deeper than 256"},
      {"y = " + repeated("√", 100000) + "1", "brackets and signs are nested deeper than 256"},
      {"y = " + repeated("[", 100000) + repeated("]", 100000),
       "brackets and signs are nested deeper than 256"},
      {"param W[i] : R for i = 1..1e9\nloss L = W1", too_many_members},
      {"let n[i] = i for i = 1..1e9\ny = n1", too_many_members},
      {"let n[0..1000000000]\ny = n1", too_many_members},
      {"act s[1..1000000000] = tanh\ny = s1(2)", too_many_members},
      {"y = sum(2 for i = 1..1e9)", too_many_members},
      {"y = [2 for i = 1..1e9]", too_many_members},
      {"input x : R\ny = sum(sum(sum(x·i·j·k for i = 1..1000) for j = 1..1000) for k = 1..1000)",
       too_many_operations},
      {"input x : R\na[0] = x\na[i] = sin(a[i-1]·i) + i for i = 1..90000\nloss L = a[90000]",
       too_many_operations},
      {"let k = 1000000000\nparam W : R\ninput x : R\nloss f = W·W[k]·…·W[1]·x", ""},
      {"input x : R^3\nact s = [tanh×1000000000, identity]\ny = s(x)",
       "'s' is a direct sum of 1000000001 functions, x is R^3"},
      {doubling("def", "z"), too_many_operations},
      {doubling("def", "2·z + 1"), too_many_operations},
      {doubling("act", "z + 1"), too_many_operations},
      {"input x : R\ndef f[0](z) = z\ndef f[i](z) = f[i-1](z) + 1 for i = 1..1000\ny = f[1000](x)",
       "calls are nested deeper than 256"},
      {"def f(z) = f(z) + 1\ny = f(1)", "'f' is defined by itself"},
      {"let n = 2^(2^(2^(2^(2^(2^2)))))\ninput x : R^n", "n is not a finite number"},
      {"let n = 1e300·1e300\ninput x : R^n", "n is not a finite number"},
      {"input x : R^1000000000000",
       "a dimension must be an integer from 1 to 2147483647, this is 1000000000000"},
      {"input x : R^2147483648",
       "a dimension must be an integer from 1 to 2147483647, this is 2147483648"},
      {"input x : R^(2147483647×2147483647)",
       "a value has at most 2147483647 entries, R^(2147483647×2147483647) has "
       "4611686014132420609"},
      {"y = sum(ones(2^30, 2^30))",
       "a value has at most 2147483647 entries, R^(1073741824×1073741824) has "
       "1152921504606846976"},
      {"y = sum(eye(100000))",
       "a value has at most 2147483647 entries, R^(100000×100000) has 10000000000"},
      {"param A : R^(40000×40000)\ny = sum(kron(A, A))",
       "a value has at most 2147483647 entries, R^(1600000000×1600000000) has "
       "2560000000000000000"},
      {"param A : R^(2×2)\na[0] = A\na[i] = a[i-1] ⊗ a[i-1] for i = 1..60\ny = sum(a[60])",
       "a value has at most 2147483647 entries, R^(65536×65536) has 4294967296"},
      {"input x : R\na[0] = x\na[i] = [a[i-1]; a[i-1]] for i = 1..60\ny = sum(a[60])",
       "a value has at most 2147483647 entries, R^2147483648 has 2147483648"},
      {"let n\nparam A : R^(n×n)\na[0] = A\na[i] = a[i-1] ⊗ a[i-1] for i = 1..60\ny = sum(a[60])",
       "a value has at most 2147483647 entries, this has more"},
      {"param A : R^(4×4)\ny = reshape(A, 2^40, 2^40)",
       "a dimension must be an integer from 1 to 2147483647, '2^40' is 1099511627776"},
      {"param A : R^(3×3)\ny = A^1000000000",
       "the exponent of a matrix must be an integer of at most 64, this is 1000000000"},
      {"act s = tanh\ninput x : R\ny = s" + repeated("'", 100000) + "(x)",
       "'s' has 100000 primes; the limit is 6"},
      {"param a : R\ny = a^(1/0)", "this exponent is not a finite number"},
      {"param a : R\ny = a·" + repeated("9", 100000),
       "'999999999999999999999999999999999999999999999999…' is not a number"},
      {"param a : R\ny = a·1e99999999999999999999", "'1e99999999999999999999' is not a number"},
      {"input x : R^3\ny = x[99999999999999999999]", "an index must be an integer, it is 1e+20"},
  };
  for (const auto& [text, error] : rows) {
    CAPTURE(text.substr(0, 200));
    const Outcome outcome = outcome_of(text);
    if (error.empty()) {
      CHECK_FALSE(outcome.first_error.empty());
    } else {
      CHECK(outcome.first_error == error);
    }
    check_is_modest(outcome);
  }
}

TEST_CASE("dimensions from outside have the same limits") {
  const std::string text = "let n\nparam x : R^n\nloss L = sum(x)";
  for (const double n : {0.0, -1.0, 0.5, 2147483648.0, 1e12, 1e300}) {
    CAPTURE(n);
    ElaborateOptions options;
    options.defines["n"] = n;
    CHECK(outcome_of(text, options).first_error.starts_with("a dimension must be an integer from 1 to"));
  }
  ElaborateOptions options;
  options.defines["n"] = 2147483647;
  CHECK(outcome_of(text, options).first_error.empty());
}

TEST_CASE("symbolic sizes do not grow without bound") {
  std::string text;
  for (char c = 'a'; c <= 'j'; ++c) text += fmt::format("let {}\n", c);
  text += "let p = " + listed(30, "·", [](int) { return "(a + b + c + d + f + g + h + i + j)"; });
  const Outcome outcome = outcome_of(text + "\nparam x : R^p\nloss L = sum(x)");
  CHECK_FALSE(outcome.first_error.empty());
  check_is_modest(outcome);
}

TEST_CASE("what is long is no depth") {
  const auto statements = [](int count, const std::function<std::string(int)>& line) {
    return "input x : R\n" + listed(count, "\n", line);
  };
  const std::string rows[] = {
      "y = " + repeated("(", 250) + "1" + repeated(")", 250),
      "input x : R\nparam a : R\nloss L = " + listed(100000, " + ", [](int) { return "a·x"; }),
      "input x : R\nloss L = " +
          listed(100000, " + ", [](int i) { return std::to_string(i) + "x"; }),
      "param a : R\nloss L = " + listed(100000, "·", [](int) { return "a"; }),
      "param a : R^3\nloss L = sum(" + listed(100000, "∘", [](int) { return "a"; }) + ")",
      "param A : R^(2×3)\nloss L = sum(A" + repeated("'", 100000) + ")",
      "param A : R^(2×3)\nloss L = sum(A" + repeated("ᵀ", 100000) + ")",
      "param x : R^3\nloss L = x" + repeated("[1]", 50000),
      statements(100000, [](int i) { return fmt::format("y{}=x", i); }),
      statements(50000, [](int i) { return fmt::format("y{}=y{}+1", i + 1, i); }) + "\ny0=x",
      statements(50000, [](int i) { return fmt::format("y{}=y{}+1", i, i + 1); }) + "\ny50000=x",
      "input x : R\na[0] = x\na[i] = tanh(a[i-1]) for i = 1..30000\nloss L = a[30000]",
      "input x : R\na[30000] = x\na[i] = tanh(a[i+1]) for i = 0..29999\nloss L = a[0]",
      "input " + std::string(500000, 'x') + " : R",
      "input x" + repeated("\u0302\u0323", 50000) + " : R",
      "y = 1 # " + repeated("é", 500000),
      repeated(";", 1000000) + "y = 1",
      repeated("#\n", 500000) + "y = 1",
  };
  for (const std::string& text : rows) {
    CAPTURE(text.substr(0, 100));
    const Outcome outcome = outcome_of(text);
    CHECK(outcome.first_error.empty());
    check_is_modest(outcome);
  }
}

TEST_CASE("bytes that are no text are a clear error") {
  const std::pair<std::string, std::string> rows[] = {
      {"y = \xED\xA0\x80", "the text is not valid UTF-8: byte 0xED"},  // half a surrogate pair
      {"y = \xC0\xAF", "the text is not valid UTF-8: byte 0xC0"},      // overlong
      {"y = \xF8\x88\x80\x80\x80", "the text is not valid UTF-8: byte 0xF8"},  // five bytes
      {"y = \xF4\x90\x80\x80", "the text is not valid UTF-8: byte 0xF4"},      // beyond U+10FFFF
      {"y = 1\xE2\x82", "the text is not valid UTF-8: byte 0xE2"},             // cut off
      {std::string("y = 1\0+ 1", 9), "unexpected character (U+0000)"},
      {std::string(100000, '\0'), "unexpected character (U+0000)"},
      {"y = [1, 2", "'[' is never closed"},
      {"y = ‖x", "'‖' is never closed"},
      {"y = x_{1", "'_{' is never closed"},
      {"y = a \u202E b", "unexpected character (U+202E)"},
  };
  for (const auto& [text, error] : rows) {
    CAPTURE(text.substr(0, 100));
    CHECK(outcome_of(text).first_error == error);
  }
  std::string everything;
  for (int i = 0; i < 500000; ++i) everything += static_cast<char>(i * 7919LL >> 3);
  CHECK_FALSE(outcome_of(everything).first_error.empty());
}

}  // namespace
}  // namespace nngen::parser
