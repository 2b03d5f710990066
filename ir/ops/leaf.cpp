// Variables and constants.

#include "ir/op.hpp"

namespace nngen::ir {
namespace {

std::vector<Expr> no_cotangents(Expr, std::span<const Expr>, Expr) { return {}; }
Expr no_tangent(Expr, std::span<const Expr>, std::span<const Expr>) { return {}; }

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
    .summary = "the identity matrix I",
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
