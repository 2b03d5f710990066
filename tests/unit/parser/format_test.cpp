// Formatting: one text for each of many, whose meaning is the same.

#include "parser/format.hpp"

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/text_file.hpp"
#include "tests/unit/parser/elaborated.hpp"

namespace nngen::parser {
namespace {

std::string formatted(const std::string& text, FormatStyle style) {
  ir::Diagnostics diagnostics;
  const ir::SourceFile source("test.expr", text);
  const auto result = format(source, style, diagnostics);
  REQUIRE(result.has_value() != diagnostics.has_errors());
  if (result) return *result;
  return std::string(ir::diagnostic_name(diagnostics.sorted().front().kind));
}

struct Row {
  std::string from;
  std::string to;
};

/// The last line end is left out of the rows.
void check(FormatStyle style, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.from);
    CHECK(formatted(row.from, style) == row.to + "\n");
    CHECK(formatted(row.to, style) == row.to + "\n");
  }
}

TEST_CASE("blanks stand around sums and definitions, not within indices") {
  check(FormatStyle::keep,
        {{"y=a+b-c", "y = a + b - c"},
         {"y = - a*-b", "y = -a*-b"},
         {"y=f ( a,b )+g( - x )", "y = f(a, b) + g(-x)"},
         {"a [ i ] = W [ i - 1 , 2 : 5 ]*x for i=1 .. k", "a[i] = W[i-1, 2:5]*x for i = 1..k"},
         {"param W[ i ]:R^( n[ i ] x n[i - 1] )  init normal ( 0.1 ) for i=1..k",
          "param W[i] : R^(n[i] x n[i-1]) init normal(0.1) for i = 1..k"},
         {"param  A,B:R^( 3 x 4 )", "param A, B : R^(3x4)"},
         {"y=2x ^ ( n+1 )", "y = 2x^(n+1)"},
         {"y = x ' + W'ₖ₋₁ + W_{ k - 1 }", "y = x' + W'ₖ₋₁ + W_{k-1}"},
         {"y=where(a<=b,a,b)", "y = where(a <= b, a, b)"},
         {"y = [1 ,2;3,4]", "y = [1, 2; 3, 4]"},
         {"y=½ ‖ a−b ‖²+| x |", "y = ½ ‖a − b‖² + |x|"},
         {"y = | |x| + 1 |", "y = | |x| + 1|"},
         {"f=Σ[k](W[k]·Σ[k-1](…Σ[1](W[1]·X)))", "f = Σ[k](W[k]·Σ[k-1](… Σ[1](W[1]·X)))"},
         {"∇_W  f=Δ·Xᵀ", "∇_W f = Δ·Xᵀ"},
         {"∇_W[1] f = x", "∇_W[1] f = x"},
         {"y = ∇_W [a; b]", "y = ∇_W [a; b]"},
         {"a=1;b=2;", "a = 1; b = 2;"}});
}

TEST_CASE("blanks around a product's operators are the author's, on both sides or on none") {
  check(FormatStyle::keep, {{"y = Kᵀ·Q/ √h", "y = Kᵀ·Q / √h"},
                            {"y = a ∘b·c", "y = a ∘ b·c"},
                            {"y = x[2 * k]", "y = x[2*k]"}});
}

TEST_CASE("a number does not join what stands beside it") {
  check(FormatStyle::keep, {{"y = 2. * x", "y = 2.0 * x"},
                            {"y = 2.*x", "y = 2.*x"},
                            {"y = .5x", "y = 0.5x"},
                            {"y = x[2e - 1]", "y = x[2e - 1]"},
                            {"y = 2 e1", "y = 2 e1"}});
  check(FormatStyle::ascii, {{"y = 2e₁", "y = 2e_1"}, {"y = ½e", "y = 0.5e"}});
}

TEST_CASE("lines, blank lines and comments stay") {
  check(FormatStyle::keep,
        {{"# one  \n\n\n  a=1 # two\r\nlonger=2   #three\n\n",
          "# one\n\n\na = 1       # two\nlonger = 2  #three"},
         {"y = a +\n b\n   + c", "y = a +\n  b\n   + c"},
         {"y = (a # first\n    # second\n    + b)", "y = (a  # first\n    # second\n    + b)"},
         {"input x:R\ntarget   t:R\nparam w:R", "input  x : R\ntarget t : R\nparam  w : R"}});
  CHECK(formatted("", FormatStyle::keep).empty());
  CHECK(formatted("\n\n", FormatStyle::keep).empty());
  CHECK(formatted("\xEF\xBB\xBF# a", FormatStyle::keep) == "# a\n");
}

