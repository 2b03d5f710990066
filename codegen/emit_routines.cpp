#include "codegen/emit_routines.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

#include "ir/check.hpp"

namespace nngen::codegen {
namespace {

using ir::Routine;

// ---------------------------------------------------------------- the factorisation

constexpr std::string_view factorise_text = R"nngen(
/// The largest entry of a column from a row on, without its sign; NaN does not count.
template <class A>
inline Scalar largest_below(const A& a, Index row, Index col) {
  constexpr Index width = 16;
  Scalar part[width] = {};
  Index i = row;
  for (; i + width <= a.rows; i += width) {
    for (Index k = 0; k < width; ++k) part[k] = larger(part[k], std::abs(a(i + k, col)));
  }
  Scalar largest = 0;
  for (; i < a.rows; ++i) largest = larger(largest, std::abs(a(i, col)));
  for (Index k = 0; k < width; ++k) largest = larger(largest, part[k]);
  return largest;
}

template <class A>
inline void exchange_rows(const A& a, Index i, Index k) {
  if (i == k) return;
  for (Index j = 0; j < a.cols; ++j) {
    const Scalar kept = a(i, j);
    a(i, j) = a(k, j);
    a(k, j) = kept;
  }
}

template <class A, class Factors>
inline void factorise(const A& a, const Factors& factors) {
  const auto lu = block(factors, 0, 0, factors.rows, factors.rows);
  const Index n = lu.rows;
  for_each(lu.rows, lu.cols, [&](Index i, Index j) { lu(i, j) = a(i, j); });
  for (Index k = 0; k < n; ++k) {
    Index row = k;
    Index col = k;
    Scalar largest = 0;
    for (Index j = k; j < n; ++j) {
      const Scalar candidate = largest_below(lu, k, j);
      if (candidate > largest) col = j;
      largest = larger(largest, candidate);
    }
    const bool is_regular = largest > 0;
    while (is_regular && row + 1 < n && !(std::abs(lu(row, col)) >= largest)) ++row;
    factors(k, n) = static_cast<Scalar>(row);
    factors(k, n + 1) = static_cast<Scalar>(col);
    // What remains is zero, or not a number: then so is all that follows from it.
    if (!is_regular) {
      lu(k, k) = sum_over(Size<dynamic>(n - k), Size<dynamic>(n - k), [&](Index i, Index j) { return lu(k + i, k + j); });
      continue;
    }
    exchange_rows(lu, k, row);
    exchange_rows(transposed(lu), k, col);
    const Scalar pivot = lu(k, k);
    for (Index i = k + 1; i < n; ++i) lu(i, k) /= pivot;
    for (Index j = k + 1; j < n; ++j) {
      const Scalar factor = lu(k, j);
      for_each(Size<dynamic>(n - k - 1), [&](auto i) { lu(k + 1 + i, j) -= lu(k + 1 + i, k) * factor; });
    }
  }
}
)nngen";

// ---------------------------------------------------------------- what is made of the factors

constexpr std::string_view exchange_text = R"nngen(
/// The exchanges of a factorisation, of the rows (side 0) or columns (side 1), made or undone on the
/// rows of y.
template <class Factors, class Y>
inline void exchange(const Factors& factors, Index side, bool undo, const Y& y) {
  const Index n = factors.rows;
  for (Index step = 0; step < n; ++step) {
    const Index k = undo ? n - 1 - step : step;
    exchange_rows(y, k, static_cast<Index>(factors(k, n + side)));
  }
}
)nngen";

constexpr std::string_view sign_text = R"nngen(
/// The sign of all exchanges together.
template <class Factors>
inline Scalar sign_of_exchanges(const Factors& factors) {
  const Index n = factors.rows;
  Scalar sign = 1;
  for (Index k = 0; k < n; ++k) {
    if (static_cast<Index>(factors(k, n)) != k) sign = -sign;
    if (static_cast<Index>(factors(k, n + 1)) != k) sign = -sign;
  }
  return sign;
}
)nngen";

constexpr std::string_view solve_in_place_text = R"nngen(
template <class Factors, class Y>
inline void solve_in_place(const Factors& factors, const Y& y) {
  const Index n = factors.rows;
  exchange(factors, 0, false, y);
  for (Index j = 0; j < y.cols; ++j) {
    for (Index k = 0; k + 1 < n; ++k) {
      const Scalar value = y(k, j);
      for_each(Size<dynamic>(n - k - 1), [&](auto i) { y(k + 1 + i, j) -= factors(k + 1 + i, k) * value; });
    }
    for (Index k = n - 1; k >= 0; --k) {
      const Scalar value = y(k, j) / factors(k, k);
      y(k, j) = value;
      for_each(Size<dynamic>(k), [&](auto i) { y(i, j) -= factors(i, k) * value; });
    }
  }
  exchange(factors, 1, true, y);
}
)nngen";

