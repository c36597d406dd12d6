"""Listing a portal of thousands of accounts, as a ratio to what the portal allows; and how fast it gets where nothing holds it."""
import bisect
import contextlib
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Tests" / "EndToEnd"))

from emulators import IDC  # noqa: E402
from harness import Home  # noqa: E402
from portals import PORTAL, with_portal  # noqa: E402

ACCOUNTS, ROLES = 2000, 5
RATE, BURST, EVERY = 20, 40, 7       # requests a second, at once, and the one that is refused whatever the rate
SLACK = 1.3                          # how much longer than the rate allows it may take
FASTEST = 500                        # requests a second that it gets to, in its best second
LISTING = ("ListAccounts", "ListAccountRoles")


def listed(throttle):
    """Lists a portal once: the requests of the listing, as the emulator saw them."""
    with contextlib.ExitStack() as stack:
        portal = IDC(accounts={"count": ACCOUNTS, "roles": ROLES}, authorize={"approve": "auto"})
        stack.callback(portal.close)
        home = Home(portal.environment)
        stack.callback(home.close)
        with_portal(home)
        home.leapp("sso", "login", PORTAL)
        portal.scenario(throttle=throttle)
        answer = home.leapp("sso", "sync", PORTAL, "--json", timeout=1200).json["portals"][0]
        if (answer["accounts"], answer["roles"]) != (ACCOUNTS, ACCOUNTS * ROLES):
            raise SystemExit("%(accounts)d accounts and %(roles)d roles were listed" % answer)
        return [e for e in portal.log() if e["op"] in LISTING]


def best_second(times):
    """The most requests in any one second."""
    return max(bisect.bisect_right(times, time + 1) - i for i, time in enumerate(times))


def run():
    """Whether a bound was broken."""
    requests = listed([{"op": "*", "every": EVERY}, {"op": "*", "rate": RATE, "burst": BURST}])
    answered = [e for e in requests if e["status"] == 200]
    took = requests[-1]["t"] - requests[0]["t"]
    # Each page is refused one time in seven though the rate would allow it; that one is used up as well.
    allowed = (len(answered) * EVERY / (EVERY - 1) - BURST) / RATE
    doubled = len(answered) - len({(e["op"], e["input"].get("accountId"), e["input"].get("nextToken")) for e in answered})
    late = took / allowed > SLACK
    print("listing %d accounts by %d roles at %d/s, one in %d refused: %.1f s, %d answered (%d twice), %d refused; the rate allows %.1f s: ratio %.2f "
          "(to be at most %.1f: %s)" % (ACCOUNTS, ROLES, RATE, EVERY, took, len(answered), doubled, len(requests) - len(answered), allowed,
                                        took / allowed, SLACK, "MISSED" if late else "kept"), flush=True)
    free = listed([])
    times = sorted(e["t"] for e in free)
    fastest = best_second(times)
    slow = fastest < FASTEST * 0.95
    print("listing it with nothing in the way: %.1f s, %d requests, %d in the best second (to be %d: %s)"
          % (times[-1] - times[0], len(times), fastest, FASTEST, "MISSED" if slow else "kept"), flush=True)
    return late or slow or doubled > 0


if __name__ == "__main__":
    sys.exit(1 if run() else 0)
