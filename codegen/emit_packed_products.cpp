#include "codegen/emit_kernels.hpp"

namespace nngen::codegen {

std::string_view packed_products_text() {
  return R"nngen(namespace detail {

template <class A>
constexpr bool is_packed = false;
template <class A>
constexpr bool is_packed<Packed<A>> = true;

/// Rows of a in panels of Tall rows, each panel column by column; zeros fill the last one.
template <Index Tall, class A>
inline void pack_rows(const A& a, Index first, Index count, Scalar* to) {
  const Index depth = a.cols;
  for (Index row = first; row < first + count; row += Tall) {
    const Index tall = least(Tall, a.rows - row);
    const Matrix<Scalar, Tall, A::width> panel(to);
    to += Tall * depth;
    if (tall < Tall) {
      for (Index k = 0; k < depth; ++k) {
        for (Index i = tall; i < Tall; ++i) panel(i, k) = 0;
      }
    }
    const auto from = block(a, row, 0, Size<dynamic>(tall), a.cols);
    if constexpr (decltype(a.row_stride)::known == 1 || decltype(a.col_stride)::known != 1) {
      for_each(from.rows, from.cols, [&](auto i, Index k) { panel(i, k) = from(i, k); });
    } else {
      copy(from, panel);
    }
  }
}

/// Of the last tile only the strips of so many rows that there are.
template <Index Rows, Index Strips, Index Cols, class Done>
inline void finish_rows(const Sums<Strips, Cols>& sums, Index row, Index col, Done& done) {
  constexpr Index tall = Strips * lanes;
  constexpr Index rest = Rows % tall;
  if (rest == 0 || row + tall <= Rows) return finish_tile<false>(sums, row, col, lanes, done);
  if constexpr (rest != 0) {
    constexpr Index in_last = rest % lanes == 0 ? lanes : rest % lanes;
    Sums<pieces(rest, lanes), Cols> some;
    for (Index j = 0; j < Cols; ++j) {
      for (Index s = 0; s < pieces(rest, lanes); ++s) some.at[j][s] = sums.at[j][s];
    }
    finish_tile<in_last != lanes>(some, row, col, in_last, done);
  }
}

/// Rows that are packed already, for Cols columns.
template <Index Strips, Index Cols, class A, class Columns, class Done>
[[gnu::noinline]] inline void packed_column(const A& a, const Scalar* left, Index first, Index count,
                          const Columns& columns, Index col, Done& done) {
  constexpr Index tall = Strips * lanes;
  for (Index row = 0; row < count; row += tall) {
    const Matrix<const Scalar, tall, A::width> rows(left + row * a.cols);
    const auto sums = multiply<Strips, Cols, false>(rows, columns, 0, 0, lanes);
    finish_rows<A::height>(sums, first + row, col, done);
  }
}

/// The columns from `col` on that a tile takes, packed before or as they lie.
template <Index Cols, class B>
inline auto columns_from(const Packed<B>& b, Index col) {
  return Matrix<const Scalar, B::height, Cols, Cols, 1>(b.memory + col * b.matrix.rows);
}
template <Index Cols, class T, Index R, Index C, Index RS, Index CS>
inline auto columns_from(const Matrix<T, R, C, RS, CS>& b, Index col) {
  return block(b, 0, col, b.rows, Size<Cols>());
}

/// The left factor is packed some rows at a time, so that they stay in the second cache.
template <class A, class B, class Done>
inline void contract(const Packed<A>& a, const B& b, Done done) {
  constexpr Index width = B::width;
  constexpr Index strips = strips_of_tile(A::height, width);
  constexpr Index cols = cols_of_tile(strips, width);
  constexpr Index tall = strips * lanes;
  constexpr Index block_rows = tall >= 128 ? tall : 128 / tall * tall;
  const Index rows = a.matrix.rows;
  if constexpr (is_packed<B>) pack_rows<cols>(transposed(b.matrix), 0, width, b.memory);
  for (Index first = 0; first < rows; first += block_rows) {
    const Index count = least(block_rows, rows - first);
    pack_rows<tall>(a.matrix, first, count, a.memory);
    Index col = 0;
    for (; col + cols <= width; col += cols) {
      packed_column<strips, cols>(a.matrix, a.memory, first, count, columns_from<cols>(b, col), col, done);
    }
    if constexpr (width % cols != 0) {
      packed_column<strips, width % cols>(a.matrix, a.memory, first, count, columns_from<cols>(b, col),
                                          col, done);
    }
  }
}
/// The right factor is packed a tile's columns at a time.
template <class T, Index R, Index C, Index RS, Index CS, class B, class Done>
inline void contract(const Matrix<T, R, C, RS, CS>& a, const Packed<B>& b, Done done) {
  constexpr Index strips = strips_of_tile(R, B::width);
  constexpr Index cols = cols_of_tile(strips, B::width);
  Index col = 0;
  const auto panel = columns_from<cols>(b, 0);
  for (; col + cols <= B::width; col += cols) {
    pack_rows<cols>(transposed(b.matrix), col, cols, b.memory);
    any_tile_column<strips, cols>(a, panel, 0, col, done);
  }
  if constexpr (B::width % cols != 0) {
    pack_rows<cols>(transposed(b.matrix), col, B::width % cols, b.memory);
    any_tile_column<strips, B::width % cols>(a, panel, 0, col, done);
  }
}

/// A tile's sums over a part of the depth are added to those that wait; the last ones are results.
template <Index Strips, Index Cols, bool IsShort, class A, class B, class Done>
inline void add_to_tile(const A& a, const B& b, Index row, Index col, Index in_last, Scalar* waiting,
                        bool is_first, bool is_last, Done& done) {
  auto sums = multiply<Strips, Cols, IsShort>(a, b, row, col, in_last);
  Scalar* at = waiting + row * B::width + col * Strips * lanes;
  for (auto& column : sums.at) {
    for (Vector& sum : column) {
      if (!is_first) sum = sum + load(at);
      if (!is_last) store(at, sum);
      at += lanes;
    }
  }
  if (is_last) finish_tile<IsShort>(sums, row, col, in_last, done);
}
/// All columns, for a tile's rows.
template <Index Strips, Index Cols, bool IsShort, class A, class B, class Done>
inline void add_to_rows(const A& a, const B& b, Index row, Index in_last, Scalar* waiting, bool is_first,
                        bool is_last, Done& done) {
  Index col = 0;
  for (; col + Cols <= B::width; col += Cols) {
    add_to_tile<Strips, Cols, IsShort>(a, b, row, col, in_last, waiting, is_first, is_last, done);
  }
  if constexpr (B::width % Cols != 0) {
    add_to_tile<Strips, B::width % Cols, IsShort>(a, b, row, col, in_last, waiting, is_first, is_last, done);
  }
}
/// The left factor is read a block of neighbouring columns at a time: with its part of the right one it stays in
/// the second cache until all tiles have read it.
template <class A, class B, class Done>
[[gnu::noinline]] inline void contract(const InBlocks<A>& a, const B& b, Done done) {
  constexpr Index strips = strips_of_tile(A::height, B::width);
  constexpr Index cols = cols_of_tile(strips, B::width);
  constexpr Index tall = strips * lanes;
  constexpr Index rest = A::height % tall;
  constexpr Index block_entries = 128 * 1024 / static_cast<Index>(sizeof(Scalar));
  constexpr Index in_column = A::height + B::width;
  constexpr Index block_cols = 16 * in_column > block_entries ? 16 : block_entries / in_column;
  const Index rows = a.matrix.rows, depth = a.matrix.cols;
  for (Index k = 0; k < depth; k += block_cols) {
    const Size<dynamic> deep(least(block_cols, depth - k));
    const auto left = block(a.matrix, 0, k, a.matrix.rows, deep);
    const auto right = block(b, k, 0, deep, b.cols);
    const bool is_last = k + deep == depth;
    Index row = 0;
    for (; row + tall <= rows; row += tall) {
      add_to_rows<strips, cols, false>(left, right, row, lanes, a.waiting, k == 0, is_last, done);
    }
    if constexpr (rest != 0) {
      constexpr Index in_last = rest % lanes == 0 ? lanes : rest % lanes;
      add_to_rows<pieces(rest, lanes), cols, in_last != lanes>(left, right, row, in_last, a.waiting, k == 0,
                                                               is_last, done);
    }
  }
}

template <class A, class B, class Done>
inline void contract_turned(const A& a, const B& b, Done done) {
  contract(a, b, Turned<Done>{done});
}

template <class A, class B, class Done>
inline void inner_products(const A& a, const B& b, Done done) {
  Index row = 0;
  for (; row + lanes <= a.rows; row += lanes) {
    for (Index j = 0; j < b.cols; ++j) {
      finish(done, strip_of_dots(a, b, row, j), Strip{row}, j);
    }
  }
  // A short strip begins where a whole one would: it may be written as one.
  constexpr Index rest = A::height == dynamic ? 0 : A::height % lanes;
  if constexpr (rest > 1 && std::is_invocable_v<Done, Vector, ShortStrip, Index>) {
    for (Index j = 0; j < b.cols; ++j) {
      done(strip_of_dots<rest>(a, b, row, j), ShortStrip{row, rest}, j);
    }
  } else if constexpr (A::height % lanes != 0) {
    for (; row < a.rows; ++row) row_of_dots(a, b, row, done);
  }
}

}  // namespace detail
)nngen";
}

}  // namespace nngen::codegen
