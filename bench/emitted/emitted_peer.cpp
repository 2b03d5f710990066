// The code that nngen has emitted for the case.

#include "bench/emitted/problem.hpp"
#include "case.hpp"
#include "net.hpp"

namespace nngen::bench {

namespace {

/// A 1×1 is a number for the emitted functions, all else a matrix.
template <int Rows, int Cols>
auto argument(const Numbers& values) {
  if constexpr (Rows * Cols == 1) {
    return values[0];
  } else {
    return Eigen::Map<const Eigen::Matrix<Scalar, Rows, Cols>>(values.data());
  }
}
auto x_of(const Problem& problem) {
  return argument<case_x_rows, case_x_cols * case_samples>(problem.x);
}
auto t_of(const Problem& problem) {
  return argument<case_t_rows, case_t_cols * case_samples>(problem.t);
}

class EmittedPeer : public Peer {
 public:
  explicit EmittedPeer(const Problem& problem) : Peer("emitted"), problem_(problem) {}

  void load(const Numbers& parameters) override { parameters_->flat() = parameters; }
  Scalar gradient(long calls) override {
    Scalar loss = 0;
    for (long call = 0; call < calls; ++call) {
      loss = net::gradient(*parameters_, x_of(problem_), t_of(problem_), *gradients_, *workspace_);
      forget_memory();
    }
    return loss;
  }
  Scalar step(long calls, Scalar learning_rate) override {
    Scalar loss = 0;
    for (long call = 0; call < calls; ++call) {
      loss = net::step(*parameters_, x_of(problem_), t_of(problem_), learning_rate, *workspace_);
      forget_memory();
    }
    return loss;
  }
  void store_gradient(Numbers& gradient) const override { gradient = gradients_->flat(); }
  void store_parameters(Numbers& parameters) const override { parameters = parameters_->flat(); }

 private:
  const Problem& problem_;
  std::unique_ptr<net::Parameters> parameters_ = std::make_unique<net::Parameters>();
  std::unique_ptr<net::Gradients> gradients_ = std::make_unique<net::Gradients>();
  std::unique_ptr<net::Workspace> workspace_ = std::make_unique<net::Workspace>();
};

}  // namespace

Index parameters_of_case() { return net::Parameters::size; }
Index workspace_bytes_of_case() { return static_cast<Index>(sizeof(net::Workspace)); }

void add_emitted(const Problem& problem, Peers& peers) {
  peers.push_back(std::make_unique<EmittedPeer>(problem));
}

}  // namespace nngen::bench
