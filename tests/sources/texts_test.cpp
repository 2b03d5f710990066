// The formulas of the texts that nngen follows, written as they stand there or with least change:
// they parse, and give the numbers that were computed apart from nngen (in closed form, or by
// differences of a program of loops). The comments `# = …` are those numbers, see page.hpp.
//
//   MS  N. M. Mishachev, A. M. Shmyrin, On the gradient of neuronetwork function, 2017
//   MA  R. Malashin, Error back-propagation algorithm, 2025
//   ML  Back-propagation in matrix language, lecture notes
//   SH  S. G. Shorokhov, Machine learning methods, lecture 3
//   DY  B. Dyda, notes on back-propagation

#include <string>

#include "tests/sources/page.hpp"
#include "tests/support/catch.hpp"

namespace nngen::tests {
namespace {

struct Formula {
  const char* source;
  const char* program;
  const char* point = "{}";
};

/// Programs of three layers: f = −0.227069, and its gradients.
const std::string three_layers = R"(
X = [1; 2]
W[1] = [0.1, 0.2; -0.3, 0.4]
W[2] = [0.5, -0.6; 0.7, 0.8]
W[3] = [0.9, -1]
act Σ[1] = tanh
act Σ[2] = sigmoid
act Σ[3] = identity
)";

void check(const std::string& before, const Formula& formula) {
  const auto mistakes =
      check_examples("```json\n" + std::string(formula.point) + "\n```\n```expr --at at.json\n" +
                     before + formula.program + "\n```\n");
  INFO(formula.source << "\n" << before << formula.program);
  CHECK((mistakes.empty() ? "" : mistakes.front()) == "");
}

}  // namespace

TEST_CASE("Mishachev and Shmyrin: the network function and its gradient", "[sources]") {
  const Formula formulas[] = {
      {"(1), nested calls", "output f = Σ3(W3·Σ2(W2·Σ1(W1·X)))  # = -0.227069"},
      {"(1), by the ellipsis",
       "let k = 3\noutput f = Σ[k](W[k]·Σ[k-1](… Σ[1](W[1]·X)))  # = -0.227069"},
      {"(2), with dots on both sides",
       "let k = 3\noutput f = Σₖ(Wₖ·Σₖ₋₁(Wₖ₋₁·…Σ₁(W₁·X)…))  # = -0.227069"},
      {"(3), the chain", "let k = 3\noutput f = Σₖ∘Wₖ·Σₖ₋₁∘ … Σ₁∘W₁·X  # = -0.227069"},
      {"(3), in ASCII",
       "let k = 3\noutput f = Σ_k .* W_k * Σ_{k-1} .* ... Σ_1 .* W_1 * X  # = -0.227069"},
      {"(3), the arguments",
       "let k = 3\nN[1] = W[1]·X\nN[i+1] = W[i+1]·Σ[i](N[i]) for i = 1..k-1\n"
       "output f = Σ[k](N[k])  # = -0.227069"},
      {"(9), the expanded gradient",
       "N1 = W1·X\nN2 = W2·Σ1(N1)\nN3 = W3·Σ2(N2)\n"
       "output G1 = Σ3'(N3) • W3ᵀ ∘ Σ2'(N2) • W2ᵀ ∘ Σ1'(N1)·Xᵀ  # = [[-0.033907, -0.067814], "
       "[-0.245925, -0.491851]]\n"
       "output G2 = Σ3'(N3) • W3ᵀ ∘ Σ2'(N2)·Σ1(N1)ᵀ  # = [[0.103921, 0.103921], [-0.102692, "
       "-0.102692]]\n"
       "output G3 = Σ3'(N3)·Σ2(N2)ᵀ  # = [[0.488449, 0.666673]]"},
      {"(10)–(11), the recurrence",
       "let k = 3\nN[1] = W[1]·X\nN[i+1] = W[i+1]·Σ[i](N[i]) for i = 1..k-1\n"
       "Δ[k] = Σ'ₖ(N[k])\nΔ[i] = Δ[i+1] • W[i+1]ᵀ ∘ Σ'ᵢ(N[i]) for i = 1..k-1\n"
       "E[k] = Σ'ₖ(Nₖ)\nE[i] = (Wᵢ₊₁ᵀ·Eᵢ₊₁) ∘ Σᵢ'(Nᵢ) for i = 1..k-1\n"
       "output G1 = Δ[1]·Xᵀ  # = [[-0.033907, -0.067814], [-0.245925, -0.491851]]\n"
       "output G2 = E₂·Σ₁(N₁)ᵀ  # = [[0.103921, 0.103921], [-0.102692, -0.102692]]"},
      {"(9), derived",
       "f = Σ3∘W3·Σ2∘W2·Σ1∘W1·X\n"
       "output G1 = ∇_W₁ f  # = [[-0.033907, -0.067814], [-0.245925, -0.491851]]\n"
       "output G2 = ∂f/∂W2  # = [[0.103921, 0.103921], [-0.102692, -0.102692]]\n"
       "output G3 = grad(f, W3)  # = [[0.488449, 0.666673]]"},
  };
  for (const Formula& formula : formulas) check(three_layers, formula);
}

