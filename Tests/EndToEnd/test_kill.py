"""kill -9 at random moments: the vault opens, ~/.aws holds the old bytes or the new ones, nothing is left lying about.

LEAPP_KILLS rounds (60 unless told otherwise; script/test-kill runs 1,000), LEAPP_SEED repeats a run. Most kills come at a random
microsecond of the time in which files are written: a watch on the folders (inotify) says when that begins.
"""
import ctypes
import os
import pathlib
import random
import select
import signal
import struct
import subprocess
import sys
import time
import unittest

import botocore.configloader
from emulators import STS
from harness import KDF, LEAPP, OK, PASSPHRASE, WRONG_PASSPHRASE, Case, alive, eventually
from homes import DAY_CONFIG, DAY_CREDENTIALS, DAY_ROLES, DAY_USERS, keys

ROUNDS = int(os.environ.get("LEAPP_KILLS", "60"))
SEED = int(os.environ.get("LEAPP_SEED", "0")) or random.SystemRandom().randrange(1, 1 << 30)
libc = ctypes.CDLL(None, use_errno=True)


class Watch:
    """Tells when the first file is written, made or removed in some folders; lock files do not count."""

    CHANGES = 0x2 | 0x80 | 0x100 | 0x200     # IN_MODIFY, IN_MOVED_TO, IN_CREATE, IN_DELETE

    def __init__(self, folders):
        self.fd = libc.inotify_init1(os.O_CLOEXEC | os.O_NONBLOCK)
        for folder in folders:
            libc.inotify_add_watch(self.fd, os.fsencode(folder), self.CHANGES)

    def wait(self, process, seconds=60.0):
        """Whether something was written before the process ended."""
        pid, poll = os.pidfd_open(process.pid), select.poll()
        try:
            poll.register(self.fd, select.POLLIN)
            poll.register(pid, select.POLLIN)
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                ready = [fd for fd, _ in poll.poll(1000)]
                if self.fd in ready and self.is_writing(os.read(self.fd, 65536)):
                    return True
                if pid in ready:
                    return False
            raise AssertionError("no end after %s s" % seconds)
        finally:
            os.close(pid)

    @staticmethod
    def is_writing(events):
        place = 0
        while place < len(events):
            length = struct.unpack_from("iIII", events, place)[3]
            name = events[place + 16:place + 16 + length].rstrip(b"\0")
            if name and not name.endswith((b".lock", b".log")):
                return True
            place += 16 + length
        return False

    def close(self):
        os.close(self.fd)


