"""The program and a made-up CRM, each a process of its own, in a folder that goes away."""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import urllib.request
from pathlib import Path

GOODWORD, SANDBOX = (Path(word).resolve() for word in sys.argv[1:3]) if len(sys.argv) > 2 else (None, None)
TOKEN = "pat-eu1-a-secret-nobody-may-see"
ROOT = Path(__file__).resolve().parents[2]
# The vendor's pace costs a test seconds of waiting at every sync. Both sides are told of an account that allows more, but in
# the tests that are about the pace.
SEARCHES_PER_SECOND = 1000


class Sandbox:
    def __init__(self, searches, ahead=0):
        self.process = subprocess.Popen([SANDBOX, "--token", TOKEN, "--searches", str(searches), "--ahead", str(ahead)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.origin = f"http://127.0.0.1:{int(self.process.stdout.readline())}"

    def control(self, action, post=True):
        request = urllib.request.Request(f"{self.origin}/control/{action}", data=b"" if post else None)
        return urllib.request.urlopen(request, timeout=60).read().decode()

    def requests(self):
        return [json.loads(line) for line in self.control("requests", post=False).splitlines()]

    def writes(self):
        """Requests that change something: reading by POST (search, batch read) does not."""
        reading = re.compile(r"/search$|/batch/read$")
        return [r for r in self.requests() if r["method"] != "GET" and not reading.search(r["path"])]

    def tags(self):
        return json.loads(self.control("tags", post=False))

    def close(self):
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


class Case(unittest.TestCase):
    """A settings folder and, where a test asks for it, a CRM."""

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="goodword-cli-"))
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.config = self.folder / "config"
        self.store = self.folder / "store.sqlite"
        self.env = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "GOODWORD_CONFIG": str(self.config),
                    "GOODWORD_STORE_PATH": str(self.store), "TERM": "dumb", "USER": "tester"}
        self.said = []

    def goodword(self, *words, code=0, env=None, **more):
        """Runs a command, holds its exit code, and returns (standard output, standard error)."""
        ran = subprocess.run([GOODWORD, *words], env={**self.env, **(env or {})}, stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300, **more)
        out, err = ran.stdout.decode(), ran.stderr.decode()
        self.said.append(out + err)
        self.assertNotIn(TOKEN, out + err, "a secret was said")
        self.assertNotIn("\033", out, "an escape sequence in a pipe")
        self.assertNotIn("a promise inside the program was broken", err)
        if code is not None:
            self.assertEqual(code, ran.returncode, f"goodword {' '.join(words)}\n{out[-1500:]}\n{err[-1500:]}")
        return out, err

    def json(self, *words, code=0):
        out, _ = self.goodword(*words, "--json", code=code)
        value = json.loads(out)
        self.assertEqual(1, value["format_version"], words)
        return value

    def connect(self, origin, name="main", **change):
        """A firm, its circle, and one CRM at an origin, as init and crm add would make them."""
        demo = ROOT / "packaging" / "share" / "demo"
        self.config.mkdir(exist_ok=True)
        for file in ("firm.json", "services.json", "partners.json"):
            shutil.copy(demo / file, self.config / file)
        (self.config / "goodword.json").write_text("{}\n")
        self.secret = self.folder / "token"
        self.secret.write_text(TOKEN + "\n")
        self.secret.chmod(0o600)
        (self.config / "crms").mkdir(exist_ok=True)
        self.crm_file = self.config / "crms" / f"{name}.json"
        self.crm_file.write_text(json.dumps({
            "connector": "hubspot", "apply": "plan_only", "secrets": {"token": {"file": str(self.secret)}},
            "change": {"origins": {"api": origin}, **change}}, indent=2) + "\n")

    def sandbox(self, vendors_pace=False, ahead=0):
        crm = Sandbox(5 if vendors_pace else SEARCHES_PER_SECOND, ahead)
        self.addCleanup(crm.close)
        self.connect(crm.origin, **({} if vendors_pace else {"budgets": {"search": {"most": SEARCHES_PER_SECOND}}}))
        return crm

    def nothing_secret_in_the_store(self):
        for file in self.folder.glob("store.sqlite*"):
            self.assertNotIn(TOKEN.encode(), file.read_bytes(), file)


def main():
    if GOODWORD is None:
        sys.exit("usage: SCRIPT goodword sandbox_server")
    unittest.main(argv=sys.argv[:1] + sys.argv[3:], verbosity=1)
