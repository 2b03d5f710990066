#include "trainer/safetensors.hpp"

#include <csignal>
#include <cstring>

#include <sys/resource.h>

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"
#include "tests/unit/trainer/programs.hpp"

namespace nngen::tests {
namespace {

using namespace train;

std::string file_with(const std::string& header, const std::string& numbers) {
  std::string length(8, '\0');
  for (std::size_t i = 0; i < 8; ++i) length[i] = static_cast<char>(header.size() >> (8 * i));
  return length + header + numbers;
}

/// 1 and −2 as F32, then 0.5 as F64.
const std::string some_numbers("\0\0\x80\x3f\0\0\0\xc0\0\0\0\0\0\0\xe0\x3f", 16);

struct Opened {
  TensorFile file;
  Problem problem;
};
std::unique_ptr<Opened> opened(const std::string& bytes) {
  const TemporaryFolder folder;
  write_file(folder / "f", bytes);
  auto result = std::make_unique<Opened>();
  result->problem = result->file.open((folder / "f").string());
  return result;
}

TEST_CASE("a file that was written by hand is read") {
  const auto file = opened(file_with(
      R"({ "__metadata__": {"a\"\\\n\u00e9": "\ud83d\ude00", "b": ""},)"
      R"("x":{"dtype":"F32","data_offsets":[0,8],"shape":[2,1], "more": [{"a": "]"}, 1.5, null]},)"
      "\n\t"
      R"( "s":{"shape":[],"dtype":"F64","data_offsets":[8,16]}}   )",
      some_numbers));
  REQUIRE(file->problem == "");
  CHECK(file->file.metadata() == Metadata{{"a\"\\\né", "😀"}, {"b", ""}});
  const Tensor *x = file->file.find("x"), *s = file->file.find("s");
  REQUIRE(x != nullptr);
  REQUIRE(s != nullptr);
  CHECK(x->shape == std::vector<std::uint64_t>{2, 1});
  CHECK(s->shape.empty());
  CHECK(file->file.find("y") == nullptr);
  std::vector<double> doubles;
  std::vector<float> floats;
  CHECK(file->file.read(*x, doubles) == "");
  CHECK(doubles == std::vector<double>{1, -2});
  CHECK(file->file.read(*s, floats) == "");
  CHECK(floats == std::vector<float>{0.5f});
}

TEST_CASE("what is written has the bytes of the format") {
  const TemporaryFolder folder;
  const std::string path = (folder / "f").string();
  const float x[] = {1, -2};
  const double s = 0.5;
  TensorWriter writer;
  writer.add("x", {2, 1}, x);
  writer.add("s", {}, &s);
  writer.metadata["a\"\n"] = "é";
  CHECK(writer.write(path) == "");
  std::string header = R"({"__metadata__":{"a\"\u000a":"é"},)"
                       R"("x":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},)"
                       R"("s":{"dtype":"F64","shape":[],"data_offsets":[8,16]}})";
  while (header.size() % 8 != 0) header += ' ';
  CHECK(read_file(path) == file_with(header, some_numbers));
  CHECK(opened(read_file(path))->problem == "");
}

