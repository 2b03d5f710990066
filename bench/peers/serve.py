#!/usr/bin/env python3
"""serve.py PEER SOCKET: a peer of the emitted code that lives in a process of its own.

The timing program of a case (bench/emitted/process_peer.cpp) connects to the socket, one after the other, and
writes lines, each of which is answered by a line:

    case FOLDER          ready, or missing and the reason; FOLDER holds problem.json, x.raw, t.raw, parameters.raw
    load                 done: the parameters are those of the file again
    gradient N           the seconds of N calls and the loss
    step N RATE          the same of N training steps
    gradients FILE       done: the last gradient is in the file, in the order of the parameters
    parameters FILE      done: so are the parameters

Seconds are measured here, so that talking costs none. The .raw files hold the numbers of the case's type in the
order of the emitted header: matrices by columns, sample after sample.
"""
import importlib
import json
import os
import pathlib
import socket
import sys
import time

PEERS = {"JAX": "jax_peer", "CasADi": "casadi_peer", "PyTorch": "torch_peer", "PyTorch compiled": "torch_compiled_peer"}


class Missing(Exception):
    """The peer cannot compute this case; the reason."""


class Problem:
    """What problem.json says, and the numbers as flat NumPy arrays."""

    def __init__(self, folder):
        import numpy
        self.folder = pathlib.Path(folder)
        self.__dict__.update(json.loads((self.folder / "problem.json").read_text()))
        self.dtype = numpy.dtype("float32" if self.scalar == "float" else "float64")
        for name in ("x", "t", "parameters"):
            setattr(self, name, numpy.fromfile(self.folder / f"{name}.raw", self.dtype))

    def shapes(self):
        """Of the parameters, rows and columns, in their order."""
        if self.sizes:
            pairs = list(zip(self.sizes[1:], self.sizes))
            return [*pairs, *((out, 1) for out, _ in pairs)]
        return {"attention": [(self.x_rows, self.x_rows)] * 3,
                "logistic_regression": [(self.x_cols, 1), (1, 1)],
                "scalar_program": [(1, 1), (1, 1)]}[self.program]

    def split(self, flat):
        """A flat array of parameters as one flat array each."""
        parts, begin = [], 0
        for rows, cols in self.shapes():
            parts.append(flat[begin:begin + rows * cols])
            begin += rows * cols
        return parts


def timed(run, calls):
    begin = time.perf_counter()
    loss = run(calls)
    return f"{time.perf_counter() - begin!r} {loss!r}"


class Conversation:
    """Answers the lines of one timing program."""

    def __init__(self, peer_type):
        self.peer_type = peer_type
        self.peer = None

    def answer(self, line):
        command, _, rest = line.partition(" ")
        if command == "case":
            return self.begin(rest)
        if command == "load":
            self.peer.load()
        elif command == "gradient":
            return timed(self.peer.gradient, int(rest))
        elif command == "step":
            calls, rate = rest.split()
            return timed(lambda n: self.peer.step(n, float(rate)), int(calls))
        elif command == "gradients":
            self.peer.gradients().astype(self.dtype).tofile(rest)
        elif command == "parameters":
            self.peer.parameters().astype(self.dtype).tofile(rest)
        else:
            return f"error: what is '{command}'?"
        return "done"

    def begin(self, folder):
        problem = Problem(folder)
        self.dtype = problem.dtype
        try:
            self.peer = self.peer_type(problem)
        except Missing as reason:
            return f"missing {reason}"
        return "ready"


def use_one_thread():
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def main():
    name, path = sys.argv[1:]
    use_one_thread()
    peer_type = importlib.import_module(PEERS[name]).Peer
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()
        print("listening", flush=True)
        while True:
            connection, _ = server.accept()
            with connection, connection.makefile("rw") as lines:
                conversation = Conversation(peer_type)
                for line in lines:
                    lines.write(conversation.answer(line.rstrip("\n")) + "\n")
                    lines.flush()


if __name__ == "__main__":
    # The peers import this file by its name, not a second copy of it.
    sys.modules["serve"] = sys.modules["__main__"]
    main()
