# SPDX-License-Identifier: Apache-2.0
"""One dnsd under test: its ports, its start, what it says, and its end."""

import os
import random
import re
import signal
import socket
import subprocess
import threading
import time

STARTED = re.compile(r"dnsd-\d")  # the line after the zones: "dnsd-0.1.0"
SANITIZER = re.compile(r"(ERROR|WARNING): \w+Sanitizer|runtime error:")
SLOWER = float(os.environ.get("MESON_TEST_TIMEOUT_MULTIPLIER", "1"))
PATIENCE_S = 20


class Failed(Exception):
    """The case does not hold; the text says where and how."""


def free_port():
    """A port that nothing listens on now, for UDP and TCP, on every local address.

    Below those that the kernel gives to clients: dig would now and then get the server's own, share
    it (SO_REUSEPORT), and read its own query.
    """
    with open("/proc/sys/net/ipv4/ip_local_port_range", encoding="ascii") as limits:
        lowest = int(limits.read().split()[0])
    for _ in range(100):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp:
            port = random.randrange(lowest // 2, lowest) if lowest > 4096 else 0
            try:
                tcp.bind(("0.0.0.0", port))
            except OSError:
                continue
            port = tcp.getsockname()[1]
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
                try:
                    udp.bind(("0.0.0.0", port))
                    return port
                except OSError:
                    continue
    raise Failed("no free port")


class Output:
    """The lines that a process wrote, and a way to wait for one."""

    def __init__(self, stream):
        self.lines = []
        self.mark = 0  # lines before it were waited for
        self.ended = False
        self.news = threading.Condition()
        self.thread = threading.Thread(target=self.read, args=(stream,), daemon=True)
        self.thread.start()

    def read(self, stream):
        for raw in stream:
            with self.news:
                self.lines.append(raw.decode("utf-8", "replace").rstrip("\n"))
                self.news.notify_all()
        with self.news:
            self.ended = True
            self.news.notify_all()

    def wait(self, pattern, seconds=PATIENCE_S):
        """Wait for a line that matches, after those already waited for. True when it came."""
        deadline = time.monotonic() + seconds * SLOWER
        seen = self.mark
        with self.news:
            while True:
                while seen < len(self.lines):
                    seen += 1
                    if re.search(pattern, self.lines[seen - 1]):
                        self.mark = seen
                        return True
                left = deadline - time.monotonic()
                if self.ended or left <= 0:
                    return False
                self.news.wait(left)

    def text(self):
        return "\n".join(self.lines)


class Server:
    """A running dnsd. Ports and folder are the case's; env holds what Corefiles may name."""

    def __init__(self, programs, folder, env, args):
        self.output = None
        command = [programs["dnsd"]] + args
        self.process = subprocess.Popen(
            command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
        self.output = Output(self.process.stdout)

    def wait_ready(self):
        if not self.output.wait(STARTED):
            said = self.output.text()
            self.kill()
            raise Failed(f"dnsd did not start; it said:\n{said}")
        self.output.mark = 0  # what it said while loading can be waited for

    def signal(self, name):
        self.process.send_signal(getattr(signal, "SIG" + name))

    def kill_serving(self):
        """Kill dnsd-serve as a fault would; queries that come meanwhile wait in the sockets."""
        pid = str(self.process.pid)
        for entry in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{entry}/stat", encoding="ascii", errors="replace") as stat:
                    name, _, rest = stat.read().rpartition(")")
            except OSError:  # ended meanwhile
                continue
            if name.endswith("(dnsd-serve") and rest.split()[1] == pid:
                os.kill(int(entry), signal.SIGKILL)
                return
        raise Failed("dnsd has no serving process")

    def stop(self):
        """Stop it as an operator does; it must leave with status 0 and no sanitizer's report."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(PATIENCE_S * SLOWER)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Failed("dnsd did not stop on SIGTERM") from None
        self.output.thread.join(PATIENCE_S)
        report = next((x for x in self.output.lines if SANITIZER.search(x)), None)
        if status != 0 or report:
            raise Failed(f"dnsd ended with status {status}; it said:\n{self.output.text()}")

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
