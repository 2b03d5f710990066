#include "tests/property/program_generator.hpp"

#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "tests/property/term_generator.hpp"

namespace nngen::tests {
namespace {

class ProgramGenerator {
 public:
  ProgramGenerator(runtime::Random& random, const ProgramSize& size)
      : random_(random), size_(size), terms_(vocabulary_, random) {
    vocabulary_.in_domain = size.in_domain;
  }

  ProgramText run() {
    declare_all();
    if (random_.below(2)) add_activations();
    if (random_.below(2)) add_family();
    if (random_.below(2)) add_function();
    for (int i = 0; i < size_.definitions; ++i) add_definition();
    add_loss();
    return std::move(program_);
  }

 private:
  std::string one_of(const std::vector<std::string>& from) {
    return from[random_.below(from.size())];
  }
  int some_size() { return 1 + static_cast<int>(random_.below(4)); }

  void add(Line line) { program_.lines.push_back(std::move(line)); }

  /// Each base once: W1 and W[1] of a family W would be one name.
  std::string fresh_base() {
    static const std::vector<std::string> names = {
        "x",  "y", "W",  "b", "v",      "ŵ",  "θ",   "λ", "Λ", "ж", "数",
        "Ab", "ḡ", "aβ", "x̃", "loss_1", "δs", "q_z", "Q", "ū", "א", "ñ"};
    while (true) {
      const std::string name = one_of(names);
      if (taken_.insert(name).second) return name;
    }
  }

  void declare_all() {
    declare({3, 1});
    for (std::size_t i = 2 + random_.below(4); i > 0; --i) declare({some_size(), some_size()});
    if (random_.below(2)) declare({3, 3});
  }

  std::string properties(const std::string& role, Extent extent) {
    std::vector<std::string> fitting = {"", "", " positive", " sign"};
    if (extent.rows == extent.cols && extent.rows > 1) {
      for (const char* square : {" symmetric", " spd", " diagonal", " orthogonal"}) {
        fitting.emplace_back(square);
      }
    }
    if (role == "target" && extent.cols == 1 && extent.rows > 1) {
      fitting.insert(fitting.end(), {" onehot", " simplex"});
    }
    return one_of(fitting);
  }

  void declare(Extent extent) {
    const std::string role = one_of({"input", "target", "param", "param", "const"});
    KnownName name{fresh_base(), std::nullopt, extent};
    const bool can_have_index = name.base.find('_') == std::string::npos;
    if (can_have_index && random_.below(3) == 0) name.index = static_cast<int>(random_.below(12));
    Spelled spelled = any_plain_spelling(name);
    const std::string properties_text = properties(role, extent);
    std::string init;
    if (role == "param" && random_.below(3) == 0) {
      init = " init " + one_of({"zeros", "ones", "xavier", "he", "lecun", "normal(0.5)", "uniform",
                                "uniform(-1, 2)"});
    }
    const Spelled type = type_of(extent);
    add({.left = {role + " " + spelled.unicode + type.unicode + properties_text + init,
                  role + " " + spelled.ascii + type.ascii + properties_text + init},
         .value = nullptr,
         .introduces = {name.base + (name.index ? std::to_string(*name.index) : "")}});
    vocabulary_.names.push_back(std::move(name));
  }

  /// As a declaration may have it: not W[1], which would begin a family.
  Spelled any_plain_spelling(const KnownName& name) {
    Spelled spelled = any_spelling(name.base, name.index, random_);
    const std::string plain = name.base + (name.index ? std::to_string(*name.index) : "");
    if (spelled.unicode.ends_with(']')) spelled.unicode = plain;
    if (spelled.ascii.ends_with(']')) spelled.ascii = plain;
    return spelled;
  }

  Spelled type_of(Extent extent) {
    const auto [rows, cols] = extent;
    if (extent.is_scalar()) return {" ∈ ℝ", " : R"};
    if (cols == 1) return {fmt::format(" ∈ ℝ^{}", rows), fmt::format(" : R^{}", rows)};
    return {fmt::format(" : R^({}×{})", rows, cols), fmt::format(" : R^({}x{})", rows, cols)};
  }

  void add_activations() {
    add({.left = "act σ = " + one_of({"tanh", "sigmoid", "relu", "softplus", "leaky_relu(0.2)"}),
         .value = nullptr,
         .introduces = {"σ"}});
    vocabulary_.activations.push_back({"σ", std::nullopt, std::nullopt});
    add({.left = {"act Σ1 = [tanh×2, identity]", "act Σ[1] = [tanh*2, identity]"},
         .value = nullptr,
         .introduces = {"Σ1"}});
    vocabulary_.activations.push_back({"Σ", 1, 3});
    add({.left = "act φ(z) = " + one_of({"z/(1 + exp(-z))", "z^2 + sin(z)", "max(z, 0.1*z)"}),
         .value = nullptr,
         .introduces = {"φ"}});
    vocabulary_.activations.push_back({"φ", std::nullopt, std::nullopt});
  }

