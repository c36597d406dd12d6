"""The life of a portal's tokens: they end, are renewed by one caller for all, and where they cannot be, one clear line says what to run."""
import json
import os
import signal
import unittest

import judges
from emulators import IDC, STS, trust
from harness import LOCKED, LOGIN, Case, eventually
from portals import PORTAL, START_URL, ended, signed_in, synced, with_portal

CALLERS = int(os.environ.get("LEAPP_CALLERS", "200"))
ACCOUNTS = {"accounts": {"count": 2, "roles": 2}, "authorize": {"approve": "auto"}, "device": {"approve": "auto"}}
HOUR = 3600


class Signed(Case):
    """A person who is signed in at a portal of two accounts with two roles each."""

    def signed(self, *ways, **scenario):
        self.portal = portal = self.emulator(IDC, **{**ACCOUNTS, **scenario})
        self.addCleanup(lambda: self.assertEqual(portal.invalid(), []))
        self.user = self.home(portal)
        self.browser, self.roles = signed_in(self.user, *ways)
        self.names = sorted(self.roles.values())
        self.opened = self.browser.opened()
        return self.names

    def learn_the_time(self):
        """Has the agent look at AWS's clock, which every answer tells, and ask for nothing that it keeps."""
        self.user.leapp("sso", "sync", PORTAL, "--dry-run", "--restart")

    def vended(self, name):
        answer = self.user.credential_process(name)
        return self.portal.issued(answer["AccessKeyId"])

    def refused(self, name, code=LOGIN):
        """A refusal is one line that names the command, at once."""
        result = self.user.leapp("credential-process", name, code=code)
        self.assertQuiet(result)
        self.assertEqual(len(result.err.strip().splitlines()), 1, str(result))
        self.assertSays(result, "leapp sso login %s" % PORTAL)
        return result

    def assertNoBrowser(self):
        self.assertEqual(self.browser.opened(), self.opened, "a browser was opened without being asked for")
        self.assertEqual(len(self.portal.log("authorize")), self.opened)


class Renewal(Signed):
    def test_an_ended_access_token_is_renewed_and_the_refresh_token_rotates(self):
        first, second, third, fourth = self.signed()
        self.vended(first)
        mark = self.portal.mark()
        for turn, name in enumerate((second, third, fourth), 1):
            self.portal.advance_clock(2 * HOUR)
            self.vended(name)
            self.assertEqual(self.portal.grants(mark), ["refresh_token"] * turn)
        used = [e["input"]["refreshToken"] for e in self.portal.log("CreateToken", mark)]
        self.assertEqual(len(set(used)), 3, "a refresh token was used twice")
        self.assertNoBrowser()

    def test_a_token_with_little_left_is_renewed_before_it_is_used(self):
        names = self.signed()
        self.portal.advance_clock(HOUR - 200)
        self.learn_the_time()
        mark = self.portal.mark()
        self.vended(names[0])
        self.assertEqual([e["op"] for e in self.portal.log(since=mark)], ["CreateToken", "GetRoleCredentials"])

    def test_a_refresh_token_that_stays_the_same_is_used_again(self):
        for kind in ("same", "omit"):
            with self.subTest(kind):
                names = self.signed(token={"refresh": kind})
                for name in names:
                    self.portal.advance_clock(2 * HOUR - 60)
                    self.vended(name)
                self.assertEqual(self.portal.grants(), ["authorization_code"] + ["refresh_token"] * 4)

    def test_callers_at_the_end_of_the_token_are_one_renewal_and_one_question(self):
        name = self.signed()[0]
        self.vended(name)
        self.portal.advance_clock(HOUR - 200)
        self.learn_the_time()
        self.portal.scenario(latency_ms={"CreateToken": 1000, "GetRoleCredentials": 500})
        mark = self.portal.mark()
        callers = [self.user.start("credential-process", name) for _ in range(CALLERS)]
        answers = [c.communicate(timeout=300) for c in callers]
        self.assertEqual([(c.returncode, err) for c, (_, err) in zip(callers, answers) if c.returncode], [])
        self.assertEqual(self.portal.asked(mark), {"CreateToken": 1, "GetRoleCredentials": 1})
        said = {out for out, _ in answers}
        self.assertEqual(len(said), 1)
        self.assertEqual("%(accountId)s/%(roleName)s" % self.portal.issued(json.loads(said.pop())["AccessKeyId"]),
                         "/".join(next(pair for pair, n in self.roles.items() if n == name)))
        self.assertNoBrowser()

    def test_callers_without_an_agent_use_no_refresh_token_twice(self):
        """Eight programs that open the vault themselves, each with an access token that has ended."""
        self.signed()
        passphrase, alone = self.user.passphrase, self.user.root / "alone"
        alone.mkdir(mode=0o700)
        self.user.leapp("lock")
        self.portal.advance_clock(HOUR + 60)
        mark = self.portal.mark()
        file = self.user.root / "passphrase"
        file.write_text(passphrase + "\n")
        file.chmod(0o600)
        commands = [self.user.start("sso", "sync", PORTAL, "--dry-run", "--restart", "--passphrase-file", file, env={"XDG_RUNTIME_DIR": str(alone)})
                    for _ in range(8)]
        answers = [c.communicate(timeout=300) for c in commands]
        self.assertEqual([(c.returncode, err) for c, (_, err) in zip(commands, answers) if c.returncode], [])
        used = [e["input"]["refreshToken"] for e in self.portal.log("CreateToken", mark)]
        self.assertEqual(len(used), len(set(used)), "a refresh token was used twice")
        self.assertNoBrowser()


