"""The day of a user against the emulators, in a throw-away home: script/demo runs it.

Prints each command and what it answered. The last lines are boto3's own GetCallerIdentity: as a role of an SSO portal, through the profile in
the credentials file, through credential_process, and inside `leapp exec`. Ends with 1 where anything is not as expected.
"""
import contextlib
import re
import sys
import urllib.error
import urllib.request

import pexpect

import judges
from emulators import IDC, STS
from harness import LEAPP, LOCKED, LOGIN, OK, PASSPHRASE, Home, Result, eventually
from homes import ARNS, DAY_CONFIG, DAY_CREDENTIALS, DAY_ROLES, DAY_SECRETS, DAY_USERS, START_URL


PORTAL = {
    "start_url": "https://acme.awsapps.com/start", "start_urls": [START_URL], "device": {"approve": "auto", "pending_polls": 1},
    "accounts": [
        {"accountId": "666666666666", "accountName": "Payments Production", "emailAddress": "aws+payments@example.com",
         "roles": ["AdministratorAccess", "ReadOnlyAccess"]},
        {"accountId": "777777777777", "accountName": "Payments Test", "emailAddress": "aws+payments-test@example.com",
         "roles": ["AdministratorAccess", "ReadOnlyAccess"]},
        {"accountId": "888888888888", "accountName": "Data Lake", "emailAddress": "aws+data@example.com", "roles": ["Analyst"]}]}
PORTAL_ROLE = "payments-production-readonlyaccess"
PORTAL_ARN = r"arn:aws:sts::666666666666:assumed-role/AWSReservedSSO_ReadOnlyAccess_[0-9a-f]{16}/leapp\.user@example\.com"


class Unexpected(Exception):
    """The day did not go as promised."""


def heading(text):
    print("\n# %s" % text, flush=True)


def shorten(text):
    """Long tokens are cut: the demo's own, and worth nothing, but forty lines high."""
    return re.sub(r"[A-Za-z0-9+/=]{120,}", lambda m: m.group()[:24] + "...", text)


def show(command, answer):
    print("$ %s" % command)
    for line in shorten(answer.rstrip()).splitlines():
        print("  " + line)
    sys.stdout.flush()


