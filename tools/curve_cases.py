#!/usr/bin/env python3
"""Makes tests/core/value/fixtures/curve_cases.json: calibration curves, and what scipy and numpy make of raw values.

    python3 tools/curve_cases.py > tests/core/value/fixtures/curve_cases.json

Needs Debian's python3-scipy. Run by hand when a case is added; the tests need no Python.
"""
import json
import math

import numpy
from numpy.polynomial import chebyshev, polynomial
from scipy.interpolate import CubicSpline, interp1d


def resistance(kelvin):
    """Something like a Cernox."""
    return 30 + 55000 * math.exp(-2.1 * kelvin**0.32) / kelvin**0.4


temperatures = [1.4 * 1.12**n for n in range(48)]
cernox = [[float(f"{resistance(t):.6g}"), float(f"{t:.6g}")] for t in temperatures]
wavy = [[x, math.sin(x) + 0.1 * x] for x in (-3.0, -1.5, -1.2, 0.0, 0.4, 2.0, 3.5, 3.6, 7.0)]
gauge = [[0.0, 1e-9], [2.0, 3e-7], [5.0, 1e-3], [8.2, 0.2], [10.0, 1000.0]]
fall = [[10.0, 1.0], [7.0, 2.5], [1.0, 4.0]]


def between(points, beyond):
    """Raw values at the points, between them, and beyond the ends."""
    xs = sorted(x for x, _ in points)
    inner = [a + f * (b - a) for a, b in zip(xs, xs[1:]) for f in (0.1, 0.5, 0.77)]
    return xs + inner + beyond


def case(points, how, beyond):
    xs, ys = (numpy.array(column) for column in zip(*sorted(points)))
    us = numpy.log10(xs) if how in ("log", "loglog") else xs
    vs = numpy.log10(ys) if how in ("log_y", "loglog") else ys
    if how == "spline":
        curve = CubicSpline(us, vs)
    else:
        curve = interp1d(us, vs, fill_value="extrapolate", assume_sorted=True)

    def at(raw):
        v = float(curve(math.log10(raw) if how in ("log", "loglog") else raw))
        return 10**v if how in ("log_y", "loglog") else v

    return {
        "calibration": {"points": points, "interpolate": how, "outside": "extrapolate"},
        "readings": [[raw, at(raw)] for raw in between(points, beyond)],
    }


def polynomials():
    for coefficients in ([3.5], [-152.978934, 0.03649], [1.0, -2.0, 0.5, 1e-3, -4e-6]):
        raws = [-20.0, -1.0, 0.0, 0.3, 5.0, 4242.0]
        yield {
            "calibration": {"polynomial": coefficients},
            "readings": [[raw, float(polynomial.polyval(raw, coefficients))] for raw in raws],
        }


def series(coefficients, zl, zu, log10, raws):
    def at(raw):
        z = math.log10(raw) if log10 else raw
        return float(chebyshev.chebval(((z - zl) - (zu - z)) / (zu - zl), coefficients))

    return {
        "calibration": {
            "chebyshev": {
                "order": len(coefficients) - 1, "zl": zl, "zu": zu, "log10": log10, "coefficients": coefficients,
            }
        },
        "readings": [[raw, at(raw)] for raw in raws],
    }


print(json.dumps([
    *(case(cernox, how, [31.0, 60000.0]) for how in ("linear", "log", "loglog", "log_y", "spline")),
    *(case(wavy, how, [-4.0, 8.0]) for how in ("linear", "spline")),
    *(case(gauge, how, [-1.0, 11.0]) for how in ("linear", "log_y")),
    case(fall, "linear", [0.0, 12.0]),
    *polynomials(),
    series([5.4, -6.2, 2.8, -1.1, 0.35, -0.09, 0.01], 3.0, 4.6, True, [1000.5, 2000.0, 5000.0, 12345.6, 39000.0]),
    series([182.1, -120.0, 20.5, 1.25], 0.09, 1.12, False, [0.0901, 0.3, 0.605, 1.0, 1.1199]),
], indent=None).replace('}, {"calibration"', '},\n{"calibration"'))
