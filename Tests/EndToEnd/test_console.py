"""leapp console: an address that signs in, handed to the browser without anybody else seeing it."""
import json
import ssl
import sys
import unittest
import urllib.error
import urllib.parse
import urllib.request

import boto3
import botocore.config
import botocore.exceptions

from emulators import IDC, STS, trust
from harness import AWS_REFUSED, GENERAL, REGION, USAGE, Case, eventually
from homes import ADMIN, ALICE, DAY_CONFIG, DAY_CREDENTIALS, DAY_ROLES, DAY_USERS, MFA_SERIAL, START_URL, access_key, keys, secret_key

# Stands for a browser: notes what it was given and what the page answered, once and again, and follows no redirect.
BROWSER = """#!%s
import pathlib, sys, urllib.error, urllib.request
class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *parts): return None
def ask(url):
    try:
        return urllib.request.build_opener(urllib.request.ProxyHandler({}), Stay).open(url, timeout=10)
    except urllib.error.HTTPError as answer:
        return answer
    except urllib.error.URLError:
        return None
place = pathlib.Path(%r)
stray = ask(sys.argv[1] + "x")
answer = ask(sys.argv[1])
place.write_text("\\n".join([sys.argv[1], str(stray.status), str(answer.status), answer.headers["Location"], answer.headers["Cache-Control"]]))
"""


class StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *parts):
        return None


def opened(url, idc=None):
    """What the sign-in page answers: status and where it leads; behind the proxy of `idc`, where AWS itself would be."""
    handlers = [urllib.request.ProxyHandler({"https": idc.url} if idc else {}), StayHere]
    if idc:
        handlers.append(urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=idc.environment["AWS_CA_BUNDLE"])))
    try:
        answer = urllib.request.build_opener(*handlers).open(url, timeout=10)
    except urllib.error.HTTPError as error:
        answer = error
    return answer.status, answer.headers["Location"]


def credentials(home, name):
    """The credentials of a session as arguments of a boto3 client."""
    vended = home.credential_process(name)
    return {"aws_access_key_id": vended["AccessKeyId"], "aws_secret_access_key": vended["SecretAccessKey"], "aws_session_token": vended["SessionToken"]}


class ConsoleCase(Case):
    def day(self, config=DAY_CONFIG, **environment):
        self.sts = self.emulator(STS, DAY_USERS, DAY_ROLES)
        self.idc = self.emulator(IDC, sts=self.sts)
        home = self.home(self.sts, self.idc)
        home.environment.update(environment)
        home.init()
        home.write(config, DAY_CREDENTIALS)
        home.import_all()
        home.unlock()
        return home

    def console(self, home, *args):
        """Where the address that is printed leads, and what STS and the federation endpoint were asked for it."""
        since, before = self.sts.mark(), self.idc.mark()
        url = home.leapp("console", *args, "--print").out.strip()
        status, place = opened(url)
        self.assertEqual(status, 302)
        asked = self.idc.log("federation:getSigninToken", since=before)
        self.assertEqual(len(asked), 1)
        return place, [e for e in self.sts.log(since=since)], asked[0]["input"]


class Roles(ConsoleCase):
    def test_a_role_gets_an_address_that_signs_in(self):
        home = self.day()
        place, calls, asked = self.console(home, "staging")
        self.assertEqual(place, "https://eu-west-1.console.aws.amazon.com/console/home?region=eu-west-1")
        self.assertEqual([e["op"] for e in calls], ["AssumeRole", "AssumeRole"])
        self.assertNotIn("SessionDuration", asked)

    def test_service_region_and_duration(self):
        home = self.day()
        place, _, asked = self.console(home, "prod-admin", "--service", "ec2", "--region", "eu-central-1", "--duration", "1h")
        self.assertEqual(place, "https://eu-central-1.console.aws.amazon.com/ec2/home?region=eu-central-1")
        self.assertEqual(asked["SessionDuration"], "3600")
        self.assertEqual(home.leapp("console", "staging", "--print", "--service", "../evil", code=USAGE).out, "")
        self.assertSays(home.leapp("console", "staging", "--service", "../../evil?x=1#", code=USAGE), "--service '../../evil?x=1#'", "such as ec2")
        self.assertSays(home.leapp("console", "staging", "--region", "mars", code=USAGE), "--region 'mars'")
        self.assertEqual(home.leapp("console", "staging", "--print", "--duration", "1m", code=USAGE).out, "")

    def test_a_role_stays_signed_in_for_twelve_hours_at_most(self):
        home = self.day()
        self.assertEqual(self.console(home, "prod-admin", "--duration", "12h")[2]["SessionDuration"], "43200")
        result = home.leapp("console", "prod-admin", "--print", "--duration", "13h", code=USAGE)
        self.assertSays(result, "prod-admin: the console stays signed in as a role for 12h at most")
        self.assertQuiet(result)

    def test_aws_says_that_a_chained_role_takes_no_duration(self):
        home = self.day()
        result = home.leapp("console", "staging", "--print", "--duration", "1h", code=AWS_REFUSED)
        self.assertSays(result, "staging: AWS refused: SigninRefused", "only as a role that a user's own keys assumed does it take --duration")
        self.assertQuiet(result)
        self.assertEqual(self.idc.invalid()[0][1], ["SessionDuration with a role that no long-lived key of a user assumed"])

    def test_a_chained_role_is_asked_for_an_hour_whatever_its_profile_says(self):
        home = self.day(DAY_CONFIG.replace("external_id = ext-4711", "external_id = ext-4711\nduration_seconds = 7200"))
        _, calls, _ = self.console(home, "staging")
        self.assertEqual([e["input"]["DurationSeconds"] for e in calls], ["7200", "3600"])


