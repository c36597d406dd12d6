"""Samples of ~/.aws: a developer's own, and one of ten thousand profiles. Nothing here is anybody's key."""
import base64
import hashlib

from emulators import trust

START_URL = "https://leapp-test.awsapps.com/start"


def access_key(name):
    """An access key id that belongs to nobody: 20 characters, always the same for a name."""
    return "AKIA" + base64.b32encode(hashlib.sha256(b"id " + name.encode()).digest())[:16].decode()


def secret_key(name):
    """Forty characters of the alphabet of secret access keys, always the same for a name."""
    return base64.b64encode(hashlib.sha256(b"secret " + name.encode()).digest() + b"leapp")[:40].decode()


def keys(name):
    return "aws_access_key_id = %s\naws_secret_access_key = %s\n" % (access_key(name), secret_key(name))


# -- a developer's home -----------------------------------------------------------------------------------------------
ALICE = "arn:aws:iam::111111111111:user/alice"
ADMIN = "arn:aws:iam::333333333333:role/Admin"
DEPLOY = "arn:aws:iam::444444444444:role/Deploy"
AUDIT = "arn:aws:iam::555555555555:role/Audit"
GUARDED = "arn:aws:iam::333333333333:role/Guarded"
MFA_SERIAL = "arn:aws:iam::111111111111:mfa/alice"
MFA_SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

DAY_USERS = {
    access_key("default"): (secret_key("default"), "111111111111", "alice"),
    access_key("ci"): (secret_key("ci"), "222222222222", "builder"),
}
DAY_ROLES = {
    ADMIN: {"Trust": trust(ALICE), "MaxSessionDuration": 43200},
    DEPLOY: {"Trust": trust("arn:aws:iam::333333333333:role/Admin", condition={"StringEquals": {"sts:ExternalId": "ext-4711"}})},
    AUDIT: {"Trust": trust("arn:aws:iam::444444444444:role/Deploy")},
    GUARDED: {"Trust": trust(ALICE, condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})},
}
ARNS = {
    "default": ALICE,
    "ci": "arn:aws:iam::222222222222:user/builder",
    "prod-admin": "arn:aws:sts::333333333333:assumed-role/Admin/alice",
    "staging": "arn:aws:sts::444444444444:assumed-role/Deploy/alice",
    "audit": "arn:aws:sts::555555555555:assumed-role/Audit/alice",
    "guarded": "arn:aws:sts::333333333333:assumed-role/Guarded/alice",
}
DAY_KINDS = {
    "default": "iam-user", "ci": "iam-user", "prod-admin": "assumed-role", "staging": "assumed-role", "audit": "assumed-role",
    "guarded": "assumed-role", "dev": "sso-role", "dev-old": "sso-role",
}
DAY_SECRETS = (secret_key("default"), secret_key("ci"))

DAY_CREDENTIALS = """\
# keys of alice, do not touch
[default]
%s
[ci]
%s
""" % (keys("default"), keys("ci"))

DAY_CONFIG = """\
# ~/.aws/config of a developer
[default]
region = eu-west-1
output = json

[profile ci]
region = us-east-1
s3 =
    max_concurrent_requests = 20
    addressing_style = path

[profile prod-admin]
role_arn = %s
source_profile = default
role_session_name = alice
duration_seconds = 7200
region = eu-west-1

[profile staging]
role_arn = %s
source_profile = prod-admin
external_id = ext-4711
role_session_name = alice

[profile audit]
role_arn = %s
source_profile = staging
role_session_name = alice

[profile guarded]
role_arn = %s
source_profile = default
mfa_serial = %s
role_session_name = alice

[sso-session corp]
sso_start_url = %s
sso_region = us-east-1
sso_registration_scopes = sso:account:access

[profile dev]
sso_session = corp
sso_account_id = 012345678901
sso_role_name = Developer
region = eu-central-1

[profile dev-old]
sso_start_url = %s
sso_region = us-east-1
sso_account_id = 012345678901
sso_role_name = ReadOnly
""" % (ADMIN, DEPLOY, AUDIT, GUARDED, MFA_SERIAL, START_URL, START_URL)


# -- a large home -----------------------------------------------------------------------------------------------------
def large(count=10000):
    """(config bytes, credentials bytes, {kind: sessions expected}): a quarter IAM users, 45 % roles three deep, the rest SSO.

    With nested blocks, comments, CRLF in the second half of both files, and sections that come twice.
    """
    users, chains = count // 4, count * 15 // 100
    portals = count - users - 3 * chains
    config, credentials = ["# generated\n", "[sso-session corp]\nsso_start_url = %s\nsso_region = us-east-1\n\n" % START_URL], []
    for i in range(users):
        name = "user-%05d" % i
        credentials.append("[%s]\n%s%s\n" % (name, keys(name), "# a remark ; with = signs\n" if i % 7 == 0 else ""))
        if i % 3 == 0:
            config.append("[profile %s]\nregion = eu-west-1\ns3 =\n    max_queue_size = %d\n    addressing_style = path\n\n" % (name, i + 1))
        if i % 50 == 0:
            config.append("; the same section again\n[profile %s]\noutput = json\n\n" % name)
    for i in range(chains):
        source = "user-%05d" % (i % users)
        for depth in range(3):
            name, account = "chain-%05d-%d" % (i, depth), "%012d" % (100000 + i)
            config.append("[profile %s]\nrole_arn = arn:aws:iam::%s:role/Level%d\nsource_profile = %s\n%s\n" % (
                name, account, depth, source, "external_id = ext-%d\n" % i if depth == 1 else ""))
            source = name
    for i in range(portals):
        where = "sso_session = corp\n" if i % 2 else "sso_start_url = %s\nsso_region = us-east-1\n" % START_URL
        config.append("[profile sso-%05d]\n%ssso_account_id = %012d\nsso_role_name = Role%d\nregion = eu-west-1\n\n" % (i, where, i // 3, i % 3))

    def joined(parts):
        half = len(parts) // 2
        return "".join(parts[:half]).encode() + "".join(parts[half:]).replace("\n", "\r\n").encode()
    return joined(config), joined(credentials), {"iam-user": users, "assumed-role": 3 * chains, "sso-role": portals}
