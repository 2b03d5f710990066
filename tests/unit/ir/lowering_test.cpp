// What a row lowers to gives the numbers of its evaluation: kernels are interpreted, entry by
// entry.

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "ir/op.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/ir/nodes.hpp"

namespace nngen::ir {
namespace {

using tests::Nodes;
using tests::rows;

/// Lowers one node, whose operands stand in buffers, and runs its maps and reductions for one
/// sample.
class Interpreter final : public LoweringContext {
 public:
  Interpreter(Nodes& nodes, Expr node) : nodes_(nodes), node_(node) {}

  Matrix<double> run() {
    op_def(node_.op()).lower(*this);
    Matrix<double> value(size(node_.shape().rows), size(node_.shape().cols));
    for (std::size_t j = 0; j < value.cols(); ++j) {
      for (std::size_t i = 0; i < value.rows(); ++i) value(i, j) = entry(*result_, {i, j});
    }
    return value;
  }

  Expr node() const override { return node_; }
  View operand(std::size_t i) override {
    buffers_.push_back(nodes_.value(node_.operand(i)));
    return last_buffer();
  }
  Entry load_operand(BodyBuilder builder, std::size_t i) override {
    return builder.load(operand(i));
  }
  View result() override {
    if (!result_) result_ = temporary(node_.shape());
    return *result_;
  }
  View temporary(const Shape& shape) override {
    buffers_.emplace_back(size(shape.rows), size(shape.cols), std::nan(""));
    return last_buffer();
  }
  void set_result(const View& view) override { result_ = view; }
  void add(Kernel kernel) override {
    if (const auto* map = std::get_if<Map>(&kernel)) {
      const Entries all = entries(map->over, true, true);
      for (const Index at : all) run_body(map->body, map->views, at, {});
    } else {
      run_reduction(std::get<Rows>(kernel));
    }
  }
  // Routines on whole matrices are emitted code: tests/compile runs them.
  View factors(std::size_t) override {
    FAIL("no factors here");
    return {};
  }
  bool is_batched(Expr) const override { return false; }

 private:
  struct Index {
    std::size_t row = 0;
    std::size_t col = 0;
  };
  using Entries = std::vector<Index>;

  static std::size_t size(const Dim& dim) { return static_cast<std::size_t>(dim.value()); }

  View last_buffer() const {
    return {{static_cast<std::uint32_t>(buffers_.size() - 1)}, {}, {}, {1, 0}, {0, 1}};
  }
  double& entry(const View& view, Index at) {
    const Place place = view.start + static_cast<std::int64_t>(at.row) * view.row_step +
                        static_cast<std::int64_t>(at.col) * view.col_step;
    Matrix<double>& buffer = buffers_[view.buffer.value];
    REQUIRE(place.row < static_cast<std::int64_t>(buffer.rows()));
    REQUIRE(place.col < static_cast<std::int64_t>(buffer.cols()));
    return buffer(static_cast<std::size_t>(place.row), static_cast<std::size_t>(place.col));
  }

  // The indices of the extent; an axis that is not walked stays at 0.
  static Entries entries(const Extent& over, bool walk_rows, bool walk_cols) {
    Entries result;
    const std::int64_t row_count = walk_rows ? over.rows.factor : 1;
    const std::int64_t col_count = walk_cols ? over.cols.factor : 1;
    for (std::int64_t j = 0; j < col_count; ++j) {
      for (std::int64_t i = 0; i < row_count; ++i) {
        result.push_back({static_cast<std::size_t>(i), static_cast<std::size_t>(j)});
      }
    }
    return result;
  }

  void run_reduction(const Rows& rows) {
    for (const Index line : entries(rows.over, !rows.along_rows, !rows.along_cols)) {
      std::vector<double> outcomes;
      for (const Phase& phase : rows.phases) {
        double total = phase.combine == Combine::max ? -std::numeric_limits<double>::infinity() : 0;
        for (const Index step : entries(rows.over, rows.along_rows, rows.along_cols)) {
          const Index at{line.row + step.row, line.col + step.col};
          const double value = run_body(phase.body, rows.views, at, outcomes);
          total = phase.combine == Combine::max ? std::max(total, value) : total + value;
        }
        outcomes.push_back(total);
        if (!phase.after.empty()) {
          outcomes.back() = run_body(phase.after, rows.views, line, outcomes);
        }
      }
      run_body(rows.finish, rows.views, line, outcomes);
    }
  }

  // Its `give`, or 0.
  double run_body(const Body& body, const std::vector<View>& views, Index at,
                  const std::vector<double>& outcomes) {
    std::vector<double> values;
    double given = 0;
    for (const Step& step : body) {
      const auto value = [&](std::uint32_t i) { return values[i]; };
      double result = 0;
      switch (step.op) {
        case Prim::load: result = entry(views[step.index], at); break;
        case Prim::store: entry(views[step.index], at) = value(step.a); break;
        case Prim::give: given = value(step.a); break;
        case Prim::result: result = outcomes[step.index]; break;
        case Prim::constant: result = step.value; break;
        case Prim::select: result = value(step.a) != 0 ? value(step.b) : value(step.c); break;
        default:
          result =
              primitive(step.op, value(step.a), operand_count(step.op) == 2 ? value(step.b) : 0);
      }
      values.push_back(result);
    }
    return given;
  }

