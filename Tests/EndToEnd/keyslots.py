"""Vaults whose keyslots are changed, for the tests of them, and what their headers say."""
import contextlib
import sys

import pexpect

from harness import KDF, LEAPP, PASSPHRASE, ROOT, Case

sys.path.insert(0, str(ROOT / "spec" / "reference"))
import leapp_vault as reference  # noqa: E402, F401  (the second implementation of the format)

NEW, OTHER = "another horse, a different staple", "a third one, for the colleague"


def slots(home, *args, **more):
    return home.leapp("vault", "slots", "list", "--json", *args, **more).json["slots"]


def kinds(home):
    return sorted(slot["kind"] for slot in slots(home))


def only(home, kind):
    found = [slot for slot in slots(home) if slot["kind"] == kind]
    assert len(found) == 1, found
    return found[0]


class Vaults(Case):
    def made(self, *args, **more):
        home = self.home(**more)
        home.leapp("vault", "init", *KDF, *args, passphrase=PASSPHRASE)
        return home

    def two(self):
        """A vault with a second passphrase."""
        home = self.made()
        home.leapp("vault", "slots", "add", "passphrase", *KDF, passphrase=PASSPHRASE, new_passphrase=OTHER)
        return home

    def machine(self, home, name):
        """Another machine of the same user: the same vault file, local state of its own."""
        return {"XDG_STATE_HOME": str(home.home / name / "state"), "XDG_RUNTIME_DIR": str(home.runtime / name)}

    @contextlib.contextmanager
    def unchanged(self, home):
        """Checks at the end of a block that the vault, its backups and the second secret are as they were."""
        def files():
            return {path: path.read_bytes() for path in home.home.rglob("*")
                    if path.is_file() and path.suffix != ".lock" and "sqlite" not in path.name}
        before = files()
        yield home
        after = files()
        self.assertEqual(set(after), set(before))
        self.assertEqual([path for path in before if before[path] != after[path]], [])

    def spawn(self, home, *args):
        child = pexpect.spawn(str(LEAPP), [str(a) for a in args], env={**home.environment, "TERM": "xterm"}, cwd=str(home.home), encoding="utf-8",
                              timeout=60, dimensions=(24, 200))
        self.addCleanup(child.close, force=True)
        return child

    def end(self, child):
        child.expect(pexpect.EOF)
        child.close()
        return child.exitstatus if child.signalstatus is None else -child.signalstatus