  // A recurrence through a family of weights, upwards or downwards.
  void add_family() {
    const int n = some_size();
    const int k = 1 + static_cast<int>(random_.below(3));
    const std::string first = fmt::format("let K = {}", k);
    add({.left = first, .value = nullptr, .introduces = {"K"}});
    add({.left = {fmt::format("param F[i] : R^({0}×{0}) for i = 1..K", n),
                  fmt::format("param F[i] : R^({0}x{0}) for i = 1..K", n)},
         .value = nullptr,
         .introduces = {"F"},
         .uses = {"K"}});
    add({.left = "act T[1..K] = " + one_of({"tanh", "softsign", "silu"}),
         .value = nullptr,
         .introduces = {"T"},
         .uses = {"K"}});
    const bool upwards = random_.below(2);
    add({.left = upwards ? "h[0] = " : "h[K+1] = ",
         .value = terms_.term({n, 1}, size_.depth - 1),
         .introduces = {"h"},
         .uses = {"K"}});
    const int before = upwards ? -1 : 1;
    add({.left = {fmt::format("h[i] = Tᵢ(Fᵢ·h{})", before < 0 ? "ᵢ₋₁" : "ᵢ₊₁"),
                  fmt::format("h[i] = T[i](F_i*h[i{:+}])", before)},
         .value = nullptr,
         .right = {" for i = 1..K", " for i = 1..K"},
         .introduces = {"h"},
         .uses = {"h", "F", "T", "K"}});
    for (int i = 1; i <= k; ++i) {
      family_member("F", i, {n, n});
      family_member("h", i, {n, 1});
    }
    add({.left = {"S = sum(Fᵢ·h[i] for i = 1..K)", "S = sum(F[i]*h_{i} for i = 1..K)"},
         .value = nullptr,
         .introduces = {"S"},
         .uses = {"h", "F", "K"}});
    vocabulary_.names.push_back({"S", std::nullopt, {n, 1}});
  }

  void family_member(const std::string& base, int index, Extent extent) {
    vocabulary_.names.push_back({base, index, extent, base});
  }

  // A function of two columns, and a value that calls it.
  void add_function() {
    const int n = some_size();
    TermVocabulary local;
    local.in_domain = size_.in_domain;
    local.names = {{"u", std::nullopt, {n, 1}}, {"w", std::nullopt, {n, 1}}};
    const Extent result{n, random_.below(2) ? 1 : n};
    add({.left = "def f(u, w) = ",
         .value = TermGenerator(local, random_).term(result, size_.depth - 1),
         .introduces = {"f", "u", "w"}});
    const TermPtr a = terms_.term({n, 1}, size_.depth - 2);
    const TermPtr b = terms_.term({n, 1}, size_.depth - 2);
    add({.left = "g = ",
         .value = std::make_shared<Term>(Term{result, Binding::atom, "f($0, $1)", {a, b}}),
         .introduces = {"g"},
         .uses = {"f"}});
    vocabulary_.names.push_back({"g", std::nullopt, result});
  }

  void add_definition() {
    const Extent extent{some_size(), some_size()};
    const KnownName name{"m", ++definitions_, extent};
    const Spelled left = any_plain_spelling(name);
    TermPtr value = terms_.term(extent, size_.depth);
    add({.left = {left.unicode + " = ", left.ascii + " = "},
         .value = std::move(value),
         .introduces = {"m" + std::to_string(definitions_)}});
    vocabulary_.names.push_back(name);
  }

  void add_loss() {
    add({.left = "loss L = ", .value = terms_.term({1, 1}, size_.depth), .introduces = {"L"}});
    const std::string last = "m" + std::to_string(definitions_);
    add({.left = "output " + last, .value = nullptr, .uses = {last}});
  }

  runtime::Random& random_;
  ProgramSize size_;
  ProgramText program_;
  TermVocabulary vocabulary_;
  TermGenerator terms_;
  std::set<std::string> taken_;
  int definitions_ = 0;
};

}  // namespace

ProgramText random_program(runtime::Random& random, const ProgramSize& size) {
  return ProgramGenerator(random, size).run();
}

}  // namespace nngen::tests
