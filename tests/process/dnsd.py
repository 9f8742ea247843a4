# SPDX-License-Identifier: Apache-2.0
"""A dnsd of a test: its folder, its lines as they come, its processes, and questions to it."""

import os
import re
import signal
import socket
import struct
import subprocess
import threading
import time

LIMIT_S = 15  # no single wait is longer; what is waited for comes in milliseconds


def free_port():
    """A port that was free for UDP and TCP on 127.0.0.1 a moment ago."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp, \
                socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            tcp.bind(("127.0.0.1", 0))
            try:
                udp.bind(tcp.getsockname())
            except OSError:
                continue
            return tcp.getsockname()[1]


def query(name, number=1):
    """A query for the name's A records with this id."""
    octets = struct.pack(">HHHHHH", number, 0, 1, 0, 0, 0)
    for label in name.rstrip(".").split("."):
        octets += bytes([len(label)]) + label.encode()
    return octets + struct.pack(">BHH", 0, 1, 1)


def frame(message):
    """The message as TCP carries it."""
    return struct.pack(">H", len(message)) + message


def addresses(reply):
    """The A records of a reply whose owners point to the question."""
    count = struct.unpack(">H", reply[6:8])[0]
    at = 12
    while reply[at]:
        at += reply[at] + 1
    at += 5
    found = []
    for _ in range(count):
        found.append(socket.inet_ntoa(reply[at + 12:at + 16]))
        at += 16
    return found


class Dnsd:
    """A running supervisor with what it starts."""

    def __init__(self, build, folder, *args, env=None, stdout=None, stdin=None):
        self.build = build
        self.folder = folder
        self.port = free_port()
        self.lines = []
        self.news = threading.Condition()
        self.process = subprocess.Popen(
            [os.path.join(build, "dnsd", "dnsd"), "-dns.port", str(self.port), *args],
            cwd=folder, env={**os.environ, **(env or {})}, stdin=stdin,
            stdout=stdout or subprocess.PIPE, stderr=subprocess.STDOUT if not stdout
            else subprocess.PIPE)
        pipe = self.process.stderr if stdout else self.process.stdout
        threading.Thread(target=self._read, args=(pipe,), daemon=True).start()

    def _read(self, pipe):
        for line in pipe:
            with self.news:
                self.lines.append(line.decode(errors="replace").rstrip("\n"))
                self.news.notify_all()
        with self.news:
            self.lines.append("<end>")
            self.news.notify_all()

    def said(self):
        return "\n".join(self.lines)

    def wait_line(self, pattern, since=0):
        """Wait for a line that the pattern is found in; returns the number of the one after."""
        end = time.monotonic() + LIMIT_S
        with self.news:
            while True:
                for i in range(since, len(self.lines)):
                    if re.search(pattern, self.lines[i]):
                        return i + 1
                if not self.news.wait(end - time.monotonic()):
                    raise AssertionError(f"no line matches {pattern!r}; dnsd said:\n{self.said()}")

    def mark(self):
        return len(self.lines)

    def ready(self):
        self.wait_line(r"^linux/")
        return self

    def serve_pid(self):
        """The process id of dnsd-serve."""
        children = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        with open(children, encoding="ascii") as file:
            for pid in file.read().split():
                with open(f"/proc/{pid}/comm", encoding="ascii") as name:
                    if name.read().strip() == "dnsd-serve":
                        return int(pid)
        raise AssertionError("there is no dnsd-serve")

    def signal(self, number):
        self.process.send_signal(number)

    def ask(self, name, host="127.0.0.1", timeout=5):
        """The addresses of a name, by UDP."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.settimeout(timeout)
            client.sendto(query(name), (host, self.port))
            reply, source = client.recvfrom(4096)
            assert source == (host, self.port), f"{source} answered for {host}"
            return addresses(reply)

    def status(self):
        """Wait for the end; returns the exit status."""
        return self.process.wait(LIMIT_S)

    def stop(self):
        """However the test ended: nothing stays behind."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            try:
                self.process.wait(LIMIT_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
