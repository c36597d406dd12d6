"""--scrub and restore-aws: no plaintext left, every tool still works, every byte comes back."""
import stat
import unittest

import judges
from emulators import STS
from harness import DECISION, GENERAL, LEAPP, PASSPHRASE, Case
from homes import ARNS, DAY_CONFIG, DAY_CREDENTIALS, DAY_ROLES, DAY_SECRETS, DAY_USERS, keys, large

UNPROMPTED = ("default", "ci", "prod-admin", "staging", "audit")


class Scrub(Case):
    def day(self):
        sts = self.emulator(STS, DAY_USERS, DAY_ROLES)
        home = self.home(sts)
        home.init()
        home.write(DAY_CONFIG, DAY_CREDENTIALS)
        return home

    def test_grep_finds_no_imported_secret_under_the_home(self):
        home = self.day()
        self.assertNotEqual(home.files_with(*DAY_SECRETS), [])
        home.import_all("--scrub")
        self.assertEqual(home.files_with(*DAY_SECRETS), [])

    def test_a_secret_that_was_not_imported_is_named(self):
        home = self.day()
        text = DAY_CREDENTIALS + "\n[my prof]\naws_access_key_id = AKIAODDODDODDODDODD1\naws_secret_access_key = %s\n" % ("o" * 40)
        home.write(DAY_CONFIG, text)
        result = home.leapp("vault", "import", "--scrub", passphrase=PASSPHRASE)
        line = home.read()[1].decode().splitlines().index("aws_secret_access_key = %s" % ("o" * 40)) + 1
        self.assertSays(result, "credentials: a secret key is still in line %d;" % line)

    def test_a_scrub_that_is_cut_off_says_what_was_done(self):
        home = self.day()
        home.write(DAY_CONFIG + "\n[profile third]\n" + keys("third"), DAY_CREDENTIALS)
        original = home.read()
        home.credentials.chmod(0o400)
        result = home.leapp("vault", "import", "--scrub", passphrase=PASSPHRASE, code=GENERAL)
        self.assertSays(result, "%s: cannot open: permission denied; the vault has what was imported" % home.credentials,
                        "; scrubbed: %s; not scrubbed: %s; run" % (home.config, home.credentials))
        self.assertNotIn("nothing", result.err)
        self.assertEqual(home.read()[1], original[1])
        self.assertIn("third", home.leapp("session", "list", passphrase=PASSPHRASE).out)
        home.credentials.chmod(0o600)
        home.import_all("--scrub")
        self.assertEqual(home.files_with(*DAY_SECRETS), [])
        home.config.chmod(0o400)
        result = home.leapp("vault", "restore-aws", passphrase=PASSPHRASE, code=GENERAL)
        self.assertSays(result, "; restored: %s; not restored: %s; run" % (home.credentials, home.config))
        home.config.chmod(0o600)
        home.leapp("vault", "restore-aws", passphrase=PASSPHRASE)
        self.assertEqual(home.read(), original)

    def test_every_profile_that_worked_unprompted_still_works(self):
        home = self.day()
        before = {p: judges.boto3_identity(home, p)["arn"] for p in UNPROMPTED}
        self.assertEqual(before, {p: ARNS[p] for p in UNPROMPTED})
        home.import_all("--scrub")
        home.unlock()
        self.assertEqual({p: judges.boto3_identity(home, p)["arn"] for p in UNPROMPTED}, before)
        self.assertEqual(judges.aws_identity(home, "ci"), ARNS["ci"])

    def test_the_lines_name_the_program_absolutely_and_outlive_a_lock(self):
        home = self.day()
        home.import_all("--scrub")
        scrubbed = home.read()
        text = b"".join(scrubbed).decode()
        self.assertIn("credential_process", text)
        self.assertIn(str(LEAPP.resolve()), text)
        home.unlock()
        home.leapp("lock")
        self.assertEqual(home.read(), scrubbed)
        judges.run(home, "aws", "configure", "list", "--profile", "ci", check=False)
        home.unlock()
        self.assertEqual(judges.boto3_identity(home, "ci")["arn"], ARNS["ci"])

    def test_all_else_in_the_files_stays(self):
        home = self.day()
        home.import_all("--scrub")
        config, credentials = (b.decode() for b in home.read())
        self.assertEqual([line for line in DAY_CONFIG.splitlines() if line not in config.splitlines()], [])
        kept = [line for line in DAY_CREDENTIALS.splitlines() if not line.startswith("aws_")]
        self.assertEqual([line for line in kept if line not in credentials.splitlines()], [])
        self.assertEqual(stat.S_IMODE(home.credentials.stat().st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(home.config.stat().st_mode), 0o644)

    def test_restore_gives_back_every_byte(self):
        for config, credentials in ((DAY_CONFIG.encode(), DAY_CREDENTIALS.encode()), (large(300)[:2]),
                                    (b"", b"[default]\r\n; odd \xff bytes\r\n" + DAY_CREDENTIALS.split("\n", 2)[2].encode().rstrip(b"\n"))):
            home = self.home()
            home.init()
            home.write(config, credentials)
            home.import_all("--scrub")
            self.assertNotEqual(home.read()[1], credentials)
            home.leapp("vault", "restore-aws", passphrase=PASSPHRASE)
            self.assertEqual(home.read(), (config, credentials))

    def test_restore_is_refused_where_a_file_changed_since(self):
        home = self.day()
        home.import_all("--scrub")
        changed = home.read()[1] + b"\n[new]\nregion = eu-west-1\n"
        home.credentials.write_bytes(changed)
        home.leapp("vault", "restore-aws", passphrase=PASSPHRASE, code=DECISION)
        self.assertEqual(home.credentials.read_bytes(), changed)
        home.leapp("vault", "restore-aws", "--force", passphrase=PASSPHRASE)
        self.assertEqual(home.credentials.read_bytes(), DAY_CREDENTIALS.encode())

    def test_scrub_follows_a_symlink_to_the_real_file(self):
        home = self.day()
        real = home.home / "dotfiles" / "credentials"
        real.parent.mkdir()
        home.credentials.rename(real)
        home.credentials.symlink_to(real)
        home.import_all("--scrub")
        self.assertTrue(home.credentials.is_symlink())
        self.assertEqual(home.files_with(*DAY_SECRETS), [])
        home.leapp("vault", "restore-aws", passphrase=PASSPHRASE)
        self.assertTrue(home.credentials.is_symlink())
        self.assertEqual(real.read_text(), DAY_CREDENTIALS)

    def test_what_was_not_imported_keeps_its_bytes(self):
        home = self.day()
        short = "[short]\naws_access_key_id = ASIAABCDEFGHIJKLMNOP\naws_secret_access_key = " + "s" * 40 + "\naws_session_token = tok\n"
        home.write(credentials=DAY_CREDENTIALS + short)
        home.import_all("--scrub")
        self.assertTrue(home.credentials.read_text().endswith(short))

    def test_scrub_twice_changes_nothing_more(self):
        home = self.day()
        home.import_all("--scrub")
        once = home.read()
        again = home.import_all("--scrub")
        self.assertEqual(again["imported"], [])
        self.assertEqual(home.read(), once)
        home.leapp("vault", "restore-aws", passphrase=PASSPHRASE)
        self.assertEqual(home.credentials.read_text(), DAY_CREDENTIALS)


if __name__ == "__main__":
    unittest.main()
