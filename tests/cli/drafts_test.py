"""connector new: a folder from a document or saved answers, which validate takes, and which nobody's file is lost to."""
import json
import re

from program import Case, main

DOCUMENT = {
    "openapi": "3.0.3", "info": {"title": "Made Up CRM", "version": "2"}, "servers": [{"url": "https://api.made-up.example/v2"}],
    "components": {
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        "schemas": {"Contact": {"type": "object", "properties": {
            "id": {"type": "integer"}, "first_name": {"type": "string"}, "last_name": {"type": "string"}, "email": {"type": "string"},
            "company_id": {"type": "integer"}, "updated_at": {"type": "string", "format": "date-time"}}}}},
    "paths": {
        "/contacts": {"get": {
            "parameters": [{"name": "page", "in": "query", "schema": {"type": "integer"}},
                           {"name": "per_page", "in": "query", "schema": {"type": "integer", "maximum": 200}},
                           {"name": "updated_since", "in": "query", "schema": {"type": "string", "format": "date-time"}}],
            "responses": {"200": {"content": {"application/json": {"schema": {"type": "object", "properties": {
                "contacts": {"type": "array", "items": {"$ref": "#/components/schemas/Contact"}}}}}}}}}},
        "/me": {"get": {"responses": {}}}}}
YAML = """openapi: 3.0.3
info: {title: Made Up CRM, version: '2'}
servers: [{url: https://api.made-up.example/v2}]
paths:
  /people:
    get:
      responses:
        '200': {content: {application/json: {schema: {type: array, items: {properties: {id: {type: string}, email: {type: string}}}}}}}
"""
ANSWER = {"contacts": [{"id": 7, "first_name": "Joan", "last_name": "Ferris", "email": "joan@ferris.example", "company_id": 3,
                        "updated_at": "2026-01-02T03:04:05Z", "mobile": "+44 7700 900123"}]}


class Drafts(Case):
    def file(self, name, content):
        path = self.folder / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return str(path)

    def new(self, *words, name="made-up", code=0):
        return self.goodword("connector", "new", name, *words, code=code)

    def drafted(self, name="made-up"):
        """The folder, once validate has taken what is in it."""
        folder = self.config / "connectors" / name
        self.assertIn("is right", self.goodword("connector", "validate", str(folder / "connector.json"))[0])
        return folder

    def test_a_document_becomes_a_folder_that_validate_takes_with_every_guess_told(self):
        out, _ = self.new("--openapi", self.file("api.json", DOCUMENT))
        folder = self.drafted()
        text, readme = (folder / "connector.json").read_text(), (folder / "README.md").read_text()
        for guess in ("/streams/contacts/fields/emails", "/streams/contacts/pages", "/streams/contacts/changes", "/origins/api",
                      "/auth/token", "/budgets/calls", "/check"):
            self.assertIn(guess, out)
            self.assertIn(guess, readme)
        self.assertEqual(len(set(re.findall(r"^  (/\S+)", out, re.M))), text.count("// guessed: "))
        self.assertIn("how deletions are told", out)
        shown, _ = self.goodword("connector", "show", "made-up")
        self.assertIn("https://api.made-up.example", shown)
        self.assertIn("contacts", self.goodword("connector", "list")[0] + shown)

    def test_yaml_is_read_as_well(self):
        self.new("--openapi", self.file("api.yml", YAML))
        self.assertIn('"/people"', (self.drafted() / "connector.json").read_text())

    def test_an_answer_becomes_a_stream_and_a_sample_without_anybody_in_it(self):
        self.new("--openapi", self.file("api.json", DOCUMENT), "--answer", self.file("answer.json", ANSWER),
                 "--url", "https://api.made-up.example/v2/contacts?page=1&per_page=200")
        folder = self.drafted()
        sample = (folder / "samples" / "contacts.json").read_text()
        for real in ("Joan", "Ferris", "ferris", "joan", "900123"):
            self.assertNotIn(real, sample)
        self.assertEqual([{"id": "7", "first_name": "First1", "last_name": "Last1", "emails": ["person1@example.com"],
                           "phones": ["+999 555 000001"], "company": "3", "changed": "2026-01-02T03:04:05Z"}],
                         json.loads(sample)["steps"][0]["expect"]["records"])
        self.assertIn("good   contacts.json", self.goodword("connector", "test", str(folder))[0])

    def test_an_exchange_tells_its_address_itself(self):
        exchange = {"request": {"url": "https://x.example/people", "query": {"limit": 1}}, "response": {"status": 200, "json": [{"id": "a", "email": "a@b.example"}]}}
        self.new("--answer", self.file("one.json", exchange), name="other")
        self.assertIn("https://x.example", (self.drafted("other") / "connector.json").read_text())

    def test_a_folder_that_is_there_is_left_alone(self):
        api = self.file("api.json", DOCUMENT)
        self.new("--openapi", api)
        file = self.config / "connectors" / "made-up" / "connector.json"
        file.write_text("mine")
        self.assertIn("nothing is overwritten", self.new("--openapi", api, code=2)[1])
        self.assertEqual("mine", file.read_text())
        into = self.folder / "elsewhere"
        self.new("--openapi", api, "--into", str(into))
        self.assertTrue((into / "made-up" / "connector.json").exists())

    def test_what_is_missing_is_said_precisely_and_nothing_is_written(self):
        nothing = {"openapi": "3.0.0", "info": {"title": "x", "version": "1"}, "paths": {"/invoices": {"get": {}}}}
        for words, code, said in (((), 2, "--openapi FILE"),
                                  (("--openapi", self.file("a.json", nothing)), 1, "a list to begin with"),
                                  (("--openapi", self.file("b.json", {"a": 1})), 2, "no OpenAPI document"),
                                  (("--openapi", self.file("c.json", '{"openapi": ')), 78, "c.json"),
                                  (("--openapi", self.file("d.yml", "a: [1,\nb: }")), 78, "d.yml:2"),
                                  (("--openapi", str(self.folder / "none.json")), 2, "cannot be read"),
                                  (("--answer", self.file("e.json", ANSWER)), 2, "--url"),
                                  (("--answer", self.file("f.json", ANSWER), "--url", "https://a.example/contacts", "--url", "https://b.example/"), 2, "more --url")):
            with self.subTest(words):
                self.assertIn(said, self.new(*words, code=code)[1])
                self.assertFalse((self.config / "connectors" / "made-up").exists())
        self.assertIn("small letters", self.new("--openapi", "x", name="Made Up", code=2)[1])


if __name__ == "__main__":
    main()
