"""What people say at the command line: a yes, whether a write arrived, a new partner; and the tables they read."""
import datetime
import email
import email.policy
import hashlib
import html.parser
import json
import re
import sqlite3

from program import Case, ROOT, main


class Introductions(Case):
    """A CRM and how far an introduction in it has come."""

    def referrals(self):
        return {item["id"]: item for item in self.json("review")["items"] if item["kind"] == "referral"}

    def asked(self):
        """A CRM in which prospects have been asked, and one of their referrals."""
        crm = self.sandbox()
        self.goodword("setup", "main", "--yes")
        self.goodword("crm", "promote", "main")
        self.goodword("sync", "--all")
        open_ones = [id for id, item in self.referrals().items() if item["text"].startswith("offered_prospect")]
        self.assertTrue(open_ones)
        return crm, open_ones[0]

    def introduced(self, second_choice=False):
        """A CRM in which somebody was introduced, and that referral; of somebody for whom another partner suits too."""
        crm, id = self.asked()
        if second_choice:
            id = next(r["id"] for r in self.json("referrals")["referrals"] if r["alternatives"])
        for party in ("prospect", "partner"):
            self.goodword("review", "consent", id, "--how", "phone", "--by", "dev", "--party", party)
            self.goodword("sync", "--all")
        return crm, id


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
                          "rect", "line", "circle", "table", "thead", "tbody", "tr", "th", "td"}, tags)
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


