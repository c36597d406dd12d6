"""Mutations of files, from single bits to trees of CBOR; what a mutation of one part breaks in the others is made right again."""

import struct
import unicodedata

from readers import lp, lv

INTEGERS = [0, 1, 2, 3, 16, 17, 23, 24, 255, 256, 4096, 65535, 65536, (1 << 32) - 1, 1 << 32, (1 << 63) - 1, -1, -(1 << 63)]


# Bytes

def flipped(data, source):
    data = bytearray(data)
    for _ in range(source.choice((1, 1, 1, 2, 8))):
        data[source.randrange(len(data))] ^= 1 << source.randrange(8)
    return bytes(data)


def replaced(data, source):
    at = source.randrange(len(data))
    return data[:at] + bytes([source.choice((0, 1, 0x18, 0x40, 0x7F, 0x80, 0xA0, 0xF6, 0xFF, source.randrange(256)))]) + data[at + 1:]


def inserted(data, source):
    at = source.randrange(len(data) + 1)
    return data[:at] + source.randbytes(source.choice((1, 1, 2, 16))) + data[at:]


def removed(data, source):
    at = source.randrange(len(data))
    return data[:at] + data[at + source.choice((1, 1, 2, 16)):]


def truncated(data, source):
    return data[:source.randrange(len(data))]


def doubled(data, source):
    start, end = sorted(source.randrange(len(data) + 1) for _ in range(2))
    return data[:end] + data[start:end] + data[end:]


def exchanged(data, source):
    at = source.randrange(len(data) - 1)
    return data[:at] + data[at + 1:at + 2] + data[at:at + 1] + data[at + 2:]


BYTES = [flipped, flipped, flipped, replaced, inserted, removed, truncated, doubled, exchanged]


def bytes_changed(data, source):
    return source.choice(BYTES)(data, source) if len(data) > 1 else data + b"\0"


# Trees

class Raw:
    """Bytes that stand in a tree as they are."""

    def __init__(self, data):
        self.data = data


def written(item):
    """Like the reference's encoder, but maps stay in the order they are in and raw bytes are copied."""
    if isinstance(item, Raw):
        return item.data
    if isinstance(item, lv.Map):
        return lv.encode_head(5, len(item)) + b"".join(written(part) for pair in item for part in pair)
    if isinstance(item, list):
        return lv.encode_head(4, len(item)) + b"".join(map(written, item))
    return lv.encode(item)


def places(tree):
    """Every place of a tree, the root left out: its parent, its index, and the part of a map's pair or None."""
    for index, part in enumerate(tree):
        for side, item in ((0, part[0]), (1, part[1])) if isinstance(tree, lv.Map) else ((None, part),):
            yield tree, index, side
            if isinstance(item, list):
                yield from places(item)


def copied(tree):
    if isinstance(tree, lv.Map):
        return lv.Map((copied(key), copied(value)) for key, value in tree)
    return [copied(part) for part in tree] if isinstance(tree, list) else tree


def widened(item):
    """The item with its head in a longer form than it needs."""
    data = written(item)
    major, short = data[0] >> 5, data[0] & 31
    if major > 5 or short == 27:
        return Raw(bytes([data[0] & 0xE0 | 31]) + data[1:])
    width = 0 if short < 24 else 1 << (short - 24)
    value = short if short < 24 else int.from_bytes(data[1:1 + width], "big")
    wider = max(1, width * 2)
    return Raw(bytes([major << 5 | 24 + wider.bit_length() - 1]) + value.to_bytes(wider, "big") + data[1 + width:])


def changed(item, source):
    if isinstance(item, bool) or item is None:
        return source.choice((True, False, None, 0, Raw(b"\xf7"), Raw(b"\xf8\x20"), Raw(b"\xf9\x00\x00")))
    if isinstance(item, int):
        return source.choice((item + 1, item - 1, item ^ 1 << source.randrange(62), source.choice(INTEGERS)))
    if isinstance(item, bytes):
        return source.choice((flipped(item, source) if item else b"\0", item + b"\0", item[:-1], item[::-1], bytes(len(item))))
    if isinstance(item, str):
        return source.choice((item + "a", item[:-1], item.upper(), "", Raw(b"\x61\xff"), Raw(b"\x63\xed\xa0\x80"), item.encode()))
    return source.choice((type(item)(), list(item), item * 2, item[::-1], item[:-1], [item], lv.Map([(0, item)]), 0))


def nested(count, item):
    for _ in range(count):
        item = [item]
    return item


