"""What leapp costs, as ratios to what the machine itself costs in the same run: script/bench runs it.

Absolute times say more about the machine than about the program; the ratios should hold anywhere.
"""
import argparse
import contextlib
import json
import pathlib
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests" / "EndToEnd"))

from emulators import STS  # noqa: E402
from harness import KDF, LEAPP, PASSPHRASE, Home  # noqa: E402
import listing  # noqa: E402
import vaults  # noqa: E402
from homes import DAY_CONFIG, DAY_CREDENTIALS, DAY_ROLES, DAY_USERS, keys, large  # noqa: E402

LISTING = 0.1  # seconds for all sessions of ten thousand profiles, JSON or table
BUILT = ROOT / ".build-bench"
BENCH = BUILT / "swift" / "release" / "VaultBench"


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


def text(content):
    return content.decode() if isinstance(content, bytes) else content


def median(rounds, action):
    return statistics.median(seconds(action) for _ in range(rounds))


def show(what, ours, than, theirs, scale, unit):
    print("%-46s %8.1f %s   %-38s %8.1f %s   ratio %.2f" % (what, ours * scale, unit, than, theirs * scale, unit, ours / theirs), flush=True)


def number(*command):
    """What a C program printed, in seconds."""
    return float(subprocess.run([str(word) for word in command], capture_output=True, text=True, check=True).stdout) / 1e6


def importing(home, config, credentials, profiles):
    """Imports into a new vault; the seconds that it took."""
    home.init()
    home.write(config, credentials)
    answers = []
    whole = seconds(lambda: answers.append(home.import_all(timeout=300)))
    taken = len(answers[0]["imported"])
    if taken + len(answers[0]["skipped"]) < profiles or not taken:
        raise SystemExit("only %d profiles were imported" % taken)
    return whole


def saving(home, rounds):
    """One more IAM user in the vault, by the agent: the median in seconds."""
    empty, one = home.home / "empty", home.home / "one"
    empty.write_text("")
    times = []
    for i in range(rounds):
        one.write_text("[one-%d]\n%s" % (i, keys("one-%d" % i)))
        times.append(seconds(lambda: home.leapp("vault", "import", "--config-file", empty, "--credentials-file", one)))
    return statistics.median(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profiles", type=int, default=10000)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--only-vaults", action="store_true")
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    results = vaults.run(BENCH, compiled("reader", "libsodium"), vaults.SIZES, 7)
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n")
    broken = [line for result in results for line in vaults.broken(result)]
    for line in broken:
        print("MISSED: " + line, flush=True)
    late = changed = slow = 0
    if not options.only_vaults:
        late, changed = programs(options)
        slow = listing.run()
    return 1 if broken or late or changed or slow else 0


def programs(options):
    """The programs as their user starts them: whether the import was late, and what importing again changed."""
    seal = compiled("seal", "libsodium")
    trip = "a C program's one socket round trip"
    with contextlib.ExitStack() as stack:
        def home():
            made = Home(sts.environment)
            stack.callback(made.close)
            return made

        sts = STS(DAY_USERS, DAY_ROLES)
        stack.callback(sts.close)
        small = home()
        small.init()
        small.write(DAY_CONFIG, DAY_CREDENTIALS)
        small.import_all()
        small.unlock()
        show("credential-process, %d sessions" % len(small.sessions()), *put(trip, round_trip(small, options.rounds)), 1e6, "us")

        # The least of a few runs: whatever else the machine does only adds.
        config, credentials = ("\n".join(map(text, pair)) for pair in zip(large(options.profiles)[:2], (DAY_CONFIG, DAY_CREDENTIALS)))
        homes = [home() for _ in range(3)]
        whole = min(importing(each, config, credentials, options.profiles) for each in homes)
        kdf = number(seal, "kdf", 65536, KDF[3], 5)
        late = options.profiles >= 10000 and whole - kdf >= 1
        print("import of %d profiles: %.0f ms, of it the KDF %.0f ms: %.0f ms after the KDF (to be under 1000: %s)"
              % (options.profiles, whole * 1e3, kdf * 1e3, (whole - kdf) * 1e3, "MISSED" if late else "kept"), flush=True)

        big = homes[0]
        big.unlock()
        answers = []
        again = seconds(lambda: answers.append(big.leapp("vault", "import", "--json", timeout=300).json))
        changed = sum(len(answers[0][fate]) for fate in ("imported", "updated", "kept"))
        sessions = len(big.sessions(timeout=300))
        print("import again: %.0f ms, %d unchanged, %d changed" % (again * 1e3, len(answers[0]["unchanged"]), changed), flush=True)
        # The least of some runs, as above.
        for form in (("--json",), ()):
            listing = min(seconds(lambda: big.leapp("session", "list", *form, timeout=300)) for _ in range(15))
            missed = options.profiles >= 10000 and listing >= LISTING
            late = late or missed
            print("session list %s of %d: %.0f ms (to be under %.0f: %s)"
                  % ("".join(form) or "as a table", sessions, listing * 1e3, LISTING * 1e3, "MISSED" if missed else "kept"), flush=True)
        show("credential-process, %d sessions" % sessions, *put(trip, round_trip(big, options.rounds)), 1e6, "us")

        save = saving(big, 9)
        alone = number(seal, "file", big.vault, 9)
        show("open, edit and save of %d sessions" % sessions, save,
             "the same %.1f MB by libsodium and fsync" % (big.vault.stat().st_size / 1e6), alone, 1e3, "ms")
        big.leapp("vault", "verify", passphrase=PASSPHRASE)
    return late, changed


def put(name, pair):
    """(ours, theirs) in microseconds as what `show` wants."""
    return pair[0] / 1e6, name, pair[1] / 1e6


if __name__ == "__main__":
    sys.exit(main())
