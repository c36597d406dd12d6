"""AWS on a bad day: throttling, faults, a wrong clock, refusals, silence; and the way there: proxy, CA bundle, endpoints."""
import os
import signal
import unittest

from emulators import STS, TLSFront
from harness import AWS_REFUSED, GENERAL, PASSPHRASE, Case
from homes import ADMIN, ARNS, DAY_CONFIG, DAY_CREDENTIALS, DAY_ROLES, DAY_USERS


class Weather(Case):
    def prepared(self, sts, *fronts, environment=None):
        home = self.home(*(fronts or (sts,)), environment=environment)
        home.init()
        home.write(DAY_CONFIG, DAY_CREDENTIALS)
        home.import_all()
        return home

    def setUp(self):
        super().setUp()
        self.sts = self.emulator(STS, DAY_USERS, DAY_ROLES)


class Retries(Weather):
    def test_throttling_and_faults_of_the_server_are_tried_again(self):
        home = self.prepared(self.sts)
        for fault in ({"action": "error", "code": "Throttling", "status": 400}, {"action": "error", "code": "ThrottlingException", "status": 429},
                      {"action": "error", "code": "InternalFailure", "status": 500}, {"action": "error", "code": "ServiceUnavailable", "status": 503},
                      {"action": "drop"}):
            with self.subTest(fault=fault):
                home.leapp("lock")
                home.unlock()
                self.sts.faults({"op": "AssumeRole", "first": 2, **fault})
                mark = self.sts.mark()
                answer = home.credential_process("prod-admin")
                self.assertEqual(self.sts.minted(answer["AccessKeyId"])["arn"], ARNS["prod-admin"])
                self.assertEqual(len(self.sts.log("AssumeRole", since=mark)), 3)

    def test_a_refusal_is_final_and_says_what_aws_said(self):
        self.sts.roles({**DAY_ROLES, ADMIN: {"Trust": {"Statement": []}}})
        home = self.prepared(self.sts)
        home.unlock()
        before = home.read()
        refused = home.leapp("session", "start", "prod-admin", "--profile", "today", code=AWS_REFUSED)
        self.assertSays(refused, "AccessDenied", "not authorized to perform: sts:AssumeRole")
        self.assertEqual(len(self.sts.log("AssumeRole")), 1)
        self.assertEqual(home.read(), before)
        self.assertQuiet(home.leapp("credential-process", "prod-admin", code=AWS_REFUSED))

    def test_throttling_without_end_ends(self):
        home = self.prepared(self.sts)
        home.unlock()
        self.sts.faults({"op": "AssumeRole", "action": "error", "code": "Throttling", "status": 400})
        refused = home.leapp("credential-process", "prod-admin", code=None, timeout=120)
        self.assertIn(refused.code, (GENERAL, AWS_REFUSED), str(refused))
        self.assertSays(refused, "throttl")
        self.assertLessEqual(len(self.sts.log("AssumeRole")), 12)

    def test_a_key_that_aws_does_not_know_is_aws_that_refuses(self):
        alice_only = {key: user for key, user in DAY_USERS.items() if user[2] == "alice"}
        home = self.prepared(self.emulator(STS, alice_only, DAY_ROLES))
        home.unlock()
        self.assertSays(home.leapp("credential-process", "ci", code=AWS_REFUSED), "InvalidClientTokenId")

    def test_sts_out_of_reach_is_named_and_nothing_is_lost(self):
        home = self.prepared(self.sts, environment={"AWS_ENDPOINT_URL_STS": "http://127.0.0.1:9"})
        home.unlock()
        before = home.read()
        refused = home.leapp("session", "start", "prod-admin", "--profile", "today", code=None, timeout=180)
        self.assertIn(refused.code, (GENERAL, AWS_REFUSED), str(refused))
        self.assertSays(refused, "127.0.0.1")
        self.assertEqual(home.read(), before)
        self.assertTrue(home.status()["unlocked"])
        home.leapp("vault", "verify", passphrase=PASSPHRASE)

    def test_no_answer_ends_in_a_bounded_time(self):
        home = self.prepared(self.sts)
        home.unlock()
        self.sts.faults({"op": "AssumeRole", "action": "stall", "ms": 3600000})
        refused = home.leapp("credential-process", "prod-admin", code=None, timeout=180)
        self.assertIn(refused.code, (GENERAL, AWS_REFUSED), str(refused))

    def test_a_worker_that_dies_is_started_again(self):
        home = self.prepared(self.sts)
        home.unlock()
        home.credential_process("ci")
        agent = home.agent_pid()
        for pid, line in home.processes().items():
            if "aws-worker" in line:
                os.kill(pid, signal.SIGKILL)
        self.assertEqual(home.credential_process("prod-admin")["Version"], 1)
        self.assertEqual(home.agent_pid(), agent)


class Clock(Weather):
    def test_a_skewed_clock_is_corrected_once(self):
        for seconds in (3600, -7200):
            with self.subTest(seconds=seconds):
                sts = self.emulator(STS, DAY_USERS, DAY_ROLES)
                sts.advance_clock(seconds)
                home = self.prepared(sts)
                home.unlock()
                answer = home.credential_process("prod-admin")
                self.assertEqual(sts.minted(answer["AccessKeyId"])["arn"], ARNS["prod-admin"])
                skewed = [e for e in sts.log() if not e["ok"]]
                self.assertEqual(len(skewed), 1, str(skewed))
                self.assertIn("skew", skewed[0]["why"])
                mark = sts.mark()
                home.credential_process("staging")
                self.assertEqual([e for e in sts.log(since=mark) if not e["ok"]], [])

    def test_a_clock_that_is_right_costs_no_extra_call(self):
        home = self.prepared(self.sts)
        home.unlock()
        home.credential_process("prod-admin")
        self.assertEqual([e["ok"] for e in self.sts.log() if e["op"] == "AssumeRole"], [True])


class TheWay(Weather):
    def test_through_a_proxy_with_a_ca_bundle_to_the_regional_endpoint(self):
        folder = self.home().root / "tls"
        front = self.emulator(TLSFront, folder, self.sts)
        home = self.prepared(self.sts, front)
        home.unlock()
        answer = home.credential_process("prod-admin")
        self.assertEqual(self.sts.minted(answer["AccessKeyId"])["arn"], ARNS["prod-admin"])
        self.assertEqual({e["host"] for e in self.sts.log("AssumeRole")}, {"sts.eu-west-1.amazonaws.com"})

    def test_an_unknown_certificate_is_refused(self):
        folder = self.home().root / "tls"
        front = self.emulator(TLSFront, folder, self.sts)
        del front.environment["AWS_CA_BUNDLE"]
        home = self.prepared(self.sts, front)
        home.unlock()
        self.assertNotEqual(home.leapp("credential-process", "ci", code=None, timeout=180).code, 0)
        self.assertEqual(self.sts.log(), [])

    def test_the_endpoint_of_all_services_serves_too(self):
        home = self.prepared(self.sts, environment={"AWS_ENDPOINT_URL": self.sts.url})
        del home.environment["AWS_ENDPOINT_URL_STS"]
        home.unlock()
        self.assertEqual(home.credential_process("ci")["Version"], 1)

    def test_the_way_is_fixed_at_unlock_and_shown_by_status(self):
        home = self.prepared(self.sts)
        home.unlock()
        self.assertIn(self.sts.url, str(home.status()))
        home.environment["AWS_ENDPOINT_URL_STS"] = "http://127.0.0.1:9"
        self.assertEqual(home.credential_process("ci")["Version"], 1)


if __name__ == "__main__":
    unittest.main()
