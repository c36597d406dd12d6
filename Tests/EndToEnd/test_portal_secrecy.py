"""No token, client secret, device code, verifier or authorization code of a portal is to be seen: not in a file, not in a command line or an
environment, not in what is printed, at no step; and after a lock not in the agent's memory either.
"""
import contextlib
import os
import pathlib
import signal
import threading
import unittest

from emulators import IDC
from harness import LOCKED, PASSPHRASE, Case, eventually
from portals import PORTAL, ended, synced, with_portal

INTERRUPTED = 130
HOUR = 3600


class Watch:
    """Looks at the command lines and environments of a home's processes all the time."""

    def __init__(self, home):
        self.home, self.seen, self.stop = home, set(), threading.Event()
        self.thread = threading.Thread(target=self.look, daemon=True)
        self.thread.start()

    def look(self):
        while not self.stop.is_set():
            for pid in self.home.processes():
                for name in ("cmdline", "environ"):
                    try:
                        self.seen.add((name, pathlib.Path("/proc", str(pid), name).read_bytes()))
                    except OSError:
                        continue      # it has ended

    def close(self):
        self.stop.set()
        self.thread.join()


def memory(pid):
    """Everything that a process has in memory, whether it would be in a core file, or may be read by the process itself, or not; for root."""
    parts = []
    with open("/proc/%d/maps" % pid) as maps, open("/proc/%d/mem" % pid, "rb", buffering=0) as mem:
        for line in maps:
            begin, end = (int(n, 16) for n in line.split()[0].split("-"))
            if "[v" in line or end - begin > 1 << 32:       # the kernel's, and room that is only reserved
                continue
            with contextlib.suppress(OSError):      # a page that came and went
                mem.seek(begin)
                while begin < end:
                    parts.append(mem.read(min(end - begin, 1 << 24)))
                    begin += len(parts[-1])
    return b"\0".join(parts)


def part(secret):
    """Enough of a secret to know it by, from its end, where nothing is alike in two of them."""
    return secret[-60:-10].encode()


