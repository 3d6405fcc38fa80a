"""connector test --record and --replay: a live CRM's answers as samples, with nothing of anybody in them."""
import json
import re
import shutil
import urllib.request

from program import ROOT, TOKEN, Case, main

HUBSPOT = ROOT / "connectors" / "hubspot"
PROPERTIES = ["email", "firstname", "lastname", "phone", "mobilephone", "company", "jobtitle", "name", "domain", "dealname",
              "hs_note_body", "hs_task_subject", "hs_task_body", "hs_email_subject", "hs_email_text", "hs_email_html", "hs_call_body",
              "hs_meeting_title", "hs_meeting_body", "loss_reason"]


def everything(origin, kind):
    """All objects of a kind, asked of the CRM directly."""
    found, after = [], ""
    while True:
        url = f"{origin}/crm/v3/objects/{kind}?limit=100&properties={','.join(PROPERTIES)}" + (f"&after={after}" if after else "")
        request = urllib.request.Request(url, headers={"Authorization": f"Bearer {TOKEN}"})
        page = json.loads(urllib.request.urlopen(request, timeout=60).read())
        found += page["results"]
        after = page.get("paging", {}).get("next", {}).get("after")
        if not after:
            return found


def values_in(document):
    """Every text that is no name of a member."""
    if isinstance(document, str):
        yield document
    elif isinstance(document, (list, dict)):
        for part in document.values() if isinstance(document, dict) else document:
            yield from values_in(part)


class Recording(Case):
    def setUp(self):
        super().setUp()
        self.crm = self.sandbox()
        self.samples = self.folder / "recorded"

    def record(self, *more, code=0):
        return self.goodword("connector", "test", "hubspot", "--record", str(self.samples), "--crm", "main", *more, code=code)

    def texts(self):
        return {file.name: file.read_text() for file in sorted(self.samples.glob("*.json"))}

    def test_no_value_of_anybody_and_no_secret_is_in_a_recording(self):
        self.record("--pages", "50")
        texts = self.texts()
        whole = "\n".join(texts.values())
        told = set(values_in([json.loads(text) for text in texts.values()]))
        self.assertLessEqual({"check.json", "contacts.json", "companies.json", "deals.json", "users.json", "notes.json"}, set(texts))
        people = everything(self.crm.origin, "contacts")
        self.assertGreater(len(people), 200)
        self.assertEqual(len(people), len(json.loads(texts["contacts.json"])["steps"][0]["expect"]["records"]))
        looked_for = 0
        for person in people:
            values = {name: text for name, text in person["properties"].items() if text and name in PROPERTIES}
            full = " ".join(values[name] for name in ("firstname", "lastname") if name in values)
            self.assertNotIn(full, whole)
            for name, text in values.items():
                looked_for += 1
                # Alone, as a value: a first name may be the beginning of a word of the vendor's, a job the name of a field.
                self.assertFalse(text in told, f"{name}: {text}")
                if name in ("email", "phone", "mobilephone"):
                    self.assertNotIn(text, whole, name)
        self.assertGreater(looked_for, 800)
        for kind in ("companies", "deals", "notes", "tasks", "emails", "calls", "meetings"):
            for item in everything(self.crm.origin, kind):
                for name, text in item["properties"].items():
                    if name in PROPERTIES and text:
                        self.assertFalse(text in told, f"{kind} {name}: {text}")
        for secret in (TOKEN, "Bearer", "Authorization", self.crm.origin, "127.0.0.1", "Set-Cookie"):
            self.assertNotIn(secret, whole)

    def test_a_recording_plays_offline_and_stays_equal_where_it_was(self):
        said, _ = self.record("--pages", "50")
        self.crm.close()
        out, _ = self.goodword("connector", "test", "hubspot", "--replay", str(self.samples))
        for name in self.texts():
            self.assertIn(f"good   {name}", out)
            self.assertIn(name, said)
        self.assertNotIn("WRONG", out)
        contacts = json.loads(self.texts()["contacts.json"])
        self.assertEqual("recording", contacts["from"])
        self.assertEqual(["pull", "pull", "read"], [step["do"] for step in contacts["steps"]])
        records = {record["id"]: record for record in contacts["steps"][0]["expect"]["records"]}
        for again in contacts["steps"][2]["expect"]["records"]:
            self.assertEqual(records[again["id"]]["emails"], again["emails"])
        companies = {record["id"] for record in json.loads(self.texts()["companies.json"])["steps"][0]["expect"]["records"]}
        named = {record["company"] for record in records.values() if "company" in record}
        self.assertTrue(named and named <= companies)

    def test_a_changed_recording_is_told(self):
        self.record("--pages", "1")
        file = self.samples / "contacts.json"
        file.write_text(re.sub(r"person\d+@example.com", "somebody.else@example.com", file.read_text(), count=1))
        out, _ = self.goodword("connector", "test", "hubspot", "--replay", str(self.samples), code=1)
        self.assertIn("WRONG  contacts.json", out)
        self.assertIn("somebody.else@example.com", out)

    def test_a_few_pages_are_recorded_unless_more_are_wanted_and_nothing_is_written_to_the_crm(self):
        self.record()
        self.assertEqual(2, json.loads(self.texts()["contacts.json"])["steps"][0]["expect"]["pages"])
        self.assertEqual([], self.crm.writes())

    def test_what_the_crm_refuses_is_recorded_as_it_was_refused(self):
        self.crm.control("fault?fault=server_error&path=/crm/v3/owners&nth=1&times=50")
        out, _ = self.record("--pages", "1")
        self.assertIn("users.json", out)
        self.assertIn("the CRM answered: remote.unavailable", out)
        self.goodword("connector", "test", "hubspot", "--replay", str(self.samples))

    def test_slips_are_told_before_anything_is_asked(self):
        said = lambda *words: self.goodword("connector", "test", *words, code=2)[1]
        folder = str(self.samples)
        self.assertIn("--crm NAME", said("hubspot", "--record", folder))
        self.assertIn("did you mean main?", said("hubspot", "--record", folder, "--crm", "mian"))
        self.assertIn("not", said("close", "--record", folder, "--crm", "main"))
        self.assertIn("--pages takes a number", said("hubspot", "--record", folder, "--crm", "main", "--pages", "two"))
        self.samples.mkdir()
        (self.samples / "mine.json").write_text("{}")
        self.assertIn("nothing is overwritten", said("hubspot", "--record", folder, "--crm", "main"))
        self.assertEqual("{}", (self.samples / "mine.json").read_text())
        self.assertEqual([], self.crm.requests())


class OwnFile(Case):
    def test_a_file_of_ones_own_is_recorded_through_a_crm_that_runs_it(self):
        crm = self.sandbox()
        own = self.config / "connectors" / "mine"
        own.mkdir(parents=True)
        shutil.copy(HUBSPOT / "connector.json", own)
        self.crm_file.write_text(self.crm_file.read_text().replace('"hubspot"', '"mine"'))
        self.goodword("connector", "test", str(own), "--record", str(own / "samples"), "--crm", "main", "--pages", "1")
        self.assertNotIn(crm.origin, (own / "samples" / "contacts.json").read_text())
        self.assertIn("good   contacts.json", self.goodword("connector", "test", str(own))[0])


if __name__ == "__main__":
    main()
