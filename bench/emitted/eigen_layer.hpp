#pragma once
// A dense layer by hand with Eigen. The sizes are numbers, or Eigen::Dynamic.

#include <cmath>

#include "bench/emitted/dense_peer.hpp"

namespace nngen::bench {

template <int In, int Out, int Samples>
class EigenLayer : public LayerMemory {
  template <int Rows, int Cols>
  using Matrix = Eigen::Map<Eigen::Matrix<Scalar, Rows, Cols>, Eigen::AlignedMax>;
  // The network's input is somebody else's memory.
  using Input = Eigen::Map<const Eigen::Matrix<Scalar, In, Samples>>;

 public:
  EigenLayer(Index in, Index out, Index samples, Activation activation)
      : LayerMemory(in, out, samples, activation), in_(in), out_(out), samples_(samples) {}

  void forward(const Scalar* x) {
    auto y = matrix<Out, Samples>(output(), out_, samples_);
    y.noalias() = weight() * Input(x, in_, samples_);
    y.colwise() += bias();
    if (activation_ == Activation::tanh) y = y.array().tanh();
    if (activation_ == Activation::relu) y = y.array().cwiseMax(Scalar(0));
  }
  void through_activation() {
    const auto y = matrix<Out, Samples>(output(), out_, samples_).array();
    auto d = slope();
    if (activation_ == Activation::tanh) d.array() *= 1 - y * y;
    if (activation_ == Activation::relu) d.array() *= (y > 0).template cast<Scalar>();
  }
  void back(Scalar* below) {
    matrix<In, Samples>(below, in_, samples_).noalias() = weight().transpose() * slope();
  }
  void gradient(const Scalar* x) {
    matrix<Out, In>(dW(), out_, in_).noalias() = slope() * Input(x, in_, samples_).transpose();
    matrix<Out, 1>(db(), out_, 1) = slope().rowwise().sum();
  }
  void step(const Scalar* x, Scalar learning_rate) {
    weight().noalias() -= (learning_rate * slope()) * Input(x, in_, samples_).transpose();
    bias() -= learning_rate * slope().rowwise().sum();
  }

  Scalar loss(Loss kind, const Scalar* target) {
    const Eigen::Map<const Eigen::Matrix<Scalar, Out, Samples>> t(target, out_, samples_);
    const auto y = matrix<Out, Samples>(output(), out_, samples_);
    auto d = slope();
    const Scalar weight = Scalar(1) / static_cast<Scalar>(samples_);
    if (kind == Loss::squares) {
      d = y - t;
      const Scalar sum = d.squaredNorm() / 2;
      d *= weight;
      return sum * weight;
    }
    Scalar sum = 0;
    for (Index j = 0; j < samples_; ++j) {
      const Scalar largest = y.col(j).maxCoeff();
      d.col(j) = (y.col(j).array() - largest).exp();
      const Scalar total = d.col(j).sum();
      sum += std::log(total) + largest - t.col(j).dot(y.col(j));
      d.col(j) = (d.col(j) / total - t.col(j)) * weight;
    }
    return sum * weight;
  }

 private:
  template <int Rows, int Cols>
  static Matrix<Rows, Cols> matrix(Scalar* data, Index rows, Index cols) {
    return Matrix<Rows, Cols>(data, rows, cols);
  }
  Matrix<Out, In> weight() { return matrix<Out, In>(W(), out_, in_); }
  Matrix<Out, 1> bias() { return matrix<Out, 1>(b(), out_, 1); }
  Matrix<Out, Samples> slope() { return matrix<Out, Samples>(delta(), out_, samples_); }

  Index in_, out_, samples_;
};

}  // namespace nngen::bench
