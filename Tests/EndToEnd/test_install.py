"""script/install: programs, man page, completions and user units under a prefix, and they work from there."""
import re
import shutil
import subprocess
import unittest

from harness import LEAPP, ROOT, Case


class Install(Case):
    def setUp(self):
        super().setUp()
        if LEAPP != ROOT / ".build-dist" / "bin" / "leapp":
            self.skipTest("another program than this checkout's is under test")
        self.user = self.home()
        self.prefix = self.user.root / "a prefix"
        subprocess.run([str(ROOT / "script" / "install"), "--prefix", str(self.prefix), "--no-build"], check=True, capture_output=True, text=True)

    def test_everything_is_in_its_place(self):
        for name in ("bin/leapp", "libexec/leapp/leapp-core", "share/man/man1/leapp.1", "share/bash-completion/completions/leapp",
                     "share/zsh/site-functions/_leapp", "share/fish/vendor_completions.d/leapp.fish",
                     "share/systemd/user/leapp-agent.service", "share/systemd/user/leapp-agent.socket"):
            self.assertTrue((self.prefix / name).stat().st_size > 50, name)

    def test_the_installed_program_is_whole(self):
        program = str(self.prefix / "bin" / "leapp")
        for argv in ((program, "--version"), ("/bin/sh", "-c", "cd / && PATH=%s:$PATH leapp status" % self.prefix.joinpath("bin").as_posix().replace(" ", "\\ "))):
            done = subprocess.run(argv, env=self.user.environment, capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_the_units_name_the_installed_program(self):
        unit = (self.prefix / "share/systemd/user/leapp-agent.service").read_text()
        self.assertIn('ExecStart="%s/bin/leapp" agent --foreground' % self.prefix, unit)
        self.assertNotIn("@PREFIX@", unit)

    def test_the_man_page_names_every_command(self):
        page = (self.prefix / "share/man/man1/leapp.1").read_text().replace("\\-", "-").replace("Fl -", "--")
        for word in ("vault init", "vault import", "unlock", "lock", "status", "session list", "session start", "credential-process", "exec", "env",
                     "--passphrase-fd", "LEAPP_VAULT", "EXIT"):
            self.assertIn(word, page)
        if shutil.which("man"):
            done = subprocess.run(["man", "--warnings", "-l", str(self.prefix / "share/man/man1/leapp.1")], capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_the_completions_are_those_of_their_shells(self):
        bash = self.prefix / "share/bash-completion/completions/leapp"
        subprocess.run(["bash", "-n", str(bash)], check=True)
        self.assertIn("#compdef leapp", (self.prefix / "share/zsh/site-functions/_leapp").read_text())
        self.assertRegex((self.prefix / "share/fish/vendor_completions.d/leapp.fish").read_text(), re.compile(r"complete -c '?leapp"))


if __name__ == "__main__":
    unittest.main()