TEST_CASE("Mishachev and Shmyrin: direct sums, augmentation, the scalar network", "[sources]") {
  const Formula formulas[] = {
      {"§1, Σ1 = [σ11, σ12]",
       "act Σ1 = [tanh, identity]\noutput y = Σ1([0.5; 2])  # = [0.462117, 2]"},
      {"§2, the bias by augmentation",
       "X = [1; 2]\nA = [0.1, 0.2; -0.3, 0.4]\nb = [0.5; -0.5]\nv = [2, 3]\nc = 0.25\n"
       "act Σ1 = [tanh×2, identity]\n"
       "output f = [v, c]·Σ1([[A, b]; [zeros(1, 2), 1]]·[X; 1])  # = 1.773188\n"
       "output g = v·tanh(A·X + b) + c                          # = 1.773188"},
      {"(4)–(5), the scalar network",
       "input x : R\nparam w1, w2, w3 : R\nact σ1 = tanh\nact σ2 = sigmoid\nact σ3 = tanh\n"
       "output f = σ3(w3·σ2(w2·σ1(w1·x)))  # = 0.664523\n"
       "output g = [∂f/∂w1; ∂f/∂w2; ∂f/∂w3]  # = [-0.199747, 0.090193, 0.223607]",
       R"({"x": 0.7, "w1": 0.5, "w2": -1.2, "w3": 2})"},
      {"(6)–(8), its recurrence",
       "let k = 3\nx = 0.7\nw[1] = 0.5\nw[2] = -1.2\nw[3] = 2\nw[k+1] = 1\n"
       "act σ[1] = tanh\nact σ[2] = sigmoid\nact σ[3] = tanh\n"
       "s[0] = x\nn[i] = w[i]·s[i-1] for i = 1..k\ns[i] = σ[i](n[i]) for i = 1..k\n"
       "Δ[k+1] = 1\nΔ[i] = Δ[i+1]·w[i+1]·σ'ᵢ(n[i]) for i = 1..k\n"
       "output g = [Δ[i]·s[i-1] for i = 1..k]  # = [-0.199747, 0.090193, 0.223607]"},
      {"(12)–(14), ∇_A(A·B) = Bᵀ of a row A and a column B",
       "A = [1, 2]\nB = [3; 4]\noutput G = grad(A·B, A)  # = [[3, 4]]"},
  };
  for (const Formula& formula : formulas) check("", formula);
}

