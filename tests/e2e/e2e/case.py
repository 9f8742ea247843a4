# SPDX-License-Identifier: Apache-2.0
"""One case: a folder, a server of its own, and the steps of its `test` file."""

import os
import re
import shlex
import shutil
import socket
import struct
import subprocess
import time

from e2e import digout, mmdb, packet, script
from e2e.server import PATIENCE_S, SANITIZER, SLOWER, Failed, Server, free_port

# A query that any server answers, in whatever way: what comes before its reply came to nothing.
PROBE = bytes.fromhex("ffff 0100 0001 0000 0000 0000") + packet.name("probe.invalid") + b"\0\1\0\1"


class Skipped(Exception):
    """The machine lacks what the case needs."""


class Case:
    """Runs one case. Differences collect in `problems`, new expectations in `changes`."""

    def __init__(self, source, work, programs, root):
        self.source = source
        self.folder = work
        self.programs = programs
        self.server = None
        self.problems = []
        self.changes = []
        self.ncommands = 0
        self.began_s = int(time.time())
        self.names = {"PORT": str(free_port()), "PORT2": str(free_port()), "DIR": work,
                      "ROOT": root, "GEO": root + "/policies/geo",
                      "SHARED": root + "/tests/e2e/shared", "DNSD": programs["dnsd"],
                      "DNSCTL": programs["dnsctl"]}
        self.env = {key: value for key, value in os.environ.items()
                    if key == "PATH" or key.endswith("SAN_OPTIONS")}
        self.env.update(self.names)

    def fill(self, text):
        return re.sub(r"\{([A-Z0-9]+)\}", lambda m: self.names.get(m.group(1), m.group(0)), text)

    def fill_times(self, text):
        """{UTC+90}: the time 90 seconds after the case began."""
        def stamp(match):
            at = time.gmtime(self.began_s + int(match.group(1)))
            return time.strftime("%Y-%m-%dT%H:%M:%SZ", at)
        return re.sub(r"\{UTC([+-]\d+)\}", stamp, text)

    def unfill(self, text):
        for name in ("DIR", "ROOT", "PORT", "PORT2"):
            text = text.replace(self.names[name], "{" + name + "}")
        return text

    def run(self):
        """Run every step. Raises Skipped; any other failure is in `problems`."""
        path = os.path.join(self.source, "test")
        shutil.copytree(self.source, self.folder)
        with open(path, encoding="utf-8") as file:
            steps = script.parse(file.read())
        step = None
        try:
            self.make_databases()
            for step in steps:
                getattr(self, "do_" + step.verb.replace("-", "_"))(step)
            if self.server:
                self.do_stop(None)
        except Failed as failure:
            where = f"{path}:{step.line_no}: " if step else ""
            self.problems.append(where + str(failure))
        finally:
            if self.server:
                self.server.kill()
        if not self.ncommands and not self.problems:
            self.problems.append(f"{path}: tests nothing")

    def make_databases(self):
        """A .mmdb beside each .geo text; world.mmdb from the shared one."""
        shutil.copy(os.path.join(self.names["SHARED"], "world.geo"), self.folder)
        for name in os.listdir(self.folder):
            if name.endswith(".geo"):
                with open(self.path(name), encoding="utf-8") as file:
                    octets = mmdb.compile_text(file.read())
                with open(self.path(name[:-4] + ".mmdb"), "wb") as file:
                    file.write(octets)

    def differs(self, step, lines):
        head = f"{os.path.join(self.source, 'test')}:{step.line_no}: {step.verb} {step.text}"
        self.problems.append("\n".join([head] + lines))

    # The server.

    def ensure_server(self):
        if self.server is None:
            self.do_start(script.Step(0, "start", ""))

    def do_start(self, step):
        if self.server:
            raise Failed("the server already runs")
        args = shlex.split(self.fill(step.text))
        self.server = self.begin(args)
        if "in use" in self.server.output.text():  # somebody took the port meanwhile: once more
            self.server.kill()
            self.names["PORT"] = self.env["PORT"] = str(free_port())
            self.server = self.begin(args)
        if "-quiet" in args:
            self.wait_answering()
        else:
            self.server.wait_ready()

    def begin(self, args):
        defaults = [] if "-conf" in args else ["-conf", "Corefile"]
        defaults += [] if "-dns.port" in args or "-p" in args else ["-dns.port", self.names["PORT"]]
        server = Server(self.programs, self.folder, self.env, defaults + args)
        server.output.wait(r"in use|dnsd-\d", 0.0 if "-quiet" in args else PATIENCE_S)
        server.output.mark = 0
        return server

    def wait_answering(self):
        """For a server that says nothing: it is ready when it answers."""
        for _ in range(int(100 * SLOWER)):
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
                udp.settimeout(0.2)
                udp.connect(("127.0.0.1", int(self.names["PORT"])))
                try:
                    udp.send(PROBE)
                    udp.recv(4096)
                    return
                except (ConnectionRefusedError, socket.timeout):
                    if self.server.process.poll() is not None:
                        break
                    self.server.output.wait("(?!)", 0.05)
        raise Failed(f"dnsd does not answer; it said:\n{self.server.output.text()}")

    def do_stop(self, step):
        server, self.server = self.server, None
        try:
            server.stop()
        finally:
            server.kill()

    def do_signal(self, step):
        self.ensure_server()
        self.server.output.mark = len(self.server.output.lines)
        self.server.signal(step.text)

    def do_wait(self, step):
        self.ensure_server()
        self.ncommands += 1
        if not self.server.output.wait(self.fill(step.text)):
            raise Failed(f"no line matches {step.text}; dnsd said:\n{self.server.output.text()}")

    def do_quiet(self, step):
        self.ensure_server()
        self.ncommands += 1
        pattern = self.fill(step.text)
        said = [line for line in self.server.output.lines if re.search(pattern, line)]
        if said:
            raise Failed("dnsd said: " + said[0])

    def do_board(self, step):
        """What a prober or an operator would write; the next batch of queries sees it."""
        self.ensure_server()
        command = [self.programs["set-board"], str(self.server.process.pid)] + step.text.split()
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=PATIENCE_S * SLOWER, check=False)
        if done.returncode != 0:
            raise Failed(done.stdout.decode("utf-8", "replace").strip())

    def do_kill_server(self, step):
        """The serving process dies; dnsd starts another one."""
        self.ensure_server()
        self.server.kill_serving()

    # The folder and the environment.

    def do_needs(self, step):
        if step.text == "ipv6":
            try:
                with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as udp:
                    udp.bind(("::1", 0))
            except OSError:
                raise Skipped("no IPv6 loopback") from None
        else:
            raise Failed(f"unknown need '{step.text}'")

    def do_env(self, step):
        name, _, value = step.text.partition("=")
        self.env[name] = self.names[name] = self.fill(value)

    def path(self, text):
        return os.path.join(self.folder, self.fill(text))

    def do_copy(self, step):
        """In one step, as editors and rsync do it: the server must never see half a file."""
        here, there = step.text.split()
        shutil.copyfile(self.path(here), self.path(there) + ".new")
        os.replace(self.path(there) + ".new", self.path(there))

    def do_remove(self, step):
        os.remove(self.path(step.text))

    def do_touch(self, step):
        status = os.stat(self.path(step.text))
        os.utime(self.path(step.text), (status.st_atime, status.st_mtime + 10))

    def do_write(self, step, mode="w"):
        with open(self.path(step.text), mode, encoding="utf-8") as file:
            file.writelines(self.fill_times(line[2:]) + "\n" for line in step.body)

    def do_append(self, step):
        self.do_write(step, "a")

    # dig.

    def do_dig(self, step):
        self.ensure_server()
        self.ncommands += 1
        args = shlex.split(self.fill(step.text))
        transports = ["+notcp", "+tcp"]
        asked = [t for t in transports if t in args]
        want = digout.from_case([self.fill(line) for line in step.body])
        deadline = time.monotonic() + (PATIENCE_S * SLOWER if step.patient else 0)
        while True:
            replies = [self.dig(args, t) for t in asked or transports]
            found = [digout.differ(want, reply, args) for reply in replies]
            if not any(found) or time.monotonic() > deadline:
                break
            self.server.output.wait("(?!)", 0.1)  # goes on early only when dnsd has ended
        for transport, lines in zip(asked or transports, found):
            if lines:
                self.differs(step, [f" over {transport[1:].replace('no', 'not ')}:"] + lines)
        if any(found):
            new = digout.to_case(want, replies[0], args)
            self.changes.append((step, [self.unfill(line) for line in new]))

    def dig(self, args, transport):
        command = ["dig", "-r", "+nocookie", "+tries=1", "+timeout=" + str(int(2 * SLOWER))]
        command += [] if any(a.startswith("@") for a in args) else ["@127.0.0.1"]
        command += [] if "-p" in args else ["-p", self.names["PORT"]]
        ignore = [] if transport == "+tcp" else ["+ignore"]
        done = subprocess.run(command + ignore + [transport] + args, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=60, check=False)
        return digout.from_dig(done.stdout.decode("utf-8", "replace"))

    # Programs that run and end.

    def do_run(self, step):
        self.ncommands += 1
        words = shlex.split(self.fill(step.text))
        words[0] = self.programs.get(words[0], words[0])
        try:
            done = subprocess.run(
                words, cwd=self.folder, env=self.env, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=PATIENCE_S * SLOWER,
                check=False)
        except subprocess.TimeoutExpired:
            raise Failed(f"{step.text} did not end") from None
        output = done.stdout.decode("utf-8", "replace")
        got = ["| " + line if line else "|" for line in output.split("\n")[:-1]]
        got.append(f"exit {done.returncode}")
        want = [self.fill(line) for line in step.body]
        if SANITIZER.search(output) or not self.lines_fit(want, got):
            self.differs(step, ["-" + line for line in want] + ["+" + line for line in got])
            self.changes.append((step, [self.unfill(line) for line in got]))

    def lines_fit(self, want, got):
        """Lines in order; `...` stands for any number of them, `~ REGEX` for one that matches."""
        if not want:
            return not got
        if want[0] == "...":
            return any(self.lines_fit(want[1:], got[i:]) for i in range(len(got) + 1))
        if not got:
            return False
        fits = re.fullmatch(want[0][2:], got[0][2:]) if want[0][:2] == "~ " else want[0] == got[0]
        return bool(fits) and self.lines_fit(want[1:], got[1:])

    # Raw packets.

    def do_send(self, step):
        self.ensure_server()
        self.ncommands += 1
        kind, _, notation = self.fill(step.text).partition(" ")
        wants = [line[1:].strip() for line in step.body]
        parts = packet.encode(notation)
        if kind == "udp":
            got = self.send_udp(parts[0])
        elif kind in ("tcp", "tcp-raw"):
            framed = struct.pack("!H", len(parts[0])) + parts[0]
            got = self.send_tcp([framed] if kind == "tcp" else parts, len(wants))
        else:
            raise Failed(f"'> {kind}' is not udp, tcp or tcp-raw")
        same = len(wants) == len(got) and all(
            w == g if isinstance(g, str) else packet.fits(w, g) for w, g in zip(wants, got))
        if not same:
            show = [g if isinstance(g, str) else packet.show(g) for g in got]
            self.differs(step, ["-< " + w for w in wants] + ["+< " + g for g in show])
            self.changes.append((step, ["< " + g for g in show]))

    def send_udp(self, octets):
        """The reply, or 'none' when the one to a probe sent after it comes first."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            udp.settimeout(PATIENCE_S * SLOWER)
            udp.connect(("127.0.0.1", int(self.names["PORT"])))
            udp.send(octets)
            udp.send(PROBE)
            try:
                reply = udp.recv(65535)
                if reply[:2] != PROBE[:2]:
                    return [reply]
                return ["none"]
            except socket.timeout:
                raise Failed("not even the probe after it was answered") from None

    def send_tcp(self, parts, nwanted):
        """As many replies as are wanted; 'closed' in place of one that will not come."""
        got = []
        with socket.create_connection(("127.0.0.1", int(self.names["PORT"]))) as tcp:
            tcp.settimeout(PATIENCE_S * SLOWER)
            tcp.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                for part in parts:
                    tcp.sendall(part)
                stream = tcp.makefile("rb")
                while len(got) < nwanted:
                    head = stream.read(2)
                    if len(head) < 2:
                        return got + ["closed"]
                    got.append(stream.read(struct.unpack("!H", head)[0]))
            except (ConnectionResetError, BrokenPipeError):
                got.append("closed")
            except socket.timeout:
                raise Failed("no reply and no end of the connection") from None
        return got
