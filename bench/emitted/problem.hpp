#pragma once
// What is timed: one program with its numbers, and those who compute it.

#include <memory>
#include <string>
#include <vector>

#include "timing/products.hpp"
#include "timing/rounds.hpp"

namespace nngen::bench {

using timing::forget_memory;
using timing::Index;
using timing::Numbers;
using timing::Product;
using timing::Scalar;

enum class Activation { none, tanh, relu };
enum class Loss { cross_entropy, squares };

struct Problem {
  std::string program;  // the name of the file in bench/networks
  std::vector<Index>
      sizes;              // of a dense network's layers, the inputs first; empty for other programs
  Activation activation;  // of all layers but the last
  Loss loss;
  Index samples;                         // in a call
  Index x_rows, x_cols, t_rows, t_cols;  // of one sample
  std::vector<Product> products;         // the matrix products of one gradient
  Numbers x, t;                          // the samples side by side, column-major
  Numbers parameters;  // where all begin: W₁ … Wₖ, b₁ … bₖ, column-major, as in the emitted header
};

/// Somebody who computes the gradient. All hold the same numbers when they begin.
class Peer {
 public:
  explicit Peer(std::string name) : name_(std::move(name)) {}
  virtual ~Peer() = default;
  const std::string& name() const { return name_; }

  virtual void load(const Numbers& parameters) = 0;
  /// The loss of the last of so many equal calls.
  virtual Scalar gradient(long calls) = 0;
  virtual Scalar step(long calls, Scalar learning_rate) = 0;
  /// The seconds of so many calls; who computes in another process measures them there.
  virtual double seconds_of_gradient(long calls) {
    return timing::by_clock([this](long n) { gradient(n); })(calls);
  }
  virtual double seconds_of_step(long calls, Scalar learning_rate) {
    return timing::by_clock([=, this](long n) { step(n, learning_rate); })(calls);
  }
  virtual void store_gradient(Numbers& gradient) const = 0;
  virtual void store_parameters(Numbers& parameters) const = 0;

 private:
  std::string name_;
};

using Peers = std::vector<std::unique_ptr<Peer>>;

/// A peer that the bench knows and that cannot run here.
struct MissingPeer {
  std::string name;
  std::string reason;
};

// Of the case that the executable is for.
Problem the_problem();
Index parameters_of_case();
Index workspace_bytes_of_case();
void add_emitted(const Problem& problem, Peers& peers);
void add_fixed(const Problem& problem, Peers& peers);
/// Eigen's products with the sizes of the case known to the compiler, and tiles for them.
void add_fixed_products(const Product& product, timing::Operands& operands,
                        std::vector<timing::Candidate>& to);

/// The products of one gradient, equal shapes once with their count; none for a program of scalars.
std::vector<Product> products_of(const Problem& problem);

// For all cases; each adds what it has for the problem.
void add_dynamic(const Problem& problem, Peers& peers);
void add_blas(const Problem& problem, Peers& peers, std::vector<MissingPeer>& missing);
void add_programs(const Problem& problem, Peers& peers);
void add_processes(const Problem& problem, Peers& peers, std::vector<MissingPeer>& missing);
void add_frameworks(const Problem& problem, Peers& peers, std::vector<MissingPeer>& missing);

}  // namespace nngen::bench