TEST_CASE("Malashin: layers, derivatives, batches", "[sources]") {
  const std::string layer =
      "W = [0.3, -0.1; 0.2, 0.4]\nb = [0.05; -0.15]\ny = [1; -2]\nt = [1; 0]\nact f = sigmoid\n";
  const Formula of_one[] = {
      {"(1)–(6)", "z = W·y + b\no = f(z)\noutput L = ½·sum((t − o).^2)  # = 0.118392"},
      {"(17)–(37), δ = ∂L/∂z, entry by entry",
       "z = W·y + b\no = f(z)\nL = ½‖t − o‖²\nδ = −(t − o) ∘ o∘(1 − o)\n"
       "output w12 = δ[1]·y[2]  # = 0.169767\noutput b2 = δ[2]        # = 0.069905\n"
       "output d = δ − grad(L, z)  # = [0, 0]"},
      {"(38)–(48), the vector form with ⊙",
       "z = W·y + b\no = f(z)\nδ = (o − t) ⊙ f'(z)\n"
       "output G = δ·yᵀ  # = [[-0.084883, 0.169767], [0.069905, -0.139811]]\n"
       "output g = δ     # = [-0.084883, 0.069905]"},
      {"(49)–(50), the step",
       "α = 0.1\nL = ½‖t − f(W·y + b)‖²\n"
       "output V = W − α·∇_W L  # = [[0.3084883, -0.1169767], [0.1930095, 0.4139811]]\n"
       "output c = b − α·∇_b L  # = [0.0584883, -0.1569905]"},
  };
  for (const Formula& formula : of_one) check(layer, formula);
  const std::string batch =
      "W = [0.3, -0.1; 0.2, 0.4]\nb = [0.05; -0.15]\nact f = sigmoid\nlet M = 3\n"
      "Y = [1, 0.5, -1; -2, 1, 0]\nT = [1, 0, 1; 0, 1, 1]\n";
  const Formula of_many[] = {
      {"(51)–(56), written with matrices",
       "Z = W·Y + b\nΔ = (f(Z) − T) ⊙ f'(Z)\n"
       "output G = (1/M)·Δ·Yᵀ         # = [[0.039649, 0.100228], [0.054012, -0.080018]]\n"
       "output g = (1/M)·sum_rows(Δ)  # = [-0.030779, -0.057531]"},
      {"(51)–(56), derived",
       "L = 1/M·½‖T − f(W·Y + b)‖²_F\noutput value = L  # = 0.223906\n"
       "output G = ∇_W L  # = [[0.039649, 0.100228], [0.054012, -0.080018]]\n"
       "output g = ∇_b L  # = [-0.030779, -0.057531]"},
  };
  for (const Formula& formula : of_many) check(batch, formula);
}

TEST_CASE("Malashin: activations and softmax", "[sources]") {
  const Formula formulas[] = {
      {"(33)–(37), derivatives with their values at the kink",
       "act r = relu\nact l = leaky_relu\nact s = sigmoid\n"
       "output a = r'([-1; 0; 2])  # = [0, 0, 1]\noutput b = l'([-1; 0; 2])  # = [0.01, 0.01, 1]\n"
       "output c = s'([0])         # = 0.25"},
      {"(57)–(61)",
       "z = [1; 2; 3]\noutput y = exp(z)/sum(exp(z))  # = [0.0900, 0.2447, 0.6652]\n"
       "output p = softmax(z)          # = [0.0900, 0.2447, 0.6652]\n"
       "output l = log(sum(exp(z)))    # = 3.4076\n"
       "output q = log(softmax(z))     # = [-2.4076, -1.4076, -0.4076]\n"
       "output s = log_softmax(z)      # = [-2.4076, -1.4076, -0.4076]\n"
       "output m = softmax(z − max(z)) # = [0.0900, 0.2447, 0.6652]"},
      {"(62)–(68), any target",
       "z = [1; 2; 3]\nt = [1; 2; 0.5]\ny = softmax(z)\nL = −sum(t ∘ log(y))\n"
       "output G = ∂L/∂z                    # = [-0.684893, -1.143450, 1.828343]\n"
       "output δ = sum(t)·y − t             # = [-0.684893, -1.143450, 1.828343]\n"
       "output H = grad(cross_entropy(y, t), z)  # = [-0.684893, -1.143450, 1.828343]"},
      {"(68), a target of sum 1",
       "z = [1; 2; 3]\nt = [0; 0; 1]\ny = softmax(z)\noutput L = cross_entropy(y, t)  # = "
       "0.407606\n"
       "output δ = y − t     # = [0.090031, 0.244728, -0.334759]\n"
       "output G = ∇_z L     # = [0.090031, 0.244728, -0.334759]"},
      {"(69)–(71), temperatures",
       "z = [1; 2; 3]\noutput warm = softmax(z, 100)  # = [0.330006, 0.333322, 0.336672]\n"
       "output cold = softmax(z/0.1)   # = [0.000000, 0.000045, 0.999955]"},
  };
  for (const Formula& formula : formulas) check("", formula);
}

