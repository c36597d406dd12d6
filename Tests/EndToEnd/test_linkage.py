"""What the release program links, and what is not in it. The list is README.md's."""
import re
import subprocess
import unittest

from harness import LEAPP, Case

CORE = LEAPP.parent.parent / "libexec" / "leapp" / "leapp-core"
ALLOWED = {"libc", "libm", "libstdc++", "libgcc_s", "libz", "libsodium", "libsqlite3", "libcrypto", "ld-linux-x86-64", "ld-linux-aarch64"}


def needed(program):
    """The libraries that the program's own header asks for, without their versions."""
    text = subprocess.run(["readelf", "-dW", str(program)], capture_output=True, text=True, check=True).stdout
    return {re.split(r"\.so", name)[0] for name in re.findall(r"\(NEEDED\).*\[(.+?)\]", text)}


class Linkage(Case):
    def test_the_program_in_front_is_static(self):
        self.assertEqual(needed(LEAPP), set())

    def test_the_program_behind_it_links_only_the_list(self):
        self.assertEqual(needed(CORE) - ALLOWED, set())

    def test_so_does_everything_that_these_bring_in(self):
        shown = subprocess.run(["ldd", str(CORE)], capture_output=True, text=True, check=True).stdout
        self.assertNotIn("not found", shown)
        names = {re.split(r"\.so", line.split()[0].rsplit("/", 1)[-1])[0] for line in shown.splitlines() if line.strip()}
        self.assertEqual(names - ALLOWED - {"linux-vdso"}, set())

    def test_full_foundation_is_in_neither(self):
        for program in (LEAPP, CORE):
            symbols = subprocess.run(["nm", str(program)], capture_output=True, text=True, check=True).stdout
            for mark in (r"\$s10Foundation\w*", r"\$s30FoundationInternationalization\w*", r"_?CFStringCreate\w*", r"\b_?__CFInitialize\b", r"curl_easy_init"):
                self.assertIsNone(re.search(mark, symbols), "%s has %s" % (program.name, mark))

    def test_the_clock_and_the_random_numbers_cannot_be_given_from_outside(self):
        strings = subprocess.run(["strings", "-n", "6", str(CORE)], capture_output=True, text=True, check=True).stdout
        self.assertIsNone(re.search(r"LEAPP_(TEST|CLOCK|FAKE|RANDOM|SEED)\w*", strings))


if __name__ == "__main__":
    unittest.main()
