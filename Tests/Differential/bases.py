"""The files that are mutated: every vector, and vaults with real records, sealed here with named randomness."""

import hashlib
import json

from readers import ROOT, Question, lv

FIXTURES = ROOT / "fixtures" / "vault"


def named(name, count):
    return hashlib.blake2b(name.encode(), digest_size=count, person=b"leapp-fixture").digest()


DATA_KEY, VAULT_ID = named("data key", 32), named("vault id", 16)


class Base:
    """A file, how it is opened, and the key that re-makes what a mutation breaks."""

    def __init__(self, name, question, data_key=DATA_KEY):
        self.name, self.question, self.data_key = name, question, data_key


def vectors():
    """Every vector, and what steps 1 to 10 of section 9 give for it; None in the set "pin", where step 11 may say more."""
    for index in sorted(FIXTURES.glob("*.json")):
        for case in json.loads(index.read_text())["cases"]:
            file = (FIXTURES / case["file"]).read_bytes()
            expected = None if index.stem == "pin" else case["expect"]
            yield expected, Base(case["name"], Question(file, case["open"], case.get("sidecar", False)))


def recovery_slot(data_key, name):
    params = lv.Map([(4, named(f"{name} salt", 16))])
    ikm = lv.recovery_secret(named(f"{name} code", 20), params)
    return lv.make_slot(data_key, VAULT_ID, 2, named(f"{name} id", 8), named(f"{name} nonce", 24), params, ikm)


def sealed(name, payload, data_key=DATA_KEY):
    """A vault with one recovery slot, and the code that opens it."""
    file = lv.seal(payload, data_key, VAULT_ID, named(f"{name} file nonce", 24), [recovery_slot(data_key, "recovery")])
    return Base(name, Question(file, {"recovery": lv.format_code(named("recovery code", 20))}), data_key)


def entry(index, *pairs):
    return [index, [[list(parents), value] for parents, value in pairs]]


def rich_payload():
    """Records of every shape: conflicts, clones, redactions, deletions, later kinds and codes, ancestors, a later schema's field."""
    writers = sorted(named(f"writer {number}", 8) for number in range(3))
    times = [(1_700_000_000_000 + 1000 * step) << 16 for step in range(6)]
    stamps = sorted([time, writer] for time, writer in zip(times, writers * 2))
    nested = [1, [lv.Map([("deep", [[], b"bytes", None, True, -1])])], "text"]
    lively = lv.Map([
        ("f", lv.Map([
            ("key", [entry(0, ((), b"first")), entry(1, ((0,), "second")), entry(2, ((0,), "conflict"))]),
            ("name", [entry(3, ((), "clone a"), ((), "clone b"))]),
            ("other", [[0, []], [4, [0]], entry(5, ((4,), nested))]),
        ])), ("s", stamps), ("t", "iam-user"),
        ("x", [entry(2, ((), [1, [0, 1]])), entry(4, ((2,), 0)), entry(5, ((4,), [7, "later", lv.Map([(1, 2)])]))])])
    small = lv.Map([("f", lv.Map([("a", [entry(0, ((), 7))])])), ("s", stamps[:1]), ("t", "hologram"), ("x", [])])
    ancestors = [named(f"ancestor {number}", 32) for number in range(3)]
    gen = lv.Map(sorted((lv.key_id(key), [number & 1, key]) for number, key in enumerate(ancestors)))
    versions = lv.Map((writer, times[-1] + number) for number, writer in enumerate(writers))
    records = lv.Map(sorted((named(f"record {number}", 16), record) for number, record in enumerate([lively, small, small])))
    return lv.encode(lv.Map([("v", 1), ("w", writers[0]), ("vv", versions), ("gen", gen), ("rec", records), ("minr", 1),
                             ("minw", 1)]))


def related():
    """Vaults of real states: one of every shape, and both sides and the joins of the merge's vectors."""
    yield sealed("rich", rich_payload())
    yield sealed("rich, another generation", rich_payload(), named("other key", 32))
    later = lv.decode(rich_payload())
    for name, members in {"read-only": {"v": 2, "minw": 3}, "newer": {"minr": 9, "minw": 9}}.items():
        yield sealed(name, lv.encode(lv.Map((key, members.get(key, value)) for key, value in later)))
    for vector in json.loads((ROOT / "fixtures" / "merge" / "join.json").read_text()):
        for side in ("a", "b", *(["joined"] if "joined" in vector else [])):  # one that is refused has no join
            yield sealed(f"{vector['name']}, {side}", bytes.fromhex(vector[side]))


def assembled(payload, **parts):
    """A payload with the encoded bytes of some of its members replaced."""
    top = lv.decode(payload)
    return lv.encode_head(5, len(top)) + b"".join(lv.encode(key) + parts.get(key, lv.encode(value)) for key, value in top)


def oversized():
    """Vaults beyond the limits that take megabytes to pass: a record more, and a byte more in a record, than there may be."""
    payload = rich_payload()
    count = (1 << 20) + 1
    records = lv.encode_head(5, count) + b"".join(b"\x50" + number.to_bytes(16, "big") + b"\0" for number in range(count))
    yield "LIMIT", sealed("a record too many", assembled(payload, rec=records))
    stamps = dict(lv.decode(payload).get("rec")[-1][1])["s"][:2]
    for expected, size in (("OK", 1 << 24), ("LIMIT", (1 << 24) + 1)):
        yield expected, sealed(f"a record of {size} bytes", assembled(payload, rec=lv.encode(lv.Map([record_of(size, stamps)]))))


def record_of(size, stamps):
    """A record, its id included, of so many bytes: two writes in each field, and the last one fills it up."""
    fields = lv.Map((f"{number:03}", [entry(0, ((), bytes(60000))), entry(1, ((0,), bytes(60000)))]) for number in range(size // 120100))
    record = lv.Map([("f", fields), ("s", stamps), ("t", "large"), ("x", [])])
    fields.append(("999", [entry(0, ((), bytes(30000))), entry(1, ((0,), bytes(30000)))]))
    short = size - 17 - len(lv.encode(record))
    fields[-1] = ("999", [entry(0, ((), bytes(30000 + short // 2))), entry(1, ((0,), bytes(30000 + short - short // 2)))])
    return named("large record", 16), record
