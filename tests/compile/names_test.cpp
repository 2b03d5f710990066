// Whatever the names of a file: they become identifiers, and nothing of the file's text gets into
// the code.

#include <string>
#include <vector>

#include <fmt/format.h>

#include "tests/compile/emitted.hpp"
#include "tests/support/catch.hpp"

namespace nngen::tests {
namespace {

// Words of C++ and of POSIX, macros, names that the emitted code has itself, and names that differ
// only in their script or accent.
const std::vector<std::string> names = {
    "EOF",        "NAN",        "INFINITY",   "NULL",      "INT_MAX",   "DBL_MAX",  "SIZE_MAX",
    "M_PI",       "M_E",        "EDOM",       "E2BIG",     "SIGINT",    "PRId64",   "BUFSIZ",
    "errno",      "assert",     "offsetof",   "va_arg",    "alloca",    "stdin",    "major",
    "minor",      "makedev",    "linux",      "unix",      "isnan",     "signbit",  "eigen_assert",
    "int",        "double",     "class",      "template",  "operator",  "new",      "delete",
    "this",       "and",        "not",        "compl",     "co_await",  "requires", "char8_t",
    "typeof",     "asm",        "final",      "import",    "main",      "Scalar",   "Index",
    "Size",       "Matrix",     "Parameters", "Gradients", "Workspace", "detail",   "body",
    "contract",   "data",       "size",       "fill",      "value",     "gradient", "update",
    "initialise", "parameters", "gradients",  "workspace", "samples",   "returned", "seed",
    "i",          "j",          "row",        "std",       "Eigen",     "Map",      "nngen",
    "net",        "cbrt",       "pow",        "memcpy",    "y0",        "gamma",    "W1",
    "W_q",        "Ŵ",          "Ŵ1",         "W̄",         "Wq",        "A",        "Α",
    "А",          "o",          "ο",          "о",         "μ",         "mu",       "σ",
    "sigma",      "Σ",          "Sigma",      "日",        "א",         "ё",        "ß",
    "x_1y",       "x1y"};

std::string sum_of_squares(const std::string& role) {
  std::string text = "param pp : R\ninput qq : R\n";
  text += fmt::format("{} {} : R\n", role, fmt::join(names, ", "));
  text += "loss result = pp·qq";
  for (const std::string& name : names) text += fmt::format(" + ({} − qq)^2", name);
  return text + "\n";
}

// Each as a value of its own, and a function of its own in the code.
std::string outputs() {
  std::string text = "param pp : R^2\ninput qq : R^2\n";
  std::string before = "pp";
  for (const std::string& name : names) {
    text += fmt::format("{} = {} + pp ∘ qq\n", name, before);
    before = name;
  }
  text += "loss result = ‖" + before + "‖²\n";
  return text + fmt::format("output {}\n", fmt::join(names, ", "));
}

double error_with_macros(std::string text) {
  EmittedCase tested = single(std::move(text));
  // The headers that have the macros may stand before the emitted one.
  for (const char* header : {"cerrno", "climits", "cfloat", "cinttypes", "csignal", "cstdarg",
                             "cstdlib", "cstdio", "cassert", "sys/sysmacros.h", "alloca.h"}) {
    tested.flags.insert(tested.flags.end(), {"-include", header});
  }
  return largest_error(tested);
}

TEST_CASE("parameters of any name compile without a warning and are right") {
  CHECK(error_with_macros(sum_of_squares("param")) < 1e-12);
}

TEST_CASE("inputs of any name compile without a warning and are right") {
  CHECK(error_with_macros(sum_of_squares("input")) < 1e-12);
}

TEST_CASE("outputs of any name compile without a warning and are right") {
  CHECK(error_with_macros(outputs()) < 1e-12);
}

}  // namespace
}  // namespace nngen::tests
