#include "codegen/header_guard.hpp"

#include <array>

#include <fmt/format.h>

#include "ir/check.hpp"

namespace nngen::codegen {
namespace {

constexpr std::string_view no_value = "0x00000000";

// In front of the guard's value: where it is defined, and where it is compared.
std::array<std::string, 2> heads(const std::string& namespace_name) {
  const std::string guard = guard_of(namespace_name);
  return {fmt::format("#define {} ", guard), fmt::format("#elif {} != ", guard)};
}

}  // namespace

std::uint32_t short_hash(std::string_view text) {
  std::uint32_t hash = 2166136261u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return hash;
}

std::string guard_of(const std::string& namespace_name) {
  std::string guard = "NNGEN_";
  for (const char c : namespace_name) {
    const bool is_small = c >= 'a' && c <= 'z';
    const bool is_plain = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    guard += is_small ? static_cast<char>(c - 'a' + 'A') : is_plain ? c : '_';
  }
  return guard + "_HPP";
}

std::string guard_opening(const std::string& namespace_name) {
  return fmt::format("#ifndef {}\n{}{}\n", guard_of(namespace_name), heads(namespace_name)[0], no_value);
}

std::string guard_closing(const std::string& namespace_name) {
  return fmt::format(
      "{}{}\n#error \"two headers that differ have the namespace {}: give one another with --namespace\"\n"
      "#endif  // {}\n",
      heads(namespace_name)[1], no_value, namespace_name, guard_of(namespace_name));
}

std::string seal(std::string header, const std::string& namespace_name) {
  std::array<std::size_t, 2> places{};
  for (std::size_t i = 0; i < places.size(); ++i) {
    const std::string head = heads(namespace_name)[i];
    const std::size_t found = header.find(head);
    NNGEN_CHECK(found != std::string::npos);
    places[i] = found + head.size();
    header.replace(places[i], no_value.size(), no_value);
  }
  const std::string value = fmt::format("0x{:08x}", short_hash(header));
  for (const std::size_t place : places) header.replace(place, value.size(), value);
  return header;
}

}  // namespace nngen::codegen
