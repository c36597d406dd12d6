"""Bad input gets an error with its exit code, and nothing is lost."""
import os
import resource
import shutil
import signal
import subprocess
import unittest

from harness import (DAMAGED, DECISION, KDF, LEAPP, LOCKED, NEWER, NO_VAULT, NOT_FOUND, OK, PASSPHRASE, USAGE, Case, tree)
from homes import DAY_CONFIG, DAY_CREDENTIALS, DAY_KINDS, keys

NOBODY = 65534


class Vaults(Case):
    def made(self):
        home = self.home()
        home.init()
        home.write(DAY_CONFIG, DAY_CREDENTIALS)
        home.import_all()
        return home

    def test_no_vault_is_exit_code_10(self):
        home = self.home()
        self.assertQuiet(home.leapp("vault", "info", code=NO_VAULT))
        for command in (("vault", "verify"), ("vault", "import"), ("vault", "passphrase"), ("unlock",), ("session", "list")):
            self.assertQuiet(home.leapp(*command, passphrase=PASSPHRASE, code=NO_VAULT))

    def test_an_argument_that_no_request_can_carry_is_named(self):
        home = self.made()
        home.unlock()
        for args, words in (
                (("session", "edit", "ci", "--set-name", "x" * 70_000), ("--set-name", "4096")),
                (("session", "list", "x" * 100_000), ("argument 3", "4096")),
                (("session", "list", *["x" * 1000] * 5), ("words", "4096")),
                (("session", "list", "--role", "x" * 100_000), ("--role", "4096")),
                (("credential-process", "x" * 100_000), ("argument 2", "4096")),
                (("session", "edit", "ci", "--set-alias", "caf\udce9"), ("--set-alias", "not UTF-8")),
                (("credential-process", "caf\udce9"), ("argument 2", "not UTF-8"))):
            refused = home.leapp(*args, code=USAGE)
            self.assertSays(refused, *words)
            self.assertQuiet(refused)
        self.assertNotIn("caf\ufffd", str(home.sessions()))

    def test_a_profile_name_that_not_all_tools_read_is_named(self):
        home = self.made()
        home.unlock()
        self.assertSays(home.leapp("session", "start", "ci", "--profile", "a]b", code=USAGE), "--profile 'a]b'")

    def test_a_damaged_vault_is_exit_code_14_and_stays_as_it_is(self):
        home = self.made()
        good = home.vault.read_bytes()
        middle, header = len(good) // 2, 24
        broken = {
            "empty": b"", "half": good[:middle], "one byte short": good[:-1], "one byte more": good + b"\0", "other": b"hello, I am a text\n" * 50,
            "flipped in the body": good[:middle] + bytes([good[middle] ^ 1]) + good[middle + 1:],
            "flipped in the header": good[:header] + bytes([good[header] ^ 4]) + good[header + 1:],
            "line endings": good.replace(b"\r\n", b"\n"), "zeros": bytes(len(good)),
        }
        for name, data in broken.items():
            with self.subTest(name):
                home.vault.write_bytes(data)
                for command in (("vault", "verify"), ("session", "list"), ("vault", "import"), ("unlock",)):
                    refused = home.leapp(*command, passphrase=PASSPHRASE, code=DAMAGED)
                    self.assertQuiet(refused)
                    self.assertTrue(refused.err.strip())
                self.assertEqual(home.vault.read_bytes(), data)
        home.vault.write_bytes(good)
        home.leapp("vault", "verify", passphrase=PASSPHRASE)

    def test_damage_is_found_before_a_passphrase_is_asked_for(self):
        home = self.made()
        home.vault.write_bytes(home.vault.read_bytes()[:-1])
        home.leapp("vault", "verify", code=DAMAGED)

    def test_a_vault_of_a_newer_major_is_exit_code_17(self):
        home = self.made()
        data = bytearray(home.vault.read_bytes())
        data[9] = 2
        home.vault.write_bytes(data)
        self.assertQuiet(home.leapp("vault", "info", code=NEWER))
        for command in (("vault", "verify"), ("session", "list")):
            self.assertQuiet(home.leapp(*command, passphrase=PASSPHRASE, code=NEWER))
        self.assertEqual(home.vault.read_bytes(), bytes(data))

    def test_another_vault_in_the_place_of_a_known_one_is_exit_code_14(self):
        home = self.made()
        mine = home.vault.read_bytes()
        home.leapp("vault", "init", "--vault", home.home / "other.lpv", *KDF, passphrase=PASSPHRASE)
        home.vault.write_bytes((home.home / "other.lpv").read_bytes())
        home.leapp("session", "list", passphrase=PASSPHRASE, code=DAMAGED)
        home.vault.write_bytes(mine)
        self.assertEqual(len(home.leapp("session", "list", "--json", passphrase=PASSPHRASE).json["sessions"]), len(DAY_KINDS))

    def test_an_older_copy_is_merged_and_said_never_taken(self):
        home = self.made()
        older = home.vault.read_bytes()
        more = home.home / "more"
        more.write_text("[more]\n" + keys("more"))
        home.import_all("--credentials-file", more)
        home.vault.write_bytes(older)
        shown = home.leapp("session", "list", "--json", passphrase=PASSPHRASE)
        self.assertTrue(shown.err.strip(), "a rollback is owed a warning")

    def test_backups_are_kept_in_the_state_folder_and_open(self):
        home = self.made()
        self.assertEqual({p.name for p in home.vault.parent.iterdir()} - {"vault.lpv", "vault.lpv.lock"}, set())
        for i in range(7):
            path = home.home / "more"
            path.write_text("[more-%d]\n%s" % (i, keys("more-%d" % i)))
            home.import_all("--credentials-file", path)
        backups = [p for p in home.state.rglob("*") if p.is_file() and p.read_bytes()[:4] == b"\x89LPV"]
        self.assertEqual(len(backups), 6, "five earlier states and a copy of the present one: %s" % backups)
        home.leapp("vault", "verify", "--vault", backups[0], passphrase=PASSPHRASE)

    def test_a_lost_state_folder_costs_no_record(self):
        home = self.made()
        shutil.rmtree(home.state)
        self.assertEqual(len(home.leapp("session", "list", "--json", passphrase=PASSPHRASE).json["sessions"]), len(DAY_KINDS))

    def test_a_symlinked_vault_stays_one(self):
        home = self.made()
        real = home.home / "elsewhere.lpv"
        home.vault.rename(real)
        home.vault.symlink_to(real)
        path = home.home / "more"
        path.write_text("[more]\n" + keys("more"))
        home.import_all("--credentials-file", path)
        self.assertTrue(home.vault.is_symlink())
        home.leapp("vault", "verify", "--vault", real, passphrase=PASSPHRASE)


