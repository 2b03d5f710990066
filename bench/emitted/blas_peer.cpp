// A dense network by hand with a CBLAS.

#include "bench/emitted/dense_peer.hpp"
#include "bench/emitted/loop_losses.hpp"
#include "timing/cblas.hpp"

namespace nngen::bench {

using timing::all_cblas;
using timing::Cblas;

namespace {

class BlasLayer : public LayerMemory {
 public:
  BlasLayer(const Cblas& blas, Index in, Index out, Index samples, Activation activation)
      : LayerMemory(in, out, samples, activation),
        blas_(&blas),
        in_(in),
        out_(out),
        samples_(samples) {}

  void forward(const Scalar* x) {
    for (Index j = 0; j < samples_; ++j) std::copy_n(b(), out_, output() + j * out_);
    if (samples_ == 1) {
      blas_->gemv('N', out_, in_, 1, W(), x, 1, output());
    } else {
      blas_->gemm('N', 'N', out_, samples_, in_, 1, W(), out_, x, in_, 1, output());
    }
    activate(activation_, output(), out_ * samples_);
  }
  void through_activation() { times_derivative(activation_, output(), delta(), out_ * samples_); }
  void back(Scalar* below) {
    if (samples_ == 1) {
      blas_->gemv('T', out_, in_, 1, W(), delta(), 0, below);
    } else {
      blas_->gemm('T', 'N', in_, samples_, out_, 1, W(), out_, delta(), out_, 0, below);
    }
  }
  void gradient(const Scalar* x) {
    if (samples_ == 1) {
      std::fill_n(dW(), in_ * out_, Scalar(0));
      blas_->ger(out_, in_, 1, delta(), x, dW());
    } else {
      blas_->gemm('N', 'T', out_, in_, samples_, 1, delta(), out_, x, in_, 0, dW());
    }
    std::fill_n(db(), out_, Scalar(0));
    add_bias(1, db());
  }
  void step(const Scalar* x, Scalar learning_rate) {
    if (samples_ == 1) {
      blas_->ger(out_, in_, -learning_rate, delta(), x, W());
    } else {
      blas_->gemm('N', 'T', out_, in_, samples_, -learning_rate, delta(), out_, x, in_, 1, W());
    }
    add_bias(-learning_rate, b());
  }
  Scalar loss(Loss kind, const Scalar* t) {
    return loop_loss(kind, output(), t, delta(), out_, samples_);
  }

 private:
  void add_bias(Scalar factor, Scalar* to) {
    for (Index j = 0; j < samples_; ++j) {
      const Scalar* const d = delta() + j * out_;
      for (Index i = 0; i < out_; ++i) to[i] += factor * d[i];
    }
  }

  const Cblas* blas_;
  Index in_, out_, samples_;
};

}  // namespace

void add_blas(const Problem& problem, Peers& peers, std::vector<MissingPeer>& missing) {
  if (all_cblas().empty()) missing.push_back({"CBLAS by hand", "no CBLAS library was found"});
  if (problem.sizes.empty()) return;
  const std::size_t last = problem.sizes.size() - 2;
  for (const Cblas& blas : all_cblas()) {
    std::vector<BlasLayer> layers;
    for (std::size_t i = 0; i <= last; ++i) {
      layers.emplace_back(blas, problem.sizes[i], problem.sizes[i + 1], problem.samples,
                          i == last ? Activation::none : problem.activation);
    }
    peers.push_back(std::make_unique<DensePeer<std::vector<BlasLayer>>>(
        blas.name() + " by hand", problem, std::move(layers)));
  }
}

}  // namespace nngen::bench
