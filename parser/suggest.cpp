#include "parser/suggest.hpp"

#include <algorithm>
#include <vector>

namespace nngen::parser {
namespace {

// The text's code points, each as its bytes.
std::vector<std::string_view> code_points(std::string_view text) {
  std::vector<std::string_view> points;
  std::size_t begin = 0;
  for (std::size_t i = 1; i <= text.size(); ++i) {
    if (i < text.size() && (static_cast<unsigned char>(text[i]) & 0xC0u) == 0x80u) continue;
    points.push_back(text.substr(begin, i - begin));
    begin = i;
  }
  return points;
}

bool same_but_for_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [&](char x, char y) { return lower(x) == lower(y); });
}

// Edits in thirds, so that another case is nearer than another letter.
constexpr std::size_t edit = 3;
constexpr std::size_t case_edit = 1;

// Optimal string alignment: edits, with the exchange of two neighbours as one.
std::size_t distance(std::string_view left, std::string_view right) {
  const auto a = code_points(left);
  const auto b = code_points(right);
  std::vector<std::size_t> before, previous(b.size() + 1), current(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) previous[j] = j * edit;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i * edit;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      std::size_t replace = edit;
      if (a[i - 1] == b[j - 1]) {
        replace = 0;
      } else if (same_but_for_case(a[i - 1], b[j - 1])) {
        replace = case_edit;
      }
      current[j] = std::min({previous[j] + edit, current[j - 1] + edit, previous[j - 1] + replace});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        current[j] = std::min(current[j], before[j - 2] + edit);
      }
    }
    before = previous;
    previous = current;
  }
  return previous[b.size()];
}

}  // namespace

std::optional<std::string> nearest_name(std::string_view name, std::span<const std::string> known) {
  const std::size_t length = code_points(name).size();
  // Of a very long name nobody misses a suggestion, and the comparison is quadratic.
  constexpr std::size_t longest = 32;
  if (length > longest) return std::nullopt;
  // A name of one letter is near to every other: only another case is meant.
  const std::size_t furthest =
      length == 1 ? case_edit : std::max<std::size_t>(1, length / 3) * edit;
  std::optional<std::string> best;
  std::size_t best_distance = furthest + 1;
  for (const std::string& candidate : known) {
    constexpr std::size_t most_bytes = 4 * longest;
    if (candidate == name || candidate.size() > most_bytes) continue;
    const std::size_t d = distance(name, candidate);
    // of two that are equally near the one of the same length: tahn is tanh rather than tan
    const bool is_better = d == best_distance && best && code_points(candidate).size() == length &&
                           code_points(*best).size() != length;
    if (d < best_distance || is_better) {
      best_distance = d;
      best = candidate;
    }
  }
  return best;
}

}  // namespace nngen::parser
