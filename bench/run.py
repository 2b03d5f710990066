#!/usr/bin/env python3
"""Measures the code that nngen emits against peers and against the machine's limit; see docs/performance.md.

For each program, batch and scalar type: emits the header, compiles one timing program (bench/emitted) with it
and with all peers, and runs it. Writes results.json and table.md into the folder of --out.
"""
import argparse
import concurrent.futures
import itertools
import json
import os
import pathlib
import platform
import resource
import shlex
import shutil
import subprocess
import sys
import time

import report
from framework_libraries import FrameworkLibraries
from peer_processes import PeerProcesses

BENCH = pathlib.Path(__file__).resolve().parent
COMMON = ["main", "network_products", "eigen_peer", "blas_peer", "program_peers", "frameworks", "process_peer"]
TIMING = ["rounds", "statistics", "limit", "peak", "products", "cblas"]
OF_CASE = ["fixed_peer", "emitted_peer"]
# Eigen's limit for objects on the stack would refuse large matrices of fixed size.
FLAGS = ["-std=c++20", "-O3", "-march=native", "-DNDEBUG", "-fopenmp-simd",
         "-DEIGEN_STACK_ALLOCATION_LIMIT=0"]
# GCC finds variables without a value in its own header of AVX-512.
WARNINGS = ["-Wall", "-Wextra", "-Wno-uninitialized", "-Wno-maybe-uninitialized"]
# What is written by hand may use the compiler's vector functions; the emitted code does without.
LONGEST_CASE = 300  # seconds
BY_HAND = {"fixed_peer", "eigen_peer", "blas_peer", "program_peers", "onednn_peer"}
FLAGS_BY_HAND = ["-ffast-math"]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nngen", required=True, help="the nngen to measure")
    parser.add_argument("--out", required=True, type=pathlib.Path, help="folder for all that is made")
    parser.add_argument("--quick", action="store_true", help="A, B and E at batches 1 and 32, float")
    parser.add_argument("--only", help="names of programs, with commas between them")
    parser.add_argument("--batches", help="such as 1,32")
    parser.add_argument("--scalars", help="float, double or both")
    parser.add_argument("--python", default=sys.executable, help="that has JAX, CasADi and PyTorch (this one)")
    parser.add_argument("--rounds", type=int, help="at least 10 for an interval of 95 %%")
    parser.add_argument("--seconds", type=float, help="of one program in one round")
    return parser.parse_args()


def cases(options):
    """Every program × scalar × batch that is asked for."""
    programs = json.loads((BENCH / "programs.json").read_text())
    if options.only:
        programs = [p for p in programs if p["name"] in options.only.split(",")]
    elif options.quick:
        programs = [p for p in programs if p.get("quick")]
    scalars = (options.scalars or ("float" if options.quick else "float,double")).split(",")
    batches = [int(b) for b in (options.batches or ("1,32" if options.quick else "1,32,256")).split(",")]
    for program, scalar in itertools.product(programs, scalars):
        for batch in program.get("batches", batches):
            yield {"program": program, "scalar": scalar, "batch": batch}


def case_header(program, batch):
    """The case's sizes as C++ constants."""
    sizes = program.get("sizes", [])
    x, t = program.get("x") or [sizes[0], 1], program.get("t") or [sizes[-1], 1]
    lines = [
        "#pragma once", "#include <array>", '#include "bench/emitted/problem.hpp"',
        "namespace nngen::bench {",
        f'constexpr const char* case_program = "{program["name"]}";',
        f"constexpr std::array<int, {len(sizes)}> case_sizes{{{', '.join(map(str, sizes))}}};",
        f"constexpr Activation case_activation = Activation::{program.get('activation', 'none')};",
        f"constexpr Loss case_loss = Loss::{program.get('loss', 'squares')};",
        f"constexpr int case_samples = {batch};",
        f"constexpr int case_x_rows = {x[0]}, case_x_cols = {x[1]};",
        f"constexpr int case_t_rows = {t[0]}, case_t_cols = {t[1]};",
        "}  // namespace nngen::bench", ""]
    return "\n".join(lines)


def compiler():
    return shlex.split(os.environ.get("CXX", "c++"))


def eigen_flags():
    # As the system's, whose warnings are not ours.
    default = ["-isystem", "/usr/include/eigen3"]
    if not shutil.which("pkg-config"):
        return default
    found = subprocess.run(["pkg-config", "--cflags", "eigen3"], capture_output=True, text=True)
    return found.stdout.replace("-I", "-isystem ").split() or default


def compile_command(name, folder, scalar):
    """Of NAME.cpp of bench/emitted or timing; what to make of it is still missing."""
    source = (BENCH.parent / "timing" if name in TIMING else BENCH / "emitted") / f"{name}.cpp"
    by_hand = FLAGS_BY_HAND if name in BY_HAND else []
    return [*compiler(), *FLAGS, *by_hand, *WARNINGS, *eigen_flags(), f"-DNNGEN_TIMED_SCALAR={scalar}",
            f"-I{BENCH.parent}", f"-I{folder}", str(source)]


def compile_file(name, folder, scalar, cached=True):
    """Compiles the source into the folder; the seconds that it took."""
    launcher = ["ccache"] if cached and shutil.which("ccache") else []
    begin = time.monotonic()
    subprocess.run([*launcher, *compile_command(name, folder, scalar), "-c", "-o", str(folder / f"{name}.o")], check=True)
    return time.monotonic() - begin


