#include "codegen/emit_kernels.hpp"

namespace nngen::codegen {

std::string_view loops_text() {
  return R"nngen(namespace detail {

template <class Rows>
constexpr bool has_rest = true;
template <Index Rows>
constexpr bool has_rest<Size<Rows>> = Rows == dynamic || Rows % lanes != 0;

/// entry(i) for strips of rows, or one by one.
template <bool InStrips, class Rows, class Entry>
inline void walk_rows(Rows rows, const Entry& entry) {
  if constexpr (InStrips) {
    Index i = 0;
    for (; i + lanes <= rows; i += lanes) entry(Strip{i});
    if constexpr (has_rest<Rows>) {
      if (i < rows) entry(ShortStrip{i, rows - i});
    }
  } else {
    for (Index i = 0; i < rows; ++i) entry(i);
  }
}
template <Index Rows, class Entry>
inline void for_each(Size<Rows> rows, Entry entry) {
  walk_rows<takes_strips<Entry>>(rows, entry);
}
template <Index Rows, Index Cols, class Entry>
inline void for_each(Size<Rows> rows, Size<Cols> cols, Entry entry) {
  for (Index j = 0; j < cols; ++j) {
    walk_rows<takes_strips<Entry, Index>>(rows, [&](auto i) { entry(i, j); });
  }
}

/// Several sums side by side keep the processor busy and the error small.
template <class Value>
struct Total {
  static constexpr Index chains = 4;
  Value part[chains] = {Value(0), Value(0), Value(0), Value(0)};

  void add(Index chain, Value value) { part[chain] = part[chain] + value; }
  Value all() const { return (part[0] + part[1]) + (part[2] + part[3]); }
};
template <class Value>
struct Largest {
  static constexpr Index chains = 2;
  static constexpr Scalar least = -std::numeric_limits<Scalar>::infinity();
  Value part[chains] = {Value(least), Value(least)};

  void add(Index chain, Value value) { part[chain] = larger(part[chain], value); }
  Value all() const { return larger(part[0], part[1]); }
};

/// Adds entry(i) of all rows, in strips of rows or one by one; `neutral` changes nothing.
template <bool InStrips, class Combined, class Rows, class Entry>
inline void combine_rows(Combined& combined, Scalar neutral, Rows rows, const Entry& entry) {
  constexpr Index chains = Combined::chains;
  constexpr Index step = InStrips ? lanes : 1;
  Index i = 0;
  const auto add = [&](Index chain, Index first) {
    if constexpr (InStrips) {
      combined.add(chain, entry(Strip{first}));
    } else {
      combined.add(chain, entry(first));
    }
  };
  for (; i + chains * step <= rows; i += chains * step) {
    for (Index chain = 0; chain < chains; ++chain) add(chain, i + chain * step);
  }
  for (Index chain = 0; chain + 1 < chains && i + step <= rows; ++chain, i += step) add(chain, i);
  if constexpr (InStrips && has_rest<Rows>) {
    if (i < rows) combined.add(1, keep(entry(ShortStrip{i, rows - i}), rows - i, neutral));
  }
}

/// Of the lanes that are combined in turns, the half: the others, of a few rows in one register, have no part in it.
template <Index Rows>
constexpr Index half_of_lanes(Index half = lanes / 2) {
  return Rows == dynamic || Rows > half ? half : half_of_lanes<Rows>(half / 2);
}
/// Few rows in one register; lanes that are combined but not filled are neutral.
template <Index Rows, class Entry>
inline Vector only_strip(Scalar neutral, const Entry& entry) {
  if constexpr (Rows == lanes) {
    return entry(Strip{0});
  } else {
    const Vector values = entry(ShortStrip{0, Rows});
    return Rows == 1 || Rows == 2 * half_of_lanes<Rows>() ? values : keep(values, Rows, neutral);
  }
}
template <Index Rows, class Entry>
inline Sum<Entry> sum_over(Size<Rows> rows, Entry entry) {
  constexpr bool in_strips = takes_strips<Entry>;
  if constexpr (in_strips && Rows != dynamic && Rows <= lanes) {
    return sum_of_lanes<half_of_lanes<Rows>()>(only_strip<Rows>(0, entry));
  } else {
    Total<std::conditional_t<in_strips, Vector, Sum<Entry>>> total;
    combine_rows<in_strips>(total, 0, rows, entry);
    if constexpr (in_strips) return sum_of_lanes(total.all());
    else return total.all();
  }
}
template <Index Rows, Index Cols, class Entry>
inline Sum<Entry, Index> sum_over(Size<Rows> rows, Size<Cols> cols, Entry entry) {
  constexpr bool in_strips = takes_strips<Entry, Index>;
  Total<std::conditional_t<in_strips, Vector, Sum<Entry, Index>>> total;
  for (Index j = 0; j < cols; ++j) {
    combine_rows<in_strips>(total, 0, rows, [&](auto i) { return loaded(entry(i, j)); });
  }
  if constexpr (in_strips) return sum_of_lanes(total.all());
  else return total.all();
}
template <Index Rows, class Entry>
inline Sum<Entry> max_over(Size<Rows> rows, Entry entry) {
  constexpr bool in_strips = takes_strips<Entry>;
  using Combined = Largest<std::conditional_t<in_strips, Vector, Sum<Entry>>>;
  if constexpr (in_strips && Rows != dynamic && Rows <= lanes) {
    return largest_of_lanes<half_of_lanes<Rows>()>(only_strip<Rows>(Combined::least, entry));
  } else {
    Combined largest;
    combine_rows<in_strips>(largest, Combined::least, rows, entry);
    if constexpr (in_strips) return largest_of_lanes(largest.all());
    else return largest.all();
  }
}
template <Index Rows, Index Cols, class Entry>
inline Sum<Entry, Index> max_over(Size<Rows> rows, Size<Cols> cols, Entry entry) {
  constexpr bool in_strips = takes_strips<Entry, Index>;
  using Combined = Largest<std::conditional_t<in_strips, Vector, Sum<Entry, Index>>>;
  Combined largest;
  for (Index j = 0; j < cols; ++j) {
    combine_rows<in_strips>(largest, Combined::least, rows,
                            [&](auto i) { return loaded(entry(i, j)); });
  }
  if constexpr (in_strips) return largest_of_lanes(largest.all());
  else return largest.all();
}

template <Index Rows, Index Cols, class Entry, class Done>
inline void row_sums(Size<Rows> rows, Size<Cols> cols, Entry entry, Done done) {
  constexpr bool in_strips = takes_strips<Entry, Index>;
  walk_rows<in_strips>(rows, [&](auto i) {
    Total<std::conditional_t<in_strips, Vector, Scalar>> total;
    combine_rows<false>(total, 0, cols, [&](Index j) { return loaded(entry(i, j)); });
    done(total.all(), i);
  });
}

}  // namespace detail
)nngen";
}

}  // namespace nngen::codegen
