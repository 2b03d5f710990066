#include "codegen/emit_kernels.hpp"

namespace nngen::codegen {

std::string_view instruction_set_text() {
  return R"nngen(// Code for different instruction sets has different names: the linker must not merge it.
#if defined(__AVX512F__) && defined(__AVX512VL__) && defined(__AVX512DQ__)
#define NNGEN_INSTRUCTION_SET avx512
#elif defined(__AVX512F__)
#define NNGEN_INSTRUCTION_SET avx512f
#elif defined(__AVX2__) && defined(__FMA__) && defined(__BMI2__)
#define NNGEN_INSTRUCTION_SET avx2
#elif defined(__AVX2__)
#define NNGEN_INSTRUCTION_SET avx2_alone
#elif defined(__AVX__) && defined(__FMA__)
#define NNGEN_INSTRUCTION_SET avx_fma
#elif defined(__AVX__)
#define NNGEN_INSTRUCTION_SET avx
#elif defined(__SSE4_2__)
#define NNGEN_INSTRUCTION_SET sse4
#elif defined(__SSE3__)
#define NNGEN_INSTRUCTION_SET sse3
#elif defined(__ARM_FEATURE_SVE)
#define NNGEN_INSTRUCTION_SET sve
#else
#define NNGEN_INSTRUCTION_SET baseline
#endif
)nngen";
}

std::string_view views_text() {
  return R"nngen(namespace detail {

using Index = std::ptrdiff_t;
constexpr Index dynamic = -1;

/// A size or stride: a part of the type where it is known, otherwise a number.
template <Index N>
struct Size {
  constexpr Size() = default;
  constexpr explicit Size(Index) {}
  constexpr operator Index() const { return N; }
};
template <>
struct Size<dynamic> {
  constexpr explicit Size(Index n) : value(n) {}
  constexpr operator Index() const { return value; }
  Index value;
};

/// A matrix in somebody's memory.
template <class T, Index Rows, Index Cols, Index RowStride = 1, Index ColStride = Rows>
struct Matrix {
  T* data;
  Size<Rows> rows;
  Size<Cols> cols;
  Size<RowStride> row_stride;
  Size<ColStride> col_stride;

  explicit Matrix(T* data_, Size<Cols> cols_ = Size<Cols>(), Size<Rows> rows_ = Size<Rows>(),
                  Size<RowStride> row_stride_ = Size<RowStride>(),
                  Size<ColStride> col_stride_ = Size<ColStride>())
      : data(data_), rows(rows_), cols(cols_), row_stride(row_stride_), col_stride(col_stride_) {}
  T& operator()(Index i) const { return data[i * row_stride]; }
  T& operator()(Index i, Index j) const { return data[i * row_stride + j * col_stride]; }
};

template <class T, Index R, Index C, Index RS, Index CS>
inline Matrix<T, C, R, CS, RS> transposed(const Matrix<T, R, C, RS, CS>& a) {
  return Matrix<T, C, R, CS, RS>(a.data, a.rows, a.cols, a.col_stride, a.row_stride);
}

constexpr Index stride(Index down, Index right, Index row_stride, Index col_stride) {
  return (down != 0 && row_stride == dynamic) || (right != 0 && col_stride == dynamic)
             ? dynamic
             : down * row_stride + right * col_stride;
}

/// Entries of a from (row, col) on: the next row stands RowDown further down and RowRight further to the right,
/// the next column ColDown and ColRight.
template <Index RowDown, Index RowRight, Index ColDown, Index ColRight, class T, Index R, Index C,
          Index RS, Index CS, Index Rows, Index Cols>
inline auto walk(const Matrix<T, R, C, RS, CS>& a, Index row, Index col, Size<Rows> rows,
                 Size<Cols> cols) {
  constexpr Index row_stride = stride(RowDown, RowRight, RS, CS);
  constexpr Index col_stride = stride(ColDown, ColRight, RS, CS);
  return Matrix<T, Rows, Cols, row_stride, col_stride>(
      a.data + row * a.row_stride + col * a.col_stride, cols, rows,
      Size<row_stride>(RowDown * a.row_stride + RowRight * a.col_stride),
      Size<col_stride>(ColDown * a.row_stride + ColRight * a.col_stride));
}
/// The part of a that begins at (row, col).
template <class T, Index R, Index C, Index RS, Index CS, Index Rows, Index Cols>
inline auto block(const Matrix<T, R, C, RS, CS>& a, Index row, Index col, Size<Rows> rows,
                  Size<Cols> cols) {
  return walk<1, 0, 0, 1>(a, row, col, rows, cols);
}

inline Scalar larger(Scalar a, Scalar b) { return a < b ? b : a; }
inline Scalar smaller(Scalar a, Scalar b) { return b < a ? b : a; }

/// entry(i) or entry(i, j) for all rows i and columns j, in any order.
template <class Entry>
void for_each(Index rows, Entry entry);
template <class Entry>
void for_each(Index rows, Index cols, Entry entry);
/// The sum or the largest of all entry(i) or entry(i, j).
template <class Entry>
Scalar sum_over(Index rows, Entry entry);
template <class Entry>
Scalar sum_over(Index rows, Index cols, Entry entry);
template <class Entry>
Scalar max_over(Index rows, Entry entry);
template <class Entry>
Scalar max_over(Index rows, Index cols, Entry entry);
/// done(sum, i) with the sum of each row i of entry(i, j).
template <class Entry, class Done>
void row_sums(Index rows, Index cols, Entry entry, Done done);
/// done(sum, i, j) with each entry of a·b.
template <class A, class B, class Done>
void contract(const A& a, const B& b, Done done);

}  // namespace detail
)nngen";
}

