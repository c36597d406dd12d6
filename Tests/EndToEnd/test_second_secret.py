"""The second secret: a file without which a passphrase opens nothing."""
import re
import stat
import sys
import unittest

import pexpect

from harness import DECISION, GENERAL, KDF, PASSPHRASE, ROOT, WRONG_PASSPHRASE, recovery_code
from homes import DAY_CONFIG, DAY_CREDENTIALS, DAY_SECRETS
from keyslots import NEW, Vaults, only, reference

FORM = re.compile(r"([0-9A-HJKMNP-TV-Z]{4}-){13}[0-9A-HJKMNP-TV-Z*~$=U]\n")


class SecondSecret(Vaults):
    def with_secret(self):
        home = self.home()
        self.second = home.home / "elsewhere" / "second secret"
        self.second.parent.mkdir()
        self.made_by = home.leapp("vault", "init", *KDF, "--second-secret", self.second, passphrase=PASSPHRASE)
        return home

    def test_init_makes_a_file_that_people_can_type_over(self):
        home = self.with_secret()
        self.assertRegex(self.second.read_text(), FORM)
        self.assertEqual(stat.S_IMODE(self.second.stat().st_mode), 0o600)
        self.assertTrue(only(home, "passphrase")["needsSecondSecret"])
        self.assertSilentAbout(self.made_by, self.second.read_text().strip())
        self.assertNotIn("folder", self.made_by.err)
        self.assertSays(self.made_by, "copy it to your other machines")

    def test_it_opens_together_with_the_passphrase_only(self):
        home = self.with_secret()
        home.leapp("vault", "verify", "--second-secret", self.second, passphrase=PASSPHRASE)
        home.leapp("vault", "verify", passphrase=PASSPHRASE, env={"LEAPP_SECOND_SECRET": str(self.second)})
        home.leapp("session", "list", "--second-secret", self.second, passphrase=PASSPHRASE)
        home.leapp("unlock", "--second-secret", self.second, passphrase=PASSPHRASE)
        home.leapp("lock")
        refused = home.leapp("vault", "verify", passphrase=PASSPHRASE, code=WRONG_PASSPHRASE)
        self.assertSays(refused, "second secret", "--second-secret", "LEAPP_SECOND_SECRET")
        wrong = home.leapp("vault", "verify", "--second-secret", self.second, passphrase=NEW, code=WRONG_PASSPHRASE)
        self.assertSays(wrong, "second secret is not this vault's")

    def test_it_is_read_as_people_type_it(self):
        home = self.with_secret()
        typed = home.home / "typed"
        typed.write_text(self.second.read_text().lower().replace("-", " ").replace("0", "o").replace("1", "l").replace("\n", "\r\n"))
        typed.chmod(0o600)
        home.leapp("vault", "verify", "--second-secret", typed, passphrase=PASSPHRASE)

    def test_the_recovery_code_opens_without_it(self):
        home = self.with_secret()
        home.leapp("vault", "verify", recovery=recovery_code(self.made_by))

    def test_a_missing_file_is_named_before_anything_is_asked(self):
        home = self.with_secret()
        gone = home.home / "gone"
        refused = home.leapp("vault", "verify", "--second-secret", gone, code=GENERAL)
        self.assertSays(refused, gone)
        self.assertFalse(gone.exists())

    def test_a_file_of_another_shape_is_refused(self):
        home = self.with_secret()
        bad = home.home / "bad"
        text = self.second.read_text()
        swapped = ("2" if text[0] != "2" else "3") + text[1:]
        for content in ("", "\n", "0000", text + text, "x" * 300, swapped, recovery_code(self.made_by) + "\n", "caf\u00e9\n"):
            bad.write_text(content)
            bad.chmod(0o600)
            refused = home.leapp("vault", "verify", "--second-secret", bad, passphrase=PASSPHRASE, code=WRONG_PASSPHRASE)
            self.assertSays(refused, bad, "second secret")
            self.assertSilentAbout(refused, text.strip(), swapped.strip())
        home.leapp("vault", "verify", "--second-secret", home.home, passphrase=PASSPHRASE, code=GENERAL)

    def test_a_file_that_others_may_read_is_warned_of(self):
        home = self.with_secret()
        self.second.chmod(0o644)
        self.assertSays(home.leapp("vault", "verify", "--second-secret", self.second, passphrase=PASSPHRASE), "others may read", self.second)

    def test_a_file_in_the_folder_of_the_vault_is_warned_of(self):
        home = self.home()
        home.vault.parent.mkdir(parents=True)
        beside = home.vault.parent / "second"
        self.assertSays(home.leapp("vault", "init", *KDF, "--second-secret", beside, passphrase=PASSPHRASE), "folder of the vault", beside)

    def test_a_file_that_exists_is_used(self):
        home = self.with_secret()
        before = self.second.read_bytes()
        other = home.home / "other.lpv"
        home.leapp("vault", "init", "--vault", other, *KDF, "--second-secret", self.second, passphrase=PASSPHRASE)
        self.assertEqual(self.second.read_bytes(), before)
        home.leapp("vault", "verify", other, "--second-secret", self.second, passphrase=PASSPHRASE)

    def test_a_vault_gets_one_keeps_it_and_loses_it(self):
        home = self.made()
        second = home.home / "second"
        home.leapp("vault", "passphrase", *KDF, "--second-secret", second, passphrase=PASSPHRASE, new_passphrase=NEW)
        self.assertTrue(only(home, "passphrase")["needsSecondSecret"])
        use = ("--second-secret", second)
        answer = home.leapp("vault", "recovery", "--json", *KDF, *use, passphrase=NEW).json
        self.assertTrue(answer["needsSecondSecret"] and only(home, "passphrase")["needsSecondSecret"])
        home.leapp("vault", "passphrase", *KDF, *use, passphrase=NEW, new_passphrase=PASSPHRASE)
        home.leapp("vault", "verify", passphrase=PASSPHRASE, code=WRONG_PASSPHRASE)
        home.leapp("vault", "passphrase", *KDF, *use, "--no-second-secret", passphrase=PASSPHRASE, new_passphrase=NEW)
        self.assertFalse(only(home, "passphrase")["needsSecondSecret"])
        home.leapp("vault", "verify", passphrase=NEW)

    def test_another_takes_its_place(self):
        home = self.with_secret()
        other = home.home / "other"
        home.leapp("vault", "recovery", *KDF, "--second-secret", self.second, "--new-second-secret", other, passphrase=PASSPHRASE)
        home.leapp("vault", "verify", "--second-secret", self.second, passphrase=PASSPHRASE, code=WRONG_PASSPHRASE)
        home.leapp("vault", "verify", "--second-secret", other, passphrase=PASSPHRASE)

    def test_a_new_passphrase_by_recovery_code_asks_what_shall_be_of_it(self):
        home = self.with_secret()
        code = recovery_code(self.made_by)
        with self.unchanged(home):
            refused = home.leapp("vault", "passphrase", *KDF, recovery=code, new_passphrase=NEW, code=DECISION)
            self.assertSays(refused, "--second-secret", "--no-second-secret")
            self.assertQuiet(refused)
        fresh = home.home / "fresh"
        code = recovery_code(home.leapp("vault", "passphrase", *KDF, "--second-secret", fresh, recovery=code, new_passphrase=NEW))
        home.leapp("vault", "verify", "--second-secret", fresh, passphrase=NEW)
        code = recovery_code(home.leapp("vault", "passphrase", *KDF, "--second-secret", fresh, recovery=code, new_passphrase=PASSPHRASE))
        home.leapp("vault", "verify", "--second-secret", fresh, passphrase=PASSPHRASE)
        home.leapp("vault", "passphrase", *KDF, "--no-second-secret", recovery=code, new_passphrase=NEW)
        home.leapp("vault", "verify", passphrase=NEW)

    def test_the_reference_reader_opens_it(self):
        home = self.with_secret()
        home.write(DAY_CONFIG, DAY_CREDENTIALS)
        home.leapp("vault", "import", "--second-secret", self.second, passphrase=PASSPHRASE)
        image = reference.Image(home.vault.read_bytes())
        second = reference.parse_second_secret(self.second.read_text())
        key = image.unlock_passphrase(PASSPHRASE.encode(), second)
        self.assertEqual(key, image.unlock_recovery(recovery_code(self.made_by)))
        self.assertIn(DAY_SECRETS[0].encode(), image.open(key))
        with self.assertRaises(reference.VaultError):
            image.unlock_passphrase(PASSPHRASE.encode())
        for options, typed in ((("--second-secret", str(self.second)), PASSPHRASE), (("--recovery",), recovery_code(self.made_by))):
            child = pexpect.spawn(sys.executable, [str(ROOT / "spec/reference/leapp_vault.py"), *options, str(home.vault)], encoding="utf-8", timeout=60)
            self.addCleanup(child.close, force=True)
            child.expect(": $")
            child.sendline(typed)
            child.expect(pexpect.EOF)
            self.assertIn('"minr"', child.before)


if __name__ == "__main__":
    unittest.main()
