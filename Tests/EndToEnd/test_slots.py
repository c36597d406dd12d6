"""What opens a vault: several passphrases and device keys, and the new key that each change gives it."""
import json
import os
import shutil
import signal
import stat
import unittest

from harness import DAMAGED, DECISION, GENERAL, KDF, LOCKED, NOT_FOUND, OK, PASSPHRASE, USAGE, WRONG_PASSPHRASE, recovery_code
from homes import DAY_CONFIG, DAY_CREDENTIALS
from keyslots import NEW, OTHER, Vaults, kinds, only, reference, slots


class Passphrases(Vaults):
    def test_a_second_one_opens_as_well(self):
        home = self.two()
        self.assertEqual(kinds(home), ["passphrase", "passphrase", "recovery"])
        for each in (PASSPHRASE, OTHER):
            home.leapp("vault", "verify", passphrase=each)
        self.assertNotIn("device", json.dumps(slots(home)))

    def test_every_change_makes_a_new_code_and_a_new_key(self):
        home = self.home()
        codes = {recovery_code(home.init())}
        keys = {home.leapp("vault", "info", "--json").json["keyId"]}
        for command, more in ((("slots", "add", "passphrase"), {"new_passphrase": OTHER}), (("rotate-key",), {"keep": [OTHER]}),
                              (("recovery",), {"keep": [OTHER]})):
            answer = home.leapp("vault", *command, "--json", *KDF, passphrase=PASSPHRASE, **more).json
            self.assertEqual(answer["keyId"], home.leapp("vault", "info", "--json").json["keyId"])
            home.leapp("vault", "verify", recovery=answer["recoveryCode"])
            codes.add(answer["recoveryCode"])
            keys.add(answer["keyId"])
        self.assertEqual((len(codes), len(keys)), (4, 4))

    def test_slots_stay_byte_for_byte_within_a_generation(self):
        home = self.two()

        def header():
            return [reference.encode(slot) for slot in reference.Image(home.vault.read_bytes()).header.get(6)]
        before, first = header(), home.vault.read_bytes()
        home.write(DAY_CONFIG, DAY_CREDENTIALS)
        home.import_all()
        home.import_all("--replace")
        self.assertNotEqual(home.vault.read_bytes(), first)
        self.assertEqual(header(), before)

    def test_one_that_somebody_added_who_has_the_key_is_noticed(self):
        home = self.two()
        own, code = home.vault.read_bytes(), b"a code of twenty oct"
        image = reference.Image(own)
        key, header = image.unlock_passphrase(PASSPHRASE.encode()), image.header
        params = reference.Map([(4, bytes(16))])
        added = reference.make_slot(key, header.get(2), 2, bytes(8), bytes(24), params, reference.recovery_secret(code, params))
        forged = reference.seal(image.open(key), key, header.get(2), bytes(24), [added, *header.get(6)])
        home.vault.write_bytes(forged)
        with self.unchanged(home):
            for command, secret in ((("verify",), {"passphrase": PASSPHRASE}), (("verify",), {"recovery": reference.format_code(code)}),
                                    (("rotate-key", *KDF), {"passphrase": PASSPHRASE, "keep": [OTHER]})):
                refused = home.leapp("vault", *command, **secret, code=DAMAGED)
                self.assertSays(refused, "BAD_PAYLOAD", "rotate-key", "backups")
        stranger = self.machine(home, "stranger")  # one that never saw the vault cannot know
        home.leapp("vault", "verify", recovery=reference.format_code(code), env=stranger)
        home.vault.write_bytes(own)
        home.leapp("vault", "rotate-key", *KDF, passphrase=PASSPHRASE, keep=[OTHER])
        home.leapp("vault", "verify", recovery=reference.format_code(code), code=WRONG_PASSPHRASE)

    def test_one_that_is_not_at_hand_is_a_decision(self):
        home = self.two()
        for command in (("passphrase",), ("recovery",), ("rotate-key",), ("slots", "add", "passphrase"), ("slots", "add", "device")):
            with self.unchanged(home):
                refused = home.leapp("vault", *command, *KDF, passphrase=PASSPHRASE, new_passphrase=NEW, code=DECISION)
                self.assertSays(refused, "--keep-passphrase-fd", "--drop-passphrases")
                self.assertQuiet(refused)

    def test_one_that_is_given_stays_and_others_are_dropped_by_name(self):
        home = self.two()
        home.leapp("vault", "passphrase", *KDF, passphrase=PASSPHRASE, new_passphrase=NEW, keep=[OTHER])
        home.leapp("vault", "verify", passphrase=PASSPHRASE, code=WRONG_PASSPHRASE)
        for each in (NEW, OTHER):
            home.leapp("vault", "verify", passphrase=each)
        answer = home.leapp("vault", "rotate-key", "--json", "--drop-passphrases", *KDF, passphrase=OTHER).json
        self.assertEqual([slot["kind"] for slot in answer["droppedSlots"]], ["passphrase"])
        home.leapp("vault", "verify", passphrase=NEW, code=WRONG_PASSPHRASE)
        home.leapp("vault", "verify", passphrase=OTHER)

    def test_a_wrong_one_to_keep_changes_nothing(self):
        home = self.two()
        with self.unchanged(home):
            for wrong in ("no", PASSPHRASE):
                home.leapp("vault", "rotate-key", *KDF, passphrase=PASSPHRASE, keep=[wrong], code=WRONG_PASSPHRASE)

    def test_one_that_is_there_is_not_added_again(self):
        home = self.two()
        with self.unchanged(home):
            home.leapp("vault", "slots", "add", "passphrase", *KDF, passphrase=PASSPHRASE, keep=[OTHER], new_passphrase=OTHER, code=DECISION)

    def test_a_fifth_is_refused(self):
        home = self.two()
        known = [OTHER]
        for number in (3, 4):
            home.leapp("vault", "slots", "add", "passphrase", *KDF, passphrase=PASSPHRASE, keep=known, new_passphrase="number %d" % number)
            known.append("number %d" % number)
        self.assertEqual(kinds(home), ["passphrase"] * 4 + ["recovery"])
        with self.unchanged(home):
            refused = home.leapp("vault", "slots", "add", "passphrase", *KDF, passphrase=PASSPHRASE, keep=known, new_passphrase="number 5", code=DECISION)
            self.assertSays(refused, "four", "slots remove")

    def test_a_slot_is_removed_by_the_beginning_of_its_id(self):
        home = self.two()
        mine = reference.Image(home.vault.read_bytes())
        theirs = [s.get(2).hex() for s in mine.slots(1)
                  if mine.unwrap(s, reference.passphrase_secret(OTHER.encode(), s.get(3), None)) is not None]
        with self.unchanged(home):
            home.leapp("vault", "slots", "remove", "0" * 16, passphrase=PASSPHRASE, code=NOT_FOUND)
            home.leapp("vault", "slots", "remove", "zz", passphrase=PASSPHRASE, code=USAGE)
        home.leapp("vault", "slots", "remove", theirs[0][:10].upper(), *KDF, passphrase=PASSPHRASE)
        home.leapp("vault", "verify", passphrase=PASSPHRASE)
        home.leapp("vault", "verify", passphrase=OTHER, code=WRONG_PASSPHRASE)

    def test_an_ambiguous_beginning_is_refused_with_the_list(self):
        home = self.made()
        path = home.home / "twins.lpv"
        # Two slots whose ids begin alike, which chance would hardly make: written by the second implementation.
        data_key, salt, vault_id = os.urandom(32), os.urandom(16), os.urandom(16)
        generation = reference.key_id(data_key)

        def slot(slot_type, name, params, ikm):
            wrap, commitment = reference.slot_keys(ikm, vault_id, generation, slot_type, name, params)
            nonce = os.urandom(24)
            return reference.Map([(1, slot_type), (2, name), (3, params), (4, commitment), (5, nonce),
                                  (6, reference.seal_aead(data_key, b"", nonce, wrap))])
        params = reference.Map([(1, 1), (2, 1024), (3, 1), (4, salt)])
        code = reference.Map([(4, salt)])
        made = [slot(1, b"\xab\xcd" + bytes(6), params, reference.passphrase_secret(PASSPHRASE.encode(), params, None)),
                slot(2, b"\xab\xce" + bytes(6), code, reference.recovery_secret(bytes(20), code))]
        source = reference.Image(home.vault.read_bytes())
        payload = source.open(source.unlock_passphrase(PASSPHRASE.encode()))
        path.write_bytes(reference.seal(payload, data_key, vault_id, os.urandom(24), made))
        refused = home.leapp("vault", "slots", "remove", "ab", "--vault", path, code=NOT_FOUND)
        self.assertSays(refused, "abcd000000000000", "abce000000000000")
        # And it is far below the floor: it opens with a warning, which says what to do, and what it says makes it strong.
        opened = home.leapp("vault", "verify", path, passphrase=PASSPHRASE)
        self.assertIn("leapp vault rotate-key", opened.out + opened.err)
        for command, more in ((("rotate-key",), {}), (("recovery",), {}), (("slots", "add", "device"), {}), (("passphrase",), {"new_passphrase": NEW})):
            copy = home.home / ("copy-%s.lpv" % "-".join(command))
            shutil.copy(path, copy)
            home.leapp("vault", *command, "--vault", copy, passphrase=PASSPHRASE, **more)
            kdf = [s["kdf"] for s in slots(home, "--vault", copy) if s["kind"] == "passphrase"]
            self.assertEqual(kdf, [{"name": "argon2id", "memoryKiB": 262144, "passes": 3}], command)
        home.leapp("vault", "recovery", "--vault", path, "--kdf-memory", "1M", passphrase=PASSPHRASE, code=DECISION)
        home.leapp("vault", "recovery", "--vault", path, "--kdf-memory", "128M", "--kdf-passes", "4", recovery=reference.format_code(bytes(20)),
                   new_passphrase=NEW)
        kdf = [s["kdf"] for s in slots(home, "--vault", path) if s["kind"] == "passphrase"]
        self.assertEqual((kdf[0]["memoryKiB"], kdf[0]["passes"]), (131072, 4))

    def test_the_last_passphrase_and_the_code_stay(self):
        home = self.made()
        with self.unchanged(home):
            refused = home.leapp("vault", "slots", "remove", only(home, "passphrase")["id"], passphrase=PASSPHRASE, code=GENERAL)
            self.assertSays(refused, "leapp vault passphrase")
            refused = home.leapp("vault", "slots", "remove", only(home, "recovery")["id"], passphrase=PASSPHRASE, code=GENERAL)
            self.assertSays(refused, "leapp vault recovery")

    def test_the_list_needs_no_passphrase(self):
        home = self.two()
        shown = home.leapp("vault", "slots")
        self.assertEqual(shown.out.count("passphrase"), 2)
        self.assertIn("64 MiB", shown.out)


