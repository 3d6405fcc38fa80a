"""The circle on the command line: add, import, list, show, room, check-in."""
import json
import sqlite3

from program import ROOT, Case, main

ADDED = ("partners", "add", "inkwell", "--name", "Inkwell & Daughters", "--kind", "ally", "--person", "Una Inkwell",
         "--service", "copywriting", "--city", "Ripon", "--country", "GB", "--room", "3", "--until", "2099-12-31")


class Circle(Case):
    """The demo's firm and circle, and a CRM that nobody needs to reach."""

    def setUp(self):
        super().setUp()
        self.connect("http://127.0.0.1:9")

    def table(self, text, name="circle.csv"):
        path = self.folder / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return str(path)

    def partner(self, name, *words):
        return self.json("partners", "show", name, *words)["partner"]

    def ids(self):
        return [p["id"] for p in self.json("partners", "list")["partners"]]


class Adding(Circle):
    def test_a_partner_that_is_added_is_listed_with_whose_word_it_is(self):
        before = self.ids()
        self.assertEqual("Added Inkwell & Daughters.\n", self.goodword(*ADDED, "--trusted")[0])
        self.assertEqual(["inkwell"], [id for id in self.ids() if id not in before])
        added = self.partner("inkwell")
        self.assertEqual(("Inkwell & Daughters", ["copywriting"], True, "command"),
                         (added["name"], added["services"], added["trusted"], added["origin"]))
        self.assertTrue(added["recommended"])
        self.assertEqual("partners.json", self.partner("pellwick")["origin"])

    def test_nobody_is_recommended_whom_nobody_vouches_for_and_the_way_out_is_said_and_works(self):
        out, _ = self.goodword(*ADDED)
        self.assertIn("Nobody vouches for it yet", out)
        self.assertIn("no record yet: not recommended", self.goodword("partners", "list")[0])
        doubt = self.partner("inkwell")
        self.assertEqual([False, ["reliability"]], [doubt["recommended"], [o["limit"] for o in doubt["obstacles"]]])
        advice = doubt["obstacles"][0]["advice"].removeprefix("if you vouch for it: goodword ")
        self.assertIn(advice, out)
        self.assertEqual("Changed Inkwell & Daughters.\n", self.goodword(*advice.split())[0])
        self.assertEqual([True, ["copywriting"]], [self.partner("inkwell")[key] for key in ("recommended", "services")])

    def test_a_pause_is_ended_as_the_advice_says(self):
        self.goodword(*ADDED, "--trusted", "--pause")
        advice = self.partner("inkwell")["obstacles"][0]["advice"]
        self.goodword(*advice.removeprefix("goodword ").split())
        self.assertTrue(self.partner("inkwell")["recommended"])

    def test_a_slip_adds_nobody(self):
        before = self.json("partners", "list")
        for words, hint in ((("pellwick", "--name", "Again"), "there is a partner pellwick already, in partners.json"),
                            (("pellwick", "--change", "--trusted"), "partners.json: change it there"),
                            (("nobody", "--change", "--trusted"), "no partner nobody to change"),
                            (("new",), "--name NAME"),
                            (("New One", "--name", "New"), "small letters"),
                            (("new", "--name", "New", "--kind", "friend"), '"colleague", "ally" and "competitor"'),
                            (("new", "--name", "New", "--service", "copywritting"), 'did you mean "copywriting"?'),
                            (("new", "--name", "New", "--owner", "dve"), 'did you mean "dev"?'),
                            (("new", "--name", "New", "--email", "nowhere"), "e-mail"),
                            (("new", "--name", "New", "--country", "GB"), "city"),
                            (("new", "--name", "New", "--room", "2"), "--until"),
                            (("new", "--name", "New", "--room", "two", "--until", "2099-01-01"), "room"),
                            (("new", "--name", "New", "--room", "2", "--until", "soon"), "--until")):
            self.assertIn(hint, self.goodword("partners", "add", *words, code=2)[1], words)
        self.assertEqual(before, self.json("partners", "list"))

    def test_who_was_added_is_looked_at_when_matching(self):
        self.sandbox()
        self.goodword("sync")
        self.goodword(*ADDED, "--trusted")
        self.goodword("sync")
        decision = self.json("explain", "contact", "Joan Marsh")["decision"]
        self.assertIn("inkwell", [m["partner"] for m in decision["matches"] + decision["no_matches"]])


