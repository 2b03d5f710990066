#include "codegen/arrays/code_spellings.hpp"

#include <algorithm>
#include <iterator>

namespace nngen::codegen {
namespace {

using ir::OpKind;

constexpr CodeSpelling infix(OpKind op, std::string_view code, Binding binding) {
  return {op, code, binding, binding, true, true};
}

constexpr CodeSpelling table[] = {
    {OpKind::eye, "_eye(%rows)"},
    // a number, a scalar and anything else alike
    {OpKind::scale, "$0 * $1", Binding::product, Binding::product, true, true},
    {OpKind::matmul, "$0 @ $1", Binding::product, Binding::product},
    infix(OpKind::hadamard, "$0 * $1", Binding::product),
    infix(OpKind::divide, "$0 / $1", Binding::product),
    {OpKind::power, "$0 ** %number", Binding::power, Binding::atom},
    {OpKind::general_power, "$0 ** $1", Binding::power, Binding::atom, false, true},
    {OpKind::transpose, "_t($0)"},
    {OpKind::broadcast, "_repeat($0, %rows, %cols)"},
    {OpKind::embed, "_embed($0, %row, %col, %rows, %cols)"},
    {OpKind::exp, "@.exp($0)"},
    {OpKind::log, "@.log($0)"},
    {OpKind::sqrt, "@.sqrt($0)"},
    {OpKind::abs, "@.abs($0)"},
    {OpKind::sign, "_sign($0)"},
    {OpKind::sin, "@.sin($0)"},
    {OpKind::cos, "@.cos($0)"},
    {OpKind::identity, "$0", Binding::atom, Binding::atom},
    {OpKind::step, "_number($0 > 0)", Binding::atom, Binding::sum},
    {OpKind::sigmoid, "_sigmoid($0)"},
    {OpKind::tanh, "@.tanh($0)"},
    {OpKind::relu, "_relu($0)"},
    {OpKind::leaky_relu, "_leaky_relu($0)"},
    {OpKind::softplus, "_softplus($0)"},
    {OpKind::sum, "_sum($0, %axis)"},
    {OpKind::dot, "_sum($0 * $1, (-2, -1))", Binding::atom, Binding::product},
    {OpKind::sum_samples, "$0.sum(0)", Binding::atom, Binding::atom},
    {OpKind::mean_samples, "$0.mean(0)", Binding::atom, Binding::atom},
    {OpKind::softmax, "_softmax($0, %axis)"},
    {OpKind::log_softmax, "_log_softmax($0, %axis)"},
    {OpKind::logsumexp, "_logsumexp($0, %axis)"},
    {OpKind::cross_entropy, "-_sum(_times_log($1, $0), (-2, -1))", Binding::unary},
    {OpKind::softmax_cross_entropy, "-_sum($1 * _log_softmax($0, -2), (-2, -1))", Binding::unary,
     Binding::product},
    {OpKind::log2, "@.log2($0)"},
    {OpKind::log10, "@.log10($0)"},
    {OpKind::log_plus_one, "@.log1p($0)"},
    {OpKind::expm1, "@.expm1($0)"},
    {OpKind::tan, "@.tan($0)"},
    {OpKind::asin, "@.arcsin($0)"},
    {OpKind::acos, "@.arccos($0)"},
    {OpKind::atan, "@.arctan($0)"},
    {OpKind::sinh, "@.sinh($0)"},
    {OpKind::cosh, "@.cosh($0)"},
    {OpKind::erf, "_erf($0)"},
    {OpKind::stop, "_stop($0)"},
    {OpKind::elu, "_elu($0)"},
    {OpKind::selu, "_selu($0)"},
    {OpKind::hardtanh, "@.clip($0, -1.0, 1.0)"},
    {OpKind::gelu, "_gelu($0)"},
    {OpKind::silu, "_silu($0)"},
    {OpKind::softsign, "_softsign($0)"},
    {OpKind::mish, "_mish($0)"},
    infix(OpKind::less_than, "$0 < $1", Binding::comparison),
    infix(OpKind::less_equal, "$0 <= $1", Binding::comparison),
    infix(OpKind::greater_than, "$0 > $1", Binding::comparison),
    infix(OpKind::greater_equal, "$0 >= $1", Binding::comparison),
    infix(OpKind::equal, "$0 == $1", Binding::comparison),
    infix(OpKind::not_equal, "$0 != $1", Binding::comparison),
    {OpKind::where, "@.where($0, $1, $2)", Binding::atom, Binding::any, false, true},
    {OpKind::maximum, "_maximum($0, $1)", Binding::atom, Binding::any, false, true},
    {OpKind::minimum, "_minimum($0, $1)", Binding::atom, Binding::any, false, true},
    {OpKind::clip, "_minimum(_maximum($0, $1), $2)", Binding::atom, Binding::any, false, true},
    {OpKind::atan2, "@.arctan2($0, $1)", Binding::atom, Binding::any, false, true},
    {OpKind::max_of, "_max($0, %axis)"},
    {OpKind::min_of, "-_max(-$0, %axis)", Binding::unary, Binding::unary},
    {OpKind::onehot_max, "_onehot_max($0, %axis)"},
    {OpKind::norm, "_norm($0, %axis)"},
    {OpKind::unit, "_unit($0, %axis)"},
    {OpKind::trace, "_sum(_diag($0), (-2, -1))"},
    {OpKind::diag, "_diag($0)"},
    {OpKind::reshape, "_reshape($0, %rows, %cols)"},
    {OpKind::kron, "_kron($0, $1)"},
    {OpKind::inverse, "@.linalg.inv($0)"},
    {OpKind::det, "@.linalg.det($0)[..., None, None]"},
    {OpKind::logdet, "_logdet($0)"},
    {OpKind::cofactor, "_cofactor($0)"},
    {OpKind::solve, "_solve($0, $1)"},
    {OpKind::commutation, "_commutation(%row, %col)"},
};

// What differs between the libraries is written twice; @ is the library in the others.
constexpr CodeHelper helpers[] = {
    {"_array", "def _array(value):\n    return np.asarray(value, dtype=float)\n",
     "def _array(value):\n    return torch.as_tensor(value, dtype=torch.float64)\n"},
    {"_number", "def _number(condition):\n    return condition.astype(float)\n",
     "def _number(condition):\n    return condition.to(torch.float64)\n"},
    {"_full", "def _full(rows, cols, value):\n    return np.full((rows, cols), value)\n",
     "def _full(rows, cols, value):\n"
     "    return torch.full((rows, cols), value, dtype=torch.float64)\n"},
    {"_eye", "def _eye(n):\n    return np.eye(n)\n",
     "def _eye(n):\n    return torch.eye(n, dtype=torch.float64)\n"},
    {"_t", "def _t(x):\n    return x.swapaxes(-1, -2)\n", {}},
    {"_sum", "def _sum(x, axis):\n    return x.sum(axis, keepdims=True)\n",
     "def _sum(x, axis):\n    return x.sum(axis, keepdim=True)\n"},
    {"_max", "def _max(x, axis):\n    return x.max(axis, keepdims=True)\n",
     "def _max(x, axis):\n    return torch.amax(x, axis, keepdim=True)\n"},
    {"_sign",
     "def _sign(x):  # 0 where x is not a number\n"
     "    return _number(x > 0) - _number(x < 0)\n",
     {}},
    {"_maximum", "def _maximum(a, b):\n    return @.where(a >= b, a, b)\n", {}},
    {"_minimum", "def _minimum(a, b):\n    return @.where(a <= b, a, b)\n", {}},
    {"_repeat", "def _repeat(x, *shape):\n    return np.broadcast_to(x, x.shape[:-2] + shape)\n",
     "def _repeat(x, *shape):\n    return torch.broadcast_to(x, x.shape[:-2] + shape)\n"},
    {"_each", "def _each(x, samples):\n    return np.broadcast_to(x, (samples,) + x.shape[-2:])\n",
     "def _each(x, samples):\n    return torch.broadcast_to(x, (samples,) + x.shape[-2:])\n"},
    {"_embed",
     "def _embed(x, row, col, rows, cols):\n"
     "    y = np.zeros(x.shape[:-2] + (rows, cols))\n"
     "    y[..., row:row + x.shape[-2], col:col + x.shape[-1]] = x\n"
     "    return y\n",
     "def _embed(x, row, col, rows, cols):\n"
     "    y = torch.zeros(x.shape[:-2] + (rows, cols), dtype=torch.float64)\n"
     "    y[..., row:row + x.shape[-2], col:col + x.shape[-1]] = x\n"
     "    return y\n"},
    {"_stack",
     "def _stack(pieces, axis):\n"
     "    lead = np.broadcast_shapes(*(x.shape[:-2] for x in pieces))\n"
     "    return np.concatenate([np.broadcast_to(x, lead + x.shape[-2:]) for x in pieces], axis)\n",
     "def _stack(pieces, axis):\n"
     "    lead = torch.broadcast_shapes(*(x.shape[:-2] for x in pieces))\n"
     "    return torch.cat([torch.broadcast_to(x, lead + x.shape[-2:]) for x in pieces], axis)\n"},
    {"_stop", "def _stop(x):\n    return x\n", "def _stop(x):\n    return x.detach()\n"},
    {"_sigmoid",
     "def _sigmoid(x):\n"
     "    e = @.exp(-@.abs(x))\n"
     "    return @.where(x > 0, 1 / (1 + e), e / (1 + e))\n",
     {}},
    {"_relu", "def _relu(x):\n    return @.where(x > 0, x, 0.0)\n", {}},
    {"_leaky_relu", "def _leaky_relu(x):\n    return @.where(x > 0, x, 0.01 * x)\n", {}},
    {"_softplus", "def _softplus(x):\n    return @.log1p(@.exp(-@.abs(x))) + _relu(x)\n", {}},
    {"_erf", "def _erf(x):\n    return np.vectorize(math.erf, otypes=[float])(x)\n",
     "def _erf(x):\n    return torch.erf(x)\n"},
    {"_elu", "def _elu(x):\n    return @.where(x > 0, x, @.expm1(x))\n", {}},
    {"_selu",
     "def _selu(x):\n"
     "    scale, alpha = 1.0507009873554804934, 1.6732632423543772848\n"
     "    return @.where(x > 0, scale * x, scale * alpha * @.expm1(x))\n",
     {}},
    {"_gelu", "def _gelu(x):\n    return 0.5 * x * (1 + _erf(math.sqrt(0.5) * x))\n", {}},
    {"_silu", "def _silu(x):\n    return x * _sigmoid(x)\n", {}},
    {"_softsign", "def _softsign(x):\n    return x / (1 + @.abs(x))\n", {}},
    {"_mish", "def _mish(x):\n    return x * @.tanh(_softplus(x))\n", {}},
    {"_logsumexp",
     "def _logsumexp(x, axis):\n"
     "    shift = _max(x, axis)\n"
     "    total = shift + @.log(_sum(@.exp(x - shift), axis))\n"
     "    return @.where(@.isinf(shift), shift, total)\n",
     {}},
    {"_log_softmax", "def _log_softmax(x, axis):\n    return x - _logsumexp(x, axis)\n", {}},
    {"_softmax",
     "def _softmax(x, axis):\n"
     "    e = @.exp(x - _max(x, axis))\n"
     "    return e / _sum(e, axis)\n",
     {}},
    {"_times_log",
     "def _times_log(t, p):\n"
     "    return @.where(t == 0, 0 * t, t * @.log(p))  # 0·log 0 = 0\n",
     {}},
    {"_onehot_max",
     "def _onehot_max(x, axis):\n"
     "    if axis == (-2, -1):  # by columns\n"
     "        line = _reshape(x, x.shape[-2] * x.shape[-1], 1)\n"
     "        return _reshape(_onehot_max(line, -2), *x.shape[-2:])\n"
     "    hit = x == _max(x, axis)\n"
     "    return _number(hit & (hit.cumsum(axis) == 1))\n",
     {}},
    {"_norm", "def _norm(x, axis):\n    return @.sqrt(_sum(x * x, axis))\n", {}},
    {"_unit",
     "def _unit(x, axis):\n"
     "    length = _norm(x, axis)\n"
     "    return x / @.where(length == 0, 1 + length, length)\n",
     {}},
    {"_diag",
     "def _diag(x):\n"
     "    if x.shape[-1] == 1:\n"
     "        return x * _eye(x.shape[-2])\n"
     "    return @.diagonal(x, 0, -2, -1)[..., None]\n",
     {}},
    {"_reshape",
     "def _reshape(x, rows, cols):\n"
     "    return _t(_t(x).reshape(x.shape[:-2] + (cols, rows)))\n",
     {}},
    {"_kron",
     "def _kron(a, b):\n"
     "    y = a[..., :, None, :, None] * b[..., None, :, None, :]\n"
     "    rows, cols = a.shape[-2] * b.shape[-2], a.shape[-1] * b.shape[-1]\n"
     "    return y.reshape(y.shape[:-4] + (rows, cols))\n",
     {}},
    {"_logdet",
     "def _logdet(x):\n"
     "    sign, size = @.linalg.slogdet(x)\n"
     "    return (size + @.log(@.sign(sign) + 1.0 * (sign == 0)))[..., None, None]\n",
     {}},
    {"_cofactor",
     "def _cofactor(x):  # also of a singular matrix\n"
     "    u, s, v = @.linalg.svd(x)\n"
     "    n = s.shape[-1]\n"
     "    rest = [@.prod(s[..., [j for j in range(n) if j != i]], -1) for i in range(n)]\n"
     "    sign = @.linalg.det(u) * @.linalg.det(v)\n"
     "    return sign[..., None, None] * ((u * @.stack(rest, -1)[..., None, :]) @ v)\n",
     {}},
    {"_solve",
     "def _solve(a, b):  # of equal rank: else b would be a list of vectors\n"
     "    return @.linalg.solve(a, b[(None,) * (a.ndim - b.ndim)])\n",
     {}},
    {"_commutation",
     "def _commutation(rows, cols):\n"
     "    order = [r + c * rows for r in range(rows) for c in range(cols)]\n"
     "    return _eye(rows * cols)[order]\n",
     {}},
};

}  // namespace

const CodeSpelling* code_spelling(OpKind op) {
  const auto* found = std::find_if(std::begin(table), std::end(table),
                                   [op](const CodeSpelling& row) { return row.op == op; });
  return found == std::end(table) ? nullptr : found;
}

std::span<const CodeHelper> code_helpers() { return helpers; }

}  // namespace nngen::codegen
