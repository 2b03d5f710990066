"""JAX: gradient and step as one compiled function each, called from Python, as a training loop does."""
import os
import types

os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["JAX_ENABLE_X64"] = "1"

import jax
import jax.numpy as jnp
import numpy

import row_losses


def repeated(function, x, count):
    # Written out, such a chain keeps XLA's compiler busy for hours.
    return jax.lax.scan(lambda z, _: (function(z), None), x, length=count)[0]


FUNCTIONS = types.SimpleNamespace(
    tanh=jnp.tanh, relu=jax.nn.relu, sin=jnp.sin, softmax=jax.nn.softmax, softplus=jax.nn.softplus,
    logsumexp=lambda x: jax.nn.logsumexp(x, axis=1), transposed=lambda x: x.swapaxes(-1, -2),
    repeated=repeated)


class Peer:
    def __init__(self, problem):
        self.problem = problem
        self.x, self.t = (jnp.asarray(array) for array in row_losses.data(problem))
        value_and_gradient = jax.value_and_grad(row_losses.loss_of(problem, FUNCTIONS))

        def step(parameters, x, t, rate):
            loss, gradient = value_and_gradient(parameters, x, t)
            return loss, [p - rate * g for p, g in zip(parameters, gradient)]
        self.run_gradient = jax.jit(value_and_gradient)
        self.run_step = jax.jit(step, donate_argnums=0)
        self.load()

    def load(self):
        self.values = [jnp.array(array) for array in row_losses.arrays(self.problem, self.problem.parameters)]

    def gradient(self, calls):
        for _ in range(calls):
            loss, self.last = self.run_gradient(self.values, self.x, self.t)
        jax.block_until_ready(self.last)
        return float(loss)

    def step(self, calls, rate):
        rate = self.problem.dtype.type(rate)
        for _ in range(calls):
            loss, self.values = self.run_step(self.values, self.x, self.t, rate)
        jax.block_until_ready(self.values)
        return float(loss)

    def gradients(self):
        return numpy.concatenate([numpy.asarray(g).ravel() for g in self.last])

    def parameters(self):
        return numpy.concatenate([numpy.asarray(p).ravel() for p in self.values])
