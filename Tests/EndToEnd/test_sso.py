"""SSO portals, as their user meets them: added, signed in to by both flows, listed, signed out of, removed."""
import contextlib
import json
import os
import re
import select
import signal
import socket
import unittest
import urllib.error
import urllib.parse
import urllib.request

import pexpect

from emulators import IDC
from harness import AWS_REFUSED, DECISION, LEAPP, LOCKED, LOGIN, NOT_FOUND, OK, PASSPHRASE, USAGE, Case, alive, eventually
from homes import START_URL

INTERRUPTED = 130
ADDRESS = re.compile(rb"(?m)^ +(http://127\.0\.0\.1:\d+/authorize\S+)\s*$")

# A browser that follows an address to its end and leaves behind what it saw, and what it was given.
BROWSER = """\
#!/usr/bin/env python3
import json, os, sys, urllib.error, urllib.request
seen = {"argv": sys.argv[1:], "environment": dict(os.environ), "terminal": os.isatty(0) or os.isatty(1) or os.isatty(2), "session": os.getsid(0) == os.getpid()}
try:
    with urllib.request.urlopen(sys.argv[-1], timeout=30) as page:
        seen.update(status=page.status, body=page.read().decode(), headers=dict(page.headers))
except urllib.error.HTTPError as error:
    seen.update(status=error.code, body=error.read().decode())
except OSError as error:
    seen.update(status=0, body=str(error))
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "seen.tmp"), "w") as file:
    json.dump(seen, file)
os.rename(file.name, file.name[:-4])
"""


class Portals(Case):
    """A home with a vault, and a portal of the emulator's that nobody has added yet."""

    def prepared(self, add=True, **scenario):
        idc = self.emulator(IDC, **scenario)
        home = self.home(idc)
        home.init()
        home.unlock()
        if add:
            home.leapp("sso", "add", "acme", START_URL, "--region", "us-east-1")
        return idc, home

    def signed_in(self, **scenario):
        """The same, and signed in to it."""
        idc, home = self.prepared(device={"approve": "auto"}, **scenario)
        home.leapp("sso", "login", "--device-code")
        return idc, home

    def browser(self, home):
        """Makes the scripted browser the home's; the function tells what it saw."""
        script = home.home / "browser"
        script.write_text(BROWSER)
        script.chmod(0o755)
        home.environment["BROWSER"] = "%s %%s" % script
        seen = home.home / "seen"

        def report():
            return json.loads(eventually(lambda: seen.exists() and seen.read_text(), 20, "no browser was there"))
        return report

    def waiting(self, home, *args):
        """`sso login` in the background, once it has printed the address to open, and that address."""
        home.environment.setdefault("BROWSER", "false")
        login = home.start("sso", "login", "--no-browser", *args)
        self.addCleanup(lambda: login.poll() is None and login.kill())
        said = b""
        while not ADDRESS.search(said):
            ready, _, _ = select.select([login.stderr], [], [], 30)
            piece = os.read(login.stderr.fileno(), 65536) if ready else b""
            if not piece:
                self.fail("no address was printed: %r" % said)
            said += piece
        return login, ADDRESS.search(said).group(1).decode()

    def finish(self, login, code=OK):
        out, err = login.communicate(timeout=60)
        self.assertEqual(login.returncode, code, err.decode())
        return out, err.decode()

    def assertValid(self, idc):
        """Every request was one that AWS takes."""
        self.assertEqual([e for e in idc.log() if not e["valid"]], [])


