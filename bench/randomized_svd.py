"""scikit-learn's randomized_svd on the problem of bench_lowrank: prints seconds of processor time and excess over the best error.

    randomized_svd.py M N K RUNS
"""
import sys
import time

import numpy as np
from sklearn.utils.extmath import randomized_svd

m, n, k, runs = map(int, sys.argv[1:])
rng = np.random.default_rng(1)
terms = min(n, 600)
s = np.exp(-np.arange(terms) / 20)
left = np.linalg.qr(rng.standard_normal((m, terms)))[0]
right = np.linalg.qr(rng.standard_normal((n, terms)))[0]
A = (left * s) @ right.T
seconds, excess = np.inf, 0
for run in range(runs):
    start = time.process_time()
    values = randomized_svd(A, k, n_oversamples=10, n_iter=2, random_state=run)[1]
    seconds = min(seconds, time.process_time() - start)
    tail = np.sum(s[k:] ** 2)
    excess += np.sum((s[:k] - values) * (s[:k] + values)) / (2 * tail) / runs
print(seconds, excess)
