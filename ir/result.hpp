#pragma once
// A value, or the reason why there is none.

#include <utility>
#include <variant>

#include "ir/check.hpp"

namespace nngen::ir {

/// C++20 has no std::expected; this is the part of it that nngen needs.
template <class Value, class Error>
class Result {
 public:
  Result(Value value) : content_(std::in_place_index<0>, std::move(value)) {}  // NOLINT
  Result(Error error) : content_(std::in_place_index<1>, std::move(error)) {}  // NOLINT

  bool ok() const { return content_.index() == 0; }
  explicit operator bool() const { return ok(); }

  const Value& value() const& {
    NNGEN_CHECK(ok());
    return std::get<0>(content_);
  }
  Value&& value() && {
    NNGEN_CHECK(ok());
    return std::get<0>(std::move(content_));
  }
  const Error& error() const {
    NNGEN_CHECK(!ok());
    return std::get<1>(content_);
  }

 private:
  std::variant<Value, Error> content_;
};

}  // namespace nngen::ir
