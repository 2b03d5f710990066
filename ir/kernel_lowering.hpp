#pragma once
// How an operation's row says which kernels it becomes.

#include <cstddef>
#include <type_traits>

#include "ir/expr.hpp"
#include "ir/kernel.hpp"

namespace nngen::ir {

/// A scalar in a body under construction: a row's scalar program is written as an expression.
struct Entry {
  Body* body = nullptr;
  std::uint32_t step = 0;
};

Entry operator+(Entry a, Entry b);
Entry operator-(Entry a, Entry b);
Entry operator*(Entry a, Entry b);
Entry operator/(Entry a, Entry b);
Entry operator-(Entry a);
Entry operator+(double a, Entry b);
Entry operator-(double a, Entry b);
Entry operator*(double a, Entry b);
Entry operator/(double a, Entry b);
Entry min(Entry a, Entry b);
Entry max(Entry a, Entry b);
Entry max(Entry a, double b);
Entry abs(Entry x);
Entry sqrt(Entry x);
Entry exp(Entry x);
Entry expm1(Entry x);
Entry log(Entry x);
Entry log1p(Entry x);
Entry tanh(Entry x);
Entry erf(Entry x);
Entry sin(Entry x);
Entry cos(Entry x);
Entry asin(Entry x);
Entry acos(Entry x);
Entry atan(Entry x);
Entry atan2(Entry y, Entry x);
Entry pow(Entry x, Entry exponent);
Entry pow(Entry x, double exponent);
/// 1 where a < b, else 0.
Entry less(Entry a, Entry b);
Entry less(double a, Entry b);
Entry less(Entry a, double b);
/// a where the condition is not 0, else b.
Entry select(Entry condition, Entry a, Entry b);
Entry select(Entry condition, double a, Entry b);
Entry select(Entry condition, Entry a, double b);

/// Appends to a body and to the views of its kernel.
struct BodyBuilder {
  std::vector<View>* views;
  Body* body;

  Entry load(const View& view);
  Entry result(std::uint32_t phase = 0);
  Entry constant(double value);
  Entry argument(Argument which);
  void store(const View& view, Entry value);
  void give(Entry value);
};

/// What a row's lowering works on: one node of the program. Lowering never chooses between ways to compute:
/// passes over the kernels do.
class LoweringContext {
 public:
  virtual ~LoweringContext() = default;

  virtual Expr node() const = 0;
  /// Where the operand's value stands.
  virtual View operand(std::size_t i) = 0;
  /// The operand's entry in a body; a constant needs no memory there.
  virtual Entry load_operand(BodyBuilder builder, std::size_t i) = 0;
  /// A new buffer for the node's value.
  virtual View result() = 0;
  /// A further buffer, of a value of this shape and as many samples as the node has.
  virtual View temporary(const Shape& shape) = 0;
  /// The node's value is a part or another view of memory that stands already.
  virtual void set_result(const View& view) = 0;
  virtual void add(Kernel kernel) = 0;
  /// The factorisation of a square operand, or of the matrix that it is the transpose of. All nodes that
  /// need it share one.
  virtual View factors(std::size_t i) = 0;

  /// Whether the value is one for each sample of a batch.
  virtual bool is_batched(Expr value) const = 0;

  /// The node's samples, rows and columns, or those of its operand.
  Extent extent() const { return extent_of_value(node()); }
  Extent operand_extent(std::size_t i) const { return extent_of_value(node().operand(i)); }
  Extent extent_of_value(Expr value) const;
};

/// The node's value by a routine from these matrices.
struct RoutineOperand {
  View view;
  Dense::Size size;
};
void lower_routine(LoweringContext& context, Routine routine, std::vector<RoutineOperand> operands);
/// The factors of the first operand, for such a routine.
RoutineOperand factors_of_operand(LoweringContext& context);
/// The operand as it stands.
RoutineOperand whole_operand(LoweringContext& context, std::size_t i);

/// A row's lowering: kernels, or for an entrywise operation only its scalar program.
class Lowering {
 public:
  using Kernels = void (*)(LoweringContext&);
  using Unary = Entry (*)(Entry);
  using Binary = Entry (*)(Entry, Entry);

  constexpr Lowering(std::nullptr_t = nullptr) {}  // NOLINT
  template <class F>
    requires std::is_invocable_v<F, LoweringContext&>
  constexpr Lowering(F kernels) : kernels_(kernels) {}  // NOLINT
  template <class F>
    requires std::is_invocable_r_v<Entry, F, Entry>
  constexpr Lowering(F unary) : unary_(unary) {}  // NOLINT
  template <class F>
    requires std::is_invocable_r_v<Entry, F, Entry, Entry>
  constexpr Lowering(F binary) : binary_(binary) {}  // NOLINT

  explicit operator bool() const { return kernels_ || unary_ || binary_; }
  /// Appends the kernels that compute the context's node.
  void operator()(LoweringContext& context) const;

 private:
  Kernels kernels_ = nullptr;
  Unary unary_ = nullptr;
  Binary binary_ = nullptr;
};

/// A reduction of one phase: `combine` of entry(builder) along the chosen axes of the extent, stored after
/// finish(builder, combined) as the node's value.
struct Axes {
  bool slots = false;
  bool rows = false;
  bool cols = false;
};
template <class EntryOf, class FinishOf>
void lower_reduction(LoweringContext& context, const Extent& over, Axes along, EntryOf entry,
                     FinishOf finish) {
  Rows rows{over, along.slots, along.rows, along.cols, {}, {{}}, {}};
  BodyBuilder builder{&rows.views, &rows.phases[0].body};
  builder.give(entry(builder));
  BodyBuilder end{&rows.views, &rows.finish};
  const Entry value = finish(end, end.result(0));
  end.store(context.result(), value);
  context.add(std::move(rows));
}

/// The node's value, entry by entry, as the function of the builder gives it.
template <class EntryOf>
void lower_map(LoweringContext& context, EntryOf entry) {
  Map map{context.extent(), {}, {}};
  BodyBuilder builder{&map.views, &map.body};
  const Entry value = entry(builder);
  builder.store(context.result(), value);
  context.add(std::move(map));
}

}  // namespace nngen::ir