TEST_CASE("Unicode") {
  check(FormatStyle::unicode,
        {{"y = W1*x .* W_2' - W_{k-1}./z", "y = W₁·x ∘ W₂ᵀ − Wₖ₋₁⊘z"},
         {"y = x^2 + A^-1*x^n + A^T*A^{-T}", "y = x² + A⁻¹·xⁿ + Aᵀ·A⁻ᵀ"},
         {"y = x^n[2] + x^{n} + x.^2 + 2^(n+1)", "y = x^n[2] + x^{n} + x.^2 + 2^(n+1)"},
         {"y = log2(x) + W_out + h_k + norm1(x)", "y = log2(x) + W_out + hₖ + norm1(x)"},
         {"y = sqrt(x)*sqrt(a + b) + sqrt(x)^2", "y = √x·√(a + b) + sqrt(x)²"},
         {"y = dot(a, b)^2 + 0.5||x||^2 + 0.5*x", "y = ⟨a, b⟩² + ½‖x‖² + 0.5·x"},
         {"grad(f, W1) = grad(f, W[1])", "∇_W₁ f = grad(f, W[1])"},
         {"y = ||x||_inf + ||X||_F + ||x||_1", "y = ‖x‖_∞ + ‖X‖_F + ‖x‖₁"},
         {"act s = tanh\ny = s'(z) + s'", "act s = tanh\ny = s'(z) + s'"},
         {"act S = [tanh*7, relu*2]", "act S = [tanh×7, relu×2]"},
         {"param W : R^(3x4); input x : R^3", "param W ∈ ℝ^(3×4); input x ∈ ℝ³"},
         {"input x : R^T", "input x ∈ ℝ^T"},
         {"y = kron(rmul(a.*A, B'), C)*D - -rmul(E, F)", "y = a∘A • Bᵀ ⊗ C·D − −E • F"},
         {"y = C*rmul(A, B) + rmul(A + B, C) + rmul(A, B)'",
          "y = C·rmul(A, B) + rmul(A + B, C) + rmul(A, B)ᵀ"},
         {"def sqrt(x) = x\ny = sqrt(2)", "def sqrt(x) = x\ny = sqrt(2)"},
         {"y = where(a <= b, a, b) + sum(x != 0)", "y = where(a ≤ b, a, b) + sum(x ≠ 0)"}});
}

TEST_CASE("ASCII") {
  check(FormatStyle::ascii,
        {{"y = W₁·x ∘ W₂ᵀ − Wₖ₋₁⊘z", "y = W1*x .* W2' - W_{k-1}./z"},
         {"y = x² + A⁻¹·xⁿ + Aᵀ·A⁻ᵀ + xⁿ⁺¹", "y = x^2 + A^-1*x^n + A'*A^-T + x^{n+1}"},
         {"y = √x·√(a + b) + √√2", "y = sqrt(x)*sqrt(a + b) + sqrt(sqrt(2))"},
         {"y = ⟨a, b⟩² + ½‖x‖² + ⅓·x", "y = dot(a, b)^2 + 0.5||x||^2 + 0.3333333333333333*x"},
         {"∇_W₁ f = ∇[W[1]] f + ∂f/∂x", "grad(f, W1) = grad(f, W[1]) + grad(f, x)"},
         {"∇_w ∇_w L = ∇_x ∂L/∂w", "grad(grad(L, w), w) = grad(grad(L, w), x)"},
         {"param w : R⁻¹", "param w : R^(-1)"},
         {"y = ‖x‖_∞ + ‖X‖_F + |‖x‖₁|", "y = ||x||_inf + ||X||_F + | ||x||_1|"},
         {"act σ = tanh\ny = σ'(z)ᵀ + σᵀ + W′'″", "act σ = tanh\ny = σ'(z)' + σ^T + W''''"},
         {"act S = [tanh×7, relu×2]", "act S = [tanh*7, relu*2]"},
         {"param W ∈ ℝᵐˣⁿ; input x ∈ ℝ³", "param W : R^(m x n); input x : R^3"},
         {"y = a∘A•B'[1] ⊗ C·D - -E • F²", "y = kron(rmul(a.*A, B'[1]), C)*D - -rmul(E, F^2)"},
         {"y = 2A⁻¹ • A⁻ᵀ", "y = rmul(2A^-1, A^-T)"},
         {"y = f(A • B, (C + D) ⊗ E)", "y = f(rmul(A, B), kron((C + D), E))"},
         {"y = σ∘A•B + A • tanh∘B + A • 2B", "y = rmul(σ.*A, B) + A • tanh.*B + A • 2B"},
         {"act σ = tanh\ny = σ∘A•B", "act σ = tanh\ny = σ.*A•B"}});
}

TEST_CASE("a text with a mistake is left alone") {
  CHECK(formatted("y = (a", FormatStyle::keep) == "unclosed_bracket");
  CHECK(formatted("y = a b", FormatStyle::ascii) == "missing_operator");
}

