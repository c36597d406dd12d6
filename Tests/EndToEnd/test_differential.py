"""botocore and leapp on the same generated ~/.aws: where they read differently, leapp says so, with file and line.

LEAPP_GENERATED files (40 unless told otherwise), LEAPP_SEED another choice of them.
"""
import os
import random
import unittest

import judges
from harness import Case
from homes import keys

ROUNDS = int(os.environ.get("LEAPP_GENERATED", "40"))
SEED = int(os.environ.get("LEAPP_SEED", "1"))


class Generator:
    """Files that people and tools write, most of them plain, some of them with what the two dialects disagree on."""

    def __init__(self, seed, odd):
        self.random, self.odd = random.Random(seed), odd

    def maybe(self, chance):
        return self.random.random() < chance

    def line(self, key, value):
        pick = self.random.choice
        text = "%s%s=%s%s" % (pick((key, key, key.upper())), pick((" ", "", "\t")), pick((" ", "", "  ")), value)
        if self.odd and self.maybe(0.1):
            text += pick((" # said the user", " ; so", "#no comment"))
        if self.odd and self.maybe(0.05):
            text = "%s: %s" % (key, value)
        return text + pick(("\n", "\n", "\n", "\r\n", " \n"))

    def body(self, pairs):
        out = []
        for key, value in pairs:
            if self.maybe(0.15):
                out.append(self.random.choice(("# a remark\n", "; another = one\n", "\n", "   \n")))
            out.append(self.line(key, value))
            if self.odd and self.maybe(0.05):
                out.append(self.line(key, value + "2"))
        if self.maybe(0.2):
            out.append("s3 =\n  max_concurrent_requests = %d\n  addressing_style = path\n" % self.random.randrange(1, 99))
        return "".join(out)

    def pair(self):
        """(config, credentials)"""
        config, credentials, names = [], [], []
        for i in range(self.random.randrange(1, 12)):
            name = "default" if i == 0 and self.maybe(0.7) else "%s-%d" % (self.random.choice(("dev", "Prod", "a.b", "x_y", "team/one")), i)
            head = "[default]" if name == "default" and self.maybe(0.7) else "[profile %s]" % name
            if self.odd and self.maybe(0.1):
                head = "[  profile   %s ]" % name
            kind = self.random.randrange(3)
            extra = [("region", self.random.choice(("eu-west-1", "us-east-1"))), ("output", "json")][:self.random.randrange(3)]
            if kind == 1 and names:
                pairs = [("role_arn", "arn:aws:iam::123456789012:role/R%d" % i), ("source_profile", self.random.choice(names)), *extra]
            elif kind == 2:
                pairs = [("sso_start_url", "https://x.awsapps.com/start"), ("sso_region", "us-east-1"), ("sso_account_id", "000000000%03d" % i),
                         ("sso_role_name", "R"), *extra]
            else:
                pairs = extra
                credentials.append("[%s]\n%s" % (name, self.body([tuple(line.split(" = ")) for line in keys(name).splitlines()])))
                if self.odd and self.maybe(0.1):
                    credentials.append("[%s]\nregion = eu-west-2\n" % name)
            config.append("%s\n%s" % (head, self.body(pairs)))
            names.append(name)
        return "".join(config), "".join(credentials)


def kind(profile):
    if "role_arn" in profile and "source_profile" in profile:
        return "assumed-role"
    if "sso_account_id" in profile and "sso_role_name" in profile:
        return "sso-role"
    return "iam-user" if "aws_access_key_id" in profile and "aws_secret_access_key" in profile else None


class Differential(Case):
    def plan(self, home, files):
        home.write(*files)
        return home.import_all("--dry-run"), judges.botocore_profiles(home)

    def test_plain_files_are_read_alike_and_without_a_warning(self):
        home = self.home()
        home.init()
        for i in range(ROUNDS // 2):
            with self.subTest(seed=SEED + i):
                files = Generator(SEED + i, odd=False).pair()
                plan, profiles = self.plan(home, files)
                self.assertIsNotNone(profiles, files)
                taken = {e["profile"]: e["kind"] for e in plan["imported"]}
                self.assertEqual(taken, {name: kind(p) for name, p in profiles.items() if kind(p)}, "\n".join(files))
                self.assertEqual(plan["warnings"], [], "\n".join(files))

    def test_where_the_two_differ_it_is_said(self):
        home = self.home()
        home.init()
        for i in range(ROUNDS // 2):
            with self.subTest(seed=SEED + i):
                files = Generator(SEED + i, odd=True).pair()
                plan, profiles = self.plan(home, files)
                taken = {e["profile"]: e["kind"] for e in plan["imported"]}
                botocore = None if profiles is None else {name: kind(p) for name, p in profiles.items() if kind(p)}
                if taken != botocore:
                    self.assertNotEqual(plan["warnings"] + plan["skipped"], [], "botocore: %s\nleapp: %s\n%s" % (botocore, taken, "\n".join(files)))
                for warning in plan["warnings"]:
                    lines = files[0 if warning["file"].endswith("config") else 1].splitlines()
                    self.assertTrue(1 <= warning["line"] <= len(lines), warning)


if __name__ == "__main__":
    unittest.main()
