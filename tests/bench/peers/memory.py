# SPDX-License-Identifier: Apache-2.0
"""The memory of a server's processes."""

import re
import threading
import time


def field_kib(path, name):
    try:
        with open(path, encoding="utf-8") as text:
            match = re.search(rf"^{name}:\s+(\d+) kB", text.read(), re.M)
    except OSError:
        return 0
    return int(match[1]) if match else 0


def command(pid):
    try:
        with open(f"/proc/{pid}/comm", encoding="utf-8", errors="replace") as text:
            return text.read().strip()
    except OSError:
        return "?"


def proportional_mib(pids):
    """By process; a page that several share counts once in the sum."""
    return {f"{command(pid)}[{pid}]": field_kib(f"/proc/{pid}/smaps_rollup", "Pss") / 1024
            for pid in pids}


class Sampler:
    """Watches a server's processes from a thread: the peak resident size of each, and the
    greatest sum of proportional sizes that a look every so often saw."""

    def __init__(self, server, interval_s=0.05):
        self.server = server
        self.interval_s = interval_s
        self.peak_rss_mib = {}
        self.peak_sum_mib = 0.0
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        self.thread.join()

    def run(self):
        while not self.stopped.is_set():
            began_s = time.monotonic()
            pids = self.server.pids()
            self.peak_sum_mib = max(self.peak_sum_mib, sum(proportional_mib(pids).values()))
            for pid in pids:
                name = f"{command(pid)}[{pid}]"
                peak = field_kib(f"/proc/{pid}/status", "VmHWM") / 1024
                self.peak_rss_mib[name] = max(self.peak_rss_mib.get(name, 0), peak)
            self.stopped.wait(max(0.001, self.interval_s - (time.monotonic() - began_s)))
