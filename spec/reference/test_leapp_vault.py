"""Holds the reference implementation against the vectors: python3 -m unittest discover -s spec/reference"""

import hashlib
import json
import pathlib
import random
import unittest

from nacl import bindings

import leapp_payload as lp
import leapp_vault as lv

FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "vault"


def cases(*names):
    for index in sorted(FIXTURES.glob("*.json")):
        if not names or index.stem in names:
            for case in json.loads(index.read_text())["cases"]:
                yield case, (FIXTURES / case["file"]).read_bytes()


def unlock(image, given):
    secret = {name: bytes.fromhex(value) for name, value in given.items() if name != "recovery"}
    if "passphrase" in given:
        return image.unlock_passphrase(secret["passphrase"], secret.get("secondSecret"))
    if "recovery" in given:
        return image.unlock_recovery(given["recovery"])
    if "deviceKey" in given:
        return image.unlock_device(secret["deviceKey"], secret["pinned"])
    if "external" in given:
        return image.unlock_external(secret["external"], secret["secret"], secret["pinned"])
    return secret["dataKey"]


def outcome(data, case):
    """Steps 1 to 10 of section 9: OK or READ_ONLY with the payload, or the class."""
    try:
        image = lv.Image(data, case.get("sidecar", False))
        payload = image.open(unlock(image, case["open"]))
        top = lp.check(payload, image.header.get(3))
    except lv.VaultError as error:
        return error.name, None
    return "READ_ONLY" if lp.is_read_only(top) else "OK", payload


def judged(data, case):
    """All steps: what the machine of the case makes of the file, and how its generation stands to the pinned one."""
    image = lv.Image(data)
    data_key = unlock(image, case["open"])
    top = lp.check(image.open(data_key), image.header.get(3))
    known = {name: bytes.fromhex(value) if isinstance(value, str) else [bytes.fromhex(name) for name in value]
             for name, value in case.get("knows", {}).items()}
    if known:
        known["vv"] = dict(lv.decode(known["vv"]))
    mac = data[image.header_end:image.header_end + 32]
    name = lp.judge(known, image.header, top, data_key, mac, case["now"], bytes.fromhex(case.get("confirmed", "")))
    return name, lp.relation(known, image.header, top) if known else None


def note(fill):
    """The payload that an index calls noteFill."""
    replica, note_id = (hashlib.blake2b(name, digest_size=size, person=b"leapp-fixture").digest()
                        for name, size in ((b"replica", 8), (b"note", 16)))
    stamp = 1_700_000_000_000 << 16
    value = bytes(index % 251 for index in range(fill))
    record = lv.Map([("f", lv.Map([("blob", [[0, [[[], value]]]])])), ("s", [[stamp, replica]]), ("t", "note"), ("x", [])])
    return lv.encode(lv.Map([
        ("v", 1), ("w", replica), ("vv", lv.Map([(replica, stamp)])), ("gen", lv.Map()),
        ("rec", lv.Map([(note_id, record)])), ("minr", 1), ("minw", 1)]))


def payload(case):
    return note(case["noteFill"]) if "noteFill" in case else bytes.fromhex(case["payload"])


def made_slot(recipe, data_key, vault_id):
    value = {name: bytes.fromhex(text) for name, text in recipe.items() if isinstance(text, str) and name != "provider"}
    kind = recipe["type"]
    if kind == 1:
        params = lv.Map([(1, 1), (2, recipe["memory"]), (3, recipe["passes"]), (4, value["salt"])])
        if "secondSecret" in value:
            params.append((5, True))
        ikm = lv.passphrase_secret(lv.normalised(value["passphrase"]), params, value.get("secondSecret"))
    elif kind == 2:
        params = lv.Map([(4, value["salt"])])
        ikm = lv.recovery_secret(value["code"], params)
    elif kind == 3:
        ephemeral = bindings.crypto_scalarmult_base(value["ephemeralSecret"])
        params = lv.Map([(1, ephemeral)])
        ikm = lv.device_secret(value["ephemeralSecret"], value["devicePublicKey"], ephemeral, value["devicePublicKey"])
    elif kind == 4:
        params = lv.Map([(1, recipe["provider"]), (2, value["opaque"])])
        ikm = value["secret"]
    else:
        return lv.Map([(1, kind), (2, value["slotId"]), (3, lv.decode(value["parameters"])), (4, value["commitment"]),
                       (5, value["slotNonce"]), (6, value["wrapped"])])
    return lv.make_slot(data_key, vault_id, kind, value["slotId"], value["slotNonce"], params, ikm)


