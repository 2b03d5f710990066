#pragma once
// The samples: read from a file, checked, handed to the network in batches.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "trainer/network.hpp"
#include "trainer/safetensors.hpp"
#include "trainer/text.hpp"

namespace train {

/// Numbers that begin at a cache line, so that no register of a sample needs two of them.
template <class Scalar>
class AlignedArray {
 public:
  explicit AlignedArray(std::size_t count) : memory_(count + line / sizeof(Scalar)) {
    const auto address = reinterpret_cast<std::uintptr_t>(memory_.data());
    begin_ = memory_.data() + (line - address % line) % line / sizeof(Scalar);
  }
  AlignedArray(const AlignedArray&) = delete;
  AlignedArray& operator=(const AlignedArray&) = delete;
  Scalar* data() { return begin_; }

 private:
  static constexpr std::size_t line = 64;
  std::vector<Scalar> memory_;
  Scalar* begin_;
};

/// Samples that belong together: those to learn from, or those to judge by.
template <class Network>
struct Set {
  const char* name;         // "train", "validation", "test"
  std::size_t samples = 0;  // 0: there is no such set
  std::array<std::vector<typename Network::Scalar>, Network::data.size()> values;

  const typename Network::Scalar* sample(std::size_t data, std::size_t index) const {
    const DataInfo& info = Network::data[data];
    return values[data].data() + (info.role == Role::constant ? 0 : index * info.numbers);
  }
};

template <class Network>
struct Sets {
  Set<Network> train{"train", 0, {}}, validation{"validation", 0, {}}, test{"test", 0, {}};
  Metadata metadata;  // scaling, names of classes: whatever belongs to weights learnt from these
};

/// One of the network's data in one set. The first index of the array counts the samples.
template <class Network>
Problem read_values(TensorFile& file, const Tensor& tensor, std::size_t which, Set<Network>& set) {
  const DataInfo& info = Network::data[which];
  const bool is_constant = info.role == Role::constant;
  if (is_constant ? tensor.count != info.numbers
                  : tensor.shape.empty() || tensor.count != tensor.shape[0] * info.numbers) {
    return file.about(printed("has '%s' in another shape than %s%zu", tensor.name.c_str(),
                              is_constant ? "" : "samples × ", info.numbers));
  }
  const auto samples = static_cast<std::size_t>(is_constant ? 1 : tensor.shape[0]);
  if (samples == 0) return file.about("has no samples in '" + tensor.name + "'");
  if (!is_constant && set.samples != 0 && set.samples != samples) {
    return file.about(printed("has %zu samples in '%s' and %zu in another array of that set",
                              samples, tensor.name.c_str(), set.samples));
  }
  if (!is_constant) set.samples = samples;
  std::vector<typename Network::Scalar>& values = set.values[which];
  if (Problem problem = file.read(tensor, values); !problem.empty()) return problem;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) {
      return file.about(printed("has '%s' with a number that is not finite, in sample %zu",
                                tensor.name.c_str(), i / info.numbers + 1));
    }
  }
  return {};
}

/// A set whose arrays begin with `prefix`; none of them: there is no such set. A constant is the
/// same for all sets.
template <class Network>
Problem read_set(TensorFile& file, const std::string& prefix, Set<Network>& set,
                 std::vector<std::string>& used) {
  bool any = prefix.empty();
  for (const DataInfo& info : Network::data) {
    any = any || (info.role != Role::constant && file.find(prefix + info.name) != nullptr);
  }
  if (!any) return {};
  bool counts_samples = false;
  for (std::size_t i = 0; i < Network::data.size(); ++i) {
    const DataInfo& info = Network::data[i];
    const std::string name = (info.role == Role::constant ? "" : prefix) + info.name;
    const Tensor* tensor = file.find(name);
    if (tensor == nullptr) return file.about("has no '" + name + "'");
    used.push_back(name);
    if (Problem problem = read_values(file, *tensor, i, set); !problem.empty()) return problem;
    counts_samples = counts_samples || info.role != Role::constant;
  }
  if (!counts_samples) set.samples = 1;
  return {};
}

template <class Network>
Problem read_sets(const std::string& path, Sets<Network>& sets) {
  TensorFile file;
  std::vector<std::string> used;
  if (Problem problem = file.open(path); !problem.empty()) return problem;
  const std::pair<const char*, Set<Network>*> parts[] = {
      {"", &sets.train}, {"validation.", &sets.validation}, {"test.", &sets.test}};
  for (const auto& [prefix, set] : parts) {
    if (Problem problem = read_set(file, prefix, *set, used); !problem.empty()) return problem;
  }
  for (const Tensor& tensor : file.tensors()) {
    if (std::find(used.begin(), used.end(), tensor.name) == used.end()) {
      return file.about("has '" + tensor.name + "', which the network does not take");
    }
  }
  sets.metadata = file.metadata();
  return {};
}

/// Where each data of a batch stands, for a call of the network.
template <class Network>
using Pointers = std::array<const typename Network::Scalar*, Network::data.size()>;

/// The samples of a set from this one on.
template <class Network>
Pointers<Network> samples_from(const Set<Network>& set, std::size_t first) {
  Pointers<Network> pointers{};
  for (std::size_t i = 0; i < pointers.size(); ++i) pointers[i] = set.sample(i, first);
  return pointers;
}

/// Lays the samples of a batch side by side.
template <class Network>
class Batches {
 public:
  using Scalar = typename Network::Scalar;

  /// These samples: in the set itself where they are neighbours there, else copied, and then good
  /// until the next call.
  Pointers<Network> gather(const Set<Network>& set, const std::size_t* samples, std::size_t count) {
    bool are_neighbours = true;
    for (std::size_t k = 1; k < count; ++k) {
      are_neighbours = are_neighbours && samples[k] == samples[k - 1] + 1;
    }
    Pointers<Network> pointers = samples_from(set, samples[0]);
    if (!are_neighbours) {
      copy_each(set, samples, count, pointers, std::make_index_sequence<Network::data.size()>());
    }
    return pointers;
  }

 private:
  template <std::size_t... I>
  void copy_each(const Set<Network>& set, const std::size_t* samples, std::size_t count,
                 Pointers<Network>& pointers, std::index_sequence<I...>) {
    (copy_one<I>(set, samples, count, pointers), ...);
  }
  /// A function of its own for each data: the compiler knows how much memcpy copies, and copies
  /// the few numbers of a small network without a call.
  template <std::size_t I>
  void copy_one(const Set<Network>& set, const std::size_t* samples, std::size_t count,
                Pointers<Network>& pointers) {
    constexpr DataInfo info = Network::data[I];
    if (info.role == Role::constant) return;
    Scalar* to = copies_.data() + places()[I];
    pointers[I] = to;
    for (std::size_t k = 0; k < count; ++k, to += info.numbers) {
      std::memcpy(to, set.values[I].data() + samples[k] * info.numbers,
                  info.numbers * sizeof(Scalar));
    }
  }

  /// Where each data begins among the copies, and the end of all: whole cache lines.
  static constexpr std::array<std::size_t, Network::data.size() + 1> places() {
    std::array<std::size_t, Network::data.size() + 1> result{};
    for (std::size_t i = 0; i < Network::data.size(); ++i) {
      const std::size_t lines =
          (Network::data[i].numbers * Network::batch * sizeof(Scalar) + 63) / 64;
      result[i + 1] = result[i] + lines * (64 / sizeof(Scalar));
    }
    return result;
  }

  AlignedArray<Scalar> copies_{places()[Network::data.size()]};
};

}  // namespace train