TEST_CASE("damaged files are refused with a reason") {
  const auto problem = [](const std::string& header, const std::string& numbers = some_numbers) {
    return opened(file_with(header, numbers))->problem;
  };
  const auto says = [](const std::string& text, const std::string& part) {
    INFO(text);
    return text.find(part) != text.npos;
  };
  const std::string x = R"("x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]})";
  const std::string s = R"("s":{"dtype":"F64","shape":[],"data_offsets":[8,16]})";
  CHECK(problem("{" + x + "," + s + "}") == "");
  CHECK(says(problem("{" + x + "," + s + "}", some_numbers.substr(0, 15)), "ends within 's'"));
  CHECK(says(problem("{" + x + "}"), "belong to no array"));
  CHECK(says(problem("{" + x + "," + s + "} {}"), "header that is damaged"));
  CHECK(says(problem("{" + x + "," + s), "header that is damaged"));
  CHECK(says(problem("[1]"), "header that is damaged"));
  CHECK(says(problem("{" + x + "," + x + "}"), "damaged"));  // they overlap
  const std::string none = R"("n":{"dtype":"F32","shape":[0],"data_offsets":[16,16]})";
  CHECK(says(problem("{" + x + "," + s + "," + none + "," + none + "}"), "'n' twice"));
  CHECK(says(problem(R"({"x":{"dtype":"I64","shape":[2],"data_offsets":[0,16]}})"), "F32 and F64"));
  CHECK(says(problem(R"({"x":{"dtype":"F32","shape":[3],"data_offsets":[0,16]}})"), "do not fit"));
  // 2³²·2³² numbers, in 64 bits none
  CHECK(says(
      problem(R"({"x":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}})", ""),
      "do not fit"));
  CHECK(says(problem(R"({"x":{"dtype":"F32","shape":[4],"data_offsets":[16,0]}})"), "do not fit"));
  CHECK(
      says(problem(R"({"x":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,16]}})"),
           "header that is damaged"));
  CHECK(says(problem("{\"x\":{\"a\":" + std::string(1'000'000, '[')), "header that is damaged"));
  CHECK(says(problem(R"({"x\ud800":{}})"), "header that is damaged"));
  CHECK(says(opened("1234567")->problem, "too short"));
  CHECK(says(opened(std::string(8, '\xff'))->problem, "no safetensors file"));
  CHECK(says(opened(std::string("\x09\0\0\0\0\0\0\0{}", 10))->problem, "ends within its header"));
  TensorFile missing;
  CHECK(says(missing.open("/no/such/file"), "No such file"));
}

TEST_CASE("no bytes at all make the reader fail in another way than by a message") {
  const std::string good = file_with(
      R"({"__metadata__":{"k\u0041":"v"},"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
      R"("s":{"dtype":"F64","shape":[],"data_offsets":[8,16]}})",
      some_numbers);
  for (std::size_t length = 0; length < good.size(); ++length) {
    CHECK(opened(good.substr(0, length))->problem != "");
  }
  const TemporaryFolder folder;
  Random random(11);
  std::vector<double> numbers;
  for (int i = 0; i < 1500; ++i) {
    std::string bytes = good;
    for (std::size_t n = 0; n <= random.below(3); ++n) {
      const char often[] = "{}[]\",:\\u0129\x80";
      char& byte = bytes[random.below(bytes.size())];
      byte = random.below(2) == 0 ? static_cast<char>(random.below(256)) : often[random.below(15)];
    }
    write_file(folder / "f", bytes);
    TensorFile file;
    if (!file.open((folder / "f").string()).empty()) continue;
    for (const Tensor& tensor : file.tensors()) CHECK(file.read(tensor, numbers) == "");
  }
}

TEST_CASE("a file that cannot be written whole stays as it was") {
  const TemporaryFolder folder;
  const std::string path = (folder / "f").string();
  write_file(path, "old");
  const ProcessResult result = in_child([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1000, 1000};  // as a disk with so many bytes left
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const Problem small = replace_file((folder / "small").string(), std::string(900, 'a'));
    const Problem large = replace_file(path, std::string(1100, 'b'));
    say(large);
    return small.empty() && !large.empty() ? 0 : 1;
  });
  CHECK(result.status == 0);
  CHECK(result.err == "cannot write '" + path + "': File too large\n");
  CHECK(read_file(path) == "old");
  CHECK(read_file(folder / "small") == std::string(900, 'a'));
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 2);
}

TEST_CASE("replacing a file keeps its mode, links and devices") {
  const TemporaryFolder folder;
  write_file(folder / "f", "old");
  std::filesystem::permissions(folder / "f", std::filesystem::perms(0640));
  std::filesystem::create_symlink("f", folder / "link");
  CHECK(replace_file((folder / "link").string(), "new") == "");
  CHECK(read_file(folder / "f") == "new");
  CHECK(std::filesystem::is_symlink(folder / "link"));
  CHECK(std::filesystem::status(folder / "f").permissions() == std::filesystem::perms(0640));
  CHECK(replace_file("/dev/null", "new") == "");
  CHECK(std::filesystem::is_character_file("/dev/null"));
  CHECK(replace_file("/dev/full", "new") == "cannot write '/dev/full': No space left on device");
  CHECK(replace_file((folder / "no/f").string(), "") != "");
  CHECK(replace_file(folder.path().string(), "") != "");
}

}  // namespace
}  // namespace nngen::tests