class Over(Signed):
    def test_a_refused_refresh_is_one_line_and_no_loop(self):
        names = self.signed()
        self.vended(names[0])
        self.portal.revoke("access", "refresh")
        mark = self.portal.mark()
        self.refused(names[1])
        asked = self.portal.asked(mark)
        self.assertLessEqual(asked["CreateToken"], 1)
        self.assertLessEqual(asked["GetRoleCredentials"], 1)
        mark = self.portal.mark()
        for _ in range(5):
            self.refused(names[1])
        self.assertEqual(self.portal.asked(mark), {}, "AWS was asked although the session is known to be over")
        self.assertNoBrowser()
        self.assertFalse(self.user.leapp("sso", "list", "--json").json["portals"][0]["signedIn"])

    def test_a_new_sign_in_is_all_it_needs(self):
        names = self.signed()
        self.portal.revoke("access", "refresh")
        self.refused(names[0])
        self.user.leapp("sso", "login", PORTAL)
        self.vended(names[0])

    def test_the_end_of_the_portals_session_is_told_alike(self):
        names = self.signed()
        self.portal.advance_clock(9 * HOUR)
        self.refused(names[0])
        self.assertNoBrowser()

    def test_clients_that_aws_forgot_are_registered_again_at_the_next_sign_in(self):
        names = self.signed()
        self.portal.revoke("access", "clients")
        self.refused(names[0])
        mark = self.portal.mark()
        self.user.leapp("sso", "login", PORTAL)
        self.assertEqual(self.portal.asked(mark)["RegisterClient"], 1)
        self.vended(names[0])

    def test_exec_env_and_start_say_it_too(self):
        names = self.signed()
        self.portal.revoke("access", "refresh")
        for command in (("exec", names[0], "--", "true"), ("env", names[0], "--shell", "bash"), ("session", "start", names[0])):
            with self.subTest(command):
                result = self.user.leapp(*command, code=LOGIN)
                self.assertQuiet(result)
                self.assertSays(result, "leapp sso login %s" % PORTAL)
        self.assertNoBrowser()

    def test_a_portal_that_cannot_be_reached_ends_no_sign_in(self):
        names = self.signed()
        self.portal.advance_clock(HOUR + 60)
        self.portal.scenario(faults=[{"op": "CreateToken", "action": "status", "status": 503}])
        failed = self.user.leapp("credential-process", names[0], code=None)
        self.assertNotIn(failed.code, (0, LOGIN), str(failed))
        self.assertLessEqual(self.portal.asked()["CreateToken"], 12)
        self.portal.scenario(faults=[])
        self.vended(names[0])
        self.assertNoBrowser()


