"""What is held of people: the audit of what was done."""
import json
import sqlite3

from introductions import Introductions
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


class Forget(Introductions):
    def traces(self, *words):
        files = [f for f in self.folder.glob("store.sqlite*") if ".before-" not in f.name]
        return [w for w in words if any(w.encode() in f.read_bytes() for f in files)]

    def person(self):
        """Somebody who was introduced, with what the store's bytes must not hold once they are forgotten."""
        crm, id = self.introduced()
        row = next(r for r in self.json("referrals", "--all")["referrals"] if r["id"] == id)
        fields = next(r["fields"] for r in self.json("export", row["contact"])["records"] if r["kind"] == "contact")
        words = [row["name"], fields["emails"][0]]
        self.goodword("answer", row["contact"], "decider=yes", "she loves purple elephants")
        words.append("she loves purple elephants")
        return crm, row, words

    def test_a_person_is_forgotten_stays_so_and_whoever_got_their_details_is_told(self):
        crm, row, words = self.person()
        backup = self.folder / "old-backup"
        self.goodword("backup", str(backup))
        out, err = self.goodword("forget", row["contact"], "--no-input", code=2)
        self.assertIn("add --yes", err)
        for part in (row["name"], "Details left to", "In the CRM", "Backups"):
            self.assertIn(part, out)
        self.assertEqual(words, self.traces(*words))
        out, _ = self.goodword("forget", row["name"], "--yes", "--by", "dev", "--reason", "asked by mail")
        self.assertIn("goodword forgotten told", out)
        self.assertIn(row["partner_name"], out)
        self.assertEqual([], self.traces(*words))
        self.goodword("export", row["name"], code=2)
        before = crm.writes()
        self.goodword("sync", "--all")
        made = [r for r in crm.writes()[len(before):] if r["method"] in ("DELETE", "PATCH", "POST")]
        for kind in ("notes", "tasks"):
            self.assertTrue([r for r in made if f"/{kind}/batch/archive" in r["path"]], made)
        self.assertEqual([], crm.tags().get(row["contact"], []))
        self.assertFalse([w for w in words if w in json.dumps(made)])
        self.goodword("sync", "--full", "--all")
        self.assertEqual([], self.traces(*words))
        self.goodword("restore", str(backup))
        self.assertEqual([], self.traces(*words))
        self.goodword("sync", "--all")
        self.assertEqual([], self.traces(*words))
        stub = next(r for r in self.json("referrals", "--all")["referrals"] if r["id"] == row["id"])
        self.assertEqual(("erased", row["contact"]), (stub["state"], stub["name"]))
        self.assertEqual(1, next(p for p in self.json("ledger")["partners"] if p["id"] == row["partner"])["introduced"])
        self.goodword("audit", "verify")

    def test_who_came_back_may_be_read_again(self):
        crm, row, words = self.person()
        self.goodword("forget", row["contact"], "--yes")
        self.goodword("sync", "--full", "--all")
        self.assertEqual([], self.traces(*words))
        for wrong in ((), ("--contact", "nobody"), ("--address", "nobody@nowhere.example")):
            self.goodword("forgotten", "lift", "main", *wrong, code=2)
        out, _ = self.goodword("forgotten", "lift", "main", "--contact", row["contact"], "--address", words[1],
                               "--by", "dev", "--reason", "wrote to us again")
        self.assertIn("goodword sync --full main", out)
        self.assertEqual([], self.json("forgotten")["forgotten"])
        self.goodword("sync", "--full")
        back = next(r["fields"] for r in self.json("export", row["contact"])["records"] if r["kind"] == "contact")
        self.assertIn(words[1], back["emails"])
        self.assertEqual([], self.traces(words[2]))
        lifted = [r for r in self.json("audit", "--limit", "100000")["audit"] if r["what"] == "lifted"]
        self.assertEqual(["dev"], [r["by"] for r in lifted])

    def test_partners_are_named_until_they_were_told(self):
        crm, row, words = self.person()
        self.goodword("forget", row["contact"], "--yes")
        due = {"referral": row["id"], "partner": row["partner_name"]}
        listed = self.json("today")["erasures"]
        self.assertEqual([due], [{k: d[k] for k in due} for d in listed])
        self.assertIn(f"goodword forgotten told {row['id']}", self.goodword("today")[0])
        self.assertIn("1 partner is to be told", self.goodword("doctor", code=None)[0])
        self.assertEqual(1, len(self.json("forgotten")["to_tell"]))
        self.goodword("forgotten", "told", "nobody", code=2)
        self.assertIn("was told to erase", self.goodword("forgotten", "told", row["id"][:10], "--by", "dev")[0])
        self.goodword("forgotten", "told", row["id"], code=2)
        self.assertEqual([], self.json("today")["erasures"])
        self.assertNotIn("to be told to erase", self.goodword("doctor", code=None)[0])
        self.assertIn("by dev", self.goodword("forgotten")[0])
        self.assertEqual([("partner_told", "dev")], [(r["what"], r["by"]) for r in self.json("audit", "--limit", "1")["audit"]])


if __name__ == "__main__":
    main()
