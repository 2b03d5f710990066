"""The losses of the bench's programs for libraries whose arrays are row-major: samples are rows.

A matrix W that the file multiplies from the left, W·x, stands in memory by columns, so row by row as Wᵀ: here
x @ W. `m` is the library's functions by the names that are used below.
"""


def arrays(problem, flat):
    """The parameters as arrays of `flat`'s kind."""
    return [part.reshape(cols, rows) if cols > 1 else part
            for part, (rows, cols) in zip(problem.split(flat), problem.shapes())]


def data(problem):
    """x and t as NumPy arrays."""
    if problem.program == "logistic_regression":
        return problem.x.reshape(problem.x_cols, problem.x_rows).T.copy(), problem.t
    if problem.program == "scalar_program":
        return problem.x, problem.t
    if problem.program == "attention":
        shape = (problem.samples, problem.x_cols, problem.x_rows)
        return problem.x.reshape(shape), problem.t.reshape(shape)
    return problem.x.reshape(problem.samples, -1), problem.t.reshape(problem.samples, -1)


def dense(problem, m):
    activation = {"tanh": m.tanh, "relu": m.relu}[problem.activation]
    layers = len(problem.sizes) - 1

    def loss(parameters, x, t):
        for i in range(layers):
            x = x @ parameters[i] + parameters[layers + i]
            if i + 1 < layers:
                x = activation(x)
        if problem.loss == "squares":
            return ((x - t) ** 2).sum() / (2 * problem.samples)
        return (m.logsumexp(x) - (t * x).sum(1)).sum() / problem.samples
    return loss


def attention(problem, m):
    def loss(parameters, x, t):
        q, k, v = (x @ weight for weight in parameters)
        p = m.softmax(q @ m.transposed(k) / problem.x_rows ** 0.5)
        return ((p @ v - t) ** 2).sum() / (2 * problem.samples)
    return loss


def logistic_regression(problem, m):
    def loss(parameters, x, t):
        z = x @ parameters[0] + parameters[1]
        return (m.softplus(z) - t * z).sum() / problem.x_rows
    return loss


def scalar_program(problem, m):
    def loss(parameters, x, t):
        a, c = parameters
        x = m.repeated(lambda z: m.sin(a * z + c) + 0.5 * z, x, 200)
        return ((x - t) ** 2).sum() / (2 * problem.samples)
    return loss


def loss_of(problem, m):
    if problem.sizes:
        return dense(problem, m)
    return {"attention": attention, "logistic_regression": logistic_regression,
            "scalar_program": scalar_program}[problem.program](problem, m)
