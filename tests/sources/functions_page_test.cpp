// docs/functions.md is the page that nngen's own tables make, and no function is left undocumented.

#include "tests/sources/functions_page.hpp"

#include <string>

#include "parser/expression_elaborator.hpp"
#include "parser/functions.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text_file.hpp"
#include "tests/support/update.hpp"

namespace nngen::tests {
namespace {

const std::string docs = std::string(NNGEN_SOURCE_DIR) + "/docs/";

bool names(const std::string& page, const std::string& function) {
  return page.find("`" + function + "`") != std::string::npos ||
         page.find("`" + function + "(") != std::string::npos;
}

}  // namespace

TEST_CASE("the page of functions is nngen's", "[sources][generated]") {
  const std::string file = docs + "functions.md";
  const std::string page = functions_page();
  if (is_update()) write_file(file, page);
  INFO("if the page is right: cmake --build build/dev --target update-golden");
  CHECK(read_file(file) == page);
}

TEST_CASE("every function is in the documentation", "[sources]") {
  const std::string pages = functions_page() + read_file(docs + "language.md");
  for (const std::string& name : parser::all_function_names())
    CHECK((names(pages, name) ? "" : name) == "");
  for (const std::string& name : parser::special_function_names())
    CHECK((names(pages, name) ? "" : name) == "");
}

TEST_CASE("the page has the textbooks' derivatives", "[sources]") {
  const std::string page = functions_page();
  for (const char* row : {
           "| `tanh(z)` | `1 − y²` |  | ",
           "| `sigmoid(z)` | `y·(1 − y)` |  | ",
           "| `relu(z)` | `step(z)` | 0 at 0 | ",
           "| `elu(z)` | `where(z > 0, 1, 1 + y)` |  | ",
           "| `hardtanh(z)` | `where(\\|z\\| < 1, 1, 0)` | 0 at −1, 0 at 1 | ",
           "| `abs(x)` | `sign(x)` | 0 at 0 | ",
           "| `logsumexp(x)` | any → R | `softmax(x)` | ",
           "| `sum_rows(x)` | R^n → R^n; R^(m×n) → R^m | ",
           "| `det(x)` | R^(n×n) → R | ",
       }) {
    CAPTURE(row);
    CHECK((page.find(row) != std::string::npos));
  }
}

}  // namespace nngen::tests
