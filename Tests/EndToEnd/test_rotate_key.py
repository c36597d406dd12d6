"""A new key: what of the old one is useless from then on, what AWS should make anew, and the removal of a device."""
import json
import shutil
import unittest

from harness import DECISION, GENERAL, KDF, NOT_FOUND, PASSPHRASE, USAGE, WRONG_PASSPHRASE, recovery_code
from homes import DAY_CONFIG, DAY_CREDENTIALS, DAY_SECRETS, access_key
from keyslots import NEW, OTHER, Vaults, kinds, reference


def into(redirection):
    """What has a command's output go elsewhere."""
    return ("sh", "-c", 'exec "$0" "$@" ' + redirection)


class RotateKey(Vaults):
    def filled(self):
        home = self.made()
        home.write(DAY_CONFIG, DAY_CREDENTIALS)
        home.import_all()
        return home

    def test_it_lists_what_aws_should_make_anew_and_no_secret(self):
        home = self.filled()
        answer = home.leapp("vault", "rotate-key", "--json", *KDF, passphrase=PASSPHRASE)
        keys = {row["accessKeyId"]: row for row in answer.json["toRotate"] if row["kind"] == "access-key"}
        self.assertIn(access_key("default"), keys)
        for row in keys.values():
            self.assertGreaterEqual(row["ageSeconds"], 0)
            self.assertTrue(any("delete-access-key" in command and row["accessKeyId"] in command for command in row["commands"]))
        shown = home.leapp("vault", "rotate-key", *KDF, passphrase=PASSPHRASE)
        self.assertIn("aws iam create-access-key", shown.out)
        self.assertIn(access_key("default"), shown.out)
        for result in (answer, shown):
            self.assertSilentAbout(result, *DAY_SECRETS)

    def test_the_former_passphrase_is_useless_for_every_later_file_and_opens_older_copies(self):
        home = self.filled()
        old, code = home.home / "old copy.lpv", recovery_code(home.leapp("vault", "recovery", *KDF, passphrase=PASSPHRASE))
        shutil.copy(home.vault, old)
        home.leapp("vault", "passphrase", *KDF, passphrase=PASSPHRASE, new_passphrase=NEW)
        home.import_all("--replace", passphrase=NEW)
        later = reference.Image(home.vault.read_bytes())
        for secret in (lambda: later.unlock_passphrase(PASSPHRASE.encode()), lambda: later.unlock_recovery(code)):
            with self.assertRaises(reference.VaultError):
                secret()
        earlier = reference.Image(old.read_bytes())
        self.assertIn(DAY_SECRETS[0].encode(), earlier.open(earlier.unlock_passphrase(PASSPHRASE.encode())))
        for backup in home.state.rglob("*.lpv"):
            with self.assertRaises(reference.VaultError):
                reference.Image(backup.read_bytes()).unlock_passphrase(PASSPHRASE.encode())

    def test_the_agent_is_locked_by_it(self):
        home = self.filled()
        home.unlock()
        self.assertSays(home.leapp("vault", "rotate-key", *KDF, passphrase=PASSPHRASE), "the agent was locked")
        self.assertFalse(home.status()["unlocked"])

    def test_a_code_that_cannot_be_shown_is_said_to_be_lost(self):
        home = self.filled()
        home.unlock()
        refused = home.leapp("vault", "recovery", *KDF, passphrase=PASSPHRASE, before=into("1>/dev/full"), code=GENERAL)
        self.assertSays(refused, "is written", "lost", "No space left", "`leapp vault recovery`", "the agent was locked")
        self.assertFalse(home.status()["unlocked"])
        again = home.leapp("vault", "recovery", *KDF, passphrase=PASSPHRASE)
        home.leapp("vault", "verify", recovery=recovery_code(again))

    def test_a_new_vault_whose_code_cannot_be_shown_says_so(self):
        home = self.home()
        refused = home.leapp("vault", "init", *KDF, passphrase=PASSPHRASE, before=into("1>/dev/full"), code=GENERAL)
        self.assertSays(refused, "is written", "lost", "`leapp vault recovery`")
        home.leapp("vault", "verify", passphrase=PASSPHRASE)

    def test_the_code_is_shown_even_where_words_about_it_cannot_be(self):
        home = self.filled()
        home.unlock()
        for command in ("recovery", "rotate-key"):
            shown = home.leapp("vault", command, *KDF, passphrase=PASSPHRASE, before=into("2>/dev/full"), code=GENERAL)
            self.assertFalse(home.status()["unlocked"])
            home.leapp("vault", "verify", recovery=recovery_code(shown))
            home.unlock()

    def removable(self):
        """A vault with a second machine that wrote to it and has a device key; its environment and its id."""
        home = self.filled()
        there = self.machine(home, "there")
        home.leapp("vault", "slots", "add", "device", *KDF, passphrase=PASSPHRASE, env=there)
        found = home.leapp("vault", "info", "--json").json["keyId"]
        home.leapp("vault", "verify", "--accept-generation", found, passphrase=PASSPHRASE)
        devices = json.loads(home.leapp("vault", "devices", "--json", passphrase=PASSPHRASE).out)["devices"]
        other = [device["id"] for device in devices if not device["thisDevice"]]
        self.assertEqual(len(other), 1, devices)
        return home, there, other[0], [device["id"] for device in devices if device["thisDevice"]][0]

    def test_a_removed_device_loses_its_key_and_its_passphrase(self):
        home, there, device, _ = self.removable()
        with self.unchanged(home):
            refused = home.leapp("vault", "rotate-key", "--remove-device", device, *KDF, passphrase=PASSPHRASE, new_passphrase=PASSPHRASE, code=DECISION)
            self.assertSays(refused, "choose another")
        answer = home.leapp("vault", "rotate-key", "--remove-device", device[:12], "--json", *KDF, passphrase=PASSPHRASE, new_passphrase=NEW).json
        self.assertTrue(answer["toRotate"])
        self.assertEqual(kinds(home), ["passphrase", "recovery"])
        image = reference.Image(home.vault.read_bytes())
        payload = reference.decode(image.open(image.unlock_passphrase(NEW.encode())))
        self.assertEqual([flags for _, (flags, _) in payload.get("gen")], [1, 1])
        self.assertNotIn(device, [d["id"] for d in home.leapp("vault", "devices", "--json", passphrase=NEW).json["devices"]])
        home.leapp("unlock", "--device-key", env=there, code=DECISION)
        home.leapp("vault", "verify", passphrase=PASSPHRASE, env=there, code=WRONG_PASSPHRASE)

    def test_who_is_removed_has_to_be_known_and_another_machine(self):
        home, _, _, own = self.removable()
        with self.unchanged(home):
            self.assertSays(home.leapp("vault", "rotate-key", "--remove-device", "nobody", *KDF, passphrase=PASSPHRASE, new_passphrase=NEW, code=NOT_FOUND),
                            "nobody", own)
            self.assertSays(home.leapp("vault", "rotate-key", "--remove-device", own, *KDF, passphrase=PASSPHRASE, new_passphrase=NEW, code=GENERAL),
                            "this machine")
            home.leapp("vault", "rotate-key", "--remove-device", own, passphrase=PASSPHRASE, keep=[OTHER], code=USAGE)

    def test_no_passphrase_of_before_outlives_a_removed_device(self):
        home, _, device, _ = self.removable()
        home.leapp("vault", "slots", "add", "passphrase", *KDF, passphrase=PASSPHRASE, new_passphrase=OTHER)
        remove = ("vault", "rotate-key", "--remove-device", device, *KDF)
        with self.unchanged(home):
            refused = home.leapp(*remove, passphrase=PASSPHRASE, new_passphrase=NEW, code=DECISION)
            self.assertSays(refused, "--drop-passphrases")
            self.assertNotIn("--keep-passphrase-fd", refused.err)
            child = self.spawn(home, *remove)
            child.expect("Passphrase for")
            child.sendline(PASSPHRASE)
            child.expect("--drop-passphrases")
            self.assertEqual(self.end(child), DECISION)
        home.leapp(*remove, "--drop-passphrases", passphrase=PASSPHRASE, new_passphrase=NEW)
        home.leapp("vault", "verify", passphrase=OTHER, code=WRONG_PASSPHRASE)
        home.leapp("vault", "verify", passphrase=NEW)

    def test_a_removed_device_knew_the_second_secret(self):
        home, _, device, _ = self.removable()
        second, new = home.home / "second", home.home / "new"
        home.leapp("vault", "recovery", *KDF, "--second-secret", second, passphrase=PASSPHRASE)
        remove = ("vault", "rotate-key", "--remove-device", device, *KDF, "--second-secret", second)
        with self.unchanged(home):
            refused = home.leapp(*remove, passphrase=PASSPHRASE, new_passphrase=NEW, code=DECISION)
            self.assertSays(refused, "--new-second-secret")
            home.leapp(*remove, "--new-second-secret", second, passphrase=PASSPHRASE, new_passphrase=NEW, code=DECISION)
        home.leapp(*remove, "--new-second-secret", new, passphrase=PASSPHRASE, new_passphrase=NEW)
        home.leapp("vault", "verify", "--second-secret", new, passphrase=NEW)
        home.leapp("vault", "verify", "--second-secret", second, passphrase=NEW, code=WRONG_PASSPHRASE)


if __name__ == "__main__":
    unittest.main()
