"""Looking after an installation: doctor, paths, backup, restore, leave, rejects."""
import os

from program import Case, main


class Care(Case):
    def promoted(self):
        crm = self.sandbox()
        self.goodword("setup", "main", "--yes")
        self.goodword("sync")
        self.goodword("crm", "promote", "main")
        return crm

    def creations(self, crm):
        """Requests that made notes or tasks."""
        return [r for r in crm.writes() if "/objects/notes" in r["path"] or "/objects/tasks" in r["path"]]

    def test_after_a_restore_nothing_is_written_twice(self):
        crm = self.promoted()
        backup = self.folder / "backup.sqlite"
        self.goodword("backup", str(backup))
        self.assertEqual(0o600, backup.stat().st_mode & 0o777)
        self.goodword("backup", str(backup), code=5)
        self.goodword("sync", "--all")
        tags, made = crm.tags(), self.creations(crm)
        self.assertTrue(made)
        self.goodword("restore", str(backup))
        kept = list(self.folder.glob("store.sqlite.before-*"))
        self.assertEqual(1, len(kept), "the store that was replaced is kept")
        self.assertIn("restored", self.goodword("status")[0])
        self.goodword("sync", "--all")
        self.assertEqual((tags, made), (crm.tags(), self.creations(crm)))
        self.assertNotIn("restored", self.goodword("status")[0])

    def test_what_is_no_backup_replaces_nothing(self):
        self.sandbox()
        self.goodword("sync")
        before = self.store.read_bytes()
        stranger = self.folder / "letter.txt"
        stranger.write_text("Dear Joan")
        self.goodword("restore", str(stranger), code=5)
        self.goodword("restore", str(self.folder / "nowhere"), code=5)
        self.assertEqual(before, self.store.read_bytes())

    def test_leaving_takes_back_what_was_written_and_pauses(self):
        crm = self.promoted()
        before = crm.tags()
        self.goodword("sync", "--all")
        self.assertNotEqual(before, crm.tags())
        self.goodword("leave", "main", "--no-input")
        self.assertNotEqual(before, crm.tags())
        self.goodword("leave", "main", "--yes")
        self.assertEqual(before, crm.tags())
        state = self.json("status")["crms"][0]
        self.assertEqual("paused", state["mode"])
        self.goodword("sync", code=None)
        self.assertEqual(before, crm.tags())

    def test_rejects_are_shown_read_again_and_dropped(self):
        crm = self.sandbox()
        crm.control("fault?fault=nul_byte&method=GET&path=/crm/v3/objects/contacts&property=firstname")
        self.goodword("sync", code=None)
        record = self.json("rejects", "list")["rejects"][0]["record"]
        shown = self.json("rejects", "show", record)["rejects"]
        self.assertEqual([record], [reject["record"] for reject in shown])
        self.assertTrue(shown[0]["reason"])
        self.goodword("rejects", "show", "nobody", code=2)
        self.goodword("rejects", "retry", "main", record)
        self.assertEqual([], self.json("rejects", "list")["rejects"])
        crm.control("fault?fault=nul_byte&method=GET&path=/crm/v3/objects/contacts&property=firstname")
        self.goodword("sync", "--full", code=None)
        record = self.json("rejects", "list")["rejects"][0]["record"]
        self.goodword("rejects", "drop", "main", record)
        self.assertEqual([], self.json("rejects", "list")["rejects"])
        self.goodword("rejects", "drop", "main", record, code=2)

    def test_doctor_says_what_is_wrong_and_what_to_do(self):
        self.sandbox()
        self.goodword("sync")
        findings = self.json("doctor", code=None)["findings"]
        self.assertIn(("good", "store"), [(f["finding"], f["subject"]) for f in findings])
        self.secret.chmod(0o644)
        out, _ = self.goodword("doctor", code=3)
        self.assertIn("chmod 600", out)
        self.secret.unlink()
        self.assertIn("secret.missing", self.goodword("doctor", code=3)[0])
        (self.config / "goodword.json").write_text('{"calm": 5}\n')
        self.assertIn("goodword.json:1", self.goodword("doctor", code=3)[0])

    def test_doctor_finds_a_damaged_store(self):
        self.sandbox()
        self.goodword("sync")
        with open(self.store, "r+b") as store:
            store.seek(40 * 4096)
            store.write(os.urandom(20 * 4096))
        self.assertIn("restore", self.goodword("doctor", code=None)[0])

    def test_paths_are_those_in_use(self):
        self.sandbox()
        paths = self.json("paths")
        self.assertEqual({"path": str(self.config), "exists": True}, paths["settings"])
        self.assertEqual({"path": str(self.store), "exists": False}, paths["store"])
        self.assertTrue(paths["shipped connectors"]["exists"])


if __name__ == "__main__":
    main()
