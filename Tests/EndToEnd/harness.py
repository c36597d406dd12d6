"""What every end-to-end test stands on: a home of its own, the built program in it, and what a user would notice.

The program under test is $LEAPP, else .build-dist/bin/leapp of this checkout. Each `Home` has its own HOME, XDG folders and
runtime folder; nothing of the caller's environment reaches the program. Processes are ended by their id only.
"""
import contextlib
import json
import os
import pathlib
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
LEAPP = pathlib.Path(os.environ.get("LEAPP", ROOT / ".build-dist" / "bin" / "leapp")).absolute()
PASSPHRASE = "correct horse battery staple"
KDF = ("--kdf-memory", "64M", "--kdf-passes", "3")     # the floor of the policy: fast enough to open vaults by the hundred
REGION = "eu-west-1"

# Exit codes, as a user's script knows them.
OK, GENERAL, NOT_FOUND, NO_VAULT, LOCKED, WRONG_PASSPHRASE, DECISION, DAMAGED, AWS_REFUSED, LOGIN, NEWER, USAGE = (
    0, 1, 2, 10, 11, 12, 13, 14, 15, 16, 17, 64)


class Result:
    """What one command answered."""

    def __init__(self, argv, code, out, err):
        self.argv, self.code, self.out_bytes, self.err = argv, code, out, err.decode("utf-8", "replace")

    @property
    def out(self):
        return self.out_bytes.decode("utf-8", "replace")

    @property
    def json(self):
        try:
            return json.loads(self.out_bytes)
        except ValueError as error:
            raise AssertionError("stdout is no JSON (%s)\n%s" % (error, self)) from None

    def __str__(self):
        def show(text):
            return text if len(text) < 3000 else text[:1500] + "\n[...]\n" + text[-1500:]
        return "$ %s\nexit %s\n--- stdout\n%s--- stderr\n%s" % (
            " ".join(map(str, self.argv)), self.code, show(self.out), show(self.err))


def eventually(condition, seconds=15.0, message="never became true"):
    """The first true value of `condition()`, which is asked again and again for a bounded time."""
    end, pause = time.monotonic() + seconds, threading.Event()
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() >= end:
            raise AssertionError("%s within %s s" % (message() if callable(message) else message, seconds))
        pause.wait(0.02)


def alive(pid):
    """Whether a process is there and not a zombie."""
    try:
        with open("/proc/%d/stat" % pid, "rb") as stat:
            return stat.read().rpartition(b")")[2].split()[0] != b"Z"
    except OSError:
        return False


