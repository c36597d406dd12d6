"""At a terminal: what is asked, what is echoed, what an interruption leaves."""
import signal
import unittest

import pexpect

import judges
from emulators import STS, totp
from harness import KDF, LEAPP, LOCKED, OK, PASSPHRASE, WRONG_PASSPHRASE, Case
from homes import ARNS, DAY_CONFIG, DAY_CREDENTIALS, DAY_ROLES, DAY_USERS, MFA_SEED, MFA_SERIAL

ASKED = r"(?i)passphrase[^\r\n]*: ?$"
AGAIN = r"(?i)(again|once more|repeat|confirm)[^\r\n]*: ?$"
CODE = r"(?i)(mfa|code)[^\r\n]*: ?$"


class AtATerminal(Case):
    def spawn(self, home, *args):
        child = pexpect.spawn(str(LEAPP), [str(a) for a in args], env={**home.environment, "TERM": "xterm"}, cwd=str(home.home), encoding="utf-8",
                              timeout=30, dimensions=(24, 120))
        self.addCleanup(child.close, force=True)
        child.seen = []
        return child

    def answer(self, child, pattern, text):
        try:
            child.expect(pattern)
        except (pexpect.TIMEOUT, pexpect.EOF):
            self.fail("no prompt like %r; the terminal shows:\n%s" % (pattern, child.before))
        child.seen.append(child.before + child.after)
        child.sendline(text)

    def end(self, child):
        child.expect(pexpect.EOF)
        child.seen.append(child.before)
        child.close()
        return child.exitstatus if child.signalstatus is None else -child.signalstatus

    def shown(self, child):
        return "".join(child.seen)

    def test_init_asks_twice_and_echoes_nothing(self):
        home = self.home()
        child = self.spawn(home, "vault", "init", *KDF)
        self.answer(child, ASKED, PASSPHRASE)
        self.answer(child, AGAIN, PASSPHRASE)
        self.assertEqual(self.end(child), OK, self.shown(child))
        self.assertNotIn(PASSPHRASE, self.shown(child))
        home.leapp("vault", "verify", passphrase=PASSPHRASE)

    def test_two_that_differ_make_no_vault(self):
        home = self.home()
        child = self.spawn(home, "vault", "init", *KDF)
        self.answer(child, ASKED, PASSPHRASE)
        self.answer(child, AGAIN, PASSPHRASE + "!")
        self.assertNotEqual(self.end(child), OK, self.shown(child))
        self.assertFalse(home.vault.exists())

    def test_unlock_asks_once(self):
        home = self.home()
        home.init()
        child = self.spawn(home, "unlock")
        self.answer(child, ASKED, PASSPHRASE)
        self.assertEqual(self.end(child), OK, self.shown(child))
        self.assertTrue(home.status()["unlocked"])

    def test_unlock_with_a_wrong_one_is_exit_code_12(self):
        home = self.home()
        home.init()
        child = self.spawn(home, "unlock")
        self.answer(child, ASKED, "wrong one")
        self.assertEqual(self.end(child), WRONG_PASSPHRASE, self.shown(child))

    def test_an_interruption_is_130_and_gives_the_terminal_its_echo_back(self):
        home = self.home()
        home.init()
        child = self.spawn(home, "unlock")
        child.expect(ASKED)
        child.sendintr()
        self.assertIn(self.end(child), (130, -signal.SIGINT))
        script = "%s unlock; stty -a | tr ' ;' '\\n\\n' | grep -x -e echo -e -echo" % LEAPP
        shell = pexpect.spawn("bash", ["-c", "trap : INT; " + script], env={**home.environment, "TERM": "xterm"}, cwd=str(home.home), encoding="utf-8", timeout=30)
        self.addCleanup(shell.close, force=True)
        shell.expect(ASKED)
        shell.sendintr()
        shell.expect(pexpect.EOF)
        self.assertRegex(shell.before, r"(?m)^echo\r?$")

    def test_credential_process_never_asks(self):
        home = self.home()
        home.init()
        child = self.spawn(home, "credential-process", "anything")
        self.assertEqual(self.end(child), LOCKED, self.shown(child))
        self.assertNotRegex(self.shown(child), ASKED)

    def test_an_mfa_code_is_asked_for(self):
        sts = self.emulator(STS, DAY_USERS, DAY_ROLES)
        sts.add_mfa(MFA_SERIAL, MFA_SEED, "alice")
        home = self.home(sts)
        home.init()
        home.write(DAY_CONFIG, DAY_CREDENTIALS)
        home.import_all()
        home.unlock()
        child = self.spawn(home, "session", "start", "guarded", "--profile", "today")
        self.answer(child, CODE, totp(MFA_SEED, sts.now()))
        self.assertEqual(self.end(child), OK, self.shown(child))
        self.assertEqual(judges.boto3_identity(home, "today")["arn"], ARNS["guarded"])

    def test_a_table_for_people_json_for_programs(self):
        home = self.home()
        home.init()
        home.write(DAY_CONFIG, DAY_CREDENTIALS)
        home.import_all()
        home.unlock()
        child = self.spawn(home, "session", "list")
        self.assertEqual(self.end(child), OK)
        for name in ("prod-admin", "staging", "dev"):
            self.assertIn(name, self.shown(child))
        self.assertNotIn("\x1b", home.leapp("session", "list").out)


if __name__ == "__main__":
    unittest.main()
