#!/usr/bin/env python3
"""mutate_swift.py [--short | TEXT]: weakens each check of the program's reader, and each clause of its merge; a vector must notice.

The sources are copied into a package of their own (LEAPP_MUTATION_BUILD, default .build-mutation), one change is made, the
verdict program is built and asked about every vector of fixtures/vault and fixtures/merge. A change that no vector notices fails the test, and so does one whose text
is no longer there. --short takes one change of each module, and one of the merge; any other argument takes the changes that have it in them.
"""

import os
import pathlib
import signal
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "Tests" / "Differential")]

import json  # noqa: E402

import bases  # noqa: E402
import readers  # noqa: E402
from merge_mutations import MERGING  # noqa: E402
from swift_mutations import BOUNDS, HUNGRY, MUTATIONS, PARSING, UNSEEN  # noqa: E402

MODULES = ["CSodium", "CLeappShims", "LeappBytes", "LeappCrypto", "LeappCBOR", "LeappVault", "LeappMerge"]
MANIFEST = """// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"), .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableExperimentalFeature("Lifetimes"),
]
func module(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}
let package = Package(
    name: "mutation",
    targets: [
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium"), .target(name: "CLeappShims"), module("LeappBytes", []),
        module("LeappCrypto", ["CSodium", "CLeappShims", "LeappBytes"]), module("LeappCBOR", ["LeappBytes"]),
        module("LeappVault", ["LeappBytes", "LeappCrypto", "LeappCBOR"]),
        module("LeappMerge", ["LeappBytes", "LeappCrypto", "LeappCBOR"]),
        .executableTarget(
            name: "VaultVerdict", dependencies: ["LeappBytes", "LeappCrypto", "LeappCBOR", "LeappVault", "LeappMerge"],
            path: "Tests/VaultVerdict", swiftSettings: settings),
    ]
)
"""
ANSWER_TIME = 120  # seconds, after which a program that is lost in a file counts as one that noticed


class Package:
    """The copy that is changed and built."""

    def __init__(self, folder):
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self.write("Package.swift", MANIFEST)
        for name in MODULES:
            self.copy(ROOT / "Sources" / name, f"Sources/{name}")
        self.copy(ROOT / "Tests" / "VaultVerdict", "Tests/VaultVerdict")

    def write(self, name, text):
        """Writes a file only where that changes it, so that a build sees what was changed and nothing else."""
        place = self.folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists() or place.read_text() != text:
            place.write_text(text)

    def copy(self, source, name):
        target = self.folder / name
        present = {path.relative_to(target) for path in target.rglob("*") if path.is_file()} if target.exists() else set()
        wanted = {path.relative_to(source) for path in source.rglob("*") if path.is_file()}
        for path in present - wanted:
            (target / path).unlink()
        for path in wanted:
            self.write(f"{name}/{path}", (source / path).read_text())

    def build(self):
        """The path of the verdict program, or None and what the compiler said."""
        command = ["swift", "build", "--package-path", str(self.folder), "--product", "VaultVerdict"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            return None, "\n".join(line for line in done.stdout.splitlines() if "error:" in line)
        where = subprocess.run([*command[:4], "--show-bin-path"], capture_output=True, text=True, check=True).stdout.strip()
        return pathlib.Path(where) / "VaultVerdict", ""


def answers():
    """Every vector with the one right answer to it."""
    for index in sorted(bases.FIXTURES.glob("*.json")):
        for case in json.loads(index.read_text())["cases"]:
            question = readers.Question((bases.FIXTURES / case["file"]).read_bytes(), case["open"], case.get("sidecar", False))
            yield case["name"], question, readers.reference(question)


def joins():
    """Every vector of the merge, in both orders."""
    for vector in json.loads((ROOT / "fixtures" / "merge" / "join.json").read_text()):
        for sides in ("ab", "ba"):
            question = readers.Join(*(bytes.fromhex(vector[side]) for side in sides), vector.get("known", 1))
            yield f"join: {vector['name']}", question, readers.joined(question)


def large():
    for expected, base in bases.oversized():
        yield base.name, base.question, readers.reference(base.question)


class TooLong(Exception):
    pass


def too_long(*_):
    raise TooLong


def noticed(path, questions, memory):
    """The first vector that the program answers wrongly, or None."""
    program = readers.Program(path, memory)
    try:
        for name, question, right in questions:
            signal.alarm(ANSWER_TIME)
            answer = program.ask(question)
            signal.alarm(0)
            if answer != right:
                return f"{name}: {answer.split()[0]}"
        return None
    except TooLong:
        program.process.kill()
        return f"{name}: no answer"
    finally:
        signal.alarm(0)
        program.close()


def texts(short, wanted):
    """The changes to be made, and the faults of the table itself."""
    chosen, faults, seen = [], [], set()
    for file, text, *rest in [*MUTATIONS, *MERGING, *UNSEEN]:
        count = (ROOT / "Sources" / file).read_text().count(text)
        if count != 1:
            faults.append(f"{file}: {text!r} is there {count} times")
    for mutation in [*MUTATIONS, *MERGING]:
        module = "merge" if mutation in MERGING else mutation[0].split("/")[0]
        if wanted in "".join(mutation) and not (short and (module in seen or mutation[0] in HUNGRY)):
            chosen.append(mutation)
            seen.add(module)
    return chosen, faults


def main():
    short = sys.argv[1:] == ["--short"]
    chosen, faults = texts(short, "" if short else "".join(sys.argv[1:]))
    package = Package(pathlib.Path(os.environ.get("LEAPP_MUTATION_BUILD", ROOT / ".build-mutation")))
    signal.signal(signal.SIGALRM, too_long)
    os.environ["SWIFT_BACKTRACE"] = "enable=no"
    questions, oversized = [*joins(), *answers()], []
    path, said = package.build()
    if path is None:
        sys.exit(f"the reader itself does not build:\n{said}")
    if wrong := noticed(path, questions, readers.ADDRESS_SPACE):
        sys.exit(f"without any change: {wrong}")
    for file, text, replacement in chosen:
        original = (package.folder / "Sources" / file).read_text()
        if original.count(text) != 1:
            continue
        package.write(f"Sources/{file}", original.replace(text, replacement))
        path, said = package.build()
        if path is None:
            faults.append(f"{file}: {text!r} -> {replacement!r} does not build:\n{said}")
        else:
            memory = 3 << 30 if file in HUNGRY else readers.ADDRESS_SPACE
            found = noticed(path, questions, memory)
            if found is None and file in (BOUNDS, PARSING):
                oversized = oversized or list(large())
                found = noticed(path, oversized, memory)
            print(f"{'noticed' if found else 'SURVIVED'}  {file}: {text.strip()[:90]!r} -> {replacement.strip()[:60]!r}  {found or ''}", flush=True)
            if found is None:
                faults.append(f"{file}: {text!r} -> {replacement!r} survived")
        package.write(f"Sources/{file}", original)
    print("\n".join(faults))
    print(f"{len(chosen)} changes, {len(faults)} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
