#pragma once
// The lowered form of a program: a few kernels over buffers, with scalar bodies as data. Lowering makes
// them, passes rewrite them, an emitter prints them; neither passes nor emitters know operations.

#include <cstdint>
#include <variant>
#include <vector>

#include "ir/graph.hpp"

namespace nngen::ir {

/// A number of things: a constant, or that many for each sample of a call.
struct Count {
  std::int64_t factor = 1;
  bool times_samples = false;

  bool is_one() const { return factor == 1 && !times_samples; }
  friend bool operator==(const Count&, const Count&) = default;
};

struct BufferId {
  static constexpr std::uint32_t no_buffer = 0xffffffffu;
  std::uint32_t value = no_buffer;

  bool is_valid() const { return value != no_buffer; }
  friend bool operator==(BufferId, BufferId) = default;
};

/// Who owns a buffer's memory: the caller of the emitted function, or its workspace.
enum class BufferRole : std::uint8_t {
  parameter,
  gradient,
  input,  // inputs, targets and constants: read only
  output,
  returned,  // the scalar that the function returns
  state,     // what an optimiser keeps for a parameter between steps
  workspace
};

/// Which entries of a matrix are neighbours in memory: those of a column, or those of a row.
enum class Layout : std::uint8_t { by_column, by_row };

/// A matrix; with one value a sample, the samples' matrices stand side by side, so that it is one matrix of
/// rows × (cols·samples).
struct Buffer {
  BufferRole role = BufferRole::workspace;
  std::int64_t rows = 1;
  std::int64_t cols = 1;
  bool per_sample = false;
  NodeId node;                  // whose value it holds
  std::uint32_t index = 0;      // declaration (parameter, gradient, input, state) or output
  std::uint32_t state = 0;      // which of the optimiser's arrays
  Layout layout = Layout::by_column;  // the workspace's choice; the caller's is by column
  bool fills_registers = false; // memory behind the last row of its only column is its own, too
  BufferId copy_of = {};        // whose entries it holds, where these lie another way

  std::int64_t sample_size() const { return rows * cols; }
};

/// A place in a buffer, or a move in it: rows down, columns to the right.
struct Place {
  std::int64_t row = 0;
  std::int64_t col = 0;

  friend Place operator+(Place a, Place b) { return {a.row + b.row, a.col + b.col}; }
  friend Place operator*(std::int64_t n, Place a) { return {n * a.row, n * a.col}; }
  friend bool operator==(Place, Place) = default;
};

/// How a kernel walks a buffer: where its first entry stands and how far one sample, row or column of the
/// kernel moves. A zero step repeats, exchanged steps transpose, (1, 1) walks the diagonal.
struct View {
  BufferId buffer;
  Place start;
  Place slot_step;
  Place row_step;
  Place col_step;

