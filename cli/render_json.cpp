#include "cli/render_json.hpp"

#include <nlohmann/json.hpp>

namespace nngen::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string one_line(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json place(const ir::LineColumn& where) { return {{"line", where.line}, {"column", where.column}}; }

Json range(ir::Span span, const ir::SourceFile& source) {
  return {{"file", source.name()},
          {"bytes", {span.begin, span.end}},
          {"start", place(source.line_column(span.begin))},
          {"end", place(source.line_column(span.end))}};
}

Json label_object(const ir::Label& label, const ir::SourceFile& source) {
  Json object = range(label.span, source);
  object["text"] = label.text;
  object["primary"] = label.primary;
  return object;
}

}  // namespace

std::string render_json(const ir::Diagnostic& diagnostic, const ir::SourceFile& source) {
  Json object;
  object["kind"] = std::string(ir::diagnostic_name(diagnostic.kind));
  object["severity"] = diagnostic.severity() == ir::Severity::error ? "error" : "warning";
  object["message"] = diagnostic.message;
  object["labels"] = Json::array();
  for (const ir::Label& label : diagnostic.labels) {
    object["labels"].push_back(label_object(label, source));
  }
  object["hint"] = text_or_null(diagnostic.hint);
  object["fix"] = Json();
  if (diagnostic.fix) {
    object["fix"] = range(diagnostic.fix->span, source);
    object["fix"]["replacement"] = diagnostic.fix->replacement;
  }
  return one_line(object);
}

std::string render_json(const Failure& failure) {
  return one_line({{"kind", "failure"},
                   {"severity", "error"},
                   {"message", failure.message},
                   {"labels", Json::array()},
                   {"hint", text_or_null(failure.hint)},
                   {"fix", Json()},
                   {"details", text_or_null(failure.details)}});
}

}  // namespace nngen::cli