class Day:
    def __init__(self, stack):
        self.idc = IDC(**PORTAL)
        stack.callback(self.idc.close)
        self.sts = STS(DAY_USERS, DAY_ROLES, self.idc)
        stack.callback(self.sts.close)
        self.home = Home({**self.idc.environment, **self.sts.environment})
        stack.callback(self.home.close)
        self.home.write(DAY_CONFIG, DAY_CREDENTIALS)

    def leapp(self, *args, code=OK):
        result = self.home.leapp(*args, code=None)
        show("leapp " + " ".join(args), result.out + result.err + ("" if result.code == OK else "[exit code %d]" % result.code))
        if result.code != code:
            raise Unexpected("exit code %d expected\n%s" % (code, result))
        return result

    def typed(self, *args):
        """A command that asks for the passphrase at the terminal, which is typed."""
        child = pexpect.spawn(str(LEAPP), list(args), env={**self.home.environment, "TERM": "dumb"}, cwd=str(self.home.home), encoding="utf-8",
                              timeout=60, dimensions=(40, 130))
        screen = ""
        while child.expect([r"(?i)(passphrase|again|once more|repeat|confirm)[^\r\n]*: ?$", pexpect.EOF]) == 0:
            screen += child.before + child.after + "(typed, not shown)"
            child.sendline(PASSPHRASE)
        screen += child.before
        child.close()
        show("leapp " + " ".join(args), screen.replace("\r", ""))
        if child.exitstatus != OK:
            raise Unexpected(str(Result(args, child.exitstatus, screen.encode(), b"")))

    def tool(self, *argv):
        done = judges.run(self.home, *argv, check=False)
        show(" ".join(argv), done.stdout + done.stderr)
        if done.returncode:
            raise Unexpected("%s ended with %d" % (argv[0], done.returncode))
        return done.stdout

    def grep(self):
        found = self.home.files_with(*DAY_SECRETS)
        show("grep -r <each secret key> ~", "\n".join(path for path, _ in found) or "(nothing)")
        return found

    def expect(self, condition, what):
        if not condition:
            raise Unexpected(what)

    def run(self):
        original = self.home.read()
        heading("once: a vault, and in it what ~/.aws holds today")
        self.typed("vault", "init")
        self.expect(self.grep(), "the home has no plaintext keys to begin with")
        self.leapp("vault", "info")
        heading("a workday begins")
        self.typed("unlock")
        self.leapp("status")
        self.leapp("vault", "import", "--dry-run")
        self.leapp("vault", "import", "--scrub")
        self.expect(not self.grep(), "an imported secret is still under the home")
        scrubbed = self.home.read()
        self.leapp("session", "list")
        heading("credentials, in the form that the tool at hand reads")
        self.leapp("session", "start", "prod-admin", "--adopt")
        self.expect(b"[prod-admin]" in self.home.read()[1], "no [prod-admin] in ~/.aws/credentials")
        self.tool("aws", "sts", "get-caller-identity", "--profile", "prod-admin")
        self.leapp("exec", "staging", "--", "aws", "sts", "get-caller-identity", "--query", "Arn")
        self.leapp("credential-process", "ci")
        self.leapp("session", "current")
        self.tool("aws", "sts", "get-caller-identity", "--profile", "ci", "--query", "Arn")
        lines = self.portal()
        heading("a workday ends")
        self.leapp("lock")
        self.expect(self.home.read() == scrubbed, "lock left something in ~/.aws")
        self.leapp("credential-process", "ci", code=LOCKED)
        self.leapp("status")
        heading("the next one, judged by boto3")
        self.typed("unlock")
        self.leapp("session", "start", "prod-admin", "--adopt")
        self.leapp("session", "start", "audit", "--method", "process", "--profile", "audit-asked")
        lines += self.judged()
        self.leapp("session", "stop", "--all")
        self.expect(self.home.read() == scrubbed, "stop left something in ~/.aws")
        self.leapp("vault", "restore-aws")
        self.expect(self.home.read() == original, "restore-aws did not give back every byte")
        self.leapp("lock")
        return lines

    def portal(self):
        """Every account behind one sign-in; what boto3 says of it."""
        before = self.home.read()
        heading("an SSO portal: sign in once, have every account and role of the organisation")
        self.leapp("sso", "add", "acme", "https://acme.awsapps.com/start", "--region", "eu-west-1")
        self.leapp("sso", "login", "acme")
        self.leapp("sso", "sync", "acme")
        self.leapp("sso", "list")
        self.leapp("session", "list", "--portal", "acme")
        self.leapp("session", "start", PORTAL_ROLE)
        seen = judges.boto3_identity(self.home, PORTAL_ROLE)["arn"]
        self.expect(re.fullmatch(PORTAL_ARN, seen), "boto3 as a role of the portal: %s" % seen)
        show("boto3: sts.get_caller_identity() with profile_name=%s" % PORTAL_ROLE, seen)
        url = self.leapp("console", PORTAL_ROLE, "--service", "s3", "--region", "eu-west-1", "--print").out.strip()
        self.expect(self.leads_to(url).startswith("https://eu-west-1.console.aws.amazon.com/s3/"), "the address does not lead to the console")
        tokens = self.idc.secrets()
        self.expect(len(tokens) >= 4, "the portal gave no tokens")
        found = self.home.files_with(*tokens.values())
        show("grep -r <each token and secret of the portal> ~", "\n".join(path for path, _ in found) or "(nothing)")
        self.expect(not found, "a token of the portal is in plain text under the home")
        self.leapp("sso", "logout", "acme")
        self.expect(self.home.read() == before, "sso logout left something in ~/.aws")
        self.leapp("credential-process", PORTAL_ROLE, code=LOGIN)
        return ["boto3 GetCallerIdentity as a role of the SSO portal: %s (as expected)" % seen]

    def leads_to(self, url):
        """Where a console sign-in address sends a browser."""
        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *parts):
                return None
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({}), Stay).open(url, timeout=30) as answer:
                return answer.url
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.headers["Location"] or ""

    def judged(self):
        """boto3's three answers of other sessions, each checked against the ARN that it should name."""
        by_file = judges.boto3_identity(self.home, "prod-admin")
        written = judges.botocore_profiles(self.home)["prod-admin"]
        self.expect(by_file["key"] == written.get("aws_access_key_id"), "boto3 did not use the key in the credentials file")
        by_process = judges.boto3_identity(self.home, "audit-asked")
        self.expect(by_process["method"] == "custom-process", "boto3 did not ask credential_process")
        inside = self.home.leapp("exec", "staging", "--", sys.executable, "-c", judges.WHO).json
        lines = []
        for way, seen, wanted in (("the profile in the credentials file", by_file["arn"], ARNS["prod-admin"]),
                                  ("credential_process", by_process["arn"], ARNS["audit"]), ("leapp exec", inside["arn"], ARNS["staging"])):
            self.expect(seen == wanted, "boto3 through %s: %s, expected %s" % (way, seen, wanted))
            lines.append("boto3 GetCallerIdentity through %s: %s (as expected)" % (way, seen))
        return lines


def main():
    if not LEAPP.exists():
        print("demo: no program at %s" % LEAPP, file=sys.stderr)
        return 1
    lines = None
    with contextlib.ExitStack() as stack:
        day = Day(stack)
        try:
            lines = day.run()
            eventually(lambda: set(day.home.processes()) <= {day.home.agent_pid()}, 10, lambda: "left running: %s" % day.home.processes())
        except (Unexpected, AssertionError, pexpect.ExceptionPexpect) as error:
            print("\ndemo failed: %s" % error, file=sys.stderr)
    if lines is None or day.home.processes():
        return 1
    print()
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
