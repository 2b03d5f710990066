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

/// Rows that are packed already, for Cols columns.
template <Index Strips, Index Cols, class A, class Columns, class Done>
inline void packed_column(const A& a, const Scalar* left, Index first, Index count,
                          const Columns& columns, Index col, Done& done) {
  constexpr Index tall = Strips * lanes;
  for (Index row = 0; row < count; row += tall) {
    const Matrix<const Scalar, tall, A::width> rows(left + row * a.cols);
    const auto sums = multiply<Strips, Cols, false>(rows, columns, 0, 0, lanes);
    for (Index j = 0; j < Cols; ++j) {
      for (Index s = 0; s < Strips; ++s) {
        const Index i = first + row + s * lanes;
        if (A::height % tall == 0 || i + lanes <= a.rows) {
          finish(done, sums.at[j][s], Strip{i}, col + j);
        } else if (i < a.rows) {
          finish(done, sums.at[j][s], ShortStrip{i, a.rows - i}, col + j);
        }
      }
    }
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
  auto shifted = [&](auto sum, auto i, Index j) { finish(done, sum, i, col + j); };
  const auto panel = columns_from<cols>(b, 0);
  for (; col + cols <= B::width; col += cols) {
    pack_rows<cols>(transposed(b.matrix), col, cols, b.memory);
    tile_column<strips, cols>(a, panel, 0, shifted);
  }
  if constexpr (B::width % cols != 0) {
    pack_rows<cols>(transposed(b.matrix), col, B::width % cols, b.memory);
    tile_column<strips, B::width % cols>(a, panel, 0, shifted);
  }
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