TEST_CASE("Back-propagation in matrix language", "[sources]") {
  const std::string network =
      "x = [1; -1; 0.5]\nW = [0.1, 0.2, 0.3; -0.4, 0.5, -0.6]\nw = [0.1; -0.1]\n"
      "V = [0.7, -0.8; 0.9, 1]\nv = [0.2; -0.3]\ny = [0; 1]\nact σ = sigmoid\n"
      "s = w + W·x\nz = σ(s)\nt = v + V·z\ng = softmax(t)\nR = logloss(g, y)\n";
  const Formula formulas[] = {
      {"R", "output value = R  # = 0.696662"},
      {"δt, δs, δx as rows",
       "δt = (g − y)ᵀ\nδz = δt·V\nδs = δz ∘ σ'(s)ᵀ\nδx = δs·W\n"
       "output a = δx        # = [[0.058305, -0.080989, 0.083716]]\n"
       "output b = (x·δs)ᵀ   # = [[-0.024947, 0.024947, -0.012474], [-0.152000, 0.152000, "
       "-0.076000]]\n"
       "output c = (z·δt)ᵀ   # = [[0.269658, 0.107458], [-0.269658, -0.107458]]\n"
       "output d = [δs; δt]  # = [[-0.024947, -0.152000], [0.501754, -0.501754]]"},
      {"∂R/∂x by the chain of Jacobians",
       "output J = (g − y)ᵀ·V·diag(σ'(s))·W  # = [[0.058305, -0.080989, 0.083716]]\n"
       "output a = jacobian(R, x)            # = [[0.058305, -0.080989, 0.083716]]\n"
       "output b = jacobian(t, z) − V        # = [[0, 0], [0, 0]]\n"
       "output c = jacobian(z, s) − diag(σ'(s))  # = [[0, 0], [0, 0]]\n"
       "output d = jacobian(s, x) − W        # = [[0, 0, 0], [0, 0, 0]]"},
      {"gradients and a step",
       "γ = 2\noutput a = ∂R/∂W  # = [[-0.024947, 0.024947, -0.012474], [-0.152000, 0.152000, "
       "-0.076000]]\n"
       "output b = ∂R/∂V  # = [[0.269658, 0.107458], [-0.269658, -0.107458]]\n"
       "output c = [∂R/∂w; ∂R/∂v]  # = [-0.024947, -0.152000, 0.501754, -0.501754]\n"
       "output d = v − γ·∂R/∂v  # = [-0.803508, 0.703508]"},
  };
  for (const Formula& formula : formulas) check(network, formula);
}