class Page(html.parser.HTMLParser):
    """The elements of a document, their attributes, and the text of each print sheet."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.attributes, self.sheets = [], set(), []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        if tag == "section":
            self.sheets.append("")
        if tag != "br":
            self.elements.append(tag)
        elif self.sheets:
            self.sheets[-1] += "\n"
        self.attributes |= {name for name, _ in attributes}

    def handle_data(self, text):
        if self.sheets:
            self.sheets[-1] += text


class Letters(Introductions):
    """letters: what is to be written by hand, shown, printed, and noted."""

    def won(self):
        crm, id = self.introduced()
        self.goodword("referrals", "record", id, "won", "--value", "6400", "--reason", "CANARY a new site")
        return crm, next(r for r in self.json("referrals", "--all")["referrals"] if r["id"] == id)

    def due(self, *words):
        return [(one["letter"], one["referral"]) for one in self.json("letters", "list", *words)["letters"]]

    def test_thanks_are_listed_read_printed_noted_and_then_owed_no_more(self):
        crm, row = self.won()
        id = row["id"]
        self.assertEqual([("thanks-prospect", id), ("thanks-partner", id)], self.due())
        out, _ = self.goodword("letters", "list")
        self.assertIn(id[:8], out)
        self.assertIn(row["name"], out)
        first = row["name"].split()[0]
        out, _ = self.goodword("letters", "preview", row["name"])
        self.assertIn(f"Dear {first},", out)
        self.assertIn(f"we introduced {row['name']} to you", out)
        self.assertNotIn("CANARY", out)
        self.assertNotIn("6,400", out)
        out, _ = self.goodword("letters", "preview", id[:8], "thanks-partner", "--language", "de")
        self.assertIn(f"haben wir Ihnen {row['name']} vorgestellt", out)
        file = self.folder / "letters.html"
        self.assertIn("2 letters in", self.goodword("letters", "print", "--due", "--output", str(file))[0])
        page = Page(file.read_text())
        self.assertEqual(2, len(page.sheets))
        self.assertTrue(page.sheets[0].strip().startswith(row["name"]), page.sheets[0])
        self.assertIn(f"goodword letters done {id[:8]} thanks-prospect", page.sheets[0])
        self.assertIn("To be written by", page.sheets[1])
        self.assertNotIn("script", page.elements)
        self.assertNotIn("onerror", page.attributes)
        self.goodword("letters", "done", id, "thanks-prospect", "--by", "dev")
        self.assertEqual([("thanks-partner", id)], self.due())
        self.assertEqual([("thanks-partner", id), ("thanks-prospect", id)], self.due("--all"))
        self.goodword("letters", "done", row["name"], "thanks-partner", "--on", datetime.date.today().isoformat())
        self.assertEqual([], self.due())
        self.assertIn("No letter is to be written", self.goodword("letters", "list")[0])
        self.assertIn("nothing was printed", self.goodword("letters", "print", "--due", "--output", str(file))[0])
        events = [(e["event"], e["by"]) for e in self.json("referrals", "show", id)["events"]]
        self.assertEqual([("thank_prospect", "dev"), ("thank_partner", "tester")], events[-2:])
        self.goodword("sync", "--all")
        self.assertEqual("closed", self.json("referrals", "show", id)["state"])

    def test_a_letter_without_ground_is_refused_with_the_reason(self):
        _, id = self.introduced()
        name = self.referrals()[id]["name"] if id in self.referrals() else self.json("referrals", "show", id)["name"]
        file = str(self.folder / "x.html")
        for words, hint in ((("preview", id, "thanks-prospect"), "no work came of it yet"),
                            (("preview", id), f"no letter is due for {name}"),
                            (("preview", id, "thank-prospect"), "did you mean thanks-prospect"),
                            (("preview", id, "farewell"), "a farewell is for whom we let go"),
                            (("preview", id, "outcome-giver"), "--from PARTNER"),
                            (("preview", "nobody at all"), "no contact with the id"),
                            (("print", id), "--output letters.html"),
                            (("print", "--output", file), "say --due"),
                            (("print", id, "--due", "--output", file), "say --due"),
                            (("done", id, "thanks-partner"), '"thank_partner" does not follow'),
                            (("done", id, "farewell"), "partners check-in NAME --done"),
                            (("done", "nobody at all", "thanks-partner"), "goodword referrals --all")):
            self.assertIn(hint, self.goodword("letters", *words, code=2)[1], words)
        self.assertEqual([], self.due())

    def test_whom_a_partner_sent_is_among_the_letters_until_there_was_word_with_it(self):
        self.sandbox()
        self.goodword("setup", "main", "--yes")
        self.goodword("sync")
        contact = self.json("today")["lists"][0]["prospects"][0]
        self.assertIn("--from PARTNER", self.goodword("referrals", "receive", contact["name"], code=2)[1])
        self.assertEqual([], self.json("referrals", "incoming")["incoming"])
        out, _ = self.goodword("referrals", "receive", contact["name"], "--from", "hawsby", "--said", "They plan a site.")
        self.assertIn(f"{contact['name']} came to us through you", out)
        self.assertIn("To: Bina Hawsby, Hawsby Ledger, Harrogate\n", out)
        self.assertEqual([("acknowledgement", "")], self.due())
        self.assertIn("came to us through you", self.goodword("letters", "preview", contact["name"])[0])
        [row] = self.json("referrals", "incoming", "--owed")["incoming"]
        self.assertEqual(("hawsby", "They plan a site.", "acknowledgement"),
                         (row["from"], row["said"], row["owed"]["letter"]))
        self.assertIn("Hawsby Ledger", self.goodword("referrals", "incoming")[0])
        self.goodword("partners", "check-in", "hawsby", "--done")
        self.assertEqual([], self.due())
        self.assertEqual([], self.json("referrals", "incoming", "--owed")["incoming"])
        self.assertEqual(None, self.json("referrals", "incoming")["incoming"][0]["owed"])

    def test_a_packet_is_a_mail_that_holds_what_was_agreed_to_and_no_more(self):
        _, id = self.introduced()
        file = self.folder / "introduction.eml"
        self.assertIn("--output introduction.eml", self.goodword("letters", "packet", id, code=2)[1])
        self.assertIn("delete it once it is sent", self.goodword("letters", "packet", id, "--output", str(file))[0])
        mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        letter, card, receipt = list(mail.iter_parts())
        self.assertEqual(["text/plain", "text/vcard", "application/json"],
                         [part.get_content_type() for part in mail.iter_parts()])
        self.assertEqual([], mail.defects + letter.defects + card.defects + receipt.defects)
        self.assertIn("An introduction for", mail["Subject"])
        lines = card.get_payload(decode=True).decode().split("\r\n")
        self.assertEqual(["BEGIN:VCARD", "VERSION:4.0", "KIND:individual"], lines[:3])
        self.assertEqual({"FN", "EMAIL"}, {line.split(":")[0] for line in lines[3:-2]})  # no phone, no company
        told = json.loads(receipt.get_payload(decode=True))
        self.assertEqual(["name", "email", "need"], told["consent"]["fields"])
        self.assertEqual(letter.get_content().strip(), told["letter"].strip())
        without = {name: value for name, value in told.items() if name != "hash"}
        whole = json.dumps(without, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        self.assertEqual(told["hash"], hashlib.sha256(whole.encode()).hexdigest())

    def test_nothing_is_packed_before_it_has_left_nor_after_the_yes_was_withdrawn(self):
        _, id = self.introduced()
        file = str(self.folder / "introduction.eml")
        self.goodword("referrals", "record", id, "entered-in-error")
        self.assertIn("yes in force", self.goodword("letters", "packet", id, "--output", file, code=6)[1])
        self.assertFalse((self.folder / "introduction.eml").exists())

    def test_a_letter_of_our_own_takes_the_place_of_the_shipped_one_and_is_checked(self):
        _, row = self.won()
        folder = self.config / "letters" / "en"
        folder.mkdir(parents=True)
        (folder / "thanks-prospect.mustache").write_text("My dear {{given}}, thank you.\n")
        self.assertIn("All settings", self.goodword("validate")[0])
        self.assertIn("My dear", self.goodword("letters", "preview", row["id"], "thanks-prospect")[0])
        (folder / "thanks-prospect.mustache").write_text("My dear {{givn}}, thank you.\n")
        (folder / "thanks-prospct.mustache").write_text("Thank you.\n")
        (self.config / "letters" / "farewell.mustache").write_text("Farewell.\n")
        _, err = self.goodword("validate", code=78)
        self.assertIn("letters/en/thanks-prospect.mustache: names the unknown value givn; did you mean given?", err)
        self.assertIn("letters/en/thanks-prospct.mustache: no letter is called so; did you mean thanks-prospect?", err)
        self.assertIn("letters/LANGUAGE/NAME.mustache", err)
        self.assertIn("givn", self.goodword("letters", "preview", row["id"], "thanks-prospect", code=78)[1])


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


class Settling(Case):
    """review settle: whether a write whose answer was lost arrived."""

    def doubtful(self):
        """A CRM that went away before it could be written to, and one of the waiting tags, made doubtful."""
        crm = self.sandbox()
        self.goodword("setup", "main", "--yes")
        self.goodword("sync")
        self.goodword("crm", "promote", "main")
        crm.close()
        self.goodword("apply", "1", "--all", code=4)
        with sqlite3.connect(self.store) as store:
            id, contact, tag = store.execute("select id, subject, value from operation where state = 'new' and "
                                             "action = 'add_tag' order by key limit 1").fetchone()
            for state in ("sending", "unknown", "needs_review"):
                store.execute("update operation set state = ? where id = ?", (state, id))
        store.close()
        self.assertEqual([id], [item["id"] for item in self.json("review")["items"] if item["kind"] == "write"])
        return id, contact, tag

    def state(self, id):
        store = sqlite3.connect(self.store)
        try:
            return store.execute("select state from operation where id = ?", (id,)).fetchone()[0]
        finally:
            store.close()

    def test_arrived_is_done_and_lost_is_sent_again(self):
        id, _, _ = self.doubtful()
        for words in ((id,), (id, "--arrived", "--lost"), ("no-such-operation", "--lost")):
            self.goodword("review", "settle", *words, code=2)
        self.assertEqual("needs_review", self.state(id))
        self.assertIn("Taken as written", self.goodword("review", "settle", id, "--arrived")[0])
        self.assertEqual("done", self.state(id))
        self.assertEqual([], [item for item in self.json("review")["items"] if item["kind"] == "write"])
        self.goodword("review", "settle", id, "--lost", code=5)  # what is done is done
        self.assertEqual("done", self.state(id))

    def test_what_was_lost_is_written_at_the_next_sync(self):
        id, contact, tag = self.doubtful()
        self.assertIn("sent again", self.goodword("review", "settle", id, "--lost")[0])
        self.assertEqual("new", self.state(id))
        crm = self.sandbox()  # the same people, and now it takes writes
        self.goodword("crm", "check", "main", "--confirm-origins")
        self.goodword("setup", "main", "--yes")
        self.goodword("crm", "promote", "main")
        self.goodword("sync", "--all")
        self.assertEqual("done", self.state(id))
        self.assertIn(tag, crm.tags()[contact].split(";"))


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
