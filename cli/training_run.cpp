#include "cli/training_run.hpp"

#include <bit>
#include <cstdint>
#include <filesystem>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "codegen/optimizers.hpp"
#include "parser/lexer.hpp"

namespace nngen::cli {
namespace {

using Json = nlohmann::json;

constexpr const char* fingerprint_key = "nngen.training";

std::string absolute(const std::string& path) {
  if (path == "-") return "/dev/stdout";
  return std::filesystem::absolute(path).lexically_normal().string();
}

/// FNV-1a: it tells what differs by accident, not by intent.
class Hash {
 public:
  void add(std::string_view bytes) {
    add(bytes.size());
    for (const char c : bytes) mix(static_cast<unsigned char>(c));
  }
  void add(std::uint64_t number) { mix(number); }
  void add(double number) { mix(std::bit_cast<std::uint64_t>(number)); }
  std::string text() const { return fmt::format("{:016x}", state_); }

 private:
  void mix(std::uint64_t value) {
    state_ = (state_ ^ value) * 0x100000001b3u;
    state_ ^= state_ >> 32;  // a whole word at a time: its high bits shall count as well
  }
  std::uint64_t state_ = 0xcbf29ce484222325u;
};

std::string hash_of_program(const Task& task, const Options& options) {
  Hash hash;
  ir::Diagnostics said_before;
  // comments and blanks may change
  for (const parser::Token& token : parser::lex(task.source, said_before).tokens) {
    hash.add(task.source.text(token.span()));
  }
  for (const Override& given : options.overrides) {
    hash.add(given.name);
    hash.add(given.value);
  }
  return hash.text();
}

std::string hash_of_samples(const std::vector<data::Tensor>& samples) {
  Hash hash;
  for (const data::Tensor& tensor : samples) {
    hash.add(tensor.name);
    for (const std::size_t extent : tensor.shape) hash.add(extent);
    for (const double value : tensor.values) hash.add(value);
  }
  return hash.text();
}

}  // namespace

std::vector<std::string> arguments_of(const Options& options, const std::string& data_file) {
  const TrainingOptions& training = options.training;
  std::vector<std::string> words{"--data", absolute(data_file),
                                 "--out",  absolute(training.weights),
                                 "--seed", std::to_string(options.seed.value_or(1))};
  for (const auto& [flag, path] :
       {std::pair{"--init-from", &training.init_from}, std::pair{"--log", &training.log},
        std::pair{"--checkpoint", &training.checkpoint}}) {
    if (path->empty()) continue;
    words.emplace_back(flag);
    words.push_back(absolute(*path));
  }
  for (const auto& [flag, value] : training.passed_on) {
    words.push_back(flag);
    words.push_back(value);
  }
  if (training.resume) words.emplace_back("--resume");
  if (training.quiet) words.emplace_back("--quiet");
  return words;
}

std::map<std::string, std::string> fingerprint_of(const Task& task, const Options& options,
                                                  const std::vector<data::Tensor>& samples) {
  const bool is_double = options.scalar == codegen::ScalarType::float64;
  const Json made_of = {{"program", hash_of_program(task, options)},
                        {"data", hash_of_samples(samples)},
                        {"batch", std::to_string(options.batch.samples)},
                        {"optimizer", codegen::optimizer_rule(options.optimizer).word},
                        {"scalar", is_double ? "double" : "float"},
                        {"seed", std::to_string(options.seed.value_or(1))}};
  return {{fingerprint_key, made_of.dump()}};
}

std::optional<Failure> foreign_checkpoint(const Options& options,
                                          const std::map<std::string, std::string>& metadata) {
  if (!options.training.resume) return std::nullopt;
  const auto path = std::filesystem::path(options.training.checkpoint) / "checkpoint.safetensors";
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return std::nullopt;  // that is for the program
  const auto checkpoint = data::read_safetensors(path.string());
  if (!checkpoint) return Failure{checkpoint.error().to_string(), checkpoint.error().hint};
  const auto text = checkpoint.value().metadata.find(fingerprint_key);
  if (text == checkpoint.value().metadata.end()) return std::nullopt;
  const Json was = Json::parse(text->second, nullptr, false);
  const Json is = Json::parse(metadata.at(fingerprint_key));
  if (!was.is_object()) return Failure{fmt::format("{}: the checkpoint is damaged", path.string())};
  const std::pair<const char*, const char*> differences[] = {
      {"program", "is of another program"},      {"scalar", "has numbers of another --scalar"},
      {"seed", "was begun with another --seed"}, {"data", "is of a training on other data"},
      {"batch", "has batches of another size"},  {"optimizer", "is of another optimizer"}};
  for (const auto& [key, difference] : differences) {
    if (was.contains(key) && was[key] == is[key]) continue;
    return Failure{fmt::format("{}: the checkpoint {}", path.string(), difference),
                   "without --resume the training starts anew"};
  }
  return std::nullopt;
}

}  // namespace nngen::cli
