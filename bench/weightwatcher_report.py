#!/usr/bin/env python3
"""The report of WeightWatcher on a safetensors model of 32-bit floats.

weightwatcher_report.py MODEL RUNS all|alpha: the least seconds of processor time, then a line for each layer: its name
and alpha.  all: randomised layers, Marchenko-Pastur fits and detX too, as randlapack weights reports.  Convolutions
with channels last are turned to (out, in, height, width), the order of PyTorch, which WeightWatcher expects.
weightwatcher is looked for on PYTHONPATH.
"""
import contextlib
import io
import json
import logging
import struct
import sys
import time
import warnings

import numpy as np
import torch
import weightwatcher


def read(path):
    """Weights of two or four dimensions, by name."""
    tensors = {}
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    for name, entry in header.items():
        if name == "__metadata__" or entry["dtype"] != "F32" or len(entry["shape"]) not in (2, 4):
            continue
        begin, end = entry["data_offsets"]
        tensor = np.frombuffer(data[begin:end], dtype="<f4").reshape(entry["shape"])
        shape = entry["shape"]
        if len(shape) == 4 and shape[0] + shape[1] < shape[2] + shape[3]:
            tensor = tensor.transpose(3, 2, 0, 1)
        tensors[name + ".weight"] = torch.from_numpy(np.ascontiguousarray(tensor))
    return tensors


def main():
    model, runs, everything = read(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "all"
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    best = float("inf")
    for _ in range(runs):
        with contextlib.redirect_stdout(io.StringIO()):
            watcher = weightwatcher.WeightWatcher(model=dict(model))
            begin = time.process_time()
            details = watcher.analyze(conv2d_norm=False, randomize=everything, mp_fit=everything, detX=everything,
                                      plot=False, savefig=False)
            best = min(best, time.process_time() - begin)
    print(best)
    for name, alpha in zip(details["longname"], details["alpha"]):
        print(name, repr(float(alpha)))


main()