constexpr std::string_view lower_transposed_text = R"nngen(
/// y = L⁻ᵀ·y
template <class Factors, class Y>
inline void solve_lower_transposed(const Factors& factors, const Y& y) {
  const Index n = factors.rows;
  for (Index j = 0; j < y.cols; ++j) {
    for (Index k = n - 2; k >= 0; --k) {
      y(k, j) -= sum_over(Size<dynamic>(n - k - 1),
                          [&](auto i) { return factors(k + 1 + i, k) * y(k + 1 + i, j); });
    }
  }
}
)nngen";

constexpr std::string_view invert_text = R"nngen(
template <class Factors, class Y>
inline void invert(const Factors& factors, const Y& y) {
  for_each(y.rows, y.cols, [&](Index i, Index j) { y(i, j) = i == j ? Scalar(1) : Scalar(0); });
  solve_in_place(factors, y);
}
)nngen";

constexpr std::string_view determinant_text = R"nngen(
template <class Factors, class Y>
inline void determinant(const Factors& factors, const Y& y) {
  Scalar product = sign_of_exchanges(factors);
  for (Index k = 0; k < factors.rows; ++k) product *= factors(k, k);
  y(0, 0) = product;
}
)nngen";

constexpr std::string_view log_determinant_text = R"nngen(
template <class Factors, class Y>
inline void log_determinant(const Factors& factors, const Y& y) {
  using Limits = std::numeric_limits<Scalar>;
  Scalar sign = sign_of_exchanges(factors);
  Scalar total = 0;
  for (Index k = 0; k < factors.rows; ++k) {
    const Scalar pivot = factors(k, k);
    if (pivot < 0) sign = -sign;
    total += std::log(std::abs(pivot));
  }
  const bool is_zero = total == -Limits::infinity();
  y(0, 0) = sign < 0 && !is_zero ? Limits::quiet_NaN() : total;
}
)nngen";

constexpr std::string_view cofactors_text = R"nngen(
/// adj(U) column by column: on its diagonal the products of all other pivots, above it what U·z = 0
/// asks for. Where a pivot before the last is zero, all of it is.
template <class Factors, class Y>
inline void cofactors(const Factors& factors, const Y& y) {
  const Index n = factors.rows;
  const Scalar sign = sign_of_exchanges(factors);
  const auto adjugate = transposed(y);
  for (Index j = 0; j < n; ++j) {
    for_each(adjugate.rows, [&](Index i) { adjugate(i, j) = 0; });
    Scalar others = sign;
    for (Index k = 0; k < n; ++k) {
      if (k != j) others *= factors(k, k);
    }
    adjugate(j, j) = others;
    for (Index k = j; k > 0; --k) {
      const Scalar value = adjugate(k, j);
      for_each(Size<dynamic>(k), [&](auto i) { adjugate(i, j) -= factors(i, k) * value; });
      const Scalar pivot = factors(k - 1, k - 1);
      adjugate(k - 1, j) = pivot == 0 ? Scalar(0) : adjugate(k - 1, j) / pivot;
    }
  }
  solve_lower_transposed(factors, y);
  exchange(factors, 0, true, y);
  exchange(factors, 1, true, transposed(y));
}
)nngen";

constexpr std::string_view solve_text = R"nngen(
template <class Factors, class B, class Y>
inline void solve(const Factors& factors, const B& b, const Y& y) {
  for_each(y.rows, y.cols, [&](Index i, Index j) { y(i, j) = b(i, j); });
  solve_in_place(factors, y);
}
)nngen";

constexpr std::string_view solve_transposed_text = R"nngen(
template <class Factors, class B, class Y>
inline void solve_transposed(const Factors& factors, const B& b, const Y& y) {
  for_each(y.rows, y.cols, [&](Index i, Index j) { y(i, j) = b(i, j); });
  exchange(factors, 1, false, y);
  for (Index j = 0; j < y.cols; ++j) {
    for (Index k = 0; k < y.rows; ++k) {
      const Scalar sum = sum_over(Size<dynamic>(k), [&](auto i) { return factors(i, k) * y(i, j); });
      y(k, j) = (y(k, j) - sum) / factors(k, k);
    }
  }
  solve_lower_transposed(factors, y);
  exchange(factors, 0, true, y);
}
)nngen";

// ---------------------------------------------------------------- others

constexpr std::string_view kronecker_text = R"nngen(
template <class A, class B, class Y>
inline void kronecker(const A& a, const B& b, const Y& y) {
  for (Index j = 0; j < y.cols; ++j) {
    for (Index i = 0; i < a.rows; ++i) {
      const Scalar factor = a(i, j / b.cols);
      for_each(b.rows, [&](Index k) { y(i * b.rows + k, j) = factor * b(k, j % b.cols); });
    }
  }
}
)nngen";

