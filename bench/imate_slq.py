#!/usr/bin/env python3
"""The log-determinant by imate's stochastic Lanczos quadrature, on the matrices of bench_slq.c.

imate_slq.py sparse|dense N DEGREE SAMPLES RUNS: the least seconds of processor time, and the value.
imate is looked for on PYTHONPATH.
"""
import sys
import time

import imate
import numpy as np
import scipy.sparse as sp


def pentadiagonal(n):
    """Diagonal 2 + i/n, -0.5 and 0.1 beside it."""
    i = np.arange(n)
    parts = [0.1 * np.ones(n - 2), -0.5 * np.ones(n - 1), 2 + i / n, -0.5 * np.ones(n - 1), 0.1 * np.ones(n - 2)]
    return sp.diags(parts, [-2, -1, 0, 1, 2], format="csr")


def dense(n):
    """exp(-|i - j| / 50) + I / 2."""
    i = np.arange(n)
    return np.exp(-np.abs(i[:, None] - i[None, :]) / 50) + 0.5 * np.eye(n)


def main():
    kind, n, degree, samples, runs = sys.argv[1], *map(int, sys.argv[2:6])
    matrix = pentadiagonal(n) if kind == "sparse" else dense(n)
    best, value = float("inf"), 0
    for _ in range(runs):
        begin = time.process_time()
        value = imate.logdet(matrix, method="slq", min_num_samples=samples, max_num_samples=samples,
                             lanczos_degree=degree)
        best = min(best, time.process_time() - begin)
    print(best, float(value))


main()
