"""PyTorch, operation by operation."""
import types

import torch

import row_losses

torch.set_num_threads(1)


def repeated(function, x, count):
    for _ in range(count):
        x = function(x)
    return x


FUNCTIONS = types.SimpleNamespace(
    tanh=torch.tanh, relu=torch.relu, sin=torch.sin, softmax=lambda x: torch.softmax(x, -1),
    softplus=lambda x: torch.logaddexp(x, torch.zeros((), dtype=x.dtype)),
    logsumexp=lambda x: torch.logsumexp(x, 1), transposed=lambda x: x.transpose(-1, -2),
    repeated=repeated)


class TorchPeer:
    """What both ways of using PyTorch share."""

    def __init__(self, problem):
        self.problem = problem
        self.x, self.t = (torch.from_numpy(array) for array in row_losses.data(problem))
        self.loss = row_losses.loss_of(problem, FUNCTIONS)
        self.load()

    def load(self):
        flat = torch.from_numpy(self.problem.parameters.copy())
        self.values = [array.clone().requires_grad_() for array in row_losses.arrays(self.problem, flat)]

    def gradients(self):
        return torch.cat([g.reshape(-1) for g in self.last]).detach().numpy()

    def parameters(self):
        return torch.cat([p.reshape(-1) for p in self.values]).detach().numpy()


class Peer(TorchPeer):
    def gradient(self, calls):
        for _ in range(calls):
            loss = self.loss(self.values, self.x, self.t)
            self.last = torch.autograd.grad(loss, self.values)
        return loss.item()

    def step(self, calls, rate):
        for _ in range(calls):
            loss = self.loss(self.values, self.x, self.t)
            gradient = torch.autograd.grad(loss, self.values)
            with torch.no_grad():
                torch._foreach_add_(self.values, gradient, alpha=-rate)
        return loss.item()
