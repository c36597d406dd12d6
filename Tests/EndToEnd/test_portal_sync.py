"""Listing a portal that refuses one request in seven and takes 20 a second: complete, nothing asked twice, and gone on with where it was cut off.

LEAPP_ACCOUNTS accounts with five roles each (2,000 in the long form). How long it takes is script/bench's business.
"""
import collections
import os
import signal
import unittest

from emulators import IDC
from harness import LOCKED, Case, eventually
from portals import PORTAL, ended, with_portal

ACCOUNTS = int(os.environ.get("LEAPP_ACCOUNTS", "200"))
ROLES = 5
INTERRUPTED = 130
# Of these the portal answers most; what it refuses is asked again.
WEATHER = [{"op": "*", "every": 7}, {"op": "*", "rate": 20, "burst": 40}]
LISTING = ("ListAccounts", "ListAccountRoles")


class Large(Case):
    def setUp(self):
        super().setUp()
        self.portal = self.emulator(IDC, accounts={"count": ACCOUNTS, "roles": ROLES}, authorize={"approve": "auto"})
        self.addCleanup(lambda: self.assertEqual(self.portal.invalid(), []))
        self.user = self.home(self.portal)
        with_portal(self.user)
        self.user.leapp("sso", "login", PORTAL)
        self.portal.scenario(throttle=WEATHER)

    def pages(self, since=0):
        """How often each page was given."""
        given = collections.Counter()
        for e in self.portal.log(since=since):
            if e["op"] in LISTING and e["status"] == 200:
                given[e["op"], e["input"].get("accountId"), e["input"].get("nextToken")] += 1
        return given

    def twice(self):
        return {page: times for page, times in self.pages().items() if times > 1}

    def half_listed(self):
        return len(self.pages()) > ACCOUNTS / 2

    def sync(self, *options):
        return self.user.leapp("sso", "sync", PORTAL, "--json", *options, timeout=900).json["portals"][0]

    def assertComplete(self, outcome):
        self.assertEqual((outcome["accounts"], outcome["roles"], len(outcome["added"])), (ACCOUNTS, ACCOUNTS * ROLES, ACCOUNTS * ROLES))
        expected = {("%012d" % (100000000000 + i * 7919), role) for i in range(ACCOUNTS)
                    for role in ("AdministratorAccess", "PowerUserAccess", "ReadOnlyAccess", "Billing", "SecurityAudit")}
        listed = self.user.leapp("session", "list", "--json").json["sessions"]
        self.assertEqual({(s["accountId"], s["roleName"]) for s in listed}, expected)
        self.assertEqual(len({s["name"] for s in listed}), len(expected))
        self.user.leapp("vault", "verify", passphrase=self.user.passphrase)


class Whole(Large):
    def test_everything_is_listed_and_only_what_was_refused_is_asked_again(self):
        outcome = self.sync()
        self.assertFalse(outcome["resumed"])
        self.assertComplete(outcome)
        self.assertEqual(self.twice(), {})
        refused = [e for e in self.portal.log() if e["op"] in LISTING and e["status"] != 200]
        self.assertEqual({e["status"] for e in refused}, {429})
        self.portal.scenario(throttle=[])
        vault = self.user.vault.read_bytes()
        again = self.sync()
        self.assertEqual([again[kind] for kind in ("added", "gone", "returned", "renamed")], [[], [], [], []])
        self.assertEqual(self.user.vault.read_bytes(), vault, "a listing that found nothing new wrote the vault")


class CutOff(Large):
    def started(self):
        command = self.user.start("sso", "sync", PORTAL)
        self.addCleanup(lambda: command.poll() is None and command.kill())
        return command

    def assertGoesOn(self, lost):
        """The rest is listed, and no more than `lost` pages are asked for again."""
        outcome = self.sync()
        self.assertTrue(outcome["resumed"])
        self.assertComplete(outcome)
        self.assertLessEqual(len(self.twice()), lost, "pages that were had were asked for again")

    def test_at_ctrl_c_it_keeps_what_it_has(self):
        command = self.started()
        eventually(self.half_listed, 300, "the listing did not come half-way")
        command.send_signal(signal.SIGINT)
        out, err = command.communicate(timeout=30)
        self.assertEqual((command.returncode, out), (INTERRUPTED, b""), err)
        self.assertGoesOn(lost=0)

    def test_when_the_command_is_killed_the_agent_keeps_what_it_has(self):
        command = self.started()
        eventually(self.half_listed, 300, "the listing did not come half-way")
        command.kill()
        command.communicate(timeout=30)
        self.assertGoesOn(lost=0)

    def test_when_the_agent_is_killed_it_goes_on_from_what_was_last_kept(self):
        cache, = self.user.state.glob("*/cache.lpv")
        before, seen = cache.read_bytes(), []

        def is_kept():
            had = len(self.pages())
            if cache.read_bytes() != before:
                return True
            seen.append(had)
            return False
        command = self.started()
        eventually(is_kept, 300, "nothing was kept")
        pid = self.user.agent_pid()
        os.kill(pid, signal.SIGKILL)
        ended(pid)
        out, err = command.communicate(timeout=30)
        self.assertEqual((command.returncode, out), (LOCKED, b""), err)
        had = len(self.pages())
        self.user.leapp("session", "list", code=LOCKED)
        self.user.unlock()
        self.assertGoesOn(lost=had - seen[-1] + 10)     # some had been answered, and not been read yet


if __name__ == "__main__":
    unittest.main()
