"""What tests of SSO portals stand on: a home that has a portal, a browser that agrees, and ways to sign in."""
import sys

from harness import PASSPHRASE, REGION, alive, eventually

START_URL = "https://leapp-test.awsapps.com/start"
PORTAL = "acme"

# Opens an address as a browser would that is signed in already: it follows where it is sent, back to this machine's listener too.
BROWSER = """\
#!%s
import ssl, sys, urllib.request
proxy, bundle = %r, %r
context = ssl.create_default_context(cafile=bundle)
opener = urllib.request.build_opener(urllib.request.ProxyHandler({"https": proxy} if proxy else {}), urllib.request.HTTPSHandler(context=context))
with opener.open(sys.argv[1], timeout=60) as page:
    page.read()
with open(%r, "a") as log:
    log.write("opened\\n")
"""


class Browser:
    """The browser of a home; it counts how often it was opened."""

    def __init__(self, home):
        self.program, self.log = home.root / "browser", home.root / "browser.log"
        environment = home.environment
        self.program.write_text(BROWSER % (sys.executable, environment.get("HTTPS_PROXY"), environment.get("AWS_CA_BUNDLE"), str(self.log)))
        self.program.chmod(0o755)
        home.environment["BROWSER"] = str(self.program)

    def opened(self):
        return len(self.log.read_text().splitlines()) if self.log.exists() else 0


def with_portal(home, region=REGION, start_url=START_URL, unlock=True):
    """A vault with the portal `acme` in it; the home's browser."""
    browser = Browser(home)
    home.init()
    if unlock:
        home.unlock()
    home.leapp("sso", "add", PORTAL, start_url, "--region", region, **({} if unlock else {"passphrase": PASSPHRASE}))
    return browser


def signed_in(home, *ways, **more):
    """A vault whose portal is signed in to, and what is behind it listed; the home's browser and the sessions."""
    browser = with_portal(home, **more)
    home.leapp("sso", "login", PORTAL, *ways)
    return browser, synced(home)


def synced(home, *options):
    """Lists the portal; the SSO roles as {(account id, role): session name}."""
    home.leapp("sso", "sync", PORTAL, *options, timeout=600)
    return {(s["accountId"], s["roleName"]): name for name, s in home.sessions().items() if s["kind"] == "sso-role"}


def ended(pid):
    """Waits for the end of a process."""
    eventually(lambda: not alive(pid), 20, "process %d did not end" % pid)
