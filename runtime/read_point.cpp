#include "runtime/read_point.hpp"

#include <algorithm>
#include <limits>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "runtime/names.hpp"
#include "runtime/properties.hpp"

namespace nngen::runtime {
namespace {

using Json = nlohmann::json;
using Value = ir::Matrix<double>;

std::string counted(std::size_t count, const char* noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

// ---------------------------------------------------------------- numbers and lists

std::optional<double> number(const Json& json) {
  if (json.is_number()) return json.get<double>();
  if (!json.is_string()) return std::nullopt;
  const auto& text = json.get_ref<const std::string&>();
  if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (text == "Infinity") return std::numeric_limits<double>::infinity();
  if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
  return std::nullopt;
}

bool all_numbers(const Json& list) {
  return std::all_of(list.begin(), list.end(), [](const Json& entry) { return number(entry); });
}

std::string expected(const ir::Shape& shape) {
  if (shape.is_scalar()) return "a number";
  if (shape.cols.is_one()) return "a list of " + counted(extent(shape.rows), "number");
  return fmt::format("a list of {} of {}", counted(extent(shape.rows), "row"),
                     counted(extent(shape.cols), "number"));
}

std::string description(const Json& json) {
  if (number(json)) return "a number";
  if (json.is_string())
    return fmt::format("the string {}", json.dump(-1, ' ', false, Json::error_handler_t::replace));
  if (json.is_object()) return "an object";
  if (!json.is_array()) return json.dump();  // true, false, null
  if (json.empty()) return "an empty list";
  if (all_numbers(json)) return "a list of " + counted(json.size(), "number");
  const bool rows = std::all_of(json.begin(), json.end(),
                                [](const Json& row) { return row.is_array() && all_numbers(row); });
  if (!rows) return "a list with something in it that is no number";
  const std::size_t cols = json[0].size();
  const bool even =
      std::all_of(json.begin(), json.end(), [cols](const Json& row) { return row.size() == cols; });
  if (!even) return "a list of rows of different lengths";
  return fmt::format("a list of {} of {}", counted(json.size(), "row"), counted(cols, "number"));
}

// The value if the JSON has the shape.
std::optional<Value> matrix(const Json& json, const ir::Shape& shape) {
  Value value(extent(shape.rows), extent(shape.cols));
  if (shape.is_scalar() && number(json)) {
    value[0] = *number(json);
    return value;
  }
  if (!json.is_array() || json.size() != value.rows()) return std::nullopt;
  for (std::size_t i = 0; i < value.rows(); ++i) {
    const Json& row = json[i];
    if (shape.cols.is_one() && number(row)) {
      value[i] = *number(row);
      continue;
    }
    if (!row.is_array() || row.size() != value.cols() || !all_numbers(row)) return std::nullopt;
    for (std::size_t j = 0; j < value.cols(); ++j) value(i, j) = *number(row[j]);
  }
  return value;
}

// ---------------------------------------------------------------- the whole object

class Reader {
 public:
  Reader(const ir::Program& program, const PointRequest& request)
      : program_(program), request_(request) {
    for (std::uint32_t i = 0; i < program.declarations.size(); ++i) {
      declarations_[program.declarations[i].name.plain()] = i;
    }
    point_.samples = request.samples;
  }

  // The keys in the order of the text, with repetitions.
  void read(const Json& object, const std::vector<std::string>& keys) {
    for (const std::string& key : keys) read_value(key, object.at(key));
    const std::vector<bool> needed = ir::reachable(*program_.graph, request_.roots);
    for (std::uint32_t i = 0; i < program_.declarations.size(); ++i) {
      const ir::Declaration& declaration = program_.declarations[i];
      if (!needed[declaration.node.value] || given_as_.contains(i)) continue;
      errors_.push_back({fmt::format("'{}' has no value: it takes {}", declaration.name.plain(),
                                     expected_of(declaration)),
                         {},
                         {}});
    }
  }

  ir::Result<Point, std::vector<ValuesError>> result() && {
    if (!errors_.empty()) return std::move(errors_);
    return std::move(point_);
  }

 private:
  bool is_list_of_samples(const ir::Declaration& declaration) const {
    return request_.batched && per_sample(declaration);
  }
  bool per_sample(const ir::Declaration& declaration) const {
    return (*program_.graph)[declaration.node].per_sample;
  }

  std::string expected_of(const ir::Declaration& declaration) const {
    if (!is_list_of_samples(declaration)) return expected(declaration.shape);
    return fmt::format("a list of {}, each {}", counted(request_.samples, "sample"),
                       expected(declaration.shape));
  }

  void read_value(const std::string& key, const Json& json) {
    const auto found = declarations_.find(plain_spelling(key));
    if (found == declarations_.end()) return unknown(key);
    const auto [first, is_new] = given_as_.emplace(found->second, key);
    if (!is_new) {
      const std::string as = first->second == key ? "" : fmt::format(" (as '{}')", first->second);
      errors_.push_back({fmt::format("'{}' is given twice{}", key, as), {}, {}});
      return;
    }
    const ir::Declaration& declaration = program_.declarations[found->second];
    SampledValue<double> value{per_sample(declaration), {}};
    if (!is_list_of_samples(declaration)) {
      if (!read_sample(key, json, declaration, value)) return;
    } else if (!json.is_array() || json.size() != request_.samples) {
      const std::string is =
          json.is_array() ? "a list of " + std::to_string(json.size()) : description(json);
      return wrong(key, declaration, "it is " + is);
    } else {
      for (const Json& sample : json) {
        if (!read_sample(key, sample, declaration, value)) return;
      }
    }
    point_.values[found->second] = std::move(value);
  }

  bool read_sample(const std::string& key, const Json& json, const ir::Declaration& declaration,
                   SampledValue<double>& into) {
    const std::string sample = is_list_of_samples(declaration)
                                   ? fmt::format("sample {} of ", into.samples.size() + 1)
                                   : "";
    std::optional<Value> value = matrix(json, declaration.shape);
    if (!value) {
      const std::string which = sample.empty() ? "it" : sample + "it";
      wrong(key, declaration, which + " is " + description(json));
      return false;
    }
    if (const auto broken = broken_property(*value, declaration.properties)) {
      errors_.push_back({fmt::format("{}'{}' {}", sample, key, *broken), {}, {}});
      return false;
    }
    into.samples.push_back(*std::move(value));
    return true;
  }

  void wrong(const std::string& key, const ir::Declaration& declaration, const std::string& found) {
    errors_.push_back(
        {fmt::format("'{}' must be {}; {}", key, expected_of(declaration), found), {}, {}});
  }

  void unknown(const std::string& key) {
    const std::string plain = plain_spelling(key);
    const auto has_name = [&](const ir::NamedValue& value) { return value.name.plain() == plain; };
    const auto computed = [&](const std::vector<ir::NamedValue>& values) {
      return std::any_of(values.begin(), values.end(), has_name);
    };
    if (computed(program_.values) || computed(program_.outputs) ||
        (program_.loss && has_name(*program_.loss))) {
      errors_.push_back({fmt::format("'{}' is computed: it takes no value", key), {}, {}});
      return;
    }
    std::vector<std::string> names;
    for (const auto& [name, index] : declarations_) names.push_back(name);
    const auto nearest = nearest_name(plain, names);
    errors_.push_back({fmt::format("'{}' is not declared", key),
                       nearest ? fmt::format("did you mean '{}'?", *nearest) : "",
                       {}});
  }

  const ir::Program& program_;
  const PointRequest& request_;
  std::map<std::string, std::uint32_t> declarations_;  // by plain name
  std::map<std::uint32_t, std::string> given_as_;
  Point point_;
  std::vector<ValuesError> errors_;
};

// ---------------------------------------------------------------- the text

ir::LineColumn place_of(std::string_view text, std::size_t offset) {
  const ir::SourceFile source("", std::string(text));
  return source.line_column(static_cast<std::uint32_t>(std::min(offset, text.size())));
}

// The library's sentence without its own code and place: "[json.exception…] parse error at …:
// what".
ValuesError malformed(std::string_view text, const Json::parse_error& error) {
  std::string what = error.what();
  const std::size_t place = what.find("column ");
  const std::size_t colon = place == std::string::npos ? place : what.find(": ", place);
  if (colon != std::string::npos) what.erase(0, colon + 2);
  return {"malformed JSON: " + what, {}, place_of(text, error.byte == 0 ? 0 : error.byte - 1)};
}

// "… number overflow parsing '1e999'"
ValuesError out_of_range(std::string_view text, const Json::out_of_range& error) {
  const std::string what = error.what();
  const std::size_t begin = what.find('\'') + 1;
  const std::string digits = what.substr(begin, what.rfind('\'') - begin);
  return {
      fmt::format("the number {} is out of range", digits), {}, place_of(text, text.find(digits))};
}

}  // namespace

ir::Result<Point, std::vector<ValuesError>> read_point(std::string_view text,
                                                       const ir::Program& program,
                                                       const PointRequest& request) {
  Json json;
  std::vector<std::string> keys;
  const auto note_key = [&keys](int depth, Json::parse_event_t event, Json& parsed) {
    if (depth == 1 && event == Json::parse_event_t::key) keys.push_back(parsed.get<std::string>());
    return true;
  };
  try {
    json = Json::parse(text, note_key);
  } catch (const Json::parse_error& error) {
    return std::vector{malformed(text, error)};
  } catch (const Json::out_of_range& error) {
    return std::vector{out_of_range(text, error)};
  }
  if (!json.is_object()) {
    return std::vector{ValuesError{
        "the values must be an object, {\"name\": value, …}; this is " + description(json),
        {},
        {}}};
  }
  Reader reader(program, request);
  reader.read(json, keys);
  return std::move(reader).result();
}

}  // namespace nngen::runtime
