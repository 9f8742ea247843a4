# SPDX-License-Identifier: Apache-2.0
"""Zone data to measure with, written as master files."""

ORIGIN = "bench.example"
GEO_ORIGIN = "geo.bench"
ALIAS_ORIGIN = "alias.bench"  # the geo set-up with names as targets, which nobody serves
GEO_ORIGINS = (GEO_ORIGIN, ALIAS_ORIGIN)
POLICY_ORIGIN = "policy.bench"  # names bound by a residency policy; only dnsd has it
POLICY_NAMES = 1000
NAMES = 33333  # A, AAAA and MX each: 100k records
GEO_NAMES = 1000
MILLION = 1000000

HEAD = """$ORIGIN {origin}.
$TTL 3600
@ IN SOA ns1.{origin}. admin.{origin}. 1 3600 900 604800 300
@ IN NS ns1.{origin}.
ns1 IN A 192.0.2.53
"""

EXTRAS = """mail IN A 192.0.2.25
*.wild IN A 192.0.2.80
"""


def address(i):
    return f"10.{i >> 16 & 255}.{i >> 8 & 255}.{i & 255}"


def write_static(path):
    """100k records, and a wildcard, CNAMEs and delegations for the other mixes."""
    with open(path, "w", encoding="ascii") as out:
        out.write(HEAD.format(origin=ORIGIN) + EXTRAS)
        for i in range(NAMES):
            out.write(f"h{i} IN A {address(i)}\nh{i} IN AAAA 2001:db8::{i >> 12:x}:{i & 4095:x}\n")
            out.write(f"h{i} IN MX 10 mail\n")
        for i in range(1000):
            out.write(f"c{i} IN CNAME h{i}\n")
            out.write(f"d{i} IN NS ns.d{i}\nns.d{i} IN A {address(i)}\n")


def write_million(path):
    """1,000,000 A records."""
    with open(path, "w", encoding="ascii") as out:
        out.write(HEAD.format(origin=ORIGIN))
        for start in range(0, MILLION, 1000):
            out.writelines(f"h{i} IN A {address(i)}\n" for i in range(start, start + 1000))


def write_small(path):
    """A zone of two names, whatever its origin."""
    with open(path, "w", encoding="ascii") as out:
        out.write(HEAD.replace("$ORIGIN {origin}.\n", "").replace(".{origin}.", "")
                  + "www IN A 192.0.2.1\n")


def small_origins(count):
    """Names of one length, so that one zone costs what each of many does."""
    return [f"z{100000 + i}.example" for i in range(count)]
