// A dense network with oneDNN's inner products, in layouts without blocks; a library of its own
// (see frameworks.cpp).

#include <dnnl.hpp>

#include "bench/emitted/dense_peer.hpp"
#include "bench/emitted/loop_losses.hpp"

namespace nngen::bench {

namespace {

using dnnl::memory;
using Tag = memory::format_tag;
using Arguments = std::unordered_map<int, memory>;

const dnnl::engine& engine() {
  static const dnnl::engine one(dnnl::engine::kind::cpu, 0);
  return one;
}

dnnl::stream& stream() {
  static dnnl::stream one(engine());
  return one;
}

/// Samples side by side as columns are rows without gaps for oneDNN; so is a matrix by columns its
/// transpose by rows.
memory::desc matrix(Index rows, Index cols, Tag tag) {
  return {{rows, cols}, memory::data_type::f32, tag};
}

dnnl::primitive_attr with_activation(Activation activation) {
  dnnl::post_ops after;
  if (activation == Activation::tanh) {
    after.append_eltwise(1, dnnl::algorithm::eltwise_tanh, 0, 0);
  }
  if (activation == Activation::relu) {
    after.append_eltwise(1, dnnl::algorithm::eltwise_relu, 0, 0);
  }
  dnnl::primitive_attr attributes;
  attributes.set_post_ops(after);
  return attributes;
}

class OneDnnLayer : public LayerMemory {
 public:
  OneDnnLayer(Index in, Index out, Index samples, Activation activation)
      : LayerMemory(in, out, samples, activation), out_(out), samples_(samples) {
    const memory::desc x = matrix(samples, in, Tag::nc), y = matrix(samples, out, Tag::nc),
                       w = matrix(out, in, Tag::io), bias({out}, memory::data_type::f32, Tag::x);
    using Forward = dnnl::inner_product_forward;
    using BackwardData = dnnl::inner_product_backward_data;
    using BackwardWeights = dnnl::inner_product_backward_weights;
    const Forward::primitive_desc forward(
        Forward::desc(dnnl::prop_kind::forward_training, x, w, bias, y),
        with_activation(activation), engine());
    forward_ = Forward(forward);
    back_ =
        BackwardData(BackwardData::primitive_desc(BackwardData::desc(x, w, y), engine(), forward));
    gradient_ = BackwardWeights(
        BackwardWeights::primitive_desc(BackwardWeights::desc(x, w, bias, y), engine(), forward));
    x_ = memory(x, engine(), nullptr);
    below_ = memory(x, engine(), nullptr);
    const memory weights(w, engine(), W()), y_memory(y, engine(), output()),
        d(y, engine(), delta());
    forward_arguments_ = {{DNNL_ARG_SRC, x_},
                          {DNNL_ARG_WEIGHTS, weights},
                          {DNNL_ARG_BIAS, memory(bias, engine(), b())},
                          {DNNL_ARG_DST, y_memory}};
    back_arguments_ = {
        {DNNL_ARG_DIFF_DST, d}, {DNNL_ARG_WEIGHTS, weights}, {DNNL_ARG_DIFF_SRC, below_}};
    gradient_arguments_ = {{DNNL_ARG_SRC, x_},
                           {DNNL_ARG_DIFF_DST, d},
                           {DNNL_ARG_DIFF_WEIGHTS, memory(w, engine(), dW())},
                           {DNNL_ARG_DIFF_BIAS, memory(bias, engine(), db())}};
  }

  void forward(const Scalar* x) { run(forward_, forward_arguments_, x_, x); }
  void through_activation() { times_derivative(activation_, output(), delta(), out_ * samples_); }
  void back(Scalar* below) { run(back_, back_arguments_, below_, below); }
  void gradient(const Scalar* x) { run(gradient_, gradient_arguments_, x_, x); }
  void step(const Scalar* x, Scalar learning_rate) {
    gradient(x);
    move(W(), dW(), weights(), learning_rate);
    move(b(), db(), biases(), learning_rate);
  }
  Scalar loss(Loss kind, const Scalar* t) {
    return loop_loss(kind, output(), t, delta(), out_, samples_);
  }

 private:
  static void run(const dnnl::primitive& primitive, const Arguments& arguments, memory& at,
                  const Scalar* numbers) {
    at.set_data_handle(const_cast<Scalar*>(numbers));
    primitive.execute(stream(), arguments);
    stream().wait();
  }
  static void move(Scalar* to, const Scalar* gradient, Index count, Scalar learning_rate) {
    for (Index i = 0; i < count; ++i) to[i] -= learning_rate * gradient[i];
  }

  Index out_, samples_;
  dnnl::primitive forward_, back_, gradient_;
  memory x_, below_;
  Arguments forward_arguments_, back_arguments_, gradient_arguments_;
};

}  // namespace

extern "C" void add_peer(const Problem& problem, Peers& peers, std::vector<MissingPeer>& missing) {
  if (sizeof(Scalar) != 4) {
    missing.push_back({"oneDNN", "it computes in float alone"});
    return;
  }
  if (problem.sizes.empty()) return;
  const std::size_t last = problem.sizes.size() - 2;
  std::vector<OneDnnLayer> layers;
  for (std::size_t i = 0; i <= last; ++i) {
    layers.emplace_back(problem.sizes[i], problem.sizes[i + 1], problem.samples,
                        i == last ? Activation::none : problem.activation);
  }
  peers.push_back(
      std::make_unique<DensePeer<std::vector<OneDnnLayer>>>("oneDNN", problem, std::move(layers)));
}

}  // namespace nngen::bench