class DeviceKeys(Vaults):
    def with_key(self):
        home = self.made()
        home.leapp("vault", "slots", "add", "device", *KDF, passphrase=PASSPHRASE)
        self.key = home.state / "device-keys" / home.leapp("vault", "info", "--json").json["vaultId"]
        return home

    def test_off_unless_asked_for(self):
        home = self.made()
        self.assertEqual(kinds(home), ["passphrase", "recovery"])
        self.assertFalse((home.state / "device-keys").exists())
        refused = home.leapp("unlock", "--device-key", code=LOCKED)
        self.assertSays(refused, "slots add device")

    def test_it_unlocks_and_asks_for_nothing(self):
        home = self.with_key()
        self.assertEqual(stat.S_IMODE(self.key.stat().st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(self.key.parent.stat().st_mode), 0o700)
        self.assertEqual(self.key.stat().st_size, 32)
        home.leapp("unlock", "--device-key")
        self.assertTrue(home.status()["unlocked"])
        named = slots(home, "--names", passphrase=PASSPHRASE)
        self.assertEqual([slot["device"] is not None for slot in named if slot["kind"] == "device"], [True])

    def test_it_stays_through_a_change_of_passphrase(self):
        home = self.with_key()
        answer = home.leapp("vault", "passphrase", "--json", *KDF, passphrase=PASSPHRASE, new_passphrase=NEW).json
        self.assertEqual(answer["droppedSlots"], [])
        home.leapp("unlock", "--device-key")

    def test_it_is_made_once(self):
        home = self.with_key()
        with self.unchanged(home):
            refused = home.leapp("vault", "slots", "add", "device", *KDF, passphrase=PASSPHRASE, code=GENERAL)
            self.assertSays(refused, only(home, "device")["id"])

    def test_it_is_taken_away(self):
        home = self.with_key()
        home.leapp("vault", "slots", "remove", only(home, "device")["id"], *KDF, passphrase=PASSPHRASE)
        self.assertEqual(kinds(home), ["passphrase", "recovery"])
        self.assertFalse(self.key.exists())
        home.leapp("unlock", "--device-key", code=LOCKED)
        home.leapp("vault", "rotate-key", *KDF, passphrase=PASSPHRASE)
        self.assertEqual(kinds(home), ["passphrase", "recovery"])

    def test_the_key_of_another_vault_opens_nothing(self):
        home = self.with_key()
        self.key.write_bytes(os.urandom(32))
        refused = home.leapp("unlock", "--device-key", code=WRONG_PASSPHRASE)
        self.assertSays(refused, "device key", "NO_MATCH")

    def test_a_file_that_is_no_key_is_refused(self):
        home = self.with_key()
        good = self.key.read_bytes()
        for content, mode in ((b"", 0o600), (good + b"\n", 0o600), (bytes(4096), 0o600), (good, 0o644)):
            self.key.write_bytes(content)
            self.key.chmod(mode)
            self.assertSays(home.leapp("unlock", "--device-key", code=GENERAL), self.key)

    def test_after_a_rotation_elsewhere_the_passphrase_is_needed_once(self):
        home = self.with_key()
        there = self.machine(home, "there")
        home.leapp("vault", "passphrase", *KDF, passphrase=PASSPHRASE, new_passphrase=NEW, env=there)
        refused = home.leapp("unlock", "--device-key", code=DECISION)
        self.assertSays(refused, "passphrase is needed once", "FORKED_KEY")
        found = home.leapp("vault", "info", "--json").json["keyId"]
        home.leapp("unlock", passphrase=NEW, code=DECISION)
        home.leapp("unlock", "--accept-generation", found, passphrase=NEW)
        home.leapp("lock")
        home.leapp("unlock", "--device-key")

    def test_on_a_machine_that_never_saw_the_vault_the_key_is_not_enough(self):
        home = self.with_key()
        there = self.machine(home, "there")
        folder = home.home / "there" / "state" / "leapp" / "device-keys"
        folder.mkdir(parents=True, mode=0o700)
        for made in (folder.parent, folder):
            made.chmod(0o700)
        shutil.copy(self.key, folder / self.key.name)
        self.assertSays(home.leapp("unlock", "--device-key", env=there, code=DECISION), "FORKED_KEY")


class AtATerminal(Vaults):
    def test_the_others_are_asked_for(self):
        home = self.two()
        child = self.spawn(home, "vault", "rotate-key", *KDF)
        for prompt, typed in (("Passphrase for", PASSPHRASE), ("Another passphrase that stays", OTHER)):
            child.expect(prompt + "[^\r\n]*: ?$")
            child.sendline(typed)
        self.assertEqual(self.end(child), OK, child.before)
        for each in (PASSPHRASE, OTHER):
            home.leapp("vault", "verify", passphrase=each)

    def test_nothing_typed_means_that_it_shall_not_stay_which_is_a_decision(self):
        home = self.two()
        with self.unchanged(home):
            child = self.spawn(home, "vault", "rotate-key", *KDF)
            for prompt, typed in (("Passphrase for", PASSPHRASE), ("Another passphrase that stays", "")):
                child.expect(prompt + "[^\r\n]*: ?$")
                child.sendline(typed)
            self.assertEqual(self.end(child), DECISION)

    def test_an_interruption_at_any_prompt_leaves_everything_as_it_was(self):
        home = self.two()
        asked = ("Passphrase for", "Another passphrase that stays", "New passphrase for", "Once more")
        typed = (PASSPHRASE, OTHER, NEW)
        for count in range(len(asked)):
            with self.unchanged(home):
                child = self.spawn(home, "vault", "slots", "add", "passphrase", *KDF, "--second-secret", home.home / "second")
                for prompt, answer in zip(asked[:count], typed):
                    child.expect(prompt + "[^\r\n]*: ?$")
                    child.sendline(answer)
                child.expect(asked[count] + "[^\r\n]*: ?$")
                child.sendintr()
                self.assertIn(self.end(child), (130, -signal.SIGINT))
                self.assertFalse((home.home / "second").exists())
        home.leapp("vault", "verify", passphrase=PASSPHRASE)

    def test_init_that_is_interrupted_makes_no_second_secret(self):
        home = self.home()
        second = home.home / "second"
        child = self.spawn(home, "vault", "init", *KDF, "--second-secret", second)
        child.expect("passphrase[^\r\n]*: ?$")
        child.sendintr()
        self.assertIn(self.end(child), (130, -signal.SIGINT))
        self.assertFalse(second.exists() or home.vault.exists())


if __name__ == "__main__":
    unittest.main()
