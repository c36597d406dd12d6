"""At a terminal: what is asked, what is echoed, what an interruption leaves."""
import os
import signal
import unittest

import pexpect

import judges
from emulators import STS, totp
from harness import GENERAL, KDF, LEAPP, LOCKED, OK, PASSPHRASE, USAGE, WRONG_PASSPHRASE, Case, eventually
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

    def test_two_that_differ_are_asked_for_again_and_make_no_vault_after_the_third_time(self):
        home = self.home()
        child = self.spawn(home, "vault", "init", *KDF)
        for _ in range(3):
            self.answer(child, ASKED, PASSPHRASE)
            self.answer(child, AGAIN, PASSPHRASE + "!")
        self.assertEqual(self.end(child), GENERAL, self.shown(child))
        self.assertEqual(self.shown(child).count("differ"), 3)
        self.assertFalse(home.vault.exists())
        child = self.spawn(home, "vault", "init", *KDF)
        self.answer(child, ASKED, "")
        self.answer(child, ASKED, PASSPHRASE)
        self.answer(child, AGAIN, PASSPHRASE + "!")
        self.answer(child, ASKED, PASSPHRASE)
        self.answer(child, AGAIN, PASSPHRASE)
        self.assertEqual(self.end(child), OK, self.shown(child))
        home.leapp("vault", "verify", passphrase=PASSPHRASE)
        child = self.spawn(home, "vault", "passphrase", *KDF)
        self.answer(child, ASKED, PASSPHRASE)
        self.answer(child, ASKED, "another one")
        self.answer(child, AGAIN, "another two")
        self.answer(child, ASKED, "another one")
        self.answer(child, AGAIN, "another one")
        self.assertEqual(self.end(child), OK, self.shown(child))
        home.leapp("vault", "verify", passphrase="another one")

    def test_the_end_of_input_ends_every_question_at_once(self):
        home = self.home()
        home.init()
        for command, before in ((["unlock"], []), (["vault", "verify"], ["wrong one"]), (["vault", "passphrase", *KDF], [PASSPHRASE]),
                                (["vault", "verify", "--use-recovery-code"], [])):
            child = self.spawn(home, *command)
            for typed in before:
                self.answer(child, ASKED, typed)
            child.expect(r"(?i)(passphrase|recovery code)[^\r\n]*: ?$")
            child.sendeof()
            self.assertEqual(self.end(child), 130, self.shown(child))
            self.assertIn("interrupted", self.shown(child))
            self.assertNotRegex(self.shown(child).split("interrupted")[1], ASKED)
        home.leapp("vault", "verify", passphrase=PASSPHRASE)

    def test_nothing_typed_is_asked_for_again_and_ends_as_a_wrong_one(self):
        home = self.home()
        home.init()
        child = self.spawn(home, "unlock")
        self.answer(child, ASKED, "")
        self.answer(child, ASKED, PASSPHRASE)
        self.assertEqual(self.end(child), OK, self.shown(child))
        for typed in (("", "", ""), ("wrong one", "", "")):
            child = self.spawn(home, "vault", "verify")
            for text in typed:
                self.answer(child, ASKED, text)
            self.assertEqual(self.end(child), WRONG_PASSPHRASE, self.shown(child))

    def test_a_command_that_asks_each_time_says_so_where_nobody_can_be_asked(self):
        home = self.home()
        home.init()
        home.unlock()
        for command in (["vault", "verify"], ["vault", "devices"], ["vault", "upgrade"], ["vault", "slots", "list", "--names"],
                        ["vault", "passphrase"], ["vault", "rotate-key"], ["vault", "export", "--json", "--reveal"]):
            refused = home.leapp(*command, code=LOCKED)
            self.assertSays(refused, "asks for the passphrase each time", "in a terminal", "--passphrase-fd", "--passphrase-file", "LEAPP_ASKPASS")
            self.assertNotIn("leapp unlock", refused.err)
        home.leapp("lock")
        for command in (["unlock"], ["session", "list"], ["credential-process", "--no-mfa", "--mfa-code", "123456", "x"]):
            self.assertSays(home.leapp(*command, code=LOCKED), "locked", "leapp unlock", "--passphrase-fd")

    def test_unlock_asks_once(self):
        home = self.home()
        home.init()
        child = self.spawn(home, "unlock")
        self.answer(child, ASKED, PASSPHRASE)
        self.assertEqual(self.end(child), OK, self.shown(child))
        self.assertTrue(home.status()["unlocked"])

    def test_three_wrong_ones_are_exit_code_12(self):
        home = self.home()
        home.init()
        child = self.spawn(home, "unlock")
        for _ in range(3):
            self.answer(child, ASKED, "wrong one")
        self.assertEqual(self.end(child), WRONG_PASSPHRASE, self.shown(child))
        self.assertFalse(home.status()["unlocked"])

    def test_a_mistyped_one_is_asked_for_again_by_every_command_that_asks(self):
        home = self.home()
        home.init()
        for command in (["vault", "verify"], ["session", "list"], ["vault", "passphrase", *KDF], ["unlock"]):
            child = self.spawn(home, *command)
            self.answer(child, ASKED, "wrong one")
            self.answer(child, ASKED, PASSPHRASE)
            if "passphrase" in command:
                self.answer(child, ASKED, "another " + PASSPHRASE)
                self.answer(child, AGAIN, "another " + PASSPHRASE)
                home.passphrase = "another " + PASSPHRASE
                child.expect(pexpect.EOF)
                child.close()
                self.assertEqual(child.exitstatus, OK)
                self.assertNotIn("wrong one", child.before)
                home.leapp("vault", "passphrase", *KDF, passphrase=home.passphrase, new_passphrase=PASSPHRASE)
                continue
            self.assertEqual(self.end(child), OK, self.shown(child))
            self.assertIn("wrong passphrase", self.shown(child).lower())
            self.assertNotIn("wrong one", self.shown(child))

    def test_what_a_program_gives_is_tried_once(self):
        home = self.home()
        home.init()
        asked = home.root / "asked"
        script = home.root / "askpass"
        script.write_text("#!/bin/sh\necho x >>%s\necho wrong one\n" % asked)
        script.chmod(0o755)
        home.leapp("unlock", env={"LEAPP_ASKPASS": str(script)}, code=WRONG_PASSPHRASE)
        self.assertEqual(asked.read_text().split(), ["x"])

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

    # -- the list to choose from --------------------------------------------------------------------------------------
    def day(self):
        home = self.home(self.emulator(STS, DAY_USERS, DAY_ROLES))
        home.init()
        home.write(DAY_CONFIG, DAY_CREDENTIALS)
        home.import_all()
        home.unlock()
        return home

    def shown_picker(self, child):
        child.expect("session> ")
        child.expect(r"\d+/\d+")

    def test_a_session_is_picked_by_some_of_its_letters(self):
        home = self.day()
        child = self.spawn(home, "session", "start", "--profile", "picked")
        self.shown_picker(child)
        child.send("stgng")
        child.expect("1/")
        child.send("\r")
        self.assertEqual(self.end(child), OK, self.shown(child))
        self.assertEqual(judges.boto3_identity(home, "picked")["arn"], ARNS["staging"])
        self.assertIsNotNone(home.sessions()["staging"]["lastUsed"])
        child = self.spawn(home, "session", "start", "--profile", "again")
        self.shown_picker(child)
        child.send("\r")  # what was used last stands first
        self.assertEqual(self.end(child), OK, self.shown(child))
        self.assertEqual(judges.boto3_identity(home, "again")["arn"], ARNS["staging"])

    def test_what_is_pasted_is_text_and_starts_nothing_until_enter(self):
        home = self.day()
        child = self.spawn(home, "session", "start", "--profile", "pasted")
        child.expect_exact("\x1b[?2004h")
        self.shown_picker(child)
        child.send("\x1b[200~stag\ning\r\n\x1b[201~")
        child.expect_exact("session> staging")
        child.expect("1/")
        self.assertEqual(home.leapp("session", "current", "--json").json["started"], [])
        child.send("\x15")
        child.expect("session> ")
        child.send("prod\r-admin\r\n")  # by a terminal that does not mark it
        child.expect_exact("session> prod-admin")
        self.assertEqual(home.leapp("session", "current", "--json").json["started"], [])
        child.send("\r")
        self.assertEqual(self.end(child), OK, self.shown(child))
        self.assertIn("\x1b[?2004l", self.shown(child))
        self.assertEqual(judges.boto3_identity(home, "pasted")["arn"], ARNS["prod-admin"])

    def test_escape_and_interruption_leave_the_list_and_start_nothing(self):
        home = self.day()
        for key in ("\x1b", "\x03"):
            child = self.spawn(home, "session", "start")
            self.shown_picker(child)
            child.send(key)
            self.assertEqual(self.end(child), 130, self.shown(child))
            self.assertIn("\x1b[?1049l", self.shown(child))
            self.assertIn("\x1b[?25h", self.shown(child))
            self.assertIn("\x1b[?2004l", self.shown(child))
        self.assertEqual(home.leapp("session", "current", "--json").json["started"], [])

    def test_the_terminal_is_given_back_however_the_list_ends(self):
        home = self.day()
        for way in ("key", "signal"):
            script = "%s session start; stty -a | tr ' ;' '\\n\\n' | grep -x -e icanon -e -icanon -e echo -e -echo -e isig -e -isig | sort | tr '\\n' ,"
            shell = pexpect.spawn("bash", ["-c", "trap : INT TERM; " + script % LEAPP], env={**home.environment, "TERM": "xterm"}, cwd=str(home.home), encoding="utf-8", timeout=30)
            self.addCleanup(shell.close, force=True)
            shell.expect("session> ")
            if way == "key":
                shell.send("\x1b")
            else:
                picker = [pid for pid, line in home.processes().items() if line.endswith("session start")]
                self.assertEqual(len(picker), 1, home.processes())
                os.kill(picker[0], signal.SIGTERM)
            shell.expect_exact("\x1b[?2004l")
            shell.expect("echo,icanon,isig,")

    def test_a_stop_gives_the_terminal_back_until_the_list_goes_on(self):
        home = self.day()
        child = self.spawn(home, "session", "start")
        self.shown_picker(child)
        child.send("\x1a")
        child.expect_exact("\x1b[?1049l")
        eventually(lambda: "T" in open("/proc/%d/stat" % child.pid).read().rpartition(")")[2].split()[0], 10, "it was not stopped")
        child.kill(signal.SIGCONT)
        child.expect_exact("\x1b[?1049h")
        self.shown_picker(child)
        child.setwinsize(10, 40)
        child.expect("session> ")
        child.send("\x1b")
        self.assertEqual(self.end(child), 130)

    def test_without_a_terminal_a_name_is_needed(self):
        home = self.day()
        result = home.leapp("session", "start", code=USAGE)
        self.assertSays(result, "no session is named", "give a name")
        child = pexpect.spawn(str(LEAPP), ["session", "start"], env={**home.environment, "TERM": "dumb"}, cwd=str(home.home), encoding="utf-8", timeout=30)
        self.addCleanup(child.close, force=True)
        child.seen = []
        self.assertEqual(self.end(child), USAGE, self.shown(child))


if __name__ == "__main__":
    unittest.main()