class Users(ConsoleCase):
    def test_a_user_gets_a_console_in_which_all_that_the_user_may_do_is_allowed(self):
        home = self.day()
        place, calls, asked = self.console(home, "default")
        self.assertEqual(place, "https://eu-west-1.console.aws.amazon.com/console/home?region=eu-west-1")
        self.assertEqual([(e["op"], e["ok"], e["key"], e["warnings"]) for e in calls], [("GetFederationToken", True, access_key("default"), [])])
        self.assertEqual(json.loads(calls[0]["input"]["Policy"])["Statement"], [{"Effect": "Allow", "Action": "*", "Resource": "*"}])
        self.assertNotIn("DurationSeconds", calls[0]["input"])
        self.assertNotIn("SessionDuration", asked)
        signed_in_as = self.sts.minted(json.loads(asked["Session"])["sessionId"])
        self.assertEqual((signed_in_as["arn"], signed_in_as["kind"]), ("arn:aws:sts::111111111111:federated-user/leapp", "federated"))

    def test_the_key_itself_is_shown_to_sts_only(self):
        home = self.day()
        self.console(home, "default")
        self.assertNotIn(secret_key("default"), json.dumps(self.idc.control("log")))
        self.assertEqual(home.files_with(secret_key("default")), [(str(home.credentials), secret_key("default"))])

    def test_a_users_duration_is_that_of_the_credentials(self):
        home = self.day()
        place, calls, asked = self.console(home, "default", "--duration", "36h", "--service", "s3")
        self.assertEqual(place, "https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1")
        self.assertEqual(calls[0]["input"]["DurationSeconds"], "129600")
        self.assertNotIn("SessionDuration", asked)
        self.assertQuiet(home.leapp("console", "default", "--print", "--duration", "37h", code=USAGE))

    def test_each_console_of_a_user_is_asked_for_and_no_other_use_gets_its_credentials(self):
        home = self.day()
        self.console(home, "default")
        vended = home.credential_process("default")
        self.assertEqual(self.sts.minted(vended["AccessKeyId"])["kind"], "session")
        self.assertEqual([e["op"] for e in self.console(home, "default")[1]], ["GetFederationToken"])

    def test_a_user_with_mfa_is_told_that_the_console_has_none(self):
        home = self.day(DAY_CONFIG.replace("[default]\n", "[default]\nmfa_serial = %s\n" % MFA_SERIAL))
        result = home.leapp("console", "default", "--print")
        self.assertEqual(opened(result.out.strip())[0], 302)
        self.assertEqual(result.err.count("MFA"), 2)
        self.assertSays(result, "leapp: default: a user's console has no MFA", "a role is the way to that")
        self.assertEqual(self.sts.log()[-1]["input"].keys() & {"SerialNumber", "TokenCode"}, set())
        self.assertEqual(home.leapp("console", "ci", "--print").err, "")

    def test_a_user_who_may_not_federate_is_told_what_must_be_allowed(self):
        home = self.day()
        denied = "User: %s is not authorized to perform: sts:GetFederationToken" % ALICE
        self.sts.faults({"op": "GetFederationToken", "action": "error", "status": 403, "code": "AccessDenied", "message": denied})
        result = home.leapp("console", "default", "--print", code=AWS_REFUSED)
        self.assertSays(result, "default: AWS refused: AccessDenied: " + denied, "a policy of this user must allow sts:GetFederationToken, or name a role")
        self.assertQuiet(result)
        self.sts.faults({"op": "GetFederationToken", "action": "error", "status": 400, "code": "RegionDisabledException", "message": "STS is off here"})
        self.assertNotIn("must allow", home.leapp("console", "default", "--print", code=AWS_REFUSED).err)


