#pragma once
// Files of named arrays in the safetensors format: eight bytes with the length of a header in JSON,
// the header, the numbers of one array after another. All of it is little-endian, as the machine is
// expected to be.

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "trainer/files.hpp"
#include "trainer/json.hpp"
#include "trainer/network.hpp"
#include "trainer/text.hpp"

namespace train {

struct Tensor {
  std::string name;
  bool is_double = false;
  std::vector<std::uint64_t> shape;  // empty: a single number
  std::uint64_t count = 0;           // numbers
  std::uint64_t begin = 0, end = 0;  // bytes behind the header
};

using Metadata = std::map<std::string, std::string>;

/// Reads a header. What it says of the arrays is checked against the size of the file, so that
/// reading them can only fail with the disk.
class TensorFile {
 public:
  Problem open(const std::string& path) {
    path_ = path;
    file_.reset(std::fopen(path.c_str(), "rb"));
    if (file_ == nullptr)
      return printed("cannot read '%s': %s", path.c_str(), std::strerror(errno));
    ::fseeko(file_.get(), 0, SEEK_END);
    const auto size = static_cast<std::uint64_t>(std::max<off_t>(::ftello(file_.get()), 0));
    std::rewind(file_.get());
    std::uint64_t length = 0;
    if (!read_bytes(&length, 8)) return about("is no safetensors file: it is too short");
    if (length > 100'000'000) return about("is no safetensors file");  // the format's own limit
    if (length > size - 8) return about("ends within its header");
    std::string header(static_cast<std::size_t>(length), ' ');
    if (!read_bytes(header.data(), header.size())) return about("cannot be read");
    begin_ = 8 + length;
    return read_header(header, size - begin_);
  }

  const std::string& path() const { return path_; }
  const std::vector<Tensor>& tensors() const { return tensors_; }
  const Metadata& metadata() const { return metadata_; }
  const Tensor* find(const std::string& name) const {
    const auto found = std::lower_bound(
        tensors_.begin(), tensors_.end(), name,
        [](const Tensor& tensor, const std::string& n) { return tensor.name < n; });
    return found != tensors_.end() && found->name == name ? &*found : nullptr;
  }

  /// All numbers of an array of this file, rounded or widened to T.
  template <class T>
  Problem read(const Tensor& tensor, std::vector<T>& numbers) {
    numbers.resize(static_cast<std::size_t>(tensor.count));
    ::fseeko(file_.get(), static_cast<off_t>(begin_ + tensor.begin), SEEK_SET);
    return tensor.is_double ? read_as<double>(numbers) : read_as<float>(numbers);
  }

  /// A sentence about the file.
  Problem about(const std::string& what) const {
    return printed("'%s' %s", path_.c_str(), what.c_str());
  }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  bool read_bytes(void* to, std::size_t count) {
    return std::fread(to, 1, count, file_.get()) == count;
  }

  template <class Stored, class T>
  Problem read_as(std::vector<T>& numbers) {
    std::vector<Stored> some(std::min<std::size_t>(numbers.size(), 1 << 16));
    for (std::size_t done = 0; done < numbers.size();) {
      const std::size_t count = std::min(some.size(), numbers.size() - done);
      if (!read_bytes(some.data(), count * sizeof(Stored))) {
        return about("cannot be read to its end");
      }
      for (std::size_t i = 0; i < count; ++i) numbers[done++] = static_cast<T>(some[i]);
    }
    return {};
  }

  Problem read_header(const std::string& header, std::uint64_t bytes) {
    JsonReader json(header);
    const bool is_good = json.object([&](const std::string& name) {
      if (name == "__metadata__") {
        return json.object([&](const std::string& key) { return json.string(metadata_[key]); });
      }
      tensors_.push_back({});
      tensors_.back().name = name;
      return read_tensor(json, tensors_.back());
    });
    if (!problem_.empty()) return problem_;
    if (!is_good || !json.at_end()) return about("has a header that is damaged");
    return check_places(bytes);
  }

  bool read_tensor(JsonReader& json, Tensor& tensor) {
    std::string type;
    std::vector<std::uint64_t> places;
    const bool is_good = json.object([&](const std::string& key) {
      if (key == "dtype") return json.string(type);
      if (key == "shape") return json.numbers(tensor.shape);
      if (key == "data_offsets") return json.numbers(places);
      return json.skip();
    });
    if (!is_good) return false;
    if (type != "F32" && type != "F64") {
      problem_ = about("has '" + tensor.name + "' in another type than F32 and F64");
      return false;
    }
    tensor.is_double = type == "F64";
    if (places.size() != 2) return false;
    tensor.begin = places[0];
    tensor.end = places[1];
    return true;
  }

