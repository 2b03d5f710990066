#include "data/preparation.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace nngen::data {
namespace {

using Json = nlohmann::json;

constexpr const char* standardisation_key = "nngen.standardisation";
constexpr const char* classes_key = "nngen.classes";

Standardisation learn(const ir::Matrix<double>& values) {
  const std::size_t entries = values.rows(), samples = values.cols();
  const auto count = static_cast<double>(samples);
  Standardisation result{std::vector<double>(entries, 0), std::vector<double>(entries, 0)};
  std::vector<bool> is_constant(entries, true);
  for (std::size_t s = 0; s < samples; ++s) {
    for (std::size_t k = 0; k < entries; ++k) {
      // divided before they are summed, since the sum of finite numbers need not be finite; so
      // below
      result.mean[k] += values(k, s) / count;
      is_constant[k] = is_constant[k] && values(k, s) == values(k, 0);
    }
  }
  for (std::size_t s = 0; s < samples; ++s) {
    for (std::size_t k = 0; k < entries; ++k) {
      const double share = (values(k, s) - result.mean[k]) / std::sqrt(count);
      result.scale[k] = std::hypot(result.scale[k], share);
    }
  }
  for (std::size_t k = 0; k < entries; ++k) {
    if (is_constant[k] && samples > 0) result.mean[k] = values(k, 0);
    if (is_constant[k]) result.scale[k] = 1;
  }
  return result;
}

std::optional<Standardisation> standardisation_of(const Json& json) {
  Standardisation result;
  for (const auto& [key, list] :
       {std::pair{"mean", &result.mean}, std::pair{"scale", &result.scale}}) {
    if (!json.is_object() || !json.contains(key) || !json[key].is_array()) return std::nullopt;
    for (const Json& number : json[key]) {
      if (!number.is_number()) return std::nullopt;
      list->push_back(number.get<double>());
    }
  }
  const bool is_good =
      result.mean.size() == result.scale.size() &&
      std::all_of(result.scale.begin(), result.scale.end(), [](double scale) { return scale > 0; });
  return is_good ? std::optional(std::move(result)) : std::nullopt;
}

}  // namespace

Preparation learn_preparation(const Dataset& training) {
  Preparation result;
  result.classes = training.classes;
  for (const DataVariable& variable : training.variables) {
    if (variable.role != ir::Role::input || !(variable.properties == ir::Properties{})) continue;
    result.inputs.emplace(variable.name, learn(variable.values));
  }
  return result;
}

std::optional<DataError> apply(const Preparation& preparation, Dataset& data) {
  for (const auto& [name, learnt] : preparation.inputs) {
    const auto variable =
        std::find_if(data.variables.begin(), data.variables.end(),
                     [&name = name](const DataVariable& v) { return v.name == name; });
    if (variable != data.variables.end() && variable->values.rows() == learnt.mean.size()) continue;
    return DataError{{},
                     fmt::format("the network was trained with an input '{}' of {}", name,
                                 counted(learnt.mean.size(), "number"))};
  }
  for (DataVariable& variable : data.variables) {
    const auto learnt = preparation.inputs.find(variable.name);
    if (learnt == preparation.inputs.end()) continue;
    const auto& [mean, scale] = learnt->second;
    for (std::size_t s = 0; s < data.samples; ++s) {
      for (std::size_t k = 0; k < mean.size(); ++k) {
        variable.values(k, s) = (variable.values(k, s) - mean[k]) / scale[k];
      }
    }
  }
  return std::nullopt;
}

std::map<std::string, std::string> metadata_of(const Preparation& preparation) {
  constexpr auto replace = Json::error_handler_t::replace;
  std::map<std::string, std::string> metadata;
  if (!preparation.inputs.empty()) {
    Json inputs = Json::object();
    for (const auto& [name, learnt] : preparation.inputs) {
      inputs[name] = {{"mean", learnt.mean}, {"scale", learnt.scale}};
    }
    metadata[standardisation_key] = inputs.dump(-1, ' ', false, replace);
  }
  if (!preparation.classes.empty()) {
    metadata[classes_key] = Json(preparation.classes).dump(-1, ' ', false, replace);
  }
  return metadata;
}

Result<Preparation> preparation_of(const std::string& file,
                                   const std::map<std::string, std::string>& metadata) {
  const auto damaged = [&](const char* key) {
    return DataError{{file}, fmt::format("the metadata '{}' is damaged", key)};
  };
  Preparation result;
  if (const auto text = metadata.find(standardisation_key); text != metadata.end()) {
    const Json json = Json::parse(text->second, nullptr, false);
    if (!json.is_object()) return damaged(standardisation_key);
    for (const auto& [name, value] : json.items()) {
      auto learnt = standardisation_of(value);
      if (!learnt) return damaged(standardisation_key);
      result.inputs.emplace(name, *std::move(learnt));
    }
  }
  if (const auto text = metadata.find(classes_key); text != metadata.end()) {
    const Json json = Json::parse(text->second, nullptr, false);
    if (!json.is_array()) return damaged(classes_key);
    for (const Json& name : json) {
      if (!name.is_string()) return damaged(classes_key);
      result.classes.push_back(name.get<std::string>());
    }
  }
  return result;
}

}  // namespace nngen::data