class Names(Case):
    def test_two_of_one_name_are_a_list_and_exit_code_2(self):
        home = self.home()
        home.init()
        for i in range(2):
            home.write("", "[dev]\n" + keys("dev %d" % i))
            home.import_all("--replace")
        home.unlock()
        listed = home.leapp("session", "list", "--json").json["sessions"]
        self.assertEqual(len({s["name"] for s in listed}), 2, str(listed))
        refused = home.leapp("credential-process", "dev", code=NOT_FOUND)
        self.assertQuiet(refused)
        self.assertSays(refused, *(s["name"] for s in listed))


class Usage(Case):
    def test_wrong_usage_is_exit_code_64(self):
        home = self.home()
        for argv in (("nonsense",), ("vault",), ("vault", "nonsense"), ("session", "start"), ("unlock", "--for", "yesterday"), ("env", "x", "--nonsense"),
                     ("session", "start", "x", "--method", "magic")):
            result = home.leapp(*argv, code=None)
            self.assertIn(result.code, (USAGE,) if argv != ("vault",) else (OK, USAGE), str(result))

    def test_help_and_version_are_there(self):
        home = self.home()
        for argv in (("--help",), ("--version",), ("vault", "--help"), ("vault", "import", "--help"), ("session", "start", "--help"), ("exec", "--help")):
            self.assertTrue(home.leapp(*argv).out.strip())


