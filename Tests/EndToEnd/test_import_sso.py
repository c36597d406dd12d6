"""`leapp vault import` and the sign-ins that AWS CLI keeps: what is taken over, what is left alone, what --scrub removes.

The files are written by botocore's own cache, from tokens that the portal emulator gave to a client of botocore's.
"""
import datetime
import hashlib
import json
import os
import sys
import unittest

import judges
from emulators import Emulator
from harness import GENERAL, LOGIN, PASSPHRASE, Case, tree
from homes import START_URL

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.tokens import _sso_json_dumps
from botocore.utils import JSONFileCache, SSOTokenLoader

ACCOUNT = "012345678901"
SCOPE = "sso:account:access"
OTHER_URL = "https://other.awsapps.com/start"
CONFIG = """\
[sso-session corp]
sso_start_url = %s
sso_region = us-east-1
sso_registration_scopes = sso:account:access

[profile dev]
sso_session = corp
sso_account_id = %s
sso_role_name = Developer
region = eu-west-1
""" % (START_URL, ACCOUNT)
LEGACY = """\
[profile old]
sso_start_url = %s
sso_region = us-east-1
sso_account_id = %s
sso_role_name = Developer
""" % (START_URL, ACCOUNT)
SECRET_FIELDS = ("accessToken", "refreshToken", "clientSecret")
SDK = """
import botocore.session, sys
print(botocore.session.Session(profile=sys.argv[1]).get_credentials().get_frozen_credentials().access_key)
"""
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"


class Portal(Emulator):
    """A portal with one account, at which whoever asks is signed in at once."""

    prefix = "/_emulator/"

    def __init__(self):
        account = {"accountId": ACCOUNT, "accountName": "Dev", "emailAddress": "dev@example.com", "roles": ["Developer"]}
        super().__init__("idc_emulator.py", "--scenario", json.dumps({"start_url": START_URL, "accounts": [account], "device": {"approve": "auto"}}))
        self.environment = {"AWS_ENDPOINT_URL_SSO": self.url, "AWS_ENDPOINT_URL_SSO_OIDC": self.url}
        self.oidc = boto3.client("sso-oidc", region_name="us-east-1", endpoint_url=self.url, config=Config(signature_version=UNSIGNED))

    def sign_in(self, scopes):
        """Signs in as AWS CLI v2 does; the token and the client as it writes them."""
        client = self.oidc.register_client(clientName="botocore-client-corp", clientType="public", scopes=list(scopes))
        own = {"clientId": client["clientId"], "clientSecret": client["clientSecret"]}
        device = self.oidc.start_device_authorization(startUrl=START_URL, **own)
        given = self.oidc.create_token(grantType=DEVICE_GRANT, deviceCode=device["deviceCode"], **own)
        end = datetime.datetime.fromtimestamp(client["clientSecretExpiresAt"], datetime.timezone.utc)
        token = {"startUrl": START_URL, "region": "us-east-1", "accessToken": given["accessToken"], "expiresAt": later(given["expiresIn"]),
                 **own, "registrationExpiresAt": end, "refreshToken": given["refreshToken"]}
        return token, {**own, "expiresAt": end, "scopes": list(scopes)}

    def refresh(self, token):
        """The tokens that AWS CLI's refresh token gives."""
        return self.oidc.create_token(grantType="refresh_token", refreshToken=token["refreshToken"], clientId=token["clientId"],
                                      clientSecret=token["clientSecret"])

    def log(self, operation=None, since=0):
        """The requests so far, as the emulator saw them."""
        return [e for e in self.control("log?since=%d" % since) if operation in (None, e["op"])]

    def mark(self):
        """The number of the newest request: for `log(since=)`."""
        return max((e["n"] for e in self.control("log")), default=0)


def later(seconds):
    """A moment that many seconds from now."""
    return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)


