"""Holds the reference merge against the vectors: python3 -m unittest discover -s spec/reference"""

import json
import pathlib
import unittest

import leapp_merge as lm

VECTORS = json.loads((pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "merge" / "join.json").read_text())


class JoinTests(unittest.TestCase):
    def test_every_vector_joins_to_the_same_bytes_in_both_orders(self):
        for vector in VECTORS:
            with self.subTest(vector["name"]):
                a, b = (bytes.fromhex(vector[side]) for side in "ab")
                for left, right in ((a, b), (b, a)):
                    self.assertEqual(lm.join(lm.State(left), lm.State(right)).encoded().hex(), vector["joined"])

    def test_every_state_comes_back_byte_for_byte(self):
        for vector in VECTORS:
            for side in ("a", "b", "joined"):
                with self.subTest(f"{vector['name']}, {side}"):
                    self.assertEqual(lm.State(bytes.fromhex(vector[side])).encoded().hex(), vector[side])

    def test_the_same_is_seen_in_every_joined_state(self):
        for vector in VECTORS:
            with self.subTest(vector["name"]):
                state = lm.State(bytes.fromhex(vector["joined"]))
                seen = []
                for name in sorted(state.records):
                    kind, fields, life = state.records[name]
                    values = {field: lm.head_values(entries) for field, entries in fields.items()}
                    seen.append({"id": name.hex(), "visible": lm.is_visible(kind, fields, life),
                                 "values": {field: found[-1].hex() for field, found in values.items() if found},
                                 "conflicts": sorted(field for field, found in values.items() if len(set(found)) > 1)})
                self.assertEqual(seen, vector["records"])


if __name__ == "__main__":
    unittest.main()
