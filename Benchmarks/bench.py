"""What leapp costs, as ratios to what the machine itself costs in the same run: script/bench runs it.

Absolute times say more about the machine than about the program; the ratios should hold anywhere.
"""
import argparse
import contextlib
import pathlib
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests" / "EndToEnd"))

from emulators import STS  # noqa: E402
from harness import KDF, LEAPP, PASSPHRASE, Home  # noqa: E402
from homes import DAY_CONFIG, DAY_CREDENTIALS, DAY_ROLES, DAY_USERS, keys, large  # noqa: E402

BUILT = ROOT / ".build-bench"


def compiled(name, *libraries):
    """Benchmarks/NAME.c as a program."""
    BUILT.mkdir(exist_ok=True)
    program = BUILT / name
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", *libraries], capture_output=True, text=True, check=True).stdout.split() if libraries else []
    subprocess.run(["cc", "-O2", "-Wall", "-o", str(program), str(ROOT / "Benchmarks" / (name + ".c")), *flags], check=True)
    return str(program)


def seconds(action):
    start = time.monotonic()
    action()
    return time.monotonic() - start


def round_trip(home, rounds):
    """credential-process with an unlocked agent against one round trip of a C program: (leapp, C) in microseconds."""
    race, trip = compiled("race"), compiled("roundtrip")
    answer = home.leapp("credential-process", "prod-admin").out_bytes
    socket = home.runtime / "bench.sock"
    server = subprocess.Popen([trip, "--serve", str(socket), str(len(answer))], stdout=subprocess.PIPE)
    try:
        server.stdout.readline()
        done = subprocess.run([race, str(rounds), str(LEAPP), "credential-process", "prod-admin", "--", trip, str(socket)], env=home.environment,
                              capture_output=True, text=True, check=True)
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()
    ours, _, theirs, _ = map(float, done.stdout.split())
    return ours, theirs


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profiles", type=int, default=10000)
    parser.add_argument("--rounds", type=int, default=300)
    options = parser.parse_args()
    seal, late = compiled("seal", "libsodium"), False
    with contextlib.ExitStack() as stack:
        sts = STS(DAY_USERS, DAY_ROLES)
        stack.callback(sts.close)

        small = Home(sts.environment)
        stack.callback(small.close)
        small.init()
        small.write(DAY_CONFIG, DAY_CREDENTIALS)
        small.import_all()
        small.unlock()
        ours, theirs = round_trip(small, options.rounds)
        print("credential-process, unlocked agent   %8.0f us   against one Unix-socket round trip in C   %8.0f us   ratio %.2f" % (ours, theirs, ours / theirs))

        home = Home(sts.environment)
        stack.callback(home.close)
        home.init()
        home.write(*large(options.profiles)[:2])
        kdf = float(subprocess.run([seal, "kdf", "65536", KDF[3], "5"], capture_output=True, text=True, check=True).stdout) / 1e6
        whole = seconds(lambda: home.import_all(timeout=300))
        print("import of %d profiles             %8.0f ms   of it the KDF %.0f ms: %.0f ms after the KDF (to be under 1000)"
              % (options.profiles, whole * 1e3, kdf * 1e3, (whole - kdf) * 1e3))
        late |= options.profiles >= 10000 and whole - kdf >= 1
        home.unlock()
        again = seconds(lambda: home.leapp("vault", "import", "--json", timeout=300))
        listing = seconds(lambda: home.leapp("session", "list", "--json", timeout=300))
        print("import again, by the agent           %8.0f ms   session list --json of them %.0f ms" % (again * 1e3, listing * 1e3))

        empty, one = home.home / "empty", home.home / "one"
        empty.write_text("")
        saves = []
        for i in range(9):
            one.write_text("[one-%d]\n%s" % (i, keys("one-%d" % i)))
            saves.append(seconds(lambda: home.leapp("vault", "import", "--config-file", empty, "--credentials-file", one)))
        save = statistics.median(saves)
        alone = float(subprocess.run([seal, "file", str(home.vault), "9"], capture_output=True, text=True, check=True).stdout) / 1e6
        print("open, edit and save of %d sessions %7.1f ms   against the same %.1f MB through libsodium and fsync %.1f ms   ratio %.2f"
              % (options.profiles, save * 1e3, home.vault.stat().st_size / 1e6, alone * 1e3, save / alone))
        home.leapp("vault", "verify", passphrase=PASSPHRASE)
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main())