class Clocks(Signed):
    def test_a_machine_whose_clock_is_hours_off_signs_in_and_is_renewed(self):
        for hours in (-7, 5):
            with self.subTest(hours=hours):
                first, second, third, _ = self.signed(clock_offset=hours * HOUR)
                self.vended(first)
                mark = self.portal.mark()
                self.vended(second)
                self.assertEqual(self.portal.grants(mark), [], "a good token was renewed")
                self.portal.advance_clock(2 * HOUR)
                self.vended(third)
                self.assertEqual(self.portal.grants(mark), ["refresh_token"])
                self.assertNoBrowser()

    def test_a_clock_that_jumps_by_hours_ends_no_sign_in(self):
        names = self.signed()
        for name, hours in zip(names, (3, -5, 6, -2)):
            self.portal.advance_clock(hours * HOUR)
            self.vended(name)
        self.assertNoBrowser()
        self.assertEqual({e["status"] for e in self.portal.log("CreateToken")}, {200})


class Chains(Signed):
    ROLE = "arn:aws:iam::444444444444:role/Deploy"
    ACCOUNT = "100000000000"
    CONFIG = """\
[sso-session %s]
sso_start_url = %s
sso_region = eu-west-1
sso_registration_scopes = sso:account:access

[profile dev]
sso_session = %s
sso_account_id = %s
sso_role_name = PowerUserAccess
region = eu-west-1

[profile deploy]
role_arn = %s
source_profile = dev
role_session_name = alice
region = eu-west-1
""" % (PORTAL, START_URL, PORTAL, ACCOUNT, ROLE)

    def setUp(self):
        super().setUp()
        self.portal = self.emulator(IDC, **ACCOUNTS)
        self.sts = self.emulator(STS, None, {self.ROLE: {"Trust": trust("arn:aws:iam::%s:root" % self.ACCOUNT)}}, self.portal)
        self.user = self.home(self.portal, self.sts)
        self.user.init()
        self.user.write(self.CONFIG, "")
        self.user.import_all()
        self.user.unlock()
        self.user.leapp("sso", "login", "--device-code")
        self.arn = "arn:aws:sts::444444444444:assumed-role/Deploy/alice"

    def test_a_role_on_top_of_a_portals_role_comes_out_in_every_form(self):
        answer = self.user.credential_process("deploy")
        self.assertEqual(self.sts.minted(answer["AccessKeyId"])["arn"], self.arn)
        inside = self.user.leapp("exec", "deploy", "--", "aws", "sts", "get-caller-identity", "--output", "json").json
        self.assertEqual(inside["Arn"], self.arn)
        exported = judges.run(self.user, "bash", "-c", 'eval "$(leapp env deploy --shell bash)"; aws sts get-caller-identity --query Arn --output text')
        self.assertEqual(exported.stdout.strip(), self.arn)
        self.user.leapp("session", "start", "deploy", "--profile", "today")
        self.assertEqual(judges.boto3_identity(self.user, "today")["arn"], self.arn)
        self.user.leapp("session", "start", "dev", "--method", "process", "--profile", "asked")
        seen = judges.boto3_identity(self.user, "asked")
        self.assertIn(":assumed-role/AWSReservedSSO_PowerUserAccess_", seen["arn"])
        self.assertEqual(seen["method"], "custom-process")
        self.assertEqual(self.portal.asked()["GetRoleCredentials"], 1, "the portal was asked more than once for the same")
        self.assertEqual(self.portal.invalid(), [])

    def test_a_chain_whose_portal_is_signed_out_names_the_sign_in(self):
        self.user.leapp("sso", "logout", PORTAL)
        for name in ("deploy", "dev"):
            result = self.user.leapp("credential-process", name, code=LOGIN)
            self.assertQuiet(result)
            self.assertSays(result, "leapp sso login %s" % PORTAL)
        self.assertEqual(self.sts.log("AssumeRole"), [])

    def test_what_was_imported_keeps_its_name_when_the_portal_is_listed(self):
        roles = synced(self.user)
        self.assertEqual(roles[self.ACCOUNT, "PowerUserAccess"], "dev")
        self.assertEqual(len(roles), 4)
        self.user.credential_process("deploy")