class Signed(Case):
    """A home where AWS CLI is, or was, signed in."""

    def setUp(self):
        super().setUp()
        self.portal = self.emulator(Portal)
        self.user = self.home(self.portal)
        self.user.init()
        self.user.write(CONFIG)
        self.cache = self.user.aws / "sso" / "cache"
        self.files = JSONFileCache(str(self.cache), dumps_func=_sso_json_dumps)

    def sign_in(self, session="corp", scopes=(SCOPE,)):
        """Signs in as AWS CLI does, into its file and its client's; the token."""
        token, client = self.portal.sign_in(scopes)
        SSOTokenLoader(self.files).save_token(START_URL, token, session_name=session)
        self.files[hashlib.sha1(client["clientId"].encode()).hexdigest()] = client
        return token

    def put(self, name, **fields):
        """A file of the folder that looks like a token's."""
        token = {"startUrl": START_URL, "region": "us-east-1", "accessToken": "token-of-" + name, "expiresAt": later(3600), **fields}
        self.files[name] = {k: v for k, v in token.items() if v is not None}
        return self.cache / (name + ".json")

    def results(self, *args):
        """{file name: (result, reason)} of an import."""
        return {os.path.basename(t["file"]): (t["result"], t["reason"]) for t in self.user.import_all(*args)["tokens"]}

    def assertGone(self, *tokens):
        secrets = [token[f] for token in tokens for f in SECRET_FIELDS if f in token]
        self.assertEqual(self.user.files_with(*secrets), [])


class Imported(Signed):
    def test_an_imported_token_gives_credentials_without_a_login(self):
        token = self.sign_in()
        answer = self.user.import_all()
        self.assertEqual([(t["portal"], t["startURL"], t["result"]) for t in answer["tokens"]], [("corp", START_URL, "imported")])
        self.assertEqual(answer["tokens"][0]["expiration"], token["expiresAt"].strftime("%Y-%m-%dT%H:%M:%SZ"))
        mark = self.portal.mark()
        self.user.unlock()
        given = self.user.credential_process("dev")
        self.assertEqual(given["AccessKeyId"], self.portal.control("credentials")[-1]["accessKeyId"])
        self.assertEqual({e["op"] for e in self.portal.log(since=mark)}, {"GetRoleCredentials"})

    def test_a_legacy_profile_and_its_file_are_taken_too(self):
        self.user.write(LEGACY)
        self.sign_in(session=None)
        self.assertEqual([t["result"] for t in self.user.import_all()["tokens"]], ["imported"])
        self.user.unlock()
        self.assertTrue(self.user.credential_process("old")["SecretAccessKey"])

    def test_the_refresh_token_is_never_taken_and_stays_good_for_its_owner(self):
        token = self.sign_in()
        self.user.import_all()
        self.user.unlock()
        self.portal.control("clock", {"advance": 4000})
        mark = self.portal.mark()
        self.assertSays(self.user.leapp("credential-process", "dev", code=LOGIN), "leapp sso login corp")
        self.assertEqual(self.portal.log("CreateToken", since=mark), [])
        self.assertIn("accessToken", self.portal.refresh(token))

    def test_an_agent_takes_it_over_too(self):
        self.sign_in()
        self.user.unlock()
        self.assertEqual([t["result"] for t in self.user.leapp("vault", "import", "--json").json["tokens"]], ["imported"])
        self.assertTrue(self.user.credential_process("dev")["SecretAccessKey"])

    def test_no_token_is_printed_or_plain_in_the_state(self):
        token = self.sign_in()
        secrets = [token[f] for f in SECRET_FIELDS]
        for form in ((), ("--json",), ("--dry-run",), ("--dry-run", "--json"), ("--scrub", "--dry-run")):
            self.assertSilentAbout(self.user.leapp("vault", "import", *form, passphrase=PASSPHRASE), *secrets)
        self.assertEqual({os.path.dirname(path) for path, _ in self.user.files_with(*secrets)}, {str(self.cache)})

    def test_the_second_time_changes_nothing(self):
        self.sign_in()
        self.user.import_all()
        before = tree(self.user.home)
        self.assertEqual([r for r, _ in self.results().values()], ["unchanged"])
        after = tree(self.user.home)
        self.assertEqual({k: v for k, v in after.items() if "sqlite" not in k}, {k: v for k, v in before.items() if "sqlite" not in k})
        self.assertTrue(any(name.endswith("cache.lpv") for name in after))

    def test_a_newer_sign_in_takes_the_place_of_the_older(self):
        self.put("old", expiresAt=later(600))
        self.user.import_all()
        self.sign_in()
        results = self.results()
        self.assertEqual(sorted(r for r, _ in results.values()), ["imported", "unchanged"], str(results))

    def test_a_dry_run_says_the_same_and_changes_nothing(self):
        self.sign_in()
        before = tree(self.user.home)
        answer = self.user.import_all("--dry-run", "--scrub")
        self.assertEqual([t["result"] for t in answer["tokens"]], ["imported"])
        self.assertEqual(len(answer["removedFiles"]), 2)
        shown = self.user.leapp("vault", "import", "--dry-run", "--scrub", passphrase=PASSPHRASE)
        self.assertIn("SSO TOKEN OF", shown.out)
        self.assertIn("SSO tokens: 1 imported, 0 unchanged, 0 skipped", shown.out)
        self.assertSays(shown, "would be removed")
        self.assertEqual({k: v for k, v in tree(self.user.home).items() if "sqlite" not in k}, {k: v for k, v in before.items() if "sqlite" not in k})
        self.assertFalse(any(name.endswith("cache.lpv") for name in tree(self.user.home)))