  /// The arrays have the bytes that their shapes need, side by side, and there are no others.
  Problem check_places(std::uint64_t bytes) {
    std::vector<Tensor*> by_place;
    for (Tensor& tensor : tensors_) by_place.push_back(&tensor);
    std::sort(by_place.begin(), by_place.end(), [](const Tensor* a, const Tensor* b) {
      return std::pair(a->begin, a->end) < std::pair(b->begin, b->end);
    });
    std::uint64_t end = 0;
    for (Tensor* tensor : by_place) {
      tensor->count = 1;
      for (const std::uint64_t n : tensor->shape) {
        if (n != 0 && tensor->count > bytes / n) return damaged(*tensor);  // nor can it overflow
        tensor->count *= n;
      }
      const std::uint64_t size = tensor->count * (tensor->is_double ? 8 : 4);
      if (tensor->begin != end || tensor->end < tensor->begin ||
          tensor->end - tensor->begin != size) {
        return damaged(*tensor);
      }
      end = tensor->end;
      if (end > bytes) return about(printed("ends within '%s'", tensor->name.c_str()));
    }
    if (end != bytes) return about("has bytes that belong to no array");
    return sort_by_name();
  }
  Problem sort_by_name() {
    std::sort(tensors_.begin(), tensors_.end(),
              [](const Tensor& a, const Tensor& b) { return a.name < b.name; });
    for (std::size_t i = 1; i < tensors_.size(); ++i) {
      const std::string& name = tensors_[i].name;
      if (tensors_[i - 1].name == name) return about(printed("has '%s' twice", name.c_str()));
    }
    return {};
  }
  Problem damaged(const Tensor& tensor) const {
    return about(
        printed("is damaged: the bytes of '%s' do not fit its shape", tensor.name.c_str()));
  }

  std::string path_;
  std::unique_ptr<std::FILE, Close> file_;
  std::uint64_t begin_ = 0;  // of the numbers
  std::vector<Tensor> tensors_;
  Metadata metadata_;
  Problem problem_;
};

/// Collects arrays and writes them as one file.
class TensorWriter {
 public:
  Metadata metadata;

  template <class T>
  void add(const std::string& name, const std::vector<std::size_t>& shape, const T* numbers) {
    static_assert(sizeof(T) == 4 || sizeof(T) == 8);
    std::size_t count = 1;
    std::string sizes;
    for (const std::size_t n : shape) {
      count *= n;
      sizes += (sizes.empty() ? "" : ",") + std::to_string(n);
    }
    const std::size_t begin = numbers_.size();
    numbers_.append(reinterpret_cast<const char*>(numbers), count * sizeof(T));
    header_ += printed(",%s:{\"dtype\":\"%s\",\"shape\":[%s],\"data_offsets\":[%zu,%zu]}",
                       json_text(name).c_str(), sizeof(T) == 8 ? "F64" : "F32", sizes.c_str(),
                       begin, numbers_.size());
  }

  Problem write(const std::string& path) const {
    std::string header = "{\"__metadata__\":{";
    for (const auto& [key, value] : metadata) {
      header += (header.back() == '{' ? "" : ",") + json_text(key) + ":" + json_text(value);
    }
    header += "}" + header_ + "}";
    header.resize((header.size() + 7) / 8 * 8, ' ');  // the numbers shall be aligned
    const std::uint64_t length = header.size();
    return replace_file(path,
                        std::string(reinterpret_cast<const char*>(&length), 8) + header + numbers_);
  }

 private:
  std::string header_;
  std::string numbers_;
};

/// Adds the parameters, each under its own name with the last index running fastest, as NumPy and
/// PyTorch have it.
template <class Network>
void add_parameters(TensorWriter& writer, const typename Network::Scalar* values) {
  using Scalar = typename Network::Scalar;
  for (const ArrayInfo& array : Network::parameters) {
    std::vector<Scalar> by_rows(array.rows * array.cols);
    for (std::size_t i = 0; i < array.rows; ++i) {
      for (std::size_t j = 0; j < array.cols; ++j) {
        by_rows[i * array.cols + j] = values[array.place + i + j * array.rows];
      }
    }
    std::vector<std::size_t> shape;
    if (array.cols > 1) {
      shape = {array.rows, array.cols};
    } else if (array.rows > 1) {
      shape = {array.rows};
    }
    writer.add(array.name, shape, by_rows.data());
  }
}

/// Reads parameters that were so written; other arrays of the file do not matter.
template <class Network>
Problem read_parameters(TensorFile& file, typename Network::Scalar* values) {
  std::vector<typename Network::Scalar> by_rows;
  for (const ArrayInfo& array : Network::parameters) {
    const Tensor* tensor = file.find(array.name);
    if (tensor == nullptr) return file.about(printed("has no '%s'", array.name));
    std::vector<std::uint64_t> shape = tensor->shape;
    while (shape.size() < 2) shape.push_back(1);
    if (shape != std::vector<std::uint64_t>{array.rows, array.cols}) {
      return file.about(
          printed("has '%s' in another shape than %zu×%zu", array.name, array.rows, array.cols));
    }
    if (Problem problem = file.read(*tensor, by_rows); !problem.empty()) return problem;
    for (std::size_t i = 0; i < array.rows; ++i) {
      for (std::size_t j = 0; j < array.cols; ++j) {
        values[array.place + i + j * array.rows] = by_rows[i * array.cols + j];
      }
    }
  }
  return {};
}

}  // namespace train
