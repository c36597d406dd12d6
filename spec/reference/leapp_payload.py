"""Checks the payload of a vault (spec/format.md, section 7.2 and steps 10 and 11 of section 9); the second implementation of it.

    check(payload, generation)      the decoded payload, or VaultError: BAD_PAYLOAD, NEEDS_NEWER, LIMIT
    judge(known, header, top, …)    what a machine makes of it that knows the vault: WRONG_VAULT, FORKED_KEY, BAD_PAYLOAD, LIMIT, ROLLBACK, READ_ONLY
"""

from leapp_vault import (CBORError, Map, VaultError, ascending, blake2b, decode, encode, is_bytes, is_unsigned, key_id, require,
                         subkey)

SCHEMA = 1
RECORDS, RECORD, FIELDS, ENTRIES, PAIRS, VALUE, REPLICAS, ANCESTORS = 1 << 20, 1 << 24, 256, 16, 256, 65536, 4096, 1024
CLOCK_AHEAD = 3_155_760_000_000


def lawful(condition, why):
    require(condition, "BAD_PAYLOAD", why)


def within(count, most, what):
    require(count <= most, "LIMIT", what)


def is_array(item, count=None):
    return isinstance(item, list) and not isinstance(item, Map) and (count is None or len(item) == count)


def members(item, *names):
    """The values of a map that has exactly these keys, one by one, so that faults are found in the order of the bytes."""
    lawful(isinstance(item, Map) and len(item) == len(names), "keys")
    for (key, value), name in zip(item, names):
        lawful(key == name, f"key {name}")
        yield value


def schema_number(item):
    lawful(is_unsigned(item) and item >= 1, "schema")
    return item


def check(payload, generation=b""):
    """Step 10: the decoded payload of a file whose key id is `generation`."""
    try:
        top = decode(payload)
    except CBORError as error:
        raise VaultError("BAD_PAYLOAD", str(error)) from error
    needed = top.get("minr") if isinstance(top, Map) else None
    require(not is_unsigned(needed) or needed <= SCHEMA, "NEEDS_NEWER", f"schema {needed}")
    parts = members(top, "v", "w", "vv", "gen", "rec", "minr", "minw")
    schema = schema_number(next(parts))
    lawful(is_bytes(next(parts), 8), "writer")
    versions = check_versions(next(parts))
    check_ancestors(ancestors := next(parts))
    records = next(parts)
    lawful(isinstance(records, Map), "records")
    within(len(records), RECORDS, "records")
    for name, record in records:
        lawful(is_bytes(name, 16), "record id")
        check_record(record, versions)
        within(len(encode(name)) + len(encode(record)), RECORD, "record")
    schema_number(next(parts))
    lawful(schema_number(next(parts)) >= schema, "minw")
    lawful(all(name != generation for name, _ in ancestors), "a generation is its own ancestor")
    return top


def check_versions(item):
    lawful(isinstance(item, Map), "vv")
    within(len(item), REPLICAS, "replicas")
    for replica, time in item:
        lawful(is_bytes(replica, 8) and is_unsigned(time) and time > 0, "vv")
    return dict(item)


def check_ancestors(item):
    lawful(isinstance(item, Map), "gen")
    within(len(item), ANCESTORS, "ancestors")
    for name, ancestor in item:
        lawful(is_bytes(name, 16) and is_array(ancestor, 2), "ancestor")
        flags, data_key = ancestor
        lawful(is_unsigned(flags) and flags <= 1 and is_bytes(data_key, 32) and key_id(data_key) == name, "ancestor")


def check_record(record, versions):
    used, parts = set(), members(record, "f", "s", "t", "x")
    fields = next(parts)
    lawful(isinstance(fields, Map) and fields, "fields")
    within(len(fields), FIELDS, "fields")
    for name, entries in fields:
        lawful(isinstance(name, str), "field name")
        check_entries(entries, used, lambda value, stamp: None)
        lawful(entries, "a field without entries")
    stamps = check_stamps(next(parts), versions)
    lawful(isinstance(next(parts), str), "kind")
    check_entries(next(parts), used, lambda value, stamp: check_code(value, stamp, used), redactable=False)
    lawful(used == set(range(len(stamps))), "stamps that are used, and the table")


