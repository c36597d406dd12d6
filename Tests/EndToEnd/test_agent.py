"""unlock, lock, status and what may be seen of the process that holds the key."""
import contextlib
import os
import pathlib
import signal
import socket
import stat
import unittest

from emulators import STS
from harness import LOCKED, NO_VAULT, PASSPHRASE, WRONG_PASSPHRASE, Case, alive, eventually, tree
from homes import DAY_CONFIG, DAY_CREDENTIALS, DAY_ROLES, DAY_SECRETS, DAY_USERS


class Unlocking(Case):
    def test_status_says_which_and_exits_0_either_way(self):
        home = self.home()
        self.assertFalse(home.status()["unlocked"])
        home.init()
        self.assertFalse(home.status()["unlocked"])
        home.unlock()
        status = home.status()
        self.assertTrue(status["unlocked"], status)
        self.assertEqual(status["version"], 1)
        home.leapp("lock")
        self.assertFalse(home.status()["unlocked"])
        self.assertIn("locked", home.leapp("status").out.lower())

    def test_a_wrong_passphrase_is_exit_code_12_and_changes_nothing(self):
        home = self.home()
        home.init()
        before = tree(home.vault.parent)
        home.unlock(passphrase="wrong one", code=WRONG_PASSPHRASE)
        self.assertFalse(home.status()["unlocked"])
        self.assertEqual(tree(home.vault.parent), before)
        home.leapp("session", "list", code=LOCKED)

    def test_a_wrong_passphrase_does_not_lock_what_is_unlocked(self):
        home = self.home()
        home.init()
        home.unlock()
        home.unlock(passphrase="wrong one", code=WRONG_PASSPHRASE)
        self.assertTrue(home.status()["unlocked"])

    def test_unlock_needs_a_passphrase_and_a_vault(self):
        home = self.home()
        home.unlock(code=NO_VAULT)
        home.init()
        home.leapp("unlock", code=LOCKED)

    def test_unlock_twice_leaves_one_agent(self):
        home = self.home()
        home.init()
        home.unlock()
        first = home.agent_pid()
        home.unlock()
        self.assertEqual(home.agent_pid(), first)
        self.assertTrue(home.status()["unlocked"])

    def test_it_locks_by_itself_after_its_time(self):
        home = self.home()
        home.init()
        home.unlock("--for", "2s")
        self.assertTrue(home.status()["unlocked"])
        eventually(lambda: not home.status()["unlocked"], 20, "still unlocked after --for 2s")
        home.leapp("session", "list", code=LOCKED)

    def test_ten_hours_unless_told_otherwise(self):
        home = self.home()
        home.init()
        home.unlock()
        self.assertRegex(home.leapp("status").out, r"\b(10 ?h|9 ?h|10:00|9:59|20\d\d-)", "when does it lock?")

    def test_a_change_of_passphrase_locks_the_agent(self):
        home = self.home()
        home.init()
        home.unlock()
        home.leapp("vault", "passphrase", passphrase=PASSPHRASE, new_passphrase="a new one, longer")
        home.leapp("session", "list", code=LOCKED)
        home.unlock(passphrase="a new one, longer")
        home.leapp("session", "list")

    def test_lock_without_an_agent_is_fine(self):
        self.home().leapp("lock")