  View transposed() const { return {buffer, start, slot_step, col_step, row_step}; }
  View from(std::int64_t row, std::int64_t col) const {
    return {buffer, start + row * row_step + col * col_step, slot_step, row_step, col_step};
  }
  friend bool operator==(const View&, const View&) = default;
};

/// The whole of a buffer, walked as it lies.
View whole(BufferId id, const Buffer& buffer);

/// What a kernel runs over.
struct Extent {
  Count slots;
  Count rows;
  Count cols;
  friend bool operator==(const Extent&, const Extent&) = default;
};

/// The only scalar functions that a target knows. Comparisons give 1 or 0.
enum class Prim : std::uint8_t {
  load,      // of views[index]
  result,    // of the contraction, or of an earlier phase
  constant,  // value
  argument,  // of the emitted function
  add, sub, mul, div, negate, min, max, less, select,
  abs, sqrt, exp, expm1, log, log1p, tanh, erf, sin, cos, asin, acos, atan, atan2, pow,
  store,     // a into views[index]
  give       // a is the body's value: what a phase combines, or its outcome
};

/// Scalars that an emitted function knows: the number of its samples, and the rates of a step.
enum class Argument : std::uint32_t {
  samples, inverse_samples,
  learning_rate, weight_decay, momentum, mean_decay, square_decay, epsilon,
  mean_correction, square_correction
};

/// One step of a scalar program in SSA form: operands are earlier steps.
struct Step {
  Prim op = Prim::constant;
  std::uint32_t a = 0;
  std::uint32_t b = 0;
  std::uint32_t c = 0;
  std::uint32_t index = 0;  // view, phase or argument
  double value = 0;
};
using Body = std::vector<Step>;
/// How many operands a step has.
int operand_count(Prim op);

/// Along which axis neighbours share a register: `depth` is the one that a contraction sums over.
enum class Lanes : std::uint8_t { none, rows, cols, depth };

/// The body, for each entry of the extent.
struct Map {
  Extent over;
  std::vector<View> views;
  Body body;
  Lanes lanes = Lanes::none;
};

/// Σₖ a(i, k)·b(k, j) for each slot, row i and column j, each sum given to the epilogue as `result`. With
/// `sum_slots` the sum runs over the slots too.
struct Contract {
  Extent over;
  Count k;
  View a;  // rows: i, columns: k
  View b;  // rows: k, columns: j
  bool sum_slots = false;
  std::vector<View> views;
  Body epilogue;
  Lanes lanes = Lanes::none;
  BufferId packed_a;  // memory for copies of the factors, where they are to be made
  BufferId packed_b;
  BufferId waiting;     // memory for sums, where the depth is taken a block at a time
  bool turned = false;  // sums are transposed, so that the epilogue's lanes lie along the other axis
  bool by_library = false;  // a call of a routine for whole matrices
};

enum class Combine : std::uint8_t { none, sum, max };

/// A walk along a line: `combine` of what the body gives, then once a line `after` of that, if it is not
/// empty; later bodies read the outcome as `result`.
struct Phase {
  Body body;
  Combine combine = Combine::sum;
  Body after;
};

/// For each line of the extent its phases, one after the other, then the finish once. The lines run along
/// the chosen axes: softmax along rows, the sum of all entries along rows and columns, a mean over a call
/// along slots too.
struct Rows {
  Extent over;
  bool along_slots = false;
  bool along_rows = false;
  bool along_cols = false;
  std::vector<View> views;
  std::vector<Phase> phases;
  Body finish;
  Lanes lanes = Lanes::none;
};

/// What no loop over entries says: algorithms on whole matrices. `factorise` gives n × (n + 2) entries: the
/// triangles of L·U, and the exchanges of rows and columns behind them. The routines in the second line
/// take these in place of the matrix.
enum class Routine : std::uint8_t {
  factorise,
  invert, determinant, log_determinant, cofactors, solve, solve_transposed,
  kronecker, mark_largest, mark_largest_in_columns
};

/// A routine, once for each slot. The last view is its result, the others are what it reads; a result's
/// memory is never that of an operand.
struct Dense {
  struct Size {
    Count rows;
    Count cols;
  };
  Routine routine = Routine::factorise;
  Extent over;  // slots alone
  std::vector<View> views;
  std::vector<Size> sizes;  // of the views
};

using Kernel = std::variant<Map, Contract, Rows, Dense>;

struct Statement {
  Kernel kernel;
  std::vector<NodeId> origin;  // the nodes it computes, for the formulas above it
  bool with_next = false;      // both run together, some columns of a matrix at a time
};

struct KernelProgram {
  std::vector<Buffer> buffers;
  std::vector<Statement> statements;

  BufferId add_buffer(const Buffer& buffer);
  Buffer& operator[](BufferId id) { return buffers[id.value]; }
  const Buffer& operator[](BufferId id) const { return buffers[id.value]; }
};

/// The bodies of a kernel, in order of their execution.
std::vector<Body*> bodies_of(Kernel& kernel);
std::vector<const Body*> bodies_of(const Kernel& kernel);
std::vector<View>& views_of(Kernel& kernel);
const std::vector<View>& views_of(const Kernel& kernel);
const Extent& extent_of(const Kernel& kernel);
/// The extent over which a kernel stores its results: one entry a line for a reduction.
Extent result_extent(const Kernel& kernel);

/// Whether the caller has the memory as a part of one flat array: of a parameter, its gradient or its state.
bool is_in_flat_array(BufferRole role);

/// Which buffers a kernel reads and writes, each once; all scheduling rests on these.
struct Access {
  std::vector<BufferId> reads;
  std::vector<BufferId> writes;
};
Access access_of(const Kernel& kernel);

}  // namespace nngen::ir