PARTITIONS = {
    "cn-north-1": ("aws-cn", "sts.cn-north-1.amazonaws.com.cn", "amazonaws.cn"),
    "us-gov-west-1": ("aws-us-gov", "sts.us-gov-west-1.amazonaws.com", "amazonaws-us-gov.com"),
    "eusc-de-east-1": ("aws-eusc", "sts.eusc-de-east-1.amazonaws.eu", "amazonaws-eusc.eu"),
}
PARTITION_CONFIG = """\
[profile default]
region = %(region)s

[profile admin]
role_arn = arn:%(partition)s:iam::333333333333:role/Admin
source_profile = default
region = %(region)s

[profile deploy]
role_arn = arn:%(partition)s:iam::444444444444:role/Deploy
source_profile = admin
"""


class Partitions(ConsoleCase):
    """AWS's own names, which a proxy sees; a key is known to STS, and what that gives to the sign-in, in its own partition only."""

    def partition(self, region, **more):
        """A home of one user in the partition of `region`, for whom only the proxy stands between the program and AWS's names."""
        partition = PARTITIONS[region][0]
        alice, admin = "arn:%s:iam::111111111111:user/alice" % partition, "arn:%s:iam::333333333333:role/Admin" % partition
        roles = {admin: {"Trust": trust(alice)}, admin.replace("3" * 12, "4" * 12).replace("Admin", "Deploy"): {"Trust": trust(admin)}}
        self.sts = self.emulator(STS, {access_key("default"): (secret_key("default"), "111111111111", "alice")}, roles, partition=partition)
        self.idc = self.emulator(IDC, tls=self.home().root / "tls", sts=self.sts, start_url=START_URL, **more)
        return self.home(self.idc)

    def import_day(self, home, region):
        home.init()
        home.write(PARTITION_CONFIG % {"region": region, "partition": PARTITIONS[region][0]}, "[default]\n" + keys("default"))
        home.import_all()
        home.unlock()

    def assertSignsIn(self, home, region, *args):
        """The console of `region` is opened by the sign-in of its partition, and nothing else is asked."""
        domain, since = PARTITIONS[region][2], self.idc.mark()
        url = home.leapp("console", *args, "--print").out.strip()
        self.assertEqual(url.partition("?")[0], "https://%s.signin.%s/federation" % (region, domain))
        self.assertEqual(opened(url, self.idc), (302, "https://%s.console.%s/console/home?region=%s" % (region, domain, region)))
        asked = [e for e in self.idc.log(since=since) if e["op"].startswith("federation:")]
        self.assertEqual([(e["op"], e["host"]) for e in asked],
                         [("federation:getSigninToken", "%s.signin.%s" % (region, domain)), ("federation:login", "%s.signin.%s" % (region, domain))])

    def test_every_session_is_signed_in_to_the_console_of_its_partition(self):
        for region, (_, sts_host, _) in PARTITIONS.items():
            with self.subTest(region):
                home = self.partition(region)
                self.import_day(home, region)
                for name in ("default", "admin", "deploy"):     # a user, a role with a region, and one that has it from what it stands on
                    self.assertSignsIn(home, region, name)
                self.assertEqual({(e["op"], e["host"], e["ok"]) for e in self.sts.log()},
                                 {("GetFederationToken", sts_host, True), ("AssumeRole", sts_host, True)})

    def test_a_portals_role_is_signed_in_where_the_portal_is(self):
        region = "cn-north-1"
        home = self.partition(region, accounts=[{"accountId": "666666666666", "accountName": "cn", "emailAddress": "a@b.cn", "roles": ["Admin"]}],
                              device={"approve": "auto"})
        home.init()
        home.unlock()
        home.leapp("sso", "add", "acme", START_URL, "--region", region)
        home.leapp("sso", "login", "acme", "--device-code")
        home.leapp("sso", "sync", "acme")
        self.assertSignsIn(home, region, "666666666666/Admin")

    def test_the_page_is_the_partitions_whatever_serves_as_its_sign_in(self):
        for region, (_, _, domain) in PARTITIONS.items():
            with self.subTest(region):
                home = self.partition(region)
                home.environment["AWS_ENDPOINT_URL_SIGNIN"] = self.idc.url
                self.import_day(home, region)
                url = home.leapp("console", "deploy", "--print").out.strip()
                self.assertEqual(url.partition("?")[0], self.idc.url + "/federation")
                self.assertEqual(opened(url), (302, "https://%s.console.%s/console/home?region=%s" % (region, domain, region)))

    def test_credentials_are_worth_nothing_at_another_partitions_sign_in(self):
        home = self.partition("cn-north-1")
        self.import_day(home, "cn-north-1")
        result = home.leapp("console", "admin", "--print", "--region", "eu-west-1", code=AWS_REFUSED)
        self.assertSays(result, "admin: AWS refused: SigninRefused")
        self.assertQuiet(result)