class Home:
    """A throw-away home with the program in it."""

    def __init__(self, environment=None):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="leapp-e2e-"))
        self.home, self.runtime = self.root / "home", self.root / "run"
        for folder in (self.home, self.runtime):
            folder.mkdir(mode=0o700)
        self.environment = {
            "HOME": str(self.home), "PATH": "%s:%s:/usr/bin:/bin" % (LEAPP.parent, pathlib.Path(sys.executable).parent), "LANG": "C.UTF-8",
            "XDG_DATA_HOME": str(self.home / ".local/share"), "XDG_STATE_HOME": str(self.home / ".local/state"),
            "XDG_CONFIG_HOME": str(self.home / ".config"), "XDG_RUNTIME_DIR": str(self.runtime),
            "AWS_EC2_METADATA_DISABLED": "true", "AWS_DEFAULT_REGION": REGION, "AWS_REGION": REGION,
            **(environment or {})}
        self.aws = self.home / ".aws"
        self.config, self.credentials = self.aws / "config", self.aws / "credentials"
        self.vault = self.home / ".local/share/leapp/vault.lpv"
        self.state = self.home / ".local/state/leapp"
        self.socket = self.runtime / "leapp" / "agent.sock"
        self.passphrase = PASSPHRASE

    # -- files --------------------------------------------------------------------------------------------------------
    def write(self, config=None, credentials=None):
        """Puts ~/.aws there; text or bytes."""
        self.aws.mkdir(mode=0o700, exist_ok=True)
        for path, content, mode in ((self.config, config, 0o644), (self.credentials, credentials, 0o600)):
            if content is not None:
                path.write_bytes(content if isinstance(content, bytes) else content.encode())
                path.chmod(mode)

    def read(self):
        """The bytes of ~/.aws/config and ~/.aws/credentials; None for one that is not there."""
        return tuple(p.read_bytes() if p.exists() else None for p in (self.config, self.credentials))

    def files_with(self, *needles):
        """Files under the home that hold one of these strings, as (path, needle)."""
        wanted = [n if isinstance(n, bytes) else n.encode() for n in needles]
        found = []
        for folder, _, names in os.walk(self.root):
            for name in names:
                path = pathlib.Path(folder, name)
                if path.is_file() and not path.is_symlink():
                    data = path.read_bytes()
                    found += [(str(path), n.decode()) for n in wanted if n in data]
        return found

    # -- the program --------------------------------------------------------------------------------------------------
    def leapp(self, *args, passphrase=None, new_passphrase=None, recovery=None, keep=(), code=OK, stdin=b"", env=None, timeout=120, preexec=None, before=()):
        """Runs leapp and checks its exit code (code=None: any). A secret goes through a pipe of its own, never as an argument."""
        argv, fds = [str(a) for a in args], []
        options = []
        for flag, secret in (("--passphrase-fd", passphrase), ("--new-passphrase-fd", new_passphrase), ("--recovery-fd", recovery),
                             *(("--keep-passphrase-fd", kept) for kept in keep)):
            if secret is not None:
                reader, writer = os.pipe()
                os.write(writer, (secret if isinstance(secret, bytes) else secret.encode()) + b"\n")
                os.close(writer)
                fds.append(reader)
                options += [flag, str(reader)]
        cut = argv.index("--") if "--" in argv else len(argv)
        argv = [*before, str(LEAPP), *argv[:cut], *options, *argv[cut:]]
        try:
            done = subprocess.run(argv, input=stdin, capture_output=True, env={**self.environment, **(env or {})}, cwd=self.home,
                                  pass_fds=fds, timeout=timeout, start_new_session=True, preexec_fn=preexec, check=False)
        except subprocess.TimeoutExpired as late:
            raise AssertionError("no answer in %s s: %s\n%s\n%s" % (timeout, " ".join(argv), late.stdout, late.stderr)) from None
        finally:
            for fd in fds:
                os.close(fd)
        result = Result(argv, done.returncode, done.stdout, done.stderr)
        if code is not None and done.returncode != code:
            raise AssertionError("exit %s expected\n%s" % (code, result))
        return result

    def start(self, *args, **more):
        """A command in the background; the caller waits for it."""
        return subprocess.Popen([str(LEAPP), *map(str, args)], env={**self.environment, **more.pop("env", {})}, cwd=self.home, stdin=subprocess.DEVNULL,
                                stdout=more.pop("stdout", subprocess.PIPE), stderr=more.pop("stderr", subprocess.PIPE), start_new_session=True, **more)

    def init(self, passphrase=PASSPHRASE):
        self.passphrase = passphrase
        return self.leapp("vault", "init", *KDF, passphrase=passphrase)

    def import_all(self, *args, **more):
        """`vault import --json` by the passphrase, as with no agent; the parsed answer."""
        return self.leapp("vault", "import", "--json", *args, passphrase=more.pop("passphrase", self.passphrase), **more).json

    def unlock(self, *args, **more):
        return self.leapp("unlock", *args, passphrase=more.pop("passphrase", self.passphrase), **more)

    def sessions(self, **more):
        """`session list --json` as {name: session}."""
        answer = self.leapp("session", "list", "--json", **more).json
        return {s["name"]: s for s in answer["sessions"]}

    def status(self):
        return self.leapp("status", "--json").json

    def credential_process(self, name, **more):
        """The credentials that a tool would get, by `credential-process`."""
        return self.leapp("credential-process", name, **more).json

    # -- the agent ----------------------------------------------------------------------------------------------------
    def agent_pid(self):
        """The id of the process behind the socket, by SO_PEERCRED; None where nobody listens."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as peer:
            peer.settimeout(5)
            try:
                peer.connect(str(self.socket))
            except OSError:
                return None
            return struct.unpack("3i", peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0]

    def processes(self):
        """Every process that runs with this home in its environment, as {pid: command line}."""
        found, mark = {}, ("HOME=%s" % self.home).encode()
        for entry in os.listdir("/proc"):
            if not entry.isdigit() or int(entry) == os.getpid():
                continue
            try:
                if mark in pathlib.Path("/proc", entry, "environ").read_bytes().split(b"\0") and alive(int(entry)):
                    found[int(entry)] = pathlib.Path("/proc", entry, "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()
            except OSError:
                pass
        return found

    def close(self):
        """Ends what this home started and removes it."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            mine = {self.agent_pid(), *self.processes()} - {None, os.getpid()}
            for pid in mine:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, number)
            with contextlib.suppress(AssertionError):
                eventually(lambda: not any(alive(p) for p in mine), 10)
                break
        subprocess.run(["chmod", "-R", "u+rwX", str(self.root)], check=False, capture_output=True)
        shutil.rmtree(self.root, ignore_errors=True)


class Case(unittest.TestCase):
    """A test with homes and emulators that are ended with it."""

    longMessage = True
    maxDiff = 4000

    def setUp(self):
        if not LEAPP.exists():
            self.fail("no program at %s (script/build release, or set LEAPP)" % LEAPP)

    def home(self, *emulators, environment=None):
        env = {}
        for emulator in emulators:
            env.update(emulator.environment)
        home = Home({**env, **(environment or {})})
        self.addCleanup(home.close)
        return home

    def emulator(self, cls, *args, **more):
        emulator = cls(*args, **more)
        self.addCleanup(emulator.close)
        return emulator

    def assertSays(self, result, *words):
        """Each of the words is on stderr, whatever its case."""
        for word in words:
            self.assertIn(str(word).lower(), result.err.lower(), str(result))

    def assertQuiet(self, result):
        """Nothing on stdout: a failed command must not look like data."""
        self.assertEqual(result.out, "", str(result))

    def assertSilentAbout(self, result, *secrets):
        for secret in secrets:
            self.assertNotIn(secret, result.out + result.err, "a secret was printed by %s" % " ".join(result.argv))


def recovery_code(result):
    """The recovery code in what a command printed: 32 symbols of Crockford's base32 and a check symbol, in groups."""
    symbols = set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    for word in (result.out + "\n" + result.err).split():
        bare = word.strip(".,:;()").replace("-", "")
        if len(bare) == 33 and set(bare[:32]) <= symbols and set(bare[32:]) <= symbols | set("*~$=U"):
            return word.strip(".,:;()")
    raise AssertionError("no recovery code was shown\n%s" % result)


def tree(folder):
    """Every file below a folder with its bytes, mode and inode: to compare before and after."""
    return {str(p.relative_to(folder)): (p.read_bytes(), oct(p.stat().st_mode), p.stat().st_ino) for p in sorted(folder.rglob("*")) if p.is_file()}
