# SPDX-License-Identifier: Apache-2.0
"""Raw packets: the notation of `> udp ...` lines, and what a reply's header says."""

import re
import struct

RCODES = {0: "NOERROR", 1: "FORMERR", 2: "SERVFAIL", 3: "NXDOMAIN", 4: "NOTIMP", 5: "REFUSED",
          9: "NOTAUTH", 16: "BADVERS"}
FLAGS = ((0x8000, "qr"), (0x0400, "aa"), (0x0200, "tc"), (0x0100, "rd"), (0x0080, "ra"),
         (0x0020, "ad"), (0x0010, "cd"))


def name(text):
    out = b""
    for label in text.rstrip(".").split("."):
        if label:
            out += bytes([len(label)]) + label.encode("ascii")
    return out + b"\0"


def encode(text):
    """Octets of a notation: hex, n:NAME, u16:N, u32:N, "text", HEX*COUNT, / = separate sends."""
    parts = [b""]
    for token in re.findall(r'"[^"]*"|\S+', text):
        if token == "/":
            parts.append(b"")
        elif token.startswith('"'):
            parts[-1] += token[1:-1].encode("utf-8")
        elif token.startswith("n:"):
            parts[-1] += name(token[2:])
        elif token.startswith("u16:"):
            parts[-1] += struct.pack("!H", int(token[4:]))
        elif token.startswith("u32:"):
            parts[-1] += struct.pack("!I", int(token[4:]))
        elif "*" in token:
            octets, count = token.split("*")
            parts[-1] += bytes.fromhex(octets) * int(count)
        else:
            parts[-1] += bytes.fromhex(token)
    return parts


def header(reply):
    """A reply's header as a case writes it, with the extended rcode when there is an OPT."""
    ident, flags, qd, an, ns, ar = struct.unpack("!6H", reply[:12])
    rcode = RCODES.get(flags & 15, str(flags & 15))
    words = " ".join(word for bit, word in FLAGS if flags & bit)
    return f"id: {ident:04x}  status: {rcode}  flags: {words}  counts: {qd} {an} {ns} {ar}"


def fits(want, reply):
    """Whether a reply is what a `<` line says: octets with ?? and ..., or parts of its header."""
    if reply is None or want in ("none", "closed"):
        return False
    if re.match(r"(id|status|flags|counts): ", want):
        if len(reply) < 12:
            return False
        wanted = [part.strip() for part in re.split(r"  +", want)]
        has = re.split(r"  +", header(reply))
        return all(part in has for part in wanted)
    pattern = b""
    for token in want.split():
        if token == "...":
            pattern += b".*"
            continue
        for i in range(0, len(token), 2):
            pair = token[i : i + 2]
            pattern += b"." if pair == "??" else re.escape(bytes.fromhex(pair))
    return re.fullmatch(pattern, reply, re.DOTALL) is not None


def show(reply):
    if len(reply) < 12:
        return reply.hex(" ")
    return header(reply) + "\n#   " + reply.hex(" ")
