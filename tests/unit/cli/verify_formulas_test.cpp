// --verify of formulas: what is right passes, and a wrong node is found where it is.

#include "cli/verify_formulas.hpp"

#include <string>

#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

namespace nngen::cli {
namespace {

const std::string net =
    "input x : R^3; param W : R^(2×3); param b : R^2; loss L = ½‖tanh(W·x + b)‖²";

struct Prepared {
  Options options;
  Task task;
};

Prepared prepared(const std::string& text, std::vector<std::string> arguments = {}) {
  arguments.insert(arguments.begin(), {"show", "-e", text});
  auto options = parse_command_line(arguments);
  REQUIRE(options.ok());
  auto task = prepare(options.value(), Sizes::may_be_symbols, Objective::is_optional);
  REQUIRE(task);
  return {options.value(), *std::move(task)};
}

std::string verdict_of(Prepared& p, Delivered delivered = Delivered::formulas) {
  const auto verdict = verify_formulas(p.task, p.options, delivered);
  return verdict ? verdict.value() : verdict.error().message;
}

void double_node(Task& task, ir::NodeId& node) { node = (2 * task.program.expr(node)).id; }

TEST_CASE("what nngen derives is verified in each layout, over a batch and as code") {
  const std::string begin = "3 formulas at 6 random points";  // by W, by b; and the output G
  const std::string text = net + "\noutput G = jacobian(tanh(W·x + b), x)";
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{},
        {"--layout", "jacobian"},
        {"--form", "expanded"},
        {"--batch", "4"},
        {"--batch", "dynamic", "--reduction", "sum", "--layout", "jacobian"}}) {
    Prepared p = prepared(text, arguments);
    CAPTURE(arguments);
    CHECK_THAT(verdict_of(p), Catch::StartsWith(begin));
    CHECK_THAT(verdict_of(p, Delivered::graph), Catch::StartsWith(begin));
    CHECK_THAT(verdict_of(p, Delivered::code), Catch::StartsWith(begin));
  }
}

TEST_CASE("a wrong gradient is named, with an entry and both values") {
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{},
                                                    {"--layout", "jacobian"},
                                                    {"--batch", "4"},
                                                    {"--batch", "4", "--layout", "jacobian"}}) {
    Prepared p = prepared(net, arguments);
    CAPTURE(arguments);
    double_node(p.task, p.task.derivation.gradients[0].value);
    const std::string verdict = verdict_of(p);
    CHECK_THAT(verdict, Catch::StartsWith("--verify: ∇_W L is wrong: at random point 1"));
    CHECK_THAT(verdict,
               Catch::Contains("of the formula is") && Catch::Contains("of the reference"));
    CHECK_THAT(verdict_of(p, Delivered::code), Catch::StartsWith("--verify: ∇_W L is wrong"));
  }
}

TEST_CASE("both values of a wrong entry are shown") {
  Prepared p = prepared("param x : R^2; loss f = 3·x[1] + 5·x[2]");
  // as if the rule of a part had taken the other one
  ir::Graph& graph = *p.task.program.graph;
  p.task.derivation.gradients[0].value = filled(graph, 3, ir::Shape::vector(2)).id;
  CHECK(verdict_of(p) ==
        "--verify: ∇_x f is wrong: at random point 1, entry (2, 1) of the formula is 3, of the "
        "reference 5");
}

TEST_CASE("a wrong derivative that the file asks for is named") {
  const std::string text = "let n; param x : R^n; const A : R^(n×n); f = x'·A·x\n";
  for (const std::string asked : {"grad(f, x)", "hessian(f, x)", "jacobian(A·x, x)",
                                  "jvp(A·x, x, x)", "vjp(A·x, x, x)", "hvp(f, x, x)"}) {
    CAPTURE(asked);
    Prepared right = prepared(text + "output G = " + asked);
    CHECK_THAT(verdict_of(right), Catch::Contains("; n = 2"));
    Prepared simplified = prepared(text + "output G = " + asked);
    ir::NamedValue& printed = simplified.task.program.values.back();
    REQUIRE(printed.name.plain() == "G");
    printed.before_simplification = printed.as_derived();
    double_node(simplified.task, printed.node);
    CHECK_THAT(verdict_of(simplified, Delivered::graph), Catch::StartsWith("--verify: G is wrong"));
    // A rule that is wrong from the beginning: nothing else knows better.
    Prepared derived = prepared(text + "output G = 1·" + asked);
    ir::Program& program = derived.task.program;
    for (auto* values : {&program.values, &program.outputs}) {
      for (ir::NamedValue& value : *values) {
        if (value.name.plain() != "G") continue;
        value.node = (2 * program.expr(value.as_derived())).id;
        value.before_simplification = {};
      }
    }
    program.requests[0].value = program.outputs[0].node;
    CHECK_THAT(verdict_of(derived), Catch::StartsWith("--verify: G is wrong"));
  }
}

