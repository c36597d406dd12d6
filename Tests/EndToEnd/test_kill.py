"""kill -9 at random moments: the vault opens, ~/.aws parses, nothing is half done.

LEAPP_KILLS rounds (60 unless told otherwise; script/test-kill runs 300), LEAPP_SEED repeats a run.
"""
import os
import random
import signal
import subprocess
import time
import unittest

import judges
from emulators import STS
from harness import LEAPP, OK, PASSPHRASE, WRONG_PASSPHRASE, Case, alive, eventually
from homes import DAY_CONFIG, DAY_CREDENTIALS, DAY_ROLES, DAY_USERS, keys

ROUNDS = int(os.environ.get("LEAPP_KILLS", "60"))
SEED = int(os.environ.get("LEAPP_SEED", "0")) or random.SystemRandom().randrange(1, 1 << 30)


class Killed(Case):
    def setUp(self):
        super().setUp()
        self.random = random.Random(SEED)
        self.sts = self.emulator(STS, DAY_USERS, DAY_ROLES)
        self.user = self.home(self.sts)
        self.user.init()
        self.user.write(DAY_CONFIG, DAY_CREDENTIALS)
        self.user.import_all()
        self.note = "LEAPP_SEED=%d" % SEED

    def killed(self, argv, secrets, longest):
        """Runs a command and kills its whole group somewhere in `longest` seconds; whether it was still running."""
        fds = []
        for flag, secret in secrets:
            reader, writer = os.pipe()
            os.write(writer, secret.encode() + b"\n")
            os.close(writer)
            fds.append(reader)
            argv = [*argv, flag, str(reader)]
        process = subprocess.Popen([str(LEAPP), *argv], env=self.user.environment, cwd=self.user.home, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, pass_fds=fds, start_new_session=True)
        for fd in fds:
            os.close(fd)
        try:
            process.wait(self.random.uniform(0, longest))
            return False
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return True

    def length(self, argv, **secrets):
        """How long a command takes when nobody kills it."""
        start = time.monotonic()
        self.user.leapp(*argv, **secrets)
        return time.monotonic() - start

    def rounds(self, share):
        return range(max(3, ROUNDS * share // 100))

    def parses(self):
        self.assertIsNotNone(judges.botocore_profiles(self.user), "~/.aws does not parse; %s" % self.note)

    def test_import(self):
        empty, path = self.user.home / "empty", self.user.home / "taken"
        empty.write_text("")
        command = ["vault", "import", "--config-file", str(empty), "--credentials-file", str(path)]

        def fill(i):
            path.write_text("".join("[k%d-%d]\n%s\n" % (i, j, keys("k%d-%d" % (i, j))) for j in range(50)))
        fill(0)
        longest = self.length(command, passphrase=PASSPHRASE) * 1.1
        before = self.user.read()
        for i in self.rounds(35):
            fill(i + 1)
            self.killed(command, [("--passphrase-fd", PASSPHRASE)], longest)
            listed = self.user.leapp("session", "list", "--json", passphrase=PASSPHRASE).json["sessions"]
            there = sum(p.startswith("k%d-" % (i + 1)) for s in listed for p in s["profiles"])
            self.assertIn(there, (0, 50), "half an import; round %d, %s" % (i, self.note))
        self.user.leapp("vault", "verify", passphrase=PASSPHRASE)
        self.assertEqual(self.user.read(), before)

    def test_scrub(self):
        longest = None
        for i in self.rounds(10):
            user = self.home()
            user.init()
            user.write(DAY_CONFIG, DAY_CREDENTIALS)
            if longest is None:
                start = time.monotonic()
                user.import_all("--scrub")
                longest = time.monotonic() - start
                user.leapp("vault", "restore-aws", passphrase=PASSPHRASE)
            self.user = user
            self.killed(["vault", "import", "--scrub"], [("--passphrase-fd", PASSPHRASE)], longest)
            self.parses()
            user.leapp("vault", "verify", passphrase=PASSPHRASE)
            user.import_all("--scrub")
            user.leapp("vault", "restore-aws", passphrase=PASSPHRASE)
            self.assertEqual(user.read(), (DAY_CONFIG.encode(), DAY_CREDENTIALS.encode()), "round %d, %s" % (i, self.note))

    def test_start_and_stop(self):
        before = self.user.read()
        self.user.unlock()
        longest = self.length(["session", "start", "prod-admin", "--profile", "today"])
        longest = max(longest, self.length(["session", "stop", "prod-admin"])) * 1.5
        for i in self.rounds(35):
            command = self.random.choice((["start", "prod-admin", "--profile", "today"], ["start", "ci", "--profile", "asked", "--method", "process"],
                                          ["stop", "prod-admin"], ["stop", "--all"]))
            if self.random.random() < 0.4:
                # The agent itself, in the middle of the work.
                agent = self.user.agent_pid()
                worker = self.user.start("session", *command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                try:
                    worker.wait(self.random.uniform(0, longest))
                except subprocess.TimeoutExpired:
                    pass
                os.kill(agent, signal.SIGKILL)
                eventually(lambda pid=agent: not alive(pid), 10)
                worker.wait(30)
                self.parses()
                self.user.unlock()
            else:
                self.killed(["session", *command], [], longest)
                self.parses()
            for name in (b"[today]", b"[asked]", b"[profile asked]"):
                self.assertLessEqual(b"".join(self.user.read()).count(name), 1, "round %d, %s" % (i, self.note))
        self.user.leapp("lock")
        self.assertEqual(self.user.read(), before, self.note)
        self.user.leapp("vault", "verify", passphrase=PASSPHRASE)

    def test_passphrase_change(self):
        now, other = PASSPHRASE, "another horse, a different staple"
        start = time.monotonic()
        self.user.leapp("vault", "passphrase", passphrase=now, new_passphrase=other)
        longest = (time.monotonic() - start) * 1.1
        now, other = other, now
        for i in self.rounds(20):
            self.killed(["vault", "passphrase"], [("--passphrase-fd", now), ("--new-passphrase-fd", other)], longest)
            opened = [p for p in (now, other) if self.user.leapp("vault", "verify", passphrase=p, code=None).code == OK]
            self.assertEqual(len(opened), 1, "opened by %d passphrases; round %d, %s" % (len(opened), i, self.note))
            if opened[0] == other:
                now, other = other, now
            self.user.leapp("vault", "verify", passphrase=other, code=WRONG_PASSPHRASE)
        self.assertEqual(len(self.user.leapp("session", "list", "--json", passphrase=now).json["sessions"]), 8)
        self.user.unlock(passphrase=now)
        self.assertEqual(self.user.credential_process("ci")["Version"], 1)


if __name__ == "__main__":
    unittest.main()
