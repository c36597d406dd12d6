"""AWS CLI v2 and leapp signed in at one portal at the same time: each keeps its own, and neither ends what the other has."""
import functools
import json
import pathlib
import subprocess
import tempfile
import unittest

import judges
from emulators import IDC, STS
from harness import LOGIN, ROOT, Case, tree
from portals import PORTAL, synced, with_portal

START_URL = "https://d-1234567890.awsapps.com/start"
PORTAL_REGION = "us-east-1"
ACCOUNT, ROLE = "100000000000", "AdministratorAccess"
HOUR = 3600
CONFIG = """\
[sso-session corp]
sso_start_url = %s
sso_region = %s
sso_registration_scopes = sso:account:access

[profile cli]
sso_session = corp
sso_account_id = %s
sso_role_name = %s
region = eu-west-1
""" % (START_URL, PORTAL_REGION, ACCOUNT, ROLE)


@functools.cache
def aws_cli():
    """AWS CLI v2, unpacked beside the system; a text that says why, where it cannot be had."""
    done = subprocess.run([str(ROOT / "script/lib/aws-cli-2")], capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        return None, "no AWS CLI v2: %s" % (done.stderr.strip().splitlines() or ["its packages cannot be had"])[-1]
    return pathlib.Path(done.stdout.strip()), None


class SideBySide(Case):
    def setUp(self):
        super().setUp()
        self.cli, missing = aws_cli()
        if missing:
            self.skipTest(missing)
        folder = tempfile.TemporaryDirectory(prefix="leapp-tls-")
        self.addCleanup(folder.cleanup)
        self.portal = self.emulator(IDC, tls=pathlib.Path(folder.name), start_url=START_URL, authorize={"approve": "auto"}, device={"approve": "auto"})
        self.sts = self.emulator(STS, None, None, self.portal)
        self.user = self.home(self.portal, self.sts)
        self.user.write(CONFIG, "")
        with_portal(self.user, region=PORTAL_REGION, start_url=START_URL)

    # -- AWS CLI's side ---------------------------------------------------------------------------------------------------
    def aws(self, *args, **more):
        return judges.run(self.user, self.cli, *args, **more)

    def aws_login(self):
        self.aws("sso", "login", "--profile", "cli", "--no-browser")

    def aws_identity(self):
        """Who AWS CLI is, by credentials that it asks the portal for anew."""
        for kept in (self.user.aws / "cli" / "cache").glob("*.json"):
            kept.unlink()
        said = self.aws("sts", "get-caller-identity", "--profile", "cli", "--output", "json", "--endpoint-url", self.sts.url)
        return json.loads(said.stdout)["Arn"]

    def aws_cache(self):
        return tree(self.user.aws / "sso" / "cache")

    # -- leapp's side ------------------------------------------------------------------------------------------------------
    def leapp_cache(self):
        return {name: what for name, what in tree(self.user.state).items() if name.endswith("cache.lpv")}

    def leapp_identity(self, name):
        """Who leapp is, by credentials that it asks the portal for anew."""
        self.user.leapp("lock")
        self.user.unlock()
        return self.user.leapp("exec", name, "--", "aws", "sts", "get-caller-identity", "--output", "json").json["Arn"]

    def test_both_work_by_either_of_leapps_flows_and_neither_touches_the_others_cache(self):
        self.aws_login()
        wanted, cli_has = self.aws_identity(), self.aws_cache()
        self.assertIn(":assumed-role/AWSReservedSSO_%s_" % ROLE, wanted)
        self.assertTrue([name for name in cli_has if name.endswith(".json")])
        for way in ((), ("--device-code",)):
            with self.subTest(way):
                self.user.leapp("sso", "login", PORTAL, *way)
                name = synced(self.user)[ACCOUNT, ROLE]
                self.assertEqual(self.leapp_identity(name), wanted)
                self.assertEqual(self.aws_cache(), cli_has, "leapp changed what AWS CLI keeps")
                leapp_has = self.leapp_cache()
                self.assertEqual(self.aws_identity(), wanted)
                self.assertEqual(self.leapp_cache(), leapp_has, "AWS CLI changed what leapp keeps")
        self.assertEqual(self.portal.log("CreateToken")[0]["ua"].split("/")[0], "aws-cli")

    def test_each_renews_its_own_token(self):
        """Tokens of ten minutes: AWS CLI, which wants a quarter of an hour, renews at every use, leapp when two minutes are left."""
        self.portal.scenario(token={"access_ttl": 600})
        self.aws_login()
        self.user.leapp("sso", "login", PORTAL)
        name = synced(self.user)[ACCOUNT, ROLE]
        mark = self.portal.mark()
        wanted = self.aws_identity()
        self.assertEqual(self.leapp_identity(name), wanted)
        for emulator in (self.portal, self.sts):
            emulator.advance_clock(500)
        self.user.leapp("sso", "sync", PORTAL, "--dry-run")      # whose answers tell leapp the time
        self.assertEqual(self.leapp_identity(name), wanted)
        self.assertEqual(self.aws_identity(), wanted)
        renewed = self.portal.log("CreateToken", mark)
        self.assertEqual({(e["input"]["grantType"], e["status"]) for e in renewed}, {("refresh_token", 200)})
        self.assertEqual({(e["ua"] or "").split("/")[0] == "aws-cli" for e in renewed}, {True, False}, "one of the two did not renew")
        used = [e["input"]["refreshToken"] for e in renewed]
        self.assertEqual(len(used), len(set(used)), "a refresh token was used twice")

    def test_a_sign_out_of_one_is_none_of_the_other(self):
        self.aws_login()
        self.user.leapp("sso", "login", PORTAL)
        name = synced(self.user)[ACCOUNT, ROLE]
        wanted = self.aws_identity()
        leapp_has = self.leapp_cache()
        self.aws("sso", "logout")
        self.assertEqual(self.leapp_cache(), leapp_has)
        self.assertEqual(self.leapp_identity(name), wanted)
        self.assertEqual(len(self.portal.log("Logout")), 1)

        self.aws_login()
        cli_has = self.aws_cache()
        self.user.leapp("sso", "logout", PORTAL)
        self.assertEqual(self.aws_cache(), cli_has)
        self.assertEqual(self.aws_identity(), wanted)
        self.user.leapp("credential-process", name, code=LOGIN)
        self.assertEqual([e["status"] for e in self.portal.log("Logout")], [200, 200])

    def test_aws_cli_takes_leapps_credentials_by_credential_process(self):
        self.user.leapp("sso", "login", PORTAL)
        name = synced(self.user)[ACCOUNT, ROLE]
        self.user.leapp("session", "start", name, "--method", "process", "--profile", "by-leapp")
        said = self.aws("sts", "get-caller-identity", "--profile", "by-leapp", "--query", "Arn", "--output", "text", "--endpoint-url", self.sts.url)
        self.assertIn(":assumed-role/AWSReservedSSO_%s_" % ROLE, said.stdout)
        self.assertEqual([p for p in self.aws_cache() if p.endswith(".json")] if (self.user.aws / "sso").exists() else [], [])


if __name__ == "__main__":
    unittest.main()
