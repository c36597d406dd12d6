"""`leapp vault import`: what is taken in, what is said, what is left alone."""
import collections
import os
import stat
import time
import unittest

from harness import LOCKED, NO_VAULT, PASSPHRASE, WRONG_PASSPHRASE, Case, tree
from homes import DAY_CONFIG, DAY_CREDENTIALS, DAY_KINDS, DAY_SECRETS, access_key, keys, large, secret_key


def profiles(entries):
    return {e["profile"] for e in entries}


class Taken(Case):
    def setUp(self):
        super().setUp()
        self.user = self.home()
        self.user.init()
        self.user.write(DAY_CONFIG, DAY_CREDENTIALS)

    def list(self):
        return {p: s for s in self.user.leapp("session", "list", "--json", passphrase=PASSPHRASE).json["sessions"] for p in s["profiles"]}

    def test_every_profile_becomes_a_session_of_its_kind(self):
        answer = self.user.import_all()
        self.assertEqual(answer["version"], 1)
        self.assertEqual(profiles(answer["imported"]), set(DAY_KINDS))
        self.assertEqual((answer["updated"], answer["unchanged"], answer["skipped"]), ([], [], []))
        listed = self.list()
        self.assertEqual({p: s["kind"] for p, s in listed.items()}, DAY_KINDS)
        self.assertEqual(listed["dev"]["accountId"], "012345678901")
        self.assertEqual(listed["dev"]["roleName"], "Developer")
        self.assertEqual(listed["dev"]["region"], "eu-central-1")
        self.assertEqual(listed["staging"]["parent"], listed["prod-admin"]["id"])
        self.assertEqual(listed["prod-admin"]["parent"], listed["default"]["id"])
        for session in listed.values():
            self.assertLessEqual({"id", "name", "kind", "profiles", "region", "active", "tags"}, set(session))

    def test_the_second_time_everything_is_unchanged(self):
        first = self.user.import_all()
        vault = self.user.vault.read_bytes()
        second = self.user.import_all()
        self.assertEqual(profiles(second["unchanged"]), profiles(first["imported"]))
        self.assertEqual((second["imported"], second["updated"]), ([], []))
        self.assertEqual(self.user.vault.read_bytes(), vault, "nothing to say, and yet the vault was written")

    def test_the_files_are_not_touched(self):
        before = tree(self.user.aws)
        self.user.import_all()
        self.assertEqual(tree(self.user.aws), before)

    def test_no_secret_is_printed(self):
        for form in ((), ("--json",), ("--dry-run",), ("--dry-run", "--json")):
            self.assertSilentAbout(self.user.leapp("vault", "import", *form, passphrase=PASSPHRASE), *DAY_SECRETS)
        self.assertSilentAbout(self.user.leapp("session", "list", passphrase=PASSPHRASE), *DAY_SECRETS)

    def test_a_dry_run_shows_the_plan_and_changes_nothing(self):
        before = tree(self.user.home)
        plan = self.user.import_all("--dry-run")
        self.assertEqual(profiles(plan["imported"]), set(DAY_KINDS))
        self.assertEqual({k: v for k, v in tree(self.user.home).items() if "sqlite" not in k},
                         {k: v for k, v in before.items() if "sqlite" not in k})
        self.assertEqual(self.user.leapp("session", "list", "--json", passphrase=PASSPHRASE).json["sessions"], [])

    def test_what_exists_with_other_values_is_kept_unless_replaced(self):
        self.user.import_all()
        self.user.write(DAY_CONFIG.replace("region = eu-central-1", "region = ap-south-1"))
        kept = self.user.import_all()
        self.assertEqual(kept["updated"], [])
        self.assertEqual(self.list()["dev"]["region"], "eu-central-1")
        replaced = self.user.import_all("--replace")
        self.assertIn("dev", profiles(replaced["updated"]))
        self.assertEqual(self.list()["dev"]["region"], "ap-south-1")

    def test_a_rotated_key_of_a_profile_replaces_the_old_one(self):
        self.user.import_all()
        self.user.write(credentials=DAY_CREDENTIALS.replace(secret_key("ci"), secret_key("ci, newer")))
        self.user.import_all("--replace")
        shown = self.user.leapp("vault", "export", "--json", "--reveal", passphrase=PASSPHRASE)
        self.assertIn(secret_key("ci, newer"), shown.out)

    def test_the_variables_and_the_options_name_the_files(self):
        config, credentials = self.user.home / "c o n f i g", self.user.home / "cred"
        config.write_text("[profile elsewhere]\nregion = eu-west-3\n")
        credentials.write_text("[elsewhere]\n" + keys("elsewhere"))
        by_variable = self.user.import_all(env={"AWS_CONFIG_FILE": str(config), "AWS_SHARED_CREDENTIALS_FILE": "~/cred"})
        self.assertEqual(profiles(by_variable["imported"]), {"elsewhere"})
        by_option = self.user.import_all("--config-file", config, "--credentials-file", credentials)
        self.assertEqual(profiles(by_option["unchanged"]), {"elsewhere"})

    def test_a_wrong_passphrase_imports_nothing(self):
        before = self.user.vault.read_bytes()
        self.assertQuiet(self.user.leapp("vault", "import", passphrase="wrong one", code=WRONG_PASSPHRASE))
        self.assertQuiet(self.user.leapp("vault", "import", code=LOCKED))
        self.assertEqual(self.user.vault.read_bytes(), before)

    def test_the_agent_imports_too(self):
        self.user.unlock()
        answer = self.user.leapp("vault", "import", "--json").json
        self.assertEqual(profiles(answer["imported"]), set(DAY_KINDS))
        self.assertEqual(profiles(self.user.leapp("vault", "import", "--json").json["unchanged"]), set(DAY_KINDS))

    def test_without_a_vault_it_is_exit_code_10(self):
        self.assertQuiet(self.home().leapp("vault", "import", passphrase=PASSPHRASE, code=NO_VAULT))


