// What `show` prints is the language: the printed lines of random networks, parsed again as claims
// behind the file's declarations, give the numbers of the runtime reference.

#include <algorithm>
#include <regex>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "codegen/formula/show.hpp"
#include "ir/calculus/passes.hpp"
#include "runtime/compare.hpp"
#include "runtime/evaluate.hpp"
#include "runtime/initialise.hpp"
#include "runtime/reference_gradient.hpp"
#include "tests/property/example_programs.hpp"
#include "tests/property/parsed_program.hpp"
#include "tests/property/program_comparison.hpp"
#include "tests/support/catch.hpp"

namespace nngen {
namespace {

using codegen::FormulaForm;
using codegen::FormulaStyle;

struct Network {
  std::string declarations;
  std::string definitions;
};

// A network of random depth, widths, activations, biases and loss, its weights a family or single
// names; `activation` is a letter.
Network random_network(runtime::Random& random, const std::string& activation) {
  const auto layers = static_cast<int>(1 + random.below(7));
  const bool family = random.below(2) == 0;
  const bool biased = random.below(2) == 0;
  const bool scalar_output = random.below(2) == 0;
  const char* activations[] = {"tanh", "sigmoid", "relu", "softplus", "leaky_relu", "identity"};
  Network net;
  std::vector<std::size_t> width = {1 + random.below(4)};
  net.declarations = fmt::format("input x : R^{}\n", width[0]);
  std::string nested = "x";
  for (int i = 1; i <= layers; ++i) {
    width.push_back(i == layers && scalar_output ? 1 : 1 + random.below(5));
    const std::string index = family ? fmt::format("[{}]", i) : fmt::format("{}", i);
    const std::size_t rows = width.back();
    const std::size_t cols = width[width.size() - 2];
    net.declarations += fmt::format("param W{} : R^({}×{})\n", index, rows, cols);
    if (biased) net.declarations += fmt::format("param b{} : R^{}\n", index, rows);
    net.declarations +=
        fmt::format("act {}{} = {}\n", activation, index, activations[random.below(6)]);
    nested =
        fmt::format("{0}{1}(W{1}·{2}{3})", activation, index, nested, biased ? " + b" + index : "");
  }
  if (scalar_output) {
    net.definitions = "f = " + nested + "\n";
  } else {
    net.declarations += fmt::format("target t : R^{}\n", width.back());
    const bool classifier = random.below(2) == 0;
    net.definitions = classifier ? "y = softmax(" + nested + ")\nloss f = cross_entropy(y, t)\n"
                                 : "y = " + nested + "\nloss f = ½‖y − t‖²\n";
  }
  return net;
}

bool is_ascii(const std::string& text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string shown(const Network& net, FormulaForm form, FormulaStyle style) {
  ir::Program program = parsed(net.declarations + net.definitions);
  ir::Diagnostics diagnostics;
  const auto derivation = ir::derive_for_reading(program, {}, ir::Reduction::none, diagnostics);
  return codegen::show(program, derivation, {style, form});
}

void check_printed(const Network& net, FormulaForm form, FormulaStyle style) {
  const std::string text = net.declarations + net.definitions;
  ir::Program original = parsed(text);
  ir::Diagnostics diagnostics;
  const auto derivation = ir::derive_for_reading(original, {}, ir::Reduction::none, diagnostics);
  const std::string printed = shown(net, form, style);
  const ir::Program again = parsed(net.declarations + printed);
  REQUIRE(again.claims.size() == derivation.gradients.size());

  const runtime::Point point = runtime::random_point(original, 1, 7);
  std::vector<ir::NodeId> by;
  std::vector<ir::NodeId> rights;
  for (const ir::Claim& claim : again.claims) {
    by.push_back(claim.by);
    rights.push_back(claim.right);
  }
  const auto reference =
      runtime::reference_gradient(again, again.claims[0].of, by, ir::Reduction::none, point);
  const auto claimed = runtime::evaluate<double>(*again.graph, rights, point);
  INFO(text);
  INFO(printed);
  for (std::size_t i = 0; i < by.size(); ++i) {
    CHECK(runtime::relative_error(claimed[i], reference.gradients[i]) < 1e-11);
  }
}

}  // namespace

TEST_CASE("printed formulas of random networks parse again and are right", "[property]") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    runtime::Random random(seed, "networks");
    const Network net = random_network(random, "Σ");
    for (const FormulaForm form : {FormulaForm::recurrent, FormulaForm::expanded}) {
      for (const FormulaStyle style : {FormulaStyle::unicode, FormulaStyle::ascii}) {
        check_printed(net, form, style);
      }
    }
  }
}

TEST_CASE("formulas of files whose names are ASCII are ASCII", "[property]") {
  std::size_t tried = 0;
  for (const std::string& text : tests::documented_programs()) {
    const ir::Program program = parsed(text);
    bool has_ascii_names = !program.loss || is_ascii(program.loss->name.base);
    for (const auto& d : program.declarations) has_ascii_names &= is_ascii(d.name.base);
    for (const auto& f : program.functions) has_ascii_names &= is_ascii(f.name.base);
    for (const auto& v : program.values) has_ascii_names &= is_ascii(v.name.base);
    for (const auto& o : program.outputs) has_ascii_names &= is_ascii(o.name.base);
    if (!has_ascii_names) continue;
    ++tried;
    for (const FormulaForm form : {FormulaForm::recurrent, FormulaForm::expanded}) {
      const std::string ascii = shown({text, ""}, form, FormulaStyle::ascii);
      INFO(ascii);
      CHECK(is_ascii(ascii));
    }
  }
  CHECK(tried >= 20);
}

TEST_CASE("formulas in ASCII are ASCII, and say the same as those in Unicode", "[property]") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    runtime::Random random(seed, "networks in ASCII");
    const Network net = random_network(random, "S");
    for (const FormulaForm form : {FormulaForm::recurrent, FormulaForm::expanded}) {
      const std::string ascii = shown(net, form, FormulaStyle::ascii);
      INFO(ascii);
      CHECK(is_ascii(ascii));
      // nngen's own names differ: Delta1 for Δ₁
      const std::string renamed = std::regex_replace(
          std::regex_replace(ascii, std::regex("Delta"), "Δ"), std::regex("delta_"), "δ");
      const ir::Program again = parsed(net.declarations + renamed);
      const ir::Program unicode =
          parsed(net.declarations + shown(net, form, FormulaStyle::unicode));
      CHECK(tests::difference(unicode, again).value_or("") == "");
    }
  }
}

}  // namespace nngen
