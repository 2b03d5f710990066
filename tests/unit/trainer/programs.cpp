#include "tests/unit/trainer/programs.hpp"

#include <cstdlib>
#include <limits>

#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace nngen::tests {

ProcessResult in_child(const std::function<int()>& work) {
  const TemporaryFolder folder;
  const std::string out = (folder / "out").string(), err = (folder / "err").string();
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    // what the child says is read from files: no pipe that could be full
    if (std::freopen(out.c_str(), "w", stdout) == nullptr) ::_exit(125);
    if (std::freopen(err.c_str(), "w", stderr) == nullptr) ::_exit(125);
    const int status = work();
    std::fflush(nullptr);
    ::_exit(status);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ProcessResult result;
  result.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  result.out = read_file(out);
  result.err = read_file(err);
  return result;
}

void write_arrays(const std::filesystem::path& path, const Arrays& arrays,
                  const train::Metadata& metadata) {
  train::TensorWriter writer;
  writer.metadata = metadata;
  for (const auto& [name, array] : arrays) writer.add(name, array.first, array.second.data());
  if (const auto problem = writer.write(path.string()); !problem.empty()) {
    throw std::runtime_error(problem);
  }
}

std::vector<double> numbers_of(const std::filesystem::path& path, const std::string& name) {
  train::TensorFile file;
  std::vector<double> numbers;
  if (!file.open(path.string()).empty()) return {};
  const train::Tensor* tensor = file.find(name);
  if (tensor == nullptr || !file.read(*tensor, numbers).empty()) return {};
  return numbers;
}

std::vector<double> logged(const std::filesystem::path& log, const std::string& key) {
  const std::string text = read_file(log), quoted = "\"" + key + "\": ";
  std::vector<double> numbers;
  for (std::size_t at = text.find(quoted); at != text.npos; at = text.find(quoted, at + 1)) {
    const char* value = text.c_str() + at + quoted.size();
    numbers.push_back(*value == 'n' ? std::numeric_limits<double>::quiet_NaN()
                                    : std::strtod(value, nullptr));
  }
  return numbers;
}

Arrays three_classes(std::size_t samples, std::uint64_t seed, const std::string& prefix) {
  constexpr double centres[3][2] = {{0, 1}, {1, -1}, {-1, -1}};
  train::Random random(seed);
  std::vector<double> x, t;
  for (std::size_t s = 0; s < samples; ++s) {
    const std::size_t which = s % 2 == 0 ? 0 : 1 + random.below(2);
    for (const double centre : centres[which]) x.push_back(centre + 2 * random.uniform() - 1);
    for (std::size_t k = 0; k < 3; ++k) t.push_back(k == which ? 1 : 0);
  }
  return {{prefix + "x", {{samples, 2}, x}}, {prefix + "t", {{samples, 3}, t}}};
}

Arrays one_sample(double t, const std::string& prefix) {
  return {{prefix + "x", {{1, 2}, {1, 0}}}, {prefix + "t", {{1}, {t}}}};
}

}  // namespace nngen::tests
