"""The ids of records (spec/records.md, "Identity"); the second implementation of them."""

from leapp_vault import Map, blake2b, encode

# The members of each kind's identity: t text, b bytes, i integer, u a start URL; with ? it may be missing. An iam-user has one of two.
IDENTITIES = {
    "portal": [{"startURL": "u"}],
    "sso-role": [{"startURL": "u", "accountID": "t", "roleName": "t"}],
    "iam-user": [{"accountID": "t", "userName": "t"}, {"accessKeyID": "t"}],
    "assumed-role": [{"roleARN": "t", "parent": "b", "externalID": "t?"}],
    "web-identity-role": [{"roleARN": "t", "tokenFile": "t"}],
    "profile": [{"name": "t"}],
    "original": [{"device": "b", "path": "t", "chunk": "i"}],
    "setting": [{"name": "t"}],
}


def normalised(url):
    """A start URL as identities have it."""
    url = url.split("#", 1)[0].rstrip("/")
    parts = url.split("/", 3)
    head = "/".join(parts[:3])
    head = "".join(chr(ord(sign) + 32) if "A" <= sign <= "Z" else sign for sign in head)
    return "/".join([head, *parts[3:]])


def identity(kind, members):
    """The value of `identity` as encoded; `members` as they were found, bytes as bytes."""
    def fits(shape):
        return set(members) <= set(shape) and all(name in members or how.endswith("?") for name, how in shape.items())
    shape = next(shape for shape in IDENTITIES[kind] if fits(shape))
    values = {name: normalised(value) if shape[name] == "u" else value for name, value in members.items()}
    return encode(Map(sorted(values.items(), key=lambda member: encode(member[0]))))


def record_id(vault_id, kind, encoded_identity):
    return blake2b(16, vault_id + kind.encode() + b"\0" + encoded_identity, person="leapp-v1-id")