class Ending(Case):
    def unlocked(self):
        sts = self.emulator(STS, DAY_USERS, DAY_ROLES)
        home = self.home(sts)
        home.init()
        home.write(DAY_CONFIG, DAY_CREDENTIALS)
        home.import_all()
        home.unlock()
        return home

    def test_a_signal_to_end_locks_cleans_up_and_ends(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            home = self.unlocked()
            before = home.read()
            home.leapp("session", "start", "prod-admin", "--profile", "today")
            self.assertNotEqual(home.read(), before)
            pid = home.agent_pid()
            os.kill(pid, number)
            eventually(lambda: not alive(pid), 20, "the agent did not end")
            self.assertEqual(home.read(), before)
            eventually(lambda: not home.processes(), 10, lambda: "left behind: %s" % home.processes())

    def test_hangup_locks(self):
        home = self.unlocked()
        os.kill(home.agent_pid(), signal.SIGHUP)
        eventually(lambda: not home.status()["unlocked"], 20)

    def test_a_socket_left_by_a_dead_agent_is_no_obstacle(self):
        home = self.unlocked()
        pid = home.agent_pid()
        os.kill(pid, signal.SIGKILL)
        eventually(lambda: not alive(pid), 10)
        self.assertFalse(home.status()["unlocked"])
        self.assertQuiet(home.leapp("credential-process", "ci", code=LOCKED))
        home.unlock()
        self.assertNotEqual(home.agent_pid(), pid)
        self.assertEqual(home.credential_process("ci")["Version"], 1)

    def test_an_agent_that_is_being_killed_is_none(self):
        home = self.home()
        home.init()
        home.socket.parent.mkdir(mode=0o700)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as dying:
            dying.bind(str(home.socket))
            dying.listen()
            statuses = [home.start("status"), home.start("status", "--json")]
            for _ in statuses:
                dying.accept()[0].close()  # unanswered, as by a process that is at its end
            for status in statuses:
                out, err = status.communicate(timeout=30)
                self.assertEqual((status.returncode, err), (0, b""))
        self.assertIn(b'"agent": null', out)
        home.socket.unlink()
        home.unlock()
        for _ in range(5):
            pid = home.agent_pid()
            os.kill(pid, signal.SIGKILL)
            self.assertIn("no agent runs", home.leapp("status").out)
            home.unlock()

    def test_what_a_killed_agent_left_in_the_files_goes_at_the_next_start(self):
        home = self.unlocked()
        before = home.read()
        home.leapp("session", "start", "prod-admin", "--profile", "today")
        pid = home.agent_pid()
        os.kill(pid, signal.SIGKILL)
        eventually(lambda: not alive(pid), 10)
        home.unlock()
        home.leapp("lock")
        self.assertEqual(home.read(), before)


class Seen(Case):
    def setUp(self):
        super().setUp()
        self.user = Ending.unlocked(self)
        self.pid = self.user.agent_pid()
        self.assertIsNotNone(self.pid)

    def test_the_socket_and_its_folder_are_the_owners_alone(self):
        self.assertEqual(stat.S_IMODE(self.user.socket.stat().st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(self.user.socket.parent.stat().st_mode), 0o700)

    def test_no_secret_is_in_the_command_lines_or_environments(self):
        self.user.leapp("session", "start", "prod-admin", "--profile", "today")
        secrets = [s.encode() for s in (PASSPHRASE, *DAY_SECRETS)]
        for pid in self.user.processes():
            for name in ("cmdline", "environ"):
                seen = pathlib.Path("/proc", str(pid), name).read_bytes()
                self.assertFalse([s for s in secrets if s in seen], "%s of %d" % (name, pid))

    def test_no_core_file_and_no_tracing(self):
        limits = pathlib.Path("/proc/%d/limits" % self.pid).read_text()
        self.assertRegex(limits, r"Max core file size\s+0\s+0")
        status = pathlib.Path("/proc/%d/status" % self.pid).read_text()
        self.assertRegex(status, r"NoNewPrivs:\s+1")
        self.assertEqual(pathlib.Path("/proc/%d/mem" % self.pid).stat().st_uid, 0)

    def test_it_holds_no_file_of_its_caller_open(self):
        targets = []
        for name in os.listdir("/proc/%d/fd" % self.pid):
            with contextlib.suppress(FileNotFoundError):     # closed since it was listed
                targets.append(os.readlink("/proc/%d/fd/%s" % (self.pid, name)))
        self.assertTrue(targets)
        self.assertEqual([target for target in targets if "/dev/pts" in target], [])

    def test_it_lives_on_after_junk_and_half_a_frame(self):
        for junk in (b"", b"\0", b"\xff\xff\xff\xff", b"\0\0\0\5\xff\xff\xff\xff\xff", b"\0\0\1\0" + b"\xa1" * 10, b"GET / HTTP/1.1\r\n\r\n"):
            with socket.socket(socket.AF_UNIX) as peer:
                peer.connect(str(self.user.socket))
                peer.sendall(junk)
        self.assertEqual(self.user.agent_pid(), self.pid)
        self.assertTrue(self.user.status()["unlocked"])

    def test_another_user_is_refused(self):
        if os.geteuid() != 0:
            self.skipTest("needs root to be another user")
        self.user.root.chmod(0o755)
        self.user.runtime.chmod(0o755)
        self.user.socket.parent.chmod(0o755)
        self.user.socket.chmod(0o666)
        child = os.fork()
        if child == 0:
            os.setgid(65534)
            os.setuid(65534)
            with socket.socket(socket.AF_UNIX) as peer:
                peer.settimeout(10)
                try:
                    peer.connect(str(self.user.socket))
                    peer.sendall(b"\0\0\0\x0e\xa2\x61v\x01\x62op\x66status")
                    os._exit(1 if peer.recv(100) else 0)
                except ConnectionError:
                    os._exit(0)
                except BaseException:
                    os._exit(2)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 0, "an answer to another user")


if __name__ == "__main__":
    unittest.main()