class VectorTests(unittest.TestCase):
    def test_every_vector_comes_out_as_its_index_says(self):
        count = 0
        for case, data in cases(*(path.stem for path in FIXTURES.glob("*.json") if path.stem != "pin")):
            with self.subTest(case["name"]):
                name, opened = outcome(data, case)
                self.assertEqual(name, case["expect"])
                if "payloadHash" in case:
                    self.assertEqual(hashlib.blake2b(opened, digest_size=32).hexdigest(), case["payloadHash"])
                elif opened is not None:
                    self.assertEqual(opened, payload(case))
            count += 1
        self.assertGreater(count, 400)

    def test_every_machine_makes_of_a_file_what_its_index_says(self):
        count = 0
        for case, data in cases("pin"):
            with self.subTest(case["name"]):
                try:
                    found, relation = judged(data, case)
                    self.assertEqual(relation, case.get("relation"))
                except lv.VaultError as error:
                    found = error.name
                self.assertEqual(found, case["expect"])
            count += 1
        self.assertGreater(count, 20)

    def test_every_sealed_vector_is_made_byte_for_byte(self):
        for case, data in cases("seal"):
            with self.subTest(case["name"]):
                recipe = case["seal"]
                data_key, vault_id = bytes.fromhex(recipe["dataKey"]), bytes.fromhex(recipe["vaultId"])
                slots = [made_slot(slot, data_key, vault_id) for slot in recipe["slots"]]
                extensions = [(entry["key"], lv.decode(bytes.fromhex(entry["value"]))) for entry in recipe["extensions"]]
                made = lv.seal(payload(case), data_key, vault_id, bytes.fromhex(recipe["nonce"]), slots, recipe["minor"],
                               recipe["critical"], extensions, case.get("sidecar", False))
                self.assertEqual(made, data)

    def test_no_file_that_lost_or_gained_a_bit_opens(self):
        case, data = next(pair for pair in cases("slot") if pair[0]["name"] == "slot-code-loose")
        for bit in range(len(data) * 8):
            changed = bytearray(data)
            changed[bit // 8] ^= 1 << bit % 8
            self.assertNotEqual(outcome(bytes(changed), case)[0], "OK", bit)
            changed[-16:] = lv.blake2b(16, bytes(changed[:-16]), person="leapp-v1-sum")
            if bytes(changed) != data:
                self.assertNotEqual(outcome(bytes(changed), case)[0], "OK", bit)


def example():
    """Section 14 of the specification: the vector seal-passphrase, step by step."""
    case, data = next(pair for pair in cases("seal") if pair[0]["name"] == "seal-passphrase")
    recipe = case["seal"]
    (slot_recipe,) = recipe["slots"]
    image, data_key = lv.Image(data), bytes.fromhex(recipe["dataKey"])
    header, (slot,) = image.header, image.header.get(6)
    ikm = lv.passphrase_secret(bytes.fromhex(slot_recipe["passphrase"]), slot.get(3), None)
    context = (b"\x01" + header.get(2) + header.get(3) + b"\x01" + slot.get(2) + lv.blake2b(32, lv.encode(slot.get(3))))
    wrap, commitment = lv.slot_keys(ikm, header.get(2), header.get(3), 1, slot.get(2), slot.get(3))
    end = image.header_end
    lines = [
        ("passphrase", slot_recipe["passphrase"] + "   (correct horse)"), ("data key", data_key),
        ("payload", bytes.fromhex(case["payload"])), ("params", lv.encode(slot.get(3))), ("ikm", ikm), ("ctx", context),
        ("wrap", wrap), ("commitment", commitment), ("slot nonce", slot.get(5)), ("wrapped", slot.get(6)),
        ("key id", lv.key_id(data_key)), ("subkey(1)", lv.subkey(data_key, 1)), ("subkey(2)", lv.subkey(data_key, 2)), None,
        ("[0, 16)", data[:16]), (f"[16, {end})", data[16:end]), (f"[{end}, {end + 32})", data[end:end + 32]),
        (f"[{end + 32}, {end + 64})", data[end + 32:end + 64]), ("...", ""), (f"[{len(data) - 32}, {len(data) - 16})", data[-32:-16]),
        (f"[{len(data) - 16}, {len(data)})", data[-16:]),
    ]
    text = []
    for line in lines:
        if line is None:
            text.append("")
            continue
        value = line[1].hex() if isinstance(line[1], bytes) else line[1]
        for start in range(0, max(len(value), 1), 96):
            text.append(f"{'' if start else line[0]:<18}{value[start:start + 96]}".rstrip())
    return "\n".join(text)


class ExampleTests(unittest.TestCase):
    def test_the_worked_example_is_what_the_vector_gives(self):
        text = (FIXTURES.parents[1] / "spec" / "format.md").read_text()
        self.assertIn(example(), text)


class PartTests(unittest.TestCase):
    def test_recovery_codes_are_read_as_they_are_written(self):
        source = random.Random(1)
        for _ in range(100):
            code = source.randbytes(20)
            self.assertEqual(lv.parse_recovery(lv.format_code(code)), code)
            secret = source.randbytes(32)
            self.assertEqual(lv.parse_second_secret(lv.format_code(secret) + "\n"), secret)
        self.assertEqual(lv.format_code(bytes(31) + b"\1"), "0000-" * 12 + "000G-1")

    def test_decoding_then_encoding_is_the_identity(self):
        source, read = random.Random(2), 0
        for _ in range(20000):
            data = bytes(source.choice(b"\x00\x01\x18\x20\x40\x41\x60\x61\x80\x81\x82\xa0\xa1\xa2\xf4\xf6") for _ in range(source.randint(1, 8)))
            try:
                item = lv.decode(data)
            except lv.CBORError:
                continue
            read += 1
            self.assertEqual(lv.encode(item), data)
        self.assertGreater(read, 100)


if __name__ == "__main__":
    unittest.main()