constexpr std::string_view mark_largest_text = R"nngen(
template <class X, class Y>
inline void mark_largest(const X& x, const Y& y) {
  Index row = 0;
  Index col = 0;
  for (Index j = 0; j < x.cols; ++j) {
    for (Index i = 0; i < x.rows; ++i) {
      y(i, j) = 0;
      if (!(x(i, j) > x(row, col))) continue;
      row = i;
      col = j;
    }
  }
  y(row, col) = 1;
}
)nngen";

constexpr std::string_view mark_largest_in_columns_text = R"nngen(
template <class X, class Y>
inline void mark_largest_in_columns(const X& x, const Y& y) {
  for (Index j = 0; j < x.cols; ++j) {
    Index row = 0;
    for (Index i = 0; i < x.rows; ++i) {
      y(i, j) = 0;
      if (x(i, j) > x(row, j)) row = i;
    }
    y(row, j) = 1;
  }
}
)nngen";

// ---------------------------------------------------------------- the tables

struct RoutineHead {
  Routine routine;
  std::string_view name;
  bool has_two_operands;
  std::string_view comment;
};

constexpr std::array heads = {
    RoutineHead{Routine::factorise, "factorise", false,
                "/// a with its rows and columns exchanged is L·U. Below the diagonal stands L, "
                "which has ones on its\n"
                "/// own, on it and above U, behind it a column with the row that each step "
                "exchanges with its own,\n"
                "/// and one with the column. Each pivot is the largest entry left, so that of a "
                "singular matrix\n"
                "/// the last ones are zero.\n"},
    RoutineHead{Routine::invert, "invert", false, "/// y = A⁻¹ from the factors of A.\n"},
    RoutineHead{Routine::determinant, "determinant", false,
                "/// y = det A from the factors of A.\n"},
    RoutineHead{Routine::log_determinant, "log_determinant", false,
                "/// y = log det A from the factors of A: −∞ where det A is 0, not a number where "
                "it is less.\n"},
    RoutineHead{Routine::cofactors, "cofactors", false,
                "/// y = adj(A)ᵀ from the factors of A, which may be singular.\n"},
    RoutineHead{Routine::solve, "solve", true, "/// y = A⁻¹·b from the factors of A.\n"},
    RoutineHead{Routine::solve_transposed, "solve_transposed", true,
                "/// y = A⁻ᵀ·b from the factors of A.\n"},
    RoutineHead{Routine::kronecker, "kronecker", true, "/// y = a⊗b: the blocks a(i, j)·b.\n"},
    RoutineHead{Routine::mark_largest, "mark_largest", false,
                "/// y is 1 at the first, by columns, of the largest entries of a, else 0.\n"},
    RoutineHead{Routine::mark_largest_in_columns, "mark_largest_in_columns", false,
                "/// y is 1 at the first of the largest entries of each column of a, else 0.\n"},
};

// A definition, and the routines that it is a part of.
struct Definition {
  std::string_view text;
  std::vector<Routine> users;
};

const std::vector<Definition>& definitions() {
  using enum Routine;
  static const std::vector<Definition> all = {
      {factorise_text, {factorise}},
      {exchange_text, {invert, cofactors, solve, solve_transposed}},
      {sign_text, {determinant, log_determinant, cofactors}},
      {solve_in_place_text, {invert, solve}},
      {lower_transposed_text, {cofactors, solve_transposed}},
      {invert_text, {invert}},
      {determinant_text, {determinant}},
      {log_determinant_text, {log_determinant}},
      {cofactors_text, {cofactors}},
      {solve_text, {solve}},
      {solve_transposed_text, {solve_transposed}},
      {kronecker_text, {kronecker}},
      {mark_largest_text, {mark_largest}},
      {mark_largest_in_columns_text, {mark_largest_in_columns}},
  };
  return all;
}

}  // namespace

std::string_view routine_name(Routine routine) {
  const auto found = std::find_if(heads.begin(), heads.end(),
                                  [&](const RoutineHead& head) { return head.routine == routine; });
  NNGEN_CHECK(found != heads.end());
  return found->name;
}

void emit_routine_declarations(Writer& writer, const std::set<Routine>& used) {
  if (used.empty()) return;
  writer.raw("namespace detail {\n\n");
  for (const RoutineHead& head : heads) {
    if (!used.contains(head.routine)) continue;
    writer.raw(head.comment);
    writer.line(head.has_two_operands ? "template <class A, class B, class Y>"
                                      : "template <class A, class Y>");
    writer.line(fmt::format("void {}(const A& a, {}const Y& y);", head.name,
                            head.has_two_operands ? "const B& b, " : ""));
  }
  writer.raw("\n}  // namespace detail\n\n");
}

void emit_routines(Writer& writer, const std::set<Routine>& used) {
  if (used.empty()) return;
  writer.raw("\nnamespace detail {\n");
  for (const Definition& definition : definitions()) {
    const bool is_used = std::any_of(definition.users.begin(), definition.users.end(),
                                     [&](Routine user) { return used.contains(user); });
    if (is_used) writer.raw(definition.text);
  }
  writer.raw("\n}  // namespace detail\n");
}

}  // namespace nngen::codegen
