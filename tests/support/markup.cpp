#include "tests/support/markup.hpp"

#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace nngen::tests {
namespace {

constexpr std::pair<std::string_view, std::string_view> entities[] = {
    {"&amp;", "&"}, {"&lt;", "<"},          {"&gt;", ">"},        {"&quot;", "\""},
    {"&#39;", "'"}, {"&#x2061;", "\u2061"}, {"&#160;", "\u00A0"}, {"&#45;", "-"}};

/// The length of the entity that the text begins with, or 0.
std::size_t entity_length(std::string_view text) {
  for (const auto& [entity, character] : entities) {
    if (text.starts_with(entity)) return entity.size();
  }
  return 0;
}

/// A tag's name and its attributes, whose values stand in double quotes.
struct Tag {
  std::string name;
  std::vector<std::pair<std::string, std::string>> attributes;
  bool closes = false;
  bool is_whole = false;  // <name/>
};

Tag parsed_tag(std::string_view text) {
  Tag tag;
  tag.closes = text.starts_with('/');
  if (tag.closes) text.remove_prefix(1);
  tag.is_whole = text.ends_with('/');
  if (tag.is_whole) text.remove_suffix(1);
  const std::size_t end = std::min(text.find_first_of(" \n"), text.size());
  tag.name = std::string(text.substr(0, end));
  text.remove_prefix(end);
  while (true) {
    const std::size_t begin = text.find_first_not_of(" \n");
    if (begin == std::string_view::npos) return tag;
    const std::size_t equals = text.find("=\"", begin);
    if (equals == std::string_view::npos) return tag;
    const std::size_t close = text.find('"', equals + 2);
    tag.attributes.emplace_back(text.substr(begin, equals - begin),
                                text.substr(equals + 2, close - equals - 2));
    text.remove_prefix(close + 1);
  }
}

/// Where the tag that begins here ends: a > in an attribute's value is none.
std::size_t end_of_tag(const std::string& page, std::size_t begin) {
  bool is_quoted = false;
  for (std::size_t i = begin; i < page.size(); ++i) {
    if (page[i] == '"') is_quoted = !is_quoted;
    if (page[i] == '>' && !is_quoted) return i;
  }
  return std::string::npos;
}

class PageChecker {
 public:
  std::string run(const std::string& page) {
    constexpr std::string_view doctype = "<!DOCTYPE html>\n";
    if (!page.starts_with(doctype)) return "no doctype";
    std::size_t at = doctype.size();
    while (at < page.size() && fault_.empty()) {
      if (page[at] == '<') {
        const std::size_t end = end_of_tag(page, at);
        if (end == std::string::npos) return "an open tag";
        take(parsed_tag(std::string_view(page).substr(at + 1, end - at - 1)));
        at = end + 1;
        // what stands in a style is no markup
        if (!open_.empty() && open_.back() == "style") at = page.find("</style>", at);
        continue;
      }
      if (page[at] == '&' && entity_length(std::string_view(page).substr(at)) == 0) {
        return "a bare & at " + page.substr(at, 20);
      }
      if (page[at] == '>') return "a bare > at " + page.substr(at, 20);
      ++at;
    }
    if (!fault_.empty()) return fault_;
    if (!open_.empty()) return "unclosed <" + open_.back() + ">";
    for (const std::string& link : links_) {
      if (!ids_.contains(link)) return "a link to #" + link;
    }
    return {};
  }

 private:
  void take(const Tag& tag) {
    static const std::set<std::string> never = {"script", "img",    "link",
                                                "iframe", "object", "base"};
    if (never.contains(tag.name)) fault_ = "<" + tag.name + ">";
    for (const auto& [name, value] : tag.attributes) check_attribute(tag, name, value);
    if (tag.closes) {
      if (open_.empty() || open_.back() != tag.name) {
        fault_ = "</" + tag.name + "> closes <" + (open_.empty() ? "" : open_.back()) + ">";
        return;
      }
      open_.pop_back();
      return;
    }
    if (!tag.is_whole && tag.name != "meta" && tag.name != "wbr") open_.push_back(tag.name);
  }

  void check_attribute(const Tag& tag, const std::string& name, const std::string& value) {
    if (name.starts_with("on") || name == "src") fault_ = name + " of <" + tag.name + ">";
    if (name == "id" && !ids_.insert(value).second) fault_ = "id " + value + " twice";
    if (name != "href") return;
    if (!value.starts_with('#')) fault_ = "a link to " + value;
    links_.push_back(value.substr(1));
  }

  std::string fault_;
  std::vector<std::string> open_;
  std::set<std::string> ids_;
  std::vector<std::string> links_;
};

}  // namespace

std::string html_fault(const std::string& page) { return PageChecker().run(page); }

std::string text_of_html(const std::string& html) {
  std::string text;
  for (std::size_t at = 0; at < html.size();) {
    if (html[at] == '<') {
      at = end_of_tag(html, at) + 1;
      continue;
    }
    const std::string_view rest = std::string_view(html).substr(at);
    const std::size_t length = entity_length(rest);
    if (length == 0) {
      text += html[at++];
      continue;
    }
    for (const auto& [entity, character] : entities) {
      if (rest.starts_with(entity)) text += character;
    }
    at += length;
  }
  return text;
}

}  // namespace nngen::tests
