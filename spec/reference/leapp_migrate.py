"""Takes a step from one schema to the next (spec/schemas.md); the second implementation of the steps."""

from leapp_merge import is_redacted, join_entries
from leapp_vault import decode, encode


def text_to_array(value):
    return [value] if isinstance(value, str) else None


RESHAPINGS = {"text to array": text_to_array}


def depth(item):
    return 1 + max(map(depth, item), default=0) if isinstance(item, (list, tuple)) else 0


def reshaped(entries, name):
    """Every value in its new form; one that has no lawful one stays. Pairs that become equal are one."""
    def value(encoded):
        new = RESHAPINGS[name](decode(encoded))
        lawful = new is not None and depth(new) <= 8 and len(encode(new)) <= 65536
        return encode(new) if lawful else encoded
    return {stamp: content if is_redacted(content) else frozenset((parents, value(old)) for parents, old in content)
            for stamp, content in entries.items()}


def migrate(state, step):
    """The state in the next schema; `step` is the "step" of fixtures/migrate/steps.json. `state` is changed and returned."""
    schema, reader, writer = state.schemas
    state.schemas = [schema + 1, max(reader, step["minimumReader"]), max(writer, schema + 1)]
    for name, (kind, fields, life) in state.records.items():
        change = step["kinds"].get(kind)
        if change is None:
            continue
        renamed = {}
        for field, entries in fields.items():
            how = change.get("fields", {}).get(field, {})
            if "reshaping" in how:
                entries = reshaped(entries, how["reshaping"])
            target = how.get("becomes", field)
            renamed[target] = join_entries(renamed.get(target, {}), entries)
        state.records[name] = change.get("becomes", kind), renamed, life
    return state