def compile_library(name, folder, scalar, flags):
    """The source as a shared library, made again where a source or header is newer."""
    library = folder / f"{name}.so"
    sources = [BENCH / "emitted" / f"{name}.cpp", *BENCH.glob("emitted/*.hpp"), *BENCH.parent.glob("timing/*.hpp")]
    if not library.exists() or library.stat().st_mtime < max(source.stat().st_mtime for source in sources):
        subprocess.run([*compile_command(name, folder, scalar), "-shared", "-fPIC", *flags, "-o", str(library)], check=True)
    return library


def build_common(out, scalar, pool):
    folder = out / scalar
    folder.mkdir(parents=True, exist_ok=True)
    list(pool.map(lambda name: compile_file(name, folder, scalar), COMMON + TIMING))


def code_bytes(file):
    sizes = subprocess.run(["size", str(file)], capture_output=True, text=True)
    return int(sizes.stdout.splitlines()[1].split()[0]) if sizes.returncode == 0 else None


def build_case(case, options):
    """Emits and compiles the case; notes where the executable is and what it took."""
    program, scalar, batch = case["program"], case["scalar"], case["batch"]
    folder = options.out / scalar / f"{program['name']}_{batch}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "case.hpp").write_text(case_header(program, batch))
    begin = time.monotonic()
    in_batches = ["--batch", str(batch)] if batch > 1 else []
    subprocess.run([options.nngen, str(BENCH / "networks" / f"{program['name']}.expr"), *in_batches,
                    "--scalar", scalar, "--target", "eigen", "-o", str(folder / "net.hpp")], check=True)
    case["generation_s"] = time.monotonic() - begin
    compile_file("fixed_peer", folder, scalar)
    case["compile_s"] = compile_file("emitted_peer", folder, scalar, cached=False)
    case["code_bytes"] = code_bytes(folder / "emitted_peer.o")
    case["executable"] = folder / "bench"
    objects = [str(folder / f"{name}.o") for name in OF_CASE]
    objects += [str(options.out / scalar / f"{name}.o") for name in COMMON + TIMING]
    subprocess.run([*compiler(), *objects, "-lfmt", "-ldl", "-o", str(case["executable"])], check=True)


def environment():
    """One thread each; OpenBLAS is to see the processor that there is."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}
    threads = ["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"]
    return {**clean, **{name: "1" for name in threads}}


def unlimited_stack():
    # Eigen's products of fixed size keep their blocks there, and so does a Ref of a large matrix.
    _, hard = resource.getrlimit(resource.RLIMIT_STACK)
    resource.setrlimit(resource.RLIMIT_STACK, (hard, hard))


def run_case(case, rounds, seconds, libraries, processes):
    talk = {"NNGEN_BENCH_PEERS": processes.sockets(), "NNGEN_BENCH_FOLDER": str(case["executable"].parent),
            "NNGEN_BENCH_LIBRARIES": libraries.list_for(case["scalar"])}
    try:
        done = subprocess.run([str(case["executable"]), str(rounds), str(seconds)], env={**environment(), **talk},
                              preexec_fn=unlimited_stack, stdout=subprocess.PIPE, text=True, timeout=LONGEST_CASE)
    except subprocess.TimeoutExpired:
        processes.stop()  # one of them may be busy for ever
        return None
    if done.returncode != 0:
        return None
    result = json.loads(done.stdout)
    result["title"] = case["program"]["title"]
    result["missing"] += libraries.missing + processes.missing()
    for key in ("generation_s", "compile_s", "code_bytes"):
        result[key] = case[key]
    return result


def machine():
    model = [line.split(":", 1)[1].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
             if line.startswith("model name")] if pathlib.Path("/proc/cpuinfo").exists() else []
    version = subprocess.run([*compiler(), "--version"], capture_output=True, text=True).stdout
    return {"cpu": model[0] if model else platform.processor(), "processors": os.cpu_count(),
            "compiler": version.splitlines()[0], "flags": " ".join(FLAGS), "flags_by_hand": " ".join(FLAGS_BY_HAND),
            "load": round(os.getloadavg()[0], 1)}


def main():
    options, started = arguments(), time.monotonic()
    options.nngen = str(pathlib.Path(options.nngen).resolve())
    options.out = options.out.resolve()
    options.python = shutil.which(options.python) or sys.executable
    all_cases = list(cases(options))
    libraries = FrameworkLibraries(compiler(), options.python, compile_library)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for scalar in sorted({case["scalar"] for case in all_cases}):
            build_common(options.out, scalar, pool)
            libraries.build(options.out / scalar, scalar)
        list(pool.map(lambda case: build_case(case, options), all_cases))
    left_out = {"PyTorch compiled": "not in the quick run: it compiles for too long"} if options.quick else {}
    with PeerProcesses(options.python, options.out / "torch_cache", environment(), left_out) as processes:
        return run_all(all_cases, options, started, libraries, processes)


def run_all(all_cases, options, started, libraries, processes):
    rounds = options.rounds or (10 if options.quick else 15)
    seconds = options.seconds or (2e-3 if options.quick else 5e-3)
    print(f"compiled in {time.monotonic() - started:.0f} s", file=sys.stderr)
    results = {"machine": machine(), "cases": []}
    wrong = 0
    for case in all_cases:
        name = f"{case['program']['name']}, {case['scalar']}, batch {case['batch']}"
        print(name, end="", file=sys.stderr, flush=True)
        begin = time.monotonic()
        result = run_case(case, rounds, seconds, libraries, processes)
        print(f": {time.monotonic() - begin:.0f} s", file=sys.stderr)
        if result is None:
            print(f"{name}: failed", file=sys.stderr)
            wrong += 1
            continue
        results["cases"].append(result)
        (options.out / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    (options.out / "table.md").write_text(report.table(results))
    print(report.table(results))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
