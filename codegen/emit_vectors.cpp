#include "codegen/emit_vectors.hpp"

#include <initializer_list>
#include <utility>

namespace nngen::codegen {
namespace {

constexpr std::string_view types_text = R"nngen(namespace detail {

using Index = std::ptrdiff_t;
constexpr Index dynamic = -1;
/// Whole numbers as wide as a scalar.
using Whole = std::conditional_t<sizeof(Scalar) == 4, std::int32_t, std::int64_t>;

// What a register holds; a single scalar where the compiler has no vector types, or where NNGEN_NO_VECTORS
// is defined.
#if defined(__GNUC__) && !defined(NNGEN_NO_VECTORS)
#define NNGEN_VECTORS
#if defined(__AVX512F__)
constexpr Index vector_bytes = 64;
#elif defined(__AVX__)
constexpr Index vector_bytes = 32;
#else
constexpr Index vector_bytes = 16;
#endif
typedef Scalar Register __attribute__((vector_size(vector_bytes)));
typedef Whole WholeRegister __attribute__((vector_size(vector_bytes)));
#else
using Register = Scalar;
using WholeRegister = Whole;
#endif
constexpr Index lanes = static_cast<Index>(sizeof(Register) / sizeof(Scalar));

/// A yes or no for each lane.
struct Mask {
  decltype(Register() < Register()) on;
};

/// Several scalars, lane by lane; a scalar stands for as many equal ones.
struct Vector {
  Register entries;

  Vector() = default;
  Vector(Scalar value) : entries(value - Register()) {}
#if defined(NNGEN_VECTORS)
  explicit Vector(Register entries_) : entries(entries_) {}
#endif
};

inline Vector operator+(Vector a, Vector b) { return Vector(a.entries + b.entries); }
inline Vector operator-(Vector a, Vector b) { return Vector(a.entries - b.entries); }
inline Vector operator*(Vector a, Vector b) { return Vector(a.entries * b.entries); }
inline Vector operator/(Vector a, Vector b) { return Vector(a.entries / b.entries); }
inline Vector operator-(Vector a) { return Vector(-a.entries); }
inline Mask operator<(Vector a, Vector b) { return Mask{a.entries < b.entries}; }
inline Mask operator!=(Vector a, Vector b) { return Mask{a.entries != b.entries}; }
/// a·b + c, in one instruction where there is one.
inline Vector multiply_add(Vector a, Vector b, Vector c) {
  return Vector(a.entries * b.entries + c.entries);
}
/// a where the condition holds, else b.
inline Vector select(Mask mask, Vector a, Vector b) { return Vector(mask.on ? a.entries : b.entries); }
inline Vector select(bool condition, Vector a, Vector b) { return condition ? a : b; }
inline Scalar select(bool condition, Scalar a, Scalar b) { return condition ? a : b; }
/// 1 where the condition holds, else 0.
inline Vector one_if(Mask mask) { return select(mask, Vector(1), Vector(0)); }
inline Scalar one_if(bool condition) { return condition ? Scalar(1) : Scalar(0); }
inline Vector larger(Vector a, Vector b) { return select(a < b, b, a); }
inline Scalar larger(Scalar a, Scalar b) { return a < b ? b : a; }
inline Vector smaller(Vector a, Vector b) { return select(b < a, b, a); }
inline Scalar smaller(Scalar a, Scalar b) { return b < a ? b : a; }

inline Vector load(const Scalar* from) {
  Vector vector;
  std::memcpy(&vector, from, sizeof(vector));
  return vector;
}
inline void store(Scalar* to, Vector vector) { std::memcpy(to, &vector, sizeof(vector)); }
/// The same in a register: a compiler that would read it from memory again and again does not.
inline Vector in_register(Vector vector) {
#if defined(NNGEN_VECTORS) && defined(__AVX512F__)
  __asm__("" : "+v"(vector.entries));
#elif defined(NNGEN_VECTORS) && defined(__x86_64__)
  __asm__("" : "+x"(vector.entries));
#elif defined(NNGEN_VECTORS) && defined(__aarch64__)
  __asm__("" : "+w"(vector.entries));
#endif
  return vector;
}

)nngen";

// "$s" stands for the letter of the scalar type in names of intrinsics, "$m" for a mask of AVX-512, "$w" for the
// suffix of registers.
constexpr std::string_view masked_text =
    R"nngen(// The first `count` lanes alone: the memory of the others is not touched.
#if defined(NNGEN_VECTORS) && defined(__AVX512F__)
inline $m first_lanes(Index count) { return static_cast<$m>((1u << static_cast<unsigned>(count)) - 1u); }
/// 0 in the other lanes.
inline Vector load(const Scalar* from, Index count) {
  return Vector(Register(_mm512_maskz_loadu_p$s(first_lanes(count), from)));
}
inline void store(Scalar* to, Vector vector, Index count) {
  _mm512_mask_storeu_p$s(to, first_lanes(count), __m512$w(vector.entries));
}
/// `other` in the other lanes.
inline Vector keep(Vector vector, Index count, Scalar other) {
  return Vector(Register(_mm512_mask_mov_p$s(_mm512_set1_p$s(other), first_lanes(count), __m512$w(vector.entries))));
}
#else
/// 0 in the other lanes.
inline Vector load(const Scalar* from, Index count) {
  Scalar entries[lanes] = {};
  for (Index lane = 0; lane < count; ++lane) entries[lane] = from[lane];
  return load(entries);
}
inline void store(Scalar* to, Vector vector, Index count) {
  Scalar entries[lanes];
  store(entries, vector);
  for (Index lane = 0; lane < count; ++lane) to[lane] = entries[lane];
}
/// `other` in the other lanes.
inline Vector keep(Vector vector, Index count, Scalar other) {
  Scalar entries[lanes];
  store(entries, vector);
  for (Index lane = count; lane < lanes; ++lane) entries[lane] = other;
  return load(entries);
}
#endif
)nngen";