std::string_view kernels_text() {
  return R"nngen(namespace detail {

template <class Entry>
inline void for_each(Index rows, Entry entry) {
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC ivdep
#endif
  for (Index i = 0; i < rows; ++i) entry(i);
}
template <class Entry>
inline void for_each(Index rows, Index cols, Entry entry) {
  for (Index j = 0; j < cols; ++j) {
    for_each(rows, [&](Index i) { entry(i, j); });
  }
}

/// Several sums side by side keep the processor busy and the error small.
template <class Entry>
inline Scalar sum_over(Index rows, Entry entry) {
  constexpr Index lanes = 16;
  const Index whole = rows - rows % lanes;
  Scalar total = 0;
  if (whole > 0) {
    Scalar part[lanes] = {};
    for (Index i = 0; i < whole; i += lanes) {
      for (Index lane = 0; lane < lanes; ++lane) part[lane] += entry(i + lane);
    }
    for (Index lane = 0; lane < lanes; ++lane) total += part[lane];
  }
  for (Index i = whole; i < rows; ++i) total += entry(i);
  return total;
}
template <class Entry>
inline Scalar sum_over(Index rows, Index cols, Entry entry) {
  Scalar total = 0;
  for (Index j = 0; j < cols; ++j) total += sum_over(rows, [&](Index i) { return entry(i, j); });
  return total;
}
template <class Entry>
inline Scalar max_over(Index rows, Entry entry) {
  Scalar largest = entry(0);
  for (Index i = 1; i < rows; ++i) largest = larger(largest, entry(i));
  return largest;
}
template <class Entry>
inline Scalar max_over(Index rows, Index cols, Entry entry) {
  const auto of_column = [&](Index j) {
    return max_over(rows, [&](Index i) { return entry(i, j); });
  };
  return max_over(cols, of_column);
}

template <class Entry, class Done>
inline void row_sums(Index rows, Index cols, Entry entry, Done done) {
  constexpr Index lanes = 16;
  const Index whole = rows - rows % lanes;
  for (Index i = 0; i < whole; i += lanes) {
    Scalar part[lanes] = {};
    for (Index j = 0; j < cols; ++j) {
      for (Index lane = 0; lane < lanes; ++lane) part[lane] += entry(i + lane, j);
    }
    for (Index lane = 0; lane < lanes; ++lane) done(part[lane], i + lane);
  }
  for (Index i = whole; i < rows; ++i) {
    Scalar total = 0;
    for (Index j = 0; j < cols; ++j) total += entry(i, j);
    done(total, i);
  }
}

/// As many scalars as a register holds; one where the compiler has no vector types, or where
/// NNGEN_NO_VECTORS is defined.
#if defined(__GNUC__) && !defined(NNGEN_NO_VECTORS)
#if defined(__AVX512F__)
constexpr Index vector_bytes = 64;
#elif defined(__AVX__)
constexpr Index vector_bytes = 32;
#else
constexpr Index vector_bytes = 16;
#endif
typedef Scalar Vector __attribute__((vector_size(vector_bytes)));
#else
using Vector = Scalar;
#endif
constexpr Index lanes = static_cast<Index>(sizeof(Vector) / sizeof(Scalar));

template <Index Count = lanes>
inline Vector load(const Scalar* from) {
  Vector vector = {};
  std::memcpy(&vector, from, static_cast<std::size_t>(Count) * sizeof(Scalar));
  return vector;
}

/// What remains when a length is cut into pieces; none where only the call knows the length.
constexpr Index rest_of(Index length, Index piece) { return length == dynamic ? 0 : length % piece; }

/// Rows × Cols entries of a·b from (row, col) on, kept in registers while k runs; the rows of a lie side by
/// side.
template <Index Rows, Index Cols, class A, class B, class Done>
inline void tile(const A& a, const B& b, Index row, Index col, Done& done) {
  constexpr Index vectors = (Rows + lanes - 1) / lanes;
  constexpr Index in_last = Rows - (vectors - 1) * lanes;
  Vector sum[Cols][vectors] = {};
  const auto add = [&](Index k, auto last) {
    Vector column[vectors];
    for (Index v = 0; v + 1 < vectors; ++v) column[v] = load(&a(row + v * lanes, k));
    column[vectors - 1] = load<decltype(last)::value>(&a(row + (vectors - 1) * lanes, k));
    for (Index j = 0; j < Cols; ++j) {
      const Scalar factor = b(k, col + j);
      for (Index v = 0; v < vectors; ++v) sum[j][v] += column[v] * factor;
    }
  };
  // Before the last columns of a whole registers may be read: what is too much there is thrown away.
  const Index depth = a.cols;
  Index k = 0;
  if constexpr (in_last != lanes) {
    const Index step = a.col_stride;
    const Index behind = step > 0 ? (lanes - in_last + step - 1) / step : depth;
    for (; k + behind < depth; ++k) add(k, std::integral_constant<Index, lanes>());
  }
  for (; k < depth; ++k) add(k, std::integral_constant<Index, in_last>());
  for (Index j = 0; j < Cols; ++j) {
    Scalar entries[vectors * lanes];
    std::memcpy(entries, sum[j], sizeof(entries));
    for (Index i = 0; i < Rows; ++i) done(entries[i], row + i, col + j);
  }
}

template <Index Rows, class A, class T, Index R, Index C, Index RS, Index CS, class Done>
inline void tile_row(const A& a, const Matrix<T, R, C, RS, CS>& b, Index row, Done& done) {
  constexpr Index cols = 4;
  const Index whole = b.cols - b.cols % cols;
  for (Index col = 0; col < whole; col += cols) tile<Rows, cols>(a, b, row, col, done);
  constexpr Index rest = rest_of(C, cols);
  if constexpr (rest != 0) tile<Rows, rest>(a, b, row, whole, done);
  if constexpr (C == dynamic) {
    for (Index col = whole; col < b.cols; ++col) tile<Rows, 1>(a, b, row, col, done);
  }
}

/// An outer product, one column after the other, as they lie in memory.
template <class A, class B, class Done>
inline void outer_product(const A& a, const B& b, Done& done) {
  for (Index j = 0; j < b.cols; ++j) {
    const Scalar factor = b(0, j);
    for_each(a.rows, [&](Index i) { done(a(i, 0) * factor, i, j); });
  }
}

/// A matrix of many rows times a column: it is read once, a few columns at a time, and the sums stay in the
/// first cache.
template <class A, class B, class Done>
inline void columns_times_column(const A& a, const B& b, Done& done) {
  constexpr Index block = 1024;
  Scalar sums[block];
  for (Index row = 0; row < a.rows; row += block) {
    const Index rows = a.rows - row < block ? a.rows - row : block;
    for_each(rows, [&](Index i) { sums[i] = 0; });
    Index k = 0;
    for (; k + 4 <= a.cols; k += 4) {
      const Scalar f0 = b(k, 0), f1 = b(k + 1, 0), f2 = b(k + 2, 0), f3 = b(k + 3, 0);
      for_each(rows, [&](Index i) {
        sums[i] += (a(row + i, k) * f0 + a(row + i, k + 1) * f1) +
                   (a(row + i, k + 2) * f2 + a(row + i, k + 3) * f3);
      });
    }
    for (; k < a.cols; ++k) {
      const Scalar factor = b(k, 0);
      for_each(rows, [&](Index i) { sums[i] += a(row + i, k) * factor; });
    }
    for_each(rows, [&](Index i) { done(sums[i], row + i, Index(0)); });
  }
}

/// The rows of a lie side by side: whole columns of a times single entries of b.
template <class T, Index R, Index C, Index RS, Index CS, class TB, Index RB, Index CB, Index RSB,
          Index CSB, class Done>
inline void contract_columns(const Matrix<T, R, C, RS, CS>& a,
                             const Matrix<TB, RB, CB, RSB, CSB>& b, Done& done) {
  constexpr Index rows = 2 * lanes;
  if constexpr (C == 1) return outer_product(a, b, done);
  if constexpr (CB == 1 && (R == dynamic || R >= 4 * rows)) return columns_times_column(a, b, done);
  const Index whole = a.rows - a.rows % rows;
  for (Index row = 0; row < whole; row += rows) tile_row<rows>(a, b, row, done);
  constexpr Index rest = rest_of(R, rows);
  if constexpr (rest != 0) tile_row<rest>(a, b, whole, done);
  if constexpr (R == dynamic) {
    for (Index row = whole; row < a.rows; ++row) tile_row<1>(a, b, row, done);
  }
}

/// Rows × Cols inner products; k lies side by side in a and in b.
template <Index Rows, Index Cols, class A, class B, class Done>
inline void dots(const A& a, const B& b, Index row, Index col, Done& done) {
  Vector part[Rows][Cols] = {};
  const Index depth = a.cols;
  const Index whole = depth - depth % lanes;
  for (Index k = 0; k < whole; k += lanes) {
    Vector right[Cols];
    for (Index j = 0; j < Cols; ++j) right[j] = load(&b(k, col + j));
    for (Index i = 0; i < Rows; ++i) {
      const Vector left = load(&a(row + i, k));
      for (Index j = 0; j < Cols; ++j) part[i][j] += left * right[j];
    }
  }
  for (Index i = 0; i < Rows; ++i) {
    for (Index j = 0; j < Cols; ++j) {
      Scalar entries[lanes];
      std::memcpy(entries, &part[i][j], sizeof(entries));
      Scalar total = 0;
      for (Index lane = 0; lane < lanes; ++lane) total += entries[lane];
      for (Index k = whole; k < depth; ++k) total += a(row + i, k) * b(k, col + j);
      done(total, row + i, col + j);
    }
  }
}

template <Index Rows, class A, class T, Index R, Index C, Index RS, Index CS, class Done>
inline void dots_row(const A& a, const Matrix<T, R, C, RS, CS>& b, Index row, Done& done) {
  constexpr Index cols = 2;
  const Index whole = b.cols - b.cols % cols;
  for (Index col = 0; col < whole; col += cols) dots<Rows, cols>(a, b, row, col, done);
  if constexpr (C == dynamic || rest_of(C, cols) != 0) {
    for (Index col = whole; col < b.cols; ++col) dots<Rows, 1>(a, b, row, col, done);
  }
}

template <class T, Index R, Index C, Index RS, Index CS, class TB, Index RB, Index CB, Index RSB,
          Index CSB, class Done>
inline void contract_dots(const Matrix<T, R, C, RS, CS>& a, const Matrix<TB, RB, CB, RSB, CSB>& b,
                          Done& done) {
  // A small matrix that meets many columns pays for a copy by columns.
  constexpr Index most_copied = 8192;
  if constexpr (R != dynamic && C != dynamic && R > 1 && R * C <= most_copied &&
                (CB == dynamic || CB >= 8)) {
    Scalar copied[R * C];
    for (Index k = 0; k < C; ++k) {
      for (Index i = 0; i < R; ++i) copied[i + k * R] = a(i, k);
    }
    return contract_columns(Matrix<const Scalar, R, C>(copied), b, done);
  }
  constexpr Index rows = 4;
  const Index whole = a.rows - a.rows % rows;
  for (Index row = 0; row < whole; row += rows) dots_row<rows>(a, b, row, done);
  if constexpr (R == dynamic || rest_of(R, rows) != 0) {
    for (Index row = whole; row < a.rows; ++row) dots_row<1>(a, b, row, done);
  }
}

/// Nothing lies side by side.
template <class A, class B, class Done>
inline void contract_scattered(const A& a, const B& b, Done& done) {
  for (Index j = 0; j < b.cols; ++j) {
    for (Index i = 0; i < a.rows; ++i) {
      done(sum_over(a.cols, [&](Index k) { return a(i, k) * b(k, j); }), i, j);
    }
  }
}

/// By what lies side by side in memory: the rows of a, the columns of b, or k in both.
template <class TA, Index RA, Index CA, Index RSA, Index CSA, class TB, Index RB, Index CB,
          Index RSB, Index CSB, class Done>
inline void contract_by_layout(const Matrix<TA, RA, CA, RSA, CSA>& a,
                               const Matrix<TB, RB, CB, RSB, CSB>& b, Done& done) {
  if constexpr (RSA == 1 && RA != 1) {
    contract_columns(a, b, done);
  } else if constexpr (CSB == 1 && CB != 1) {
    auto exchanged = [&](Scalar sum, Index j, Index i) { done(sum, i, j); };
    contract_columns(transposed(b), transposed(a), exchanged);
  } else if constexpr (CSA == 1 && RSB == 1) {
    contract_dots(a, b, done);
  } else {
    contract_scattered(a, b, done);
  }
}

template <class A, class B, class Done>
inline void contract(const A& a, const B& b, Done done) {
  contract_by_layout(a, b, done);
}

}  // namespace detail
)nngen";
}

}  // namespace nngen::codegen
