"""The two readers: the reference (spec/reference) in this process, and the program's own (VaultVerdict) in one of its own."""

import hashlib
import pathlib
import resource
import struct
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "spec" / "reference"))

import leapp_merge as lm  # noqa: E402
import leapp_payload as lp  # noqa: E402
import leapp_vault as lv  # noqa: E402

# What the program's reader may use of address space, whatever it is shown: what it has at its start, several times the largest
# file of these tests, and the largest Argon2id of their slots. A count that is believed before it is compared would pass it.
ADDRESS_SPACE = 160 << 20
# The most KiB times passes that a slot may ask of a test.
AFFORDABLE = 1 << 16


class Question:
    """A file and what it is opened with: the `open` of an index (spec/format.md section 15)."""

    def __init__(self, file, given, sidecar=False):
        self.file, self.given, self.sidecar = file, given, sidecar

    def secret(self, name):
        return bytes.fromhex(self.given.get(name, ""))

    def encoded(self):
        given = self.given
        if "passphrase" in given:
            parts = ["passphrase", self.secret("passphrase"), self.secret("secondSecret"), b""]
        elif "recovery" in given:
            parts = ["recovery", given["recovery"].encode(), b"", b""]
        elif "deviceKey" in given:
            parts = ["device", self.secret("deviceKey"), self.secret("pinned"), b""]
        elif "external" in given:
            parts = ["external", self.secret("external"), self.secret("secret"), self.secret("pinned")]
        else:
            parts = ["dataKey", self.secret("dataKey"), b"", b""]
        body = lv.encode([self.file, self.sidecar, *parts])
        return struct.pack(">I", len(body)) + body


class Join:
    """A vector of fixtures/merge: two states to be joined (spec/merge.md section 12)."""

    def __init__(self, a, b, known=1):
        self.a, self.b, self.known = a, b, known

    def encoded(self):
        body = lv.encode([self.a, self.b, self.known])
        return struct.pack(">I", len(body)) + body


def unlock(image, question):
    given, secret = question.given, question.secret
    if "passphrase" in given:
        return image.unlock_passphrase(secret("passphrase"), secret("secondSecret") or None)
    if "recovery" in given:
        return image.unlock_recovery(given["recovery"])
    if "deviceKey" in given:
        return image.unlock_device(secret("deviceKey"), secret("pinned"))
    if "external" in given:
        return image.unlock_external(secret("external"), secret("secret"), secret("pinned"))
    return secret("dataKey")


def reference(question):
    """What the reference says: the class, and the hash of the payload where the file opens."""
    try:
        image = lv.Image(question.file, question.sidecar)
        payload = image.open(unlock(image, question))
        top = lp.check(payload, image.header.get(3))
    except lv.VaultError as error:
        return error.name
    if lv.encode(top) != payload:
        return "CHANGED"
    return f"{'READ_ONLY' if lp.is_read_only(top) else 'OK'} {hashlib.blake2b(payload, digest_size=32).hexdigest()}"


def joined(join):
    """What the reference says to a join: the class of its refusal, or the join and what is seen in it."""
    try:
        state = lm.join(lm.State(join.a), lm.State(join.b), join.known)
    except lv.VaultError as error:
        return error.name
    state.writer = bytes(8)
    records = [[name, visible, [[field, lv.decode(value)] for field, value in values], conflicts]
               for name, visible, values, conflicts in lm.seen(state)]
    return f"JOINED {state.encoded().hex()} {lv.encode(records).hex()}"


def is_affordable(question):
    """Whether no slot asks for lawful work that is too much for a test; what is not lawful costs nothing."""
    if "passphrase" not in question.given:
        return True
    try:
        slots = lv.Image(question.file, question.sidecar).slots(1)
    except lv.VaultError:
        return True
    return all(slot.get(3).get(2) * slot.get(3).get(3) <= AFFORDABLE for slot in slots)


class Program:
    """The program's reader, with bounded memory; started anew after it died."""

    def __init__(self, path, memory=ADDRESS_SPACE):
        self.path, self.memory, self.process = str(path), memory, None

    def ask(self, question):
        if self.process is None:
            self.process = subprocess.Popen(
                [self.path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=self.bound)
        try:
            self.process.stdin.write(question.encoded())
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = b""
        if line:
            return line.decode().strip()
        said = self.process.stderr.read().decode(errors="replace").splitlines()
        return f"DIED {self.close()}{': ' + said[0] if said else ''}"

    def bound(self):
        resource.setrlimit(resource.RLIMIT_AS, (self.memory, self.memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def peak(self):
        """The most address space that the process ever had, in bytes."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmPeak"):
                return int(line.split()[1]) * 1024
        return 0

    def close(self):
        if self.process is None:
            return 0
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        self.process.stdout.close()
        self.process.stderr.close()
        status, self.process = self.process.wait(), None
        return status
