"""What happens to `sso sync`, `login` and `list` when something else happens meanwhile: a lock, the agent's end, another sync or sign-in, an import."""
import os
import pathlib
import re
import select
import signal
import unittest

from emulators import IDC
from harness import GENERAL, LOCKED, LOGIN, Case, eventually
from portals import PORTAL, START_URL, ended, signed_in, with_portal

ACCOUNTS, ROLES = 60, 2
# Slow enough for something to happen meanwhile: five pages a second.
SLOW = [{"op": "*", "rate": 5, "burst": 5}]


class Meanwhile(Case):
    def prepared(self, sign_in=True, accounts=ACCOUNTS, **scenario):
        self.portal = portal = self.emulator(IDC, accounts={"count": accounts, "roles": ROLES}, **{
            "authorize": {"approve": "auto"}, "device": {"approve": "auto"}, **scenario})
        self.addCleanup(lambda: self.assertEqual(portal.invalid(), []))
        self.user = self.home(portal)
        with_portal(self.user)
        if sign_in:
            self.user.leapp("sso", "login", PORTAL)

    def started(self, *args):
        command = self.user.start(*args)
        self.addCleanup(lambda: command.poll() is None and command.kill())
        return command

    def listing(self):
        """`sso sync` in the background, once some of the portal is listed."""
        self.portal.scenario(throttle=SLOW)
        command = self.started("sso", "sync", PORTAL)
        eventually(lambda: self.pages() > 10, 60, "the listing did not begin")
        return command

    def pages(self):
        return len([e for e in self.portal.log("ListAccountRoles") if e["status"] == 200])

    def told(self, command, text):
        """What a command has written when it has said `text`."""
        said = b""
        while not re.search(text, said):
            ready, _, _ = select.select([command.stderr], [], [], 30)
            piece = os.read(command.stderr.fileno(), 65536) if ready else b""
            self.assertTrue(piece, "%r was not said: %r" % (text, said))
            said += piece
        return said.decode()

    def finished(self, command, code):
        """What a command says that ends with this code and prints nothing."""
        out, err = command.communicate(timeout=60)
        self.assertEqual((command.returncode, out), (code, b""), err.decode())
        return err.decode()

    def assertWhole(self):
        """Every role is there once, and so is its name."""
        listed = self.user.leapp("session", "list", "--json").json["sessions"]
        self.assertEqual(len(listed), ACCOUNTS * ROLES)
        self.assertEqual(len({(s["accountId"], s["roleName"]) for s in listed}), ACCOUNTS * ROLES)
        self.assertEqual(len({s["name"] for s in listed}), ACCOUNTS * ROLES)
        self.user.leapp("vault", "verify", passphrase=self.user.passphrase)


class AgentKilled(Meanwhile):
    """SIGKILL for the agent: each command says the same, and ends with the code of a vault that is locked."""

    def kill(self):
        pid = self.user.agent_pid()
        os.kill(pid, signal.SIGKILL)
        ended(pid)

    def assertTold(self, said):
        self.assertRegex(said.splitlines()[-1], r"^leapp: the agent ended .*run `leapp unlock`")

    def test_in_the_middle_of_a_listing(self):
        self.prepared()
        command = self.listing()
        self.kill()
        self.assertTold(self.finished(command, LOCKED))
        self.portal.scenario(throttle=[])
        self.user.unlock()
        self.user.leapp("sso", "sync", PORTAL)
        self.assertWhole()

    def test_while_a_browser_is_waited_for(self):
        self.prepared(sign_in=False)
        command = self.started("sso", "login", PORTAL, "--no-browser")
        self.told(command, rb"/authorize\?")
        self.kill()
        self.assertTold(self.finished(command, LOCKED))

    def test_while_a_device_code_is_waited_for(self):
        self.prepared(sign_in=False, device={"approve": "manual"})
        command = self.started("sso", "login", PORTAL, "--device-code")
        self.told(command, rb"enter the code")
        self.kill()
        self.assertTold(self.finished(command, LOCKED))

    def test_while_the_portals_are_listed(self):
        self.assertTold(self.killed_under("sso", "list"))

    def test_while_credentials_are_asked_for(self):
        self.assertTold(self.killed_under("credential-process", "any"))

    def killed_under(self, *args):
        """What a command says whose agent has its question and is killed before it answers."""
        self.prepared(sign_in=False)
        pid = self.user.agent_pid()
        os.kill(pid, signal.SIGSTOP)
        eventually(lambda: self.stopped(pid), 10, "the agent was not stopped")
        before = self.connections()
        command = self.started(*args)
        eventually(lambda: self.connections() > before, 30, "nobody asked the agent")
        self.kill()
        return self.finished(command, LOCKED)

    def stopped(self, pid):
        """Whether no thread of a process runs."""
        states = [pathlib.Path("/proc/%d/task" % pid, task, "stat").read_text().rsplit(")", 1)[1].split()[0] for task in os.listdir("/proc/%d/task" % pid)]
        return set(states) == {"T"}

    def connections(self):
        """How many sockets have the agent's path: the listener, and one for each caller that is not done."""
        with open("/proc/net/unix") as sockets:
            return sum(line.split()[-1] == str(self.user.socket) for line in sockets)


