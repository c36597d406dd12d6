"""Runs the end-to-end tests: run.py [--result FILE] [--jobs N] [NAME...], NAME as in test_vault or test_vault.Init.test_x.

The modules run in processes of their own, a few at a time, and the end is one line: N passed, N failed, N skipped.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
LIMIT = 1800     # seconds for a module; one that hangs is a failure


def run_one(name, verbose):
    """Runs one module or test in this process and says what came of it."""
    suite = unittest.defaultTestLoader.loadTestsFromName(name)
    result = unittest.TextTestRunner(stream=sys.stderr, verbosity=2 if verbose else 1).run(suite)
    bad = len({getattr(t, "test_case", t).id() for t, _ in result.failures + result.errors} | {t.id() for t in result.unexpectedSuccesses})
    return {"passed": result.testsRun - bad - len(result.skipped), "failed": bad, "skipped": len(result.skipped)}


def run_apart(name):
    start = time.monotonic()
    try:
        done = subprocess.run([sys.executable, __file__, "--inner", name], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=HERE,
                              check=False, timeout=LIMIT)
    except subprocess.TimeoutExpired as late:
        return name, {"passed": 0, "failed": 1, "skipped": 0}, "no end after %d s\n%s" % (LIMIT, (late.stderr or b"").decode("utf-8", "replace")), LIMIT
    try:
        counts = json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        counts = {"passed": 0, "failed": 1, "skipped": 0}
    return name, counts, done.stderr, time.monotonic() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--result", help="a file for the counts, as JSON")
    parser.add_argument("--jobs", type=int, default=int(os.environ.get("JOBS", os.cpu_count() or 1)))
    parser.add_argument("--show", action="store_true", help="print what the tests say of themselves, too")
    parser.add_argument("--inner", help=argparse.SUPPRESS)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    sys.path.insert(0, str(HERE))
    if options.inner:
        print(json.dumps(run_one(options.inner, verbose=True)))
        return 0
    names = options.names or sorted(p.stem for p in HERE.glob("test_*.py"))
    total = {"passed": 0, "failed": 0, "skipped": 0}
    with concurrent.futures.ThreadPoolExecutor(max(1, options.jobs)) as pool:
        for name, counts, log, seconds in pool.map(run_apart, names):
            print("%-24s %3d passed, %d failed, %d skipped  %5.1f s" % (name, counts["passed"], counts["failed"], counts["skipped"], seconds), flush=True)
            if counts["failed"] or options.show:
                print(log, flush=True)
            elif counts["skipped"]:
                print("".join("    %s\n" % line for line in log.splitlines() if " ... skipped" in line), end="", flush=True)
            for key in total:
                total[key] += counts[key]
    if options.result:
        pathlib.Path(options.result).write_text(json.dumps(total))
    print("%(passed)d passed, %(failed)d failed, %(skipped)d skipped" % total)
    return 1 if total["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
