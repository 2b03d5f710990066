#include "codegen/emit_kernels.hpp"

namespace nngen::codegen {

std::string_view contractions_text() {
  return R"nngen(namespace detail {

#if defined(__AVX512F__) || defined(__aarch64__)
constexpr Index registers = 32;
#else
constexpr Index registers = 16;
#endif

constexpr Index pieces(Index length, Index piece) { return (length + piece - 1) / piece; }
constexpr Index least(Index a, Index b) { return a < b ? a : b; }

/// Strips × Cols sums fill most registers; tiles of equal size where the rows allow it.
constexpr Index strips_of_tile(Index rows, Index cols) {
  if (rows == dynamic) return 2;
  const Index strips = pieces(rows, lanes);
  return pieces(strips, pieces(strips, cols == 1 ? 8 : 4));
}
constexpr Index cols_of_tile(Index strips, Index cols) {
  const Index most = least((registers == 32 ? 24 : 12) / strips, 16);
  if (cols == dynamic) return most;
  for (Index width = most; 2 * width > most; --width) {
    if (cols % width == 0) return width;
  }
  return least(most, cols);
}
/// A few sums alone wait for one another: every sum in several parts.
constexpr Index parts_of_sums(Index sums, Index depth) {
  Index parts = 1;
  while (sums * parts < 8 && parts < 8 && (depth == dynamic || 4 * parts <= depth)) parts *= 2;
  return parts;
}

/// Hands on a strip of results, one by one where `done` takes no strips.
template <class Done, class Along>
inline void finish(Done& done, Vector sum, Along i, Index j) {
  if constexpr (std::is_invocable_v<Done, Vector, Along, Index>) {
    done(sum, i, j);
  } else {
    Scalar entries[lanes];
    store(entries, sum);
    for (Index lane = 0; lane < count_of(i); ++lane) done(entries[lane], i.first + lane, j);
  }
}

/// Strips of rows of Cols columns.
template <Index Strips, Index Cols>
struct Sums {
  Vector at[Cols][Strips];
};

template <Index Strips, Index Cols>
inline void add_sums(Sums<Strips, Cols>& sums, const Sums<Strips, Cols>& others) {
  for (Index j = 0; j < Cols; ++j) {
    for (Index s = 0; s < Strips; ++s) sums.at[j][s] = sums.at[j][s] + others.at[j][s];
  }
}
/// Adds the terms of one k.
template <bool IsShort, Index Strips, Index Cols, class A, class B>
[[gnu::always_inline]] inline void add_terms(Sums<Strips, Cols>& sums, const A& a, const B& b,
                                             Index row, Index col, Index k, Index in_last) {
  Vector left[Strips];
  for (Index s = 0; s < Strips; ++s) {
    const Scalar* from = &a(row + s * lanes, k);
    left[s] = in_register(IsShort && s + 1 == Strips ? load(from, in_last) : load(from));
  }
  for (Index j = 0; j < Cols; ++j) {
    const Vector right(b(k, col + j));
    for (Index s = 0; s < Strips; ++s) {
      sums.at[j][s] = multiply_add(left[s], right, sums.at[j][s]);
    }
  }
}

/// The sums stay in registers while k runs. The last strip has `in_last` lanes.
template <Index Strips, Index Cols, bool IsShort, class A, class B>
[[gnu::always_inline]] inline Sums<Strips, Cols> multiply(const A& a, const B& b, Index row,
                                                          Index col, Index in_last) {
  constexpr Index parts = parts_of_sums(Strips * Cols, A::width);
  Sums<Strips, Cols> sums[parts];
  for (auto& part : sums) {
    for (auto& column : part.at) {
      for (Vector& strip : column) strip = Vector(0);
    }
  }
  // Before the last columns of a whole registers may be read: what is too much there is thrown away.
  const Index depth = a.cols;
  Index whole = depth;
  if constexpr (IsShort) {
    const Index step = a.col_stride;
    const Index behind = step > 0 ? (lanes - in_last + step - 1) / step : depth;
    whole = behind < depth ? depth - behind : 0;
  }
  Index k = 0;
  for (; k + parts <= whole; k += parts) {
    for (Index part = 0; part < parts; ++part) {
      add_terms<false>(sums[part], a, b, row, col, k + part, in_last);
    }
  }
  for (Index part = 0; part + 1 < parts && k < whole; ++part, ++k) {
    add_terms<false>(sums[part], a, b, row, col, k, in_last);
  }
  if constexpr (IsShort) {
    for (; k < depth; ++k) add_terms<true>(sums[0], a, b, row, col, k, in_last);
  }
  for (Index half = parts / 2; half > 0; half /= 2) {
    for (Index part = 0; part < half; ++part) add_sums(sums[part], sums[part + half]);
  }
  return sums[0];
}

/// What takes strips of columns, see contract_turned.
template <class Done>
struct Turned {
  Done& done;
};

/// done(sum, i, j) for the sums of a tile whose first one is that of `row` and `col`.
template <bool IsShort, Index Strips, Index Cols, class Done>
inline void finish_tile(const Sums<Strips, Cols>& sums, Index row, Index col, Index in_last, Done& done) {
  for (Index j = 0; j < Cols; ++j) {
    for (Index s = 0; s < Strips; ++s) {
      if constexpr (IsShort) {
        if (s + 1 == Strips) {
          finish(done, sums.at[j][s], ShortStrip{row + s * lanes, in_last}, col + j);
          continue;
        }
      }
      finish(done, sums.at[j][s], Strip{row + s * lanes}, col + j);
    }
  }
}
/// The same in blocks of as many columns as a register has lanes, which are transposed.
template <bool IsShort, Index Strips, Index Cols, class Done>
inline void finish_tile(const Sums<Strips, Cols>& sums, Index row, Index col, Index in_last,
                        Turned<Done>& turned) {
  for (Index s = 0; s < Strips; ++s) {
    const Index tall = IsShort && s + 1 == Strips ? in_last : lanes;
    for (Index j = 0; j < Cols; j += lanes) {
      Vector block[lanes];
      for (Index k = 0; k < lanes; ++k) block[k] = j + k < Cols ? sums.at[j + k][s] : Vector(0);
      transpose(block);
      for (Index k = 0; k < tall; ++k) {
        if (j + lanes <= Cols) {
          turned.done(block[k], Strip{col + j}, row + s * lanes + k);
        } else {
          turned.done(block[k], ShortStrip{col + j, Cols - j}, row + s * lanes + k);
        }
      }
    }
  }
}

/// A tile of the columns from `col` on; their results are those from `to` on.
template <Index Strips, Index Cols, bool IsShort, class A, class B, class Done>
inline void tile(const A& a, const B& b, Index row, Index col, Index to, Index in_last, Done& done) {
  finish_tile<IsShort>(multiply<Strips, Cols, IsShort>(a, b, row, col, in_last), row, to, in_last, done);
}

/// Copies whose rows are side by side where those of the original were columns.
template <class A, class B>
inline void copy(const A& from, const B& to) {
  if constexpr (0 <= A::width && A::width <= 4) {
    for (Index i = 0; i < from.rows; ++i) {
      for (Index j = 0; j < from.cols; ++j) to(i, j) = from(i, j);
    }
    return;
  }
  for (Index i = 0; i < from.rows; i += lanes) {
    const Index tall = least(lanes, from.rows - i);
    for (Index j = 0; j < from.cols; j += lanes) {
      const Index wide = least(lanes, from.cols - j);
      Vector block[lanes];
      for (Index k = 0; k < lanes; ++k) {
        block[k] = k >= tall ? Vector(0) : wide == lanes ? load(&from(i + k, j)) : load(&from(i + k, j), wide);
      }
      transpose(block);
      for (Index k = 0; k < lanes; ++k) {
        if (k < wide && tall == lanes) store(&to(i, j + k), block[k]);
        if (k < wide && tall != lanes) store(&to(i, j + k), block[k], tall);
      }
    }
  }
}

/// All rows, for Cols columns.
template <Index Strips, Index Cols, class A, class B, class Done>
inline void tile_column(const A& a, const B& b, Index col, Index to, Done& done) {
  constexpr Index rows = A::height;
  constexpr Index tall = Strips * lanes;
  Index row = 0;
  for (; row + tall <= a.rows; row += tall) {
    tile<Strips, Cols, false>(a, b, row, col, to, lanes, done);
  }
  if constexpr (rows == dynamic) {
    for (; row + lanes <= a.rows; row += lanes) tile<1, Cols, false>(a, b, row, col, to, lanes, done);
    if (row < a.rows) tile<1, Cols, true>(a, b, row, col, to, a.rows - row, done);
  } else if constexpr (rows % tall != 0) {
    constexpr Index rest = rows % tall;
    constexpr Index in_last = rest % lanes == 0 ? lanes : rest % lanes;
    tile<pieces(rest, lanes), Cols, in_last != lanes>(a, b, row, col, to, in_last, done);
  }
}

/// The same in a function of its own: in the midst of a large one the compiler runs out of registers for the
/// addresses, and reads a tile's factors from the stack in each multiply-add.
template <Index Strips, Index Cols, class A, class B, class Done>
[[gnu::noinline]] inline void tile_column_apart(const A& a, const B& b, Index col, Index to, Done& done) {
  tile_column<Strips, Cols>(a, b, col, to, done);
}
/// Where it does little, the call would cost too much.
template <Index Strips, Index Cols, class A, class B, class Done>
inline void any_tile_column(const A& a, const B& b, Index col, Index to, Done& done) {
  if constexpr (A::height == dynamic || A::width == dynamic || A::height * A::width >= 2048) {
    tile_column_apart<Strips, Cols>(a, b, col, to, done);
  } else {
    tile_column<Strips, Cols>(a, b, col, to, done);
  }
}

/// Adds a strip of terms.
template <Index Rows, Index Cols, class A, class B, class Along>
[[gnu::always_inline]] inline void add_products(Sums<Rows, Cols>& sums, const A& a, const B& b,
                                                Index row, Index col, Along k) {
  Vector right[Cols];
  for (Index j = 0; j < Cols; ++j) right[j] = in_register(b(k, col + j));
  for (Index i = 0; i < Rows; ++i) {
    const Vector left = a(row + i, k);
    for (Index j = 0; j < Cols; ++j) {
      sums.at[j][i] = multiply_add(left, right[j], sums.at[j][i]);
    }
  }
}
/// Rows × Cols inner products, a register of terms each.
template <Index Rows, Index Cols, class A, class B>
[[gnu::always_inline]] inline Sums<Rows, Cols> dots(const A& a, const B& b, Index row, Index col) {
  Sums<Rows, Cols> sums;
  for (auto& column : sums.at) {
    for (Vector& sum : column) sum = Vector(0);
  }
  Index k = 0;
  for (; k + lanes <= a.cols; k += lanes) add_products(sums, a, b, row, col, Strip{k});
  if constexpr (A::width == dynamic || A::width % lanes != 0) {
    if (k < a.cols) add_products(sums, a, b, row, col, ShortStrip{k, a.cols - k});
  }
  return sums;
}
/// The sum of each of as many vectors as they have lanes, in one vector.
template <Index Count = lanes>
inline Vector sums_of_lanes(Vector (&vectors)[lanes]) {
  if constexpr (Count == 1) {
    return vectors[0];
  } else {
    // Lanes of two vectors in turns: their sum has the halves of both.
    Vector halves[lanes];
    for (Index i = 0; i < Count / 2; ++i) {
      halves[i] = interleaved<0>(vectors[i], vectors[i + Count / 2], AllLanes()) +
                  interleaved<lanes / 2>(vectors[i], vectors[i + Count / 2], AllLanes());
    }
    return sums_of_lanes<Count / 2>(halves);
  }
}
/// As many inner products as a register has lanes, or Count of them, a few at a time: columns that are a multiple of
/// 4 KiB apart meet in few places of the first cache.
template <Index Count = lanes, class A, class B>
[[gnu::always_inline]] inline Vector strip_of_dots(const A& a, const B& b, Index row, Index col) {
  constexpr Index at_once = lanes < 4 ? lanes : 4;
  constexpr Index whole = Count / at_once * at_once;
  Vector sums[lanes];
  for (Index i = 0; i < whole; i += at_once) {
    const auto some = dots<at_once, 1>(a, b, row + i, col);
    for (Index next = 0; next < at_once; ++next) sums[i + next] = some.at[0][next];
  }
  if constexpr (whole < Count) {
    const auto some = dots<Count - whole, 1>(a, b, row + whole, col);
    for (Index next = 0; next < Count - whole; ++next) sums[whole + next] = some.at[0][next];
  }
  if constexpr (Count < lanes) {
    for (Index i = Count; i < lanes; ++i) sums[i] = Vector(0);
  }
  return sums_of_lanes(sums);
}
/// One row of results alone.
template <class A, class B, class Done>
inline void row_of_dots(const A& a, const B& b, Index row, Done& done) {
  const auto finish_one = [&](Index j, Vector sum) {
    if constexpr (std::is_invocable_v<Done, Vector, ShortStrip, Index>) {
      done(Vector(sum_of_lanes(sum)), ShortStrip{row, 1}, j);
    } else {
      done(sum_of_lanes(sum), row, j);
    }
  };
  Index j = 0;
  for (; j + 4 <= b.cols; j += 4) {
    const auto sums = dots<1, 4>(a, b, row, j);
    for (Index next = 0; next < 4; ++next) finish_one(j + next, sums.at[next][0]);
  }
  for (; j < b.cols; ++j) finish_one(j, dots<1, 1>(a, b, row, j).at[0][0]);
}

/// An outer product, one column after the other, as they lie in memory.
template <class A, class B, class Done>
inline void product_columns(const A& a, const B& b, Done& done) {
  for (Index j = 0; j < b.cols; ++j) {
    const Vector factor(b(0, j));
    walk_rows<true>(a.rows, [&](auto i) { finish(done, Vector(a(i, 0)) * factor, i, j); });
  }
}

/// A matrix of many rows times a column: it is read once, a few columns at a time, and the sums stay in the
/// first cache.
template <class A, class B, class Done>
inline void columns_times_column(const A& a, const B& b, Done& done) {
  constexpr Index block = 1024;
  Scalar memory[block];
  for (Index first = 0; first < a.rows; first += block) {
    const Size<dynamic> rows(least(a.rows - first, block));
    const Matrix<Scalar, dynamic, 1, 1, block> sums(memory, {}, rows);
    walk_rows<true>(rows, [&](auto i) { sums(i) = Vector(0); });
    Index k = 0;
    for (; k + 4 <= a.cols; k += 4) {
      const Vector f0(b(k, 0)), f1(b(k + 1, 0)), f2(b(k + 2, 0)), f3(b(k + 3, 0));
      walk_rows<true>(rows, [&](auto i) {
        const auto at = i + first;
        const Vector even = multiply_add(a(at, k), f0, sums(i));
        const Vector odd = multiply_add(a(at, k + 3), f3, a(at, k + 1) * f1);
        sums(i) = multiply_add(a(at, k + 2), f2, even) + odd;
      });
    }
    for (; k < a.cols; ++k) {
      const Vector factor(b(k, 0));
      walk_rows<true>(rows, [&](auto i) { sums(i) = multiply_add(a(i + first, k), factor, sums(i)); });
    }
    walk_rows<true>(rows, [&](auto i) { finish(done, sums(i), i + first, 0); });
  }
}

template <class T, Index R, Index C, Index RS, Index CS, class U, Index N, Index RSB, Index CSB,
          class Done>
inline void contract(const Matrix<T, R, C, RS, CS>& a, const Matrix<U, C, N, RSB, CSB>& b, Done done) {
  constexpr Index strips = strips_of_tile(R, N);
  constexpr Index cols = cols_of_tile(strips, N);
  if constexpr (C == 1) {
    product_columns(a, b, done);
  } else if constexpr (N == 1 && (R == dynamic || R >= 1024)) {
    columns_times_column(a, b, done);
  } else {
    Index col = 0;
    for (; col + cols <= b.cols; col += cols) any_tile_column<strips, cols>(a, b, col, col, done);
    if constexpr (N == dynamic) {
      for (; col < b.cols; ++col) any_tile_column<strips, 1>(a, b, col, col, done);
    } else if constexpr (N % cols != 0) {
      any_tile_column<strips, N % cols>(a, b, col, col, done);
    }
  }
}

}  // namespace detail
)nngen";
}

}  // namespace nngen::codegen
