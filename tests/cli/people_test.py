"""What people say at the command line: a yes, what is needed; and the tables they read."""
import json
import re

from introductions import Introductions
from program import Case, main


class Yes(Introductions):
    """review consent: a yes that was given to a person, typed in."""

    def letters(self, crm):
        return [r for r in crm.writes() if "/notes" in r["path"] and "Introduction of" in r["body"]]

    def test_two_yeses_typed_in_lead_to_the_letters_and_one_alone_does_not(self):
        crm, id = self.asked()
        name = self.referrals()[id]["name"]
        out, _ = self.goodword("review", "consent", id, "--how", "phone", "--by", "dev")
        self.assertIn("Recorded: yes of the prospect to", out)
        self.goodword("sync", "--all")
        self.assertIn("offered_partner", self.referrals()[id]["text"])
        self.assertEqual([], self.letters(crm))
        out, _ = self.goodword("review", "consent", id, "--how", "mail", "--by", "priya")
        self.assertIn("Recorded: yes of the partner to", out)
        self.assertEqual([], self.letters(crm))
        self.goodword("sync", "--all")
        self.assertEqual(1, len(self.letters(crm)))
        said = self.json("explain", "contact", name)
        self.assertEqual(["introduced"], [r["state"] for r in said["referrals"] if r["id"] == id])
        given = {(c["party"], c["how"], c["recorded_by"]) for c in said["consents"]}
        self.assertEqual({("prospect", "phone", "dev"), ("partner", "mail", "priya")}, given)
        self.goodword("sync", "--all")
        self.assertEqual(1, len(self.letters(crm)))

    def follow_ups(self, crm):
        return [r["body"] for r in crm.writes() if "/tasks" in r["path"] and "gw: given-back" in r["body"]]

    def test_what_came_of_an_introduction_is_asked_told_thanked_for_and_closed(self):
        crm, id = self.introduced()
        row = next(r for r in self.json("referrals")["referrals"] if r["id"] == id)
        self.assertEqual(("introduced", "partner", False), (row["state"], row["acts_next"], row["overdue"]))
        self.assertIn(row["partner_name"], self.goodword("referrals")[0])
        self.goodword("sync", "--all")
        self.assertEqual(0, len(self.follow_ups(crm)))
        self.goodword("sync", "--all", "--clock-offset", "6d")
        self.assertEqual(1, len(self.follow_ups(crm)))
        self.goodword("sync", "--all", "--clock-offset", "7d")
        self.assertEqual(1, len(self.follow_ups(crm)))
        self.assertIn("did you mean met", self.goodword("referrals", "record", id, "mett", code=2)[1])
        self.assertIn("--value is an amount", self.goodword("referrals", "record", id, "won", "--value", "much", code=2)[1])
        self.assertIn("\"thank_partner\" does not follow", self.goodword("referrals", "record", id, "thanked-partner", code=2)[1])
        self.assertIn("is met", self.goodword("referrals", "record", row["name"], "met", "--by", "dev")[0])
        self.assertIn("is won", self.goodword("referrals", "record", id[:8], "won", "--value", "6400", "--reason", "a new site")[0])
        self.assertIn("thank both", self.goodword("today")[0])
        self.goodword("sync", "--all", "--clock-offset", "8d")
        self.assertEqual(1, len([r for r in crm.writes() if "/tasks" in r["path"] and "goodword letters" in r["body"]]))
        for word in ("thanked-prospect", "thanked-partner"):
            self.goodword("referrals", "record", id, word)
        self.goodword("sync", "--all", "--clock-offset", "9d")
        row = next(r for r in self.json("referrals", "--all")["referrals"] if r["id"] == id)
        self.assertEqual("closed", row["state"])
        self.assertEqual(["meet", "win", "thank_prospect", "thank_partner", "close"],
                         [e["event"] for e in row["events"]][-5:])
        self.assertIn("6,400", self.goodword("referrals", "show", id)[0])
        self.assertNotIn(id[:8], self.goodword("referrals")[0])

    def test_what_a_partner_gives_back_is_offered_for_the_next_with_a_new_consent(self):
        crm, id = self.introduced(second_choice=True)
        row = next(r for r in self.json("referrals")["referrals"] if r["id"] == id)
        self.assertIn("a day that has been", self.goodword("referrals", "record", id, "given-back", "--on", "2099-01-01", code=2)[1])
        for partner in ("pellwick", "sallow"):
            self.goodword("partners", "room", partner, "9")  # the one who is left has some
        self.goodword("referrals", "record", id, "given-back", "--reason", "no time after all")
        for day in (1, 2, 3):
            self.goodword("sync", "--all", "--clock-offset", f"{day}d")
        said = self.json("explain", "contact", row["contact"])
        suiting = [m["partner"] for m in said["decision"]["matches"]]
        self.assertNotIn(row["partner"], suiting)
        self.assertTrue(suiting, "nobody else suits: the test shows nothing")
        again = [r for r in self.json("referrals")["referrals"] if r["contact"] == row["contact"]]
        self.assertEqual([("offered_prospect", suiting[0])], [(r["state"], r["partner"]) for r in again])
        self.assertNotIn(suiting[0], [c["receiver"] for c in said["consents"]])
        self.assertEqual(1, len(self.letters(crm)))

    def test_a_person_passes_somebody_on_to_a_partner_they_name(self):
        self.sandbox()
        self.goodword("sync", "--all")
        ids = [e["contact"]["id"] for e in self.json("plan")["entries"] if e["to"] == "pursue"][:12]
        for words, hint in ((("--to", "nobody at all"), "no partner"), (("--need", "copywritin"), "did you mean copywriting?")):
            self.assertIn(hint, self.goodword("refer", ids[0], *words, code=2)[1])
        asked = {id: ("sallow", "pellwick")[place % 2] for place, id in enumerate(ids)}
        for id, partner in asked.items():
            out, _ = self.goodword("refer", id, "--to", partner, "--need", "copywriting", "--reason", "they asked", "--by", "dev")
            self.assertIn("is to be passed on to", out)
        self.goodword("plan")
        given = {}
        for id, partner in asked.items():
            said = self.json("explain", "contact", id)["decision"]
            self.assertEqual("copywriting", said["need"]["service"])
            suiting = [m["partner"].split("-")[0] for m in said["matches"]]
            if said["verdict"] == "refer" and partner in suiting:
                self.assertEqual((9, partner), (said["row"], suiting[0]))
                given[partner] = given.get(partner, 0) + (len(suiting) > 1)
        self.assertTrue(given.get("sallow") and given.get("pellwick"), given)  # each before the other, where both suit

    def test_the_report_names_partners_and_no_prospect_whatever_they_are_called(self):
        crm, id = self.introduced()
        row = next(r for r in self.json("referrals")["referrals"] if r["id"] == id)
        file = self.config / "partners.json"
        partners = json.loads(file.read_text())
        for partner in partners["partners"]:
            if partner["id"] == row["partner"]:
                partner["name"] = "<script>alert(1)</script> & Sons\u202e"
        file.write_text(json.dumps(partners))
        self.goodword("referrals", "record", id, "won", "--value", "6400")
        line = next(p for p in self.json("ledger")["partners"] if p["id"] == row["partner"])
        self.assertEqual((1, 1, 6400), (line["introduced"], line["won"], line["value_won"]))
        page = self.folder / "report.html"
        self.goodword("report", "--html", str(page))
        text = page.read_text()
        self.assertNotIn(row["name"], text)
        self.assertNotIn("\u202e", text)
        tags = {tag.lower() for tag in re.findall(r"<\s*([a-zA-Z]+)", text)}
        self.assertEqual({"html", "head", "meta", "title", "style", "body", "h", "p", "figure", "figcaption", "svg", "text",
                          "rect", "line", "circle", "table", "thead", "tbody", "tr", "th", "td", "ul", "li"}, tags)
        self.assertIn("the report cannot be written", self.goodword("report", "--html", "/nowhere/x.html", code=None)[1])

    def test_a_yes_that_nobody_waits_for_or_that_says_too_little_is_refused_and_records_nothing(self):
        crm, id = self.asked()
        for words, hint in (((id,), "--how phone, mail or in_person"),
                            ((id, "--how", "fax", "--by", "dev"), "--how phone, mail or in_person"),
                            ((id, "--how", "phone"), "--by SELLER"),
                            (("no-such-referral", "--how", "phone", "--by", "dev"), "goodword review lists them"),
                            ((id, "--how", "phone", "--by", "dev", "--party", "partner"), "waits for no yes of the partner"),
                            ((id, "--how", "phone", "--by", "dev", "--party", "nobody"), "prospect or partner")):
            self.assertIn(hint, self.goodword("review", "consent", *words, code=2)[1], words)
        self.assertTrue(self.referrals()[id]["text"].startswith("offered_prospect"))
        self.goodword("review", "consent", id, "--how", "in_person", "--by", "dev", "--party", "prospect")
        self.goodword("review", "consent", id, "--how", "phone", "--by", "dev", "--party", "prospect", code=2)
        self.assertEqual(1, len([c for c in self.json("explain", "contact", self.referrals()[id]["name"])["consents"]]))
        self.assertEqual([], self.letters(crm))


