"""credential-process, exec, env, MFA: credentials out, in the form that the tool at hand reads."""
import json
import os
import signal
import sys
import threading
import unittest

import judges
from emulators import STS, totp
from harness import AWS_REFUSED, LOCKED, LOGIN, NO_VAULT, PASSPHRASE, USAGE, Case
from homes import ADMIN, ARNS, AUDIT, DAY_CONFIG, DAY_CREDENTIALS, DAY_ROLES, DAY_SECRETS, DAY_USERS, DEPLOY, MFA_SEED, MFA_SERIAL


class Unlocked(Case):
    def setUp(self):
        super().setUp()
        self.sts = self.emulator(STS, DAY_USERS, DAY_ROLES)
        self.sts.add_mfa(MFA_SERIAL, MFA_SEED, "alice")
        self.user = self.home(self.sts)
        self.user.init()
        self.user.write(DAY_CONFIG, DAY_CREDENTIALS)
        self.user.import_all()
        self.user.unlock()

    def code(self):
        return totp(MFA_SEED, self.sts.now())


class CredentialProcess(Unlocked):
    def test_gives_what_sdks_read(self):
        answer = self.user.credential_process("prod-admin")
        self.assertEqual(answer["Version"], 1)
        self.assertEqual(self.sts.minted(answer["AccessKeyId"])["arn"], ARNS["prod-admin"])
        self.assertRegex(answer["Expiration"], r"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(Z|\+00:00)$")
        self.assertEqual(answer["AccountId"], "333333333333")
        self.assertLessEqual({"SecretAccessKey", "SessionToken"}, set(answer))

    def test_nothing_of_the_vaults_keys_leaves(self):
        for name in ("default", "ci", "prod-admin", "audit"):
            self.assertSilentAbout(self.user.leapp("credential-process", name), *DAY_SECRETS, *DAY_USERS)

    def test_locked_is_exit_code_11_and_one_clear_line(self):
        self.user.leapp("lock")
        refused = self.user.leapp("credential-process", "prod-admin", code=LOCKED)
        self.assertQuiet(refused)
        self.assertEqual(len(refused.err.strip().splitlines()), 1, str(refused))
        self.assertSays(refused, "leapp unlock")

    def test_needing_a_code_is_exit_code_16_and_no_prompt(self):
        refused = self.user.leapp("credential-process", "guarded", code=LOGIN)
        self.assertQuiet(refused)
        self.assertSays(refused, "mfa")

    def test_an_sso_role_without_a_login_is_exit_code_16(self):
        refused = self.user.leapp("credential-process", "dev", code=None)
        self.assertEqual(refused.code, LOGIN, str(refused))
        self.assertQuiet(refused)

    def test_without_a_vault_it_is_locked_or_no_vault(self):
        refused = self.home().leapp("credential-process", "x", code=None)
        self.assertIn(refused.code, (LOCKED, NO_VAULT), str(refused))
        self.assertQuiet(refused)

    def test_a_name_is_also_an_id_or_a_pair_of_account_and_role(self):
        listed = self.user.sessions()["prod-admin"]
        first = self.user.credential_process("prod-admin")["AccessKeyId"]
        for name in (listed["id"], "333333333333/Admin"):
            self.assertEqual(self.user.credential_process(name)["AccessKeyId"], first)

    def test_cached_credentials_are_handed_out_again(self):
        answers = [self.user.credential_process("prod-admin") for _ in range(3)]
        self.assertEqual(answers[0], answers[2])
        self.assertEqual(len(self.sts.log("AssumeRole")), 1)

    def test_cached_credentials_are_not_on_disk(self):
        answer = self.user.credential_process("prod-admin")
        self.assertEqual(self.user.files_with(answer["SecretAccessKey"], answer["SessionToken"]), [])

    def test_two_hundred_callers_at_once_are_one_call(self):
        self.sts.faults({"op": "AssumeRole", "nth": 1, "action": "stall", "ms": 1500})
        callers = [self.user.start("credential-process", "prod-admin") for _ in range(200)]
        answers = [c.communicate(timeout=120) for c in callers]
        failed = [(c.returncode, err) for c, (_, err) in zip(callers, answers) if c.returncode]
        self.assertEqual(failed, [])
        self.assertEqual(len({out for out, _ in answers}), 1)
        self.assertEqual(len(self.sts.log("AssumeRole")), 1)
        self.assertLessEqual(len(self.sts.log("GetSessionToken")), 1)

    def test_a_slow_access_does_not_hold_up_another(self):
        self.sts.faults({"op": "AssumeRole", "action": "stall", "ms": 6000})
        slow = self.user.start("credential-process", "prod-admin")
        done = threading.Event()
        threading.Thread(target=lambda: (self.user.credential_process("ci"), done.set()), daemon=True).start()
        self.assertTrue(done.wait(5), "ci waited for prod-admin")
        self.assertIsNone(slow.poll())
        slow.communicate(timeout=60)
        self.assertEqual(slow.returncode, 0)

    def test_a_caller_that_goes_away_costs_the_others_nothing(self):
        self.sts.faults({"op": "AssumeRole", "nth": 1, "action": "stall", "ms": 1500})
        callers = [self.user.start("credential-process", "prod-admin") for _ in range(10)]
        callers[0].kill()
        callers[0].communicate()
        for caller in callers[1:]:
            caller.communicate(timeout=60)
            self.assertEqual(caller.returncode, 0)
        self.assertEqual(len(self.sts.log("AssumeRole")), 1)