class Importing(Circle):
    TABLE = ('\ufeffFirm,Type,Services,E-Mail,Ort,Room for,Until,Trusted,Wants,Languages\r\n'
             'Müller & Söhne,ally,Copywriting; SEO,m@mueller.example,"Ripon, GB; York, GB, 53.96, -1.0873",2,2099-12-31,yes,"Food;\r\nSEO",EN;de\r\n'
             '"Quill ""Q"" Ltd",Competitor,web-design,,,,,no,,\r\n\r\n')

    def test_a_table_is_stored_as_partners_json_would_have_it(self):
        out, _ = self.goodword("partners", "import", self.table(self.TABLE))
        self.assertIn("2 new, 0 changed, 0 as they were.", out)
        made = self.partner("mueller-soehne")
        self.assertEqual({"name": "Müller & Söhne", "services": ["copywriting", "seo"], "languages": ["en", "de"],
                          "wants": ["Food", "seo"], "trusted": True, "email": "m@mueller.example",
                          "places": [{"city": "Ripon", "country": "GB"},
                                     {"city": "York", "country": "GB", "latitude": 53.96, "longitude": -1.0873}],
                          "room": {"places": 2, "until": "2099-12-31"}, "origin": "import", "kind": "ally"},
                         {key: made[key] for key in ("name", "services", "languages", "wants", "trusted", "email", "places",
                                                     "room", "origin", "kind")})
        other = self.partner('Quill "Q" Ltd')
        self.assertEqual(("quill-q-ltd", "competitor", False), (other["id"], other["kind"], other["trusted"]))

    def test_the_same_table_again_changes_nothing_and_an_edited_row_changes_its_partner_alone(self):
        self.goodword("partners", "import", self.table(self.TABLE))
        rows = lambda: sqlite3.connect(self.store).execute("select id, body, saved_at from partner order by id").fetchall()
        before = rows()
        self.assertIn("0 new, 0 changed, 2 as they were", self.goodword("partners", "import", self.table(self.TABLE))[0])
        self.assertEqual(before, rows())
        edited = self.TABLE.replace(",2,2099-12-31", ",4,2099-06-30").replace("m@mueller.example", "")
        said = self.json("partners", "import", self.table(edited))
        self.assertEqual([("changed", ["email", "room"]), ("as it was", [])], [(p["what"], p["fields"]) for p in said["partners"]])
        made = self.partner("mueller-soehne")
        self.assertEqual(({"places": 4, "until": "2099-06-30"}, None, ["copywriting", "seo"]),
                         (made["room"], made.get("email"), made["services"]))
        self.assertEqual(before[1], rows()[1])

    def test_a_column_that_is_not_there_takes_nothing_away_from_one_that_was_added(self):
        self.goodword(*ADDED, "--trusted")
        self.goodword("partners", "import", self.table("id;industries\ninkwell;food, fish;\n".replace("fish;", "fish")))
        made = self.partner("inkwell")
        self.assertEqual((["food, fish"], True, ["copywriting"]), (made["industries"], made["trusted"], made["services"]))

    def test_a_dry_run_says_what_it_would_do_and_stores_nothing(self):
        before = self.ids()
        out, _ = self.goodword("partners", "import", self.table(self.TABLE), "--dry-run")
        self.assertIn("new       mueller-soehne", out)
        self.assertIn("nothing was stored", out)
        self.assertEqual(before, self.ids())

    def test_every_fault_is_told_at_once_with_line_column_why_and_what_to_do_and_nothing_is_stored(self):
        before = self.ids()
        path = self.table("id,name,services,room,room_until,owner,kind,trusted,email\n"
                          ",X,copywritting,2,soon,dve,friend,perhaps,x\n"
                          "pellwick,,seo,a,2099-12-01,,,,\n"
                          ',"Good\none",copywriting,1,2099-12-01,dev,ally,yes,\n'
                          ",Last,,1,,,,,\n")
        _, err = self.goodword("partners", "import", path, code=78)
        for line in ('circle.csv:2 column services: there is no service "copywritting"; did you mean "copywriting"?',
                     'circle.csv:2 column room_until: "soon" does not have the form that is expected; a day: 2026-11-30',
                     'circle.csv:2 column owner: there is no seller "dve"; did you mean "dev"?',
                     'circle.csv:2 column kind: "friend" is none of',
                     "circle.csv:2 column trusted: expected",
                     "circle.csv:2 column email: ",
                     'circle.csv:3: "pellwick" stands in partners.json, which a table does not change; change it there',
                     "circle.csv:3 column room: expected a whole number",
                     'circle.csv:6 column room: the key "until" is missing',
                     "problems in the table; nothing was stored"):
            self.assertIn(line, err)
        self.assertNotIn("circle.csv:4", err)
        self.assertEqual(before, self.ids())

    def test_a_heading_that_names_no_field_is_refused_or_passed_over_when_asked_to(self):
        path = self.table("name,servicez,colour\nPlume,copywriting,red\n")
        _, err = self.goodword("partners", "import", path, code=78)
        self.assertIn('circle.csv:1 column servicez: no field of a partner has this name; did you mean "services"?', err)
        self.assertIn("circle.csv:1 column colour: no field of a partner has this name; rename it", err)
        out, _ = self.goodword("partners", "import", path, "--other-columns")
        self.assertIn("Passed over: servicez, colour", out)
        self.assertEqual("Plume", self.partner("plume")["name"])

    def test_what_is_no_table_is_refused(self):
        for content, hint in ((b"name\n\xff\n", "circle.csv:2: the text is not UTF-8"), (b"", "the table is empty"),
                              (b'name\n"open\n', "circle.csv:2: a quote is opened and never closed"),
                              (b"name,kind\nonly\n", "circle.csv:2: the row has 1 cells, the heading 2"),
                              (b"kind\nally\n", 'no column "name"'),
                              (b"name,id\nA,a\nB,a\n", "circle.csv:3 column id: the id \"a\" is there twice")):
            self.assertIn(hint, self.goodword("partners", "import", self.table(content), code=78)[1], content)
        self.assertIn("missing", self.goodword("partners", "import", str(self.folder / "none.csv"), code=2)[1])

    def test_the_shipped_example_is_taken(self):
        out, _ = self.goodword("partners", "import", str(ROOT / "packaging" / "share" / "demo" / "partners.csv"))
        self.assertIn("2 new, 0 changed", out)
        self.assertEqual([True, False], [self.partner(id)["recommended"] for id in ("larkspur-design", "otter-pike")])

    def test_help_names_every_column(self):
        help, _ = self.goodword("help", "partners", "import")
        for column in ("id (", "kind (", "opens_for_us (", "we_open (", "former (", "affinity (", "last_contact ("):
            self.assertIn(column, " ".join(help.split()))


