// PyTorch's C++ library with its automatic differentiation; a library of its own (see
// frameworks.cpp).

#include <cmath>

#include <torch/torch.h>

#include "bench/emitted/problem.hpp"

namespace nngen::bench {

namespace {

using torch::Tensor;

/// Numbers that somebody else keeps. Matrices stand by columns, so a tensor has their transposes.
Tensor view_of(const Scalar* numbers, std::vector<std::int64_t> shape) {
  const auto type = sizeof(Scalar) == 4 ? torch::kFloat32 : torch::kFloat64;
  return torch::from_blob(const_cast<Scalar*>(numbers), shape, type);
}

class TorchPeer : public Peer {
 public:
  explicit TorchPeer(const Problem& problem)
      : Peer("libtorch"), problem_(problem), shapes_(shapes_of(problem)) {
    const bool is_attention = problem.program == "attention";
    const auto data = [&](const Numbers& numbers, Index rows, Index cols) {
      if (is_attention) return view_of(numbers.data(), {problem.samples, cols, rows});
      return view_of(numbers.data(), {problem.samples * cols, rows});
    };
    x_ = data(problem.x, problem.x_rows, problem.x_cols);
    t_ = data(problem.t, problem.t_rows, problem.t_cols);
    load(problem.parameters);
  }

  void load(const Numbers& parameters) override {
    values_.clear();
    const Scalar* next = parameters.data();
    for (const auto& shape : shapes_) {
      values_.push_back(view_of(next, shape).clone().requires_grad_());
      next += values_.back().numel();
    }
  }
  Scalar gradient(long calls) override {
    Tensor loss;
    for (long call = 0; call < calls; ++call) {
      loss = compute();
      gradient_ = torch::autograd::grad({loss}, values_);
    }
    return loss.item<Scalar>();
  }
  Scalar step(long calls, Scalar learning_rate) override {
    Tensor loss;
    for (long call = 0; call < calls; ++call) {
      loss = compute();
      const auto gradient = torch::autograd::grad({loss}, values_);
      const torch::NoGradGuard none;
      for (std::size_t i = 0; i < values_.size(); ++i) values_[i].sub_(gradient[i], learning_rate);
    }
    return loss.item<Scalar>();
  }
  void store_gradient(Numbers& gradient) const override { store(gradient_, gradient); }
  void store_parameters(Numbers& parameters) const override { store(values_, parameters); }

 private:
  using Shapes = std::vector<std::vector<std::int64_t>>;

  static Shapes shapes_of(const Problem& problem) {
    if (problem.program == "attention") return Shapes(3, {problem.x_rows, problem.x_rows});
    if (problem.program == "logistic_regression") return {{problem.x_cols}, {1}};
    Shapes shapes;
    for (std::size_t i = 0; i + 1 < problem.sizes.size(); ++i) {
      shapes.push_back({problem.sizes[i], problem.sizes[i + 1]});
    }
    for (std::size_t i = 1; i < problem.sizes.size(); ++i) shapes.push_back({problem.sizes[i]});
    return shapes;
  }

  Tensor compute() const {
    if (problem_.program == "attention") return attention();
    if (problem_.program == "logistic_regression") return logistic_regression();
    return dense();
  }

  Tensor dense() const {
    const std::size_t layers = problem_.sizes.size() - 1;
    Tensor y = x_;
    for (std::size_t i = 0; i < layers; ++i) {
      y = torch::addmm(values_[layers + i], y, values_[i]);
      if (i + 1 == layers) break;
      y = problem_.activation == Activation::relu ? torch::relu(y) : torch::tanh(y);
    }
    const auto samples = static_cast<double>(problem_.samples);
    if (problem_.loss == Loss::squares) return (y - t_).square().sum() / (2 * samples);
    return (torch::logsumexp(y, 1) - (t_ * y).sum(1)).sum() / samples;
  }

  Tensor attention() const {
    const Tensor q = x_.matmul(values_[0]), k = x_.matmul(values_[1]), v = x_.matmul(values_[2]);
    const double root = std::sqrt(static_cast<double>(problem_.x_rows));
    const Tensor p = torch::softmax(q.matmul(k.transpose(1, 2)) / root, -1);
    return (p.matmul(v) - t_).square().sum() / (2.0 * static_cast<double>(problem_.samples));
  }

  Tensor logistic_regression() const {
    // The matrix stands by columns: the tensor is its transpose.
    const Tensor z = x_.t().mv(values_[0]) + values_[1];
    const Tensor loss = torch::logaddexp(z, torch::zeros({}, z.options())) - t_.reshape({-1}) * z;
    return loss.mean();
  }

  static void store(const std::vector<Tensor>& from, Numbers& to) {
    Scalar* next = to.data();
    for (const Tensor& tensor : from) {
      const Tensor flat = tensor.detach().contiguous();
      next = std::copy_n(flat.data_ptr<Scalar>(), flat.numel(), next);
    }
  }

  const Problem& problem_;
  Shapes shapes_;
  Tensor x_, t_;
  std::vector<Tensor> values_, gradient_;
};

}  // namespace

extern "C" void add_peer(const Problem& problem, Peers& peers, std::vector<MissingPeer>& missing) {
  if (problem.program == "scalar_program") {
    missing.push_back(
        {"libtorch", "not for the scalar program: operation by operation is PyTorch's way"});
    return;
  }
  torch::set_num_threads(1);
  peers.push_back(std::make_unique<TorchPeer>(problem));
}

}  // namespace nngen::bench