class Files(Case):
    """~/.aws that cannot be read, or not be written; a disk that is full."""

    def test_a_folder_in_the_place_of_a_file(self):
        home = self.home()
        home.init()
        home.aws.mkdir()
        home.credentials.mkdir()
        refused = home.leapp("vault", "import", passphrase=PASSPHRASE, code=None)
        self.assertNotEqual(refused.code, OK)
        self.assertSays(refused, "credentials")

    def ordinary(self):
        """A home, and what makes its commands those of a user whom permissions stop."""
        home = self.home()
        if os.geteuid() != 0:
            return home, None
        programs = home.root / "programs"
        (programs / "bin").mkdir(parents=True)
        shutil.copy2(LEAPP, programs / "bin" / "leapp")
        core = LEAPP.parent.parent / "libexec"
        if core.exists():
            shutil.copytree(core, programs / "libexec")
        home.root.chmod(0o755)
        for path in (home.home, home.runtime):
            shutil.chown(path, NOBODY, NOBODY)
        home.program = programs / "bin" / "leapp"
        return home, lambda: (os.setgroups([]), os.setgid(NOBODY), os.setuid(NOBODY))

    def run_as(self, home, become, *args, **secrets):
        program = getattr(home, "program", LEAPP)
        fds, argv = [], [str(program), *map(str, args)]
        for flag, secret in secrets.items():
            reader, writer = os.pipe()
            os.write(writer, secret.encode() + b"\n")
            os.close(writer)
            fds.append(reader)
            argv += ["--%s-fd" % flag, str(reader)]
        done = subprocess.run(argv, env=home.environment, capture_output=True, text=True, pass_fds=fds, preexec_fn=become, cwd="/", timeout=120,
                              stdin=subprocess.DEVNULL, start_new_session=True, check=False)
        for fd in fds:
            os.close(fd)
        return done

    def test_an_unreadable_file_is_named(self):
        home, become = self.ordinary()
        self.assertEqual(self.run_as(home, become, "vault", "init", *KDF, passphrase=PASSPHRASE).returncode, OK)
        home.write(DAY_CONFIG, DAY_CREDENTIALS)
        for path in (home.aws, home.config, home.credentials):
            if become:
                shutil.chown(path, NOBODY, NOBODY)
        home.credentials.chmod(0)
        done = self.run_as(home, become, "vault", "import", passphrase=PASSPHRASE)
        self.assertNotEqual(done.returncode, OK, done.stdout)
        self.assertIn(str(home.credentials), done.stderr)
        home.credentials.chmod(0o600)
        self.assertEqual(self.run_as(home, become, "vault", "import", passphrase=PASSPHRASE).returncode, OK)

    def test_a_folder_that_may_not_be_written_loses_nothing(self):
        home, become = self.ordinary()
        self.assertEqual(self.run_as(home, become, "vault", "init", *KDF, passphrase=PASSPHRASE).returncode, OK)
        home.write(DAY_CONFIG, DAY_CREDENTIALS)
        for path in (home.aws, home.config, home.credentials):
            if become:
                shutil.chown(path, NOBODY, NOBODY)
        home.aws.chmod(0o500)
        self.assertEqual(self.run_as(home, become, "vault", "import", passphrase=PASSPHRASE).returncode, OK)
        done = self.run_as(home, become, "vault", "import", "--scrub", passphrase=PASSPHRASE)
        self.assertNotEqual(done.returncode, OK)
        self.assertIn(str(home.aws), done.stderr)
        self.assertEqual(home.read(), (DAY_CONFIG.encode(), DAY_CREDENTIALS.encode()))
        self.assertEqual(self.run_as(home, become, "vault", "verify", passphrase=PASSPHRASE).returncode, OK)

    def test_a_write_that_fails_half_way_leaves_the_old_vault(self):
        home = self.home()
        home.init()
        home.write(DAY_CONFIG, DAY_CREDENTIALS)
        home.import_all()
        before = tree(home.vault.parent)
        many = home.home / "many"
        many.write_text("".join("[f%d]\n%s\n" % (i, keys("f%d" % i)) for i in range(400)))

        for size in (0, 4096, 20000):
            def limit(size=size):
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
            refused = home.leapp("vault", "import", "--credentials-file", many, passphrase=PASSPHRASE, code=None, preexec=limit)
            self.assertNotEqual(refused.code, OK)
            self.assertQuiet(refused)
            self.assertEqual({k: v[0] for k, v in tree(home.vault.parent).items()}, {k: v[0] for k, v in before.items()})
            home.leapp("vault", "verify", passphrase=PASSPHRASE)
        self.assertEqual(len(home.leapp("session", "list", "--json", passphrase=PASSPHRASE).json["sessions"]), len(DAY_KINDS))

    def test_a_full_disk_leaves_the_old_vault(self):
        if os.geteuid() != 0:
            self.skipTest("needs root to mount a small disk")
        home = self.home()
        disk = home.root / "disk"
        disk.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)], capture_output=True, check=False).returncode:
            self.skipTest("no leave to mount a small disk here")
        self.addCleanup(subprocess.run, ["umount", str(disk)], check=False)
        home.environment["LEAPP_VAULT"] = str(disk / "vault.lpv")
        home.init()
        home.write(DAY_CONFIG, DAY_CREDENTIALS)
        home.import_all()
        good = (disk / "vault.lpv").read_bytes()
        ballast = os.open(disk / "ballast", os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            with self.assertRaises(OSError):
                while True:
                    os.write(ballast, b"x" * 4096)
        finally:
            os.close(ballast)
        refused = home.leapp("vault", "import", "--replace", "--credentials-file", self.more(home), passphrase=PASSPHRASE, code=None)
        self.assertNotEqual(refused.code, OK)
        self.assertSays(refused, "space")
        self.assertEqual((disk / "vault.lpv").read_bytes(), good)
        self.assertEqual({p.name for p in disk.iterdir()} - {"vault.lpv.lock"}, {"vault.lpv", "ballast"})
        (disk / "ballast").unlink()
        home.import_all("--credentials-file", self.more(home))

    def more(self, home):
        path = home.home / "more"
        path.write_text("[more]\n" + keys("more"))
        return path


class Prompts(Case):
    def test_nothing_to_ask_with_is_exit_code_11(self):
        home = self.home()
        home.init()
        for command in (("vault", "verify"), ("vault", "import"), ("session", "list"), ("unlock",), ("exec", "x", "--", "true"), ("env", "x", "--shell", "bash")):
            refused = home.leapp(*command, code=LOCKED)
            self.assertQuiet(refused)

    def test_what_there_is_nowhere_to_ask_for_is_named_with_its_option(self):
        home = self.home()
        for command in (("init",), ("passphrase",), ("slots", "add", "passphrase")):
            known = None if command == ("init",) else PASSPHRASE
            refused = home.leapp("vault", *command, *KDF, passphrase=known, code=LOCKED)
            self.assertSays(refused, "new passphrase", "--new-passphrase-fd")
            self.assertNotIn("leapp unlock", refused.err)
            if known is None:
                home.init()
        self.assertSays(home.leapp("vault", "recovery", "--use-recovery-code", *KDF, code=LOCKED), "recovery code", "--recovery-fd")

    def test_a_passphrase_file_that_is_not_there_is_named(self):
        home = self.home()
        home.init()
        refused = home.leapp("vault", "verify", "--passphrase-file", "/no/such/file", code=None)
        self.assertNotIn(refused.code, (OK, DECISION))
        self.assertSays(refused, "/no/such/file")


if __name__ == "__main__":
    unittest.main()
