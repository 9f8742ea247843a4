# SPDX-License-Identifier: Apache-2.0
"""The query mixes: arguments for flood, and the zone that they ask."""

import subprocess

from . import zones

STATIC = [f"{kind}:h#.{zones.ORIGIN}:{zones.NAMES}" for kind in ("A", "AAAA", "MX")]
STATIC.append(f"A:nx#.{zones.ORIGIN}:{zones.NAMES}")
DEEP = f"A:a#.b.c.d.e.f.g.h.i.j.k.{zones.ORIGIN}:1000000"


def mix(questions, *more):
    return [part for question in questions for part in ("-q", question)] + list(more)


WORKLOADS = {
    # name: (origin of its zone, what flood is told)
    "static": (zones.ORIGIN, mix(STATIC, "-e", "1232")),
    "positive": (zones.ORIGIN, mix(STATIC[:1], "-e", "1232")),
    "plain": (zones.ORIGIN, mix(STATIC)),
    "geo": (zones.GEO_ORIGIN, mix([f"A:g#.{zones.GEO_ORIGIN}:1000"], "-e", "1232", "-c", "46")),
    "geo4": (zones.GEO_ORIGIN, mix([f"A:g#.{zones.GEO_ORIGIN}:1000"], "-e", "1232", "-c", "4")),
    "geoalias": (zones.ALIAS_ORIGIN,
                 mix([f"A:g#.{zones.ALIAS_ORIGIN}:1000"], "-e", "1232", "-c", "46")),
    "residency": (zones.POLICY_ORIGIN,
                  mix([f"A:g#.{zones.POLICY_ORIGIN}:{zones.POLICY_NAMES}"], "-e", "1232", "-c",
                      "46")),
    "wildcard": (zones.ORIGIN, mix([f"A:w#.wild.{zones.ORIGIN}:1000000"], "-e", "1232")),
    "deep": (zones.ORIGIN, mix([DEEP], "-e", "1232")),
    "cname": (zones.ORIGIN, mix([f"A:c#.{zones.ORIGIN}:1000"], "-e", "1232")),
    "referral": (zones.ORIGIN, mix([f"A:www.d#.{zones.ORIGIN}:1000"], "-e", "1232")),
    "tcp": (zones.ORIGIN, mix(STATIC, "-e", "1232", "-t", "8", "-w", "64")),
}


def first_name(workload):
    origin = WORKLOADS[workload][0]
    tailored = origin in zones.GEO_ORIGINS or origin == zones.POLICY_ORIGIN
    return f"{'g' if tailored else 'h'}0.{origin}"


def flood(program, server, arguments, count, core=None, window=64, pids=(), patience_ms=2000):
    """Run flood once; returns its figures by name. Anything lost or refused is an error."""
    command = [program, "-p", str(server.port), "-n", str(count), "-w", str(window),
               "-W", str(patience_ms)]
    command += ["-C", str(core)] if core is not None else []
    command += [part for pid in pids for part in ("-P", str(pid))]
    done = subprocess.run(command + list(arguments), stdout=subprocess.PIPE, text=True, check=False)
    figures = dict(word.split("=") for word in done.stdout.split())
    if done.returncode != 0:
        raise SystemExit(f"{server.name}: flood failed: {done.stdout}{server.log_tail()}")
    return {key: float(value) for key, value in figures.items()}
