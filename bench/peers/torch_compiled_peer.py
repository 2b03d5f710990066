"""PyTorch with torch.compile: the whole gradient, and the whole step, as one compiled function each."""
import torch

from serve import Missing
from torch_peer import TorchPeer

# It compiles for half a minute and longer: more cases would take longer than all others together.
BATCHES = (1, 32)


class Peer(TorchPeer):
    def __init__(self, problem):
        if problem.scalar != "float" or problem.samples not in BATCHES or problem.program == "scalar_program":
            raise Missing("compiled for batches 1 and 32 in float alone, and not for the scalar program: it takes too long")
        super().__init__(problem)
        torch._dynamo.reset()
        value_and_gradient = torch.func.grad_and_value(self.loss)

        def step(parameters, x, t, rate):
            gradient, loss = value_and_gradient(parameters, x, t)
            for p, g in zip(parameters, gradient):
                p.sub_(rate * g)
            return loss
        self.run_gradient = torch.compile(value_and_gradient, dynamic=False)
        self.run_step = torch.compile(step, dynamic=False)

    def load(self):
        super().load()
        self.values = [p.detach() for p in self.values]

    def gradient(self, calls):
        for _ in range(calls):
            self.last, loss = self.run_gradient(self.values, self.x, self.t)
        return loss.item()

    def step(self, calls, rate):
        rate = torch.tensor(rate, dtype=self.x.dtype)
        with torch.no_grad():
            for _ in range(calls):
                loss = self.run_step(self.values, self.x, self.t, rate)
        return loss.item()
