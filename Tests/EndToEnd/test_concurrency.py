"""Two shells and a stranger at the same files at the same time."""
import os
import pathlib
import re
import subprocess
import sys
import threading
import unittest

import judges
from emulators import STS, trust
from harness import LEAPP, PASSPHRASE, Case, eventually
from homes import ALICE, DAY_CREDENTIALS, DAY_USERS, access_key, keys

COUNT = int(os.environ.get("LEAPP_SESSIONS", "50"))
EDITS = int(os.environ.get("LEAPP_EDITS", "8"))

SHELL = r"""
set -u
shell=$1 count=$2 leapp=$3 failed=0
for i in $(seq 1 "$count"); do "$leapp" session start "role-$shell-$i" --profile "run-$shell-$i" >>"$HOME/shell-$shell.log" 2>&1 || failed=$((failed + 1)); done
echo "started, failed $failed"
read -r _
for i in $(seq 1 "$count"); do "$leapp" session stop "role-$shell-$i" >>"$HOME/shell-$shell.log" 2>&1 || failed=$((failed + 1)); done
echo "stopped, failed $failed"
"""

# A program that, like AWS CLI, takes no lock, reads the whole file, and writes the whole file: what others wrote in between is gone.
# It takes the file's name with a new file, so that no reader meets a half-written one.
REWRITER = r"""
import os, sys, threading
path, stop = sys.argv[1], threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
print("ready", flush=True)
turn = 0
while not stop.wait(0.03):
    turn += 1
    before = open(path, "rb").read()
    lines = [l for l in before.splitlines(keepends=True) if not l.startswith(b"turn = ")]
    at = next(i for i, l in enumerate(lines) if l.startswith(b"[stranger]"))
    lines.insert(at + 1, b"turn = %d\n" % turn)
    with open(path + ".stranger", "wb") as out:
        out.write(b"".join(lines))
    os.chmod(path + ".stranger", 0o600)
    os.rename(path + ".stranger", path)
print(turn, flush=True)
"""