TEST_CASE("a derivative within a value is verified by itself") {
  const std::string text = "param x : R^2; f = sum(exp(x)); output K = x + 2·grad(f, x)";
  Prepared p = prepared(text);
  CHECK_THAT(
      verdict_of(p),
      Catch::StartsWith("4 formulas"));  // by x; f and K, which use the node of grad(f, x); that
  double_node(p.task, p.task.program.requests[0].value);
  CHECK_THAT(verdict_of(p), Catch::StartsWith("--verify: grad(f, x) is wrong"));
}

TEST_CASE("a derivative by a defined name takes it as independent") {
  Prepared p = prepared("input x : R^2\ny = 3·x\nz = sin(y)\noutput J = jacobian(z, y)\n");
  CHECK_THAT(verdict_of(p), Catch::Contains(" at 6 random points"));
}

TEST_CASE("points without a reference are left out; with no other ones nothing is verified") {
  Prepared some = prepared("param x : R^3; loss f = sum(sqrt(x))");
  CHECK_THAT(verdict_of(some), Catch::Contains("not all references are numbers: left out there"));
  Prepared none = prepared("param x : R^3; loss f = sum(sqrt(-1 - x.^2))");
  CHECK(verdict_of(none) ==
        "--verify: ∇_x f cannot be verified: at none of 6 random points its reference is a number");
  Prepared nothing = prepared("const c : R^2; output y = 2·c");
  CHECK_THAT(verdict_of(nothing), Catch::Contains("nothing is differentiated"));
}

TEST_CASE("symbolic sizes with which a matrix is singular give way to others") {
  // XᵀX has an inverse where X has no more columns than rows, UᵀU in another order of the names
  Prepared tall = prepared("let m, n; param X : R^(m×n); loss f = logdet(Xᵀ·X)");
  CHECK_THAT(verdict_of(tall), Catch::StartsWith("1 formula") && Catch::Contains("m = 3; n = 2"));
  Prepared wide = prepared("let m, n; param X : R^(n×m); loss f = logdet(Xᵀ·X)");
  CHECK_THAT(verdict_of(wide), Catch::StartsWith("1 formula") && Catch::Contains("m = 2; n = 3"));
}

TEST_CASE("where the function is no number its derivative is not compared") {
  // log det of a matrix with a negative determinant, though X⁻ᵀ is a number
  Prepared some = prepared("param X : R^(2×2); loss f = logdet(X); output G = grad(f, X)");
  CHECK_THAT(verdict_of(some), Catch::Contains("left out there"));
  Prepared none = prepared("param x : R^2; loss f = sum(log(x - 100))");
  CHECK_THAT(verdict_of(none), Catch::StartsWith("--verify: ∇_x f cannot be verified"));
}

TEST_CASE("declared properties hold at the points") {
  Prepared p = prepared(
      "input x : R^4; target t : R^3 onehot; param W : R^(3×4)\n"
      "param A : R^(3×3) spd; const s : R^3 sign\n"
      "loss L = cross_entropy(softmax(W·x), t) + logdet(A) + sum(s ∘ s ∘ (W·x))");
  CHECK_THAT(verdict_of(p), Catch::StartsWith("2 formulas at 6 random points"));
}

TEST_CASE("each format has the verdict as a comment of its own") {
  const std::vector<std::pair<std::string, std::string>> formats = {
      {"unicode", "\n\n# verified: 2 formulas"}, {"ascii", "\n\n# verified: 2 formulas"},
      {"latex", "\n% verified: 2 formulas"},     {"mathml", "\n<!-- verified: 2 formulas"},
      {"json", "\"verified\": \"2 formulas"},    {"dot", "\n// verified: 2 formulas"},
      {"numpy", "\n# verified: 2 formulas"},     {"torch", "\n# verified: 2 formulas"}};
  for (const auto& [format, verdict] : formats) {
    const auto result = tests::run_nngen({"show", "-e", net, "--format", format, "--verify"});
    CAPTURE(format, result.err);
    CHECK(result.status == 0);
    CHECK_THAT(result.out, Catch::Contains(verdict));
  }
  const auto table = tests::run_nngen({"show", "-e", net, "--form", "reverse-table", "--verify"});
  CHECK(table.status == 2);
}

}  // namespace
}  // namespace nngen::cli
