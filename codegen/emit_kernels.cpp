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

/// A size or stride: a part of the type where it is known, otherwise a number.
template <Index N>
struct Size {
  static constexpr Index known = N;
  constexpr Size() = default;
  constexpr explicit Size(Index) {}
  constexpr operator Index() const { return N; }
};
template <>
struct Size<dynamic> {
  static constexpr Index known = dynamic;
  constexpr explicit Size(Index n) : value(n) {}
  constexpr operator Index() const { return value; }
  Index value;
};

template <Index N>
constexpr Size<N> size{};

/// As many neighbouring rows or columns as a register has lanes; the first of them.
struct Strip {
  Index first;
};
/// The last ones, where there are fewer.
struct ShortStrip {
  Index first;
  Index count;
};
inline Strip operator+(Strip strip, Index by) { return {strip.first + by}; }
inline ShortStrip operator+(ShortStrip strip, Index by) { return {strip.first + by, strip.count}; }

inline Strip operator+(Index by, Strip strip) { return strip + by; }
inline ShortStrip operator+(Index by, ShortStrip strip) { return strip + by; }

inline Vector load(const Scalar* from, Strip) { return load(from); }
inline Vector load(const Scalar* from, ShortStrip strip) { return load(from, strip.count); }
inline void store(Scalar* to, Vector vector, Strip) { store(to, vector); }
inline void store(Scalar* to, Vector vector, ShortStrip strip) { store(to, vector, strip.count); }
inline Index count_of(Strip) { return lanes; }
inline Index count_of(ShortStrip strip) { return strip.count; }

/// The entries of a strip, read and written together.
template <class T, class Along, Index Stride>
struct Entries {
  T* data;
  Along strip;
  Size<Stride> stride;

  operator Vector() const {
    if constexpr (Stride == 1) {
      return load(data, strip);
    } else {
      Scalar entries[lanes] = {};
      for (Index lane = 0; lane < count_of(strip); ++lane) entries[lane] = data[lane * stride];
      return load(entries);
    }
  }
  const Entries& operator=(Vector vector) const {
    if constexpr (Stride == 1) {
      store(data, vector, strip);
    } else {
      Scalar entries[lanes];
      store(entries, vector);
      for (Index lane = 0; lane < count_of(strip); ++lane) data[lane * stride] = entries[lane];
    }
    return *this;
  }
  const Entries& operator=(const Entries& other) const { return *this = Vector(other); }
  const Entries& operator-=(Vector vector) const { return *this = Vector(*this) - vector; }
};
/// What a name stands for from here on, whatever is stored later.
inline Scalar loaded(Scalar value) { return value; }
inline Vector loaded(Vector vector) { return vector; }

/// A matrix in somebody's memory.
template <class T, Index Rows, Index Cols, Index RowStride = 1, Index ColStride = Rows>
struct Matrix {
  static constexpr Index height = Rows;
  static constexpr Index width = Cols;
  // Of a column that fills whole registers, what is behind the last row may be overwritten.
  static constexpr bool is_filled = RowStride == 1 && Rows != dynamic && Rows != ColStride &&
                                    (Rows + lanes - 1) / lanes * lanes <= ColStride;
  using LastStrip = std::conditional_t<is_filled, Strip, ShortStrip>;

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

  Entries<T, Strip, RowStride> operator()(Strip i) const { return down(i, 0); }
  Entries<T, Strip, RowStride> operator()(Strip i, Index j) const { return down(i, j); }
  Entries<T, Strip, ColStride> operator()(Index i, Strip j) const { return right(i, j); }
  Entries<T, LastStrip, RowStride> operator()(ShortStrip i) const { return last(i, 0); }
  Entries<T, LastStrip, RowStride> operator()(ShortStrip i, Index j) const { return last(i, j); }
  Entries<T, ShortStrip, ColStride> operator()(Index i, ShortStrip j) const { return right(i, j); }

