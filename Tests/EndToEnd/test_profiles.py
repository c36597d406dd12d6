"""leapp profile write: profiles for many sessions in a marked block, and every byte of the user's left alone."""
import stat
import unittest

import judges
from emulators import STS
from harness import DECISION, LEAPP, PASSPHRASE, Case
from homes import ARNS, DAY_CONFIG, DAY_CREDENTIALS, DAY_ROLES, DAY_USERS

OWN = "# mine\n[profile prod-admin]\nregion = eu-central-1\n\n[profile tools]\noutput = text"  # no final newline


class Profiles(Case):
    def day(self, own=""):
        """A home whose vault has the day's sessions and whose files have been replaced by `own`."""
        sts = self.emulator(STS, DAY_USERS, DAY_ROLES)
        home = self.home(sts)
        home.init()
        home.write(DAY_CONFIG, DAY_CREDENTIALS)
        home.import_all()
        home.write(own, "")
        home.unlock()
        return home

    def write(self, home, *args, **more):
        return home.leapp("profile", "write", "--json", *args, **more).json

    def test_every_session_becomes_a_profile_that_boto3_uses(self):
        home = self.day()
        answer = self.write(home)
        self.assertIn("staging", answer["added"])
        self.assertEqual(answer["skipped"], [])
        profiles = judges.botocore_profiles(home)
        self.assertEqual(sorted(answer["added"]), sorted(profiles))
        ids = {name: session["id"] for name, session in home.sessions().items()}
        self.assertEqual(profiles["staging"]["credential_process"], '"%s" credential-process %s' % (LEAPP, ids["staging"]))
        for name in ("prod-admin", "staging"):
            self.assertEqual(judges.boto3_identity(home, name)["arn"], ARNS[name])

    def test_the_second_run_writes_nothing(self):
        home = self.day(OWN)
        self.write(home)
        before, state = home.read(), home.config.stat()
        answer = self.write(home)
        self.assertFalse(answer["written"])
        self.assertEqual((home.read(), home.config.stat().st_ino, home.config.stat().st_mtime_ns), (before, state.st_ino, state.st_mtime_ns))

    def test_the_users_bytes_stay_and_a_name_that_is_taken_is_skipped(self):
        for own in (OWN, OWN.replace("\n", "\r\n")):
            home = self.day(own)
            answer = self.write(home)
            text = home.read()[0].decode()
            self.assertTrue(text.startswith(own), text)
            self.assertEqual("\r\n" in text, "\r\n" in own)
            self.assertEqual([(s["profile"], s["reason"]) for s in answer["skipped"]], [("prod-admin", "taken")])
            self.assertNotIn("credential_process", judges.botocore_profiles(home)["prod-admin"])
            self.write(home, "nothing-is-called-this", "--prune")
            self.assertEqual(home.read()[0].decode(), own)

    def test_a_line_that_is_appended_later_is_read_and_the_file_comes_back_as_it_was(self):
        home = self.day("[profile tools]\noutput = text")
        self.write(home)
        with open(home.config, "a") as config:
            config.write("[profile late]\nregion = eu-west-3\n")
        self.assertEqual(judges.botocore_profiles(home)["late"], {"region": "eu-west-3"})
        self.assertFalse(self.write(home)["written"])
        home.config.write_bytes(home.read()[0].replace(b"[profile late]\nregion = eu-west-3\n", b""))
        self.write(home, "nothing-is-called-this", "--prune")
        self.assertEqual(home.read()[0], b"[profile tools]\noutput = text")

    def test_a_dry_run_says_it_and_changes_nothing(self):
        home = self.day(OWN)
        before = home.read()
        self.assertIn("staging", self.write(home, "--dry-run")["added"])
        result = home.leapp("profile", "write", "--dry-run")
        self.assertSays(result, "would be added: staging", "skipped: prod-admin, as line 2 of your config file has a profile of that name", "would write")
        self.assertEqual(home.read(), before)

    def test_prune_takes_out_what_is_not_chosen_any_more(self):
        home = self.day()
        self.write(home)
        self.assertEqual(self.write(home, "staging")["removed"], [])
        answer = self.write(home, "--role", "Dep*", "--account", "4444*", "--prune")
        self.assertIn("prod-admin", answer["removed"])
        self.assertEqual(list(judges.botocore_profiles(home)), ["staging"])

    def test_a_link_and_a_mode_stay_and_a_missing_file_is_made(self):
        home = self.day(OWN)
        real = home.home / "dotfiles"
        home.config.rename(real)
        real.chmod(0o640)
        home.config.symlink_to(real)
        self.write(home)
        self.assertTrue(home.config.is_symlink())
        self.assertEqual(stat.S_IMODE(real.stat().st_mode), 0o640)
        self.assertIn(b"leapp: profiles begin", real.read_bytes())
        home.config.unlink()
        home.credentials.unlink()
        home.aws.rmdir()
        self.write(home)
        self.assertEqual(stat.S_IMODE(home.config.stat().st_mode), 0o600)
        self.assertIn("staging", judges.botocore_profiles(home))

    def test_damage_is_noticed_and_nothing_is_written(self):
        home = self.day()
        self.write(home)
        whole = home.read()[0].decode()
        for text, words in ((whole.replace("# leapp: profiles end\n", ""), "lost its other half"),
                            (whole.replace("[profile staging]", "[profile staging]\noutput = json"), "(output); --replace writes"),
                            (whole + "max_attempts = 3\n", "a line in the profiles")):
            home.write(text)
            result = home.leapp("profile", "write", "--prune", code=DECISION)
            self.assertSays(result, str(home.config), words, "nothing was written")
            self.assertEqual(home.read()[0].decode(), text)

    def test_what_aws_cli_set_in_a_profile_of_the_block_is_named_and_goes_with_replace_only(self):
        home = self.day(OWN)
        self.write(home)
        written = home.read()[0]
        names = [name for name, profile in judges.botocore_profiles(home).items() if "credential_process" in profile]
        for name in ("dev", max(names)):
            judges.run(home, "aws", "configure", "set", "output", "yaml", "--profile", name)
        changed = home.read()[0]
        self.assertEqual(changed.count(b"output = yaml"), 2)
        refused = home.leapp("profile", "write", code=DECISION)
        lines = [number for number, line in enumerate(changed.splitlines(), 1) if line == b"output = yaml"]
        self.assertSays(refused, str(home.config), "2 lines", *("line %d (output)" % n for n in lines), "--replace", "nothing was written")
        self.assertEqual(home.read()[0], changed)
        self.assertTrue(self.write(home, "--replace")["written"])
        self.assertEqual(home.read()[0], written)
        home.write(changed.replace(b"# leapp: profiles end\n", b""))
        self.assertSays(home.leapp("profile", "write", "--replace", code=DECISION), "mark of `leapp profile write`")

    def test_a_session_starts_and_stops_beside_its_profile(self):
        home = self.day()
        self.write(home)
        before = home.read()[0]
        home.leapp("session", "start", "staging")
        self.assertEqual(judges.boto3_identity(home, "staging")["method"], "shared-credentials-file")
        self.assertFalse(self.write(home)["written"])
        home.leapp("session", "stop", "staging")
        self.assertEqual(home.read()[0], before)
        self.assertEqual(judges.boto3_identity(home, "staging")["method"], "custom-process")

    def test_a_profile_of_the_block_is_started_by_process_without_a_change_and_profile_write_goes_on(self):
        home = self.day(OWN)
        self.write(home)
        before = home.read()
        for options in ((), ("--adopt",)):
            said = home.leapp("session", "start", "staging", "--method", "process", *options)
            self.assertSays(said, "nothing to start: [profile staging]", str(home.config), "`leapp profile write`")
            self.assertTrue(home.leapp("session", "start", "staging", "--method", "process", "--json", *options).json["present"])
            self.assertEqual(home.read(), before)
        self.assertEqual(home.leapp("session", "current", "--json").json["started"], [])
        refused = home.leapp("session", "start", "ci", "--profile", "staging", "--method", "process", "--adopt", code=DECISION)
        self.assertSays(refused, "[profile staging] is one of the profiles of `leapp profile write`", "--profile")
        self.assertEqual(home.read(), before)
        home.leapp("session", "start", "staging", "--adopt")
        home.leapp("session", "start", "ci", "--profile", "asked", "--method", "process")
        self.assertFalse(self.write(home)["written"])
        home.leapp("session", "edit", "audit", "--set-region", "eu-west-3")
        self.assertEqual(self.write(home)["changed"], ["audit"])
        home.leapp("session", "stop", "--all")
        home.leapp("session", "edit", "audit", "--remove-region")
        self.write(home)
        self.assertEqual(home.read(), before)

    def test_a_word_that_no_session_has_takes_all_of_them_out_again(self):
        home = self.day(OWN + "\n")
        before = home.read()
        self.write(home)
        self.assertNotEqual(home.read(), before)
        home.leapp("profile", "write", "nothing-matches", "--prune", "--yes")
        self.assertEqual(home.read(), before)

    def test_restore_aws_gives_the_exact_bytes_back_with_a_block_or_without(self):
        sts = self.emulator(STS, DAY_USERS, DAY_ROLES)
        for early in (False, True):
            home = self.home(sts)
            home.init()
            home.write(DAY_CONFIG + "\n[profile keyed]\naws_access_key_id = AKIAKEYEDKEYEDKEYED1\naws_secret_access_key = %s\n" % ("k" * 40), DAY_CREDENTIALS)
            home.import_all()
            if early:
                home.leapp("profile", "write", "dev", passphrase=PASSPHRASE)
            original = home.read()
            home.import_all("--scrub")
            home.leapp("profile", "write", "--json", passphrase=PASSPHRASE)
            home.leapp("vault", "restore-aws", passphrase=PASSPHRASE)
            self.assertEqual(home.read(), original)

    def test_an_import_takes_nothing_from_the_block(self):
        home = self.day()
        self.write(home)
        answer = home.import_all()
        self.assertEqual((answer["imported"], answer["updated"], answer["kept"]), ([], [], []))


if __name__ == "__main__":
    unittest.main()
