// A trainer written by hand around the gradient that nngen derives from net.expr:
//
//     nngen net.expr -o grad.hpp --batch dynamic
//     c++ -std=c++17 -O2 -I. -I/usr/include/eigen3 train.cpp -o train
//     ./train digits.csv [seed]
//
// Momentum descent on four fifths of the images; the held-out fifth tells the accuracy.

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <numeric>
#include <random>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "grad.hpp"

namespace {

using Eigen::Index;
constexpr int epochs = 60;
constexpr Index batch_size = 32;
constexpr float learning_rate = 0.1F;  // of the first epoch; it falls linearly to zero
constexpr float momentum = 0.9F;
constexpr double moved_share = 0.3;  // of the images of an epoch, moved by up to a pixel
constexpr float jitter = 0.1F;       // standard deviation of the noise on each pixel

using Random = std::mt19937;
using Workspace = net::Workspace<batch_size>;
using Image = Eigen::Matrix<float, 64, 1>;  // pixels from 0 to 1, row by row

struct Dataset {
  Eigen::Matrix<float, 64, Eigen::Dynamic> images;  // a column each
  Eigen::Matrix<float, 10, Eigen::Dynamic> labels;  // a column each: 1 at the digit, 0 elsewhere

  Index size() const { return images.cols(); }
  Dataset pick(const std::vector<Index>& which) const {
    return {images(Eigen::all, which), labels(Eigen::all, which)};
  }
};

Dataset read_digits(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);  // the columns' names
  std::vector<float> numbers;
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    for (std::string cell; std::getline(cells, cell, ',');) numbers.push_back(std::stof(cell));
  }
  const auto count = static_cast<Index>(numbers.size() / 65);
  if (count == 0 || numbers.size() % 65 != 0) {
    throw std::runtime_error("no lines of 64 pixels and a digit in " + path);
  }
  const Eigen::Map<const Eigen::MatrixXf> columns(numbers.data(), 65, count);
  Dataset data{columns.topRows(64) / 16, decltype(Dataset::labels)::Zero(10, count)};
  for (Index i = 0; i < count; ++i) data.labels(static_cast<Index>(columns(64, i)) % 10, i) = 1;
  return data;
}

std::vector<Index> shuffled(Index count, Random& random) {
  std::vector<Index> order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), 0);
  std::shuffle(order.begin(), order.end(), random);
  return order;
}

/// The image, moved down and to the right by -1, 0 or 1 pixels.
Image moved(const Image& image, Index down, Index right) {
  using Grid = Eigen::Matrix<float, 8, 8, Eigen::RowMajor>;
  Eigen::Matrix<float, 10, 10> framed = Eigen::Matrix<float, 10, 10>::Zero();
  framed.block<8, 8>(1, 1) = Eigen::Map<const Grid>(image.data());
  Image result;
  Eigen::Map<Grid>(result.data()) = framed.block<8, 8>(1 - down, 1 - right);
  return result;
}

/// The image as it might look another time: a little beside its place, now and then, and noisy.
Image varied(const Image& image, Random& random) {
  std::bernoulli_distribution is_moved(moved_share);
  std::uniform_int_distribution<Index> by(-1, 1);
  std::normal_distribution<float> noise(0, jitter);
  Image result = is_moved(random) ? moved(image, by(random), by(random)) : image;
  for (float& pixel : result) pixel += noise(random);
  return result;
}

void train(net::Parameters& parameters, const Dataset& data, Random& random, Workspace& workspace) {
  net::Gradients gradients;
  Eigen::VectorXf velocity = Eigen::VectorXf::Zero(net::Parameters::size);
  const Index batches = data.size() / batch_size;
  for (int epoch = 0; epoch < epochs; ++epoch) {
    Dataset mixed = data.pick(shuffled(data.size(), random));
    for (auto image : mixed.images.colwise()) image = varied(image, random);
    const float rate = learning_rate * static_cast<float>(epochs - epoch) / epochs;
    double loss = 0;
    for (Index b = 0; b < batches; ++b) {
      const auto images = mixed.images.middleCols(b * batch_size, batch_size);
      const auto labels = mixed.labels.middleCols(b * batch_size, batch_size);
      loss += double{net::gradient(parameters, images, labels, gradients, workspace)};
      velocity = momentum * velocity + gradients.flat();
      parameters.flat() -= rate * velocity;
    }
    std::fprintf(stderr, "\repoch %d of %d, loss %.4f", epoch + 1, epochs, loss / double(batches));
  }
  std::fprintf(stderr, "\n");
}

/// The number of images whose most probable digit is the right one.
int count_right(const net::Parameters& parameters, const Dataset& data, Workspace& workspace) {
  Eigen::Matrix<float, 10, batch_size> y;  // the probabilities of the digits
  int right = 0;
  for (Index first = 0; first < data.size(); first += batch_size) {
    const Index count = std::min(batch_size, data.size() - first);
    net::y(parameters, data.images.middleCols(first, count), workspace, y.leftCols(count));
    for (Index i = 0; i < count; ++i) {
      Index digit = 0;
      y.col(i).maxCoeff(&digit);
      if (data.labels(digit, first + i) == 1) ++right;
    }
  }
  return right;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 2) throw std::invalid_argument("usage: train digits.csv [seed]");
  const auto seed = static_cast<unsigned>(argc > 2 ? std::stoul(argv[2]) : 1);
  Random random(seed);
  const Dataset data = read_digits(argv[1]);
  const std::vector<Index> order = shuffled(data.size(), random);
  const auto cut = order.begin() + data.size() / 5;
  const Dataset held_out = data.pick({order.begin(), cut});

  net::Parameters parameters;
  net::initialise(parameters, seed);
  Workspace workspace;
  train(parameters, data.pick({cut, order.end()}), random, workspace);

  const int right = count_right(parameters, held_out, workspace);
  const int all = static_cast<int>(held_out.size());
  std::printf("held-out accuracy %.2f %% (%d of %d)\n", 100.0 * right / all, right, all);
} catch (const std::exception& failure) {
  std::fprintf(stderr, "%s\n", failure.what());
  return 1;
}