class LeftAlone(Signed):
    def test_what_is_no_good_is_said_and_stays(self):
        self.put("ended", expiresAt=later(-60))
        self.put("scopes", scopes=["codewhisperer:completions"])
        self.put("region", region="eu-west-1")
        self.put("portal", startUrl=OTHER_URL)
        self.put("when", expiresAt="tomorrow")
        self.put("header", accessToken="two\r\nlines")
        self.put("shorter")
        self.put("tool", startUrl=None)
        (self.cache / "garbage.json").write_bytes(b"\x00\xff no JSON")
        (self.cache / "huge.json").write_bytes(b" " * (1 << 20))
        (self.cache / "folder.json").mkdir()
        os.mkfifo(self.cache / "pipe.json")
        target = self.user.home / "elsewhere.json"
        target.write_bytes(self.put("moved").read_bytes())
        (self.cache / "moved.json").unlink()
        (self.cache / "link.json").symlink_to(target)
        self.put("good", expiresAt=later(7200), scopes=[SCOPE, "sso:other"])
        before = tree(self.user.aws)
        results = self.results()
        self.assertEqual({n for n, (r, _) in results.items() if r == "imported"}, {"good.json"}, str(results))
        reasons = {n[:-5]: why for n, (r, why) in results.items() if r == "skipped"}
        for name, words in (("ended", "ended"), ("scopes", "sso:account:access"), ("region", "eu-west-1"), ("portal", "no portal"), ("when", "expiresAt"),
                            ("header", "accessToken"), ("shorter", "lives longer"), ("garbage", "JSON"), ("huge", "larger"), ("folder", "regular"),
                            ("pipe", "regular"), ("link", "regular")):
            self.assertIn(words, reasons.pop(name), str(results))
        self.assertEqual(reasons, {}, "the file of another tool is none of ours")
        self.assertEqual(tree(self.user.aws), before)

    def test_very_many_files_are_said_not_read(self):
        self.cache.mkdir(parents=True)
        for number in range(1001):
            (self.cache / ("x%04d.json" % number)).write_text("{}")
        answer = self.user.import_all()
        self.assertEqual([(t["file"], t["result"]) for t in answer["tokens"]], [(str(self.cache), "skipped")])


