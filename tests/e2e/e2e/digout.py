# SPDX-License-Identifier: Apache-2.0
"""What dig printed, and what a case expects of it: both to one form, and the difference."""

import re

SECTIONS = ("answer", "authority", "additional")
KEYS = ("status", "opcode", "ecs", "ede", "nsid", "option", "edns", "size", "question", "warning")
ORDERED = " in order"


def record(line):
    """A record's text with its separators made single blanks; its data stays as it is."""
    parts = line.strip().split(None, 4)
    return " ".join(parts)


class Reply:
    """One reply: {key: [values]} for the header and the options, {section: [records]}."""

    def __init__(self):
        self.fields = {}
        self.sections = {name: [] for name in SECTIONS}
        self.ordered = set()
        self.any = set()  # sections that are not looked at

    def add(self, key, value):
        self.fields.setdefault(key, []).append(value)

    def get(self, key):
        return self.fields.get(key, [])


OPTION_LINES = (
    ("edns", re.compile(r"; EDNS: (.*)")),
    ("ecs", re.compile(r"; CLIENT-SUBNET: (.*)")),
    ("ede", re.compile(r"; EDE: (.*)")),
    ("nsid", re.compile(r"; NSID: (.*)")),
    ("size", re.compile(r";; MSG SIZE  rcvd: (\d+)")),
)
HEADER = re.compile(r";; ->>HEADER<<- opcode: (\S+), status: (\S+), id: \d+")
IGNORED = re.compile(
    r";; (Got answer|Query time|SERVER|WHEN|QUESTION SECTION|OPT PSEUDO|global options)|; <<>>"
    r"|; \(\d+ server|;; WARNING: recursion requested but not available"
)


def from_dig(output):
    """Read dig's output. A reply that did not come has status 'no reply'."""
    reply = Reply()
    section = None
    for line in output.split("\n"):
        header = HEADER.match(line)
        flags = re.match(r";; flags: ?([a-z ]*);", line)
        name = re.match(r";; (ANSWER|AUTHORITY|ADDITIONAL) SECTION:", line)
        option = [(key, rx.match(line)) for key, rx in OPTION_LINES if rx.match(line)]
        if header:
            reply.add("opcode", header.group(1))
            reply.add("status", header.group(2))
        elif flags:
            reply.add("flags", flags.group(1).strip())
            if "MBZ" in line:
                reply.add("warning", line.strip("; "))
        elif name:
            section = name.group(1).lower()
        elif option:
            reply.add(option[0][0], option[0][1].group(1))
        elif re.match(r"; [A-Z][A-Z=0-9-]*(:|$)", line):
            reply.add("option", line[2:])
        elif re.match(r";[^; ]", line):
            reply.add("question", " ".join(line[1:].split()))
        elif line and not line.startswith(";") and section:
            reply.sections[section].append(record(line))
        elif not line:
            section = None
        elif not IGNORED.match(line):
            reply.add("warning", line.strip("; "))
    if not reply.get("status"):
        reply.fields["status"] = ["no reply"]
        reply.fields.pop("warning", None)
    return reply


def from_case(lines):
    """Read the expectation of a case."""
    want = Reply()
    section = "answer"
    for line in lines:
        key, colon, value = line.partition(":")
        plain = key.replace(ORDERED, "")
        if colon and plain in SECTIONS:
            section = plain
            if key.endswith(ORDERED):
                want.ordered.add(section)
            if value.strip() == "any":
                want.any.add(section)
        elif colon and key == "status":
            status, _, flags = value.partition("flags:")
            want.add("status", status.strip())
            if status.strip() != "no reply":
                want.add("flags", " ".join(flags.split()))
        elif colon and key in KEYS:
            want.add(key, value.strip())
        else:
            want.sections[section].append(line if line.startswith("~ ") else record(line))
    return want


def value_fits(want, got):
    if want.startswith("~ "):
        return re.fullmatch(want[2:], got) is not None
    if want.endswith("*"):
        return got.startswith(want[:-1])
    return want == got


def size_fits(want, got):
    bounds = re.fullmatch(r"(<=|>=|)(\d+)", want)
    if not bounds:
        return False
    limit = int(bounds.group(2))
    return {"<=": got <= limit, ">=": got >= limit, "": got == limit}[bounds.group(1)]


def records_differ(name, want, got, ordered):
    left = list(got)
    out = []
    if ordered:
        same = len(want) == len(got) and all(value_fits(w, g) for w, g in zip(want, got))
        return [] if same else [f"-{w}" for w in want] + [f"+{g}" for g in got]
    for expected in want:
        fit = next((g for g in left if value_fits(expected, g)), None)
        if fit is None:
            out.append(f"-{expected}")
        else:
            left.remove(fit)
    out += [f"+{g}" for g in left]
    return [f" {name}:"] + out if out else []


def default_edns(args):
    """The OPT that a reply to this command carries: ours, and none without one in the query."""
    if "+noedns" in args:
        return []
    return ["version: 0, flags: do; udp: 1232" if "+dnssec" in args else
            "version: 0, flags:; udp: 1232"]


def differ(want, got, args):
    """Lines of difference; empty when the reply is what the case expects."""
    out = []
    if want.get("status") == ["no reply"] or got.get("status") == ["no reply"]:
        return [] if want.get("status") == got.get("status") else [
            f"-status: {want.get('status')[0]}", f"+status: {got.get('status')[0]}"]
    checks = {"status": [], "flags": [], "ecs": [], "ede": [], "nsid": [], "option": [],
              "warning": [], "opcode": ["NOTIFY" if "+opcode=notify" in args else "QUERY"],
              "edns": default_edns(args)}
    for key, default in checks.items():
        expected, actual = want.get(key) or default, got.get(key)
        if expected == ["none"]:
            expected = []
        if expected == ["any"]:
            continue
        if len(expected) != len(actual) or not all(map(value_fits, expected, actual)):
            out += [f"-{key}: {v}" for v in expected] + [f"+{key}: {v}" for v in actual]
    if want.get("question") and want.get("question") != got.get("question"):
        out += [f"-question: {want.get('question')}", f"+question: {got.get('question')}"]
    size = int((got.get("size") or ["0"])[0])
    out += [f"-size: {w}\n+size: {size}" for w in want.get("size") if not size_fits(w, size)]
    for name in SECTIONS:
        if name not in want.any:
            out += records_differ(name, want.sections[name], got.sections[name],
                                  name in want.ordered)
    return out


def to_case(want, got, args):
    """The reply as a case would expect it, keeping what the old expectation chose to look at."""
    if got.get("status") == ["no reply"]:
        return ["status: no reply"]
    out = [f"status: {got.get('status')[0]}  flags: {got.get('flags')[0]}"]
    for name in SECTIONS:
        mode = ORDERED if name in want.ordered else ""
        if name in want.any:
            out.append(f"{name}: any")
        elif got.sections[name]:
            out += [f"{name}{mode}:"] if name != "answer" or mode else []
            out += got.sections[name]
    if got.get("edns") != default_edns(args):
        out += [f"edns: {value}" for value in got.get("edns") or ["none"]]
    for key in ("ecs", "ede", "nsid", "option", "warning"):
        out += [f"{key}: {value}" for value in got.get(key)]
    for key in ("question", "size"):
        out += [f"{key}: {value}" for value in got.get(key) if want.get(key)]
    return out
