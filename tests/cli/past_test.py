"""The past replayed, and what a seller begins the week with."""
import datetime
import json
import sqlite3

from program import Case, main, ROOT


class Past(Case):
    """replay: rules tried on what was, before they decide about what is."""

    def test_the_past_is_replayed_with_the_rules_in_force_and_with_others_and_nothing_is_written(self):
        self.sandbox()
        self.goodword("setup", "main", "--yes")
        self.goodword("sync")
        before = sqlite3.connect(self.store).execute("select count(*), max(rowid) from decision").fetchall()
        from_day = (datetime.date.today() - datetime.timedelta(days=60)).isoformat()
        out, _ = self.goodword("replay", "--from", from_day)
        for part in ("main: the rules over the past", "Dated facts", "Given away", "Hours freed", "Yeses", "Conclusion"):
            self.assertIn(part, out)
        mine = self.folder / "deciding.json"
        shipped = json.loads((ROOT / "packaging/share/rules/deciding.json").read_text())
        looks = {}
        for days in (180, 3650):
            shipped["settings"]["scope.active_days"]["value"] = days
            mine.write_text(json.dumps(shipped))
            said = self.json("replay", "main", "--from", from_day, "--step", "30", "--rules", str(mine))
            looks[days] = said["crms"]["main"]["looks"]
        self.assertEqual([2, 2], [len(look) - 1 for look in looks.values()])
        self.assertLessEqual(sum(l["prospects"] for l in looks[180]), sum(l["prospects"] for l in looks[3650]))
        self.assertEqual(before, sqlite3.connect(self.store).execute("select count(*), max(rowid) from decision").fetchall())

    def test_what_cannot_be_replayed_is_said(self):
        self.sandbox()
        self.assertIn("goodword replay --from 2026-06-01", self.goodword("replay", code=2)[1])
        self.assertIn("--from takes a day", self.goodword("replay", "--from", "spring", code=2)[1])
        self.assertIn("is not before today", self.goodword("replay", "--from", "2099-01-01", code=2)[1])
        self.assertIn('1 to 366, and not "0"', self.goodword("replay", "--from", "2026-01-01", "--step", "0", code=2)[1])
        wrong = self.folder / "deciding.json"
        wrong.write_text('{"kind": "deciding", "settings": {"scope.activ_days": {"value": 1}}}')
        _, err = self.goodword("replay", "--from", "2026-01-01", "--rules", str(wrong), code=78)
        self.assertIn("deciding.json", err)
        self.assertIn("scope.activ", err)


class Monday(Case):
    """today: what a seller begins the week with."""

    def test_today_says_what_was_decided_and_for_one_seller_alone(self):
        self.sandbox()
        self.goodword("setup", "main", "--yes")
        self.assertIn("nobody to pursue", self.goodword("today")[0])
        self.goodword("sync")
        lists = {one["seller"]: one for one in self.json("today")["lists"]}
        dev = lists["dev"]
        best = dev["prospects"][0]
        decision = self.json("explain", "contact", best["contact"].split(" ")[-1])["decision"]
        self.assertEqual(("pursue", best["back"]), (decision["verdict"], decision["hour"]["back"]))
        out, _ = self.goodword("today", "--seller", "dev")
        self.assertIn(best["name"], out)
        self.assertIn(best["question"], out)
        self.assertNotIn(lists["priya"]["prospects"][0]["name"], out)
        self.assertIn("known: dev, priya", self.goodword("today", "--seller", "nobody", code=2)[1])
        self.goodword("answer", best["name"], "impression=knows everybody")


if __name__ == "__main__":
    main()
