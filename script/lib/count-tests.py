"""count-tests.py EXIT FILE...: prints `PASSED FAILED` of xunit files and of the end-to-end tests' JSON.

EXIT is the exit code of what wrote them: a run that failed without naming a test counts as one failure.
"""
import json
import pathlib
import sys
import xml.etree.ElementTree as ElementTree

passed = failed = 0
for name in map(pathlib.Path, sys.argv[2:]):
    if not name.exists():
        failed += 1
    elif name.suffix == ".json":
        counts = json.loads(name.read_text())
        passed, failed = passed + counts["passed"], failed + counts["failed"]
    else:
        for case in ElementTree.parse(name).iter("testcase"):
            bad = case.find("failure") is not None or case.find("error") is not None
            passed, failed = passed + (not bad and case.find("skipped") is None), failed + bad
if sys.argv[1] != "0" and not failed:
    failed = 1
print(passed, failed)
