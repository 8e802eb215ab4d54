#!/usr/bin/env python3
"""Free decompression by freealg, of eigenvalues that bench_decompress.c wrote.

freealg_decompress.py FILE SIZE RUNS: FILE of float64; the least seconds of processor time for the fit and the
decompression, then points and densities.  Jacobi series and Pade glue as in its authors' example, the fastest of its
methods.  freealg is looked for on PYTHONPATH.
"""
import sys
import time

import freealg
import numpy as np


def main():
    eigenvalues, size, runs = np.fromfile(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    best = float("inf")
    for _ in range(runs):
        begin = time.process_time()
        form = freealg.FreeForm(eigenvalues)
        form.fit(method="jacobi", K=20, alpha=0.5, beta=0.5, damp="jackson", pade_p=1, pade_q=1)
        density, x = form.decompress(size)
        best = min(best, time.process_time() - begin)
    density, x = np.ravel(density), np.ravel(x)
    print(best, len(x))
    for point, value in zip(x, density):
        print(repr(float(point)), repr(float(value)))


main()
