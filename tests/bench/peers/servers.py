# SPDX-License-Identifier: Apache-2.0
"""Starts the name servers with one set-up each, pinned to a core, and stops them again."""

import glob
import os
import random
import signal
import socket
import struct
import subprocess
import time

from . import mmdb, zones

# Who gets which of the ten targets of the geo set-up; the rest of the world gets target 0.
CONTINENT_TARGETS = {"EU": 1, "NA": 5, "AS": 6, "SA": 7, "AF": 8, "OC": 9}
COUNTRY_TARGETS = {"NL": ("EU", 2), "DE": ("EU", 3), "US": ("NA", 4)}


POLICY = """version: 1
builtin: 2026-01
data: {{ country: {database} }}
defaults: {{ when-none-healthy: [sorry] }}
operators:
  dutch: {{ country: NL }}
  amer:  {{ country: US }}
clusters:
  nl:    {{ addresses: [198.51.100.1], location: NL, controlled-by: [dutch], health: {{ tcp: 443 }} }}
  eu:    {{ addresses: [198.51.100.2], location: DE, controlled-by: [dutch], health: {{ tcp: 443 }} }}
  us:    {{ addresses: [198.51.100.3], location: US, controlled-by: [amer], health: {{ tcp: 443 }} }}
  sorry: {{ addresses: [198.51.100.4, "2001:db8::4"], location: NL, controlled-by: [dutch] }}
residency:
  - {{ name: eea-at-home, who: [eea], located-in: [eea], controlled-from: [eea] }}
routes:
  web:
    - {{ who: [NL, BE, LU],   to: [nl, eu] }}
    - {{ who: [eea, unknown], to: [eu, nl] }}
    - {{ who: [any],          to: [us, eu] }}
names:
"""


def free_port():
    """A port of 127.0.0.1 that nobody has, neither for UDP nor for TCP."""
    for _ in range(100):
        port = random.randrange(20000, 60000)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, \
                socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp:
            try:
                udp.bind(("127.0.0.1", port))
                tcp.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise SystemExit("no free port on 127.0.0.1")


def target(origin, i):
    return f"198.51.100.{i + 1}" if origin == zones.GEO_ORIGIN else f"t{i}.clusters.test."


class Server:
    """One server on a free port of 127.0.0.1 with its files in a folder of its own."""

    name = ""
    program = "dnsd"  # path of ours, set from --build
    geo = True  # can serve the geo set-up
    policy = False  # can serve a residency policy

    def __init__(self, folder, data):
        self.folder = os.path.join(folder, self.name)
        self.port = free_port()
        self.data = data  # folder of the zone files and the database, shared by all
        self.process = None
        os.makedirs(self.folder, exist_ok=True)

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def write(self, text, *parts):
        os.makedirs(os.path.dirname(self.path(*parts)), exist_ok=True)
        with open(self.path(*parts), "w", encoding="ascii") as out:
            out.write(text)

    def zone_file(self, origin):
        """Zones without a file of their own share the small one."""
        path = os.path.join(self.data, origin + ".zone")
        return path if os.path.exists(path) else os.path.join(self.data, "small.zone")

    def configure(self, origins):
        """Write the configuration for these zones, of which GEO_ORIGINS are geo set-ups."""
        raise NotImplementedError

    def command(self):
        raise NotImplementedError

    def environment(self, wrapper):
        """The wrapper is a command (list) to run the serving program under."""
        del wrapper
        return {}

    def start(self, core=None, wrapper=None):
        command = self.command()
        extra = self.environment(wrapper)
        if wrapper and not extra:
            command = wrapper + command
        if core is not None:
            command = ["taskset", "-c", str(core)] + command
        log = open(self.path("log"), "wb")
        with log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=self.folder,
                env=dict(os.environ, **extra), start_new_session=True)

    def pids(self):
        """The process and all its descendants."""
        if self.process is None:
            return []
        children = {}
        for path in glob.glob("/proc/[0-9]*/stat"):
            try:
                with open(path, encoding="utf-8", errors="replace") as stat:
                    text = stat.read()
            except OSError:
                continue
            children.setdefault(int(text.rsplit(")", 1)[1].split()[1]), []).append(
                int(text.split(" ", 1)[0]))
        found = [self.process.pid]
        for pid in found:
            found += children.get(pid, [])
        return found

    def measured_pids(self):
        """The processes whose time counts when a query is answered."""
        return self.pids()

    def wait_ready(self, name, limit_s=600, interval_s=0.1):
        """Ask for NAME A until an answer with a record comes; returns the answer."""
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.connect(("127.0.0.1", self.port))
        sock.settimeout(interval_s)
        deadline = time.monotonic() + limit_s
        with sock:
            while time.monotonic() < deadline:
                if self.process.poll() is not None:
                    raise SystemExit(f"{self.name} ended at start:\n{self.log_tail()}")
                asked_s = time.monotonic()
                answer = ask(sock, name)
                if answer is not None and answer[3] & 15 == 0 and answer[7] > 0:
                    return answer
                time.sleep(max(0, interval_s - (time.monotonic() - asked_s)))
        raise SystemExit(f"{self.name} did not answer for {name}:\n{self.log_tail()}")

    def log_tail(self):
        with open(self.path("log"), encoding="utf-8", errors="replace") as log:
            return log.read()[-2000:]

    def reload(self):
        """Have the zones read anew."""
        self.process.send_signal(signal.SIGHUP)

    def stop(self, limit_s=60):
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(limit_s)
        except subprocess.TimeoutExpired:
            for pid in reversed(self.pids()):
                os.kill(pid, signal.SIGKILL)
            self.process.wait()
        self.process = None


