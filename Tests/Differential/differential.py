#!/usr/bin/env python3
"""differential.py VERDICT: asks the reference and the program's reader (VaultVerdict) about every vector and about mutated files.

Both must say the same class, and where a file opens the same hash of its payload. LEAPP_MUTATIONS says how many files (default
1000), LEAPP_SEED which (default 1). A difference is printed, and its file kept for replay (LEAPP_KEEP, default a new folder in
the temporary one): differential.py VERDICT --replay FOLDER asks about the kept files again.
"""

import collections
import json
import os
import pathlib
import random
import sys
import tempfile

import bases
import mutations
from readers import ADDRESS_SPACE, Program, Question, is_affordable, lv, reference


class Comparison:
    def __init__(self, program):
        self.program, self.differences, self.classes, self.peak = program, 0, collections.Counter(), 0
        self.keep = None

    def ask(self, question, name, expected=None):
        """Asks both; `expected` is what the index says, where one does."""
        ours, theirs = reference(question), self.program.ask(question)
        self.classes[ours.split()[0]] += 1
        if self.program.process:
            self.peak = max(self.peak, self.program.peak())
        if ours == theirs and (expected is None or ours.split()[0] == expected):
            return
        self.differences += 1
        place = self.kept(question, f"{self.differences:04}")
        print(f"{name}: the reference says {ours}, the program {theirs}{f', the index {expected}' if expected else ''}: {place}", flush=True)

    def kept(self, question, stem):
        if self.keep is None:
            self.keep = pathlib.Path(os.environ.get("LEAPP_KEEP") or tempfile.mkdtemp(prefix="leapp-differential-"))
            self.keep.mkdir(parents=True, exist_ok=True)
        (self.keep / f"{stem}.lpv").write_bytes(question.file)
        (self.keep / f"{stem}.json").write_text(json.dumps({"open": question.given, "sidecar": question.sidecar}) + "\n")
        return self.keep / f"{stem}.lpv"


def replay(comparison, folder):
    for about in sorted(pathlib.Path(folder).glob("*.json")):
        case = json.loads(about.read_text())
        comparison.ask(Question(about.with_suffix(".lpv").read_bytes(), case["open"], case["sidecar"]), about.stem)


def parts_of(base):
    """The file in parts, or None where it does not open as it is."""
    try:
        return mutations.Parts(base)
    except lv.VaultError:
        return None


def run(comparison, count, seed):
    originals = [base for _, base in bases.vectors()]
    for expected, base in bases.vectors():
        comparison.ask(base.question, base.name, expected)
    opening = list(bases.related())
    for base in opening:
        comparison.ask(base.question, base.name)
    pool = [(base, parts_of(base)) for base in originals if 16 < len(base.question.file) < 100_000]
    pool = [pair for pair in pool if pair[1] or len(pair[0].question.file) < 2000]
    rich = [(base, parts_of(base)) for base in opening]
    everything = [base for base, _ in pool + rich]
    if count >= LONG:
        for expected, base in bases.oversized():
            comparison.ask(base.question, base.name, expected)
    passed_over = 0
    for number in range(count):
        source = random.Random(f"{seed} {number}")
        base, parts = source.choice(rich if source.random() < 0.7 else pool)
        if source.random() < 0.05:
            kind, file, given = "secret", base.question.file, mutations.retyped(base.question.given, source)
        else:
            kind, file = mutations.mutated(base, parts, everything, source)
            given = {"dataKey": base.data_key.hex()} if parts and source.random() < 0.3 else base.question.given
        question = Question(file, given, base.question.sidecar)
        if len(file) > LARGEST or not is_affordable(question):
            passed_over += 1
            continue
        comparison.ask(question, f"seed {seed}, file {number}, {kind} of {base.name}")
    return passed_over


# From so many files on, the one that is too large for a vector is asked about too.
LONG = 20_000
# A larger file is not asked about: the bound of memory is for files up to here.
LARGEST = 1 << 20


def main():
    count, seed = int(os.environ.get("LEAPP_MUTATIONS", "1000")), os.environ.get("LEAPP_SEED", "1")
    comparison = Comparison(Program(sys.argv[1]))
    if sys.argv[2:3] == ["--replay"]:
        replay(comparison, sys.argv[3])
        passed_over = 0
    else:
        passed_over = run(comparison, count, seed)
    comparison.program.close()
    print(", ".join(f"{name} {number}" for name, number in sorted(comparison.classes.items())))
    print(f"{sum(comparison.classes.values())} files asked about, {passed_over} passed over for their size or for what their slots ask, LEAPP_SEED={seed}; "
          f"at most {comparison.peak >> 20} MiB of {ADDRESS_SPACE >> 20} MiB of address space; {comparison.differences} differences")
    sys.exit(1 if comparison.differences else 0)


if __name__ == "__main__":
    main()