TEST_CASE("Shorokhov: activations, losses, automatic differentiation", "[sources]") {
  const Formula formulas[] = {
      {"f(x; θ) = ψd(… ψ1(x)), ψi(x) = σi(wi·x + bi)",
       "w1 = [0.1, 0.2; -0.3, 0.4]\nb1 = [0.5; -0.5]\nw2 = [2, 3]\nb2 = 0.25\nact σ1 = tanh\nact "
       "σ2 = identity\n"
       "def ψ1(x) = σ1(w1·x + b1)\ndef ψ2(x) = σ2(w2·x + b2)\noutput f = ψ2(ψ1([1; 2]))  # = "
       "1.773188"},
      {"activations and their derivatives at −1, 0.5",
       "z = [-1; 0.5]\nact s = sigmoid\nact h = tanh\nact u = step\nact i = identity\n"
       "output a = s(z)   # = [0.268941, 0.622459]\noutput b = s'(z)  # = [0.196612, 0.235004]\n"
       "output c = h(z)   # = [-0.761594, 0.462117]\noutput d = h'(z)  # = [0.419974, 0.786448]\n"
       "output e1 = [u(z), u'(z), i'(z)]  # = [[0, 0, 1], [1, 0, 1]]"},
      {"the softmax's derivative, fj(1 − fj) and −fj·fk",
       "z = [1; 2; 3]\nf = softmax(z)\noutput J = jacobian(f, z) − (diag(f) − f·fᵀ)  # = [[0, 0, "
       "0], [0, 0, 0], "
       "[0, 0, 0]]\noutput d = jacobian(f, z)[1,1]  # = 0.081925\noutput k = jacobian(f, z)[1,2]  "
       "# = -0.022033"},
      {"gradients of the losses",
       "o = [0.25; 0.5]\ny = [1; 0]\noutput a = grad(½‖y − o‖², o)        # = [-0.75, 0.5]\n"
       "output b = grad(cross_entropy(o, y), o)  # = [-4, 0]\n"
       "output c = grad(binary_cross_entropy(o, y), o)  # = [-4, 2]\n"
       "output d = (o − y) ⊘ (o ∘ (1 − o))       # = [-4, 2]"},
      {"x1·x2 + sin x1",
       "input x1, x2 : R\noutput f = x1·x2 + sin(x1)        # = -0.020574\n"
       "output g = [∂f/∂x1; ∂f/∂x2]  # = [-0.122417, 0.5]",
       R"({"x1": 0.5, "x2": -1})"},
      {"e^(x1·x2) + x2³",
       "input x1, x2 : R\noutput f = exp(x1·x2) + x2³       # = -0.393469\n"
       "output h = e^(x1·x2) + x2³         # = -0.393469\n"
       "output g = [∂f/∂x1; ∂f/∂x2]  # = [-0.606531, 3.303265]",
       R"({"x1": 0.5, "x2": -1})"},
  };
  for (const Formula& formula : formulas) check("", formula);
}

TEST_CASE("Dyda: the bias as a first column", "[sources]") {
  const std::string network =
      "let L = 2\nW[1] = [0.1, 0.2, 0.3; -0.1, 0.4, -0.2]\nW[2] = [0.3, 0.5, -0.5]\ny = 1\n"
      "act φ1 = tanh\nact φ2 = sigmoid\na[0] = [0.5; -1]\nx[l] = [1; a[l]] for l = 0..L-1\n"
      "net[l] = W[l]·x[l-1] for l = 1..L\na[l] = φ[l](net[l]) for l = 1..L\n"
      "E = ½·sum((y − a[L])^2)\n";
  const Formula formulas[] = {
      {"E", "output value = E  # = 0.112289"},
      {"(0.1), δ and ∂E/∂w = δ·xᵀ",
       "δ[L] = (a[L] − y) ∘ φ2'(net[L])\n"
       "δ[1] = (Wᵀ₂·δ[2])[2:end] ∘ φ1'(net[1])\n"
       "output G2 = δ[2]·x[1]ᵀ  # = [[-0.118151, 0.011776, -0.034419]]\n"
       "output G1 = δ[1]·x[0]ᵀ  # = [[-0.058489, -0.029244, 0.058489], [0.054062, 0.027031, "
       "-0.054062]]\n"
       "output g0 = (W[1]ᵀ·δ[1])[2:end]  # = [0.009927, -0.028359]"},
      {"derived through the block",
       "output G2 = grad(E, W[2])  # = [[-0.118151, 0.011776, -0.034419]]\n"
       "output G1 = grad(E, W[1])  # = [[-0.058489, -0.029244, 0.058489], [0.054062, 0.027031, "
       "-0.054062]]\n"
       "output g0 = grad(E, a[0])  # = [0.009927, -0.028359]"},
      {"(0.2), any sum of the target",
       "z = [1; 2; 3]\nq = [1; 2; 0.5]\np = softmax(z)\n"
       "output δ = sum(q)·p − q                     # = [-0.684893, -1.143450, 1.828343]\n"
       "output G = grad(−sum(q ∘ log(p)), z)        # = [-0.684893, -1.143450, 1.828343]"},
  };
  for (const Formula& formula : formulas) check(network, formula);
}

}  // namespace nngen::tests
