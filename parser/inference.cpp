#include "parser/inference.hpp"

#include <cmath>

#include "parser/unicode.hpp"

namespace nngen::parser {

namespace {

// Open sizes are symbols that no name of a file can be.
std::string open_name(std::size_t number) { return "?" + std::to_string(number); }

bool is_dimension(double value) {
  return value >= 1 && value <= static_cast<double>(ir::Dim::limit) && value == std::round(value);
}

}  // namespace

bool is_upper_case(const std::string& name) {
  const char32_t letter = decode(name, 0).value;
  const auto between = [&](char32_t first, char32_t last) {
    return letter >= first && letter <= last;
  };
  const bool is_latin = between(U'A', U'Z') || (between(U'À', U'Þ') && letter != U'×');
  return is_latin || between(U'Α', U'Ω') || between(U'Ѐ', U'Я');
}

ir::Dim Inference::fresh() { return ir::Dim::symbol(open_name(++fresh_count_)); }

ir::Shape Inference::shape_of(const std::string& name) {
  for (const auto& [known, shape] : shapes_) {
    if (known == name) return {resolved(shape.rows), resolved(shape.cols)};
  }
  const ir::Shape shape{fresh(), is_upper_case(name) ? fresh() : ir::Dim(1)};
  shapes_.emplace_back(name, shape);
  return shape;
}

bool Inference::is_open(const ir::Dim& dim) const {
  const auto symbols = dim.symbols();
  return symbols.size() == 1 && symbols[0].front() == '?' && dim == ir::Dim::symbol(symbols[0]);
}

ir::Dim Inference::resolved(const ir::Dim& dim) const {
  return dim.replace([&](std::string_view symbol) -> std::optional<ir::Dim> {
    const auto found = found_.find(std::string(symbol));
    return found == found_.end() ? std::nullopt : std::optional(found->second);
  });
}

bool Inference::unify(const ir::Dim& a, const ir::Dim& b) {
  const ir::Dim left = resolved(a);
  const ir::Dim right = resolved(b);
  if (left == right) return false;
  const bool replaces_left = is_open(left);
  if (!replaces_left && !is_open(right)) return false;
  const std::string name = (replaces_left ? left : right).symbols()[0];
  const ir::Dim value = replaces_left ? right : left;
  if (value.is_one()) return false;  // a vector is no scalar
  for (const std::string& symbol : value.symbols()) {
    if (symbol == name) return false;  // n = n + 1
  }
  settle(name, value);
  return true;
}

bool Inference::make_scalar(const ir::Shape& shape) {
  const ir::Dim rows = resolved(shape.rows);
  if (!shape.cols.is_one() || !is_open(rows)) return false;
  settle(rows.symbols()[0], ir::Dim(1));
  return true;
}

bool Inference::make_lone_vector_scalar(const ir::Shape& result) {
  const ir::Dim rows = resolved(result.rows);
  if (!result.cols.is_one() || !is_open(rows) || shapes_.size() < 2) return false;
  std::size_t uses = 0;
  bool is_vector = true;
  for (const auto& [name, shape] : shapes_) {
    for (const ir::Dim& dim : {shape.rows, shape.cols}) {
      if (resolved(dim) != rows) continue;
      ++uses;
      is_vector = is_vector && !is_upper_case(name);
    }
  }
  return uses == 1 && is_vector && make_scalar(result);
}

void Inference::settle(const std::string& open, const ir::Dim& value) {
  found_.insert_or_assign(open, value);
  // What has been found before is kept free of sizes that are known by now.
  for (auto& [name, known] : found_) known = resolved(known);
  has_progress_ = true;
}

bool Inference::name_open_sizes(const std::set<std::string>& used_names,
                                std::map<std::string, double>& given) {
  static constexpr const char* letters[] = {"n", "m", "k", "p", "q", "r", "s", "l"};
  std::set<std::string> used = used_names;
  for (const auto& [name, shape] : shapes_) used.insert(name);
  std::size_t next = 0;
  const auto unused_name = [&] {
    while (true) {
      const std::size_t round = next / std::size(letters);
      std::string name = letters[next % std::size(letters)];
      if (round > 0) name += std::to_string(round);
      ++next;
      if (used.insert(name).second) return name;
    }
  };
  bool has_open = false;
  for (const auto& [name, shape] : shapes_) {
    for (const ir::Dim& size : {shape.rows, shape.cols}) {
      const ir::Dim open = resolved(size);
      if (!is_open(open)) continue;
      const std::string chosen = unused_name();
      const auto value = given.find(chosen);
      const bool is_size = value != given.end() && is_dimension(value->second);
      settle(open.symbols()[0],
             is_size ? ir::Dim(static_cast<std::int64_t>(value->second)) : ir::Dim::symbol(chosen));
      if (is_size) given.erase(value);
      has_open = true;
    }
  }
  return has_open;
}

}  // namespace nngen::parser