def ask(sock, name):
    """One query, one try; the client is 127.0.0.1, so geo set-ups need their default target."""
    question = b"".join(bytes([len(part)]) + part.encode() for part in name.split(".")) + b"\0"
    query = struct.pack(">6H", random.randrange(65536), 0, 1, 0, 0, 0) + question + b"\0\1\0\1"
    try:
        sock.send(query)
        while True:
            answer = sock.recv(4096)
            if answer[:2] == query[:2] and len(answer) >= 12:
                return answer
    except OSError:
        return None


class Gdnsd(Server):
    name = "gdnsd"

    def configure(self, origins):
        os.makedirs(self.path("zones"), exist_ok=True)
        os.makedirs(self.path("run"), exist_ok=True)
        os.makedirs(self.path("state"), exist_ok=True)
        for origin in origins:
            link = self.path("zones", origin)
            if origin in zones.GEO_ORIGINS:
                self.write(self.geo_zone(origin), "zones", origin)
            elif not os.path.lexists(link):
                os.symlink(self.zone_file(origin), link)
        geo = [origin for origin in origins if origin in zones.GEO_ORIGINS]
        plugins = self.geo_plugin(geo[0]) if geo else ""
        self.write(
            f"options => {{ listen => 127.0.0.1:{self.port}, run_dir => {self.path('run')},\n"
            f"  state_dir => {self.path('state')}, udp_threads => 1, tcp_threads => 1,\n"
            f"  tcp_clients_per_thread => 1024 }}\n" + plugins, "config")

    @staticmethod
    def geo_zone(origin):
        kind = "DYNA" if origin == zones.GEO_ORIGIN else "DYNC"
        names = "".join(f"g{i} 60 {kind} geoip!r\n" for i in range(zones.GEO_NAMES))
        return zones.HEAD.format(origin=origin) + names

    def geo_plugin(self, origin):
        world = []
        for continent, i in CONTINENT_TARGETS.items():
            inner = [f"{code} => d{j}" for code, (of, j) in COUNTRY_TARGETS.items()
                     if of == continent]
            world.append(f"{continent} => {{ {', '.join(inner + [f'default => d{i}'])} }}"
                         if inner else f"{continent} => d{i}")
        targets = ", ".join(f"d{i} => {target(origin, i)}" for i in range(10))
        return (
            f"plugins => {{ geoip => {{ maps => {{ m => {{\n"
            f"  geoip2_db => {os.path.join(self.data, 'country.mmdb')},\n"
            f"  datacenters => [ {', '.join(f'd{i}' for i in range(10))} ],\n"
            f"  map => {{ {', '.join(world)}, default => d0 }} }} }},\n"
            f"  resources => {{ r => {{ map => m, service_types => up,\n"
            f"  dcmap => {{ {targets} }} }} }} }} }}\n")

    def command(self):
        return ["gdnsd", "-c", self.folder, "start"]

    def reload(self):
        subprocess.run(["gdnsdctl", "-c", self.folder, "reload-zones"], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Nsd(Server):
    name = "nsd"
    geo = False

    def configure(self, origins):
        text = (
            f"server:\n  ip-address: 127.0.0.1@{self.port}\n  server-count: 1\n"
            f"  username: \"\"\n  chroot: \"\"\n  pidfile: \"\"\n  xfrdfile: \"\"\n"
            f"  zonelistfile: {self.path('zone.list')}\n  xfrdir: {self.folder}\n"
            f"  tcp-count: 1000\n  rrl-ratelimit: 0\n  zonefiles-write: 0\n  verbosity: 1\n"
            f"  database: \"\"\nremote-control:\n  control-enable: no\n")
        for origin in origins:
            text += f"zone:\n  name: {origin}\n  zonefile: {self.zone_file(origin)}\n"
        self.write(text, "nsd.conf")

    def command(self):
        return ["nsd", "-d", "-c", self.path("nsd.conf")]


class Knot(Server):
    name = "knot"
    geo = False

    def configure(self, origins):
        text = (
            f"server:\n  rundir: {self.folder}\n  listen: 127.0.0.1@{self.port}\n"
            f"  udp-workers: 1\n  tcp-workers: 1\n  background-workers: 1\n"
            f"  tcp-max-clients: 1024\n"
            f"database:\n  storage: {self.folder}\n"
            f"log:\n  - target: stderr\n    any: warning\n"
            f"template:\n  - id: default\n    zonefile-sync: -1\n    journal-content: none\n"
            f"    semantic-checks: off\nzone:\n")
        for origin in origins:
            text += f"  - domain: {origin}\n    file: {self.zone_file(origin)}\n"
        self.write(text, "knot.conf")

    def command(self):
        return ["knotd", "-c", self.path("knot.conf")]


class Dnsd(Server):
    name = "dnsd"
    policy = True

    def configure(self, origins):
        text = ""
        for origin in origins:
            body = f"    file {self.zone_file(origin)}\n"
            if origin in zones.GEO_ORIGINS:
                body = self.geo_block(origin)
            elif origin == zones.POLICY_ORIGIN:
                body = self.policy_block()
            text += f"{origin}:{self.port} {{\n    bind 127.0.0.1\n{body}}}\n"
        self.write(text, "Corefile")

    def geo_block(self, origin):
        lines = [f"country:{code} target {target(origin, i)}"
                 for code, (_, i) in COUNTRY_TARGETS.items()]
        lines += [f"continent:{code} target {target(origin, i)}"
                  for code, i in CONTINENT_TARGETS.items()]
        lines.append(f"default target {target(origin, 0)}")
        body = "".join(f"        {line}\n" for line in lines)
        return f"    geoip {os.path.join(self.data, 'country.mmdb')} {{\n{body}    }}\n"

    def policy_block(self):
        """The clients of the geo set-up, by law and taste: four clusters, a thousand names."""
        names = "".join(f"  g{i}.{zones.POLICY_ORIGIN}.: {{ route: web, answer: address }}\n"
                        for i in range(zones.POLICY_NAMES))
        self.write(POLICY.format(database=os.path.join(self.data, "country.mmdb")) + names,
                   "policy.yaml")
        return (f"    residency {self.path('policy.yaml')} {{\n        edns-subnet\n    }}\n"
                f"    file {os.path.join(self.data, 'small.zone')}\n")

    def command(self):
        return [self.program, "-conf", self.path("Corefile")]

    def environment(self, wrapper):
        """dnsd starts the program that DNSD_SERVE names in place of its own dnsd-serve."""
        if not wrapper:
            return {}
        folder = os.path.dirname(self.program)
        serve = next(path for path in (
            os.path.join(folder, "dnsd-serve"), os.path.join(folder, "..", "serve", "dnsd-serve"),
            os.path.join(folder, "..", "libexec", "dnsd", "dnsd-serve"), folder + "-serve")
            if os.path.exists(path))
        self.write(f"#!/bin/sh\nexec {' '.join(wrapper)} {serve} \"$@\"\n", "serve-wrapper")
        os.chmod(self.path("serve-wrapper"), 0o755)
        return {"DNSD_SERVE": self.path("serve-wrapper")}


class Echo(Server):
    """Not a name server: sends each query back, the least that UDP can cost."""

    name = "echo"

    def configure(self, origins):
        del origins

    def command(self):
        return [os.path.join(os.path.dirname(self.program), "..", "tests", "bench", "echo"),
                str(self.port)]

    def wait_ready(self, name, limit_s=600, interval_s=0.1):
        time.sleep(0.1)


def able(workload):
    """The names of the servers that can do a workload."""
    if workload == "residency":
        return [name for name, kind in KINDS.items() if kind.policy]
    return [name for name, kind in KINDS.items() if kind.geo or not workload.startswith("geo")]


KINDS = {kind.name: kind for kind in (Gdnsd, Nsd, Knot, Dnsd, Echo)}


def write_data(folder):
    """Zone files and the database, once; they are the same for every server."""
    os.makedirs(folder, exist_ok=True)
    static = os.path.join(folder, zones.ORIGIN + ".zone")
    database = os.path.join(folder, "country.mmdb")
    small = os.path.join(folder, "small.zone")
    if not os.path.exists(static):
        zones.write_static(static)
    if not os.path.exists(small):
        zones.write_small(small)
    if not os.path.exists(database):
        mmdb.write(database)
