#include "runtime/draw_graph.hpp"

#include <cerrno>
#include <system_error>

#include <fmt/format.h>
#include <string.h>

#include "runtime/files.hpp"
#include "runtime/process.hpp"
#include "runtime/temporary_folder.hpp"

namespace nngen::runtime {
namespace {

std::string reason(int error) { return std::generic_category().message(error); }

}  // namespace

ir::Result<std::string, DrawError> draw_graph(std::string_view dot) {
  const std::optional<TemporaryFolder> folder = TemporaryFolder::make();
  if (!folder) return DrawError{"there is no temporary folder for it: " + reason(errno)};
  const ProcessStreams streams{*folder / "graph", *folder / "picture", *folder / "errors"};
  if (!write_file(streams.input, dot)) return DrawError{"its graph cannot be written"};
  const auto end = run_process({"dot", "-Tsvg"}, streams);
  if (!end && end.error() == ENOENT) {
    return DrawError{"Graphviz, whose program dot draws it, is not installed"};
  }
  if (!end) return DrawError{"Graphviz's dot cannot be started: " + reason(end.error())};
  if (end.value().signal != 0) {
    return DrawError{fmt::format("Graphviz's dot has crashed: {}", strsignal(end.value().signal))};
  }
  if (end.value().status != 0) {
    return DrawError{fmt::format("Graphviz's dot has ended with status {}", end.value().status)};
  }
  std::optional<std::string> picture = read_file(streams.output);
  if (!picture) return DrawError{"what Graphviz's dot has drawn cannot be read"};
  return *std::move(picture);
}

}  // namespace nngen::runtime
