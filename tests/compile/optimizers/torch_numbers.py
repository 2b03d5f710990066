"""The numbers of optimizers_test: weights after 1 and after 25 steps, by PyTorch where it has the formula.

python3 tests/compile/optimizers/torch_numbers.py    (needs torch from PyPI)

The loss is 1/2 * |W*x - t|^2 for the samples k = 0, 1, ...: x = (cos k, sin 2k), t = cos 3k.
"""

import math

import torch


def gradient(w, k):
    x = (math.cos(k), math.sin(2 * k))
    error = w[0] * x[0] + w[1] * x[1] - math.cos(3 * k)
    return [error * x[0], error * x[1]]


def by_torch(make):
    w = torch.tensor([0.5, -0.25], dtype=torch.float64, requires_grad=True)
    optimizer = make([w])
    history = []
    for k in range(25):
        w.grad = torch.tensor(gradient(w.detach().tolist(), k), dtype=torch.float64)
        optimizer.step()
        history.append(w.detach().tolist())
    return history


def averaged_momentum(rate, decay):
    """The textbook's momentum, which PyTorch has not: the step takes the average of the time before."""
    w, p = [0.5, -0.25], [0.0, 0.0]
    history = []
    for k in range(25):
        g = [gi + decay * wi for gi, wi in zip(gradient(w, k), w)]
        w, p = ([wi - rate * pi for wi, pi in zip(w, p)],
                [(1 - rate) * pi + rate * gi for pi, gi in zip(p, g)])
        history.append(w)
    return history


optim = torch.optim
rows = {
    "sgd": by_torch(lambda w: optim.SGD(w, lr=0.1)),
    "momentum": averaged_momentum(0.2, 0.01),
    "adagrad": by_torch(lambda w: optim.Adagrad(w, lr=0.1, eps=1e-8, weight_decay=0.01)),
    "rmsprop": by_torch(lambda w: optim.RMSprop(w, lr=0.01, alpha=0.9, eps=1e-8, weight_decay=0.01)),
    "adam": by_torch(lambda w: optim.Adam(w, lr=0.05, weight_decay=0.01)),
    "adamw": by_torch(lambda w: optim.AdamW(w, lr=0.05, weight_decay=0.01)),
    "torch-sgd": by_torch(lambda w: optim.SGD(w, lr=0.05, momentum=0.8, weight_decay=0.01)),
    "torch-nesterov": by_torch(
        lambda w: optim.SGD(w, lr=0.05, momentum=0.8, nesterov=True, weight_decay=0.01)),
}
for name, history in rows.items():
    print(name, *(f"{number:.15g}" for number in history[0] + history[24]))
