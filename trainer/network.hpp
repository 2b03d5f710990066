#pragma once
// A training program is the code of a network, the parts in namespace `train`, an adapter that
// shows them the network, and
//
//     int main(int argc, char** argv) {
//       static Network network;  // too large for the stack
//       return train::run(network, argc, argv);
//     }
//
// The adapter:
//
//     struct Network {
//       using Scalar = float;                         // or double
//       static constexpr std::size_t size = 2410;     // parameters, all together
//       static constexpr std::size_t batch = 32;      // most samples of a call
//       static constexpr std::array<train::DataInfo, 2> data = {
//           {{"x", 64, train::Role::input}, {"t", 10, train::Role::target}}};
//       static constexpr std::array<train::ArrayInfo, 2> parameters = {
//           {{"W", 10, 64, 0}, {"b", 10, 1, 640}}};   // in the order of their places
//       static constexpr train::Task task = train::Task::classes;
//       static constexpr std::size_t judged = 1;      // which of `data` predictions should be
//
//       Scalar* values();                             // the parameters, aligned as Scalar is
//       Scalar* gradients();                          // as many
//       void initialise(std::uint64_t seed);          // the parameters' first values
//
//       // What the optimiser is told (a number each, "learning_rate" among them) and what it
//       // keeps: arrays of `size` numbers, and some numbers. Any of these may be none.
//       std::array<train::Named<Scalar>, 5> rates();
//       std::array<train::Named<Scalar>, 2> states();
//       std::array<double, 3> counters() const;
//       void set_counters(const std::array<double, 3>& counters);
//
//       // data[i] points to the numbers of data i, sample after sample; 1 <= samples <= batch.
//       // Each returns the mean loss over the samples, before it changes anything.
//       Scalar value(const Scalar* const* data, std::size_t samples);
//       Scalar gradient(const Scalar* const* data, std::size_t samples);  // fills gradients()
//       Scalar step(const Scalar* const* data, std::size_t samples);      // moves the parameters
//       void update();                                // the optimiser's step by gradients()
//       void predict(const Scalar* const* data, std::size_t samples, Scalar* result);
//     };
//
// With Task::none neither `judged` nor `predict` is needed. predict() gives as many numbers a
// sample as data[judged] has; targets among its data must not matter.

#include <cstddef>
#include <cstdint>

namespace train {

enum class Role : std::uint8_t { input, target, constant };  // a constant has no samples

/// How predictions are judged.
enum class Task : std::uint8_t {
  none,
  numbers,      // by their distance: RMSE and R²
  classes,      // the largest entry is the class
  two_classes,  // one number: class 1 above ½, targets 0 and 1
  two_signs,    // one number: class 1 above 0, targets −1 and 1
};

struct DataInfo {
  const char* name;
  std::size_t numbers;  // of one sample, or of the constant
  Role role;
};

struct ArrayInfo {
  const char* name;
  std::size_t rows, cols;
  std::size_t place;  // in the flat array, where it stands column by column
};

template <class T>
struct Named {
  const char* name;
  T* values;
};

}  // namespace train
