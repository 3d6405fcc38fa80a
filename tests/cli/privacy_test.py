"""What is held of people: the audit of what was done."""
import json
import sqlite3

from people_test import Introductions
from program import main


class Audit(Introductions):
    def head(self):
        return self.json("audit", "verify")["head"]

    def test_what_was_done_is_listed_verified_and_vouched_for_by_a_head_kept_elsewhere(self):
        crm, id = self.introduced()
        self.goodword("packs", "review", "gdpr", "--by", "dev", "--counsel", "M. Lind")
        self.goodword("crm", "pause", "main")
        rows = self.json("audit", "--limit", "100000")["audit"]
        self.assertEqual(list(range(1, len(rows) + 1)), [r["number"] for r in rows])
        told = {(r["what"], r["by"]) for r in rows if r["subject"] in (f"referral {id}", "crm main", "pack gdpr")}
        user = next(r["by"] for r in rows if r["what"] == "crm_mode" and r["detail"] == "apply to paused")
        self.assertTrue(user)
        self.assertLessEqual({("consent_recorded", "dev"), ("released", ""), ("pack_reviewed", "dev"), ("crm_mode", user)}, told)
        written = json.loads(self.goodword("history", "--json")[0])
        done = [r for r in rows if r["what"] == "operation_done"]
        self.assertTrue(done and written)
        names = {r["name"] for r in self.json("referrals", "--all")["referrals"]}
        self.assertFalse([n for n in names if n in json.dumps(rows)])
        out, _ = self.goodword("audit", "verify")
        head = out.split()[-1]
        self.assertEqual((self.head(), f"{rows[-1]['number']}:{rows[-1]['hash']}"), (head, head))
        self.assertIn("holds the head that was kept", self.goodword("audit", "verify", "--head", head)[0])
        self.assertEqual(3, len(self.goodword("audit", "--limit", "2")[0].strip().splitlines()))
        self.goodword("audit", "verify", "--head", "nonsense", code=2)
        self.goodword("audit", "--limit", "none", code=2)
        self.goodword("crm", "resume", "main")
        self.assertEqual(self.json("sync")["syncs"][0]["audit"], self.head())
        self.goodword("audit", "verify", "--head", head)

    def test_a_forged_audit_is_refused_with_its_first_bad_row(self):
        self.introduced()
        head = self.head()
        last = int(head.split(":")[0])
        with sqlite3.connect(self.store) as store:
            store.executescript("DROP TRIGGER audit_stays; DROP TRIGGER audit_fixed;")
            store.execute("DELETE FROM audit WHERE number = ?", (last,))
        self.goodword("audit", "verify")
        self.assertIn(f"broken at row {last}", self.goodword("audit", "verify", "--head", head, code=3)[0])
        with sqlite3.connect(self.store) as store:
            store.execute("UPDATE audit SET author = 'nobody' WHERE number = 2")
        self.assertIn("broken at row 2: it is not what was written", self.goodword("audit", "verify", code=3)[0])
        said = json.loads(self.goodword("audit", "verify", "--json", code=3)[0])
        self.assertEqual((False, 2), (said["sound"], said["broken_at"]))

    def test_a_restore_is_told_and_heads_from_before_it_stay_good(self):
        self.introduced()
        backup = self.folder / "backup.sqlite"
        self.goodword("backup", str(backup))
        self.goodword("crm", "pause", "main")
        head = self.head()
        self.goodword("restore", str(backup))
        self.goodword("audit", "verify", "--head", head)
        self.assertEqual(["crm_mode", "restored"], [r["what"] for r in self.json("audit", "--limit", "2")["audit"]])


class Export(Introductions):
    def test_a_person_gets_what_is_held_of_them_as_a_file_that_only_the_operator_can_read(self):
        crm, id = self.introduced()
        row = next(r for r in self.json("referrals", "--all")["referrals"] if r["id"] == id)
        file = self.folder / "person.json"
        out, _ = self.goodword("export", row["contact"], "--output", str(file), "--by", "dev")
        self.assertIn(row["name"], out)
        self.assertIn("Details left to", out)
        self.assertEqual(0o600, file.stat().st_mode & 0o777)
        document = json.loads(file.read_text())
        self.assertEqual((1, row["name"]), (document["format_version"], document["person"]["name"]))
        self.assertEqual(row["partner"], document["referrals"][0]["releases"][0]["receiver"])
        self.assertTrue(document["decisions"][0]["signs"])
        self.assertTrue([w for w in document["written"] if row["name"] in w["body"]])
        self.assertEqual(document["records"], self.json("export", row["name"])["records"])
        last = self.json("audit", "--limit", "2")["audit"]
        self.assertEqual([("exported", "dev", f"main contact {row['contact']}")] , [(r["what"], r["by"], r["subject"]) for r in last[:1]])
        self.goodword("export", "nobody at all", code=2)
        self.goodword("export", row["contact"], "--output", str(self.folder / "no such folder" / "f"), code=2)
        self.assertEqual(last, self.json("audit", "--limit", "2")["audit"])


if __name__ == "__main__":
    main()
