"""The speed bounds of the vault: what opening, saving and merging cost, in ratios to what any program would need.

Each figure is measured in a process of its own, in turn with the C program's, round for round: a machine that is slower for
a while is slower for both. script/bench runs this file with the rest; alone: vaults.py VAULTBENCH READER [--records N…]
"""
import argparse
import json
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

# What is to be kept, and the margin that a busy machine is granted before the run counts as failed.
OPEN, SAVE, MEMORY, MARGIN = 3.0, 1.0, 4.0, 1.25
SYNCS = 2  # a save may take as long as an opening and this many times the writing and syncing of the same bytes

# Records, sessions and profiles together. A writer keeps to 2^19; 500,000 leave room for what the rounds add, and the last two are
# refused.
SIZES = [10_000, 30_000, 100_000, 300_000, 500_000, 2**19 + 2, 1_000_000]
SMALL = 100  # what a process needs for itself is seen at this size and taken off its memory


class Figure:
    """A process that measures one round for each line."""

    def __init__(self, *command):
        self.process = subprocess.Popen([str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.times, self.processors, self.peak = [], [], 0

    def round(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        self.times.append(answer["us"])
        self.processors.append(answer["processor"])
        self.peak = self.peak or answer.get("peak", 0)  # of the first round: later ones only use again what it had
        return answer["us"]

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()

    @property
    def median(self):
        return statistics.median(self.times[1:])  # the first one warms up

    @property
    def processor(self):
        """The least processor time of a round, which a busy machine changes less."""
        return min(self.processors[1:])


NAMES = ("read", "open", "save", "merge", "index")


class Vaults:
    def __init__(self, bench, reader, folder):
        self.bench, self.reader, self.folder = bench, reader, pathlib.Path(folder)
        self.base = None
        self.base = self.measure(SMALL, 1)

    def make(self, records):
        """A vault of that many records; where none can be made, what the program said."""
        home = self.folder / str(records)
        home.mkdir(mode=0o700)
        done = subprocess.run([str(self.bench), "make", str(home), str(records)], capture_output=True, text=True)
        return home, (done.stdout + done.stderr).strip() if done.returncode else None

    def measure(self, records, rounds):
        home, refusal = self.make(records)
        if refusal is not None:
            shutil.rmtree(home)
            return {"records": records, "refused": refusal}
        file = home / "leapp" / "vault.lpv"
        size = file.stat().st_size
        ours = {name: Figure(self.bench, name, home) for name in NAMES}
        theirs = {name: Figure(self.reader, name, file, home / "key") for name in ("open", "sync")}
        try:
            for _ in range(rounds + 1):
                for name in NAMES:
                    ours[name].round()
                    if name == "open":
                        theirs["open"].round()
                    if name == "save":
                        theirs["sync"].round()
        finally:
            for figure in [*ours.values(), *theirs.values()]:
                figure.close()
        shutil.rmtree(home)
        result = {
            "records": records, "bytes": size, "us": {name: ours[name].median for name in NAMES},
            "processorUs": {name: ours[name].processor for name in NAMES}, "libsodium": theirs["open"].median,
            "libsodiumProcessor": theirs["open"].processor, "fsync": theirs["sync"].median,
            "peak": {name: ours[name].peak * 1024 for name in NAMES},
        }
        if self.base:
            result["memory"] = {name: (peak - self.base["peak"][name]) / size for name, peak in result["peak"].items()}
            result["open/libsodium"] = result["us"]["open"] / result["libsodium"]
            result["save/allowed"] = result["us"]["save"] / (result["us"]["open"] + SYNCS * result["fsync"])
            result["memory/file"] = max(result["memory"]["open"], result["memory"]["save"])
        return result


def broken(result):
    """What a result says against the bounds."""
    bounds = () if "refused" in result else (("open/libsodium", OPEN), ("save/allowed", SAVE), ("memory/file", MEMORY))
    return ["%d records: %s is %.2f, to be at most %.1f" % (result["records"], name, result[name], bound)
            for name, bound in bounds if result[name] > bound * MARGIN]


def show(result):
    if "refused" in result:
        print("%8d   refused: %s" % (result["records"], result["refused"]), flush=True)
        return
    us = result["us"]
    print("%8d %7.1f | %8.1f %8.1f %6.2f %6.2f | %8.1f %8.1f %6.2f | %6.2f %6.2f | %8.1f %8.1f"
          % (result["records"], result["bytes"] / 1e6, us["open"] / 1e3, result["libsodium"] / 1e3, result["open/libsodium"],
             result["processorUs"]["open"] / result["libsodiumProcessor"], us["save"] / 1e3, result["fsync"] / 1e3, result["save/allowed"],
             result["memory"]["open"], result["memory"]["save"], us["merge"] / 1e3, us["index"] / 1e3), flush=True)


def run(bench, reader, sizes, rounds):
    """Measures and shows all sizes."""
    print("vaults: medians of %d rounds in turn, in ms after the KDF; memory is what a process has above that with %d records, in files"
          % (rounds, SMALL))
    print("%8s %7s | %8s %8s %6s %6s | %8s %8s %6s | %6s %6s | %8s %8s"
          % ("records", "MB", "open", "libsod.", "<=%.0f" % OPEN, "(cpu)", "save", "fsync", "<=%.0f" % SAVE, "<=%.0f" % MEMORY, "save", "merge", "names"),
          flush=True)
    with tempfile.TemporaryDirectory() as folder:
        vaults, results = Vaults(bench, reader, folder), []
        for records in sizes:
            results.append(vaults.measure(records, rounds))
            show(results[-1])
    return results


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench")
    parser.add_argument("reader")
    parser.add_argument("--records", type=int, nargs="*", default=SIZES)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    results = run(options.bench, options.reader, options.records, options.rounds)
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n")
    lines = [line for result in results for line in broken(result)]
    print("\n".join("MISSED: " + line for line in lines) or "all bounds kept")
    sys.exit(1 if lines else 0)