class Locked(Meanwhile):
    def test_a_lock_ends_the_listing_and_nothing_of_it_is_written(self):
        self.prepared()
        vault = self.user.vault.read_bytes()
        command = self.listing()
        self.user.leapp("lock")
        said = self.finished(command, LOCKED)
        for words in ("acme", "locked while", "nothing was changed", "leapp unlock", "leapp sso sync acme"):
            self.assertIn(words, said)
        self.assertEqual(self.user.vault.read_bytes(), vault)
        secrets = list(self.portal.secrets().values())
        self.assertTrue(secrets)
        self.assertEqual(self.user.files_with(*secrets), [])
        self.portal.scenario(throttle=[])
        self.user.unlock()
        self.user.leapp("sso", "sync", PORTAL)
        self.assertWhole()

    def test_a_lock_ends_a_sign_in_that_waits_for_its_browser(self):
        self.prepared(sign_in=False)
        command = self.started("sso", "login", PORTAL, "--no-browser")
        self.told(command, rb"/authorize\?")
        self.user.leapp("lock")
        self.assertIn("leapp unlock", self.finished(command, LOCKED))


class Twice(Meanwhile):
    def test_a_second_sync_says_that_one_is_under_way(self):
        self.prepared()
        first = self.listing()
        second = self.user.leapp("sso", "sync", PORTAL, code=GENERAL)
        self.assertSays(second, "acme is being synced already")
        self.portal.scenario(throttle=[])
        out, err = first.communicate(timeout=60)
        self.assertEqual(first.returncode, 0, err.decode())
        self.assertIn(b"acme: %d accounts, %d roles" % (ACCOUNTS, ACCOUNTS * ROLES), out)
        self.assertWhole()

    def test_a_second_sign_in_ends_the_first_and_both_say_so(self):
        self.prepared(sign_in=False)
        first = self.started("sso", "login", PORTAL, "--no-browser")
        self.told(first, rb"/authorize\?")
        second = self.user.leapp("sso", "login", PORTAL, "--device-code")
        self.assertSays(second, "this ends another sign-in at acme", "signed in to acme")
        self.assertIn("another sign-in at acme has begun; this one is over", self.finished(first, LOGIN))
        self.assertTrue(self.user.leapp("sso", "list", "--json").json["portals"][0]["signedIn"])


class Edited(Meanwhile):
    def test_a_role_that_is_imported_meanwhile_keeps_the_users_name(self):
        self.prepared()
        command = self.listing()
        self.user.write(config="[profile mine]\nsso_start_url = %s\nsso_region = us-east-1\nsso_account_id = 100000000000\nsso_role_name = PowerUserAccess\n" % START_URL)
        self.user.leapp("vault", "import", "--json")
        self.portal.scenario(throttle=[])
        _, err = command.communicate(timeout=60)
        self.assertEqual(command.returncode, 0, err.decode())
        sessions = self.user.sessions()
        self.assertEqual((sessions["mine"]["accountId"], sessions["mine"]["roleName"]), ("100000000000", "PowerUserAccess"))
        self.assertWhole()


if __name__ == "__main__":
    unittest.main()
