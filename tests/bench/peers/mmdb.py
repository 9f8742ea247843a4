# SPDX-License-Identifier: Apache-2.0
"""Writes a country database in MaxMind's format 2.0, with GeoLite2's record layout and size.

The networks are invented by a seeded generator: splitting the address space at random gives
prefixes of every length, as in a real database, with neighbours in different countries.
"""

import random
import struct

# A sample of countries of each continent; their networks are as frequent as they stand here.
COUNTRIES = {
    "EU": ["NL", "DE", "FR", "IT", "ES", "PL", "SE", "GB", "CH", "NO", "CZ", "AT"],
    "NA": ["US", "US", "US", "US", "CA", "MX"],
    "AS": ["CN", "IN", "JP", "KR", "SG", "ID", "TH"],
    "SA": ["BR", "AR", "CL", "CO"],
    "AF": ["ZA", "NG", "EG", "KE"],
    "OC": ["AU", "NZ"],
}
EU_MEMBERS = {"NL", "DE", "FR", "IT", "ES", "PL", "SE", "CZ", "AT"}

# All others, for a database of a real one's size: each as frequent as one that stands once above.
OTHERS = {
    "AF": "AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EH ER ET GA GH GM GN GQ GW KM LR LS LY MA MG ML "
          "MR MU MW MZ NA NE RE RW SC SD SH SL SN SO SS ST SZ TD TG TN TZ UG YT ZM ZW",
    "AN": "AQ BV GS HM TF",
    "AS": "AE AF AM AZ BD BH BN BT CC CX GE HK IL IO IQ IR JO KG KH KP KW KZ LA LB LK MM MN MO MV "
          "MY NP OM PH PK PS QA SA SY TJ TM TR TW UZ VN YE",
    "EU": "AD AL AX BA BE BG BY CY DK EE FI FO GG GI GR HR HU IE IM IS JE LI LT LU LV MC MD ME MK "
          "MT PT RO RS RU SI SJ SK SM UA VA XK",
    "NA": "AG AI AW BB BL BM BQ BS BZ CR CU CW DM DO GD GL GP GT HN HT JM KN KY LC MF MQ MS NI PA "
          "PM PR SV SX TC TT VC VG VI",
    "OC": "AS CK FJ FM GU KI MH MP NC NF NR NU PF PG PN PW SB TK TL TO TV UM VU WF WS",
    "SA": "BO EC FK GF GY PE PY SR UY VE",
}
MARKER = b"\xab\xcd\xefMaxMind.com"


def encode(value):
    """One value of the data section."""
    if isinstance(value, bool):
        return bytes([int(value), 14 - 7])
    if isinstance(value, str):
        text = value.encode()
        return control(2, len(text)) + text
    if isinstance(value, int):
        return encode_sized(6, value)
    if isinstance(value, list):
        return control(11, len(value)) + b"".join(encode(item) for item in value)
    pairs = (encode(key) + encode(item) for key, item in value.items())
    return control(7, len(value)) + b"".join(pairs)


def encode_sized(kind, value):
    """An unsigned integer as the kind that the format prescribes: 5, 6 or 9 (16, 32, 64 bits)."""
    octets = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return control(kind, len(octets)) + octets


def control(kind, size):
    """Kind and size of a value; no value here is as long as 285."""
    extra = b"" if size < 29 else bytes([size - 29])
    size = min(size, 29)
    if kind <= 7:
        return bytes([kind << 5 | size]) + extra
    return bytes([size, kind - 7]) + extra


def country_record(code, continent):
    place = {"geoname_id": 1000 + ord(code[0]) * 256 + ord(code[1]), "iso_code": code}
    if code in EU_MEMBERS:
        place["is_in_european_union"] = True
    return {
        "continent": {"code": continent, "geoname_id": 6255148, "names": {"en": continent}},
        "country": dict(place, names={"en": code}),
        "registered_country": dict(place, names={"en": code}),
    }


class Tree:
    """Nodes as two flat lists of records: a node index, or -1 - leaf."""

    def __init__(self, seed, nleaves):
        self.random = random.Random(seed)
        self.left = []
        self.right = []
        self.nleaves = nleaves

    def node(self):
        self.left.append(None)
        self.right.append(None)
        return len(self.left) - 1

    def leaf(self, empty):
        if self.random.random() < empty:
            return None
        return -1 - self.random.randrange(self.nleaves)

    def split(self, root, depth, floor, ceiling, chance, empty):
        """Grow a random subtree; always to `floor` bits, never beyond `ceiling`."""
        level = [root]
        while level:
            depth += 1
            below = []
            for at in level:
                for side in (self.left, self.right):
                    grow = depth < ceiling and (depth < floor or self.random.random() < chance)
                    side[at] = self.node() if grow else self.leaf(empty)
                    if grow:
                        below.append(side[at])
            level = below

    def path(self, at, bits, nbits):
        """Go down a path, making its nodes."""
        for i in reversed(range(nbits)):
            side = self.right if bits >> i & 1 else self.left
            if side[at] is None:
                side[at] = self.node()
            at = side[at]
        return at


def grow(seed, nleaves, chances):
    tree = Tree(seed, nleaves)
    root = tree.node()
    tree.split(tree.path(root, 0, 96), 0, 8, 24, chances[0], 0.02)
    tree.split(tree.path(root, 1, 3), 3, 12, 48, chances[1], 0.1)
    return tree


def places(everywhere):
    """Country and continent of each record; with all 250 countries the first few are frequent."""
    some = [(code, continent) for continent, codes in COUNTRIES.items() for code in codes]
    others = [(code, continent) for continent, codes in OTHERS.items() for code in codes.split()]
    return some * 12 + others if everywhere else some


def write(path, seed=1, everywhere=False):
    """Write the database: 1.2 million networks of 36 countries, or a million of all 250."""
    records = {}
    data = b""
    offsets = []
    for code, continent in places(everywhere):
        if code not in records or not everywhere:
            records[code] = len(data)
            data += encode(country_record(code, continent))
        offsets.append(records[code])
    tree = grow(seed, len(offsets), (0.8, 0.586) if everywhere else (0.817, 0.585))
    count = len(tree.left)
    nodes = bytearray()
    for pair in zip(tree.left, tree.right):
        for record in pair:
            if record is None:
                value = count
            elif record < 0:
                value = count + 16 + offsets[-1 - record]
            else:
                value = record
            nodes += struct.pack(">I", value)[1:]
    with open(path, "wb") as out:
        out.write(bytes(nodes) + bytes(16) + data + MARKER + metadata(count))


def metadata(count):
    fields = {
        "node_count": encode(count),
        "record_size": encode_sized(5, 24),
        "ip_version": encode_sized(5, 6),
        "database_type": encode("GeoLite2-Country"),
        "languages": encode(["en"]),
        "binary_format_major_version": encode_sized(5, 2),
        "binary_format_minor_version": encode_sized(5, 0),
        "build_epoch": encode_sized(9, 1700000000),
        "description": encode({"en": "Invented networks for benchmarks"}),
    }
    return control(7, len(fields)) + b"".join(encode(key) + fields[key] for key in fields)
