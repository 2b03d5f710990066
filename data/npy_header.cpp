#include "data/npy_header.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include <fmt/format.h>

namespace nngen::data {
namespace {

/// "<f8": the order of bytes, the kind, the size of an element.
std::optional<ElementFormat> format_of(std::string_view descr) {
  static const std::map<std::string_view, ElementType> types = {
      {"f2", ElementType::f16}, {"f4", ElementType::f32}, {"f8", ElementType::f64},
      {"i1", ElementType::i8},  {"i2", ElementType::i16}, {"i4", ElementType::i32},
      {"i8", ElementType::i64}, {"u1", ElementType::u8},  {"u2", ElementType::u16},
      {"u4", ElementType::u32}, {"u8", ElementType::u64}, {"b1", ElementType::boolean}};
  if (descr.empty() || std::string_view("<>=|").find(descr[0]) == descr.npos) return std::nullopt;
  const auto type = types.find(descr.substr(1));
  if (type == types.end()) return std::nullopt;
  return ElementFormat{type->second, descr[0] == '>' ? std::endian::big : std::endian::little};
}

/// Reads {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), } and nothing more general.
class DictionaryReader {
 public:
  explicit DictionaryReader(std::string_view text) : rest_(text) {}

  /// False where the text is something else. The description of elements that are no single numbers
  /// is taken as it stands.
  bool read() {
    if (!take('{')) return false;
    while (!take('}')) {
      const auto key = string();
      if (!key || !take(':') || !value(*key)) return false;
      if (!take(',') && !peek('}')) return false;
    }
    return rest_.find_first_not_of(" \n") == rest_.npos && has_descr && has_order && has_shape;
  }

  std::string_view descr;
  bool is_fortran_order = false;
  std::vector<std::size_t> shape;

 private:
  bool value(std::string_view key) {
    if (key == "descr") return has_descr = description();
    if (key == "fortran_order") {
      is_fortran_order = word("True");
      return has_order = is_fortran_order || word("False");
    }
    return key == "shape" && (has_shape = tuple());
  }

  bool description() {
    if (peek('[')) {  // of records: a list of pairs
      const std::size_t end = rest_.find(']');
      if (end == rest_.npos) return false;
      descr = rest_.substr(0, end + 1);
      rest_.remove_prefix(end + 1);
      return true;
    }
    const auto text = string();
    descr = text.value_or("");
    return text.has_value();
  }

  bool tuple() {
    if (!take('(')) return false;
    while (!take(')')) {
      skip_blanks();
      std::size_t extent = 0;
      const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), extent);
      if (error != std::errc()) return false;
      rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
      shape.push_back(extent);
      if (!take(',') && !peek(')')) return false;
    }
    return true;
  }

  std::optional<std::string_view> string() {
    skip_blanks();
    if (rest_.empty() || (rest_[0] != '\'' && rest_[0] != '"')) return std::nullopt;
    const std::size_t end = rest_.find(rest_[0], 1);
    if (end == rest_.npos) return std::nullopt;
    const std::string_view text = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    return text;
  }

  void skip_blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(' '), rest_.size())); }
  bool peek(char c) {
    skip_blanks();
    return rest_.starts_with(c);
  }
  bool take(char c) {
    if (!peek(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool word(std::string_view text) {
    skip_blanks();
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }

  std::string_view rest_;
  bool has_descr = false, has_order = false, has_shape = false;
};

std::size_t little_endian(std::string_view bytes) {
  std::size_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    value = value << 8 | static_cast<unsigned char>(bytes[i]);
  }
  return value;
}

}  // namespace

Result<NpyHeader> read_npy_header(const std::string& file, std::string_view bytes) {
  const auto error = [&](std::string message, std::string hint = {}) {
    return DataError{{file}, std::move(message), std::move(hint)};
  };
  constexpr std::size_t magic = 6;  // \x93NUMPY, then the version's two bytes
  if (bytes.size() < magic + 2) return error("the .npy file ends within its header");
  const auto version = static_cast<unsigned char>(bytes[magic]);
  if (version < 1 || version > 3) {
    return error(fmt::format("the .npy file has version {}; known are 1 to 3", version));
  }
  const std::size_t length_size = version == 1 ? 2 : 4;
  const std::size_t text_begin = magic + 2 + length_size;
  if (bytes.size() < text_begin) return error("the .npy file ends within its header");
  const std::size_t length = little_endian(bytes.substr(magic + 2, length_size));
  if (bytes.size() - text_begin < length) return error("the .npy file ends within its header");

  DictionaryReader dictionary(bytes.substr(text_begin, length));
  if (!dictionary.read()) return error("the header of the .npy file is damaged");
  const std::optional<ElementFormat> format = format_of(dictionary.descr);
  if (!format) {
    return error(
        fmt::format("the elements are of NumPy's type {}, not real numbers of 1 to 8 bytes",
                    dictionary.descr),
        "convert them: numpy.save(FILE, array.astype(numpy.float64))");
  }
  return NpyHeader{*format, dictionary.is_fortran_order, std::move(dictionary.shape),
                   text_begin + length};
}

}  // namespace nngen::data