class Cut(Signed):
    def test_a_sign_in_outlives_lock_and_unlock(self):
        names = self.signed()
        mark = self.portal.mark()
        self.user.leapp("lock")
        self.user.leapp("credential-process", names[0], code=LOCKED)
        self.user.unlock()
        self.vended(names[0])
        self.portal.advance_clock(2 * HOUR)
        self.user.leapp("lock")
        self.user.unlock()
        self.vended(names[1])
        self.assertEqual(self.portal.grants(mark), ["refresh_token"])
        self.assertNoBrowser()

    def test_a_change_of_key_takes_the_sign_in_along(self):
        names = self.signed()
        self.user.leapp("vault", "passphrase", passphrase=self.user.passphrase, new_passphrase="another, long enough")
        self.user.unlock(passphrase="another, long enough")
        self.vended(names[0])
        self.user.leapp("vault", "rotate-key", passphrase="another, long enough", recovery=None, code=None)
        self.user.unlock(passphrase="another, long enough")
        self.vended(names[1])
        self.assertNoBrowser()

    def test_an_agent_killed_while_it_renews_leaves_a_whole_cache(self):
        """Killed before AWS answers, or after: signed in, or told to sign in; never anything else."""
        names = self.signed()
        codes = []
        for before in (True, False):
            with self.subTest(before_the_answer=before):
                self.portal.advance_clock(2 * HOUR)
                mark, pid = self.portal.mark(), self.user.agent_pid()
                stall = [{"op": "CreateToken", "nth": 1, "action": "stall", "ms": 2000}]
                self.portal.scenario(faults=stall if before else [], latency_ms=0 if before else {"GetRoleCredentials": 3000})
                caller = self.user.start("credential-process", names[0])
                busy = "CreateToken" if before else "GetRoleCredentials"
                # The log has a request once it is answered; what is being answered is in the figures.
                eventually(lambda: self.portal.control("stats")["inflight"] and (before or self.portal.asked(mark)["CreateToken"]), 30, "no %s" % busy)
                os.kill(pid, signal.SIGKILL)
                ended(pid)
                caller.communicate(timeout=60)
                self.assertNotEqual(caller.returncode, 0)
                eventually(lambda: not self.portal.control("stats")["inflight"], 30)
                self.portal.scenario(faults=[], latency_ms=0)
                self.user.unlock()
                said = self.user.leapp("credential-process", names[0], code=None)
                self.assertIn(said.code, (0, LOGIN), str(said))
                self.assertNotIn("damaged", said.err)
                codes.append(said.code)
                if said.code == LOGIN:
                    self.assertSays(said, "leapp sso login %s" % PORTAL)
                    self.user.leapp("sso", "login", PORTAL)
        self.assertEqual(codes[1], 0, "what was durable before it was used is lost")

    def test_a_damaged_cache_is_told_and_keeps_nothing_from_working(self):
        names = self.signed()
        self.user.leapp("lock")
        cache, = self.user.state.glob("*/cache.lpv")
        cache.write_bytes(cache.read_bytes()[:-7] + b"damaged")
        self.user.unlock()
        self.assertSays(self.refused(names[0]), "damaged")
        self.user.leapp("sso", "login", PORTAL)
        self.vended(names[0])


class Unsigned(Case):
    def test_before_the_first_sign_in_everything_names_it(self):
        portal = self.emulator(IDC, **ACCOUNTS)
        user = self.home(portal)
        browser = with_portal(user)
        for command in (("sso", "sync", PORTAL), ("sso", "sync")):
            self.assertSays(user.leapp(*command, code=LOGIN), "leapp sso login %s" % PORTAL)
        self.assertEqual(portal.asked(), {})
        self.assertEqual(browser.opened(), 0)


if __name__ == "__main__":
    unittest.main()
