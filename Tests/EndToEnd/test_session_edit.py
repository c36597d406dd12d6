"""session edit: what users call sessions, where they use them and how they tag them; it outlasts every sync."""
import unittest

from emulators import IDC, STS
from harness import AWS_REFUSED, DECISION, LOCKED, NOT_FOUND, PASSPHRASE, USAGE, Case
from homes import DAY_CONFIG, DAY_CREDENTIALS, DAY_ROLES, DAY_USERS
from portals import START_URL, signed_in, synced

PORTAL_ROLES = {"count": 14, "roles": 2}


class Edited(Case):
    def portal(self, **scenario):
        idc = self.emulator(IDC, authorize={"approve": "auto"}, accounts=PORTAL_ROLES, **scenario)
        home = self.home(idc)
        _, sessions = signed_in(home)
        return idc, home, sessions

    def test_what_is_chosen_is_listed_found_used_and_kept_by_a_sync(self):
        _, home, sessions = self.portal()
        (account, role), name = sorted(sessions.items())[0]
        home.leapp("session", "edit", name, "--set-name", "prod", "--set-alias", "p", "--set-region", "eu-central-1",
                   "--set-tag", "env=prod", "--set-tag", "team=core")
        listed = home.sessions()["prod"]
        self.assertEqual((listed["alias"], listed["region"], listed["tags"]), ("p", "eu-central-1", {"env": "prod", "team": "core"}))
        self.assertEqual((listed["accountId"], listed["roleName"]), (account, role))
        self.assertNotIn(name, home.sessions())
        synced(home)
        self.assertEqual(home.sessions()["prod"], listed)
        for call in ("prod", "p", "%s/%s" % (account, role), listed["id"]):
            env = home.leapp("env", call, "--shell", "bash").out
            self.assertIn("AWS_REGION='eu-central-1'", env.replace('"', "'"))
        home.leapp("lock")
        home.unlock()
        self.assertEqual(home.sessions()["prod"]["tags"], {"env": "prod", "team": "core"})

    def test_filters_choose_many_and_one_save_changes_all_of_them(self):
        _, home, sessions = self.portal()
        role = sorted(sessions)[0][1]
        wanted = sorted(name for (_, r), name in sessions.items() if r == role)
        before = home.vault.read_bytes()
        would = home.leapp("session", "edit", "--role", role, "--set-tag", "env=prod", "--dry-run", "--json").json
        self.assertEqual(sorted(s["name"] for s in would["changed"]), wanted)
        self.assertEqual(home.vault.read_bytes(), before)
        backups = len(list(home.state.glob("backups/*/*")))
        done = home.leapp("session", "edit", "--role", role, "--set-tag", "env=prod", "--json").json
        self.assertEqual((done["version"], done["dryRun"], done["unchanged"], sorted(s["name"] for s in done["changed"])), (1, False, 0, wanted))
        self.assertLessEqual(len(list(home.state.glob("backups/*/*"))), backups + 1)
        tagged = home.leapp("session", "list", "--tag", "env=prod", "--json").json["sessions"]
        self.assertEqual(sorted(s["name"] for s in tagged), wanted)
        again = home.leapp("session", "edit", "--tag", "env=p*", "--set-tag", "env=prod", "--json").json
        self.assertEqual((again["changed"], again["unchanged"]), ([], len(wanted)))
        home.leapp("session", "edit", "--tag", "env=prod", "--remove-tag", "env", "--set-region", "eu-west-3")
        self.assertEqual(home.leapp("session", "list", "--tag", "env", "--json").json["sessions"], [])
        self.assertEqual({home.sessions()[n]["region"] for n in wanted}, {"eu-west-3"})

    def test_a_tag_of_the_portal_is_that_of_new_roles_only(self):
        idc, home, sessions = self.portal()
        self.assertEqual(home.leapp("session", "list", "--tag", "customer", "--json").json["sessions"], [])
        idc.scenario(accounts={"count": 15, "roles": 2})
        synced(home, "--set-tag", "customer=acme")
        tagged = home.leapp("session", "list", "--tag", "customer=acme", "--json").json["sessions"]
        self.assertEqual(len(tagged), 2)
        self.assertFalse({s["name"] for s in tagged} & set(sessions.values()))
        idc.scenario(accounts={"count": 16, "roles": 2})
        synced(home)
        self.assertEqual(len(home.leapp("session", "list", "--tag", "customer=acme", "--json").json["sessions"]), 4)
        synced(home, "--no-tags")
        idc.scenario(accounts={"count": 17, "roles": 2})
        synced(home)
        self.assertEqual(len(home.leapp("session", "list", "--tag", "customer=acme", "--json").json["sessions"]), 4)
        home.leapp("sso", "sync", "--set-tag", "novalue", code=USAGE)

    def test_settings_are_kept_said_and_shown(self):
        idc, home, _ = self.portal()
        for given, kept in ((("--set-tag", "env=prod", "--set-tag", "team=core"), {"tags": {"env": "prod", "team": "core"}}),
                            (("--profile-template", "{accountId}.{role}"), {"template": "{accountId}.{role}"}),
                            (("--accounts", "*", "--roles", "*"), {"accounts": ["*"], "roles": ["*"]}),
                            (("--no-tags",), {"tags": {}})):
            with self.subTest(given):
                home.leapp("sso", "sync", *given, "--dry-run")
                self.assertNotEqual(home.leapp("sso", "list", "--json").json["portals"][0]["settings"], kept)
                done = home.leapp("sso", "sync", *given)
                self.assertNotIn("nothing has changed", done.out)
                self.assertSays(done, "kept for later listings")
                settings = home.leapp("sso", "list", "--json").json["portals"][0]["settings"]
                self.assertEqual(sorted(settings), ["accounts", "roles", "tags", "template"])
                self.assertEqual({key: settings[key] for key in kept}, kept)
        head, row = home.leapp("sso", "list").out.splitlines()
        self.assertEqual(row[head.index("SETTINGS"):].strip(), "--profile-template {accountId}.{role} --accounts * --roles *")
        self.assertEqual(idc.invalid(), [])

    def test_roles_that_go_all_at_once_are_warned_about_and_no_prune_takes_their_profiles_unasked(self):
        idc, home, _ = self.portal()
        home.leapp("profile", "write")
        written = home.read()
        self.assertEqual(written[0].count(b"credential_process"), 28)
        idc.scenario(accounts={"count": 1, "roles": 2})
        result = home.leapp("sso", "sync")
        self.assertSays(result, "warning", "26 roles less", "2 still")
        refused = home.leapp("profile", "write", "--prune", code=DECISION)
        self.assertSays(refused, "26 of the 28 profiles", "--dry-run --json", "--yes", str(home.config))
        self.assertEqual(home.read(), written)
        self.assertEqual(len(home.leapp("profile", "write", "--prune", "--dry-run", "--json").json["removed"]), 26)
        self.assertEqual(home.read(), written)
        home.leapp("profile", "write", "--prune", "--yes")
        self.assertEqual(home.read()[0].count(b"credential_process"), 2)

    def test_what_is_deleted_or_goes_with_its_portal_is_forgotten(self):
        idc, home, sessions = self.portal()
        names = sorted(sessions.values())
        secret = "orion-takeover"
        home.leapp("session", "edit", names[0], "--set-name", secret, "--set-alias", "x", "--set-region", "eu-central-1", "--set-tag", "k=" + secret)
        home.leapp("session", "delete", secret, "--yes")
        home.leapp("session", "edit", names[1], "--set-alias", "x")
        synced(home, "--set-tag", "customer=acme")
        back = home.sessions()[names[0]]
        self.assertEqual((back["alias"], back["region"], back["tags"]), (None, None, {"customer": "acme"}))
        self.assertTrue(home.leapp("env", "x", "--shell", "bash").out)      # still one session's alone
        home.leapp("session", "edit", names[1], "--set-name", secret, "--set-tag", "k=v")
        export = ("vault", "export", "--json", "--reveal")
        traces = (sorted(sessions)[0][0], secret, names[2], "@")
        for trace in traces:
            self.assertIn(trace, home.leapp(*export, passphrase=PASSPHRASE).out)
        home.leapp("sso", "remove", "acme", "--yes")
        for trace in traces:
            self.assertNotIn(trace, home.leapp(*export, passphrase=PASSPHRASE).out)
        home.leapp("sso", "add", "acme", START_URL, "--region", "us-east-1")
        home.leapp("sso", "login", "acme")
        self.assertEqual(set(synced(home).values()), set(names))
        self.assertEqual({(s["alias"], s["region"], str(s["tags"])) for s in home.sessions().values()}, {(None, None, "{}")})

    def test_a_sign_out_forgets_how_far_a_listing_had_come(self):
        idc, home, _ = self.portal()
        idc.scenario(accounts={"count": 60, "roles": 1}, faults=[{"op": "ListAccountRoles", "action": "status", "status": 500}])
        home.leapp("sso", "sync", code=AWS_REFUSED)
        home.leapp("sso", "logout")
        idc.scenario(accounts={"count": 2, "roles": 1}, faults=[])
        home.leapp("sso", "login", "acme")
        found = home.leapp("sso", "sync", "--json").json["portals"][0]
        self.assertEqual((found["resumed"], found["accounts"], found["roles"]), (False, 2, 2))

    def test_accounts_that_will_not_tell_their_roles_are_said(self):
        idc, home, sessions = self.portal()
        idc.scenario(faults=[{"op": "ListAccountRoles", "action": "error", "code": "ForbiddenException", "status": 403}])
        result = home.leapp("sso", "sync", "--json")
        self.assertSays(result, "would not list the roles of 14 accounts")
        self.assertEqual(result.json["portals"][0]["untold"], 14)
        self.assertFalse(any(s["gone"] for s in home.sessions().values()))
        self.assertEqual(len(home.sessions()), len(sessions))

    def test_a_role_that_is_deleted_comes_back_with_the_next_sync_and_delete_says_so(self):
        idc, home, sessions = self.portal()
        (account, role), name = sorted(sessions.items())[0]
        home.leapp("session", "edit", name, "--set-alias", "mine")
        self.assertSays(home.leapp("session", "delete", "mine", code=DECISION), "next `leapp sso sync` brings it back", "new session")
        self.assertSays(home.leapp("session", "delete", "%s/%s" % (account, role), "--yes"), "brings it back")
        self.assertNotIn(name, home.sessions())
        self.assertIn((account, role), synced(home))
        idc.scenario(accounts={"count": 1, "roles": 2})
        home.leapp("sso", "sync")
        gone = next(s for s in home.sessions().values() if s["gone"])
        self.assertNotIn("brings it back", home.leapp("session", "delete", gone["id"], "--yes").err)

    def test_a_region_of_a_started_session_is_said_to_count_from_its_next_start(self):
        _, home, sessions = self.portal()
        name, other = sorted(sessions.values())[:2]
        home.leapp("session", "start", name)
        self.assertSays(home.leapp("session", "edit", name, other, "--set-region", "eu-west-3"), "%s is started: the region counts from its next start" % name)
        home.leapp("session", "start", name)
        self.assertIn(b"region = eu-west-3", home.read()[1])
        self.assertEqual(home.leapp("session", "edit", name, other, "--remove-region", "--json").json["started"], [name])
        self.assertNotIn("next start", home.leapp("session", "edit", name, "--set-tag", "a=b").err)
        home.leapp("session", "start", name)
        self.assertNotIn(b"region", home.read()[1])

    def test_without_an_agent_it_works_too(self):
        home = self.home(self.emulator(STS, DAY_USERS, DAY_ROLES))
        home.init()
        home.write(DAY_CONFIG, DAY_CREDENTIALS)
        home.import_all()
        home.leapp("session", "edit", "staging", "--set-alias", "s", "--set-tag", "a=b", passphrase=PASSPHRASE)
        listed = home.sessions(passphrase=PASSPHRASE)["staging"]
        self.assertEqual((listed["alias"], listed["tags"]), ("s", {"a": "b"}))
        home.leapp("session", "edit", "s", "--remove-alias", "--remove-region", "--remove-tag", "a", passphrase=PASSPHRASE)
        listed = home.sessions(passphrase=PASSPHRASE)["staging"]
        self.assertEqual((listed["alias"], listed["region"], listed["tags"]), (None, None, {}))
        home.leapp("session", "edit", "staging", "--set-alias", "s", code=LOCKED)

    def test_what_cannot_be_is_refused_and_nothing_is_written(self):
        home = self.home(self.emulator(STS, DAY_USERS, DAY_ROLES))
        home.init()
        home.write(DAY_CONFIG, DAY_CREDENTIALS)
        home.import_all()
        home.unlock()
        before = home.vault.read_bytes()
        edit = ("session", "edit")
        for code, words, args in (
                (NOT_FOUND, ("nobody", "no session"), ("nobody", "--set-alias", "x")),
                (NOT_FOUND, ("dev", "goes by that already"), ("staging", "--set-name", "dev")),
                (NOT_FOUND, ("dev", "goes by that already"), ("staging", "--set-alias", "dev")),
                (NOT_FOUND, ("nobody",), ("staging", "nobody", "--set-tag", "a=b")),
                (USAGE, ("for one session",), ("staging", "dev", "--set-alias", "x")),
                (USAGE, ("no region",), ("staging", "--set-region", "mars")),
                (USAGE, ("no name",), ("staging", "--set-name=-x")),
                (USAGE, ("no tag",), ("staging", "--set-tag", "=x")),
                (USAGE, ("key=value",), ("staging", "--set-tag", "x")),
                (USAGE, ("twice",), ("staging", "--set-tag", "a=1", "--remove-tag", "a")),
                (USAGE, ("not both",), ("staging", "--kind", "iam-user", "--set-tag", "a=1")),
                (USAGE, ("not both",), ("staging", "--set-region", "eu-west-1", "--remove-region")),
                (USAGE, ("--remove-alias",), ("staging", "--set-alias", "")),
                (USAGE, ("what to change",), ("staging",)),
                (USAGE, ("name sessions",), ("--set-tag", "a=1")),
                (USAGE, ("--role is given twice",), ("--role", "A", "--role", "B", "--set-tag", "a=1")),
                (USAGE, ("--account wants a pattern",), ("--account", "", "--set-tag", "a=1")),
                (NOT_FOUND, ("no session matches",), ("--role", "nothing-has-this", "--set-tag", "a=b")),
                (NOT_FOUND, ("no session matches",), ("--role", "nothing-has-this", "--set-tag", "a=b", "--dry-run", "--json"))):
            result = home.leapp(*edit, *args, code=code)
            self.assertSays(result, *words)
            self.assertQuiet(result)
        self.assertEqual(home.vault.read_bytes(), before)

    def test_a_session_that_is_named_twice_counts_once_and_many_names_are_cut(self):
        _, home, sessions = self.portal()
        name = sorted(sessions.values())[0]
        home.leapp("session", "edit", name, "--set-alias", "first")
        twice = ("session", "edit", name, "first", name, "--set-tag", "a=b", "--json")
        done = home.leapp(*twice).json
        self.assertEqual(([s["name"] for s in done["changed"]], done["unchanged"]), ([name], 0))
        self.assertEqual(home.leapp(*twice).json["unchanged"], 1)
        many = home.leapp("session", "edit", "--kind", "sso-role", "--set-tag", "a=b")
        self.assertSays(many, "... and 17 more", "1 as asked for already")
        self.assertEqual(many.err.count("changed "), 10)

    def test_words_narrow_the_list_as_one_argument_or_as_several(self):
        _, home, sessions = self.portal()
        (account, role), name = sorted(sessions.items())[0]
        for words in ((account, role), ("%s %s" % (account, role),)):
            found = home.leapp("session", "list", *words, "--json").json["sessions"]
            self.assertEqual([s["name"] for s in found], [name])
        for option in ("--role", "--account", "--portal", "--kind"):
            value = "sso-role" if option == "--kind" else "x"
            self.assertSays(home.leapp("session", "list", option, value, option, value, code=USAGE), option + " is given twice")
            self.assertSays(home.leapp("profile", "write", option, value, option, value, code=USAGE), option + " is given twice")

    def test_two_at_once_lose_nothing(self):
        _, home, sessions = self.portal()
        name = sorted(sessions.values())[0]
        running = [home.start("session", "edit", name, "--set-tag", "k%d=v" % i) for i in range(12)]
        for process in running:
            self.assertEqual(process.wait(60), 0, process.stderr.read())
            process.stdout.close()
            process.stderr.close()
        self.assertEqual(home.sessions()[name]["tags"], {"k%d" % i: "v" for i in range(12)})


if __name__ == "__main__":
    unittest.main()
