# SPDX-License-Identifier: Apache-2.0
"""Runs a server under callgrind and counts its user-space instructions per query."""

import glob
import os
import re
import statistics
import subprocess

from . import workloads

WARM_UP = 2000
PAIRS = 3


class Result:
    """What pairs of runs took: one of N queries, one of 2N."""

    def __init__(self, pairs, count):
        self.count = count
        self.differences = [(total(twice) - total(once)) / count for once, twice in pairs]
        self.files = pairs[-1][1]
        self.functions = {}

    @property
    def per_query(self):
        """What a run of 2N has more than one of N: start and end of a run cancel out."""
        return statistics.median(self.differences)

    def print_functions(self, limit):
        costs = sorted(self.functions.items(), key=lambda item: -item[1])
        for name, cost in costs[:limit]:
            print(f"    {cost / (2 * self.count):8.1f}  {name}")


def total(files):
    count = 0
    for path in files:
        with open(path, encoding="utf-8", errors="replace") as text:
            for line in text:
                if line.startswith(("totals:", "summary:")):
                    count += int(line.split()[1])
                    break
    return count


def own_costs(files):
    """Instructions by function, without what it calls: callgrind_annotate takes the parts of a
    running process for one function."""
    costs = {}
    for path in files:
        names = {}
        function = ""
        in_call = False
        with open(path, encoding="utf-8", errors="replace") as text:
            for line in text:
                name = re.match(r"c?fn=\((\d+)\)(?: (.*))?", line)
                if name:
                    if name[2]:
                        names[name[1]] = name[2]
                    if line.startswith("fn="):
                        function = names[name[1]]
                elif line.startswith("calls="):
                    in_call = True  # the next line is what the callee cost
                elif re.match(r"[-+*0-9]", line):
                    if not in_call:
                        costs[function] = costs.get(function, 0) + int(line.split()[1])
                    in_call = False
    return costs


def dump(server, label):
    """Have every process write its counters and start them anew; returns the new files."""
    pattern = server.path("callgrind.out.*")
    before = set(glob.glob(pattern))
    for pid in server.pids():
        subprocess.run(["callgrind_control", f"--dump={label}", str(pid)], check=False,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return sorted(set(glob.glob(pattern)) - before)


def measure(server, mix, first_name, options):
    """Start the configured server under callgrind, load it with N and 2N queries, stop it."""
    program = os.path.join(options.build, "tests", "bench", "flood")
    server.start(core=1, wrapper=["valgrind", "--tool=callgrind", "--quiet",
                          f"--callgrind-out-file={server.path('callgrind.out.%p')}"])
    try:
        server.wait_ready(first_name, interval_s=2)
        # In bursts, so that the server's batches depend little on how busy the machine is.
        def run(count):
            workloads.flood(program, server, mix + ["-b"], count, core=0, patience_ms=20000)
            return dump(server, str(count))
        run(WARM_UP)
        pairs = [(run(options.count), run(2 * options.count)) for _ in range(PAIRS)]
        result = Result(pairs, options.count)
        if options.functions > 0:
            result.functions = own_costs(result.files)
        return result
    finally:
        server.stop()
