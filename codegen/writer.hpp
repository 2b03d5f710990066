#pragma once
// Lines of C++ with their indentation.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nngen::codegen {

class Writer {
 public:
  /// A line at the current depth; an empty one has no blanks.
  void line(std::string_view text = {});
  /// A line that opens a block: what follows stands deeper until `close`.
  void open(std::string_view text);
  void close(std::string_view text = "}");
  /// Goes deeper after a line that opened a block itself.
  void open_here() { ++depth_; }
  /// `head(a, b, …)tail`, broken after the opening bracket and then where the line is full.
  void call(std::string_view head, const std::vector<std::string>& arguments, std::string_view tail);
  /// Text that is formatted already.
  void raw(std::string_view text) { text_ += text; }

  std::string take() { return std::move(text_); }

 private:
  std::string text_;
  std::size_t depth_ = 0;
};

}  // namespace nngen::codegen
