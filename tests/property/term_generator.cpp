#include "tests/property/term_generator.hpp"

#include <utility>

#include <fmt/format.h>

#include "ir/op.hpp"

namespace nngen::tests {
namespace {

constexpr Binding sum = Binding::sum;
constexpr Binding product = Binding::product;
constexpr Binding negation = Binding::negation;
constexpr Binding power = Binding::power;
constexpr Binding atom = Binding::atom;

/// Every function of one argument that acts on each entry, as the table of operations has them.
const std::vector<std::string>& elementwise_functions() {
  static const auto names = [] {
    std::vector<std::string> found;
    for (const std::string_view name : ir::function_names()) {
      const ir::OpDef& def = ir::op_def(*ir::find_function(name));
      const bool acts_on_entries =
          def.op_class == ir::OpClass::elementwise || def.op_class == ir::OpClass::activation;
      if (acts_on_entries && def.min_arity == 1) found.emplace_back(name);
    }
    return found;
  }();
  return names;
}

std::string subscript_digits(int index) {
  std::string text;
  for (const char c : std::to_string(index)) {
    text += c == '-' ? "₋" : std::string("\xE2\x82") + static_cast<char>('\x80' + (c - '0'));
  }
  return text;
}

// The function of AᵀA + I, which is never singular.
std::string regular_gram(const std::string& function, int n) {
  return fmt::format("{0}(($0)'*($0) + eye({1}))", function, n);
}

}  // namespace

Spelled any_spelling(const std::string& base, std::optional<int> index, runtime::Random& random) {
  if (!index) return Spelled(base);
  const std::vector<std::string> ascii = {
      fmt::format("{}{}", base, *index), fmt::format("{}_{}", base, *index),
      fmt::format("{}_{{{}}}", base, *index), fmt::format("{}[{}]", base, *index)};
  const std::size_t choice = random.below(5);
  return {choice == 4 ? base + subscript_digits(*index) : ascii[choice], ascii[random.below(4)]};
}

TermPtr TermGenerator::call(Extent extent, Spelled text, std::vector<TermPtr> operands) const {
  return make({extent, atom, std::move(text), std::move(operands)});
}

TermPtr TermGenerator::reference(const KnownName& name) {
  std::string id = name.introduced_as;
  if (id.empty()) id = name.base + (name.index ? std::to_string(*name.index) : "");
  return make(
      {.extent = name.extent, .text = any_spelling(name.base, name.index, random_), .uses = id});
}

TermPtr TermGenerator::leaf(Extent extent) {
  std::vector<TermPtr> fitting;
  for (const KnownName& name : vocabulary_.names) {
    if (name.extent == extent) {
      fitting.push_back(reference(name));
    } else if (name.extent == Extent{extent.cols, extent.rows}) {
      fitting.push_back(make({.extent = extent,
                              .text = {"$0ᵀ", random_.below(2) ? "$0'" : "$0^T"},
                              .operands = {reference(name)},
                              .first_binding = atom}));
    }
  }
  if (!fitting.empty() && random_.below(8) > 0) return one_of(fitting);
  if (extent.is_scalar()) {
    return make({.text = one_of<Spelled>({"2", {"½", "0.5"}, "1e-1", "3.25", ".5", {"π", "pi"}})});
  }
  const std::string size = extent.cols == 1 ? fmt::format("({})", extent.rows)
                                            : fmt::format("({}, {})", extent.rows, extent.cols);
  return make({.extent = extent, .text = one_of<std::string>({"ones", "ones", "zeros"}) + size});
}

TermPtr TermGenerator::term(Extent extent, int depth) {
  if (depth <= 0) return leaf(extent);
  if (extent.is_scalar() && random_.below(3) == 0) return scalar(depth);
  switch (random_.below(extent.rows == extent.cols ? 11 : 10)) {
    case 0: return leaf(extent);
    case 1:
    case 2: return arithmetic(extent, depth - 1);
    case 3:
    case 4: return matrix_product(extent, depth - 1);
    case 5: return elementwise(extent, depth - 1);
    case 6: return choice(extent, depth - 1);
    case 7: return structure(extent, depth - 1);
    case 8: return part(extent, depth - 1);
    case 9: return along_axis(extent, depth - 1);
    default: return square(extent, depth - 1);
  }
}

TermPtr TermGenerator::arithmetic(Extent extent, int depth) {
  const TermPtr left = term(extent, depth);
  Extent other = extent;  // what is smaller is repeated
  if (random_.below(4) == 0) other = {1, 1};
  if (extent.rows > 1 && extent.cols > 1) {
    if (random_.below(6) == 0) other = {extent.rows, 1};
    if (random_.below(6) == 0) other = {1, extent.cols};
  }
  const auto binary = [&](Spelled text, Binding binding, Binding first, Binding rest) {
    return make({extent, binding, std::move(text), {left, term(other, depth)}, first, rest});
  };
  switch (random_.below(9)) {
    case 0: return binary("$0 + $1", sum, sum, product);
    case 1: return binary({"$0 − $1", "$0 - $1"}, sum, sum, product);
    case 2:
      return binary({one_of<std::string>({"$0 ∘ $1", "$0⊙$1"}), "$0 .* $1"}, product, product,
                    atom);
    case 3:
      if (vocabulary_.in_domain) {
        return binary({"$0 ⊘ (0.5 + abs($1))", "$0 ./ (0.5 + abs($1))"}, product, product, sum);
      }
      return binary({"$0 ⊘ $1", "$0 ./ $1"}, product, product, atom);
    case 4: return make({extent, negation, {"−$0", "-$0"}, {left}, atom});
    case 5:
      return make(
          {extent, product, {"$0·$1", "$0*$1"}, {term({1, 1}, depth), left}, product, atom});
    case 6:
      if (vocabulary_.in_domain) {
        return make({extent, product, "$0/(1 + exp($1))", {left, leaf({1, 1})}, product, sum});
      }
      return make({extent, product, "$0/$1", {left, term({1, 1}, depth)}, product, atom});
    case 7: {
      const std::string exponent = one_of<std::string>({"2", "3", "(-1)", "0.5", "1.5", "0"});
      if (extent.is_scalar() && exponent == "2")
        return make({extent, power, {"$0²", "$0^2"}, {left}, atom});
      const std::string sign = extent.is_scalar() ? "^" : ".^";
      if (vocabulary_.in_domain && exponent.size() > 1) {
        return make({extent, power, "(softplus($0) + 0.3)" + sign + exponent, {left}});
      }
      return make({extent, power, "$0" + sign + exponent, {left}, atom});
    }
    default: {
      if (vocabulary_.in_domain) {
        const std::string sign = extent.is_scalar() ? "^" : ".^";
        return make({extent,
                     power,
                     "(softplus($0) + 0.3)" + sign + "(2*softsign($1))",
                     {left, term(extent, depth)}});
      }
      // not a constant: that may not be finite
      const TermPtr exponent = random_.below(2) ? leaf(extent) : term(extent, depth);
      const std::string sign = extent.is_scalar() ? "^" : ".^";
      return make(
          {extent,
           power,
           exponent->uses.empty() ? "$0" + sign + "(clip($1, -2, 2))" : "$0" + sign + "($1)",
           {left, exponent},
           atom});
    }
  }
}

TermPtr TermGenerator::matrix_product(Extent extent, int depth) {
  const int inner = some_size();
  const TermPtr left = term({extent.rows, inner}, depth);
  const TermPtr right = term({inner, extent.cols}, depth);
  switch (random_.below(4)) {
    case 0: return make({extent, product, {"$0 • $1", "rmul($0, $1)"}, {right, left}, atom, atom});
    case 1:
      if (extent.rows > 1 && extent.cols > 1) {
        const TermPtr column = term({extent.rows, 1}, depth);
        return call(extent, "outer($0, $1)", {column, term({extent.cols, 1}, depth)});
      }
      [[fallthrough]];
    default:
      return make({extent,
                   product,
                   {one_of<std::string>({"$0·$1", "$0⋅$1", "$0 ∗ $1"}), "$0*$1"},
                   {left, right},
                   product,
                   atom});
  }
}

TermPtr TermGenerator::elementwise(Extent extent, int depth) {
  const TermPtr inner = term(extent, depth);
  if (!vocabulary_.activations.empty() && random_.below(2) == 0) {
    const KnownActivation activation = one_of(vocabulary_.activations);
    if (!activation.rows || *activation.rows == extent.rows) {
      const Spelled name = any_spelling(activation.base, activation.index, random_);
      const std::string id =
          activation.base + (activation.index ? std::to_string(*activation.index) : "");
      const bool is_chain = random_.below(3) == 0;
      return make({.extent = extent,
                   .binding = is_chain ? product : atom,
                   .text = is_chain ? Spelled(name.unicode + "∘$0", name.ascii + " .* $0")
                                    : Spelled(name.unicode + "($0)", name.ascii + "($0)"),
                   .operands = {inner},
                   .first_binding = is_chain ? atom : sum,
                   .uses = id});
    }
  }
  if (extent.is_scalar() && random_.below(4) == 0) {
    return random_.below(2) ? call(extent, {"|($0)|", "abs($0)"}, {inner})
                            : make({extent,
                                    power,
                                    vocabulary_.in_domain
                                        ? Spelled("√(exp(softsign($0)))", "sqrt(exp(softsign($0)))")
                                        : Spelled("√($0)", "sqrt($0)"),
                                    {inner}});
  }
  const std::string function = one_of(elementwise_functions());
  return call(extent, function + "(" + argument_of(function) + ")", {inner});
}

std::string TermGenerator::argument_of(const std::string& function) const {
  if (!vocabulary_.in_domain) return "$0";
  for (const char* grows : {"exp", "expm1", "sinh", "cosh"}) {
    if (function == grows) return "2*softsign($0)";
  }
  if (function == "tan") return "softsign($0)";
  switch (ir::op_def(*ir::find_function(function)).domain) {
    case ir::Domain::positive: return "softplus($0) + 0.1";
    case ir::Domain::unit_interval: return "0.9*sigmoid($0)";
    default: return "$0";
  }
}

TermPtr TermGenerator::choice(Extent extent, int depth) {
  const TermPtr a = term(extent, depth);
  const TermPtr b = term(random_.below(3) == 0 ? Extent{1, 1} : extent, depth);
  switch (random_.below(5)) {
    case 0: return call(extent, "max($0, $1)", {a, b});
    case 1: return call(extent, "min($0, $1)", {a, b});
    case 2: return call(extent, "atan2($0, exp($1))", {a, b});
    case 3: return call(extent, "clip($0, -1.5, 2)", {a});
    default: {
      const Spelled sign = one_of<Spelled>(
          {{"<", "<"}, {"≤", "<="}, {">", ">"}, {"≥", ">="}, {"=", "=="}, {"≠", "!="}});
      return call(
          extent,
          {"where($0 " + sign.unicode + " $1, $2, $3)", "where($0 " + sign.ascii + " $1, $2, $3)"},
          {a, b, term(extent, depth), term(extent, depth)});
    }
  }
}

TermPtr TermGenerator::structure(Extent extent, int depth) {
  const auto [rows, cols] = extent;
  switch (random_.below(6)) {
    case 0:
      if (rows < 2) break;
      return call(extent, "[$0; $1]", {term({1, cols}, depth), term({rows - 1, cols}, depth)});
    case 1:
      if (cols < 2) break;
      return call(extent, "[$0, $1]", {term({rows, cols - 1}, depth), term({rows, 1}, depth)});
    case 2:
      if (cols > 1 || rows != 4) break;
      return call(extent, "vec($0)", {term({2, 2}, depth)});
    case 3:
      return call(extent, fmt::format("reshape($0, {}, {})", rows, cols),
                  {term({cols, rows}, depth)});
    case 4:
      if (rows % 2 != 0) break;
      return make({extent,
                   product,
                   {"$0 ⊗ $1", "kron($0, $1)"},
                   {term({2, 1}, depth), term({rows / 2, cols}, depth)},
                   atom,
                   atom});
    default: return make({extent, atom, {"$0ᵀ", "$0'"}, {term({cols, rows}, depth)}, atom});
  }
  return arithmetic(extent, depth);
}

// An index or a slice of something bigger.
TermPtr TermGenerator::part(Extent extent, int depth) {
  const auto [rows, cols] = extent;
  if (cols == 1) {
    const TermPtr column = term({rows + 1, 1}, depth);
    if (rows == 1)
      return make({extent, atom, one_of<std::string>({"$0[1]", "$0[end]"}), {column}, atom});
    return make({extent,
                 atom,
                 random_.below(2) ? fmt::format("$0[1:{}]", rows) : "$0[2:]",
                 {column},
                 atom});
  }
  if (rows == 1) {
    return make({extent,
                 atom,
                 one_of<std::string>({"$0[2, :]", "$0[end, :]"}),
                 {term({2, cols}, depth)},
                 atom});
  }
  return make({extent,
               atom,
               fmt::format("$0[2:{}, 1:end-1]", rows + 1),
               {term({rows + 1, cols + 1}, depth)},
               atom});
}

TermPtr TermGenerator::along_axis(Extent extent, int depth) {
  const auto [rows, cols] = extent;
  const std::vector<std::string> reductions = {"sum", "mean", "max", "min", "logsumexp", "norm"};
  const int other = 2 + static_cast<int>(random_.below(2));
  if (cols == 1 && rows > 1 && random_.below(2)) {
    return call(extent, one_of(reductions) + "_rows($0)", {term({rows, other}, depth)});
  }
  if (rows == 1 && cols > 1 && random_.below(2)) {
    return call(extent, one_of(reductions) + "_cols($0)", {term({other, cols}, depth)});
  }
  const std::vector<std::string> kept = {"softmax", "log_softmax"};
  if (rows > 1 && cols > 1 && random_.below(2)) {
    return call(extent, one_of(kept) + one_of<std::string>({"_rows($0)", "_cols($0)"}),
                {term(extent, depth)});
  }
  if (rows == 1) return elementwise(extent, depth);
  return call(extent, one_of(kept) + "($0)", {term(extent, depth)});
}

TermPtr TermGenerator::square(Extent extent, int depth) {
  const int n = extent.rows;
  const TermPtr matrix = term(extent, depth);
  switch (random_.below(7)) {
    case 0: return make({extent, sum, "$0 + I", {matrix}, sum});
    case 1: return make({extent, sum, fmt::format("$0 + eye({})", n), {matrix}, sum});
    case 2: return call(extent, n > 1 ? "diag($0)" : "($0)", {term({n, 1}, depth)});
    case 3:
      if (vocabulary_.in_domain) return call(extent, regular_gram("inv", n), {matrix});
      return make({extent, power, {"($0)⁻¹", "inv($0)"}, {matrix}});
    case 4:
      if (vocabulary_.in_domain) return call(extent, regular_gram("cofactor", n), {matrix});
      return call(extent, "cofactor($0)", {matrix});
    case 5: return call(extent, "stop($0)", {matrix});
    default: return n == 1 ? matrix : make({extent, power, {"$0²", "$0^2"}, {matrix}, atom});
  }
}

TermPtr TermGenerator::scalar(int depth) {
  if (random_.below(4) == 0) return loss(depth - 1);
  const int n = 2 + static_cast<int>(random_.below(2));
  const TermPtr vector = term({n, 1}, depth - 1);
  const TermPtr matrix = term({n, n}, depth - 1);
  switch (random_.below(10)) {
    case 0:
      return call(
          {}, one_of<std::string>({"sum($0)", "mean($0)", "max($0)", "min($0)", "logsumexp($0)"}),
          {random_.below(2) ? vector : matrix});
    case 1: return call({}, {"⟨$0, $1⟩", "dot($0, $1)"}, {vector, term({n, 1}, depth - 1)});
    case 2: return call({}, {"‖$0‖", "norm($0)"}, {vector});
    case 3: return make({{}, power, {"‖$0‖²", "norm($0)^2"}, {vector}});
    case 4: return call({}, {"‖$0‖₁", "norm1($0)"}, {vector});
    case 5: return call({}, {"‖$0‖_∞", "norm_inf($0)"}, {vector});
    case 6: return make({{}, power, {"‖$0‖²_F", "normF($0)^2"}, {matrix}});
    case 7: {
      const std::string function = one_of<std::string>({"tr", "det", "logdet"});
      const bool guarded = vocabulary_.in_domain && function != "tr";
      return call({}, guarded ? regular_gram(function, n) : function + "($0)", {matrix});
    }
    case 8:
      return make({.text = {"$0[1, 2]", "$0[1, 2]"}, .operands = {matrix}, .first_binding = atom});
    default:
      return make({{},
                   product,
                   {"$0ᵀ·$1·$2", "$0'*$1*$2"},
                   {vector, matrix, term({n, 1}, depth - 1)},
                   atom,
                   atom});
  }
}

TermPtr TermGenerator::loss(int depth) {
  const Extent extent{2 + static_cast<int>(random_.below(2)), 1};
  const TermPtr a = term(extent, depth);
  const TermPtr b = term(extent, depth);
  return call({},
              one_of<std::string>(
                  {"squared_error($0, $1)", "mse($0, $1)", "cross_entropy(softmax($0), $1)",
                   vocabulary_.in_domain ? "logloss(softmax($0), $1)" : "logloss($0, $1)",
                   "binary_cross_entropy(sigmoid($0), $1)", "huber($0, $1, 0.5)", "hinge($0, $1)"}),
              {a, b});
}

}  // namespace nngen::tests
