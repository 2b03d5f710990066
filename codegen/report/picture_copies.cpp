#include <map>
#include <set>

#include "codegen/report/picture_items.hpp"

namespace nngen::codegen {
namespace {

// A variable that so many layers read is drawn at each.
constexpr std::size_t fewest_readers = 3;

/// Copies of one item, by their columns. The item itself is the first.
class Copies {
 public:
  Copies(PictureItems& picture, std::size_t item) : picture_(picture), item_(item) {}

  std::size_t at(std::size_t column) {
    const auto known = by_column_.find(column);
    if (known != by_column_.end()) return known->second;
    std::size_t copy = item_;
    if (!by_column_.empty()) {
      copy = picture_.items.size();
      const PictureItem original = picture_.items[item_];
      picture_.items.push_back(original);
    }
    picture_.items[copy].column = column;
    by_column_.emplace(column, copy);
    return copy;
  }
  /// The copy in the column, or the item itself.
  std::size_t near(std::size_t column) const {
    const auto known = by_column_.find(column);
    return known == by_column_.end() ? item_ : known->second;
  }
  const std::map<std::size_t, std::size_t>& all() const { return by_column_; }

 private:
  PictureItems& picture_;
  std::size_t item_;
  std::map<std::size_t, std::size_t> by_column_;
};

class Copier {
 public:
  explicit Copier(PictureItems& picture) : picture_(picture) {}

  void run() {
    const std::size_t count = picture_.items.size();
    std::set<std::size_t> shared;
    for (std::size_t i = 0; i < count; ++i) {
      const PictureKind kind = picture_.items[i].kind;
      const bool may_be = kind == PictureKind::param || kind == PictureKind::constant;
      if (may_be && reading_columns(i).size() >= fewest_readers) shared.insert(i);
    }
    for (std::size_t i = 0; i < count; ++i) {
      const PictureItem& item = picture_.items[i];
      if (item.kind == PictureKind::gradient && shared.contains(item.variable)) copy_gradient(i);
    }
    for (const std::size_t variable : shared) copy_variable(variable);
    picture_.has_copies = !shared.empty();
  }

 private:
  bool is_forward(std::size_t item) const {
    return picture_.items[item].kind == PictureKind::forward;
  }

  /// Those whose forward values read the item.
  std::set<std::size_t> reading_columns(std::size_t item) const {
    std::set<std::size_t> columns;
    const auto begin = picture_.edges.lower_bound({item, 0});
    for (auto edge = begin; edge != picture_.edges.end() && edge->first == item; ++edge) {
      if (is_forward(edge->second)) columns.insert(picture_.column_of(edge->second));
    }
    return columns;
  }

  void copy_variable(std::size_t variable) {
    const std::set<std::size_t> columns = reading_columns(variable);
    std::vector<std::size_t> readers;
    const auto begin = picture_.edges.lower_bound({variable, 0});
    auto end = begin;
    for (; end != picture_.edges.end() && end->first == variable; ++end) {
      readers.push_back(end->second);
    }
    picture_.edges.erase(begin, end);
    Copies copies(picture_, variable);
    for (const std::size_t column : columns) copies.at(column);
    for (const std::size_t reader : readers) {
      picture_.edges.emplace(copies.near(picture_.column_of(reader)), reader);
    }
  }

  // Each cotangent has a term in its own column; a value that is multiplied with it stands where it
  // is read forward.
  void copy_gradient(std::size_t gradient) {
    std::vector<std::size_t> sources;
    for (auto edge = picture_.edges.begin(); edge != picture_.edges.end();) {
      if (edge->second == gradient) {
        sources.push_back(edge->first);
        edge = picture_.edges.erase(edge);
      } else {
        ++edge;
      }
    }
    picture_.items[gradient].range = "a term";
    Copies copies(picture_, gradient);
    for (const std::size_t source : sources) {
      if (picture_.items[source].kind != PictureKind::cotangent) continue;
      picture_.edges.emplace(source, copies.at(picture_.column_of(source)));
    }
    for (const std::size_t source : sources) {
      if (picture_.items[source].kind == PictureKind::cotangent) continue;
      const std::set<std::size_t> columns = reading_columns(source);
      bool is_drawn = false;
      for (const auto& [column, copy] : copies.all()) {
        if (!columns.contains(column)) continue;
        picture_.edges.emplace(source, copy);
        is_drawn = true;
      }
      if (!is_drawn) picture_.edges.emplace(source, gradient);
    }
  }

  PictureItems& picture_;
};

}  // namespace

void copy_shared_variables(PictureItems& picture) { Copier(picture).run(); }

}  // namespace nngen::codegen