class Killed(Case):
    """A home, the time its commands take to write, and what came of the kills."""

    def setUp(self):
        super().setUp()
        self.random = random.Random("%s %s" % (SEED, self.id()))
        self.note = "LEAPP_SEED=%d" % SEED
        self.times, self.counts = {}, {}

    def day(self, *emulators):
        self.user = self.home(*emulators)
        self.user.init()
        self.user.write(DAY_CONFIG, DAY_CREDENTIALS)
        self.alone = self.user.root / "alone"     # a runtime folder without an agent: the command opens the vault itself
        self.alone.mkdir(mode=0o700)

    def rounds(self, share):
        return range(max(3, ROUNDS * share // 100))

    def count(self, what):
        self.counts[what] = self.counts.get(what, 0) + 1

    def folders(self):
        """Every folder in which a command writes."""
        return [self.user.aws, self.user.vault.parent, self.user.state, *self.user.state.glob("backups/*")]

    def start(self, argv, secrets=(), alone=False):
        fds = []
        for flag, secret in secrets:
            reader, writer = os.pipe()
            os.write(writer, secret.encode() + b"\n")
            os.close(writer)
            fds.append(reader)
            argv = [*argv, flag, str(reader)]
        environment = {**self.user.environment, **({"XDG_RUNTIME_DIR": str(self.alone)} if alone else {})}
        process = subprocess.Popen([str(LEAPP), *map(str, argv)], env=environment, cwd=self.user.home, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, pass_fds=fds, start_new_session=True)
        for fd in fds:
            os.close(fd)
        return process

    def measure(self, kind, argv, secrets=(), alone=False):
        """How long the command takes, and how long from its first write to its end."""
        watch, start = Watch(self.folders()), time.monotonic()
        process = self.start(argv, secrets, alone)
        writes = watch.wait(process)
        first = time.monotonic()
        self.assertEqual(process.wait(120), OK, "%s %s" % (kind, argv))
        end = time.monotonic()
        watch.close()
        whole, window = self.times.get(kind, (0, 0))
        self.times[kind] = (max(whole, end - start), max(window, (end - first) * 1.2 if writes else 0))

    def kill(self, kind, argv, secrets=(), alone=False, agent=None):
        """Starts the command and kills it, or the agent, in the middle; whether it was still running."""
        whole, window = self.times[kind]
        watch = Watch(self.folders())
        process = self.start(argv, secrets, alone)
        if self.random.random() < 0.9:
            watch.wait(process)
            pause = self.random.uniform(0, window)
        else:
            pause = self.random.uniform(0, whole)
        end = time.perf_counter() + pause
        while time.perf_counter() < end and process.poll() is None:
            pass
        was_running = process.poll() is None
        if agent:
            os.kill(agent, signal.SIGKILL)
            process.wait(60)
            eventually(lambda: not alive(agent), 10)
        elif was_running:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        watch.close()
        self.count("%s killed" % kind if was_running else "%s ended" % kind)
        return was_running

    def tidy(self, *folders):
        """No temporary file is left."""
        left = [str(p) for folder in folders for p in pathlib.Path(folder).rglob(".*") if ".leapp-" in p.name]
        self.assertEqual(left, [], self.note)

    def verify(self, passphrase=PASSPHRASE):
        """Opens the vault anew and reads all of it; a word about its past would be on stderr."""
        result = self.user.leapp("vault", "verify", passphrase=passphrase, env={"XDG_RUNTIME_DIR": str(self.alone)})
        self.assertEqual(result.err, "", self.note)
        self.assertIn(" 1 replica,", result.out, self.note)

    def told(self, *both):
        """Says what happened; a long run has seen the old state and the new one."""
        print("%s: %s" % (self._testMethodName, ", ".join("%d %s" % (n, what) for what, n in sorted(self.counts.items()))), file=sys.stderr)
        if ROUNDS >= 500:
            for what in both:
                self.assertGreater(self.counts.get(what, 0), 0, "%s was never seen in %s; %s" % (what, self.counts, self.note))


class Edits(Killed):
    def test_import(self):
        self.day()
        empty, path = self.user.home / "empty", self.user.home / "taken"
        empty.write_text("")
        command = ["vault", "import", "--config-file", empty, "--credentials-file", path]

        def fill(i):
            path.write_text("".join("[k%d-%d]\n%s\n" % (i, j, keys("k%d-%d" % (i, j))) for j in range(5)))

        before = self.user.read()
        fill(0)
        self.user.unlock()
        secrets = [("--passphrase-fd", PASSPHRASE)]
        self.measure("import", command, secrets, alone=True)
        fill(1)
        self.measure("import by the agent", command)
        for i in self.rounds(40):
            fill(i + 2)
            how = self.random.random()
            if how < 0.6:
                self.kill("import", command, secrets, alone=True)
            elif how < 0.85:
                self.kill("import by the agent", command, agent=self.user.agent_pid())
                self.user.unlock()
            else:
                self.kill("import by the agent", command)
            listed = self.user.leapp("session", "list", "--json").json["sessions"]
            there = sum(p.startswith("k%d-" % (i + 2)) for s in listed for p in s["profiles"])
            self.assertIn(there, (0, 5), "half an import; round %d, %s" % (i, self.note))
            self.count("new" if there else "old")
            if i % 20 == 0:
                self.verify()
        fill(len(self.rounds(40)) + 2)
        self.user.leapp(*command)
        self.verify()
        self.tidy(self.user.vault.parent, self.user.state)
        self.assertEqual(self.user.read(), before)
        self.told("old", "new")


class Keys(Killed):
    def test_passphrase_change(self):
        self.day()
        self.user.import_all()
        now, other = PASSPHRASE, "another horse, a different staple"
        for _ in range(2):
            self.measure("change", ["vault", "passphrase", *KDF], [("--passphrase-fd", now), ("--new-passphrase-fd", other)])
            now, other = other, now
        for i in self.rounds(15):
            self.kill("change", ["vault", "passphrase", *KDF], [("--passphrase-fd", now), ("--new-passphrase-fd", other)])
            opened = [p for p in (now, other) if self.user.leapp("vault", "verify", passphrase=p, code=None).code == OK]
            self.assertEqual(len(opened), 1, "opened by %d passphrases; round %d, %s" % (len(opened), i, self.note))
            self.count("new" if opened[0] == other else "old")
            if opened[0] == other:
                now, other = other, now
        self.user.leapp("vault", "verify", passphrase=other, code=WRONG_PASSPHRASE)
        self.user.leapp("vault", "passphrase", *KDF, passphrase=now, new_passphrase=other)
        self.verify(other)
        self.tidy(self.user.vault.parent, self.user.state)
        self.assertEqual(len(list(self.user.state.glob("backups/*/*.lpv*"))), 1)
        self.assertEqual(len(self.user.leapp("session", "list", "--json", passphrase=other).json["sessions"]), 8)
        self.told("old", "new")


class Sections(Killed):
    def parses(self, before):
        """Every reader of ~/.aws gets on with the files, and the user's own lines are all there."""
        for path, old in zip((self.user.config, self.user.credentials), before):
            botocore.configloader.load_config(str(path))
            self.assertTrue(path.read_bytes().startswith(old), "%s is not what it was; %s" % (path, self.note))
        for name in (b"[today]", b"[asked]", b"[profile asked]"):
            self.assertLessEqual(b"".join(self.user.read()).count(name), 1, self.note)

    def test_start_and_stop(self):
        self.day(self.emulator(STS, DAY_USERS, DAY_ROLES))
        self.user.import_all()
        before = self.user.read()
        self.user.unlock()
        commands = {"start": ["start", "prod-admin", "--profile", "today"],
                    "start by process": ["start", "ci", "--profile", "asked", "--method", "process"],
                    "stop": ["stop", "prod-admin"], "stop all": ["stop", "--all"]}
        for kind, command in commands.items():
            self.measure(kind, ["session", *command])
        for i in self.rounds(25):
            is_started = self.user.read() != before
            kind = self.random.choice([k for k in commands if is_started or k.startswith("start")])
            agent = self.user.agent_pid() if self.random.random() < 0.6 else None
            self.kill(kind, ["session", *commands[kind]], agent=agent)
            self.parses(before)
            left = [p for p in ("today", "asked") if b"%s]" % p.encode() in b"".join(self.user.read())]
            self.count("started" if "today" in left else "stopped")
            if agent:
                said = self.user.unlock().err
                for profile in left:
                    self.assertIn(profile, said, "what unlock removed is not named; round %d, %s" % (i, self.note))
                self.assertEqual(self.user.read(), before, "round %d, %s" % (i, self.note))
                self.tidy(self.user.aws, self.user.state)
        self.user.leapp("lock")
        self.assertEqual(self.user.read(), before, self.note)
        self.verify()
        self.told("started", "stopped")


class Scrubs(Killed):
    def test_scrub_and_restore(self):
        self.day()
        self.user.unlock()
        secrets = [("--passphrase-fd", PASSPHRASE)]
        commands = {"scrub": ["vault", "import", "--scrub"], "restore": ["vault", "restore-aws"]}
        original = self.user.read()
        self.measure("scrub", commands["scrub"], secrets, alone=True)
        scrubbed = self.user.read()
        self.measure("restore", commands["restore"], secrets, alone=True)
        self.assertEqual(self.user.read(), original)
        is_scrubbed = False
        for i in self.rounds(20):
            kind = "restore" if is_scrubbed else "scrub"
            self.kill(kind, commands[kind], secrets, alone=True)
            for found, allowed in zip(self.user.read(), zip(original, scrubbed)):
                self.assertIn(found, allowed, "neither old nor new; round %d, %s" % (i, self.note))
            self.count("%s old" % kind if self.user.read() == (scrubbed if is_scrubbed else original) else "%s new" % kind)
            # Whatever was cut off can be done again.
            goal = original if is_scrubbed else scrubbed
            if not is_scrubbed or self.user.read() != goal:
                self.user.leapp(*commands[kind])
            self.assertEqual(self.user.read(), goal, "round %d, %s" % (i, self.note))
            is_scrubbed = not is_scrubbed
        if is_scrubbed:
            self.user.leapp(*commands["restore"])
        self.assertEqual(self.user.read(), original)
        self.verify()
        self.tidy(self.user.aws, self.user.vault.parent, self.user.state)
        self.told("scrub old", "scrub new", "restore old", "restore new")


if __name__ == "__main__":
    unittest.main()