class Secrecy(Case):
    def setUp(self):
        super().setUp()
        self.portal = self.emulator(IDC, accounts={"count": 3, "roles": 2}, authorize={"approve": "auto"}, device={"approve": "auto"})
        self.user = self.home(self.portal)
        self.watch = Watch(self.user)
        self.addCleanup(self.watch.close)
        self.said = []
        run = self.user.leapp

        def listened(*args, **more):
            result = run(*args, **more)
            self.said.append(result)
            return result
        self.user.leapp = listened

    def secrets(self, *needed):
        """What the portal gave in confidence so far; `needed` has to be in it, so that the test knows what it looks for."""
        secrets = self.portal.secrets()
        for what in needed:
            self.assertTrue([name for name in secrets if name.startswith(what)], "the portal gave no %s" % what)
        self.assertTrue(all(len(text) >= 40 for text in secrets.values()))
        return {name: part(text) for name, text in secrets.items()}

    def look(self, step, *needed):
        secrets = self.secrets(*needed)
        with self.subTest(step):
            for path, mark in self.user.files_with(*secrets.values()):
                self.fail("%s: %s is in %s" % (step, self.named(secrets, mark.encode()), path))
            for name, text in self.watch.seen:
                self.assertEqual([n for n, s in secrets.items() if s in text], [], "%s: in a %s: %r" % (step, name, text[:300]))
            for result in self.said:
                text = result.out_bytes + result.err.encode()
                self.assertEqual([n for n, s in secrets.items() if s in text], [], "%s: printed by %s" % (step, result.argv))

    def named(self, secrets, mark):
        return next(name for name, secret in secrets.items() if secret == mark)

    def test_nothing_is_to_be_seen_at_any_step(self):
        browser = with_portal(self.user)
        self.look("added")
        self.user.leapp("sso", "login", PORTAL)
        self.assertEqual(browser.opened(), 1)
        self.look("signed in by browser", "access token", "refresh token", "client secret", "authorization code", "PKCE verifier")

        self.portal.scenario(device={"approve": "manual", "interval": 1})
        login = self.user.start("sso", "login", PORTAL, "--device-code")
        eventually(lambda: any(e["error"] == "AuthorizationPendingException" for e in self.portal.log("CreateToken")), 30, "nothing was asked")
        self.look("waiting for the user", "device code")
        login.send_signal(signal.SIGINT)
        texts = login.communicate(timeout=30)
        self.assertEqual(login.returncode, INTERRUPTED)
        self.assertEqual([n for n, s in self.secrets().items() for text in texts if s in text], [])
        self.look("given up")
        self.portal.scenario(device={"approve": "auto"})
        self.user.leapp("sso", "login", PORTAL, "--device-code")
        self.look("signed in by device code")

        self.portal.scenario(latency_ms={"ListAccountRoles": 1500})
        listing = self.user.start("sso", "sync", PORTAL)
        eventually(lambda: self.portal.log("ListAccounts"), 30, "nothing was listed")
        self.look("listing")
        listing.send_signal(signal.SIGINT)
        listing.communicate(timeout=30)
        self.look("a listing was cut off")
        self.portal.scenario(latency_ms=0)
        names = sorted(synced(self.user).values())
        self.look("listed")

        self.user.leapp("session", "start", names[0], "--profile", "today")
        self.user.credential_process(names[1])
        self.user.leapp("exec", names[2], "--", "env")
        self.user.leapp("sso", "list", "--json")
        self.look("started")
        self.portal.advance_clock(2 * HOUR)
        self.user.credential_process(names[3])
        self.assertEqual(self.portal.grants()[-1], "refresh_token")
        self.look("renewed")

        pid = self.user.agent_pid()
        os.kill(pid, signal.SIGKILL)
        ended(pid)
        self.look("the agent was killed")
        self.user.unlock()
        self.user.credential_process(names[0])
        self.user.leapp("vault", "verify", passphrase=PASSPHRASE)
        self.look("unlocked again")
        self.portal.scenario(faults=[{"op": "GetRoleCredentials", "action": "garbage"}, {"op": "CreateToken", "action": "truncate"}])
        self.portal.revoke("access")
        self.user.leapp("credential-process", names[4], code=None)
        self.look("garbled answers")
        self.portal.scenario(faults=[])
        self.user.leapp("sso", "login", PORTAL)
        self.user.leapp("lock")
        self.look("locked")
        self.user.unlock()
        self.user.leapp("sso", "logout", PORTAL)
        self.look("signed out")
        self.user.leapp("sso", "remove", PORTAL, "--yes")
        self.look("removed")
        self.assertGreater(len(self.watch.seen), 10)

    def test_a_locked_agents_memory_holds_nothing_of_them(self):
        if os.geteuid() != 0:
            self.skipTest("the agent's memory is read by root only")
        with_portal(self.user)
        self.user.leapp("sso", "login", PORTAL)
        self.user.leapp("sso", "login", PORTAL, "--device-code")
        names = sorted(synced(self.user).values())
        kept = [self.user.credential_process(name) for name in names]
        self.user.leapp("session", "start", names[0], "--profile", "today")
        self.portal.advance_clock(2 * HOUR)
        self.user.leapp("sso", "sync", PORTAL)
        self.user.leapp("sso", "list")      # which has what the cache holds in memory
        pid = self.user.agent_pid()
        try:
            before = memory(pid)
        except PermissionError:
            self.skipTest("this root may not read a process's memory")
        held = part(self.portal.control("state")["refresh"][-1]["token"])
        self.assertTrue(held in before, "an unlocked agent's memory does not show what it holds")
        self.user.leapp("lock")
        self.assertEqual(self.user.agent_pid(), pid)
        eventually(lambda: set(self.user.processes()) == {pid}, 20, lambda: "left behind: %s" % self.user.processes())
        after = memory(pid)
        self.assertTrue(str(self.user.runtime).encode() in after, "this is not the agent's memory")
        secrets = self.secrets("access token", "refresh token", "client secret", "device code", "authorization code", "PKCE verifier")
        secrets.update({"key %d" % i: c["SecretAccessKey"].encode() for i, c in enumerate(kept)})
        secrets.update({"session token %d" % i: part(c["SessionToken"]) for i, c in enumerate(kept)})
        secrets["passphrase"] = PASSPHRASE.encode()
        self.assertEqual([name for name, secret in secrets.items() if secret in after], [])
        self.user.leapp("credential-process", names[0], code=LOCKED)


if __name__ == "__main__":
    unittest.main()