// ---------------------------------------------------------------- meaning

std::string meaning(const std::string& text) {
  const tests::Elaborated result = tests::elaborated(text);
  INFO(tests::findings_text(result));
  REQUIRE(result.program);
  const ir::Program& program = *result.program;
  std::string all;
  const auto add = [&](const std::string& name, ir::NodeId node) {
    all += name + " = " + tests::node_text(program, node) + "\n";
  };
  for (const ir::Declaration& declaration : program.declarations) {
    all += declaration.name.plain() + " : " + declaration.shape.to_string() + "\n";
  }
  for (const ir::NamedFunction& function : program.functions) all += function.name.plain() + "\n";
  for (const ir::NamedValue& value : program.values) add(value.name.plain(), value.node);
  if (program.loss) add("loss " + program.loss->name.plain(), program.loss->node);
  for (const ir::NamedValue& output : program.outputs)
    add("output " + output.name.plain(), output.node);
  for (const ir::Claim& claim : program.claims) add("claim", claim.right);
  return all;
}

std::vector<std::string> programs() {
  std::vector<std::string> texts{
      "let h = √4\nlet n[0..2] = [h, 3, 1]\ninput x ∈ ℝ^n[0]\nparam W[i] : R^(n[i]×n[i-1]) for i = "
      "1..2\n"
      "act Σ1 = [tanh×2, identity]\nact Σ2(z) = z²/(1 + z^2)\nf = Σ₂∘W₂·Σ₁∘W₁·x\n"
      "loss L = ½‖f‖² + ⅓|f[1]| + √(⟨x, x⟩) + ‖W₁‖²_F + ‖x‖_∞ + 1/2‖x‖₁\n"
      "∇_W₁ L = Δ·xᵀ\nΔ = W₁·x\noutput g = ∇_x L",
      "param A, B : R^(3×3)\ninput x : R^3\nC = A⁻¹·Bᵀ • A⁻ᵀ ⊗ x'\nD = A^T*B'' - A.^2 ⊘ (1 + B∘B)\n"
      "loss L = sum(C) + tr(A³) + sum(D) − dot(x, A*x)^2 + x.^2'*x\n"
      "output y = σ'(x)\nact σ = tanh\noutput s = where(x[1] ≤ 0, [1, 2; 3, 4], 2.*A[1:2, 2:3])"};
  for (const auto& entry : std::filesystem::recursive_directory_iterator(
           std::filesystem::path(NNGEN_SOURCE_DIR) / "examples")) {
    if (entry.path().extension() == ".expr") texts.push_back(tests::read_file(entry.path()));
  }
  return texts;
}

/// Every program without a mistake among the golden inputs and the examples of the documentation.
std::vector<std::string> further_programs() {
  std::vector<std::string> texts;
  const std::filesystem::path folder = NNGEN_SOURCE_DIR;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "tests/golden")) {
    if (entry.path().extension() == ".expr") texts.push_back(tests::read_file(entry.path()));
  }
  const std::string page = tests::read_file(folder / "docs/language.md");
  constexpr std::string_view fence = "```expr";
  for (std::size_t at = page.find(fence); at != page.npos; at = page.find(fence, at + 1)) {
    const std::size_t begin = page.find('\n', at) + 1;
    texts.push_back(page.substr(begin, page.find("```", begin) - begin));
  }
  std::erase_if(texts, [](const std::string& text) { return !tests::elaborated(text).program; });
  return texts;
}

TEST_CASE("formatting keeps the meaning, and again changes nothing") {
  std::vector<std::string> texts = programs();
  const std::vector<std::string> further = further_programs();
  REQUIRE(further.size() > 50);
  texts.insert(texts.end(), further.begin(), further.end());
  for (const std::string& text : texts) {
    const std::string expected = meaning(text);
    for (const FormatStyle style : {FormatStyle::keep, FormatStyle::unicode, FormatStyle::ascii}) {
      const std::string result = formatted(text, style);
      CAPTURE(text, result);
      CHECK(meaning(result) == expected);
      CHECK(formatted(result, style) == result);
    }
  }
}

TEST_CASE("from Unicode to ASCII and back") {
  for (const std::string& text : programs()) {
    const std::string unicode = formatted(text, FormatStyle::unicode);
    const std::string ascii = formatted(unicode, FormatStyle::ascii);
    CAPTURE(ascii);
    CHECK(formatted(ascii, FormatStyle::unicode) == unicode);
    CHECK(formatted(formatted(ascii, FormatStyle::unicode), FormatStyle::ascii) == ascii);
  }
}

}  // namespace
}  // namespace nngen::parser
