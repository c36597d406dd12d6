"""Schemas and devices: a vault that a newer program made, the upgrade, and who writes to a vault."""
import contextlib
import os
import platform
import sys
import unittest

from harness import DECISION, NEWER, NOT_FOUND, OK, PASSPHRASE, ROOT, Case
from homes import DAY_CONFIG, DAY_CREDENTIALS, DAY_SECRETS, access_key

sys.path.insert(0, str(ROOT / "spec" / "reference"))
import leapp_merge  # noqa: E402
import leapp_migrate  # noqa: E402
import leapp_vault  # noqa: E402

MIGRATE = ROOT / "fixtures" / "migrate"
FIXTURE_PASSPHRASE = "correct horse"


def rewrite(home, change):
    """Seals the vault of a home anew after `change(state)`, under the same keys, as any other program could."""
    image = leapp_vault.Image(home.vault.read_bytes())
    key = image.unlock_passphrase(home.passphrase.encode())
    state = leapp_merge.State(image.open(key))
    change(state)
    header = image.header
    home.vault.write_bytes(leapp_vault.seal(
        state.encoded(), key, header.get(2), os.urandom(24), header.get(6), extensions=[pair for pair in header if pair[0] >= 64]))


def make_newer(home, reader=1):
    """The vault of a home in schema 2: as it was, but that only programs of schema 2 may change it."""
    rewrite(home, lambda state: leapp_migrate.migrate(state, {"minimumReader": reader, "kinds": {}}))


class Newer(Case):
    """A vault whose minw is above what this program knows."""

    def newer_home(self, **more):
        home = self.home()
        home.write(DAY_CONFIG, DAY_CREDENTIALS)
        home.init()
        home.import_all("--scrub")
        make_newer(home, **more)
        return home

    @contextlib.contextmanager
    def unchanged(self, home):
        """Neither the vault, nor its backups, nor ~/.aws are changed."""
        def seen():
            backups = {path: path.read_bytes() for path in (home.state / "backups").rglob("*") if path.is_file()}
            return home.vault.read_bytes(), backups, home.read()
        before = seen()
        yield
        self.assertEqual(seen(), before)

    def assertReadOnly(self, refused):
        self.assertSays(refused, "schema 2", "newer leapp")
        self.assertQuiet(refused)

    def test_it_is_listed_and_checked(self):
        home = self.newer_home()
        with self.unchanged(home):
            self.assertIn("ci", home.sessions(passphrase=PASSPHRASE))
            checked = home.leapp("vault", "verify", "--json", passphrase=PASSPHRASE).json
            self.assertEqual((checked["schema"], checked["ok"]), (2, True))
            self.assertTrue(any("only be read" in warning for warning in checked["warnings"]), checked)
            exported = home.leapp("vault", "export", "--reveal", passphrase=PASSPHRASE).out
            self.assertIn(DAY_SECRETS[0], exported)
            self.assertEqual(len(home.leapp("vault", "devices", "--json", passphrase=PASSPHRASE).json["devices"]), 1)

    def test_every_change_is_refused_and_nothing_half_happens(self):
        home = self.newer_home()
        session = home.sessions(passphrase=PASSPHRASE)["ci"]
        with self.unchanged(home):
            self.assertReadOnly(home.leapp("vault", "restore-aws", passphrase=PASSPHRASE, code=DECISION))
        home.credentials.write_text(DAY_CREDENTIALS)
        with self.unchanged(home):
            for command in (("vault", "import"), ("vault", "import", "--scrub"), ("vault", "import", "--replace"),
                            ("session", "delete", session["id"], "--yes"), ("vault", "restore-aws", "--force"),
                            ("vault", "upgrade"), ("vault", "upgrade", "--dry-run")):
                with self.subTest(command):
                    self.assertReadOnly(home.leapp(*command, passphrase=PASSPHRASE, code=DECISION))
            with self.subTest("passphrase"):
                self.assertReadOnly(home.leapp("vault", "passphrase", passphrase=PASSPHRASE, new_passphrase="other", code=DECISION))

    def test_the_agent_reads_it_and_gives_credentials(self):
        home = self.home()
        home.write("[profile fixed]\nregion = eu-west-1\n",
                   "[fixed]\naws_access_key_id = %s\naws_secret_access_key = %s\n" % (access_key("ci"), DAY_SECRETS[1]))
        home.init()
        home.import_all()

        def fix(state):
            leapp_migrate.migrate(state, {"minimumReader": 1, "kinds": {}})
            for _, fields, _ in state.records.values():
                for stamp, content in fields.get("mode", {}).items():
                    fields["mode"][stamp] = frozenset((parents, leapp_vault.encode("static")) for parents, _ in content)
        rewrite(home, fix)
        before = home.vault.read_bytes()
        home.unlock()
        self.assertEqual(home.credential_process("fixed")["SecretAccessKey"], DAY_SECRETS[1])
        self.assertReadOnly(home.leapp("vault", "import", "--replace", code=DECISION))
        home.leapp("session", "start", "fixed", "--profile", "started", "--method", "process")
        self.assertIn("started", home.config.read_text())
        home.leapp("session", "stop", "--all")
        self.assertEqual(home.vault.read_bytes(), before)
        home.leapp("lock")

    def test_one_that_needs_a_newer_reader_is_refused(self):
        home = self.newer_home(reader=2)
        with self.unchanged(home):
            for command in (("session", "list"), ("unlock",), ("vault", "verify"), ("vault", "import"), ("vault", "upgrade")):
                with self.subTest(command):
                    refused = home.leapp(*command, passphrase=PASSPHRASE, code=NEWER)
                    self.assertSays(refused, "schema 2", "install a newer leapp")
                    self.assertQuiet(refused)

    def test_the_fixtures_open_as_their_index_says(self):
        for name, code in (("schema-1", OK), ("schema-2", OK), ("schema-2-readers", NEWER)):
            with self.subTest(name):
                home = self.home()
                home.write(DAY_CONFIG, DAY_CREDENTIALS)
                home.vault.parent.mkdir(parents=True)
                home.vault.write_bytes((MIGRATE / (name + ".lpv")).read_bytes())
                listed = home.leapp("session", "list", "--json", passphrase=FIXTURE_PASSPHRASE, code=code)
                if code == OK:
                    self.assertEqual({s["name"]: s["kind"] for s in listed.json["sessions"]}, {"admin": "assumed-role", "dev": "iam-user"})
                imported = home.leapp("vault", "import", passphrase=FIXTURE_PASSPHRASE, code=None).code
                self.assertEqual(imported, {"schema-1": OK, "schema-2": DECISION, "schema-2-readers": NEWER}[name])