class Adding(Portals):
    def test_it_is_added_once_and_names_the_next_command(self):
        _, home = self.prepared(add=False)
        self.assertSays(home.leapp("sso", "add", "acme", START_URL + "/#/?tab=accounts", "--region", "us-east-1"), "added acme", "leapp sso login acme")
        listed = home.leapp("sso", "list", "--json").json["portals"]
        self.assertEqual([(p["name"], p["startUrl"], p["region"], p["signedIn"], p["roles"]) for p in listed], [("acme", START_URL, "us-east-1", False, 0)])
        again = home.leapp("sso", "add", "acme", START_URL, "--region", "us-east-1", "--json").json
        self.assertEqual((again["added"], again["changed"]), (False, False))

    def test_what_differs_needs_a_word(self):
        _, home = self.prepared()
        self.assertSays(home.leapp("sso", "add", "other", START_URL, "--region", "eu-west-1", code=DECISION), "acme", "us-east-1", "--replace")
        self.assertSays(home.leapp("sso", "add", "acme", "https://b.awsapps.com/start", "--region", "eu-west-1", code=DECISION), "another name")
        home.leapp("sso", "add", "other", START_URL, "--region", "eu-west-1", "--replace")
        listed = home.leapp("sso", "list", "--json").json["portals"]
        self.assertEqual([(p["name"], p["region"]) for p in listed], [("other", "eu-west-1")])

    def test_what_is_no_portal_is_a_usage_error(self):
        _, home = self.prepared(add=False)
        for line in (("a", "ftp://x/start", "--region", "us-east-1"), ("a", START_URL, "--region", "Ireland"), ("", START_URL, "--region", "us-east-1")):
            self.assertQuiet(home.leapp("sso", "add", *line, code=USAGE))
        self.assertEqual(home.leapp("sso", "list", "--json").json["portals"], [])

    def test_names_that_mean_nothing_or_too_much(self):
        _, home = self.prepared(add=False)
        self.assertSays(home.leapp("sso", "login", code=NOT_FOUND), "leapp sso add")
        for name in ("acme", "beta"):
            home.leapp("sso", "add", name, "https://%s.awsapps.com/start" % name, "--region", "us-east-1")
        self.assertSays(home.leapp("sso", "login", code=NOT_FOUND), "acme", "beta")
        self.assertSays(home.leapp("sso", "login", "gamma", code=NOT_FOUND), "acme", "beta")


class ByBrowser(Portals):
    def test_the_browser_brings_the_code(self):
        idc, home = self.prepared(authorize={"approve": "auto"})
        seen = self.browser(home)
        home.environment.update(AWS_SECRET_ACCESS_KEY="not-for-browsers", LEAPP_ASKPASS="/bin/false")
        login = home.leapp("sso", "login", "--json")
        self.assertEqual((login.json["portal"], login.json["renewable"]), ("acme", True))
        page = seen()
        self.assertEqual((page["status"], page["terminal"], page["session"]), (200, False, True))
        self.assertNotIn("script", page["body"])
        self.assertEqual((page["headers"]["Cache-Control"], page["headers"]["Referrer-Policy"]), ("no-store", "no-referrer"))
        self.assertEqual([n for n in page["environment"] if n.startswith(("AWS_", "LEAPP_"))], [])
        self.assertTrue(home.leapp("sso", "list", "--json").json["portals"][0]["signedIn"])
        self.assertValid(idc)

    def test_a_denial_is_exit_code_16(self):
        _, home = self.prepared(authorize={"approve": "deny"})
        self.browser(home)
        self.assertSays(home.leapp("sso", "login", code=LOGIN), "denied", "leapp sso login acme")

    def test_a_bogus_code_is_refused_by_aws(self):
        _, home = self.prepared(authorize={"approve": "auto", "code": "bogus"})
        self.browser(home)
        self.assertQuiet(home.leapp("sso", "login", code=LOGIN))
        self.assertFalse(home.leapp("sso", "list", "--json").json["portals"][0]["signedIn"])

    def test_strays_are_answered_and_the_genuine_one_still_counts(self):
        for state in ("wrong", "missing"):
            idc, home = self.prepared(authorize={"approve": "auto", "state": state})
            login, address = self.waiting(home)
            query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))
            back = urllib.parse.urlsplit(query["redirect_uri"])
            self.assertEqual(self.status(address), 400, "the answer with a %s state" % state)
            port = back.port
            for stray, expected in ((query["redirect_uri"], 400), ("http://127.0.0.1:%d/favicon.ico" % port, 404), ("http://localhost:%d%s" % (port, back.path), 421)):
                self.assertEqual(self.status(stray), expected, stray)
            with socket.create_connection(("127.0.0.1", port)) as garbage:
                garbage.sendall(b"\x16\x03\x01\x02\x00\r\n\r\n")
                self.assertIn(b" 400 ", garbage.recv(4096))
            with socket.create_connection(("127.0.0.1", port)) as slow, socket.create_connection(("127.0.0.1", port)) as flood:
                slow.sendall(b"GET /oauth/callback HTTP/1.1\r\n")
                with contextlib.suppress(OSError):
                    flood.sendall(b"GET / HTTP/1.1\r\nX: " + b"y" * 10_000_000)
                    self.assertIn(b" 431 ", flood.recv(4096))
                self.assertIsNone(login.poll())
                idc.scenario(authorize={"state": "echo"})
                self.assertEqual(self.status(address), 200)
                self.finish(login)
            with self.assertRaises(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", port), 5)

    def status(self, address):
        try:
            with urllib.request.urlopen(address, timeout=30) as page:
                return page.status
        except urllib.error.HTTPError as error:
            with error:
                return error.code

    def test_a_browser_that_cannot_be_started_leaves_the_address(self):
        _, home = self.prepared(authorize={"approve": "auto"})
        home.environment.update(BROWSER="/nonexistent/browser:false", PATH=str(LEAPP.parent))
        login = home.start("sso", "login")
        self.addCleanup(lambda: login.poll() is None and login.kill())
        said = b""
        while b"no browser could be started" not in said:
            piece = os.read(login.stderr.fileno(), 65536)
            self.assertTrue(piece, said)
            said += piece
        self.assertEqual(self.status(ADDRESS.search(said).group(1).decode()), 200)
        self.finish(login)

    def test_ctrl_c_leaves_nothing(self):
        _, home = self.prepared()
        before = set(home.processes())
        login, address = self.waiting(home)
        port = urllib.parse.urlsplit(dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))["redirect_uri"]).port
        login.send_signal(signal.SIGINT)
        self.finish(login, INTERRUPTED)
        with self.assertRaises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), 5)
        mine = {pid: line for pid, line in home.processes().items() if pid not in before and "aws-worker" not in line}
        self.assertEqual(mine, {})
        self.assertTrue(alive(home.agent_pid()))