class Judges(ConsoleCase):
    """The emulators refuse what AWS refuses, so that what they take says something."""

    def session_token(self, home, name):
        """What the federation endpoint answers to these credentials: 200, or why not."""
        vended = home.credential_process(name)
        session = {"sessionId": vended["AccessKeyId"], "sessionKey": vended["SecretAccessKey"], "sessionToken": vended["SessionToken"]}
        form = urllib.parse.urlencode({"Action": "getSigninToken", "Session": json.dumps(session)}).encode()
        try:
            return urllib.request.build_opener(urllib.request.ProxyHandler({})).open(self.idc.url + "/federation", form, timeout=10).status
        except urllib.error.HTTPError as error:
            return error.read().decode()

    def test_the_federation_endpoint_knows_how_credentials_were_got(self):
        home = self.day()
        self.assertEqual(self.session_token(home, "prod-admin"), 200)
        self.assertIn("GetSessionToken", self.session_token(home, "default"))

    def test_sts_gives_a_federated_user_to_a_long_lived_key_only_and_inside_its_bounds(self):
        home = self.day()
        more = {"endpoint_url": self.sts.url, "region_name": REGION, "config": botocore.config.Config(parameter_validation=False)}
        key = boto3.client("sts", aws_access_key_id=access_key("default"), aws_secret_access_key=secret_key("default"), **more)
        for bad in ({"Name": "a"}, {"Name": "a" * 33}, {"Name": "a b"}, {"Name": "ab", "DurationSeconds": 899}, {"Name": "ab", "DurationSeconds": 129601},
                    {"Name": "ab", "Policy": "{"}, {"Name": "ab", "Policy": "x" * 2049}, {}):
            with self.assertRaises(botocore.exceptions.ClientError, msg=bad):
                key.get_federation_token(**bad)
        for session in ("default", "prod-admin"):
            with self.assertRaisesRegex(botocore.exceptions.ClientError, "session credentials"):
                boto3.client("sts", **credentials(home, session), **more).get_federation_token(Name="leapp")
        given = key.get_federation_token(Name="leapp")["Credentials"]
        federated = boto3.client("sts", aws_access_key_id=given["AccessKeyId"], aws_secret_access_key=given["SecretAccessKey"],
                                 aws_session_token=given["SessionToken"], **more)
        self.assertEqual(federated.get_caller_identity()["Arn"], "arn:aws:sts::111111111111:federated-user/leapp")
        with self.assertRaises(botocore.exceptions.ClientError):
            federated.assume_role(RoleArn=ADMIN, RoleSessionName="alice")


class Browsers(ConsoleCase):
    def test_the_browser_is_sent_on_once_and_nobody_sees_the_address(self):
        home = self.day()
        seen, browser = home.home / "seen", home.home / "browser"
        browser.write_text(BROWSER % (sys.executable, str(seen)))
        browser.chmod(0o755)
        result = home.leapp("console", "staging", env={"BROWSER": str(browser)})
        self.assertSays(result, "opened the console as staging")
        self.assertEqual(result.out, "")
        eventually(lambda: seen.exists() and seen.read_text().count("\n") == 4, 10, "the browser wrote nothing")
        page, stray, status, location, cache = seen.read_text().split("\n")
        self.assertRegex(page, r"^http://127\.0\.0\.1:\d+/[0-9a-f]{32}$")
        self.assertEqual((stray, status, cache), ("404", "302", "no-store"))
        self.assertEqual(opened(location)[0], 302)
        self.assertNotIn("SigninToken", result.err)
        with self.assertRaises(urllib.error.URLError):
            urllib.request.urlopen(page, timeout=5)

    def test_without_a_browser_it_says_how_to_go_on(self):
        result = self.day().leapp("console", "staging", env={"SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"}, code=GENERAL)
        self.assertSays(result, "--print prints the address")


if __name__ == "__main__":
    unittest.main()