class Room(Circle):
    def test_what_is_said_stands_before_the_file_until_its_day_is_over_and_each_word_is_kept(self):
        stated = self.partner("pellwick")["room"]
        out, _ = self.goodword("partners", "room", "Pellwick Copy", "5", "--until", "2099-12-31", "--by", "dev")
        self.assertIn("Pellwick Copy: room for 5 until 2099-12-31, said by dev.", out)
        self.goodword("partners", "room", "pellwick", "1", "--until", "2099-11-30")
        made = self.partner("pellwick")
        self.assertEqual({"places": 1, "until": "2099-11-30"}, made["room"])
        self.assertEqual([(1, "tester"), (5, "dev")], [(said["places"], said["by"]) for said in made["rooms_said"]])
        self.assertEqual(stated, next(p for p in json.loads((self.config / "partners.json").read_text())["partners"]
                                      if p["id"] == "pellwick")["room"])
        self.assertIn("(said by tester, ", self.goodword("partners", "show", "pellwick")[0])

    def test_without_a_day_it_holds_thirty_days_and_then_the_room_is_not_known(self):
        self.goodword(*ADDED, "--trusted")
        self.goodword("partners", "add", "inkwell", "--change", "--room", "9", "--until", "2020-01-01")
        self.assertIn("word on room ended", self.goodword("partners", "show", "inkwell")[0])
        self.goodword("partners", "room", "inkwell", "2")
        self.assertTrue(self.partner("inkwell", "--clock-offset", "29d")["recommended"])
        late = self.partner("inkwell", "--clock-offset", "31d")
        self.assertEqual([False, ["room"]], [late["recommended"], [o["limit"] for o in late["obstacles"]]])
        self.assertIn("room expired", self.goodword("partners", "list", "--clock-offset", "31d")[0])
        self.goodword("partners", "room", "inkwell", "2", env={"GOODWORD_PARTNERS_ROOM_LIFE": "7d"})
        self.assertFalse(self.partner("inkwell", "--clock-offset", "8d")["recommended"])

    def test_room_that_is_none_keeps_it_from_being_recommended(self):
        self.goodword("partners", "room", "pellwick", "0")
        self.assertEqual("has no room", self.partner("pellwick")["obstacles"][0]["text"])

    def test_a_slip_says_nothing(self):
        for words, hint in ((("pellwik", "1"), "did you mean pellwick?"), (("pellwick", "two"), "from 0 to 1000, not two"),
                            (("pellwick", "1001"), "from 0 to 1000"), (("pellwick", "1", "--until", "soon"), "not soon"),
                            (("pellwick", "1", "--until", "2020-01-01"), "over already"), (("a", "1"), "partners fit a: ")):
            self.assertIn(hint, self.goodword("partners", "room", *words, code=2)[1], words)
        self.assertEqual([], self.partner("pellwick")["rooms_said"])

    def test_whoever_has_a_need_is_decided_anew_at_the_next_sync(self):
        self.sandbox()
        self.goodword("sync")
        joan = lambda: self.json("explain", "contact", "Joan Marsh")["decision"]
        for partner in ("pellwick", "sallow-reed"):
            self.goodword("partners", "room", partner, "4", "--until", "2099-12-31")
        self.goodword("sync")
        self.assertEqual("pellwick", joan()["matches"][0]["partner"])
        self.goodword("partners", "room", "pellwick", "0", "--until", "2099-12-31")
        self.goodword("sync")
        self.assertIn(("pellwick", "has no room"), [(no["partner"], no["text"]) for no in joan()["no_matches"]])
        self.assertNotIn("pellwick", [match["partner"] for match in joan()["matches"]])


