#include "codegen/emit_kernels.hpp"

namespace nngen::codegen {

std::string_view outer_products_text() {
  return R"nngen(namespace detail {

// A descent multiplies a column's factor by its rate, once for all rows; where that is 0, the column stays as it is.
template <class Done, class Factor>
inline Factor factor_for(const Done&, Factor factor) {
  return factor;
}
template <class W, class Factor>
inline Factor factor_for(const Descent<W>& descent, Factor factor) {
  return descent.rate * factor;
}
template <class Done>
constexpr bool leaves_zeros = false;
template <class W>
constexpr bool leaves_zeros<Descent<W>> = true;

/// Whether no entry of a column is infinite or no number.
template <class A>
inline bool is_finite(const A& a) {
  Vector zeros(0);
  walk_rows<true>(a.rows, [&](auto i) { zeros = multiply_add(Vector(a(i, 0)), Vector(0), zeros); });
  return sum_of_lanes(zeros) == 0;
}

// A branch costs as much as some registers.
template <class A, class Done>
inline bool can_skip(const A& a) {
  if constexpr (leaves_zeros<Done> && A::height >= 8 * lanes) {
    return is_finite(a);
  } else {
    return false;
  }
}

// A processor that compares the lowest 12 bits of addresses takes a load for one of what was stored a moment ago. So
// some registers of a column are read before the first of them is written.
constexpr Index strips_at_once = 8;

/// A column of a times a factor; the results stand from `first` on.
template <class A, class Done>
inline void product_column(const A& a, Vector factor, Index first, Done& done) {
  constexpr Index tall = strips_at_once * lanes;
  Index i = 0;
  for (; i + tall <= a.rows; i += tall) {
    Vector products[strips_at_once];
    for (Index s = 0; s < strips_at_once; ++s) {
      products[s] = in_register(Vector(a(Strip{i + s * lanes}, 0)) * factor);
    }
    for (Index s = 0; s < strips_at_once; ++s) done(products[s], Strip{first + i + s * lanes});
  }
  if constexpr (A::height % tall >= lanes) {
    for (; i + lanes <= a.rows; i += lanes) done(Vector(a(Strip{i}, 0)) * factor, Strip{first + i});
  }
  if constexpr (A::height % lanes != 0) {
    const ShortStrip rest{i, a.rows - i};
    done(Vector(a(rest, 0)) * factor, first + rest);
  }
}
template <class A, class B, class Done>
inline void product_columns_in_place(const A& a, const B& b, Done& done) {
  constexpr Index strips = A::height / lanes;
  constexpr bool stays_in_registers = A::height % lanes == 0 && strips <= strips_at_once;
  const bool skips = can_skip<A, Done>(a);
  [[maybe_unused]] Vector left[stays_in_registers ? strips : 1];
  if constexpr (stays_in_registers) {
    for (Index s = 0; s < strips; ++s) left[s] = a(Strip{s * lanes}, 0);
  }
  for (Index j = 0; j < b.cols; ++j) {
    const Scalar factor = factor_for(done, b(0, j));
    if (skips && factor == 0) continue;
    if constexpr (stays_in_registers) {
      for (Index s = 0; s < strips; ++s) {
        done(left[s] * factor, Strip{j * A::height + s * lanes});
      }
    } else {
      product_column(a, Vector(factor), j * a.rows, done);
    }
  }
}

constexpr Index common_divisor(Index a, Index b) { return b == 0 ? a : common_divisor(b, a % b); }

// Columns that do not fill their registers follow one another without gaps: after a turn of some registers the
// pattern is the same. A register ends in the next column, so that none is written in parts.
template <Index Rows>
struct Turn {
  static constexpr Index registers = Rows / common_divisor(Rows, lanes);
  static constexpr Index columns = registers * lanes / Rows;
};
/// The entries of b that the lanes of a register in a turn belong to, each lane at place in its column.
template <Index Rows, Index Place, Index... I>
inline Vector factors_of_columns(Vector b, Lanes<I...>) {
#if defined(NNGEN_SHUFFLES)
  return Vector(__builtin_shufflevector(b.entries, b.entries, ((Place * lanes + I) / Rows)...));
#else
  Scalar from[lanes];
  store(from, b);
  const Scalar to[] = {from[(Place * lanes + I) / Rows]...};
  return load(to);
#endif
}
/// The entries of a column that a register in a turn multiplies.
template <Index Rows, Index Place, Index... I>
inline Vector repeated(Vector column, Lanes<I...>) {
#if defined(NNGEN_SHUFFLES)
  return Vector(__builtin_shufflevector(column.entries, column.entries, ((Place * lanes + I) % Rows)...));
#else
  Scalar from[lanes];
  store(from, column);
  const Scalar to[] = {from[(Place * lanes + I) % Rows]...};
  return load(to);
#endif
}
template <class A, Index... Place>
inline void fill_turn(const A& a, Vector* left, Lanes<Place...>) {
  constexpr Index rows = A::height;
  if constexpr (rows < lanes) {
    const Vector column = a(ShortStrip{0, rows}, 0);
    ((left[Place] = repeated<rows, Place>(column, AllLanes())), ...);
  } else {
    // a again and again; each copy but the last covers what the one before wrote too much.
    Scalar memory[sizeof...(Place) * lanes + lanes];
    for (Index column = 0; column < Turn<rows>::columns; ++column) {
      walk_rows<true>(a.rows, [&](auto i) { store(memory + column * rows + i.first, a(i, 0)); });
    }
    ((left[Place] = load(memory + Place * lanes)), ...);
  }
}
template <Index Rows, class Done, Index... Place>
inline void one_turn(const Vector* left, Vector right, Index first, Index end, Done& done,
                     Lanes<Place...>) {
  const auto one = [&](Index place, Vector factors) {
    const Index at = first + place * lanes;
    const Vector product = left[place] * factors;
    if (at + lanes <= end) {
      done(product, Strip{at});
    } else if (at < end) {
      done(product, ShortStrip{at, end - at});
    }
  };
  (one(Place, factors_of_columns<Rows, Place>(right, AllLanes())), ...);
}
template <class A, class B, class Done>
inline void outer_product(const A& a, const B& b, Done done) {
  constexpr Index rows = A::height;
  constexpr Index cols = B::width;
  using OfRows = Turn<rows>;
  if constexpr (rows % lanes == 0 || OfRows::registers > 32) {
    product_columns_in_place(a, b, done);
  } else {
    using Places = std::make_integer_sequence<Index, OfRows::registers>;
    Vector left[OfRows::registers];
    fill_turn(a, left, Places());
    for (Index j = 0; j < cols; j += OfRows::columns) {
      const Vector right = j + lanes <= cols ? load(&b(0, j)) : load(&b(0, j), cols - j);
      one_turn<rows>(left, factor_for(done, right), j * rows, cols * rows, done, Places());
    }
  }
}

// Columns of a matrix that wait for their update: their first entries, and their factors.
template <Index Most>
struct Waiting {
  Index count = 0;
  Index first[Most];
  Scalar factor[Most];
};
// Columns that are a multiple of 4 KiB apart meet in few places of the first cache.
template <class W>
constexpr Index columns_at_once = W::height * sizeof(Scalar) % 4096 == 0 ? 1 : least(lanes, 2);

/// Some strips: reads first, then updates.
template <Index Strips, Index Updates, Index Parts, Index Reads, class W, class D, class Along, class Update>
[[gnu::always_inline]] inline void pass_strips(const W& w, const D& d, Index col, Along i,
                                               const Vector* factors, const Index* first,
                                               Update& update, Vector (&sums)[Parts][Reads]) {
  Vector left[Strips];
  for (Index s = 0; s < Strips; ++s) {
    left[s] = in_register(Vector(d(i + s * lanes, 0)));
    for (Index k = 0; k < Reads; ++k) {
      Vector& sum = sums[s % Parts][k];
      sum = multiply_add(Vector(w(i + s * lanes, col + k)), left[s], sum);
    }
  }
  for (Index k = 0; k < Updates; ++k) {
    for (Index s = 0; s < Strips; ++s) update(left[s] * factors[k], i + (s * lanes + first[k]));
  }
}
/// The products of some columns of w with d, lane by lane, while as many columns before them are updated: reading
/// waits for memory, and writing has its time meanwhile.
template <Index Reads, Index Updates, class W, class D, class Columns, class Update>
inline void pass_columns(const W& w, const D& d, Index col, const Columns& waiting, Update& update,
                         Vector* result) {
  constexpr Index strips = 4;
  Vector factors[Updates + 1];
  for (Index k = 0; k < Updates; ++k) factors[k] = Vector(waiting.factor[k]);
  constexpr Index parts = strips / Reads;
  Vector sums[parts][Reads];
  for (auto& part : sums) {
    for (Vector& sum : part) sum = Vector(0);
  }
  const Index* first = waiting.first;
  Index i = 0;
  for (; i + strips * lanes <= d.rows; i += strips * lanes) {
    pass_strips<strips, Updates>(w, d, col, Strip{i}, factors, first, update, sums);
  }
  if constexpr (W::height % (strips * lanes) >= lanes) {
    for (; i + lanes <= d.rows; i += lanes) {
      pass_strips<1, Updates>(w, d, col, Strip{i}, factors, first, update, sums);
    }
  }
  if constexpr (W::height % lanes != 0) {
    pass_strips<1, Updates>(w, d, col, ShortStrip{i, d.rows - i}, factors, first, update, sums);
  }
  for (Index k = 0; k < Reads; ++k) {
    result[k] = sums[0][k];
    for (Index part = 1; part < parts; ++part) result[k] = result[k] + sums[part][k];
  }
}
/// The same for as many columns as wait.
template <Index Reads, Index Most, class W, class D, class Columns, class Update>
inline void pass_waiting(const W& w, const D& d, Index col, const Columns& waiting, Update& update,
                         Vector* sums) {
  if constexpr (Most > 0) {
    if (waiting.count < Most) {
      return pass_waiting<Reads, Most - 1>(w, d, col, waiting, update, sums);
    }
  }
  pass_columns<Reads, Most>(w, d, col, waiting, update, sums);
}
template <class W, class D, class X, class Done, class Update>
inline void column_pass(const W& w, const D& d, const X& x, Done done, Update update) {
  constexpr Index at_once = columns_at_once<W>;
  const bool skips = can_skip<D, Update>(d);
  Waiting<at_once> waiting;
  Vector sums[lanes];
  const auto wait = [&](Index first, Index end) {
    waiting.count = 0;
    for (Index j = first; j < end; ++j) {
      const Scalar factor = factor_for(update, x(0, j));
      if (skips && factor == 0) continue;
      waiting.first[waiting.count] = j * w.rows;
      waiting.factor[waiting.count] = factor;
      ++waiting.count;
    }
  };
  Index col = 0;
  for (; col + lanes <= w.cols; col += lanes) {
    for (Index next = 0; next < lanes; next += at_once) {
      pass_waiting<at_once, at_once>(w, d, col + next, waiting, update, sums + next);
      wait(col + next, col + next + at_once);
    }
    done(sums_of_lanes(sums), Strip{col});
  }
  if constexpr (W::width % lanes != 0) {
    const ShortStrip rest{col, w.cols - col};
    for (Vector& sum : sums) sum = Vector(0);
    for (Index next = 0; next < rest.count; ++next) {
      pass_waiting<1, at_once>(w, d, col + next, waiting, update, sums + next);
      wait(col + next, col + next + 1);
    }
    done(sums_of_lanes(sums), rest);
  }
  for (Index k = 0; k < waiting.count; ++k) {
    product_column(d, Vector(waiting.factor[k]), waiting.first[k], update);
  }
}

}  // namespace detail
)nngen";
}

}  // namespace nngen::codegen