class Needs(Case):
    """needs: what people look for, taken down and counted."""

    def test_a_need_is_taken_down_counted_and_routed_and_one_that_nobody_knows_is_refused(self):
        self.sandbox()
        self.goodword("setup", "main", "--yes")
        self.goodword("sync")
        name = self.json("today")["lists"][0]["prospects"][0]["name"]
        self.assertIn("did you mean copywriting", self.goodword("needs", "add", name, "copywritng", code=2)[1])
        self.assertIn("no contact", self.goodword("needs", "add", "nobody at all", "copywriting", code=2)[1])
        before = {(one["name"], one["service"]) for one in self.json("needs")["needs"] if one["confirmed"]}
        self.assertNotIn((name, "copywriting"), before)
        out, _ = self.goodword("needs", "add", name, "copywriting", "--said", "the words put people off",
                               "--asked-us-first", "--by", "dev")
        self.assertIn("which we do not", out)
        self.goodword("sync")
        report = self.json("needs")
        [mine] = [one for one in report["needs"] if one["name"] == name]
        self.assertEqual(("copywriting", True, True, False, False),
                         tuple(mine[key] for key in ("service", "confirmed", "asked_us_first", "client", "ours")))
        self.assertEqual(1, report["asked_us_first"])
        self.assertEqual(len(before) + 1, report["confirmed"])
        counts = report["services"]["copywriting"]
        self.assertEqual(sum(one["service"] == "copywriting" for one in report["needs"]), counts["all"])
        self.assertGreaterEqual(counts["partners"], 1)
        out, _ = self.goodword("needs")
        self.assertIn("said so, to us first", out)
        self.assertIn("1 came to us first", out)


