"""init, info, verify, passphrase, recovery, export: the vault by itself."""
import json
import stat
import unittest

from harness import DAMAGED, DECISION, GENERAL, KDF, LOCKED, NO_VAULT, OK, PASSPHRASE, USAGE, WRONG_PASSPHRASE, Case, recovery_code, tree
from homes import DAY_CONFIG, DAY_CREDENTIALS, DAY_SECRETS, access_key

NEW = "another horse, a different staple"


class Init(Case):
    def test_makes_a_vault_that_only_its_owner_reads(self):
        home = self.home()
        shown = home.init()
        self.assertTrue(home.vault.exists(), str(shown))
        self.assertEqual(stat.S_IMODE(home.vault.stat().st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(home.state.stat().st_mode), 0o700)
        self.assertTrue(home.vault.read_bytes().startswith(b"\x89LPV\r\n\x1a\n"))

    def test_shows_the_recovery_code_once(self):
        home = self.home()
        code = recovery_code(home.init())
        self.assertEqual(home.files_with(code, code.replace("-", "")), [])

    def test_refuses_an_existing_vault_and_leaves_it_alone(self):
        home = self.home()
        home.init()
        before = tree(home.vault.parent)
        refused = home.leapp("vault", "init", *KDF, passphrase=NEW, code=None)
        self.assertIn(refused.code, (1, DECISION), str(refused))
        self.assertQuiet(refused)
        self.assertEqual(tree(home.vault.parent), before)

    def test_vault_option_and_variable_name_the_file(self):
        home = self.home()
        other, third = home.home / "other.lpv", home.home / "third.lpv"
        home.leapp("vault", "init", "--vault", other, *KDF, passphrase=PASSPHRASE)
        home.leapp("vault", "init", *KDF, passphrase=PASSPHRASE, env={"LEAPP_VAULT": str(third)})
        self.assertTrue(other.exists() and third.exists() and not home.vault.exists())

    def test_a_passphrase_below_the_policy_of_cost_is_refused(self):
        home = self.home()
        refused = home.leapp("vault", "init", "--kdf-memory", "1M", "--kdf-passes", "1", passphrase=PASSPHRASE, code=None)
        self.assertNotEqual(refused.code, OK)
        self.assertFalse(home.vault.exists())

    def test_an_empty_passphrase_is_refused(self):
        home = self.home()
        self.assertNotEqual(home.leapp("vault", "init", *KDF, passphrase="", code=None).code, OK)
        self.assertFalse(home.vault.exists())

    def test_without_any_passphrase_it_is_locked(self):
        home = self.home()
        self.assertQuiet(home.leapp("vault", "init", *KDF, code=LOCKED))
        self.assertFalse(home.vault.exists())


class Info(Case):
    def test_needs_no_passphrase_and_says_what_the_header_holds(self):
        home = self.home()
        home.init()
        answer = home.leapp("vault", "info", "--json").json
        self.assertEqual(answer["version"], 1)
        self.assertIn("passphrase", json.dumps(answer).lower())
        self.assertIn("recovery", json.dumps(answer).lower())

    def test_reads_any_file(self):
        home = self.home()
        home.init()
        copy = home.home / "copy of the vault"
        copy.write_bytes(home.vault.read_bytes())
        self.assertEqual(home.leapp("vault", "info", copy).out.replace(str(copy), ""),
                         home.leapp("vault", "info", home.vault).out.replace(str(home.vault), ""))

    def test_without_a_vault_it_is_exit_code_10(self):
        self.assertQuiet(self.home().leapp("vault", "info", code=NO_VAULT))


class Verify(Case):
    def test_a_good_vault_passes(self):
        home = self.home()
        home.init()
        home.leapp("vault", "verify", passphrase=PASSPHRASE)

    def test_changes_nothing(self):
        home = self.home()
        home.init()
        before = home.vault.read_bytes()
        home.leapp("vault", "verify", passphrase=PASSPHRASE)
        self.assertEqual(home.vault.read_bytes(), before)

    def test_a_wrong_passphrase_is_exit_code_12_and_changes_nothing(self):
        home = self.home()
        home.init()
        before = tree(home.vault.parent)
        for wrong in (PASSPHRASE + " ", PASSPHRASE[:-1], PASSPHRASE.upper()):
            self.assertQuiet(home.leapp("vault", "verify", passphrase=wrong, code=WRONG_PASSPHRASE))
        self.assertEqual(tree(home.vault.parent), before)


class Passphrase(Case):
    def test_composed_and_decomposed_are_the_same(self):
        home = self.home()
        home.init("caf\u00e9 au lait, bitte")
        home.leapp("vault", "verify", passphrase="cafe\u0301 au lait, bitte")

    def test_comes_from_a_file_from_standard_input_and_from_askpass(self):
        home = self.home()
        home.init()
        secret, ask = home.home / "secret", home.home / "ask"
        secret.write_text(PASSPHRASE + "\n")
        ask.write_text("#!/bin/sh\nprintf '%%s\\n' '%s'\n" % PASSPHRASE)
        ask.chmod(0o755)
        home.leapp("vault", "verify", "--passphrase-file", secret)
        home.leapp("vault", "verify", "--passphrase-file", "-", stdin=PASSPHRASE.encode() + b"\n")
        home.leapp("vault", "verify", env={"LEAPP_ASKPASS": str(ask)})

    def test_is_not_asked_for_where_another_vault_lies_in_the_place_of_the_known_one(self):
        home, other = self.home(), self.home()
        for each in (home, other):
            each.init()
        asked, ask = home.home / "asked", home.home / "ask"
        ask.write_text(f"#!/bin/sh\ntouch '{asked}'\necho wrong\n")
        ask.chmod(0o755)
        own, foreign = home.vault.read_bytes(), other.vault.read_bytes()
        home.vault.write_bytes(foreign)
        for command in (("vault", "verify"), ("unlock",), ("vault", "passphrase"), ("vault", "slots", "list", "--names"), ("session", "list")):
            refused = home.leapp(*command, env={"LEAPP_ASKPASS": str(ask)}, code=DAMAGED)
            self.assertSays(refused, "WRONG_VAULT", str(home.vault))
            self.assertFalse(asked.exists(), command)
        home.leapp("vault", "verify", passphrase="not the one", code=DAMAGED)  # nor is Argon2id run for one that is given
        self.assertEqual(home.leapp("vault", "info", "--json").json["vaultId"], other.leapp("vault", "info", "--json").json["vaultId"])
        self.assertEqual(home.vault.read_bytes(), foreign)
        home.vault.write_bytes(own)
        home.leapp("vault", "verify", env={"LEAPP_ASKPASS": str(ask)}, code=WRONG_PASSPHRASE)
        self.assertTrue(asked.exists())

    def test_a_new_one_has_no_characters_that_an_older_program_does_not_know(self):
        home = self.home()
        refused = home.leapp("vault", "init", *KDF, passphrase="\U0001fae0 melting", code=GENERAL)
        self.assertSays(refused, "Unicode 13.0")
        self.assertFalse(home.vault.exists())
        home.init("\U0001fac2 hugging")
        home.leapp("vault", "passphrase", *KDF, passphrase="\U0001fac2 hugging", new_passphrase="\U0001fae0 melting", code=GENERAL)
        home.leapp("vault", "verify", passphrase="\U0001fac2 hugging")

    def test_is_never_an_argument(self):
        home = self.home()
        home.init()
        home.leapp("vault", "verify", "--passphrase", PASSPHRASE, code=USAGE)

    def test_a_change_makes_the_old_one_and_the_old_recovery_code_useless(self):
        home = self.home()
        old_code = recovery_code(home.init())
        shown = home.leapp("vault", "passphrase", passphrase=PASSPHRASE, new_passphrase=NEW)
        new_code = recovery_code(shown)
        self.assertNotEqual(old_code, new_code)
        home.leapp("vault", "verify", passphrase=PASSPHRASE, code=WRONG_PASSPHRASE)
        home.leapp("vault", "verify", recovery=old_code, code=WRONG_PASSPHRASE)
        home.leapp("vault", "verify", passphrase=NEW)
        home.leapp("vault", "verify", recovery=new_code)

    def test_a_change_keeps_what_is_in_the_vault_and_drops_older_backups(self):
        home = self.home()
        home.init()
        home.write(DAY_CONFIG, DAY_CREDENTIALS)
        first = home.import_all()
        home.leapp("vault", "passphrase", passphrase=PASSPHRASE, new_passphrase=NEW)
        again = home.import_all(passphrase=NEW)
        self.assertEqual(len(again["unchanged"]), len(first["imported"]))
        backups = [p for p in home.state.rglob("*") if p.is_file() and p.read_bytes()[:4] == b"\x89LPV"]
        for backup in backups:
            home.leapp("vault", "verify", "--vault", backup, passphrase=PASSPHRASE, code=WRONG_PASSPHRASE)

    def test_a_change_with_a_wrong_passphrase_changes_nothing(self):
        home = self.home()
        home.init()
        before = tree(home.vault.parent)
        home.leapp("vault", "passphrase", passphrase="no", new_passphrase=NEW, code=WRONG_PASSPHRASE)
        self.assertEqual(tree(home.vault.parent), before)

    def test_forgotten_is_mended_by_the_recovery_code(self):
        home = self.home()
        code = recovery_code(home.init())
        home.leapp("vault", "passphrase", recovery=code, new_passphrase=NEW)
        home.leapp("vault", "verify", passphrase=NEW)
        home.leapp("vault", "verify", recovery=code, code=WRONG_PASSPHRASE)


class Recovery(Case):
    def test_a_new_code_replaces_the_old_one(self):
        home = self.home()
        old = recovery_code(home.init())
        new = recovery_code(home.leapp("vault", "recovery", passphrase=PASSPHRASE))
        self.assertNotEqual(old, new)
        home.leapp("vault", "verify", recovery=old, code=WRONG_PASSPHRASE)
        home.leapp("vault", "verify", recovery=new)
        home.leapp("vault", "verify", passphrase=PASSPHRASE)

    def test_a_code_is_read_as_people_type_it(self):
        home = self.home()
        code = recovery_code(home.init())
        home.leapp("vault", "verify", recovery=code.lower().replace("-", " "))
        home.leapp("vault", "verify", recovery=code.replace("-", "").replace("0", "O").replace("1", "l"))

    def test_a_mistyped_code_is_refused_before_it_is_tried(self):
        home = self.home()
        code = recovery_code(home.init())
        wrong = ("2" if code[0] != "2" else "3") + code[1:]
        refused = home.leapp("vault", "verify", recovery=wrong, code=None)
        self.assertNotEqual(refused.code, OK)
        self.assertSilentAbout(refused, code, wrong)


class Export(Case):
    def test_reveals_everything_only_when_told_to(self):
        home = self.home()
        home.init()
        home.write(DAY_CONFIG, DAY_CREDENTIALS)
        home.import_all()
        hidden = home.leapp("vault", "export", "--json", passphrase=PASSPHRASE, code=None)
        self.assertSilentAbout(hidden, *DAY_SECRETS)
        shown = home.leapp("vault", "export", "--json", "--reveal", passphrase=PASSPHRASE)
        self.assertEqual(shown.json["version"], 1)
        for secret in DAY_SECRETS:
            self.assertIn(secret, shown.out)
        self.assertIn(access_key("default"), shown.out)
        self.assertNotEqual(shown.err, "", "a warning is owed")


if __name__ == "__main__":
    unittest.main()