class Chains(Unlocked):
    def test_three_deep_with_external_id_each_hop_by_the_one_before(self):
        answer = self.user.credential_process("audit")
        self.assertEqual(self.sts.minted(answer["AccessKeyId"])["arn"], ARNS["audit"])
        calls = self.sts.log("AssumeRole")
        self.assertEqual([c["input"]["RoleArn"] for c in calls], [ADMIN, DEPLOY, AUDIT])
        self.assertEqual([c["input"].get("ExternalId") for c in calls], [None, "ext-4711", None])
        self.assertEqual([c["arn"] for c in calls[1:]], [ARNS["prod-admin"], ARNS["staging"]])
        self.assertEqual(calls[0]["input"].get("DurationSeconds"), "7200")
        self.assertEqual([c["ok"] for c in calls], [True] * 3)
        self.assertEqual([w for c in calls for w in c["warnings"]], [])

    def test_a_hop_already_at_hand_is_not_asked_for_again(self):
        self.user.credential_process("staging")
        mark = self.sts.mark()
        self.user.credential_process("audit")
        self.assertEqual([c["input"]["RoleArn"] for c in self.sts.log("AssumeRole", since=mark)], [AUDIT])


class Exec(Unlocked):
    def test_the_command_has_the_credentials_and_no_profile(self):
        shown = self.user.leapp("exec", "prod-admin", "--", "env", env={"AWS_PROFILE": "ci", "AWS_DEFAULT_PROFILE": "ci", "KEEP": "me"}).out
        variables = dict(line.split("=", 1) for line in shown.splitlines() if "=" in line)
        self.assertEqual(self.sts.minted(variables["AWS_ACCESS_KEY_ID"])["arn"], ARNS["prod-admin"])
        self.assertLessEqual({"AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CREDENTIAL_EXPIRATION"}, set(variables))
        self.assertEqual((variables["AWS_REGION"], variables["AWS_DEFAULT_REGION"]), ("eu-west-1", "eu-west-1"))
        self.assertFalse({"AWS_PROFILE", "AWS_DEFAULT_PROFILE"} & set(variables))
        self.assertEqual(variables["KEEP"], "me")

    def test_boto3_inside_is_the_session(self):
        answer = self.user.leapp("exec", "staging", "--", sys.executable, "-c", judges.WHO)
        self.assertEqual(answer.json["arn"], ARNS["staging"])

    def test_the_exit_code_is_the_commands(self):
        for code in (0, 1, 7, 255):
            self.user.leapp("exec", "ci", "--", "sh", "-c", "exit %d" % code, code=code)

    def test_a_command_that_is_not_there_is_127_and_one_that_cannot_run_126(self):
        self.user.leapp("exec", "ci", "--", "no-such-command-anywhere", code=127)
        plain = self.user.home / "plain"
        plain.write_text("echo no\n")
        self.user.leapp("exec", "ci", "--", plain, code=126)

    def test_a_signal_is_the_commands_own(self):
        self.user.leapp("exec", "ci", "--", "sh", "-c", "kill -TERM $$", code=-signal.SIGTERM)
        child = self.user.start("exec", "ci", "--", "sh", "-c", "echo $$; exec cat /dev/zero > /dev/null")
        pid = int(child.stdout.readline())
        self.assertEqual(pid, child.pid, "the program did not replace itself")
        os.kill(child.pid, signal.SIGINT)
        child.communicate(timeout=10)
        self.assertEqual(child.returncode, -signal.SIGINT)

    def test_standard_input_and_arguments_pass_through(self):
        shown = self.user.leapp("exec", "ci", "--", "sh", "-c", 'cat; printf "%s|" "$@"', "sh", "a b", "--json", "", stdin=b"typed\n")
        self.assertEqual(shown.out, "typed\na b|--json||")

    def test_it_works_with_the_passphrase_where_no_agent_runs(self):
        self.user.leapp("lock")
        answer = self.user.leapp("exec", "staging", "--", sys.executable, "-c", judges.WHO, passphrase=PASSPHRASE)
        self.assertEqual(answer.json["arn"], ARNS["staging"])
        self.user.leapp("exec", "staging", "--", "true", code=LOCKED)


