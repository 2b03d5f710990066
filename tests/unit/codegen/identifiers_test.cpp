#include "codegen/identifiers.hpp"

#include "tests/support/catch.hpp"

namespace nngen::codegen {
namespace {

TEST_CASE("names are spelled with ASCII letters") {
  struct Row {
    const char* name;
    const char* identifier;
  };
  const Row rows[] = {
      {"W1", "W1"},        {"Σ1", "Sigma1"},     {"δs", "delta_s"},    {"δ", "delta"},
      {"ŷ", "y_hat"},      {"x\u0302", "x_hat"}, {"w\u0304", "w_bar"}, {"Wδ", "W_delta"},
      {"λ_2", "lambda_2"}, {"Δ3", "Delta3"},     {"W₁", "W1"},         {"a__b", "a_b"},
      {"_x", "x"},         {"ж", "u0436"},       {"名", "u540d"},      {"αβ", "alpha_beta"},
      {"μ", "mu"},         {"ς", "sigma"},       {"x_", "x"},          {"", "v"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(spelled_in_ascii(row.name) == row.identifier);
  }
}

TEST_CASE("an identifier is given once and is never a keyword") {
  Identifiers names;
  names.reserve("workspace");
  CHECK(names.add("class") == "class_");
  CHECK(names.add("class") == "class_2");
  CHECK(names.add("Σ1") == "Sigma1");
  CHECK(names.add("Sigma1") == "Sigma1_");
  CHECK(names.add("Sigma1_") == "Sigma1_2");
  CHECK(names.add("workspace") == "workspace_");
  CHECK(names.add("linux") == "linux_");
}

TEST_CASE("text cannot leave its comment") {
  CHECK(comment_text("h = σ(N)") == "h = σ(N)");
  CHECK(comment_text("a\nb") == "a b");
  CHECK(comment_text("ends in a backslash \\") == "ends in a backslash");
  CHECK(comment_text("trigraph ?\?/") == "trigraph ?? /");
  CHECK(comment_text("\r\n\\\n") == "");
  CHECK(comment_text("a\u202Eb\u2066c\u200Fd\u2028e\u0085f") == "a b c d e f");
}

TEST_CASE("no identifier is a word of C++ or a macro of a common header") {
  for (const char* name :
       {"EOF",      "NAN", "INT_MAX", "M_PI",   "M_PI_2", "assert", "errno",       "linux",
        "unix",     "I",   "major",   "va_arg", "EDOM",   "SIGINT", "PRId64",      "typeof",
        "offsetof", "__x", "_X",      "a__b",   "double", "F_OK",   "eigen_assert"}) {
    CAPTURE(name);
    CHECK(is_reserved(name));
    Identifiers identifiers;
    CHECK(identifiers.add(name) != name);
    CHECK(identifiers.add(name) != name);
  }
  for (const char* name : {"W1", "Sigma1", "MSE", "x_", "Wq", "delta_s", "E", "WQ"}) {
    CAPTURE(name);
    CHECK_FALSE(is_reserved(name));
    CHECK(Identifiers().add(name) == (name == std::string("x_") ? "x" : name));
  }
}

}  // namespace
}  // namespace nngen::codegen
