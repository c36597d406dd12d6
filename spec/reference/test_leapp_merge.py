"""Holds the reference merge against the vectors: python3 -m unittest discover -s spec/reference"""

import json
import pathlib
import unittest

import leapp_merge as lm
import leapp_vault as lv

VECTORS = json.loads((pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "merge" / "join.json").read_text())


def joined(vector, left, right):
    """The join of two sides of a vector, or the class of its refusal."""
    try:
        return lm.join(*(lm.State(bytes.fromhex(vector[side])) for side in (left, right)), vector.get("known", 1))
    except lv.VaultError as error:
        return error.name


def expected(vector):
    """What lm.seen says of the join."""
    records = []
    for record in vector["records"]:
        values = record.get("values") or {bytes.fromhex(name).decode(): value for name, value in record.get("named", ())}
        records.append((bytes.fromhex(record["id"]), record["visible"],
                        [(name, bytes.fromhex(values[name])) for name in sorted(values, key=lv.encode)], record["conflicts"]))
    return records


class JoinTests(unittest.TestCase):
    def test_every_vector_joins_to_the_same_bytes_in_both_orders(self):
        for vector in VECTORS:
            with self.subTest(vector["name"]):
                for left, right in ("ab", "ba"):
                    found = joined(vector, left, right)
                    if "refused" in vector:
                        self.assertEqual(found, vector["refused"])
                    else:
                        self.assertEqual(found.encoded().hex(), vector["joined"])
                        self.assertEqual(lm.seen(found), expected(vector))

    def test_every_state_comes_back_byte_for_byte(self):
        for vector in VECTORS:
            for side in ("a", "b", "joined"):
                if side in vector:
                    with self.subTest(f"{vector['name']}, {side}"):
                        self.assertEqual(lm.State(bytes.fromhex(vector[side])).encoded().hex(), vector[side])

    def test_the_same_is_seen_in_every_joined_state(self):
        for vector in VECTORS:
            if "joined" in vector:
                with self.subTest(vector["name"]):
                    self.assertEqual(lm.seen(lm.State(bytes.fromhex(vector["joined"]))), expected(vector))


if __name__ == "__main__":
    unittest.main()