class Upgrade(Case):
    def test_a_current_vault_has_nothing_to_upgrade(self):
        home = self.home()
        home.init()
        before = home.vault.read_bytes()
        said = home.leapp("vault", "upgrade", passphrase=PASSPHRASE)
        self.assertSays(said, "schema 1", "nothing to do")
        answer = home.leapp("vault", "upgrade", "--dry-run", "--json", passphrase=PASSPHRASE).json
        self.assertEqual({name: answer[name] for name in ("schema", "newest", "upgraded", "dryRun", "behind")},
                         {"schema": 1, "newest": 1, "upgraded": False, "dryRun": True, "behind": []})
        self.assertEqual([device["reads"] for device in answer["devices"]], [1])
        self.assertEqual(home.vault.read_bytes(), before)

    def test_a_device_that_is_not_there_is_not_found(self):
        home = self.home()
        home.init()
        self.assertSays(home.leapp("vault", "upgrade", "--leave-behind", "nobody", passphrase=PASSPHRASE, code=NOT_FOUND), "nobody", "there are: ")


class Devices(Case):
    def devices(self, home, vault=None):
        options = ("--vault", vault) if vault else ()
        return home.leapp("vault", "devices", "--json", *options, passphrase=PASSPHRASE).json["devices"]

    def test_a_new_vault_lists_the_machine_that_made_it(self):
        home = self.home()
        home.init()
        (device,) = self.devices(home)
        self.assertEqual((device["label"], device["reads"], device["thisDevice"]), (platform.node(), 1, True))
        self.assertEqual(device["added"][:4], device["lastChange"][:4])
        shown = home.leapp("vault", "devices", passphrase=PASSPHRASE).out
        self.assertIn(device["id"], shown)
        self.assertIn("this device", shown)
        self.assertEqual(home.sessions(passphrase=PASSPHRASE), {})

    def test_another_home_is_listed_from_its_first_change_on(self):
        one, other = self.home(), self.home()
        one.init()
        before = one.vault.read_bytes()
        self.assertEqual(other.sessions(passphrase=PASSPHRASE, env={"LEAPP_VAULT": str(one.vault)}), {})
        self.assertEqual([device["thisDevice"] for device in self.devices(other, one.vault)], [False])
        self.assertEqual(one.vault.read_bytes(), before)
        other.write(DAY_CONFIG, DAY_CREDENTIALS)
        other.leapp("vault", "import", "--vault", one.vault, passphrase=PASSPHRASE)
        listed = self.devices(one)
        self.assertEqual(len(listed), 2)
        self.assertEqual(sorted(device["thisDevice"] for device in listed), [False, True])
        self.assertEqual({device["id"] for device in listed if device["thisDevice"]},
                         {device["id"] for device in self.devices(other, one.vault) if not device["thisDevice"]})

    def test_a_second_import_writes_nothing_and_a_later_one_leaves_the_device_alone(self):
        home = self.home()
        home.write(DAY_CONFIG, DAY_CREDENTIALS)
        home.init()
        home.import_all()
        before, listed = home.vault.read_bytes(), self.devices(home)
        home.import_all()
        self.assertEqual(home.vault.read_bytes(), before)
        home.leapp("session", "delete", home.sessions(passphrase=PASSPHRASE)["ci"]["id"], "--yes", passphrase=PASSPHRASE)
        (device,) = self.devices(home)
        self.assertEqual({**device, "lastChange": None}, {**listed[0], "lastChange": None})
        self.assertGreaterEqual(device["lastChange"], listed[0]["lastChange"])

    def test_a_vault_of_before_devices_gets_one_with_the_next_change(self):
        home = self.home()
        home.write(DAY_CONFIG, DAY_CREDENTIALS)
        home.init()
        rewrite(home, lambda state: state.records.clear())
        self.assertEqual(self.devices(home), [])
        home.import_all()
        self.assertEqual(len(self.devices(home)), 1)


if __name__ == "__main__":
    unittest.main()