class ByDeviceCode(Portals):
    def test_ssh_and_containers_need_no_flag(self):
        for variables in ({"SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22", "BROWSER": "false"}, {}):
            idc, home = self.prepared(device={"approve": "auto", "pending_polls": 1})
            home.environment.update(variables)
            login = home.leapp("sso", "login")
            self.assertSays(login, "device code", "enter the code", "signed in to acme")
            self.assertRegex(login.err, r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b")
            self.assertEqual(idc.log("authorize"), [])
            self.assertValid(idc)

    def test_pending_and_slow_down_are_obeyed(self):
        idc, home = self.prepared(device={"approve": "auto", "pending_polls": 2, "slow_down_polls": [2], "grace_polls": 0, "slow_down_add": 1})
        home.leapp("sso", "login", "--device-code")
        asked = [e["t"] for e in idc.log("CreateToken")]
        self.assertGreaterEqual(len(asked), 3)
        self.assertEqual(len([e for e in idc.log("CreateToken") if e.get("error") == "SlowDownException"]), 1)
        self.assertValid(idc)

    def test_denied_and_expired_are_exit_code_16(self):
        for device, word in (({"approve": "deny"}, "refused"), ({"approve": "expire"}, "too old")):
            _, home = self.prepared(device=device)
            self.assertSays(home.leapp("sso", "login", "--device-code", code=LOGIN), word, "leapp sso login acme")

    def test_a_garbled_or_failing_server_is_exit_code_15(self):
        for action in ("garbage", "html", "truncate"):
            _, home = self.prepared(faults=[{"op": "RegisterClient", "every": 1, "action": action}])
            self.assertQuiet(home.leapp("sso", "login", "--device-code", code=AWS_REFUSED))

    def test_a_slow_server_is_waited_for(self):
        _, home = self.prepared(device={"approve": "auto"}, faults=[{"op": "StartDeviceAuthorization", "nth": [1], "action": "stall", "ms": 3000}])
        home.leapp("sso", "login", "--device-code")

    def test_an_unreachable_portal_is_exit_code_15(self):
        idc, home = self.prepared()
        idc.close()
        self.assertQuiet(home.leapp("sso", "login", "--device-code", code=AWS_REFUSED))


class WithoutAnAgent(Portals):
    def test_the_passphrase_is_enough(self):
        idc, home = self.prepared(device={"approve": "auto"})
        home.leapp("lock")
        self.assertQuiet(home.leapp("sso", "login", code=LOCKED))
        home.leapp("sso", "login", "--device-code", passphrase=PASSPHRASE)
        home.unlock()
        self.assertTrue(home.leapp("sso", "list", "--json").json["portals"][0]["signedIn"])
        self.assertValid(idc)


class Listing(Portals):
    def test_all_accounts_and_roles_are_sessions(self):
        idc, home = self.signed_in(accounts={"count": 3, "roles": 4})
        self.assertSays(home.leapp("sso", "login", "--device-code"), "next: leapp sso sync acme")
        narrow = home.leapp("sso", "sync", "--accounts", "nothing*")
        self.assertIn("0 accounts", narrow.out)
        self.assertSays(narrow, "kept for later listings", "'*'")
        home.leapp("sso", "sync", "--accounts", "*", "--roles", "no-such-role")
        first = home.leapp("sso", "sync", "--roles", "*", "--json").json
        (portal,) = first["portals"]
        self.assertEqual((portal["portal"], portal["accounts"], portal["roles"], portal["resumed"]), ("acme", 3, 12, False))
        self.assertEqual([len(portal[kind]) for kind in ("added", "gone", "returned", "renamed")], [12, 0, 0, 0])
        self.assertEqual({a["name"] for a in portal["added"]}, set(home.sessions()))
        again = home.leapp("sso", "sync")
        self.assertIn("acme: 3 accounts, 12 roles; nothing has changed", again.out)
        self.assertEqual(again.err, "", "progress is for terminals")
        listed = home.leapp("sso", "list", "--json").json["portals"][0]
        self.assertEqual((listed["accounts"], listed["roles"], listed["gone"]), (3, 12, 0))
        self.assertIsNotNone(listed["synced"])
        self.assertValid(idc)

    def test_what_is_gone_is_counted_apart_from_what_there_is(self):
        roles = {"%012d" % n: ["Admin", "Read"] for n in (1, 2, 3)}
        listed = lambda: [{"accountId": n, "accountName": "a" + n[-1], "emailAddress": "a@b.c", "roles": r} for n, r in roles.items()]
        idc, home = self.signed_in(accounts=listed())
        home.leapp("sso", "sync")
        del roles["000000000003"]
        roles["000000000002"] = ["Admin"]
        idc.scenario(accounts=listed())
        self.assertIn("gone at the portal, kept here: 3", home.leapp("sso", "sync").out)
        (portal,) = home.leapp("sso", "list", "--json").json["portals"]
        self.assertEqual((portal["accounts"], portal["roles"], portal["gone"]), (2, 3, 3))
        head, row = home.leapp("sso", "list").out.splitlines()
        self.assertEqual([row[head.index(title):].split()[0] for title in ("ACCOUNTS", "ROLES", "GONE")], ["2", "3", "3"])
        roles["000000000003"] = ["Read"]
        idc.scenario(accounts=listed())
        home.leapp("sso", "sync")
        (portal,) = home.leapp("sso", "list", "--json").json["portals"]
        self.assertEqual((portal["accounts"], portal["roles"], portal["gone"]), (3, 4, 2))

    def test_a_long_list_is_cut_for_people(self):
        _, home = self.signed_in(accounts={"count": 3, "roles": 4})
        shown = home.leapp("sso", "sync", "--dry-run").out
        self.assertIn("  would be added: 12\n", shown)
        self.assertIn("    and 2 more\n", shown)
        self.assertEqual(home.sessions(), {})

    def test_filters_and_the_template_are_kept(self):
        accounts = [{"accountId": "%012d" % n, "accountName": name, "emailAddress": "a@b.c", "roles": ["Admin", "Read"]}
                    for n, name in enumerate(("prod-a", "prod-b", "dev"), 1)]
        _, home = self.signed_in(accounts=accounts)
        home.leapp("sso", "sync", "acme", "--accounts", "prod-*", "--roles", "Adm*", "--profile-template", "{role}-{account}")
        names = {"admin-prod-a", "admin-prod-b"}
        self.assertEqual({n.lower() for n in home.sessions()}, names)
        home.leapp("sso", "sync")
        self.assertEqual({n.lower() for n in home.sessions()}, names)

    def test_without_a_sign_in_it_is_exit_code_16(self):
        _, home = self.prepared()
        self.assertSays(home.leapp("sso", "sync", code=LOGIN), "leapp sso login acme")

    def test_one_that_fails_does_not_keep_the_others(self):
        _, home = self.signed_in()
        home.leapp("sso", "add", "other", "https://other.awsapps.com/start", "--region", "us-east-1")
        done = home.leapp("sso", "sync", "--all", "--json", code=LOGIN)
        self.assertEqual([p["portal"] for p in done.json["portals"]], ["acme"])
        self.assertEqual([(p["portal"], p["code"], p["exit"]) for p in done.json["failed"]], [("other", "LOGIN_REQUIRED", LOGIN)])
        self.assertSays(done, "leapp sso login other", "other: not listed")

    def test_a_terminal_sees_how_far_it_is_and_ctrl_c_loses_nothing(self):
        idc, home = self.signed_in(accounts={"count": 200, "roles": 1})
        child = pexpect.spawn(str(LEAPP), ["sso", "sync"], env={**home.environment, "TERM": "xterm"}, cwd=str(home.home), encoding="utf-8",
                              timeout=60, dimensions=(24, 120))
        self.addCleanup(child.close, force=True)
        child.expect(r"\racme: [1-9]\d* of 200 accounts, \d+ roles, \d+/s, about [\dms ]+ left\x1b\[K")
        child.sendintr()
        child.expect(r"\r\x1b\[Kleapp: interrupted; the next `leapp sso sync` goes on from there\r\n")
        child.expect(pexpect.EOF)
        child.close()
        self.assertEqual(child.exitstatus, INTERRUPTED)
        asked = len(idc.log("ListAccountRoles"))
        # The agent notices within a second that nobody listens any more.
        done = eventually(lambda: (r := home.leapp("sso", "sync", "--json", code=None)).code == OK and r, 60)
        (portal,) = done.json["portals"]
        self.assertEqual((portal["accounts"], portal["roles"], portal["resumed"]), (200, 200, True))
        self.assertLess(len(idc.log("ListAccountRoles")) - asked, 200)

    def test_the_line_is_taken_away_at_the_end(self):
        _, home = self.signed_in(accounts={"count": 30, "roles": 1})
        child = pexpect.spawn(str(LEAPP), ["sso", "sync"], env={**home.environment, "TERM": "xterm"}, cwd=str(home.home), encoding="utf-8",
                              timeout=60, dimensions=(24, 120))
        self.addCleanup(child.close, force=True)
        child.expect(r"\r\x1b\[Kacme: 30 accounts, 30 roles\r\n")
        child.expect(pexpect.EOF)


class Leaving(Portals):
    def test_a_logout_is_told_to_aws_and_done_once(self):
        idc, home = self.signed_in()
        out = home.leapp("sso", "logout", "--json").json["signedOut"]
        self.assertEqual([(o["portal"], o["revoked"], o["left"]) for o in out], [("acme", True, [])])
        self.assertEqual(len(idc.log("Logout")), 1)
        self.assertSays(home.leapp("sso", "logout", "acme"), "was not signed in")
        self.assertFalse(home.leapp("sso", "list", "--json").json["portals"][0]["signedIn"])

    def test_a_removal_asks_and_signs_out(self):
        idc, home = self.signed_in(accounts={"count": 2, "roles": 3})
        home.leapp("sso", "sync")
        self.assertSays(home.leapp("sso", "remove", "acme", code=DECISION), "6 roles", "--yes")
        child = pexpect.spawn(str(LEAPP), ["sso", "remove", "acme"], env=home.environment, cwd=str(home.home), encoding="utf-8", timeout=30)
        self.addCleanup(child.close, force=True)
        child.expect(r"Remove it\? \[y/N\] ")
        child.sendline("n")
        child.expect(pexpect.EOF)
        child.close()
        self.assertEqual(child.exitstatus, DECISION)
        self.assertEqual(idc.log("Logout"), [])
        home.leapp("sso", "remove", "acme", "--yes")
        self.assertEqual(home.leapp("sso", "list", "--json").json["portals"], [])
        self.assertEqual(home.sessions(), {})
        self.assertEqual(len(idc.log("Logout")), 1)


if __name__ == "__main__":
    unittest.main()
