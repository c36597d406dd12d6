"""Holds the reference steps against fixtures/migrate: python3 -m unittest discover -s spec/reference"""

import json
import pathlib
import unittest

import leapp_merge as lm
import leapp_migrate
import leapp_vault as lv

FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "migrate"
INDEX = json.loads((FIXTURES / "steps.json").read_text())


def migrated(payload):
    return leapp_migrate.migrate(lm.State(payload), INDEX["step"])


class StepTests(unittest.TestCase):
    def test_every_state_becomes_the_same_bytes(self):
        for vector in INDEX["states"]:
            with self.subTest(vector["name"]):
                self.assertEqual(migrated(bytes.fromhex(vector["schema1"])).encoded().hex(), vector["schema2"])

    def test_every_result_is_lawful_and_comes_back(self):
        for vector in INDEX["states"] + INDEX["merges"]:
            with self.subTest(vector["name"]):
                self.assertEqual(lm.State(bytes.fromhex(vector["schema2"])).encoded().hex(), vector["schema2"])

    def test_merging_before_the_step_and_after_it_is_the_same(self):
        for vector in INDEX["merges"]:
            a, b = bytes.fromhex(vector["a"]), bytes.fromhex(vector["b"])
            with self.subTest(vector["name"]):
                late = leapp_migrate.migrate(lm.join(lm.State(a), lm.State(b)), INDEX["step"])
                self.assertEqual(late.encoded().hex(), vector["schema2"])
                for left, right in ((a, b), (b, a)):
                    early = lm.join(migrated(left), migrated(right), known=2)
                    self.assertEqual(early.encoded().hex(), vector["schema2"])


class FileTests(unittest.TestCase):
    def test_every_file_opens_and_holds_its_state(self):
        base = next(vector for vector in INDEX["states"] if vector["name"] == "names and shapes")
        for case in INDEX["files"]:
            with self.subTest(case["file"]):
                image = lv.Image((FIXTURES / case["file"]).read_bytes())
                state = lm.State(image.open(image.unlock_passphrase(b"correct horse")))
                state.writer = bytes(8)
                schema, reader, _ = state.schemas
                self.assertEqual(reader, 2 if case["schema1"] == "NEEDS_NEWER" else 1)
                self.assertEqual(schema, 1 if case["schema1"] == "OK" else 2)
                state.schemas[1] = 1
                self.assertEqual(state.encoded().hex(), base[f"schema{schema}"])


if __name__ == "__main__":
    unittest.main()