constexpr std::string_view across_text = R"nngen(
// Where the compiler moves lanes about by constant numbers.
#if defined(NNGEN_VECTORS) && defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector)
#define NNGEN_SHUFFLES
#endif
#endif
template <Index... I>
using Lanes = std::integer_sequence<Index, I...>;
using AllLanes = std::make_integer_sequence<Index, lanes>;
#if defined(NNGEN_SHUFFLES)
/// Each lane from `by` lanes further on, round about.
template <Index By, Index... I>
inline Vector rotated(Vector a, Lanes<I...>) {
  return Vector(__builtin_shufflevector(a.entries, a.entries, ((I + By) % lanes)...));
}
/// Lanes of a and b in turns, from the lane From on.
template <Index From, Index... I>
inline Vector interleaved(Vector a, Vector b, Lanes<I...>) {
  return Vector(__builtin_shufflevector(a.entries, b.entries, (I / 2 + From + I % 2 * lanes)...));
}
#else
template <Index By, Index... I>
inline Vector rotated(Vector a, Lanes<I...>) {
  Scalar from[lanes];
  store(from, a);
  const Scalar to[] = {from[(I + By) % lanes]...};
  return load(to);
}
template <Index From, Index... I>
inline Vector interleaved(Vector a, Vector b, Lanes<I...>) {
  Scalar from[2][lanes];
  store(from[0], a);
  store(from[1], b);
  const Scalar to[] = {from[I % 2][I / 2 + From]...};
  return load(to);
}
#endif

inline Scalar first_lane(Vector vector) {
  Scalar entry;
  std::memcpy(&entry, &vector, sizeof(entry));
  return entry;
}
template <Index Half = lanes / 2>
inline Scalar sum_of_lanes(Vector vector) {
  if constexpr (Half == 0) {
    return first_lane(vector);
  } else {
    return sum_of_lanes<Half / 2>(vector + rotated<Half>(vector, AllLanes()));
  }
}
template <Index Half = lanes / 2>
inline Scalar largest_of_lanes(Vector vector) {
  if constexpr (Half == 0) {
    return first_lane(vector);
  } else {
    return largest_of_lanes<Half / 2>(larger(vector, rotated<Half>(vector, AllLanes())));
  }
}
/// As many vectors as they have lanes: rows become columns.
template <Index Rounds = lanes / 2>
inline void transpose(Vector (&rows)[lanes]) {
  if constexpr (Rounds > 0) {
    Vector mixed[lanes];
    for (Index i = 0; i < lanes / 2; ++i) {
      mixed[2 * i] = interleaved<0>(rows[i], rows[i + lanes / 2], AllLanes());
      mixed[2 * i + 1] = interleaved<lanes / 2>(rows[i], rows[i + lanes / 2], AllLanes());
    }
    transpose<Rounds / 2>(mixed);
    for (Index i = 0; i < lanes; ++i) rows[i] = mixed[i];
  }
}

}  // namespace detail
)nngen";

std::string replaced(std::string text,
                     std::initializer_list<std::pair<std::string_view, std::string_view>> words) {
  for (const auto& [word, by] : words) {
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + by.size())) {
      text.replace(at, word.size(), by);
    }
  }
  return text;
}

}  // namespace

std::string vectors_text(ScalarType type) {
  const bool is_float = type == ScalarType::float32;
  std::string text(types_text);
  text += replaced(std::string(masked_text), {{"$s", is_float ? "s" : "d"},
                                              {"$m", is_float ? "__mmask16" : "__mmask8"},
                                              {"$w", is_float ? "" : "d"}});
  return text + std::string(across_text);
}

}  // namespace nngen::codegen
