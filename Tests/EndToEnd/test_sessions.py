"""session list, start, stop, current: what is written into ~/.aws, and what is given back."""
import os
import signal
import stat
import unittest

import judges
from emulators import STS
from harness import DECISION, GENERAL, LEAPP, LOCKED, NOT_FOUND, PASSPHRASE, Case, eventually
from homes import ARNS, DAY_CONFIG, DAY_CREDENTIALS, DAY_KINDS, DAY_ROLES, DAY_USERS, access_key, keys


class Started(Case):
    def setUp(self):
        super().setUp()
        self.sts = self.emulator(STS, DAY_USERS, DAY_ROLES)
        self.user = self.home(self.sts)
        self.user.init()
        self.user.write(DAY_CONFIG, DAY_CREDENTIALS)
        self.user.import_all()
        self.user.unlock()
        self.before = self.user.read()

    def section(self, name):
        return judges.botocore_profiles(self.user)[name]

    def test_by_file_boto3_uses_the_keys_that_were_written(self):
        self.user.leapp("session", "start", "prod-admin", "--profile", "today")
        written = self.section("today")
        self.assertLessEqual({"aws_access_key_id", "aws_secret_access_key", "aws_session_token"}, set(written))
        seen = judges.boto3_identity(self.user, "today")
        self.assertEqual((seen["arn"], seen["key"]), (ARNS["prod-admin"], written["aws_access_key_id"]))
        self.assertEqual(judges.aws_identity(self.user, "today"), ARNS["prod-admin"])
        self.assertIn(b"[today]", self.user.read()[1])
        self.assertEqual(self.user.read()[0], self.before[0])

    def test_without_a_profile_the_section_has_the_sessions_name(self):
        refused = self.user.leapp("session", "start", "prod-admin", code=DECISION)
        self.assertSays(refused, "--adopt", "role_arn")
        self.assertEqual(self.user.read(), self.before)
        self.user.leapp("session", "start", "prod-admin", "--adopt")
        self.assertEqual(judges.boto3_identity(self.user, "prod-admin")["method"], "shared-credentials-file")
        self.assertIn(b"[prod-admin]", self.user.read()[1])
        self.assertTrue(self.section("prod-admin")["aws_session_token"])

    def test_by_process_boto3_asks_leapp(self):
        self.user.leapp("session", "start", "staging", "--method", "process", "--profile", "asked")
        self.assertIn("credential_process", self.section("asked"))
        self.assertNotIn("aws_access_key_id", self.section("asked"))
        self.assertEqual(judges.boto3_identity(self.user, "asked")["arn"], ARNS["staging"])
        self.user.leapp("session", "stop", "staging")
        self.assertEqual(self.user.read(), self.before)

    def test_the_permanent_key_is_never_written(self):
        self.user.leapp("session", "start", "default", "--profile", "today")
        written = self.section("today")
        self.assertNotIn(written["aws_access_key_id"], DAY_USERS)
        self.assertEqual(judges.boto3_identity(self.user, "today")["arn"], ARNS["default"])

    def test_stop_gives_back_every_byte(self):
        for profile in ("one", "two", "three"):
            self.user.leapp("session", "start", "prod-admin", "--profile", profile)
        self.user.leapp("session", "start", "ci", "--profile", "four", "--method", "process")
        self.user.leapp("session", "stop", "prod-admin")
        self.assertNotIn("three", judges.botocore_profiles(self.user))
        self.assertIn("four", judges.botocore_profiles(self.user))
        self.user.leapp("session", "stop", "--all")
        self.assertEqual(self.user.read(), self.before)

    def test_lock_takes_the_sections_away(self):
        self.user.leapp("session", "start", "prod-admin", "--profile", "today")
        self.user.leapp("session", "start", "ci", "--profile", "asked", "--method", "process")
        self.user.leapp("lock")
        self.assertEqual(self.user.read(), self.before)

    def test_the_end_of_the_unlocked_time_takes_the_sections_away(self):
        self.user.leapp("lock")
        self.user.unlock("--for", "4s")
        self.user.leapp("session", "start", "prod-admin", "--profile", "today")
        eventually(lambda: self.user.read() == self.before, 30, "the section is still there")

    def test_start_twice_is_one_section(self):
        for _ in range(2):
            self.user.leapp("session", "start", "prod-admin", "--profile", "today")
        self.assertEqual(self.user.read()[1].count(b"[today]"), 1)
        self.user.leapp("session", "stop", "prod-admin")
        self.assertEqual(self.user.read(), self.before)

    def test_a_section_that_the_user_wrote_is_refused(self):
        self.user.write(credentials=DAY_CREDENTIALS + "\n[mine]\n# precious\n" + keys("mine"))
        before = self.user.read()
        refused = self.user.leapp("session", "start", "prod-admin", "--profile", "mine", code=DECISION)
        self.assertSays(refused, "--adopt", "mine")
        self.assertEqual(self.user.read(), before)

    def test_an_adopted_section_comes_back_at_stop(self):
        self.user.write(credentials=DAY_CREDENTIALS + "\n[mine]\n# precious\n" + keys("mine") + "  \n[last]\nregion = x")
        before = self.user.read()
        self.user.leapp("session", "start", "prod-admin", "--profile", "mine", "--adopt")
        self.assertEqual(judges.boto3_identity(self.user, "mine")["arn"], ARNS["prod-admin"])
        self.assertTrue(self.user.read()[1].endswith(b"[last]\nregion = x") or b"[last]\nregion = x" in self.user.read()[1])
        self.user.leapp("session", "stop", "prod-admin")
        self.assertEqual(self.user.read(), before)

    def test_a_section_that_the_user_changed_since_is_left_alone_and_reported(self):
        self.user.leapp("session", "start", "prod-admin", "--profile", "today")
        text = self.user.credentials.read_text()
        self.user.credentials.write_text(text.replace("[today]\n", "[today]\nregion = mars-1\n"))
        stopped = self.user.leapp("session", "stop", "prod-admin", code=GENERAL)
        self.assertIn("region = mars-1", self.user.credentials.read_text())
        self.assertSays(stopped, "today")

    def test_profiles_that_share_a_role_keep_their_own_regions(self):
        role = "role_arn = %s\nsource_profile = default\n" % "arn:aws:iam::333333333333:role/Admin"
        path = self.user.home / "two"
        path.write_text("[default]\nregion = eu-west-1\n[profile here]\n%sregion = eu-west-2\n[profile there]\n%sregion = us-west-2\n" % (role, role))
        self.user.import_all("--config-file", path)
        for profile, region in (("here", "eu-west-2"), ("there", "us-west-2")):
            seen = self.user.leapp("exec", profile, "--", "sh", "-c", "echo $AWS_REGION $AWS_DEFAULT_REGION")
            self.assertEqual(seen.out.split(), [region, region])
            self.user.leapp("session", "start", profile)
            self.assertEqual(self.section(profile)["region"], region)
            self.user.leapp("session", "stop", profile)

    def test_a_session_is_deleted_only_when_told_twice(self):
        refused = self.user.leapp("session", "delete", "ci", code=DECISION)
        self.assertSays(refused, "--yes", "ci")
        self.user.leapp("session", "delete", "ci", "--yes")
        self.assertNotIn("ci", [s["name"] for s in self.user.leapp("session", "list", "--json").json["sessions"]])
        self.user.leapp("session", "delete", "ci", "--yes", code=NOT_FOUND)
        self.user.leapp("credential-process", "ci", code=NOT_FOUND)

    def test_a_started_session_is_stopped_before_it_is_deleted_and_what_starts_from_it_too(self):
        self.user.leapp("session", "start", "prod-admin", "--profile", "today")
        self.user.leapp("session", "start", "staging", "--profile", "next")
        self.user.leapp("session", "start", "ci", "--profile", "other")
        started = self.user.read()
        refused = self.user.leapp("session", "delete", "prod-admin", code=DECISION)
        self.assertSays(refused, "started", "today", "next", "stopped first", "2 sessions that start from it", "--yes")
        self.assertNotIn("other", refused.err)
        self.assertEqual(self.user.read(), started)
        done = self.user.leapp("session", "delete", "prod-admin", "--yes")
        self.assertSays(done, "stopped today", "stopped next", "deleted prod-admin")
        self.assertEqual([s["profile"] for s in self.user.leapp("session", "current", "--json").json["started"]], ["other"])
        self.assertNotIn(b"[today]", self.user.read()[1])
        self.assertNotIn(b"[next]", self.user.read()[1])
        self.user.leapp("session", "stop", "--all")
        self.assertEqual(self.user.read(), self.before)

    def test_a_section_that_cannot_be_removed_is_said_when_its_session_is_deleted(self):
        self.user.leapp("session", "start", "ci", "--profile", "today")
        text = self.user.credentials.read_text()
        self.user.credentials.write_text(text.replace("[today]\n", "[today]\nregion = mars-1\n"))
        done = self.user.leapp("session", "delete", "ci", "--yes", code=GENERAL)
        self.assertSays(done, "today: changed since", "deleted ci", "[today] is still in %s" % self.user.credentials)
        self.assertNotIn("ci", self.user.sessions())

    def test_a_session_is_deleted_by_alias_or_profile_and_never_by_a_name_that_two_have(self):
        self.user.leapp("session", "edit", "audit", "--set-alias", "a")
        self.user.leapp("session", "delete", "a", "--yes")
        self.assertNotIn("audit", self.user.sessions())
        self.user.leapp("session", "edit", "staging", "--set-name", "renamed")
        self.assertIn("staging", self.user.sessions()["renamed"]["profiles"])
        self.user.leapp("session", "delete", "staging", "--yes")
        self.assertNotIn("renamed", self.user.sessions())
        path = self.user.home / "two"
        path.write_text("[profile other]\nrole_arn = arn:aws:iam::333333333333:role/Admin\nsource_profile = ci\n")
        self.user.import_all("--config-file", path)
        before = self.user.vault.read_bytes()
        refused = self.user.leapp("session", "delete", "333333333333/Admin", "--yes", code=NOT_FOUND)
        self.assertSays(refused, "several sessions", "id")
        self.assertEqual(self.user.vault.read_bytes(), before)

    def test_a_key_that_was_rotated_outside_is_kept_until_it_is_replaced(self):
        changed = DAY_CREDENTIALS.replace(self.section("ci")["aws_access_key_id"], access_key("ci-new"))
        self.assertNotEqual(changed, DAY_CREDENTIALS)
        self.user.credentials.write_text(changed)
        kept = self.user.import_all()
        self.assertEqual([e["profile"] for e in kept["kept"]], ["ci"])
        self.assertEqual(kept["imported"], [])
        names = [s["name"] for s in self.user.leapp("session", "list", "--json").json["sessions"]]
        self.assertEqual(sorted(n for n in names if n.startswith("ci")), ["ci"])
        self.user.leapp("exec", "ci", "--", "true")
        replaced = self.user.import_all("--replace")
        self.assertEqual([e["profile"] for e in replaced["kept"]], [])
        sessions = {s["id"]: s for s in self.user.leapp("session", "list", "--json").json["sessions"] if s["name"].startswith("ci")}
        old = [i for i, s in sessions.items() if s["profiles"] == []]
        self.assertEqual((len(sessions), len(old)), (2, 1))
        self.user.leapp("session", "delete", old[0], "--yes")
        self.assertIn("ci", [s["name"] for s in self.user.leapp("session", "list", "--json").json["sessions"]])

    def test_lock_clears_what_a_killed_agent_left(self):
        self.user.leapp("session", "start", "prod-admin", "--profile", "today")
        pid = self.user.agent_pid()
        os.kill(pid, signal.SIGKILL)
        eventually(lambda: self.user.agent_pid() is None, 10, "the agent did not end")
        self.assertIn(b"[today]", self.user.read()[1])
        self.user.leapp("lock")
        self.assertEqual(self.user.read(), self.before)

    def test_scrub_and_restore_wait_until_nothing_is_started(self):
        self.user.leapp("session", "start", "ci", "--adopt")
        started = self.user.read()
        for command in (("vault", "import", "--scrub"), ("vault", "restore-aws")):
            self.assertSays(self.user.leapp(*command, code=DECISION), "session stop --all", "ci")
        self.assertEqual(self.user.read(), started)
        self.user.leapp("session", "stop", "--all")
        self.assertEqual(self.user.read(), self.before)

    def test_a_closed_standard_output_is_an_error_and_no_socket_takes_its_place(self):
        for command in (("credential-process", "ci"), ("session", "list"), ("status", "--json")):
            done = self.user.leapp("exec", "ci", "--", "sh", "-c", "exec >&-; %s %s" % (LEAPP, " ".join(command)), code=None)
            self.assertNotEqual(done.code, 0, str(done))
            self.assertQuiet(done)
        self.assertTrue(self.user.status()["unlocked"])

    def test_a_section_that_another_program_dropped_is_written_again(self):
        self.user.leapp("session", "start", "prod-admin", "--profile", "today")
        self.user.credentials.write_bytes(self.before[1] + b"\n[other]\nregion = eu-west-1\n")
        eventually(lambda: b"[today]" in self.user.read()[1], 30, "not healed")
        self.assertIn(b"[other]", self.user.read()[1])
        self.assertEqual(judges.boto3_identity(self.user, "today")["arn"], ARNS["prod-admin"])

    def test_what_aws_cli_writes_beside_it_stays(self):
        self.user.leapp("session", "start", "prod-admin", "--profile", "today")
        judges.run(self.user, "aws", "configure", "set", "aws_access_key_id", "AKIAFOREIGN000000000", "--profile", "foreign")
        judges.run(self.user, "aws", "configure", "set", "output", "table", "--profile", "foreign")
        self.user.leapp("session", "stop", "prod-admin")
        self.assertIn(b"AKIAFOREIGN000000000", self.user.read()[1])
        self.assertNotIn(b"[today]", self.user.read()[1])
        self.assertTrue(self.user.read()[1].startswith(self.before[1].rstrip(b"\n")))

    def test_modes_are_kept_and_credentials_are_never_wider(self):
        self.user.credentials.chmod(0o644)
        self.user.leapp("session", "start", "prod-admin", "--profile", "today")
        self.assertEqual(stat.S_IMODE(self.user.credentials.stat().st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(self.user.config.stat().st_mode), 0o644)

    def test_it_starts_where_there_is_no_file_yet(self):
        self.user.credentials.unlink()
        self.user.leapp("session", "start", "prod-admin", "--profile", "today")
        self.assertEqual(stat.S_IMODE(self.user.credentials.stat().st_mode), 0o600)
        self.assertEqual(judges.boto3_identity(self.user, "today")["arn"], ARNS["prod-admin"])

    def test_list_and_current_say_what_is_started(self):
        self.assertEqual(set(self.user.sessions()), set(DAY_KINDS))
        self.assertFalse(self.user.sessions()["prod-admin"]["active"])
        self.user.leapp("session", "start", "prod-admin", "--profile", "today")
        listed = self.user.sessions()
        self.assertTrue(listed["prod-admin"]["active"])
        self.assertRegex(listed["prod-admin"]["expiration"], r"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertFalse(listed["ci"]["active"])
        current = self.user.leapp("session", "current", "--json").json
        self.assertIn("prod-admin", str(current))
        self.assertIn("today", self.user.leapp("session", "current").out)
        self.user.leapp("session", "stop", "--all")
        self.assertNotIn("prod-admin", str(self.user.leapp("session", "current", "--json").json))

    def test_by_file_without_an_agent_is_refused_with_the_command_to_run(self):
        self.user.leapp("lock")
        self.assertSays(self.user.leapp("session", "start", "prod-admin", code=LOCKED), "leapp unlock")
        refused = self.user.leapp("session", "start", "prod-admin", passphrase=PASSPHRASE, code=None)
        self.assertNotEqual(refused.code, 0)
        self.assertEqual(self.user.read(), self.before)

    def test_a_name_that_is_not_there_is_exit_code_2_and_what_is_near_is_named(self):
        for command in (("session", "start"), ("credential-process",), ("env",)):
            refused = self.user.leapp(*command, "prod-admni", *(("--shell", "bash") if command == ("env",) else ()), code=NOT_FOUND)
            self.assertQuiet(refused)
            self.assertSays(refused, "prod-admin")

    def test_stop_of_what_is_not_started_changes_nothing(self):
        self.user.leapp("session", "stop", "prod-admin", code=None)
        self.assertEqual(self.user.read(), self.before)


if __name__ == "__main__":
    unittest.main()
