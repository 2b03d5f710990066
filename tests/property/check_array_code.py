"""Runs the emitted modules of a folder and compares them with the expected numbers.

    check_array_code.py numpy|torch FOLDER TOLERANCE

FOLDER/cases.json is a list of {name, file, at, value, gradient, outputs}. With torch the gradients are
compared with those of its own autograd, too.
"""

import json
import pathlib
import sys

import numpy as np


def numbers(value):
    if isinstance(value, list):
        return [numbers(entry) for entry in value]
    return float(value.replace("Infinity", "inf")) if isinstance(value, str) else float(value)


def difference(expected, actual, tolerance):
    expected, actual = np.array(expected), np.array(actual)
    if expected.shape != actual.shape:
        return f"shape {actual.shape} for {expected.shape}"
    finite = np.isfinite(expected)
    if not np.array_equal(expected[~finite], actual[~finite], equal_nan=True):
        return f"{actual} for {expected}"
    size = np.max(np.abs(expected[finite]), initial=1e-6)
    error = np.max(np.abs(expected[finite] - actual[finite]), initial=0) / size
    return None if error <= tolerance else f"error {error:.2e}: {actual} for {expected}"


def failures(case, folder, library, tolerance):
    module = {}
    exec((folder / case["file"]).read_text(encoding="utf-8"), module)
    at = {name: numbers(value) for name, value in case["at"].items()}
    if library == "torch":
        import torch
        at = {name: torch.tensor(value, dtype=torch.float64, requires_grad=True)
              for name, value in at.items()}
    outputs = module["outputs"](**at) if "outputs" in case else {}
    for name, expected in case.get("outputs", {}).items():
        actual = outputs[name].detach().numpy() if library == "torch" else outputs[name]
        yield "output " + name, difference(numbers(expected), actual, tolerance)
    if "value" not in case:
        assert "gradient" not in module
        return
    value, gradients = module["gradient"](**at)
    if library == "torch":
        if value.requires_grad:
            value.backward()
        by_torch = {name: np.zeros(at[name].shape) if at[name].grad is None
                    else at[name].grad.numpy() for name in gradients}
        value = value.item()
        gradients = {name: entry.detach().numpy() for name, entry in gradients.items()}
    yield "value", difference(numbers(case["value"]), value, tolerance)
    for name, expected in case["gradient"].items():
        yield name, difference(numbers(expected), gradients[name], tolerance)
        if library == "torch":
            found = difference(by_torch[name], gradients[name], 100 * tolerance)
            yield name + " by autograd", found


def main():
    library, folder, tolerance = sys.argv[1], pathlib.Path(sys.argv[2]), float(sys.argv[3])
    wrong = 0
    cases = json.loads((folder / "cases.json").read_text(encoding="utf-8"))
    for case in cases:
        try:
            found = [(what, how) for what, how in failures(case, folder, library, tolerance) if how]
        except np.linalg.LinAlgError:  # nngen goes on with infinities
            found = []
        except Exception as error:
            found = [("error", repr(error))]
        for what, how in found:
            print(f"{case['name']}: {what}: {how}")
        wrong += bool(found)
    print(f"{len(cases)} modules, {wrong} wrong")
    sys.exit(1 if wrong or not cases else 0)


main()