class Shells(Case):
    def prepared(self):
        names = ["%s-%d" % (shell, i) for shell in "ab" for i in range(1, COUNT + 1)]
        roles = {"arn:aws:iam::333333333333:role/Role-%s" % n: {"Trust": trust(ALICE)} for n in names}
        sts = self.emulator(STS, DAY_USERS, roles)
        home = self.home(sts)
        home.init()
        home.write("".join("[profile role-%s]\nrole_arn = arn:aws:iam::333333333333:role/Role-%s\nsource_profile = default\nrole_session_name = alice\n\n"
                           % (n, n) for n in names), DAY_CREDENTIALS + "\n[stranger]\n# the stranger's own\n" + keys("stranger"))
        self.assertEqual(len(home.import_all()["skipped"]), 0)
        home.unlock()
        return home, names

    def shell(self, home, name):
        process = subprocess.Popen(["bash", "-c", SHELL, "shell", name, str(COUNT), str(LEAPP)], env=home.environment, cwd=home.home,
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True)
        self.addCleanup(self.ended, process)
        return process

    def ended(self, process):
        process.kill()
        process.wait(10)
        process.stdin.close()
        process.stdout.close()

    def log(self, home):
        return "".join(p.read_text()[-2000:] for p in sorted(home.home.glob("shell-*.log")))

    def sections(self, home):
        return re.findall(rb"(?m)^\[(run-[ab]-\d+)\]", home.credentials.read_bytes())

    def test_no_section_is_lost_or_doubled(self):
        home, names = self.prepared()
        before = home.read()
        shells = [self.shell(home, n) for n in "ab"]
        self.assertEqual([s.stdout.readline().strip() for s in shells], ["started, failed 0"] * 2, self.log(home))
        self.assertEqual(sorted(self.sections(home)), sorted(b"run-" + n.encode() for n in names))
        read = judges.botocore_profiles(home)
        tokens = {read["run-" + n]["aws_session_token"] for n in names}
        self.assertEqual(len(tokens), len(names))
        self.assertEqual(judges.boto3_identity(home, "run-a-7")["arn"], "arn:aws:sts::333333333333:assumed-role/Role-a-7/alice")
        for s in shells:
            s.stdin.write("\n")
            s.stdin.flush()
        self.assertEqual([s.stdout.readline().strip() for s in shells], ["stopped, failed 0"] * 2, self.log(home))
        self.assertEqual(home.read(), before)

    def test_a_stranger_that_rewrites_the_file_loses_nothing_and_costs_nothing(self):
        home, names = self.prepared()
        text = home.credentials.read_bytes()
        stranger = subprocess.Popen([sys.executable, "-c", REWRITER, str(home.credentials)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.ended, stranger)
        stranger.stdout.readline()
        shells = [self.shell(home, n) for n in "ab"]
        self.assertEqual([s.stdout.readline().strip() for s in shells], ["started, failed 0"] * 2, self.log(home))
        stranger.stdin.close()
        self.assertGreater(int(stranger.stdout.readline()), 5)
        stranger.wait(10)
        wanted = sorted(b"run-" + n.encode() for n in names)
        eventually(lambda: sorted(self.sections(home)) == wanted, 60,
                   lambda: "not healed: %d of %d sections, doubled %s" % (len(set(self.sections(home))), len(wanted),
                                                                         [s for s in set(self.sections(home)) if self.sections(home).count(s) > 1]))
        self.assertIn(text.split(b"[stranger]")[0], home.credentials.read_bytes())
        self.assertIn(access_key("stranger").encode(), home.credentials.read_bytes())
        for s in shells:
            s.stdin.write("\n")
            s.stdin.flush()
        self.assertEqual([s.stdout.readline().strip() for s in shells], ["stopped, failed 0"] * 2, self.log(home))
        self.assertEqual(self.sections(home), [])
        self.assertEqual(re.sub(rb"turn = \d+\n", b"", home.credentials.read_bytes()), text)


class Writers(Case):
    def test_eight_imports_at_once_are_all_there(self):
        home = self.home()
        home.init()
        files = []
        for i in range(8):
            path = home.home / ("credentials-%d" % i)
            path.write_text("".join("[w%d-%d]\n%s\n" % (i, j, keys("w%d-%d" % (i, j))) for j in range(20)))
            files.append(path)
        empty = home.home / "empty"
        empty.write_text("")
        failures = []

        def take(path):
            try:
                home.import_all("--config-file", empty, "--credentials-file", path, timeout=240)
            except AssertionError as error:
                failures.append(str(error))
        threads = [threading.Thread(target=take, args=(path,)) for path in files]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])
        listed = home.leapp("session", "list", "--json", passphrase=PASSPHRASE).json["sessions"]
        self.assertEqual({p for s in listed for p in s["profiles"]}, {"w%d-%d" % (i, j) for i in range(8) for j in range(20)})
        home.leapp("vault", "verify", passphrase=PASSPHRASE)

    def test_eight_processes_that_edit_one_vault_lose_no_edit(self):
        """Four open the vault themselves each time, four go by the agent; LEAPP_EDITS edits each (200 in the long form)."""
        home = self.home()
        home.init()
        home.unlock()
        empty, alone = home.home / "empty", home.root / "alone"
        empty.write_text("")
        alone.mkdir(mode=0o700)
        failures = []

        def write(writer):
            path = home.home / ("edits-%d" % writer)
            more = {} if writer % 2 else {"passphrase": PASSPHRASE, "env": {"XDG_RUNTIME_DIR": str(alone)}}
            for i in range(EDITS):
                name = "e%d-%d" % (writer, i)
                path.write_text("[%s]\n%s" % (name, keys(name)))
                try:
                    home.leapp("vault", "import", "--config-file", empty, "--credentials-file", path, timeout=600, **more)
                except AssertionError as error:
                    failures.append(str(error))
        threads = [threading.Thread(target=write, args=(writer,)) for writer in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])
        wanted = {"e%d-%d" % (writer, i) for writer in range(8) for i in range(EDITS)}
        self.assertEqual({p for s in home.sessions().values() for p in s["profiles"]}, wanted)
        verified = home.leapp("vault", "verify", passphrase=PASSPHRASE, env={"XDG_RUNTIME_DIR": str(alone)})
        self.assertIn("%d iam-user, %d profile), 0 deleted, 1 replica," % (len(wanted), len(wanted)), verified.out)
        self.assertEqual(verified.err, "")

    def test_commands_with_the_passphrase_and_the_agent_see_each_others_edits(self):
        home = self.home()
        home.init()
        home.unlock()
        home.write("", "[first]\n" + keys("first"))
        home.leapp("vault", "import")
        self.assertEqual({s["profiles"][0] for s in home.sessions().values()}, {"first"})
        other = pathlib.Path(str(home.vault) + ".copy")
        other.write_bytes(home.vault.read_bytes())
        home.leapp("vault", "verify", "--vault", other, passphrase=PASSPHRASE)


if __name__ == "__main__":
    unittest.main()
