#!/usr/bin/env python3
"""seeds.py FOLDER: what the fixtures are as inputs of the fuzz targets, in FOLDER/<target>/."""

import json
import pathlib
import sys

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "fixtures"
SMALL = 4096


def vault():
    for file in sorted((FIXTURES / "vault").glob("*.lpv")):
        content = file.read_bytes()
        if len(content) <= SMALL:
            yield file.stem, content
        length = int.from_bytes(content[12:16], "big")
        if content[:4] == b"\x89LPV" and 0 < length < SMALL:  # the header alone, with a plaintext of three bytes
            parts = content[10:12] + length.to_bytes(2, "big") + content[16:16 + length] + bytes(7) + b"\3abc\0\0"
            yield file.stem + "-parts", bytes(12) + parts


def payload():
    for number, case in enumerate(json.loads((FIXTURES / "merge/join.json").read_text())):
        yield f"join-{number}", bytes.fromhex(case["a"] + case["b"])
    for index in sorted((FIXTURES / "vault").glob("*.json")):
        for case in json.loads(index.read_text())["cases"]:
            content = case.get("payload")
            if isinstance(content, str) and 0 < len(content) <= 2 * SMALL:
                yield case["name"], bytes.fromhex(content)


def awsconfig():
    for folder in sorted(path.parent for path in (FIXTURES / "aws").glob("*/config")):
        yield folder.name, b"\0\0\0\0" + (folder / "config").read_bytes() + b"\0\0" + (folder / "credentials").read_bytes()


def cbor():
    yield from payload()
    yield from ((name, content[16:-13]) for name, content in vault() if name.endswith("-parts"))


def main():
    for target in (vault, payload, awsconfig, cbor):
        folder = pathlib.Path(sys.argv[1], target.__name__)
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in target():
            (folder / name).write_bytes(content)


main()