class Tables(Case):
    def heading(self, *words):
        return self.goodword(*words)[0].splitlines()[0].split()

    def test_each_list_for_people_says_what_its_columns_are(self):
        self.sandbox()
        self.goodword("sync")
        self.assertEqual("run kind CRM began wrote".split(), self.heading("history"))
        self.assertEqual("partner name kind room trust contact offers".split(), self.heading("partners", "list"))
        self.assertEqual("CRM kind may file".split(), self.heading("crm", "list"))
        self.assertEqual("CRM state mode last".split(), self.heading("status")[:4])

    def test_columns_stand_under_their_names(self):
        self.sandbox()
        self.goodword("sync")
        heading, row = self.goodword("history")[0].splitlines()[:2]
        self.assertEqual("sync", row[heading.index("kind"):].split()[0])
        self.assertEqual("main", row[heading.index("CRM"):].split()[0])
        self.assertEqual(["0", "written"], row[heading.index("wrote"):].split())
        heading, row = self.goodword("partners", "list")[0].splitlines()[:2]
        self.assertIn(row[heading.index("kind"):].split()[0], ("colleague", "ally", "competitor"))
        self.assertTrue(row[heading.index("room"):].startswith("room"))
        heading, row = self.goodword("crm", "list")[0].splitlines()[:2]
        self.assertEqual("crms/main.json", row[heading.index("file"):])

    def test_an_empty_list_has_no_heading(self):
        self.goodword("init", "--no-input")
        self.assertEqual("None", self.heading("crm", "list")[0])
        self.assertEqual("No", self.heading("history")[0])

    def test_the_settings_name_everything(self):
        self.sandbox()
        keys = [key for key in self.json("config", "show") if key.startswith("partners.marta.places")]
        self.assertEqual([f"partners.marta.places.0.{name}" for name in ("city", "country", "latitude", "longitude")], sorted(keys))
        self.assertNotIn("?", "".join(line.split("  ")[0] for line in self.goodword("config", "show")[0].splitlines()))


if __name__ == "__main__":
    main()
