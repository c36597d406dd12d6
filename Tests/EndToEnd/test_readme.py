"""The commands of README.md, run as they stand there."""
import re
import unittest

import judges
from emulators import IDC, STS
from harness import PASSPHRASE, ROOT, Case
from homes import DAY_CONFIG, DAY_CREDENTIALS, DAY_ROLES, DAY_SECRETS, DAY_USERS


def block(name):
    """The commands in the fenced block `sh NAME`, without their remarks."""
    found = re.search(r"(?ms)^```sh %s\n(.*?)^```" % name, (ROOT / "README.md").read_text())
    return [re.split(r"\s{2,}#", line)[0] for line in found.group(1).splitlines()]


class Readme(Case):
    def test_the_examples_work(self):
        sts = self.emulator(STS, DAY_USERS, DAY_ROLES)
        idc = self.emulator(IDC, start_url="https://acme.awsapps.com/start", region="eu-west-1", device={"approve": "auto"})
        home = self.home(sts, idc)
        home.write(DAY_CONFIG, DAY_CREDENTIALS)
        ask = home.home / "ask"
        ask.write_text("#!/bin/sh\necho '%s'\n" % PASSPHRASE)
        ask.chmod(0o755)
        home.environment["LEAPP_ASKPASS"] = str(ask)
        for line in (*block("once"), *block("portal"), *block("day"), *block("later")):
            with self.subTest(line):
                judges.run(home, "bash", "-c", line)
                if "--scrub" in line:
                    self.assertEqual(home.files_with(*DAY_SECRETS), [])
        self.assertEqual(home.read(), (DAY_CONFIG.encode(), DAY_CREDENTIALS.encode()))


if __name__ == "__main__":
    unittest.main()
