#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "data/elements.hpp"
#include "data/read_bytes.hpp"
#include "data/safetensors.hpp"

namespace nngen::data {
namespace {

using Json = nlohmann::json;

constexpr std::size_t longest_header = 100'000'000;  // the format's own limit

std::optional<ElementType> type_of(std::string_view dtype) {
  static const std::map<std::string_view, ElementType> types = {
      {"F64", ElementType::f64},     {"F32", ElementType::f32}, {"F16", ElementType::f16},
      {"BF16", ElementType::bf16},   {"I64", ElementType::i64}, {"I32", ElementType::i32},
      {"I16", ElementType::i16},     {"I8", ElementType::i8},   {"U64", ElementType::u64},
      {"U32", ElementType::u32},     {"U16", ElementType::u16}, {"U8", ElementType::u8},
      {"BOOL", ElementType::boolean}};
  const auto type = types.find(dtype);
  return type == types.end() ? std::nullopt : std::optional(type->second);
}

/// An array as the header describes it.
struct Entry {
  std::string name;
  ElementType type = ElementType::f32;
  std::vector<std::size_t> shape;
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::optional<std::vector<std::size_t>> sizes(const Json& list) {
  if (!list.is_array()) return std::nullopt;
  std::vector<std::size_t> result;
  for (const Json& item : list) {
    if (!item.is_number_unsigned()) return std::nullopt;
    result.push_back(item.get<std::size_t>());
  }
  return result;
}

class Reader {
 public:
  Reader(const std::string& file, std::string_view bytes) : file_(file), bytes_(bytes) {}

  Result<TensorFile> read() {
    if (auto wrong = split()) return *std::move(wrong);
    if (auto wrong = read_header()) return *std::move(wrong);
    if (auto wrong = check_offsets()) return *std::move(wrong);
    TensorFile result;
    result.metadata = std::move(metadata_);
    for (Entry& entry : entries_) {
      Tensor tensor{std::move(entry.name), std::move(entry.shape), {}};
      tensor.values.resize((entry.end - entry.begin) / element_size(entry.type));
      decode(elements_.substr(entry.begin, entry.end - entry.begin),
             {entry.type, std::endian::little}, tensor.values);
      result.tensors.push_back(std::move(tensor));
    }
    return result;
  }

 private:
  using Wrong = std::optional<DataError>;

  DataError error(std::string message, std::string hint = {}) const {
    return {{file_}, std::move(message), std::move(hint)};
  }

  Wrong split() {
    if (bytes_.size() < 8) return error("the safetensors file ends within its header");
    std::uint64_t length = 0;
    for (std::size_t i = 8; i-- > 0;) length = length << 8 | static_cast<unsigned char>(bytes_[i]);
    if (length > longest_header) {
      return error("this is no safetensors file: its header would be longer than 100 MB");
    }
    if (length > bytes_.size() - 8) return error("the safetensors file ends within its header");
    header_ = bytes_.substr(8, length);
    elements_ = bytes_.substr(8 + length);
    return std::nullopt;
  }

  Wrong read_header() {
    std::set<std::string> keys;
    std::string repeated;
    const auto note_key = [&](int depth, Json::parse_event_t event, Json& parsed) {
      if (depth != 1 || event != Json::parse_event_t::key) return true;
      if (!keys.insert(parsed.get<std::string>()).second) repeated = parsed.get<std::string>();
      return true;
    };
    const Json header = Json::parse(header_, note_key, false);
    if (!header.is_object()) return error("the header of the safetensors file is damaged");
    if (!repeated.empty()) return error(fmt::format("the file has '{}' twice", repeated));
    for (const auto& [name, value] : header.items()) {
      if (auto wrong = name == "__metadata__" ? read_metadata(value) : read_entry(name, value)) {
        return wrong;
      }
    }
    return std::nullopt;
  }

  Wrong read_metadata(const Json& metadata) {
    if (!metadata.is_object()) return error("the file's metadata is no table of strings");
    for (const auto& [key, value] : metadata.items()) {
      if (!value.is_string()) return error("the file's metadata is no table of strings");
      metadata_[key] = value.get<std::string>();
    }
    return std::nullopt;
  }

  Wrong read_entry(const std::string& name, const Json& value) {
    const auto member = [&](const char* key) {
      const auto found = value.find(key);
      return found == value.end() ? Json() : *found;
    };
    const Json dtype = value.is_object() ? member("dtype") : Json();
    const auto shape = value.is_object() ? sizes(member("shape")) : std::nullopt;
    const auto offsets = value.is_object() ? sizes(member("data_offsets")) : std::nullopt;
    if (!dtype.is_string() || !shape || !offsets || offsets->size() != 2) {
      return error(fmt::format("the header does not say what '{}' is", name));
    }
    const auto type = type_of(dtype.get<std::string>());
    if (!type) {
      return error(fmt::format("'{}' has elements of type {}, which nngen does not read", name,
                               dtype.get<std::string>()),
                   "save it as F32 or F64");
    }
    const Entry entry{name, *type, *shape, offsets->at(0), offsets->at(1)};
    if (entry.begin > entry.end || array_bytes(*shape, *type) != entry.end - entry.begin) {
      return error(
          fmt::format("the header gives '{}' another number of bytes than its shape", name));
    }
    entries_.push_back(entry);
    return std::nullopt;
  }

  /// The arrays lie side by side and are all that there is.
  Wrong check_offsets() {
    std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
      return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    std::size_t end = 0;
    for (const Entry& entry : entries_) {
      if (entry.begin != end) {
        return error(fmt::format("the elements of '{}' {}", entry.name,
                                 entry.begin < end ? "overlap with those of another array"
                                                   : "do not follow those of the array before"));
      }
      end = entry.end;
    }
    if (end == elements_.size()) return std::nullopt;
    return error(
        fmt::format("the arrays take {}, the file has {}", counted(end, "byte"), elements_.size()),
        end > elements_.size() ? "the file is damaged or was not copied whole" : "");
  }

  const std::string& file_;
  std::string_view bytes_;
  std::string_view header_;
  std::string_view elements_;
  std::vector<Entry> entries_;
  std::map<std::string, std::string> metadata_;
};

}  // namespace

Result<TensorFile> tensors_of_bytes(const std::string& file, std::string_view bytes) {
  return Reader(file, bytes).read();
}

Result<TensorFile> read_safetensors(const std::string& path) {
  const auto bytes = read_bytes(path);
  if (!bytes) return bytes.error();
  return tensors_of_bytes(name_of_file(path), bytes.value());
}

}  // namespace nngen::data
