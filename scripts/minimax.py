#!/usr/bin/env python3
"""The polynomials of the emitted functions on registers (codegen/vector_math_*.cpp), docs/vector_math.md.

Each is the best one of its length in the largest relative error of the function that it is a part of, found by
the exchange algorithm of Remez in 60 digits; printed are that error and the coefficients, from the constant one
on. Needs mpmath (pip install mpmath). Usage: minimax.py [NAME...]
"""
import struct
import sys

from mpmath import (asin, atan, cos, erf, erfc, expm1, log, log1p, lu_solve, matrix, mp, mpf, nstr, pi, polyval, sin,
                    sqrt, tanh)

mp.dps = 60
ZERO = mpf(10) ** -20  # below it a function is its limit


def minimax(f, weight, terms, low, high, rounds=12, samples=600):
    """The coefficients with the least largest |weight·(polynomial − f)|, and that error."""
    nodes = lambda n: [(low + high) / 2 - (high - low) / 2 * cos(pi * k / n) for k in range(n + 1)]
    grid = [(x, f(x), weight(x)) for x in nodes(samples)]
    points = [(x, f(x), weight(x)) for x in nodes(terms)]
    for _ in range(rounds):
        rows = [[x**k for k in range(terms)] + [(-1) ** i / w] for i, (x, _, w) in enumerate(points)]
        c = list(lu_solve(matrix(rows), matrix([y for _, y, _ in points])))[:terms]
        errors = [w * (polyval(c[::-1], x) - y) for x, y, w in grid]
        # The largest error of each run of one sign.
        extremes = []
        for i, error in enumerate(errors):
            if extremes and (errors[extremes[-1]] > 0) == (error > 0):
                if abs(error) > abs(errors[extremes[-1]]):
                    extremes[-1] = i
            else:
                extremes.append(i)
        while len(extremes) > terms + 1:
            ends = (extremes[0], extremes[-1])
            extremes.remove(min(ends, key=lambda i: abs(errors[i])))
        if len(extremes) < terms + 1:
            break
        points = [grid[i] for i in extremes]
    return c, max(abs(e) for e in errors)


def with_limit(f, limit):
    return lambda x: mpf(limit) if abs(x) < ZERO else f(x)


def tail(f, slope):
    """(f(x)/x − 1)/x² by z = x², and the weight that makes its error that of f."""
    g = with_limit(lambda z: (f(sqrt(z)) / sqrt(z) - 1) / z, slope)
    return g, with_limit(lambda z: z * sqrt(z) / f(sqrt(z)), ZERO)


HALF_LN2 = log(2) / 2 * mpf("1.0005")
ROOT_2 = sqrt(mpf(2)) + mpf(10) ** -7
QUARTER = (pi / 4 * mpf("1.01")) ** 2
one = lambda z: mpf(1)
exponential = (with_limit(lambda r: (expm1(r) - r) / r**2, mpf(1) / 2),
               with_limit(lambda r: abs(r**2 / expm1(r)), ZERO), -HALF_LN2, HALF_LN2)
cosine = (with_limit(lambda z: (cos(sqrt(z)) - 1 + z / 2) / z**2, mpf(1) / 24), lambda z: z * z + ZERO, 0, QUARTER)
near_erf = (with_limit(lambda z: erf(sqrt(z)) / sqrt(z) - 1, 2 / sqrt(pi) - 1), one, 0, mpf("1.001"))
# log((1 + s)/(1 − s)) = 2·s + s³·(…) by z = s²
atanh = with_limit(lambda z: (log((1 + sqrt(z)) / (1 - sqrt(z))) / sqrt(z) - 2) / z, mpf(2) / 3)

atanh_rest = with_limit(lambda z: (atanh(z) - mpf(2) / 3) / z, mpf(2) / 5)

# name: (function, weight, from, to), terms in float and in double
POLYNOMIALS = {
    "exp_tail": (exponential, 5, 10),
    "log_tail, float": ((with_limit(lambda f: (log1p(f) - f + f * f / 2) / f**3, mpf(1) / 3),
                         with_limit(lambda f: f**3 / log1p(f), ZERO), 1 / ROOT_2 - 1, ROOT_2 - 1), 9, None),
    "log_tail, double": ((atanh, lambda z: z / 2 + ZERO, 0, ((ROOT_2 - 1) / (ROOT_2 + 1)) ** 2), None, 7),
    "power_tail": ((atanh_rest, lambda z: z * z / 2 + ZERO, 0, ((ROOT_2 - 1) / (ROOT_2 + 1)) ** 2), 3, 8),
    "tanh_tail": ((*tail(tanh, -mpf(1) / 3), 0, mpf("0.5506") ** 2), 5, 11),
    "erf_near": (near_erf, 7, 13),
    "erf_far, float": ((lambda x: -log(erfc(x)), erfc, mpf("0.999"), 4), 7, None),
    "erf_far, double": ((lambda x: -log(erfc(x)), erfc, mpf("0.999"), 6), None, 18),
    "sin_tail": ((*tail(sin, -mpf(1) / 6), 0, QUARTER), 3, 6),
    "cos_tail": (cosine, 3, 6),
    "asin_tail": ((*tail(asin, mpf(1) / 6), 0, mpf("0.2502")), 5, 12),
    "atan_tail": ((*tail(atan, -mpf(1) / 3), 0, (ROOT_2 - 1) ** 2 * mpf("1.001")), 5, 11),
}


def rounded_to_float(x):
    return mpf(struct.unpack("f", struct.pack("f", float(x)))[0])


def main(names):
    for name, ((f, weight, low, high), in_float, in_double) in POLYNOMIALS.items():
        if names and name.split(",")[0] not in names:
            continue
        for kind, terms in (("float", in_float), ("double", in_double)):
            if terms is None:
                continue
            c, error = minimax(f, weight, terms, mpf(low), mpf(high))
            shown = [nstr(rounded_to_float(v), 9) + "f" if kind == "float" else repr(float(v)) for v in c]
            print(f"{name} ({kind}), error 2^{nstr(log(error, 2), 4)}: " + ", ".join(shown))


if __name__ == "__main__":
    main(sys.argv[1:])
