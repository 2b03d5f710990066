#pragma once
// What keeps a header from being read twice, and two headers of one namespace from passing for one another.

#include <cstdint>
#include <string>
#include <string_view>

namespace nngen::codegen {

/// FNV-1a: tells texts apart that differ by accident, not by intent.
std::uint32_t short_hash(std::string_view text);

/// The include guard of a namespace: NNGEN_MY_NET_HPP.
std::string guard_of(const std::string& namespace_name);
/// The lines around a header's code. The guard's value stands for the contents, so that the second of two headers
/// that differ is an error and not nothing; `seal` puts it in.
std::string guard_opening(const std::string& namespace_name);
std::string guard_closing(const std::string& namespace_name);
/// The header with its guard's value by its text; again after its text has been changed.
std::string seal(std::string header, const std::string& namespace_name);

}  // namespace nngen::codegen
