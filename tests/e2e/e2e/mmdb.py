# SPDX-License-Identifier: Apache-2.0
"""A `.geo` text to a MaxMind database, so that a case shows the world that it is about.

    type GeoLite2-Country           # database_type; ip_version and so on likewise
    NL = country.iso_code=NL continent.code=EU country.is_in_european_union=true
    192.0.2.0/24 NL                 # an alias, or fields as in its definition
    2001:db8::/32 NL

Longer prefixes win. Values: true, false, whole numbers (as uint32), numbers with a point (doubles),
anything else is a string, with _ for a blank. a.0.b=c makes a list.
Source: the MaxMind DB file format, version 2.0.
"""

import ipaddress
import re
import struct


def encode(value):
    """One value of the data section."""
    if isinstance(value, dict) and "0" in value:
        return encode([value[str(i)] for i in range(len(value))])
    if isinstance(value, dict):
        body = b"".join(encode(k) + encode(v) for k, v in sorted(value.items()))
        return control(7, len(value)) + body
    if isinstance(value, list):
        return control(11, len(value)) + b"".join(map(encode, value))
    if isinstance(value, bool):
        return control(14, int(value))
    if isinstance(value, float):
        return control(3, 8) + struct.pack("!d", value)
    if isinstance(value, tuple):  # (type, number)
        octets = value[1].to_bytes((value[1].bit_length() + 7) // 8, "big")
        return control(value[0], len(octets)) + octets
    if isinstance(value, int):
        return encode((6, value))
    text = value.encode("utf-8")
    return control(2, len(text)) + text


def control(kind, size):
    extra = b""
    if size >= 29:
        size, extra = (29, bytes([size - 29])) if size < 285 else (
            30, struct.pack("!H", size - 285))
    if kind < 8:
        return bytes([kind << 5 | size]) + extra
    return bytes([size, kind - 7]) + extra


def number(text):
    if text in ("true", "false"):
        return text == "true"
    if re.fullmatch(r"-?\d+\.\d+", text):
        return float(text)
    return int(text) if text.isdigit() else text.replace("_", " ")


def fields(words, aliases):
    """Words like a.b=c to nested maps."""
    out = {}
    for word in words:
        path, equals, value = word.partition("=")
        if not equals:
            for key, inner in aliases[word].items():
                out[key] = {**out.get(key, {}), **inner} if isinstance(inner, dict) else inner
            continue
        at = out
        *folders, last = path.split(".")
        for folder in folders:
            at = at.setdefault(folder, {})
        at[last] = number(value)
    return out


def insert(root, net, width, value):
    """Put a value into the tree of [left, right] nodes; shorter prefixes must be in already."""
    bits, length = int(net.network_address), net.prefixlen
    if net.version == 4:
        length += width - 32
    node = root
    for depth in range(length - 1):
        side = bits >> (width - 1 - depth) & 1
        if not isinstance(node[side], list):
            node[side] = [node[side], node[side]]
        node = node[side]
    node[bits >> (width - length) & 1] = value


def tree_bytes(root, offsets):
    """The nodes, breadth first, with records of 24 bits."""
    order, index = [root], {id(root): 0}
    for node in order:
        for child in node:
            if isinstance(child, list):
                index[id(child)] = len(order)
                order.append(child)
    out = bytearray()
    for node in order:
        for child in node:
            if isinstance(child, list):
                record = index[id(child)]
            else:
                record = len(order) if child is None else len(order) + 16 + offsets[child]
            out += record.to_bytes(3, "big")
    return bytes(out), len(order)


def compile_text(text):
    """The database as octets."""
    aliases, rows, meta = {}, [], {"type": "GeoLite2-Country", "ip_version": "6"}
    for line in text.split("\n"):
        words = line.split("#")[0].split()
        if len(words) > 1 and words[1] == "=":
            aliases[words[0]] = fields(words[2:], aliases)
        elif words and words[0] in meta:
            meta[words[0]] = words[1]
        elif words:
            rows.append((ipaddress.ip_network(words[0]), encode(fields(words[1:], aliases))))
    rows.sort(key=lambda row: row[0].prefixlen + (96 if row[0].version == 4 else 0))
    data, offsets, root = b"", {}, [None, None]
    for net, value in rows:
        if value not in offsets:
            offsets[value] = len(data)
            data += value
        insert(root, net, 32 if meta["ip_version"] == "4" else 128, value)
    nodes, count = tree_bytes(root, offsets)
    metadata = {
        "binary_format_major_version": (5, 2), "binary_format_minor_version": (5, 0),
        "build_epoch": (9, 1700000000), "database_type": meta["type"],
        "description": {"en": "a test's world"}, "ip_version": (5, int(meta["ip_version"])),
        "languages": ["en"], "node_count": (6, count), "record_size": (5, 24)}
    return nodes + bytes(16) + data + b"\xab\xcd\xefMaxMind.com" + encode(metadata)
