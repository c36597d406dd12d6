"""leapp console: an address that signs in, handed to the browser without anybody else seeing it."""
import sys
import unittest
import urllib.error
import urllib.parse
import urllib.request

from emulators import IDC, STS
from harness import GENERAL, USAGE, Case, eventually
from homes import DAY_CONFIG, DAY_CREDENTIALS, DAY_ROLES, DAY_USERS

# Stands for a browser: notes what it was given and what the page answered, once and again, and follows no redirect.
BROWSER = """#!%s
import pathlib, sys, urllib.error, urllib.request
class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *parts): return None
def ask(url):
    try:
        return urllib.request.build_opener(urllib.request.ProxyHandler({}), Stay).open(url, timeout=10)
    except urllib.error.HTTPError as answer:
        return answer
    except urllib.error.URLError:
        return None
place = pathlib.Path(%r)
stray = ask(sys.argv[1] + "x")
answer = ask(sys.argv[1])
place.write_text("\\n".join([sys.argv[1], str(stray.status), str(answer.status), answer.headers["Location"], answer.headers["Cache-Control"]]))
"""


class StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *parts):
        return None


def opened(url):
    """What the sign-in page answers: status and where it leads."""
    try:
        answer = urllib.request.build_opener(urllib.request.ProxyHandler({}), StayHere).open(url, timeout=10)
    except urllib.error.HTTPError as error:
        answer = error
    return answer.status, answer.headers["Location"]


class ConsoleCase(Case):
    def day(self, **environment):
        sts, idc = self.emulator(STS, DAY_USERS, DAY_ROLES), self.emulator(IDC)
        home = self.home(sts, idc)
        home.environment.update(environment)
        home.init()
        home.write(DAY_CONFIG, DAY_CREDENTIALS)
        home.import_all()
        home.unlock()
        return home

    def test_a_role_gets_an_address_that_signs_in(self):
        home = self.day()
        url = home.leapp("console", "staging", "--print").out.strip()
        self.assertEqual(opened(url), (302, "https://us-east-1.console.aws.amazon.com/console/home?region=us-east-1"))

    def test_service_region_and_duration(self):
        home = self.day()
        url = home.leapp("console", "prod-admin", "--print", "--service", "ec2", "--region", "eu-central-1", "--duration", "1h").out.strip()
        self.assertEqual(opened(url), (302, "https://eu-central-1.console.aws.amazon.com/ec2/home?region=eu-central-1"))
        self.assertEqual(home.leapp("console", "staging", "--print", "--service", "../evil", code=GENERAL).out, "")
        self.assertEqual(home.leapp("console", "staging", "--print", "--duration", "1m", code=USAGE).out, "")

    def test_partitions(self):
        home = self.day()
        for region, domain in (("cn-north-1", "amazonaws.cn"), ("us-gov-west-1", "amazonaws-us-gov.com"), ("eusc-de-east-1", "amazonaws-eusc.eu")):
            url = home.leapp("console", "staging", "--print", "--region", region).out.strip()
            destination = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)["Destination"][0]
            self.assertEqual(destination, "https://%s.console.%s/console/home?region=%s" % (region, domain, region))

    def test_a_user_has_no_console(self):
        result = self.day().leapp("console", "default", "--print", code=GENERAL)
        self.assertSays(result, "default: AWS opens its console for roles only")
        self.assertEqual(result.out, "")

    def test_the_browser_is_sent_on_once_and_nobody_sees_the_address(self):
        home = self.day()
        seen, browser = home.home / "seen", home.home / "browser"
        browser.write_text(BROWSER % (sys.executable, str(seen)))
        browser.chmod(0o755)
        result = home.leapp("console", "staging", env={"BROWSER": str(browser)})
        self.assertSays(result, "opened the console as staging")
        self.assertEqual(result.out, "")
        eventually(lambda: seen.exists() and seen.read_text().count("\n") == 4, 10, "the browser wrote nothing")
        page, stray, status, location, cache = seen.read_text().split("\n")
        self.assertRegex(page, r"^http://127\.0\.0\.1:\d+/[0-9a-f]{32}$")
        self.assertEqual((stray, status, cache), ("404", "302", "no-store"))
        self.assertEqual(opened(location)[0], 302)
        self.assertNotIn("SigninToken", result.err)
        with self.assertRaises(urllib.error.URLError):
            urllib.request.urlopen(page, timeout=5)

    def test_without_a_browser_it_says_how_to_go_on(self):
        result = self.day().leapp("console", "staging", env={"SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"}, code=GENERAL)
        self.assertSays(result, "--print prints the address")


if __name__ == "__main__":
    unittest.main()
