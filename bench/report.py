#!/usr/bin/env python3
"""report.py RESULTS.json [PAGE.md]: the results of run.py as Markdown.

With a page they replace what stands below its heading "The last run".
"""
import json
import pathlib
import sys

HEADING = "## The last run\n\n"


def interval(estimate, form):
    if estimate is None:
        return "–"
    return f"{estimate['median']:{form}} ({estimate['lower']:{form}}–{estimate['upper']:{form}})"


def samples_per_second(case, seconds):
    rate = case["samples"] / seconds
    for factor, unit in ((1e6, "M"), (1e3, "k")):
        if rate >= factor:
            return f"{rate / factor:.3g}{unit}"
    return f"{rate:.3g}"


def emitted_rows(results, what):
    yield (f"| program, batch | scalar | limit, samples/s | limit, % of peak | emitted, samples/s | emitted, time ÷ limit "
           f"| best peer | speed ÷ best peer |")
    yield "|---|---|---|---|---|---|---|---|"
    for case in results["cases"]:
        limit, rows = case["limit"], case[what]
        seconds = rows["peers"][0]["seconds"]
        yield "| " + " | ".join([
            f"{case['title']} {case['samples']}", case["scalar"],
            samples_per_second(case, limit["seconds"]) if limit else "–",
            f"{100 * limit['flops_over_peak_seconds'] / limit['seconds']:.0f}" if limit else "–",
            samples_per_second(case, seconds),
            interval(rows["peers"][0]["time_over_limit"], ".3g"), rows["best_peer"],
            interval(rows["speed_over_best_peer"], ".2f")]) + " |"


def peer_names(results):
    names = []
    for case in results["cases"]:
        for row in case["step"]["peers"]:
            if row["peer"] not in names:
                names.append(row["peer"])
    return names


def relative_time(case, row):
    """Time ÷ limit; where there is no limit, time ÷ the emitted code's."""
    if row["time_over_limit"]:
        return f"{row['time_over_limit']['median']:.3g}"
    return f"{row['seconds'] / case['step']['peers'][0]['seconds']:.3g} ×"


def peer_rows(results):
    names = peer_names(results)
    yield "| program, batch | scalar | " + " | ".join(names) + " |"
    yield "|---" * (2 + len(names)) + "|"
    for case in results["cases"]:
        times = {row["peer"]: relative_time(case, row) for row in case["step"]["peers"]}
        cells = [f"{case['title']} {case['samples']}", case["scalar"]]
        yield "| " + " | ".join(cells + [times.get(name, "–") for name in names]) + " |"


def size_rows(results):
    yield "| program, batch | scalar | parameters | workspace, bytes | code, bytes | generation, s | compilation, s |"
    yield "|---|---|---|---|---|---|---|"
    for case in results["cases"]:
        yield (f"| {case['title']} {case['samples']} | {case['scalar']} | {case['parameters']} "
               f"| {case['workspace_bytes']} | {case['code_bytes']} | {case['generation_s']:.2f} "
               f"| {case['compile_s']:.1f} |")


def missing_rows(results):
    reasons = {row["peer"]: row["reason"] for case in results["cases"] for row in case["missing"]}
    for peer, reason in reasons.items():
        yield f"- {peer}: missing ({reason})"


def table(results):
    machine = results["machine"]
    peak = sorted((case["scalar"], case["peak_gflops"]) for case in results["cases"])
    middle = {scalar: sorted(p for s, p in peak if s == scalar) for scalar, _ in peak}
    peaks = ", ".join(f"{values[len(values) // 2]:.0f} GFLOP/s ({scalar})" for scalar, values in middle.items())
    rounds = results["cases"][0]["rounds"] if results["cases"] else 0
    lines = [
        f"{machine['cpu']}, {machine['processors']} processors; {machine['compiler']}; `{machine['flags']}`, "
        f"what is written by hand also with `{machine['flags_by_hand']}`. "
        f"Measured peak of multiply-adds, one thread: {peaks}. {rounds} rounds; "
        f"load average when they began, compiling included: {machine['load']}.", "",
        "### A training step", "", *emitted_rows(results, "step"), "",
        "### The gradient alone", "", *emitted_rows(results, "gradient"), "",
        "### All peers: a training step, time ÷ limit", "", *peer_rows(results), "",
        *missing_rows(results), "",
        "### Size and compilation of the emitted code", "", *size_rows(results)]
    return "\n".join(lines) + "\n"


def main():
    text = table(json.loads(pathlib.Path(sys.argv[1]).read_text()))
    if len(sys.argv) == 2:
        print(text, end="")
        return
    page = pathlib.Path(sys.argv[2])
    before, _, _ = page.read_text().partition(HEADING)
    page.write_text(before + HEADING + text)


if __name__ == "__main__":
    main()
