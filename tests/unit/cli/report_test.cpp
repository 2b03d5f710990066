// `nngen show --format html` from outside.

#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/markup.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace nngen::tests {
namespace {

const std::string examples = NNGEN_SOURCE_DIR "/examples/";

std::string page_of(std::vector<std::string> arguments, int status = 0) {
  arguments.insert(arguments.begin(), "show");
  arguments.insert(arguments.end(), {"--format", "html"});
  const ProcessResult result = run_nngen(arguments);
  CAPTURE(arguments, result.err);
  CHECK(result.status == status);
  CHECK(html_fault(result.out) == "");
  return result.out;
}

std::string source_in(const std::string& page) {
  const std::string begin = "<pre class=\"source\">\n";
  const std::size_t at = page.find(begin) + begin.size();
  return text_of_html(page.substr(at, page.find("</pre>") - at));
}

bool contains(const std::string& text, const std::string& what) {
  return text.find(what) != std::string::npos;
}

}  // namespace

TEST_CASE("a page shows the source as it is, whatever stands in it") {
  const std::string text =
      "# </script><img src=x onerror=alert(1)> & \"q\" <!-- \n"
      "input x : R^3   # </pre></section><b>\n"
      "param ŵ, α_β : R^3\n\n\tloss ℓ = ½·((ŵ + α_β)ᵀ·x)²  # ]]> &lt;\n";
  const std::string page = page_of({"-e", text});
  CHECK(source_in(page) == text);
  CHECK(contains(page, "<span class=\"comment\"># &lt;/script&gt;"));
  CHECK(contains(page, "data-note=\"param ŵ : R^3\">ŵ</span>"));
  CHECK(contains(page, "data-note=\"loss ℓ : R\">ℓ</span>"));
}

TEST_CASE("the names of sizes and families say what they are") {
  const std::string page =
      page_of({"-e",
               "let k = 3  # layers\nlet n, m = 2\nlet q[0..k] = [1, 2, 3, 4]; input x : R^q[0]\n"
               "param W[i] : R^(q[i]×q[i-1]) for i = 1..k\nparam R : R^(n×m)\n"
               "f = sum(W₃·W[2]·W[1]·x) + sum(R)\n"});
  CHECK(contains(page, "data-note=\"let k = 3\">k</span>"));
  CHECK(contains(page, "data-note=\"let q[0..k] = [1, 2, 3, 4]\">q</span>"));
  CHECK(contains(page, "data-note=\"param W1 : R^2, W2 : R^(3×2), W3 : R^(4×3)\">W</span>"));
  CHECK(contains(page, "data-note=\"param W3 : R^(4×3)\">W₃</span>"));
  // a long statement is cut between letters: its 80th and 81st byte are one
  const std::string long_let =
      "let λ = 2\nlet a = " + std::string(71, '(') + "λ" + std::string(71, ')');
  CHECK(contains(page_of({"-e", long_let + "\noutput b = a\n"}),
                 "data-note=\"let a = " + std::string(71, '(') + " …\">a</span>"));
  // the R of a type is no name
  CHECK(contains(page, ">x</span> : R^"));
  CHECK(contains(page, "data-note=\"param R : R^(n×2)\">R</span> : R^("));
}

TEST_CASE("every form that has a page has a whole one") {
  const std::string net = examples + "digits/net.expr";
  for (const std::vector<std::string>& arguments : {
           std::vector<std::string>{net},
           {net, "--batch", "32", "--scalar", "double"},
           {net, "--batch", "dynamic", "--reduction", "sum"},
           {net, "--wrt", "W1,x"},
           {net, "--layout", "jacobian", "--form", "expanded"},
           {net, "--form", "forward-table"},
           {net, "--form", "reverse-table", "--batch", "4"},
           {net, "--steps"},
           {examples + "attention.expr", "--batch", "3"},
           {"-e", "x'*A*x", "--wrt", "x", "--infer"},
           {"-e", "input x : R^3\nf = ½·xᵀ·x\noutput H = hessian(f, x)\n"},
           {"-e", "let n\nparam A : R^(n×n)\nloss f = logdet(A)\n"},
       }) {
    page_of(arguments);
  }
}

TEST_CASE("every formula of a page has its line, its shape and its steps") {
  const std::string page = page_of({examples + "two_layer.expr"});
  const std::string text = text_of_html(page.substr(page.find("<section id=\"forward\"")));
  for (const char* formula : {"s=w+W·x", "z=σ(s)", "δt=g−y", "δs=δz∘σ′(s)", "∇WR=δs·x⊤"}) {
    CAPTURE(formula);
    CHECK(contains(text, formula));
  }
  CHECK(contains(text, "ℝ4×3"));
  CHECK(contains(page, "<summary>1 step</summary>"));
  CHECK(contains(text, "matrix product, Y = A·B: Ā = Ȳ·Bᵀ, B̄ = Aᵀ·Ȳ"));
}

TEST_CASE("without Graphviz words stand in place of the picture, all else is there") {
  const TemporaryFolder empty;
  ProcessOptions options;
  options.environment = {{"PATH", empty.path().string()}};
  const ProcessResult result =
      run_nngen({"show", examples + "two_layer.expr", "--format", "html"}, options);
  CHECK(result.status == 0);
  CHECK(result.err == "");
  CHECK(html_fault(result.out) == "");
  CHECK(contains(result.out, "Graphviz, whose program dot draws it, is not installed."));
  CHECK_FALSE(contains(result.out, "<svg"));
  CHECK(contains(result.out, "<section id=\"gradients\""));
}

TEST_CASE("a picture that Graphviz fails to draw is replaced by words") {
  const TemporaryFolder folder;
  write_file(folder / "dot", "#!/bin/sh\nexit 3\n");
  std::filesystem::permissions(folder / "dot", std::filesystem::perms::owner_all);
  ProcessOptions options;
  options.environment = {{"PATH", folder.path().string()}};
  const ProcessResult result =
      run_nngen({"show", examples + "two_layer.expr", "--format", "html"}, options);
  CHECK(result.status == 0);
  CHECK(contains(result.out, "Graphviz&#39;s dot has ended with status 3."));
}

TEST_CASE("claims are judged on the page, and a wrong one is an error") {
  const std::string text =
      "input x : R^3\nconst a : R^3\nf = aᵀ·x\noutput f\n∇_x f = a\n∇_x f = a + x\n";
  const std::string page = page_of({"-e", text}, 1);
  CHECK(contains(page, "line 5 is right: ∇_x f = a"));
  CHECK(contains(page, "line 6: this claim is wrong"));
}

}  // namespace nngen::tests