 private:
  Entries<T, LastStrip, RowStride> last(ShortStrip i, Index j) const {
    if constexpr (is_filled) {
      return down(Strip{i.first}, j);
    } else {
      return down(i, j);
    }
  }
  template <class Along>
  Entries<T, Along, RowStride> down(Along i, Index j) const {
    return {&(*this)(i.first, j), i, row_stride};
  }
  template <class Along>
  Entries<T, Along, ColStride> right(Index i, Along j) const {
    return {&(*this)(i, j.first), j, col_stride};
  }
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

// Where an entry takes a strip of rows, a loop takes as many rows at once as a register has lanes.
template <class Entry, class... More>
constexpr bool takes_strips = std::is_invocable_v<Entry, Strip, More...>;
template <class Entry, class... More>
struct SumOf {
  using Type = decltype(loaded(std::declval<Entry>()(Index(), More()...)));
};
template <class Entry, class... More>
using Sum = typename std::conditional_t<takes_strips<Entry, More...>, SumOf<Scalar (*)(Index, More...), More...>,
                                        SumOf<Entry, More...>>::Type;

/// entry(i) or entry(i, j) for all rows i and columns j, in any order.
template <Index Rows, class Entry>
void for_each(Size<Rows> rows, Entry entry);
template <Index Rows, Index Cols, class Entry>
void for_each(Size<Rows> rows, Size<Cols> cols, Entry entry);
/// The sum or the largest of all entry(i) or entry(i, j); where these are vectors, lane by lane.
template <Index Rows, class Entry>
Sum<Entry> sum_over(Size<Rows> rows, Entry entry);
template <Index Rows, Index Cols, class Entry>
Sum<Entry, Index> sum_over(Size<Rows> rows, Size<Cols> cols, Entry entry);
template <Index Rows, class Entry>
Sum<Entry> max_over(Size<Rows> rows, Entry entry);
template <Index Rows, Index Cols, class Entry>
Sum<Entry, Index> max_over(Size<Rows> rows, Size<Cols> cols, Entry entry);
/// done(sum, i) with the sum of each row i of entry(i, j).
template <Index Rows, Index Cols, class Entry, class Done>
void row_sums(Size<Rows> rows, Size<Cols> cols, Entry entry, Done done);
/// A factor that is copied first, in the order in which tiles read it: what is far apart in memory, or too large
/// for the second cache, would slow each tile down.
template <class A>
struct Packed {
  static constexpr Index height = A::height;
  static constexpr Index width = A::width;
  A matrix;
  Scalar* memory;
};
template <class T, Index R, Index C, Index RS, Index CS, class Memory>
inline Packed<Matrix<T, R, C, RS, CS>> packed(const Matrix<T, R, C, RS, CS>& a, const Memory& memory) {
  return {a, memory.data};
}
/// A factor of many columns that is read once, some of them at a time; the sums wait in memory meanwhile.
template <class A>
struct InBlocks {
  A matrix;
  Scalar* waiting;
};
template <class T, Index R, Index C, Index RS, Index CS, class Memory>
inline InBlocks<Matrix<T, R, C, RS, CS>> in_blocks(const Matrix<T, R, C, RS, CS>& a, const Memory& memory) {
  return {a, memory.data};
}
/// done(sum, i, j) with each entry of a·b, for strips of the rows of a; either may be packed.
template <class T, Index R, Index C, Index RS, Index CS, class U, Index N, Index RSB, Index CSB,
          class Done>
void contract(const Matrix<T, R, C, RS, CS>& a, const Matrix<U, C, N, RSB, CSB>& b, Done done);
template <class A, class B, class Done>
void contract(const Packed<A>& a, const B& b, Done done);
template <class T, Index R, Index C, Index RS, Index CS, class B, class Done>
void contract(const Matrix<T, R, C, RS, CS>& a, const Packed<B>& b, Done done);
template <class A, class B, class Done>
void contract(const InBlocks<A>& a, const B& b, Done done);
/// The same with strips of the columns of b: done(sum, j, i).
template <class A, class B, class Done>
void contract_turned(const A& a, const B& b, Done done);
/// done(sum, i, j) with each entry of a·b, where the terms of each sum are neighbours in a and in b.
template <class A, class B, class Done>
void inner_products(const A& a, const B& b, Done done);
/// w(i) -= rate·product for each entry of an outer product. A long column whose factor is 0 is left as it is, where
/// the other factors are finite.
template <class W>
struct Descent {
  W w;
  Scalar rate;

  template <class Along>
  void operator()(Vector product, Along i) const {
    w(i) -= product;
  }
};
template <class W>
inline Descent<W> descend(const W& w, Scalar rate) {
  return {w, rate};
}
/// done(product, i) with each entry of a·b, column after column, where a is a column and b a row.
template <class A, class B, class Done>
void outer_product(const A& a, const B& b, Done done);
/// done(sum, i) with each entry of wᵀ·d and update(product, i) with each of d·x, some columns of w after others:
/// together, so that w is read once.
template <class W, class D, class X, class Done, class Update>
void column_pass(const W& w, const D& d, const X& x, Done done, Update update);
/// to(i, j) = from(i, j), where the columns of one and the rows of the other are side by side in memory.
template <class A, class B>
void copy(const A& from, const B& to);

}  // namespace detail
)nngen";
}

}  // namespace nngen::codegen
