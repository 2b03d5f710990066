// The programs that are no dense networks, by hand.

#include <cmath>

#include "bench/emitted/problem.hpp"

namespace nngen::bench {

namespace {

using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
using ConstMap = Eigen::Map<const Matrix>;

/// A peer that keeps its parameters and its gradient in the order of the emitted header.
class FlatPeer : public Peer {
 public:
  FlatPeer(std::string name, const Problem& problem)
      : Peer(std::move(name)),
        problem_(problem),
        parameters_(problem.parameters),
        gradient_(problem.parameters.size()) {}
  void load(const Numbers& parameters) override { parameters_ = parameters; }
  Scalar gradient(long calls) override {
    Scalar loss = 0;
    for (long call = 0; call < calls; ++call) {
      loss = compute();
      forget_memory();
    }
    return loss;
  }
  Scalar step(long calls, Scalar learning_rate) override {
    Scalar loss = 0;
    for (long call = 0; call < calls; ++call) {
      loss = compute();
      parameters_ -= learning_rate * gradient_;
      forget_memory();
    }
    return loss;
  }
  void store_gradient(Numbers& gradient) const override { gradient = gradient_; }
  void store_parameters(Numbers& parameters) const override { parameters = parameters_; }

 protected:
  virtual Scalar compute() = 0;

  const Problem& problem_;
  Numbers parameters_, gradient_;
};

class EigenAttention : public FlatPeer {
 public:
  explicit EigenAttention(const Problem& problem)
      : FlatPeer("Eigen dynamic", problem),
        d_(problem.x_rows),
        n_(problem.x_cols),
        inverse_root_(1 / std::sqrt(static_cast<Scalar>(d_))) {}

 private:
  Scalar compute() override {
    const Index columns = n_ * problem_.samples;
    const ConstMap x(problem_.x.data(), d_, columns), t(problem_.t.data(), d_, columns);
    q_.noalias() = weight(0) * x;
    k_.noalias() = weight(1) * x;
    v_.noalias() = weight(2) * x;
    dq_.resize(d_, columns);
    dk_.resize(d_, columns);
    dv_.resize(d_, columns);
    const Scalar mean = Scalar(1) / static_cast<Scalar>(problem_.samples);
    Scalar sum = 0;
    for (Index j = 0; j < problem_.samples; ++j) {
      sum += one_sample(j * n_, t.middleCols(j * n_, n_), mean);
    }
    gradient_of(0).noalias() = dq_ * x.transpose();
    gradient_of(1).noalias() = dk_ * x.transpose();
    gradient_of(2).noalias() = dv_ * x.transpose();
    return sum * mean;
  }

  Scalar one_sample(Index first, const Eigen::Ref<const Matrix>& t, Scalar mean) {
    const auto q = q_.middleCols(first, n_), k = k_.middleCols(first, n_),
               v = v_.middleCols(first, n_);
    p_.noalias() = k.transpose() * q;
    for (Index j = 0; j < n_; ++j) {
      const Scalar largest = p_.col(j).maxCoeff();
      p_.col(j) = ((p_.col(j).array() - largest) * inverse_root_).exp();
      p_.col(j) /= p_.col(j).sum();
    }
    dy_.noalias() = v * p_;
    dy_ -= t;
    const Scalar loss = dy_.squaredNorm() / 2;
    dy_ *= mean;
    dv_.middleCols(first, n_).noalias() = dy_ * p_.transpose();
    dp_.noalias() = v.transpose() * dy_;
    for (Index j = 0; j < n_; ++j) {
      const Scalar inner = p_.col(j).dot(dp_.col(j));
      dp_.col(j) = p_.col(j).array() * (dp_.col(j).array() - inner) * inverse_root_;
    }
    dq_.middleCols(first, n_).noalias() = k * dp_;
    dk_.middleCols(first, n_).noalias() = q * dp_.transpose();
    return loss;
  }

  ConstMap weight(Index i) const { return {parameters_.data() + i * d_ * d_, d_, d_}; }
  Eigen::Map<Matrix> gradient_of(Index i) { return {gradient_.data() + i * d_ * d_, d_, d_}; }

  Index d_, n_;
  Scalar inverse_root_;
  Matrix q_, k_, v_, dq_, dk_, dv_, p_, dp_, dy_;
};

class EigenLogisticRegression : public FlatPeer {
 public:
  explicit EigenLogisticRegression(const Problem& problem) : FlatPeer("Eigen dynamic", problem) {}

 private:
  Scalar compute() override {
    const Index samples = problem_.x_rows, features = problem_.x_cols;
    const ConstMap x(problem_.x.data(), samples, features);
    const auto t = problem_.t.array();
    z_.noalias() = x * parameters_.head(features);
    z_.array() += parameters_[features];
    // log(1 + e^z) without overflow
    const Scalar loss =
        (z_.array().max(Scalar(0)) + (-z_.array().abs()).exp().log1p() - t * z_.array()).sum();
    z_ = (1 + (-z_.array()).exp()).inverse() - t;
    z_ /= static_cast<Scalar>(samples);
    gradient_.head(features).noalias() = x.transpose() * z_;
    gradient_[features] = z_.sum();
    return loss / static_cast<Scalar>(samples);
  }
  Numbers z_;
};

class LoopScalarProgram : public FlatPeer {
 public:
  explicit LoopScalarProgram(const Problem& problem) : FlatPeer("plain loops", problem) {}

 private:
  static constexpr int steps = 200;

  Scalar compute() override {
    const Scalar a = parameters_[0], c = parameters_[1];
    const Scalar mean = Scalar(1) / static_cast<Scalar>(problem_.samples);
    Scalar loss = 0, by_a = 0, by_c = 0;
    for (Index j = 0; j < problem_.samples; ++j) {
      z_[0] = problem_.x[j];
      for (int i = 0; i < steps; ++i) {
        const Scalar argument = a * z_[i] + c;
        slope_[i] = std::cos(argument);
        z_[i + 1] = std::sin(argument) + Scalar(0.5) * z_[i];
      }
      Scalar d = z_[steps] - problem_.t[j];
      loss += d * d / 2;
      d *= mean;
      for (int i = steps - 1; i >= 0; --i) {
        const Scalar through_sine = d * slope_[i];
        by_a += through_sine * z_[i];
        by_c += through_sine;
        d = through_sine * a + Scalar(0.5) * d;
      }
    }
    gradient_ << by_a, by_c;
    return loss * mean;
  }
  Scalar z_[steps + 1], slope_[steps];
};

}  // namespace

void add_programs(const Problem& problem, Peers& peers) {
  if (problem.program == "attention") peers.push_back(std::make_unique<EigenAttention>(problem));
  if (problem.program == "logistic_regression") {
    peers.push_back(std::make_unique<EigenLogisticRegression>(problem));
  }
  if (problem.program == "scalar_program") {
    peers.push_back(std::make_unique<LoopScalarProgram>(problem));
  }
}

}  // namespace nngen::bench
