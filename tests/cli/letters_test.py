"""What is to be written by hand: listed, read, printed, ticked off."""
import datetime
import email
import email.policy
import hashlib
import html.parser
import json
import re

from introductions import Introductions
from program import main


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

    def test_a_gift_is_added_up_and_held_against_a_pack_and_terms_are_settled_in_a_word_of_the_list(self):
        _, row = self.won()
        firm = self.config / "firm.json"
        text = json.loads(re.sub(r"(?m)\s//.*$", "", firm.read_text()))
        text["packs"], text["rates"] = ["health-us"], {"USD": {"worth": 0.8, "as_of": datetime.date.today().isoformat()}}
        firm.write_text(json.dumps(text))
        out, _ = self.goodword("letters", "list")
        self.assertIn("Gifts: a gift to a physician within the yearly limit", out)
        done = ("letters", "done", row["id"], "thanks-partner")
        self.assertIn("--gift is an amount", self.goodword(*done, "--gift", "much", code=2)[1])
        err = self.goodword(*done, "--gift", "900", code=2)[1]
        self.assertIn("42 CFR 411.357", err)
        self.assertIn("--despite", err)
        self.assertIn(("thanks-partner", row["id"]), self.due())
        self.assertIn("For counsel: gifts to", self.goodword(*done, "--gift", "30")[0])  # nobody reviewed the pack
        self.assertNotIn(("thanks-partner", row["id"]), self.due())
        self.assertIn("none, fee, discount", self.goodword("referrals", "record", row["id"], "settled", "--as", "cash", code=2)[1])
        self.goodword("referrals", "record", row["id"], "settled", "--value", "640")
        self.assertEqual((640, {"fee": 1}), tuple(self.json("ledger")["all"][key] for key in ("earned", "settled")))

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

    def test_who_was_let_go_and_is_back_is_told_today_and_is_among_the_letters(self):
        self.sandbox()
        self.goodword("setup", "main", "--yes")
        self.goodword("crm", "promote", "main")
        self.goodword("sync", "--all")
        who = self.json("today")["lists"][0]["prospects"][0]
        name, id = who["name"], who["contact"].split(" ")[-1]
        self.goodword("needs", "add", name, "energy-audit", "--by", "dev")
        self.goodword("sync", "--all")
        out, _ = self.goodword("explain", "contact", id)
        self.assertIn("Would bring back", out)
        self.assertIn("another need, one of ours; then: energy audit", out)
        self.assertEqual([], self.due())
        self.assertNotIn("Back again", self.goodword("today")[0])
        self.goodword("needs", "add", name, "process-improvement", "--by", "dev")
        self.goodword("sync", "--all")
        [back] = [one for row in self.json("today")["lists"] for one in row["back"]]
        self.assertEqual((name, "let go", "they need process improvement now, energy audit then"),
                         (back["name"], back["went"], *back["turned"]))
        out, _ = self.goodword("today")
        self.assertIn("Back again", out)
        self.assertIn(f"goodword letters preview {id} welcome-back", out)
        self.assertIn("Back again", self.goodword("explain", "contact", id)[0])
        self.assertEqual([("welcome-back", "")], self.due())
        self.assertIn("It is good to hear from you again.", self.goodword("letters", "preview", name)[0])
        self.assertIn("counts as written to", self.goodword("letters", "done", id, "welcome-back", code=2)[1])
        self.assertEqual([], self.json("letters", "list", "--clock-offset", "31d")["letters"])

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


    def drafting(self, **more):
        """The CRM drafts mails, as far as a made-up one can, and the two letters of an introduction are to be such."""
        settings = json.loads(self.crm_file.read_text())
        settings["letters_as"] = "draft"
        settings["change"]["writes"] = {"draft_email": {
            "on": {"contact": {}},
            "request": {"path": "/crm/v3/objects/emails", "json": {
                "properties": {"hs_timestamp": "${now}", "hs_email_direction": "EMAIL", "hs_email_subject": "${title}",
                               "hs_email_text": {"$text": "${to}"}, "hs_email_html": "${body} ${marker}"},
                "associations": [{"to": {"id": "${id}"}, "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 198}]}]}},
            "results": {"id": "/id"}, "sameness": {"class": "D", "why": "made up for a test"},
            "undo": {"request": {"method": "DELETE", "path": "/crm/v3/objects/emails/${created}"}}}}
        settings["change"].update(more)
        self.crm_file.write_text(json.dumps(settings))

    def agreed(self, **more):
        """Both said yes to an introduction that is to be drafted."""
        crm, id = self.asked()
        self.drafting(**more)
        row = next(r for r in self.json("referrals")["referrals"] if r["id"] == id)
        partners = self.config / "partners.json"
        text = json.loads(re.sub(r"(?m)\s//.*$", "", partners.read_text()))
        for partner in text["partners"]:
            if row["partner"] in (partner["id"], partner["name"]):
                partner["email"] = "pat@partner.example"
        partners.write_text(json.dumps(text))
        for party in ("prospect", "partner"):
            self.goodword("review", "consent", id, "--how", "phone", "--by", "dev", "--party", party)
            if party == "prospect":
                self.goodword("sync", "--all")
        return crm, id

    def synced(self):
        self.goodword("sync", "--all")
        return next(run for run in self.json("history", "--limit", "5")["runs"] if run["kind"] == "sync")["run"]

    def posts(self, crm, kind):
        return [write for write in crm.writes() if f"/objects/{kind}" in json.dumps(write)]

    def test_an_introduction_becomes_two_drafts_of_mails_that_plan_explain_and_undo_speak_of(self):
        crm, id = self.agreed(streams={"emails": None})
        plan = self.goodword("plan", "--full")[0]
        to = re.findall(r"  draft   \+ to (\S+): An introduction", plan)
        self.assertEqual(2, len(to), plan)
        self.assertEqual("pat@partner.example", to[1])
        self.assertIn("Introductions become drafts in your CRM; you send them.", plan)
        self.assertEqual([], self.posts(crm, "emails"))
        run = self.synced()
        self.assertEqual(2, len(self.posts(crm, "emails")))
        contact = next(r["contact"] for r in self.json("referrals", "--all")["referrals"] if r["id"] == id)
        writes = re.findall(r"([0-9a-f]{12}) run \d+: draft_email", self.goodword("explain", "contact", contact)[0])
        self.assertEqual(2, len(writes), self.said[-1])
        told = self.goodword("explain", "write", writes[1])[0]
        self.assertIn("draft_email An introduction", told)
        self.assertRegex(told, r"To +pat@partner.example")
        undone = self.goodword("undo", str(run))[0]
        self.assertEqual(4, len(self.posts(crm, "emails")), undone)

    def test_a_mail_that_the_crm_shows_is_one_that_somebody_sent_and_stays(self):
        crm, id = self.agreed()
        run = self.synced()
        self.assertIn("the draft was sent by a person", self.goodword("undo", str(run))[0])
        self.assertEqual(2, len(self.posts(crm, "emails")))


if __name__ == "__main__":
    main()