class Env(Unlocked):
    def test_a_shell_that_evaluates_it_has_the_credentials(self):
        printed = self.user.leapp("env", "prod-admin", "--shell", "bash").out
        script = "AWS_PROFILE=ci; export AWS_PROFILE\n%s\nexec env" % printed
        variables = dict(line.split("=", 1) for line in judges.run(self.user, "bash", "-c", script).stdout.splitlines() if "=" in line)
        self.assertEqual(self.sts.minted(variables["AWS_ACCESS_KEY_ID"])["arn"], ARNS["prod-admin"])
        self.assertNotIn("AWS_PROFILE", variables)
        self.assertEqual(variables["AWS_REGION"], "eu-west-1")

    def test_each_shell_has_its_words(self):
        words = {"bash": "export AWS_ACCESS_KEY_ID=", "zsh": "export AWS_ACCESS_KEY_ID=", "fish": "set -gx AWS_ACCESS_KEY_ID ",
                 "powershell": "$env:AWS_ACCESS_KEY_ID", "nu": "AWS_ACCESS_KEY_ID"}
        for shell, word in words.items():
            self.assertIn(word.lower(), self.user.leapp("env", "prod-admin", "--shell", shell).out.lower(), shell)
        self.assertQuiet(self.user.leapp("env", "prod-admin", "--shell", "cmd.exe", code=USAGE))


class MFA(Unlocked):
    def test_a_code_as_an_option(self):
        self.user.leapp("session", "start", "guarded", "--profile", "today", "--mfa-code", self.code())
        self.assertEqual(judges.boto3_identity(self.user, "today")["arn"], ARNS["guarded"])

    def test_once_given_it_serves_until_the_session_ends(self):
        self.user.leapp("session", "start", "guarded", "--profile", "today", "--mfa-code", self.code())
        self.assertEqual(self.user.credential_process("guarded")["Version"], 1)

    def test_without_one_and_without_a_terminal_it_is_exit_code_16(self):
        refused = self.user.leapp("session", "start", "guarded", "--profile", "today", code=LOGIN)
        self.assertSays(refused, "--mfa-code")

    def test_a_wrong_or_used_code_is_aws_that_refuses(self):
        before = self.user.read()
        refused = self.user.leapp("session", "start", "guarded", "--profile", "today", "--mfa-code", "000000", code=AWS_REFUSED)
        self.assertSays(refused, "MultiFactorAuthentication failed")
        self.assertEqual(self.user.read(), before)
        old = totp(MFA_SEED, self.sts.now() - 300)
        self.user.leapp("session", "start", "guarded", "--profile", "today", "--mfa-code", old, code=AWS_REFUSED)
        self.assertEqual(self.user.read(), before)
        self.user.leapp("session", "start", "guarded", "--profile", "today", "--mfa-code", self.code())

    def test_a_code_that_is_none_is_a_usage_error(self):
        mark = self.sts.mark()
        refused = self.user.leapp("session", "start", "guarded", "--mfa-code", "12ab", code=None)
        self.assertIn(refused.code, (USAGE, AWS_REFUSED), str(refused))
        if refused.code == USAGE:
            self.assertEqual(self.sts.log(since=mark), [])

    def test_a_role_without_mfa_is_not_disturbed_by_one_that_asks(self):
        self.user.leapp("credential-process", "guarded", code=LOGIN)
        self.assertEqual(self.user.credential_process("prod-admin")["Version"], 1)
        self.assertEqual(json.loads(self.user.leapp("credential-process", "ci").out)["Version"], 1)


if __name__ == "__main__":
    unittest.main()