def check_stamps(item, versions):
    lawful(is_array(item), "stamps")
    for stamp in item:
        lawful(is_array(stamp, 2) and is_unsigned(stamp[0]) and stamp[0] > 0 and is_bytes(stamp[1], 8), "stamp")
        lawful(stamp[0] <= versions.get(stamp[1], 0), "a stamp that vv does not cover")
    lawful(ascending(item), "order of stamps")
    return item


def check_indexes(item, used, below):
    lawful(is_array(item) and all(is_unsigned(index) and index < below for index in item) and ascending(item), "indexes")
    used.update(item)


def check_entries(item, used, check_value, redactable=True):
    lawful(is_array(item) and len(item) <= ENTRIES, "entries")
    previous = -1
    for entry in item:
        lawful(is_array(entry, 2) and is_unsigned(entry[0]) and entry[0] > previous, "entry")
        previous, content = entry
        used.add(previous)
        lawful(is_array(content), "content")
        if not (content and is_array(content[0])):
            lawful(redactable, "a redacted lifecycle entry")
            check_indexes(content, used, previous)
            continue
        within(len(content), PAIRS, "pairs")
        last = b""
        for pair in content:
            lawful(is_array(pair, 2), "pair")
            check_indexes(pair[0], used, previous)
            check_value(pair[1], previous)
            within(len(encode(pair[1])), VALUE, "value")
            lawful(last < encode(pair), "order of pairs")
            last = encode(pair)


def check_code(value, stamp, used):
    """A lifecycle value: 0, [1, indexes], or a code of 2 or more, alone or first in an array."""
    if is_unsigned(value):
        return lawful(value != 1, "code")
    lawful(is_array(value) and value and is_unsigned(value[0]) and value[0] >= 1, "code")
    if value[0] == 1:
        lawful(len(value) == 2, "deletion")
        check_indexes(value[1], used, stamp)


def is_read_only(top):
    return top.get("minw") > SCHEMA


def fingerprint(data_key, header, top):
    """What all files of a generation have in common beside the key (section 10)."""
    return blake2b(32, encode(header.get(6)) + encode(top.get("gen")), key=subkey(data_key, 4), person="leapp-v1-gen")


def judge(known, header, top, data_key, mac=b"", now=0, confirmed=None):
    """Step 11, in its order: OK or the class. `known` is a dict, empty on a machine that knows nothing of this vault:

    vaultId, keyId, vv (a dict); maybe fingerprint, gen (the key ids of the pinned generation's ancestors) and intended (a header MAC).
    """
    generation, versions = header.get(3), dict(top.get("vv"))
    if known and known["vaultId"] != header.get(2):
        return "WRONG_VAULT"
    if known and known["keyId"] != generation and mac != known.get("intended") and generation != confirmed:
        return "FORKED_KEY"
    if (known.get("keyId") == generation and "fingerprint" in known
            and known["fingerprint"] != fingerprint(data_key, header, top)):
        return "BAD_PAYLOAD"
    pin = known["vv"] if known and relation(known, header, top) in ("same", "heir") else None
    if pin is None and versions and (max(versions.values()) >> 16) - max(now, 0) > CLOCK_AHEAD:
        return "LIMIT"
    if pin and any(versions.get(replica, 0) < time for replica, time in pin.items()):
        return "ROLLBACK"
    return "READ_ONLY" if is_read_only(top) else "OK"


def relation(known, header, top):
    """How the generation of a file stands to the pinned one: same, heir, late or foreign (section 10)."""
    if header.get(3) == known["keyId"]:
        return "same"
    if known["keyId"] in [name for name, _ in top.get("gen")]:
        return "heir"
    return "late" if header.get(3) in known.get("gen", ()) else "foreign"
