"""The loss curves of training_curves_test by PyTorch: the mean loss of each of ten epochs, ten steps each.

python3 tests/compile/training/torch_curves.py > tests/compile/training/torch_curves.json   (needs torch from PyPI)

A 4-8-3 network on the irises in the order of the file, 16 samples a step, six in the last one; weights and samples
in double. Entry k of all parameters, W1 before b1 before W2 before b2, each by columns, begins at sin(k + 1)/2.
"""

import csv
import json
import os

import torch

folder = os.path.join(os.path.dirname(__file__), "../../../examples/iris/iris.csv")
with open(folder, newline="", encoding="utf-8") as file:
    rows = list(csv.reader(file))[1:]
names = sorted({row[-1] for row in rows})
x = torch.tensor([[float(cell) for cell in row[:4]] for row in rows], dtype=torch.float64)
t = torch.nn.functional.one_hot(torch.tensor([names.index(row[-1]) for row in rows])).double()


def parameters():
    made, place = [], 0
    for rows_, cols in ((8, 4), (8, 1), (3, 8), (3, 1)):
        flat = torch.sin(torch.arange(place + 1, place + rows_ * cols + 1, dtype=torch.float64)) / 2
        made.append(flat.reshape(cols, rows_).T.clone().requires_grad_())
        place += rows_ * cols
    return made


def curve(make):
    w1, b1, w2, b2 = weights = parameters()
    optimizer = make(weights)
    losses = []
    for _ in range(10):
        total = 0.0
        for first in range(0, len(x), 16):
            images, classes = x[first : first + 16].T, t[first : first + 16].T
            optimizer.zero_grad()
            logits = w2 @ torch.tanh(w1 @ images + b1) + b2
            loss = -(classes * torch.log_softmax(logits, 0)).sum(0).mean()
            loss.backward()
            optimizer.step()
            total += loss.item() * images.shape[1]
        losses.append(total / len(x))
    return losses


optim = torch.optim
print(json.dumps({
    "sgd": curve(lambda w: optim.SGD(w, lr=0.05)),
    "torch-sgd": curve(lambda w: optim.SGD(w, lr=0.02, momentum=0.9)),
    "torch-nesterov": curve(lambda w: optim.SGD(w, lr=0.02, momentum=0.9, nesterov=True)),
    "adagrad": curve(lambda w: optim.Adagrad(w, lr=0.05, eps=1e-8)),
    "rmsprop": curve(lambda w: optim.RMSprop(w, lr=0.005, alpha=0.9, eps=1e-8)),
    "adam": curve(lambda w: optim.Adam(w, lr=0.01)),
    "adamw": curve(lambda w: optim.AdamW(w, lr=0.01, weight_decay=0.01)),
}, indent=1))
