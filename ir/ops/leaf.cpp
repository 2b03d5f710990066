// Variables and constants.

#include "ir/op.hpp"

namespace nngen::ir {
namespace {

std::vector<Expr> no_cotangents(Expr, std::span<const Expr>, Expr) { return {}; }
Expr no_tangent(Expr, std::span<const Expr>, std::span<const Expr>) { return {}; }

void fill(LoweringContext& context, const Extent& over, const View& view, double value) {
  Map map{over, {}, {}};
  BodyBuilder builder{&map.views, &map.body};
  builder.store(view, builder.constant(value));
  context.add(std::move(map));
}

void lower_eye(LoweringContext& context) {
  const View all = context.result();
  const Extent extent = context.extent();
  fill(context, extent, all, 0);
  const View diagonal{all.buffer, all.start, {}, all.row_step + all.col_step, {}};
  fill(context, {{}, extent.rows, {}}, diagonal, 1);
}

// K(c + r·n, r + c·m) = 1 for the entry (r, c) of an m×n matrix.
void lower_commutation(LoweringContext& context) {
  const View all = context.result();
  const Shape& of = std::get<Shape>(context.node().node().attribute);
  const std::int64_t m = of.rows.value();
  const std::int64_t n = of.cols.value();
  fill(context, context.extent(), all, 0);
  fill(context, {{}, {m}, {n}}, {all.buffer, all.start, {}, {n, 1}, {1, m}}, 1);
}

}  // namespace

namespace ops {

const OpDef variable = {
    .name = "variable",
    .op_class = OpClass::leaf,
    .spelling = {.fixity = Fixity::none},
    .min_arity = 0,
    .max_arity = 0,
    .vjp = no_cotangents,
    .jvp = no_tangent,
    .summary = "an input, target, parameter or constant of the program",
};

const OpDef constant = {
    .name = "constant",
    .op_class = OpClass::leaf,
    .spelling = {.fixity = Fixity::none},
    .min_arity = 0,
    .max_arity = 0,
    .vjp = no_cotangents,
    .jvp = no_tangent,
    .evaluate =
        [](const auto& args) {
          auto y = args.result();
          y[0] = std::get<Constant>(args.node.attribute).value;
          return y;
        },
    .summary = "a number",
};

const OpDef eye = {
    .name = "eye",
    .op_class = OpClass::leaf,
    .spelling = {.fixity = Fixity::none},
    .min_arity = 0,
    .max_arity = 0,
    .construct = [](Graph& graph, std::span<const Expr>, const Attribute&,
                    const Shape& shape) -> Expr {
      return shape.is_scalar() ? ir::constant(graph, 1) : Expr{};
    },
    .vjp = no_cotangents,
    .jvp = no_tangent,
    .evaluate =
        [](const auto& args) {
          auto y = args.result();
          for (std::size_t i = 0; i < args.rows; ++i) y(i, i) = 1.0;
          return y;
        },
    .lower = lower_eye,
    .summary = "the identity matrix I",
};

const OpDef commutation = {
    .name = "commutation",
    .op_class = OpClass::leaf,
    .spelling = {.fixity = Fixity::none},
    .min_arity = 0,
    .max_arity = 0,
    .construct = [](Graph& graph, std::span<const Expr>, const Attribute& of,
                    const Shape& shape) -> Expr {
      return std::get<Shape>(of).is_vector_like() ? ir::eye(graph, shape.rows) : Expr{};
    },
    .vjp = no_cotangents,
    .jvp = no_tangent,
    .evaluate =
        [](const auto& args) {
          auto y = args.result();
          const Shape& of = std::get<Shape>(args.node.attribute);
          const auto m = static_cast<std::size_t>(of.rows.value());
          const auto n = static_cast<std::size_t>(of.cols.value());
          for (std::size_t c = 0; c < n; ++c) {
            for (std::size_t r = 0; r < m; ++r) y(c + r * n, r + c * m) = 1.0;
          }
          return y;
        },
    .lower = lower_commutation,
    .summary = "the permutation K with K·vec(A) = vec(Aᵀ) for each A in R^(m×n)",
};

const OpDef sample_count = {
    .name = "sample_count",
    .op_class = OpClass::leaf,
    .spelling = {.fixity = Fixity::none},
    .min_arity = 0,
    .max_arity = 0,
    .vjp = no_cotangents,
    .jvp = no_tangent,
    .summary = "M, the number of samples of a call",
};

}  // namespace ops
}  // namespace nngen::ir
