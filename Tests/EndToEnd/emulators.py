"""The AWS that the tests talk to: the project's emulators, each on a port of its own on loopback."""
import base64
import collections
import hashlib
import hmac
import json
import struct
import subprocess
import sys
import urllib.parse
import urllib.request

from harness import ROOT, alive, eventually

EMULATORS = ROOT / "Tests" / "Emulators"


class Emulator:
    """A process that says on its first line where it listens, and is asked and told by JSON."""

    prefix = ""

    def __init__(self, script, *args):
        self.process = subprocess.Popen([sys.executable, str(EMULATORS / script), *args], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError("%s did not start" % script)
        self.url = json.loads(line)["url"]
        self.port = urllib.parse.urlsplit(self.url).port

    def control(self, path, document=None):
        data = None if document is None else json.dumps(document).encode()
        with urllib.request.urlopen(urllib.request.Request(self.url + self.prefix + path, data=data), timeout=30) as answer:
            return json.load(answer)

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)
        self.process.stdout.close()
        eventually(lambda: not alive(self.process.pid), 10, "the emulator did not end")


def account_of(arn):
    return arn.split(":")[4]


def trust(*principals, **conditions):
    """A trust policy that lets these principals in, under string conditions."""
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": list(principals)}}
    if conditions:
        statement["Condition"] = conditions["condition"]
    return {"Statement": [statement]}


class STS(Emulator):
    """STS behind a strict check of SigV4.

    users: {access key id: (secret, account id, user name)}, of the partition `aws` or another; roles: {ARN: {"Trust": policy, "MaxSessionDuration": seconds}};
    portal: an IDC whose roles' credentials are known.
    """

    prefix = "/_check/"

    def __init__(self, users=None, roles=None, portal=None, partition="aws"):
        feed = ["--feed", portal.url + "/_emulator/credentials"] if portal else []
        super().__init__("sigv4_check.py", "--config", json.dumps({"roles": roles or {}}), *feed)
        self.environment = {"AWS_ENDPOINT_URL_STS": self.url}
        for key, (secret, account, user) in (users or {}).items():
            self.control("keys", {"accessKeyId": key, "secretAccessKey": secret, "name": "user/" + user, "account": account, "partition": partition})

    def log(self, operation=None, since=0):
        """The requests so far, as the emulator saw them."""
        return [e for e in self.control("log?since=%d" % since) if operation in (None, e["op"])]

    def mark(self):
        """The number of the newest request: for `log(since=)`."""
        return max((e["n"] for e in self.control("log")), default=0)

    def roles(self, roles):
        self.control("config", {"roles": roles})

    def faults(self, *faults):
        self.control("config", {"faults": list(faults)})

    def advance_clock(self, seconds):
        self.control("clock", {"advance": seconds})

    def now(self):
        return self.control("clock", {"advance": 0})["now"]

    def add_mfa(self, serial, seed, user):
        self.control("mfa", {"serial": serial, "secret": seed, "user": user})

    def minted(self, access_key):
        """What is behind an access key: its ARN, its token, its expiry."""
        return next(k for k in self.control("keys") if k["accessKeyId"] == access_key)


def totp(seed, now):
    """The six digits of RFC 6238 for a base32 seed at a Unix time."""
    key = base64.b32decode(seed.upper() + "=" * (-len(seed) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(now) // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    return "%06d" % ((struct.unpack(">I", digest[at:at + 4])[0] & 0x7FFFFFFF) % 1000000)


class IDC(Emulator):
    """A portal of IAM Identity Center: OIDC, the portal's calls, the sign-in page.

    `scenario` as at the head of idc_emulator.py. With a `tls` folder it is an HTTPS proxy (CONNECT), which ends TLS for the names of AWS with a
    certificate of its own, so that unchanged clients find it where AWS would be; `sts` is then found behind it, too. With an `sts` the sign-in to
    the console knows what that gave, and how.
    """

    prefix = "/_emulator/"

    def __init__(self, tls=None, sts=None, **scenario):
        options = ["--scenario", json.dumps(scenario)]
        if tls:
            options += ["--tls-dir", str(tls)]
        if sts:
            options += ["--feed", sts.url + "/_check/keys", *(["--upstream", "sts.=127.0.0.1:%d" % sts.port] if tls else [])]
        super().__init__("idc_emulator.py", *options)
        if tls:
            self.environment = {"HTTPS_PROXY": self.url, "AWS_CA_BUNDLE": str(tls / "ca.pem")}
        else:
            self.environment = {"AWS_ENDPOINT_URL_%s" % name: self.url for name in ("SSO", "SSO_OIDC", "SIGNIN")}

    def log(self, operation=None, since=0):
        """The requests so far, as the emulator saw them."""
        return [e for e in self.control("log?since=%d" % since) if operation in (None, e["op"])]

    def mark(self):
        """The number of the newest request: for `log(since=)`."""
        return max((e["n"] for e in self.control("log")), default=0)

    def asked(self, since=0):
        """How often each operation was asked for."""
        return collections.Counter(e["op"] for e in self.control("log?since=%d" % since))

    def grants(self, since=0):
        """The grants of the tokens that were asked for."""
        return [e["input"]["grantType"].rpartition(":")[2] for e in self.log("CreateToken", since)]

    def invalid(self):
        """The requests that AWS's models do not know, or do not know all of, with what is wrong."""
        return [(e["op"], e["errors"], e["warnings"]) for e in self.control("log") if not e["valid"] or e["warnings"]]

    def scenario(self, **changes):
        self.control("scenario", changes)

    def advance_clock(self, seconds):
        self.control("clock", {"advance": seconds})

    def revoke(self, *what):
        """Ends tokens: `access`, `refresh`, `clients`."""
        self.control("revoke", {"access": False, **{name: True for name in what}})

    def issued(self, access_key):
        """What is behind the access key of a role: its ARN, its account."""
        return next(c for c in self.control("credentials") if c["accessKeyId"] == access_key)

    def secrets(self):
        """Everything that a portal gives in confidence, as {what: text}: tokens, clients' secrets, codes, and the verifiers that it was shown."""
        state = self.control("state")
        found = {
            "access token": [t["token"] for t in state["access"]], "refresh token": [t["token"] for t in state["refresh"]],
            "client secret": [c["clientSecret"] for c in state["clients"]], "device code": [d["deviceCode"] for d in state["devices"]],
            "authorization code": list(state["codes"]),
            "PKCE verifier": [e["input"]["codeVerifier"] for e in self.log("CreateToken") if e["input"].get("codeVerifier")]}
        return {"%s %d" % (what, i): text for what, texts in found.items() for i, text in enumerate(texts)}


class TLSFront(Emulator):
    """An HTTPS proxy (CONNECT) that ends TLS for *.amazonaws.com with a certificate of its own and passes STS on to `sts`."""

    prefix = "/_emulator/"

    def __init__(self, folder, sts):
        super().__init__("idc_emulator.py", "--tls-dir", str(folder), "--upstream", "sts.=127.0.0.1:%d" % sts.port)
        self.environment = {"HTTPS_PROXY": self.url, "AWS_CA_BUNDLE": str(folder / "ca.pem")}
