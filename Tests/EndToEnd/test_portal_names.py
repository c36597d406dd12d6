"""Names that others chose, of accounts and profiles: whatever is in them, everything is listed, and no terminal obeys them."""
import unittest

import pexpect

from emulators import IDC
from harness import AWS_REFUSED, LEAPP, LOGIN, NOT_FOUND, PASSPHRASE, Case
from homes import keys
from portals import PORTAL, with_portal

# What acts on a terminal, or on how it orders text, instead of being shown.
STEERING = {*map(chr, (*range(0x20), *range(0x7F, 0xA0))), *"\u061c\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\U000e0041"}
ODD = [
    ("Prod\x1b]0;owned\x07\x1b[31m\nuction", "a\x9b2J@b.c\r\nX: y"), ("\u202egnp.exe", "\u2066a@b.c"), ("x" * 5000, "y" * 5000), ("", ""),
    ("Команда 東京 🔑", "e\u0301@b.c"), ("tab\ttab\u2028\u061c\U000e0041", "a@b.c"),
]


def accounts(names):
    return [{"accountId": "%012d" % n, "accountName": name, "emailAddress": email, "roles": ["Admin"]} for n, (name, email) in enumerate(names, 1)]


class Names(Case):
    def signed_in(self, names):
        self.idc = self.emulator(IDC, accounts=accounts(names), device={"approve": "auto"})
        home = self.home(self.idc)
        with_portal(home)
        home.leapp("sso", "login", PORTAL, "--device-code")
        return home

    def at_a_terminal(self, home, *args):
        """What a terminal is sent, without the ends of lines."""
        child = pexpect.spawn(str(LEAPP), list(args), env={**home.environment, "TERM": "xterm", "NO_COLOR": "1"}, cwd=str(home.home), encoding="utf-8",
                              timeout=60, dimensions=(60, 400))
        self.addCleanup(child.close, force=True)
        child.expect(pexpect.EOF)
        return child.before.replace("\r\n", "")

    def assertHarmless(self, text):
        self.assertEqual(sorted(STEERING & set(text)), [], text)

    def test_every_account_is_listed_whatever_it_is_called(self):
        home = self.signed_in(ODD)
        (portal,) = home.leapp("sso", "sync", "--json").json["portals"]
        self.assertEqual((portal["accounts"], portal["roles"], len(portal["added"])), (6, 6, 6))
        names = {s["accountId"]: s["accountName"] for s in home.sessions().values()}
        self.assertEqual(names["000000000001"], "Prod\ufffd]0;owned\ufffd\ufffd[31m\ufffduction")
        self.assertEqual(names["000000000002"], "\ufffdgnp.exe")
        self.assertEqual(names["000000000003"], "x" * 256)
        self.assertEqual((names["000000000004"], names["000000000005"]), (None, "Команда 東京 🔑"))
        self.assertHarmless("".join(filter(None, names.values())))

    def test_sessions_are_named_as_ever(self):
        home = self.signed_in(ODD)
        home.leapp("sso", "sync")
        named = {s["accountId"]: name for name, s in home.sessions().items()}
        self.assertEqual(named["000000000001"], "prod-0-owned-31m-uction-admin")
        self.assertEqual((named["000000000002"], named["000000000004"]), ("gnp-exe-admin", "000000000004-admin"))
        self.assertRegex(" ".join(named.values()), r"^[a-z0-9 -]*$")

    def test_no_terminal_obeys_a_name_from_aws(self):
        home = self.signed_in([("plain %d" % n, "a@b.c") for n in range(len(ODD))])
        home.leapp("sso", "sync")
        self.idc.scenario(accounts=accounts(ODD))
        synced = self.at_a_terminal(home, "sso", "sync").split("\x1b[K")[-1]      # the line that shows how far it is goes first
        self.assertIn("which was plain 1", synced)
        for shown in (synced, self.at_a_terminal(home, "session", "list"), self.at_a_terminal(home, "sso", "list")):
            self.assertHarmless(shown)
        self.assertIn("\ufffdgnp.exe", self.at_a_terminal(home, "session", "list"))

    def test_no_terminal_obeys_a_text_from_a_file(self):
        home = self.home()
        home.init()
        odd = "a\x9b31m\u202eb"
        home.write("[profile user]\nregion = %s\nmfa_serial = %s\n" % (odd, odd), "[user]\n" + keys("odd"))
        home.import_all()
        home.unlock()
        self.assertEqual(home.sessions()["user"]["region"], odd, "a script gets the text itself")
        for args in (("session", "list"), ("session", "list", "--json")):
            shown = self.at_a_terminal(home, *args)
            self.assertIn("31m", shown)
            self.assertHarmless(shown)
        exported = home.leapp("vault", "export", "--json", "--reveal", "--yes", passphrase=PASSPHRASE)
        self.assertHarmless(exported.out.replace("\n", ""))
        self.assertIn(odd, [r["fields"].get("region") for r in exported.json["records"]])
        for command in ("credential-process", "env"):
            said = home.leapp(command, "user", code=LOGIN).err
            self.assertIn("31m", said)
            self.assertHarmless(said.replace("\n", ""))
        self.assertHarmless(home.leapp("credential-process", odd, code=NOT_FOUND).err.replace("\n", ""))

    def test_what_no_portal_says_of_an_account_is_refused_by_its_name(self):
        home = self.signed_in([("plain", "a@b.c"), (7, "a@b.c")])
        result = home.leapp("sso", "sync", code=AWS_REFUSED)
        self.assertSays(result, "the accountName that it lists for account 000000000002")
        self.assertEqual(home.sessions(), {})
        self.idc.scenario(accounts=[{"accountId": "000000000003", "accountName": "a", "emailAddress": "b@c.d", "roles": ["a/../b"]}])
        self.assertSays(home.leapp("sso", "sync", code=AWS_REFUSED), "the roleName that it lists for account 000000000003")


if __name__ == "__main__":
    unittest.main()
