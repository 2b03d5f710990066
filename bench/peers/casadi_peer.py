"""CasADi: gradient and step as generated C, compiled and called in a loop that is C as well."""
import ctypes
import os
import shlex
import subprocess

import casadi
import numpy

from serve import Missing

CALLS = """
/* So many calls in a row; the compiler must assume that all memory changes between them. The first `exchanged`
   inputs and the outputs behind the loss change places after each: what was computed is read next. */
double repeat_FUNCTION(long calls, const casadi_real** arg, casadi_real** res, casadi_int* iw, casadi_real* w,
                       int exchanged) {
  for (long call = 0; call < calls; ++call) {
    FUNCTION(arg, res, iw, w, 0);
    for (int i = 0; i < exchanged; ++i) {
      casadi_real* read = (casadi_real*)arg[i];
      arg[i] = res[i + 1];
      res[i + 1] = read;
    }
    __asm__ volatile("" : : : "memory");
  }
  return res[0][0];
}
"""


def products_of(problem):
    """CasADi's products: with a BLAS in double, in loops of its own in float, for which it knows none."""
    if problem.scalar == "double" and casadi.has_blas("classic"):
        return lambda a, b: casadi.mtimes(a, b, "classic"), ["-l:libopenblas.so.0"]
    return casadi.mtimes, []


def dense_loss(problem, parameters, x, t, product):
    layers = len(problem.sizes) - 1
    activation = {"tanh": casadi.tanh, "relu": lambda z: casadi.fmax(z, 0)}[problem.activation]
    for i in range(layers):
        x = product(parameters[i], x) + casadi.repmat(parameters[layers + i], 1, problem.samples)
        if i + 1 < layers:
            x = activation(x)
    if problem.loss == "squares":
        return casadi.sumsqr(x - t) / (2 * problem.samples)
    # The arguments of exp are small here: the largest of a column is a chain of operations for CasADi.
    return (casadi.sum2(casadi.log(casadi.sum1(casadi.exp(x)))) - casadi.dot(t, x)) / problem.samples


def attention_loss(problem, parameters, x, t, product):
    d, n = problem.x_rows, problem.x_cols
    q, k, v, y = (casadi.MX.sym(name, d, n) for name in "qkvt")
    e = casadi.exp(product(k.T, q) / d ** 0.5)
    p = e / casadi.repmat(casadi.sum1(e), n, 1)
    of_sample = casadi.Function("of_sample", [q, k, v, y], [casadi.sumsqr(product(v, p) - y)])
    losses = of_sample.map(problem.samples)(*(product(weight, x) for weight in parameters), t)
    return casadi.sum2(losses) / (2 * problem.samples)


def logistic_loss(problem, parameters, x, t, product):
    z = product(x, parameters[0]) + parameters[1]
    return (casadi.sum1(casadi.log1p(casadi.exp(z))) - casadi.dot(t, z)) / problem.x_rows


def scalar_steps(x, a, c):
    for _ in range(200):
        x = casadi.sin(a * x + c) + 0.5 * x
    return x


def scalar_loss(problem, parameters, x, t, product):
    # For several samples each operation is a loop over them. For one a number is cheaper, which is SX.
    if problem.samples > 1:
        return casadi.sumsqr(scalar_steps(x, *parameters) - t) / (2 * problem.samples)
    z, y, a, c = (casadi.SX.sym(name) for name in "ztac")
    of_sample = casadi.Function("of_sample", [z, y, a, c], [(scalar_steps(z, a, c) - y) ** 2 / 2])
    return of_sample(x, t, *parameters)


