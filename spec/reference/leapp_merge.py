"""Joins two states of a vault (spec/merge.md) and says what is seen in them; the second implementation of the merge."""

from leapp_payload import FIELDS, PAIRS, RECORD, RECORDS, REPLICAS, SCHEMA, within
from leapp_vault import MAX_PADDED, Map, decode, encode, require

KEPT = 16
FINAL = {"device"}


class State:
    """v, minr, minw, vv: {rid: hlc}, records: {id: (kind, {field: entries}, lifecycle)}; entries: {stamp: pairs or redacted}, ascending.

    A stamp is (hlc, rid). Pairs are a frozenset of (parents, value): parents a tuple of stamps, value the encoded item of a field, or
    in a lifecycle ("alive",), ("deleted", stamps), ("other", encoded item). Redacted is ("redacted", frozenset of parents).
    """

    def __init__(self, payload):
        top = decode(payload)
        self.schemas = [top.get(name) for name in ("v", "minr", "minw")]
        self.writer, self.gen = top.get("w"), top.get("gen")
        self.vv = dict(top.get("vv"))
        self.records = {name: self.record(record) for name, record in top.get("rec")}

    @staticmethod
    def record(record):
        stamps = [tuple(stamp) for stamp in record.get("s")]

        def entries(items, read):
            return {stamps[index]: content(body, read) for index, body in items}

        def content(body, read):
            if body and isinstance(body[0], list) and not isinstance(body[0], Map):
                return frozenset((tuple(stamps[i] for i in parents), read(value)) for parents, value in body)
            return "redacted", frozenset(stamps[i] for i in body)

        def life(value):
            if value == 0:
                return ("alive",)
            if isinstance(value, list) and value[0] == 1:
                return "deleted", tuple(stamps[i] for i in value[1])
            return "other", encode(value)

        fields = {name: entries(items, encode) for name, items in record.get("f")}
        return record.get("t"), fields, entries(record.get("x"), life)

    def encoded(self):
        records = Map((name, encoded_record(*self.records[name])) for name in sorted(self.records))
        schema, reader, writer = self.schemas
        return encode(Map([("v", schema), ("w", self.writer), ("vv", Map(sorted(self.vv.items()))), ("gen", self.gen),
                           ("rec", records), ("minr", reader), ("minw", writer)]))


def is_redacted(content):
    return isinstance(content, tuple)


def parents_of(content):
    return content[1] if is_redacted(content) else frozenset(stamp for parents, _ in content for stamp in parents)


def encoded_record(kind, fields, life):
    used = set()
    for entries in [*fields.values(), life]:
        for stamp, content in entries.items():
            used |= {stamp} | parents_of(content)
    for content in life.values():
        for _, value in content:
            used |= set(value[1]) if value[0] == "deleted" else set()
    stamps = sorted(used)
    index = {stamp: number for number, stamp in enumerate(stamps)}

    def listed(items):
        return [index[stamp] for stamp in sorted(items)]

    def item(value):
        if isinstance(value, bytes):
            return decode(value)
        return {"alive": lambda: 0, "deleted": lambda: [1, listed(value[1])], "other": lambda: decode(value[1])}[value[0]]()

    def written(entries):
        rows = []
        for stamp, content in entries.items():
            if is_redacted(content):
                rows.append([index[stamp], listed(content[1])])
            else:
                rows.append([index[stamp], sorted(([listed(parents), item(value)] for parents, value in content), key=encode)])
        return rows

    return Map([("f", Map((name, written(fields[name])) for name in sorted(fields, key=encode))),
                ("s", [list(stamp) for stamp in stamps]), ("t", kind), ("x", written(life))])


def join_entries(left, right):
    joined = dict(left)
    for stamp, content in right.items():
        mine = joined.get(stamp)
        if mine is None:
            joined[stamp] = content
        elif is_redacted(mine) or is_redacted(content):
            joined[stamp] = "redacted", parents_of(mine) | parents_of(content)
        else:
            joined[stamp] = mine | content
    return {stamp: joined[stamp] for stamp in sorted(joined)[-KEPT:]}


def join(left, right, known=SCHEMA):
    """The join; the writer and the ancestors are the left one's. `left` is changed and returned.

    `known` is the newest schema that the program knows. VaultError where the join is refused: READ_ONLY, LIMIT.
    """
    for state in (left, right):
        require(state.schemas[2] <= known, "READ_ONLY", "minw")
    require(left.schemas[0] == right.schemas[0], "READ_ONLY", "two schemas, and no step between them is known here")
    left.schemas = [max(pair) for pair in zip(left.schemas, right.schemas)]
    for replica, hlc in right.vv.items():
        left.vv[replica] = max(hlc, left.vv.get(replica, 0))
    for name, (kind, fields, life) in right.records.items():
        if name in left.records:
            my_kind, my_fields, my_life = left.records[name]
            fields = {field: join_entries(my_fields.get(field, {}), fields.get(field, {})) for field in {*my_fields, *fields}}
            kind, life = min(kind, my_kind, key=str.encode), join_entries(my_life, life)
        left.records[name] = kind, fields, life
    check_limits(left)
    return left


def check_limits(state):
    """What a join can pass of the limits of format.md, section 11."""
    within(len(state.vv), REPLICAS, "replicas")
    within(len(state.records), RECORDS, "records")
    for kind, fields, life in state.records.values():
        within(len(fields), FIELDS, "fields")
        for entries in [*fields.values(), life]:
            for content in entries.values():
                within(len(content), PAIRS, "pairs")  # what is redacted has two items
        within(17 + len(encode(encoded_record(kind, fields, life))), RECORD, "record")
    within(len(state.encoded()), MAX_PADDED - 8, "payload")


def heads(entries):
    replaced = {stamp for content in entries.values() for stamp in parents_of(content)}
    return [stamp for stamp, content in entries.items() if stamp not in replaced and not is_redacted(content)]


def head_values(entries):
    """The values of all heads; the last is the current one."""
    def order(pair):
        return len(pair[0]), pair[0], pair[1]
    return [value for stamp in heads(entries) for _, value in sorted(entries[stamp], key=order)]


def is_visible(kind, fields, life):
    alive = [stamp for stamp, content in life.items() if any(value[0] != "deleted" for _, value in content)]
    newest = max(alive) if alive and kind not in FINAL else None
    counting = [value[1] for stamp, content in life.items() if newest is None or stamp > newest
                for _, value in content if value[0] == "deleted"]
    if not counting:
        return True
    if kind in FINAL:
        return False
    covered = {stamp for seen in counting for stamp in seen}
    return any(stamp not in covered for entries in fields.values() for stamp in heads(entries))


def seen(state):
    """What is seen of each record, ascending by id: (id, visible, [(field, current value as encoded)], [fields in conflict])."""
    records = []
    for name in sorted(state.records):
        kind, fields, life = state.records[name]
        values = [(field, head_values(fields[field])) for field in sorted(fields, key=encode)]
        records.append((name, is_visible(kind, fields, life), [(field, found[-1]) for field, found in values if found],
                        [field for field, found in values if len(set(found)) > 1]))
    return records