class OfTheCrm(Circle):
    """Partners that a CRM marks, by a tag of the CRM's own."""

    def test_a_marked_contact_is_a_partner_nobody_vouches_for_until_a_person_does_and_no_prospect(self):
        self.sandbox()
        self.goodword("setup", "main", "--yes")
        self.goodword("sync")
        self.goodword("crm", "promote", "main")
        self.goodword("sync", "--all")
        self.goodword("sync", "--all")  # reads back what the first one wrote
        best = self.json("today")["lists"][0]["prospects"][0]["contact"].split(" ")[-1]
        tags = self.json("explain", "contact", best)["contact"]["tags"]
        settings = json.loads(self.crm_file.read_text())
        settings["partners"] = {"tags": {tags[0]: "allly"}, "services": {tags[0]: "copywritting"}}
        self.crm_file.write_text(json.dumps(settings))
        _, err = self.goodword("validate", code=78)
        self.assertIn('"allly" is none of "colleague", "ally" and "competitor"', err)
        settings["partners"] = {"tags": {tags[0]: "ally"}, "services": {tags[0]: "copywritting"}}
        self.crm_file.write_text(json.dumps(settings))
        self.assertIn('did you mean "copywriting"?', self.goodword("validate", code=78)[1])
        settings["partners"]["services"][tags[0]] = "copywriting"
        self.crm_file.write_text(json.dumps(settings))
        self.goodword("sync", "--dry-run")
        id = f"main-{best}"
        made = self.partner(id)
        self.assertEqual(("crm main", ["copywriting"], False, ["reliability", "room"]),
                         (made["origin"], made["services"], made["trusted"], [o["limit"] for o in made["obstacles"]]))
        self.assertIn("no record yet: not recommended", self.goodword("partners", "list")[0])
        said = self.json("explain", "contact", best)
        self.assertEqual("none", said["decision"]["verdict"])
        self.assertIn(f"a partner of ours: {id}", said["standing"])
        self.goodword(*made["obstacles"][0]["advice"].removeprefix("if you vouch for it: goodword ").split())
        self.goodword("partners", "room", id, "1")
        self.goodword("sync", "--dry-run", "--full")
        self.assertTrue(self.partner(id)["recommended"])