def functions_of(problem):
    """The gradient and the step as CasADi's functions of all parameters, x, t and the learning rate.

    Not named step alone, as a function of the C library is.
    """
    product, libraries = products_of(problem)
    values = [casadi.MX.sym(f"p{i}", *shape) for i, shape in enumerate(problem.shapes())]
    x = casadi.MX.sym("x", problem.x_rows, problem.x_cols * problem.samples)
    t = casadi.MX.sym("t", problem.t_rows, problem.t_cols * problem.samples)
    rate = casadi.MX.sym("rate")
    program = dense_loss if problem.sizes else {
        "attention": attention_loss, "logistic_regression": logistic_loss, "scalar_program": scalar_loss}[problem.program]
    loss = program(problem, values, x, t, product)
    gradients = [casadi.gradient(loss, value) for value in values]
    steps = [value - rate * gradient for value, gradient in zip(values, gradients)]
    inputs = [*values, x, t, rate]
    return [casadi.Function("compute_gradient", inputs, [loss, *gradients], {"cse": True}),
            casadi.Function("compute_step", inputs, [loss, *steps], {"cse": True})], libraries


def compile_library(problem, functions, libraries):
    generator = casadi.CodeGenerator("casadi.c", {"casadi_real": problem.scalar})
    for function in functions:
        generator.add(function)
    source, library = problem.folder / "casadi.c", problem.folder / "casadi.so"
    text = generator.dump() + "".join(CALLS.replace("FUNCTION", function.name()) for function in functions)
    flags = ["-O3", "-march=native", "-shared", "-fPIC", "-w"]
    if problem.scalar == "float":  # what is written is for double: literals, functions
        text = "#include <tgmath.h>\n" + text
        flags.append("-fsingle-precision-constant")
    source.write_text(text)
    subprocess.run([*shlex.split(os.environ.get("CC", "cc")), *flags, str(source), "-o", str(library), *libraries, "-lm"],
                   check=True)
    return ctypes.CDLL(str(library))


class Call:
    """A generated function with its memory."""

    def __init__(self, library, function, real, exchanged):
        self.function = getattr(library, f"repeat_{function.name()}")
        self.function.restype = ctypes.c_double
        self.arg = (ctypes.c_void_p * function.sz_arg())()
        self.res = (ctypes.c_void_p * function.sz_res())()
        self.iw = numpy.zeros(max(function.sz_iw(), 1), numpy.int64)
        self.w = numpy.zeros(max(function.sz_w(), 1), real)
        self.exchanged = exchanged

    def __call__(self, calls, inputs, outputs):
        for to, arrays in ((self.arg, inputs), (self.res, outputs)):
            for i, array in enumerate(arrays):
                to[i] = array.ctypes.data
        return self.function(ctypes.c_long(calls), self.arg, self.res, ctypes.c_void_p(self.iw.ctypes.data),
                             ctypes.c_void_p(self.w.ctypes.data), self.exchanged)


# Above so many parameters times samples a call takes seconds: the derivatives' products are loops in double as well.
LARGEST = 5e7


class Peer:
    def __init__(self, problem):
        if len(problem.parameters) * problem.samples > LARGEST:
            raise Missing("at D 256, F 32 and F 256: its loops take seconds a call")
        self.problem = problem
        functions, libraries = functions_of(problem)
        library = compile_library(problem, functions, libraries)
        self.values = [numpy.zeros(rows * cols, problem.dtype) for rows, cols in problem.shapes()]
        self.next_values = [numpy.zeros_like(value) for value in self.values]
        self.last = [numpy.zeros_like(value) for value in self.values]
        self.rate = numpy.zeros(1, problem.dtype)
        self.loss = numpy.zeros(1, problem.dtype)
        self.run_gradient = Call(library, functions[0], problem.dtype, 0)
        self.run_step = Call(library, functions[1], problem.dtype, len(self.values))
        self.load()

    def inputs(self):
        return [*self.values, self.problem.x, self.problem.t, self.rate]

    def load(self):
        for value, part in zip(self.values, self.problem.split(self.problem.parameters)):
            value[:] = part

    def gradient(self, calls):
        return self.run_gradient(calls, self.inputs(), [self.loss, *self.last])

    def step(self, calls, rate):
        self.rate[0] = rate
        loss = self.run_step(calls, self.inputs(), [self.loss, *self.next_values])
        if calls % 2:
            self.values, self.next_values = self.next_values, self.values
        return loss

    def gradients(self):
        return numpy.concatenate(self.last)

    def parameters(self):
        return numpy.concatenate(self.values)
