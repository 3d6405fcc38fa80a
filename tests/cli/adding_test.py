"""crm add: on a terminal the whole way, stopped at each question, refused, by OAuth; and by arguments."""
import fcntl
import json
import os
import pty
import re
import select
import stat
import subprocess
import termios
import time
import unittest
import urllib.request

from auth_test import CLIENT_SECRET, CONNECTOR, Server
from program import GOODWORD, ROOT, SEARCHES_PER_SECOND, TOKEN, Case, Sandbox, main

PATIENCE = 60
KIND, NAME, LOGIN = r"Which CRM\? .*: $", r"short name .*: $", r"Which \[private_app\]: $"
URL, SECRET, TAGS = r"Url: $", r"Token, typed unseen.*: $", r"Tag property \[gw_tags\]: $"
FIELDS, AGREE, AGAIN = r"Which shall be read\?.*: $", r"json\? \(yes/no\) $", r"q stop: $"


class Adding(Case):
    def setUp(self):
        super().setUp()
        self.connect("http://127.0.0.1:1")
        self.crm_file.unlink()
        self.secret.unlink()

    def sandbox(self):
        """The made-up CRM, and a connector of the operator's own whose address is a setting."""
        crm = Sandbox(SEARCHES_PER_SECOND)
        self.addCleanup(crm.close)
        text = (ROOT / "connectors" / "hubspot" / "connector.json").read_text()
        for old, new in (('"connector": "hubspot"', '"connector": "hub"'), ('"title": "HubSpot"', '"title": "A hub of ours"'),
                         ('"api": "https://api.hubapi.com"', '"api": "${settings.url}"'),
                         ('"settings": {\n', '"settings": {\n"url": {"type": "url", "say": "the sandbox\'s address"},\n')):
            self.assertEqual(1, text.count(old), old)
            text = text.replace(old, new)
        folder = self.config / "connectors" / "hub"
        folder.mkdir(parents=True)
        (folder / "connector.json").write_text(text)
        self.crm = crm
        return crm

    def ask_crm(self, method, path, body=None):
        request = urllib.request.Request(self.crm.origin + path, method=method, data=json.dumps(body).encode() if body else None,
                                         headers={"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"})
        return json.loads(urllib.request.urlopen(request, timeout=30).read())

    def own_fields(self):
        """Two fields of people's own: a tier of most contacts, and the names of their dogs."""
        for name, label in (("tier_of_ours", "Tier"), ("dog", "Dog")):
            self.ask_crm("POST", "/crm/v3/properties/contacts", {"name": name, "label": label, "type": "string", "fieldType": "text",
                                                                 "groupName": "contactinformation"})
        people = self.ask_crm("GET", "/crm/v3/objects/contacts?limit=100")["results"]
        inputs = [{"id": one["id"], "properties": {"dog": f"Rex{i}", **({"tier_of_ours": ("golden", "silvern")[i % 2]} if i < 60 else {})}}
                  for i, one in enumerate(people)]
        self.ask_crm("POST", "/crm/v3/objects/contacts/batch/update", {"inputs": inputs})

    def files(self):
        """Every file and folder there is, with what it holds."""
        return {str(path): path.read_bytes() if path.is_file() else None for path in sorted(self.folder.rglob("*"))}

    def crm_json(self, name="main"):
        """The file without its comments and its last comma."""
        text = re.sub(r"(?m)^ *//.*$|(?<=,) //.*$", "", (self.config / "crms" / f"{name}.json").read_text())
        return json.loads(re.sub(r",(\s*})", r"\1", text))

    def talk(self, steps, *words, code=0):
        """Waits for each question, does what is said, and returns all that stood on the terminal."""
        screen, end = pty.openpty()
        self.addCleanup(os.close, screen)

        def lead():
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

        run = subprocess.Popen([GOODWORD, "crm", "add", *words], env=self.env, stdin=end, stdout=end, stderr=end, preexec_fn=lead)
        self.addCleanup(run.wait)
        self.addCleanup(run.kill)
        said, at, left, until = "", 0, list(steps), time.monotonic() + PATIENCE
        while True:
            self.assertLess(time.monotonic(), until, f"waiting for {left[:1]}\n{said[-3000:]}")
            if left and re.search(left[0][0], said[at:]):
                at, act = len(said), left.pop(0)[1]
                act(said) if callable(act) else os.write(screen, act.encode())
            ready, _, _ = select.select([screen], [], [], 0.05)
            piece = os.read(screen, 65536) if ready else b""
            said += piece.decode(errors="replace").replace("\r", "")
            if not piece and run.poll() is not None:
                break
        self.assertTrue(termios.tcgetattr(end)[3] & termios.ECHO, "the terminal was left mute")
        os.close(end)
        self.assertEqual([], left, said)
        self.assertEqual(code, run.returncode, said)
        self.assertNotIn(TOKEN, said)
        self.said.append(said)
        return said

    def steps(self, token=TOKEN):
        return [(KIND, "hub\n"), (NAME, "\n"), (LOGIN, "1\n"), (URL, self.crm.origin + "\n"), (SECRET, token + "\n"), (TAGS, "\n"),
                (FIELDS, "1\n"), (AGREE, "yes\n")]

    def test_the_whole_way(self):
        self.sandbox()
        self.own_fields()
        steps = self.steps()
        # Looked for by parts of its name, and two answers that are none.
        steps[0:1] = [(KIND, "sugar\n"), (KIND, "HU\n"), (KIND, "hub\n")]
        steps[5:5] = [(URL, "crm.example\n")]
        said = self.talk(steps)
        for part in ("the sandbox's address", "Access token of a private app", "hubspot", "reads all; writes tags, fields, notes, tasks", "recorded", "Nothing here is called that", "address that begins with https://",
                     "main: the login works", f"hosts     {self.crm.origin}", "missing   a contact property that holds Goodword's tags",
                     "1 more", "one of 2 words", "60 of 100", "custom.tier", "main is plan-only", "goodword sync main, then goodword plan main"):
            self.assertIn(part, said)
        for hidden in ("golden", "silvern", "Rex1"):
            self.assertNotIn(hidden, said)
        main_json = self.crm_json()
        self.assertEqual({"url": self.crm.origin}, main_json["settings"])
        self.assertEqual({"token": {"file": "secrets/main.token"}}, main_json["secrets"])
        self.assertEqual(("hub", "private_app", "plan_only"), tuple(main_json[key] for key in ("connector", "login", "apply")))
        self.assertEqual({"from": "/properties/tier_of_ours", "type": "text", "class": "business"},
                         main_json["change"]["streams"]["contacts"]["custom"]["tier"])
        secret = self.config / "secrets" / "main.token"
        self.assertEqual((TOKEN + "\n", 0o600), (secret.read_text(), stat.S_IMODE(secret.stat().st_mode)))
        self.assertEqual(3, len(self.crm.writes()))  # of this test itself
        self.goodword("validate")
        self.goodword("sync", "main")
        self.assertEqual([], self.json("rejects", "list")["rejects"])
        self.nothing_secret_in_the_store()

    def test_stopped_at_any_question_nothing_is_left(self):
        self.sandbox()
        self.own_fields()
        before = self.files()
        steps = self.steps()
        for at, (question, _) in enumerate(steps):
            for key in ("\x04", "\x03"):
                # Ctrl-C ends the program as any other, but where what is typed is not seen: there it is read as a key.
                code = 2 if key == "\x04" or question == SECRET else -2
                said = self.talk([*steps[:at], (question, key)], code=code)
                self.assertEqual(before, self.files(), said)
                if code == 2:
                    self.assertIn("nothing was written", said)
        said = self.talk([*steps[:-1], (AGREE, "no\n")], code=2)
        self.assertEqual(before, self.files())

    def test_a_login_that_is_refused_is_asked_again_or_written_all_the_same(self):
        self.sandbox()
        before = self.files()
        wrong = self.steps("pat-wrong")[:6]
        said = self.talk([*wrong, (AGAIN, "q\n")], code=2)
        self.assertIn("401", said)
        self.assertEqual(before, self.files())
        # The second time it is asked for what the connector needs, not for kind and name; a field that is not there is none.
        said = self.talk([*wrong, (AGAIN, "x\n"), (AGAIN, "a\n"), *self.steps()[2:6], (AGREE, "yes\n")])
        self.assertIn("the login works", said)
        self.assertEqual(TOKEN + "\n", (self.config / "secrets" / "main.token").read_text())
        said = self.talk([(SECRET, "pat-wrong\n"), (TAGS, "\n"), (AGAIN, "w\n"), (AGREE, "y\n")], "second", "--connector", "hub", "--login",
                         "private_app", "--set", f"url={self.crm.origin}")
        self.assertIn("Next: goodword crm check second", said)
        # And a CRM that is there is never replaced.
        self.assertIn("would be replaced", self.goodword("crm", "add", "main", code=78)[1])

    def test_a_secret_may_be_elsewhere_and_a_file_may_only_be_shown(self):
        self.sandbox()
        self.secret.write_text(TOKEN + "\n")
        self.secret.chmod(0o600)
        before = self.files()
        said = self.talk([*self.steps()[:4], (SECRET, "\n"), (r"Where is it\?.*: $", "somewhere\n"), (SECRET, "\n"),
                          (r"Where is it\?.*: $", f"file:{self.secret}\n"), (TAGS, "other_tags\n")], "--dry-run")
        self.assertIn(f'"secrets": {{"token":{{"file":"{self.secret}"}}}}', said)
        self.assertIn('"tag_property":"other_tags"', said)
        self.assertIn("Nothing was written", said)
        self.assertEqual(before, self.files())
        self.assertEqual([], self.crm.requests())

    def test_in_the_browser_and_the_login_is_kept_only_with_the_file(self):
        server = Server()
        self.addCleanup(server.close)
        folder = self.config / "connectors" / "small"
        folder.mkdir(parents=True)
        (folder / "connector.json").write_text(json.dumps({**CONNECTOR, "origins": {
            "login": server.origin, "api": {"url": "${login.place}/v1", "within": ["127.0.0.1"]}}}))
        before = self.files()

        def agree(said):
            back = server.agree(re.findall(r"^ +(http\S+)$", said, re.M)[-1])
            urllib.request.urlopen(back, timeout=10).read()

        steps = [(KIND, "small\n"), (NAME, "\n"), (r"Client secret.*: $", CLIENT_SECRET + "\n"), (r"must name the redirect address \S+\n$", agree)]
        words = ("--no-browser", "--port", "0")
        said = self.talk([*steps, (AGREE, "\x04")], *words, code=2)
        self.assertIn("missing   scope admin, needed for reading contacts", said)
        self.assertEqual(before, self.files())
        said = self.talk([*steps, (AGREE, "yes\n")], *words)
        asked = len(server.asked)
        self.goodword("crm", "check", "main")
        self.assertEqual(["/v1/me"], server.asked[asked:])  # the login that was had is the one that is used
        self.assertEqual("good", self.json("auth", "status")["logins"][0]["state"])
        for secret in (*server.given, CLIENT_SECRET):
            self.assertNotIn(secret, "".join(self.said))

    def test_by_arguments_everything_can_be_said_and_what_is_missing_is_named(self):
        crm = self.sandbox()
        self.own_fields()
        self.secret.write_text(TOKEN + "\n")
        self.secret.chmod(0o600)
        before = self.files()
        self.assertIn("not given: NAME (your own short name for it: main), --connector KIND", self.goodword("crm", "add", code=2)[1])
        err = self.goodword("crm", "add", "main", "--connector", "hub", code=2)[1]
        self.assertIn("--set url=VALUE (the sandbox's address), --secret token=REF (Access token of a private app)", err)
        self.goodword("crm", "add", "Main", "--connector", "hub", code=2)
        self.goodword("crm", "add", "main", "--connector", "hub", "--set", "token=x", code=2)
        whole = ("crm", "add", "main", "--connector", "hub", "--set", f"url={crm.origin}", "--secret", f"token=file:{self.secret}")
        out = self.goodword(*whole, "--dry-run")[0]
        self.assertIn(f'"settings": {{"url":"{crm.origin}"}}', out)
        crm.control("token?token=another")
        self.goodword(*whole, "--check", code=4)
        crm.control(f"token?token={TOKEN}")
        self.assertIn('did you mean "Tier"', self.goodword(*whole, "--field", "Teir", code=2)[1])
        self.assertEqual(before, self.files())
        out = self.goodword(*whole, "--field", "tier", "--field", "dog")[0]
        self.assertIn("the login works", out)
        text = (self.config / "crms" / "main.json").read_text()
        self.assertRegex(text, r'(?s)"tier": \{.*"class": "business".*"dog": \{.*"class": "free_text"')
        self.goodword("validate")
        self.assertEqual(["goodword: " + str(self.config / "crms" / "main.json") + " would be replaced"],
                         self.goodword(*whole, code=78)[1].splitlines()[:1])


if __name__ == "__main__":
    main()
