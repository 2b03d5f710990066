#include "runtime/read_point.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "runtime/names.hpp"
#include "runtime/properties.hpp"

namespace nngen::runtime {
namespace {

using ir::Diagnostic;
using ir::DiagnosticKind;
using Errors = std::vector<Diagnostic>;
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

// ---------------------------------------------------------------- places in the text

struct Member {
  std::string key;
  ir::Span key_span;  // with its quotes
  ir::Span value_span;
};

std::uint32_t skip_string(std::string_view text, std::uint32_t quote) {
  std::uint32_t i = quote + 1;
  while (text[i] != '"') i += text[i] == '\\' ? 2 : 1;
  return i + 1;
}

// Where the members of the outermost object stand; the text is one that has been parsed.
void locate(std::string_view text, std::vector<Member>& members) {
  int depth = 0;
  bool is_key = true;
  std::uint32_t solid = 0;  // behind the last character that is no blank
  std::size_t next = 0;
  for (std::uint32_t i = 0; i < text.size() && next < members.size();) {
    const char c = text[i];
    const std::uint32_t end = c == '"' ? skip_string(text, i) : i + 1;
    const bool closes = c == ']' || c == '}';
    if (depth == 1 && is_key && c == '"') {
      members[next].key_span = {i, end};
    } else if (depth == 1 && (c == ',' || closes)) {
      members[next++].value_span.end = solid;
      is_key = true;
    } else if (depth == 1 && is_key && c == ':') {
      is_key = false;
      members[next].value_span.begin = end;
    }
    depth += c == '[' || c == '{' ? 1 : closes ? -1 : 0;
    const bool is_blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    ir::Span* value = next < members.size() ? &members[next].value_span : nullptr;
    if (is_blank && value != nullptr && value->begin == i) value->begin = end;
    if (!is_blank) solid = end;
    i = end;
  }
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

  // The members in the order of the text, with repetitions.
  void read(const Json& object, const std::vector<Member>& members, ir::Span end) {
    // Of a key that comes twice JSON has the last value only: it is not known which is meant.
    std::map<std::string, std::size_t> count;
    for (const Member& member : members) ++count[member.key];
    for (const Member& member : members) {
      read_value(member, object.at(member.key), count[member.key] > 1);
    }
    const std::vector<bool> needed = ir::reachable(*program_.graph, request_.roots);
    for (std::uint32_t i = 0; i < program_.declarations.size(); ++i) {
      const ir::Declaration& declaration = program_.declarations[i];
      if (!needed[declaration.node.value] || given_as_.contains(i)) continue;
      errors_.push_back(ir::make_diagnostic(DiagnosticKind::no_values, declaration.name.plain(),
                                            expected_of(declaration))
                            .at(end));
    }
  }

  ir::Result<Point, Errors> result() && {
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

  void read_value(const Member& member, const Json& json, bool is_repeated) {
    const auto found = declarations_.find(plain_spelling(member.key));
    if (found == declarations_.end()) return unknown(member);
    const auto [given, is_new] = given_as_.emplace(found->second, &member);
    if (!is_new) {
      const Member& first = *given->second;
      const std::string as = first.key == member.key ? "" : fmt::format(" (as '{}')", first.key);
      errors_.push_back(ir::make_diagnostic(DiagnosticKind::unexpected_values,
                                            fmt::format("'{}' is given twice{}", member.key, as))
                            .at(member.key_span)
                            .note(first.key_span, "the first time"));
      return;
    }
    if (is_repeated) return;
    const ir::Declaration& declaration = program_.declarations[found->second];
    SampledValue<double> value{per_sample(declaration), {}};
    if (!is_list_of_samples(declaration)) {
      if (!read_sample(member, json, declaration, value)) return;
    } else if (!json.is_array() || json.size() != request_.samples) {
      const std::string is =
          json.is_array() ? "a list of " + std::to_string(json.size()) : description(json);
      return wrong(member, declaration, "it is " + is);
    } else {
      for (const Json& sample : json) {
        if (!read_sample(member, sample, declaration, value)) return;
      }
    }
    point_.values[found->second] = std::move(value);
  }

  bool read_sample(const Member& member, const Json& json, const ir::Declaration& declaration,
                   SampledValue<double>& into) {
    const std::string sample = is_list_of_samples(declaration)
                                   ? fmt::format("sample {} of ", into.samples.size() + 1)
                                   : "";
    std::optional<Value> value = matrix(json, declaration.shape);
    if (!value) {
      const std::string which = sample.empty() ? "it" : sample + "it";
      wrong(member, declaration, which + " is " + description(json));
      return false;
    }
    if (const auto broken = broken_property(*value, declaration.properties)) {
      errors_.push_back(ir::make_diagnostic(DiagnosticKind::broken_property,
                                            fmt::format("{}'{}' {}", sample, member.key, *broken))
                            .at(member.value_span));
      return false;
    }
    into.samples.push_back(*std::move(value));
    return true;
  }

  void wrong(const Member& member, const ir::Declaration& declaration, const std::string& found) {
    errors_.push_back(ir::make_diagnostic(DiagnosticKind::wrong_values, member.key,
                                          expected_of(declaration), found)
                          .at(member.value_span));
  }

  bool is_computed(const std::string& plain) const {
    const auto has_name = [&](const ir::NamedValue& value) { return value.name.plain() == plain; };
    const auto any_has_name = [&](const std::vector<ir::NamedValue>& values) {
      return std::any_of(values.begin(), values.end(), has_name);
    };
    return any_has_name(program_.values) || any_has_name(program_.outputs) ||
           (program_.loss && has_name(*program_.loss));
  }

  void unknown(const Member& member) {
    const std::string plain = plain_spelling(member.key);
    if (is_computed(plain)) {
      errors_.push_back(
          ir::make_diagnostic(DiagnosticKind::unexpected_values,
                              fmt::format("'{}' is computed: it takes no value", member.key))
              .at(member.key_span));
      return;
    }
    std::vector<std::string> names;
    for (const auto& [name, index] : declarations_) names.push_back(name);
    Diagnostic error =
        ir::make_diagnostic(DiagnosticKind::unknown_name, member.key).at(member.key_span);
    if (const auto nearest = nearest_name(plain, names)) {
      const ir::Span inside{member.key_span.begin + 1, member.key_span.end - 1};
      std::move(error).meaning(inside, *nearest);
    }
    errors_.push_back(std::move(error));
  }

  const ir::Program& program_;
  const PointRequest& request_;
  std::map<std::string, std::uint32_t> declarations_;  // by plain name
  std::map<std::uint32_t, const Member*> given_as_;
  Point point_;
  Errors errors_;
};

// ---------------------------------------------------------------- the text

// The character at the offset, or the end of the text.
ir::Span place_of(std::string_view text, std::size_t offset) {
  const auto begin = static_cast<std::uint32_t>(std::min(offset, text.size()));
  std::uint32_t end = begin;
  const auto continues = [&] { return (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80u; };
  if (end < text.size()) ++end;
  while (end < text.size() && continues()) ++end;
  return {begin, end};
}

// The library's sentence without its own code and place: "[json.exception…] parse error at …:
// what".
Diagnostic malformed(std::string_view text, const Json::parse_error& error) {
  std::string what = error.what();
  const std::size_t place = what.find("column ");
  const std::size_t colon = place == std::string::npos ? place : what.find(": ", place);
  if (colon != std::string::npos) what.erase(0, colon + 2);
  return ir::make_diagnostic(DiagnosticKind::malformed_values, "malformed JSON: " + what)
      .at(place_of(text, error.byte == 0 ? 0 : error.byte - 1));
}

// "… number overflow parsing '1e999'"
Diagnostic out_of_range(std::string_view text, const Json::out_of_range& error) {
  const std::string what = error.what();
  const std::size_t begin = what.find('\'') + 1;
  const std::string digits = what.substr(begin, what.rfind('\'') - begin);
  const auto place = static_cast<std::uint32_t>(std::min(text.find(digits), text.size()));
  const auto end = static_cast<std::uint32_t>(std::min(place + digits.size(), text.size()));
  return ir::make_diagnostic(DiagnosticKind::malformed_values,
                             fmt::format("the number {} is out of range", digits))
      .at({place, end});
}

}  // namespace

ir::Result<Point, std::vector<Diagnostic>> read_point(std::string_view text,
                                                      const ir::Program& program,
                                                      const PointRequest& request) {
  Json json;
  std::vector<Member> members;
  const auto note_key = [&members](int depth, Json::parse_event_t event, Json& parsed) {
    if (depth == 1 && event == Json::parse_event_t::key) {
      members.push_back({parsed.get<std::string>(), {}, {}});
    }
    return true;
  };
  try {
    json = Json::parse(text, note_key);
  } catch (const Json::parse_error& error) {
    return Errors{malformed(text, error)};
  } catch (const Json::out_of_range& error) {
    return Errors{out_of_range(text, error)};
  }
  if (!json.is_object()) {
    return Errors{
        ir::make_diagnostic(
            DiagnosticKind::malformed_values,
            "the values must be an object, {\"name\": value, …}; this is " + description(json))
            .at(place_of(text, text.find_first_not_of(" \t\r\n")))};
  }
  locate(text, members);
  Reader reader(program, request);
  reader.read(json, members, place_of(text, text.rfind('}')));
  return std::move(reader).result();
}

}  // namespace nngen::runtime