class CheckIn(Circle):
    def test_who_is_due_is_listed_and_one_that_was_held_is_not_until_a_month_is_over(self):
        due = lambda *words: [c["partner"] for c in self.json("partners", "check-in", *words)["check_ins"]]
        self.assertEqual({"dunmarrow", "hawsby", "pellwick", "sallow-reed", "tarn-lane"}, set(due()))  # not a colleague
        out, _ = self.goodword("partners", "check-in", "pellwick", "--done", "--by", "dev", "--note", "by phone")
        self.assertIn("Noted: check-in with Pellwick Copy on ", out)
        self.assertNotIn("pellwick", due())
        self.assertIn("pellwick", due("--clock-offset", "31d"))
        tie = self.partner("pellwick")["tie"]
        self.assertEqual("check-in by dev", tie["how"])
        self.assertEqual(tie["checked_in"], tie["last_contact"])

    def test_the_letter_says_what_is_noted_in_the_partners_language(self):
        out, _ = self.goodword("partners", "check-in", "pellwick")
        for words in ("To: ewan@pellwick.example", "Subject: How are things at Pellwick Copy?", "Dear Ewan,",
                      "I have noted: copywriting, food.", "Dev Anand, Ottermere & Vance"):
            self.assertIn(words, out)
        german, _ = self.goodword("partners", "check-in", "pellwick", "--language", "de")
        self.assertIn("Wie geht es bei Pellwick Copy?", german)
        self.goodword("partners", "import", self.table("name,languages\nSchreiber,de\n"))
        self.assertIn("Guten Tag Schreiber,", self.goodword("partners", "check-in", "schreiber")[0])
        self.assertIn("Notiert ist nichts.", self.goodword("partners", "check-in", "schreiber")[0])

    def test_an_earlier_day_can_be_named_and_no_other(self):
        self.goodword("partners", "check-in", "pellwick", "--done", "--on", "2020-05-06")
        self.assertEqual("2020-05-06", self.partner("pellwick")["tie"]["checked_in"])
        for words, hint in ((("pellwick", "--done", "--on", "2099-01-01"), "has been"),
                            (("pellwick", "--done", "--on", "soon"), "2026-12-31"), (("--done",), "with whom?")):
            self.assertIn(hint, self.goodword("partners", "check-in", *words, code=2)[1])

    def test_a_tie_without_contact_for_sixty_days_is_cold_and_one_never_heard_of_is_not_known(self):
        self.goodword("partners", "check-in", "pellwick", "--done")
        self.assertNotIn("Gone cold", self.goodword("partners", "list", "--clock-offset", "59d")[0])
        out, _ = self.goodword("partners", "list", "--clock-offset", "61d")
        self.assertIn("Gone cold: Pellwick Copy (61 days).", out)
        self.assertTrue(self.partner("pellwick", "--clock-offset", "61d")["tie"]["cold"])
        self.assertFalse(self.partner("hawsby", "--clock-offset", "61d")["tie"]["cold"])

    def test_today_and_status_say_which_ties_went_cold_and_what_to_do(self):
        self.sandbox()
        self.goodword("sync")
        self.goodword("partners", "check-in", "hawsby", "--done")
        for words in (("today",), ("status",)):
            self.assertNotIn("Hawsby", self.goodword(*words)[0])
            self.assertIn("Hawsby Ledger", self.goodword(*words, "--clock-offset", "61d")[0])
        self.assertIn("goodword partners check-in hawsby", self.goodword("today", "--clock-offset", "61d", "--seller", "dev")[0])
        self.assertNotIn("Hawsby", self.goodword("today", "--clock-offset", "61d", "--seller", "priya")[0])
        self.assertEqual(1, self.json("status", "--clock-offset", "61d")["circle"]["cold"])
        ties = {one["seller"]: [tie["partner"] for tie in one["ties"]] for one in self.json("today", "--clock-offset", "61d")["lists"]}
        self.assertEqual(["hawsby"], ties["dev"])

    def test_mails_and_calls_of_the_crm_count_as_contact(self):
        crm = self.sandbox()
        self.goodword("sync")
        joan = self.json("explain", "contact", "Joan Marsh")["contact"]
        self.goodword("partners", "add", "dairy", "--name", "Dairy", "--email", joan["emails"][0])
        tie = self.partner("dairy")["tie"]
        self.assertIn(" in main", tie["how"])
        self.assertIsNotNone(tie["last_contact"])


if __name__ == "__main__":
    main()
