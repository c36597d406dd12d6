"""Holds the reference ids against fixtures/records: python3 -m unittest discover -s spec/reference"""

import json
import pathlib
import unittest

import leapp_records as lr

VECTORS = json.loads((pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "records" / "ids.json").read_text())


class IDTests(unittest.TestCase):
    def test_every_identity_is_made_of_its_members(self):
        for vector in VECTORS:
            if "members" in vector:
                with self.subTest(vector["name"]):
                    shapes = {name: how for shape in lr.IDENTITIES[vector["kind"]] for name, how in shape.items()}
                    members = {name: bytes.fromhex(value) if shapes[name] == "b" else value
                               for name, value in vector["members"].items()}
                    self.assertEqual(lr.identity(vector["kind"], members).hex(), vector["identity"])

    def test_every_id_is_made_of_its_identity(self):
        for vector in VECTORS:
            with self.subTest(vector["name"]):
                found = lr.record_id(bytes.fromhex(vector["vaultId"]), vector["kind"], bytes.fromhex(vector["identity"]))
                self.assertEqual(found.hex(), vector["id"])

    def test_every_kind_that_has_an_identity_is_there(self):
        self.assertEqual({vector["kind"] for vector in VECTORS if "members" in vector}, set(lr.IDENTITIES))


if __name__ == "__main__":
    unittest.main()