def filled(map_, count, name, value):
    """The map with members of its own kind added until it has `count`, in order."""
    known, number = dict(map_), 0
    while len(known) < count:
        known.setdefault(name(number), value(number))
        number += 1
    return lv.Map(sorted(known.items(), key=lambda pair: lv.encode(pair[0])))


def limited(tree, source):
    """A copy of a payload in which one count or size lies about its limit, lawful but for it, and maybe a fault elsewhere."""
    tree = copied(tree)
    top = dict(tree)
    near = source.choice((-1, 0, 0, 1, 1, 1))
    what = source.choice(("replicas", "ancestors", "fields", "entries", "pairs", "value", "life"))
    record = dict(source.choice(top["rec"])[1]) if top["rec"] else {}
    if what == "replicas" or not record:
        top["vv"][:] = filled(top["vv"], 4096 + near, lambda number: number.to_bytes(8, "big"), lambda number: 1)
    elif what == "ancestors":
        keys = [number.to_bytes(32, "big") for number in range(1026)]
        top["gen"][:] = filled(top["gen"], 1024 + near, lambda number: lv.key_id(keys[number]), lambda number: [0, keys[number]])
    elif what == "fields":
        entries = record["f"][0][1]
        record["f"][:] = filled(record["f"], 256 + near, lambda number: f"{number:04}", lambda number: entries)
    elif what == "value":
        entries = source.choice(record["f"])[1]
        entries[-1][1] = [[[], bytes(65536 - 3 - 2 + near)]]
    elif what == "pairs":
        pairs = [[[], number] for number in range(256 + near)]
        source.choice((record["f"][0][1], record["x"] or record["f"][0][1]))[-1][1] = pairs[2:] + pairs[:2] if near < 0 else pairs
    elif what == "entries":
        grow(record, record["f"][-1][1], 16 + near, 0, top)
    else:
        grow(record, record["x"], 16 + near, [9, bytes(65536 - 2 - 5 + near)] if source.random() < 0.3 else 9, top)
    if source.random() < 0.4 and near > 0:
        return tree_changed(tree, source)
    return tree


def grow(record, entries, count, value, top):
    """Appends entries under new stamps, which come after all others, and vv covers them."""
    stamps = record["s"]
    while len(entries) < count:
        stamp = [stamps[-1][0] + 1, stamps[-1][1]]
        top["vv"][:] = [(name, max(time, stamp[0]) if name == stamp[1] else time) for name, time in top["vv"]]
        stamps.append(stamp)
        entries.append([len(stamps) - 1, [[[], value]]])


def tree_changed(tree, source):
    """One change somewhere in a copy of the tree."""
    tree = copied(tree)
    spots = list(places(tree))
    if not spots:
        return [tree]
    parent, index, side = source.choice(spots)
    action = source.choice((0, 1, 2, 3, 5, 6, 7, 8, 9))
    if action == 0:
        del parent[index]
    elif action == 1:
        parent.insert(index, copied(parent[index]))
    elif action == 2:
        other = source.randrange(len(parent))
        parent[index], parent[other] = parent[other], parent[index]
    else:
        item = parent[index] if side is None else parent[index][side]
        if action == 3:
            item = widened(item)
        elif action == 5:
            item = source.choice((bytes(65533), bytes(65532), bytes(65536), "a" * 65533, nested(source.randrange(6, 10), 0)))
        elif action == 6:
            other, at, part = source.choice(spots)
            item = copied(other[at] if part is None else other[at][part])
        else:
            item = changed(item, source)
        if side is None:
            parent[index] = item
        else:
            pair = list(parent[index])
            pair[side] = item
            parent[index] = tuple(pair)
    return tree


def trees_changed(tree, source):
    for _ in range(source.choice((1, 1, 1, 2, 3))):
        tree = tree_changed(tree, source) if isinstance(tree, list) and not has_raw(tree) else tree
    return tree


def has_raw(tree):
    return isinstance(tree, Raw) or isinstance(tree, (list, tuple)) and any(map(has_raw, tree))


# Files

def summed(data):
    return data + lv.blake2b(16, data, person="leapp-v1-sum")