  static double primitive(Prim op, double a, double b) {
    switch (op) {
      case Prim::add: return a + b;
      case Prim::sub: return a - b;
      case Prim::mul: return a * b;
      case Prim::div: return a / b;
      case Prim::negate: return -a;
      case Prim::min: return std::min(a, b);
      case Prim::max: return std::max(a, b);
      case Prim::less: return a < b ? 1 : 0;
      case Prim::abs: return std::abs(a);
      case Prim::sqrt: return std::sqrt(a);
      case Prim::exp: return std::exp(a);
      case Prim::expm1: return std::expm1(a);
      case Prim::log: return std::log(a);
      case Prim::log1p: return std::log1p(a);
      case Prim::tanh: return std::tanh(a);
      case Prim::sin: return std::sin(a);
      case Prim::cos: return std::cos(a);
      case Prim::erf: return std::erf(a);
      case Prim::asin: return std::asin(a);
      case Prim::acos: return std::acos(a);
      case Prim::atan: return std::atan(a);
      case Prim::atan2: return std::atan2(a, b);
      case Prim::pow: return std::pow(a, b);
      default: FAIL("no primitive of scalars"); return 0;
    }
  }

  Nodes& nodes_;
  Expr node_;
  std::vector<Matrix<double>> buffers_;
  std::optional<View> result_;
};

void check_lowered(Nodes& g, Expr node) {
  INFO(op_def(node.op()).name);
  REQUIRE(op_def(node.op()).lower);
  const Matrix<double> wanted = g.value(node);
  const Matrix<double> got = Interpreter(g, node).run();
  REQUIRE(got.rows() == wanted.rows());
  REQUIRE(got.cols() == wanted.cols());
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (std::isnan(got[i]) && std::isnan(wanted[i])) continue;
    INFO("entry " << i);
    CHECK(got[i] == Approx(wanted[i]).epsilon(4e-15).margin(1e-300));
  }
}

/// The node as it is, whatever local identities say.
Expr plain(Nodes& g, OpKind op, std::initializer_list<Expr> operands, const Shape& shape,
           Attribute attribute = {}) {
  std::vector<NodeId> ids;
  for (const Expr& operand : operands) ids.push_back(operand.id);
  return {&g.graph, g.graph.intern(op, ids, shape, std::move(attribute))};
}

TEST_CASE("scalar programs of one value, near and far") {
  for (std::size_t i = 0; i < op_count(); ++i) {
    const OpKind op = static_cast<OpKind>(i);
    const OpDef& row = op_def(op);
    if (!row.scalar || !row.lower) continue;
    const bool is_positive = row.domain == Domain::positive;
    for (const double x : {1e-300, 1e-9, 0.3, 0.999, 1.0, 1.001, 7.5, 36.0, 40.0, 709.0, 800.0}) {
      for (const double at : {x, -x, 0.0}) {
        if (at <= 0 && is_positive) continue;
        INFO("at " << at);
        Nodes g;
        check_lowered(g, plain(g, op, {g.with_value(at)}, {1, 1}));
      }
    }
  }
}

TEST_CASE("scalar programs of two and three values") {
  for (std::size_t i = 0; i < op_count(); ++i) {
    const OpKind op = static_cast<OpKind>(i);
    const OpDef& row = op_def(op);
    if (row.op_class != OpClass::elementwise || row.min_arity < 2 || !row.lower) continue;
    Nodes g;
    const Expr a = g.with_value(rows({{1, 2, 0.5}, {0, 3, 1}}));
    const Expr b = g.with_value(rows({{1, 1, 2}, {2, 2, 3}}));
    const Expr c = g.with_value(rows({{3, 1, 2}, {4, 2, 5}}));
    check_lowered(g, row.min_arity == 2 ? plain(g, op, {a, b}, a.shape())
                                        : plain(g, op, {a, b, c}, a.shape()));
  }
}

TEST_CASE("extrema and norms along each axis") {
  Nodes g;
  const Expr A = g.with_value(rows({{3, -5, 0}, {-4, 12, 0}}));
  for (const Axis axis : {Axis::all, Axis::columns, Axis::rows}) {
    check_lowered(g, max_of(A, axis));
    check_lowered(g, min_of(A, axis));
    check_lowered(g, norm(A, axis));
    check_lowered(g, unit(A, axis));
  }
  const Expr zero = g.with_value(rows({{0}, {0}}));
  check_lowered(g, norm(zero));
  check_lowered(g, unit(zero));
}

TEST_CASE("trace, diagonals and other shapes") {
  Nodes g;
  const Expr A = g.with_value(rows({{1, 2}, {3, 4}}));
  const Expr B = g.with_value(rows({{1, 3, 5}, {2, 4, 6}}));
  const Expr v = g.with_value(rows({{5}, {6}, {7}, {8}}));
  check_lowered(g, trace(A));
  check_lowered(g, diag(A));
  check_lowered(g, diag(v));
  check_lowered(g, vec(B));
  check_lowered(g, reshape(B, {3, 2}));
  check_lowered(g, reshape(v, {2, 2}));
  check_lowered(g, reshape(A, {1, 4}));
}

}  // namespace
}  // namespace nngen::ir
