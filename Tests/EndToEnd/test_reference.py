"""The two implementations hand a vault to each other: the reference writes it, the program edits it, the reference reads it again."""
import hashlib
import random
import sys
import unittest

from harness import PASSPHRASE, ROOT, WRONG_PASSPHRASE, Case
from homes import DAY_CONFIG, DAY_CREDENTIALS, access_key, secret_key

sys.path.insert(0, str(ROOT / "spec" / "reference"))
import leapp_merge  # noqa: E402
import leapp_payload  # noqa: E402
import leapp_vault as lv  # noqa: E402

USERS = ("from-python", "also-from-python")
STAMP = 1_700_000_000_000 << 16


def user(vault_id, name, replica):
    """An IAM user as spec/records.md has it: (id, record)."""
    identity = lv.Map([("accessKeyID", access_key(name))])
    fields = {"identity": identity, "key": lv.Map([("id", access_key(name)), ("secret", secret_key(name).encode())]), "name": name, "mode": "static"}
    record = lv.Map([("f", lv.Map((field, [[0, [[[], fields[field]]]]]) for field in sorted(fields, key=lv.encode))), ("s", [[STAMP, replica]]),
                     ("t", "iam-user"), ("x", [])])
    return lv.blake2b(16, vault_id + b"iam-user\0" + lv.encode(identity), person="leapp-v1-id"), record


class Written:
    """A vault of two users that the reference wrote, from named randomness, with a passphrase and a recovery code."""

    def __init__(self, passphrase, seed):
        draw = random.Random(seed).randbytes
        self.data_key, self.vault_id, self.replica, code = draw(32), draw(16), draw(8), draw(20)
        self.code = lv.format_code(code)
        by_passphrase = lv.Map([(1, 1), (2, 65536), (3, 3), (4, draw(16))])
        by_code = lv.Map([(4, draw(16))])
        slots = [lv.make_slot(self.data_key, self.vault_id, kind, draw(8), draw(24), params, ikm) for kind, params, ikm in (
            (1, by_passphrase, lv.passphrase_secret(lv.normalised(passphrase.encode()), by_passphrase, None)),
            (2, by_code, lv.recovery_secret(code, by_code)))]
        records = lv.Map(sorted(user(self.vault_id, name, self.replica) for name in USERS))
        self.payload = lv.encode(lv.Map([
            ("v", 1), ("w", self.replica), ("vv", lv.Map([(self.replica, STAMP)])), ("gen", lv.Map()), ("rec", records), ("minr", 1), ("minw", 1)]))
        self.bytes = lv.seal(self.payload, self.data_key, self.vault_id, draw(24), slots)


class HandedOver(Case):
    def test_what_the_reference_writes_the_program_edits_and_the_reference_opens(self):
        home, made = self.home(), Written(PASSPHRASE, "handed over")
        home.vault.parent.mkdir(parents=True, mode=0o700)
        home.vault.write_bytes(made.bytes)
        home.vault.chmod(0o600)
        for secret in ({"passphrase": PASSPHRASE}, {"recovery": made.code}):
            self.assertTrue(home.leapp("vault", "verify", "--json", **secret).json)
        home.leapp("vault", "verify", passphrase=PASSPHRASE + "x", code=WRONG_PASSPHRASE)
        home.unlock()
        self.assertEqual(set(home.sessions()), set(USERS))
        given = home.credential_process(USERS[0])
        self.assertEqual((given["AccessKeyId"], given["SecretAccessKey"]), (access_key(USERS[0]), secret_key(USERS[0])))

        home.leapp("session", "delete", USERS[1], "--yes")
        home.write(DAY_CONFIG, DAY_CREDENTIALS)
        home.import_all()
        image = lv.Image(home.vault.read_bytes())
        first = lv.Image(made.bytes)
        for key in (image.unlock_passphrase(PASSPHRASE.encode()), image.unlock_recovery(made.code)):
            self.assertEqual(key, made.data_key)
            payload = image.open(key)
        leapp_payload.check(payload, image.header.get(3))
        self.assertEqual((image.header.get(2), lv.encode(image.header.get(6))), (made.vault_id, lv.encode(first.header.get(6))))
        self.assertNotEqual(image.header.get(4), first.header.get(4))

        before, after = leapp_merge.State(made.payload), leapp_merge.State(payload)
        kept, deleted = (user(made.vault_id, name, made.replica)[0] for name in USERS)
        self.assertEqual(after.records[kept], before.records[kept])
        self.assertFalse(leapp_merge.is_visible(*after.records[deleted]))
        self.assertEqual(after.vv[made.replica], STAMP)
        self.assertEqual(len(after.vv), 2)
        self.assertGreater(len(after.records), len(before.records))
        self.assertIn(USERS[0], home.sessions())
        self.assertNotIn(USERS[1], home.sessions())

    def test_the_reference_writes_the_same_bytes_from_the_same_randomness(self):
        makes = [hashlib.sha256(Written(PASSPHRASE, seed).bytes).digest() for seed in ("one", "one", "two")]
        self.assertEqual(makes[0], makes[1])
        self.assertNotEqual(makes[0], makes[2])


if __name__ == "__main__":
    unittest.main()