class Parts:
    """A file cut at its boundaries, with the plaintext where the key opens it."""

    def __init__(self, base):
        self.base, data, sidecar = base, base.question.file, base.question.sidecar
        image = lv.Image(data, sidecar)
        self.prefix, self.header = data[:16], data[16:image.header_end]
        self.nonce = image.header.get(4)
        mac = data[image.header_end:image.header_end + 32]
        plaintext = lv.open_aead(data[image.header_end + 32:-16], mac, self.nonce, self.key(3 if sidecar else 2))
        lv.require(plaintext is not None, "PAYLOAD_AUTH")
        self.plaintext = plaintext
        self.payload = plaintext[8:8 + int.from_bytes(plaintext[:8], "big")]
        try:
            lp.check(self.payload)
            self.tree, self.is_state = lv.decode(self.payload), True
        except lv.VaultError:
            self.tree, self.is_state = None, False  # its bytes are mutated, no tree

    def key(self, index):
        return lv.subkey(self.base.data_key, index)

    def file(self, header=None, plaintext=None):
        """The file with another header or plaintext, under a right MAC, seal and checksum."""
        header, plaintext = header or self.header, self.plaintext if plaintext is None else plaintext
        sidecar = self.base.question.sidecar
        prefix = self.prefix[:12] + struct.pack(">I", len(header)) + header
        mac = lv.blake2b(32, prefix, key=self.key(7 if sidecar else 1), person="leapp-v1-header")
        return summed(prefix + mac + lv.seal_aead(plaintext, mac, self.nonce, self.key(3 if sidecar else 2)))

    def with_plaintext(self, plaintext):
        header = lv.decode(self.header)
        return self.file(lv.encode(lv.Map((key, len(plaintext) if key == 5 else value) for key, value in header)), plaintext)


# Secrets

STRANGE = ["\u0131", "\u017f", "\u00df", "\u2160", "\uff10", "\u00a0", "\t", "\0", "-", " ", "O", "o", "I", "l", "U", "u", "*", "~", "$", "=",
           "e\u0301", "\u00e9", "\u212b", "\u0378", "\ue000", "\u0085", "\u1112\u1161\u11ab", "\U0001f511", "\U000e0080"]


def retyped(given, source):
    """The secret as somebody else typed it, or another one."""
    given = dict(given)
    if "recovery" in given or "passphrase" in given:
        field = "recovery" if "recovery" in given else "passphrase"
        text = given[field] if field == "recovery" else bytes.fromhex(given[field]).decode()
        at = source.randrange(len(text) + 1)
        text = source.choice((
            lambda: text.lower(), lambda: text.replace("-", source.choice(("", " ", "--"))), lambda: text[:at] + text[at + 1:],
            lambda: text[:at] + source.choice(STRANGE) + text[at:], lambda: text[:at] + source.choice(STRANGE) + text[at + 1:],
            lambda: text.replace("0", "o").replace("1", "i"), lambda: unicodedata.normalize("NFD", text),
            lambda: text * source.choice((50, 100, 300))))()
        given[field] = text if field == "recovery" else text.encode().hex()
        if field == "passphrase" and source.random() < 0.2:
            given[field] = bytes_changed(bytes.fromhex(given[field]), source).hex()
        return given
    field = source.choice(list(given))
    given[field] = flipped(bytes.fromhex(given[field]), source).hex()
    return given


def plaintext_of(payload):
    return struct.pack(">Q", len(payload)) + payload + bytes(max(0, 128 - len(payload)))


def mutated(base, parts, others, source):
    """One mutated file of `base` and the name of what was done; `others` are files to splice with."""
    data = base.question.file
    kinds = ["raw", "summed", "splice"]
    if parts:
        kinds += ["header bytes", "header tree", "plaintext"] + ["payload bytes"] * 2
        kinds += (["payload tree"] * 5 + ["payload limits"]) if parts.is_state else []
    kind = source.choice(kinds)
    if kind == "raw":
        return kind, bytes_changed(data, source)
    if kind == "summed":
        return kind, summed(bytes_changed(data[:-16], source) if len(data) > 16 else data)
    if kind == "splice":
        other = source.choice(others).question.file
        at, end = source.randrange(len(data) + 1), source.randrange(len(other) + 1)
        spliced = data[:at] + other[source.choice((at, end)):]
        return kind, summed(spliced[:-16]) if source.random() < 0.7 else spliced
    if kind == "header bytes":
        return kind, parts.file(header=bytes_changed(parts.header, source)[:65536])
    if kind == "header tree":
        return kind, parts.file(header=written(trees_changed(lv.decode(parts.header), source))[:70000])
    if kind == "plaintext":
        return kind, parts.with_plaintext(bytes_changed(parts.plaintext, source))
    if kind == "payload bytes":
        return kind, parts.with_plaintext(plaintext_of(bytes_changed(parts.payload, source)))
    change = limited if kind == "payload limits" else trees_changed
    return kind, parts.with_plaintext(plaintext_of(written(change(parts.tree, source))))