class Skipped(Case):
    CASES = {
        "other-process": "credential_process = /usr/bin/somebody-else --give\n",
        "machine": "role_arn = arn:aws:iam::123456789012:role/X\ncredential_source = Ec2InstanceMetadata\n",
        "login": "login_session = arn:aws:sts::123456789012:assumed-role/X/y\n",
        "loop-a": "role_arn = arn:aws:iam::123456789012:role/A\nsource_profile = loop-b\n",
        "loop-b": "role_arn = arn:aws:iam::123456789012:role/B\nsource_profile = loop-a\n",
        "no-source": "role_arn = arn:aws:iam::123456789012:role/A\nsource_profile = nobody\n",
    }

    def test_each_is_listed_with_its_reason_and_left_in_the_file(self):
        home = self.home()
        home.init()
        home.write("".join("[profile %s]\n%s\n" % c for c in self.CASES.items()), "[short]\n%saws_session_token = abcdef\n" % keys("short"))
        before = home.read()
        answer = home.import_all()
        reasons = {e["profile"]: e["reason"] for e in answer["skipped"]}
        self.assertEqual(set(reasons), {*self.CASES, "short"}, str(answer))
        self.assertTrue(all(reasons.values()))
        self.assertFalse(profiles(answer["imported"]) & set(reasons))
        self.assertEqual(home.read(), before)

    def test_one_bad_line_does_not_cost_the_file(self):
        home = self.home()
        home.init()
        home.write("[default]\nregion = eu-west-1\nthis is no line\n[profile x\nregion=us-east-1\n\xff\xfe\n", "[default]\n" + keys("default"))
        answer = home.import_all()
        self.assertEqual(profiles(answer["imported"]), {"default"})
        lines = {w["line"] for w in answer["warnings"] if w["file"].endswith("config")}
        self.assertTrue({3, 4} <= lines, str(answer["warnings"]))
        for warning in answer["warnings"]:
            self.assertTrue(warning["message"])

    def test_no_files_is_no_error(self):
        home = self.home()
        home.init()
        answer = home.import_all()
        self.assertEqual((answer["imported"], answer["skipped"]), ([], []))


class Large(Case):
    """Ten thousand profiles: users, chains three deep, SSO, nested blocks, CRLF, comments, sections that come twice."""

    COUNT = int(os.environ.get("LEAPP_LARGE", "10000"))

    def test_counts_are_right_and_nothing_of_the_files_changed(self):
        home = self.home()
        home.init()
        config, credentials, kinds = large(self.COUNT)
        home.write(config, credentials)
        before = tree(home.aws)
        first = home.import_all(timeout=300)
        self.assertEqual((len(first["imported"]), first["skipped"]), (self.COUNT, []))
        self.assertEqual(tree(home.aws), before)
        self.assertEqual(stat.S_IMODE(home.credentials.stat().st_mode), 0o600)
        listed = home.leapp("session", "list", "--json", passphrase=PASSPHRASE, timeout=300).json["sessions"]
        self.assertEqual(dict(collections.Counter(s["kind"] for s in listed)), kinds)
        self.assertEqual(sum(len(s["profiles"]) for s in listed), self.COUNT)
        self.assertEqual(len({s["name"] for s in listed}), len(listed))
        second = home.import_all(timeout=300)
        self.assertEqual((len(second["unchanged"]), second["imported"], second["updated"]), (self.COUNT, [], []))
        self.assertEqual(tree(home.aws), before)
        home.leapp("vault", "verify", passphrase=PASSPHRASE)
        started = time.monotonic()
        home.unlock()
        self.assertEqual(len(home.sessions()), len(listed))
        self.assertLess(time.monotonic() - started, 60)
        self.assertIn(access_key("user-00001"), home.leapp("vault", "export", "--json", "--reveal", passphrase=PASSPHRASE).out)


if __name__ == "__main__":
    unittest.main()