class Scrubbed(Signed):
    def test_no_token_is_left_under_the_home_and_leapp_needs_no_login(self):
        token = self.sign_in()
        legacy = self.sign_in(session=None)
        self.put("ended", expiresAt=later(-60), refreshToken="refresh-of-a-session")
        config = self.user.config.read_bytes()
        answer = self.user.import_all("--scrub")
        self.assertEqual(len(answer["removedFiles"]), 5, "two sign-ins with their clients, and one that has ended")
        self.assertEqual(list(self.cache.iterdir()), [])
        self.assertGone(token, legacy, {"refreshToken": "refresh-of-a-session"})
        self.assertEqual(self.user.config.read_bytes(), config, "the profile's own lines are no secret")
        self.user.unlock()
        self.assertTrue(self.user.credential_process("dev")["SecretAccessKey"])

    def test_aws_cli_is_signed_in_again_by_its_own_login(self):
        self.sign_in()
        done = self.user.leapp("vault", "import", "--scrub", passphrase=PASSPHRASE)
        self.assertSays(done, "aws sso login")
        without = judges.run(self.user, sys.executable, "-c", SDK, "dev", check=False)
        self.assertIn("Token for corp does not exist", without.stderr)
        self.sign_in()
        self.assertEqual(judges.run(self.user, sys.executable, "-c", SDK, "dev").stdout.strip(), self.portal.control("credentials")[-1]["accessKeyId"])

    def test_what_was_not_imported_stays(self):
        self.sign_in()
        kept = [self.put("scopes", scopes=["codewhisperer:completions"], clientId="theirs"), self.put("portal", startUrl=OTHER_URL), self.put("tool", startUrl=None)]
        self.files["their-client"] = {"clientId": "theirs", "clientSecret": "secret-of-theirs", "expiresAt": later(3600)}
        self.files["stray"] = {"clientId": "nobodys", "clientSecret": "secret-of-nobody", "expiresAt": later(3600)}
        (self.cache / "garbage.json").write_bytes(b"{")
        (self.cache / "notes.txt").write_text("token")
        kept += [self.cache / n for n in ("their-client.json", "stray.json", "garbage.json", "notes.txt")]
        bytes_before = {p: p.read_bytes() for p in kept}
        answer = self.user.import_all("--scrub")
        self.assertEqual(answer["remainingClients"], [str(self.cache / "stray.json")])
        self.assertEqual({p: p.read_bytes() for p in self.cache.iterdir()}, bytes_before)

    def test_a_client_of_a_whole_region_goes_with_its_last_token(self):
        self.put("mine")
        self.files["botocore-client-id-us-east-1"] = {"clientId": "old", "clientSecret": "secret-of-old", "expiresAt": later(3600)}
        other = self.put("portal", startUrl=OTHER_URL)
        self.user.import_all("--scrub")
        self.assertEqual(sorted(p.name for p in self.cache.iterdir()), ["botocore-client-id-us-east-1.json", "portal.json"])
        other.unlink()
        self.put("mine")
        self.user.import_all("--scrub")
        self.assertEqual(list(self.cache.iterdir()), [])

    def test_a_file_behind_a_link_stays(self):
        token = self.put("moved")
        target = self.user.home / "elsewhere.json"
        token.rename(target)
        token.symlink_to(target)
        before = target.read_bytes()
        self.assertEqual(self.user.import_all("--scrub")["removedFiles"], [])
        self.assertTrue(token.is_symlink())
        self.assertEqual(target.read_bytes(), before)

    def test_restore_gives_the_aws_files_back_and_no_token(self):
        token = self.sign_in()
        self.user.import_all("--scrub")
        done = self.user.leapp("vault", "restore-aws", passphrase=PASSPHRASE, code=GENERAL)
        self.assertSays(done, "no original")
        self.assertGone(token)

    def test_the_vault_that_travels_has_no_token(self):
        token = self.sign_in()
        self.user.import_all("--scrub")
        shown = self.user.leapp("vault", "export", "--json", "--reveal", passphrase=PASSPHRASE)
        self.assertSilentAbout(shown, *(token[f] for f in SECRET_FIELDS))


if __name__ == "__main__":
    unittest.main()
