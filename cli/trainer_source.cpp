#include "cli/trainer_source.hpp"

#include <fmt/format.h>

namespace nngen::cli {

ir::Result<std::string, Failure> trainer_source(Task& task, const Options& options) {
  std::string header = "{";
  std::size_t bytes = 0;
  for (const ir::Declaration* param : task.program.with_role(ir::Role::param)) {
    const auto rows = param->shape.rows.value(), cols = param->shape.cols.value();
    const std::size_t end = bytes + 8 * static_cast<std::size_t>(rows * cols);
    header += fmt::format(R"({}"{}":{{"dtype":"F64","shape":[{}],"data_offsets":[{},{}]}})",
                          bytes == 0 ? "" : ",", param->name.plain(),
                          cols == 1 ? std::to_string(rows) : fmt::format("{},{}", rows, cols),
                          bytes, end);
    bytes = end;
  }
  header += "}";
  while (header.size() % 8 != 0) header += ' ';
  return fmt::format(R"(
#include <csignal>
#include <cstdio>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <string>
#include <unistd.h>
static volatile std::sig_atomic_t stopped = 0;
int main(int argc, char** argv) {{
  std::signal(SIGINT, [](int) {{ stopped = 1; }});
  std::signal(SIGTERM, [](int) {{ stopped = 1; }});
  std::string out, epochs = "10";
  for (int i = 1; i < argc; ++i) {{
    std::fprintf(stderr, "%s ", argv[i]);
    if (i + 1 < argc && !std::strcmp(argv[i], "--out")) out = argv[i + 1];
    if (i + 1 < argc && !std::strcmp(argv[i], "--epochs")) epochs = argv[i + 1];
  }}
  std::fprintf(stderr, "\nbatch {}\n");
  for (int i = 0; epochs == "1000000" && !stopped; ++i) usleep(1000);
  const std::string header = R"h({})h";
  std::ofstream file(out, std::ios::binary);
  const std::uint64_t size = header.size();
  file.write(reinterpret_cast<const char*>(&size), 8);
  file << header;
  for (std::size_t i = 0; i < {}; i += 8) {{
    const double value = 0.01 * static_cast<double>(i % 96) - 0.4;
    file.write(reinterpret_cast<const char*>(&value), 8);
  }}
  return stopped ? 130 : file ? 0 : 1;
}}
)",
                     options.batch.samples, header, bytes);
}

}  // namespace nngen::cli
