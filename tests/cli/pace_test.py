"""How the CRM is called: its clock and its quota as crm check tells them, and one pace for all processes."""
import datetime
import json
import sqlite3
import subprocess

from program import GOODWORD, Case, main


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


class Check(Case):
    def quota(self, code=0):
        check = self.json("crm", "check", "main", code=code)
        return check, {row["budget"]: row for row in check["quota"]}

    def allow(self, **budget):
        """Another budget in the CRM's file, as an operator would state it."""
        crm = json.loads(self.crm_file.read_text())
        crm["change"].setdefault("budgets", {}).update(budget)
        self.crm_file.write_text(json.dumps(crm))

    def test_text_tells_the_clock_and_each_budget(self):
        self.sandbox()
        out = self.goodword("crm", "check", "main")[0]
        self.assertRegex(out, r"(?m)^  clock     (agrees with the CRM's|the CRM's is 1 s (behind|ahead of) this machine's, which does no harm)$")
        self.assertRegex(out, r"(?m)^  quota     burst: \d+ of 100 in 10s, a limit that the CRM told; the CRM told what is spent ")
        self.assertRegex(out, r"(?m)^  quota     search: 0 of 1,000 in 1s$")
        self.assertRegex(out, r"(?m)^  quota     day: \d+ of 250,000 in 1d, a limit that the CRM told, 50,000 of them left to others; the CRM told what is spent ")
        self.assertRegex(out, r"(?m)^  writes    add_tag")

    def test_json_tells_what_is_spent_the_limit_the_reserve_and_who_said_so(self):
        crm = self.sandbox()
        check, quota = self.quota()
        self.assertEqual("main", check["crm"])
        self.assertEqual([crm.origin], check["hosts"])
        self.assertIn("add_tag", check["writes"])
        self.assertTrue(check["missing"][0]["can_create"])
        self.assertFalse(check["clock"]["skewed"])
        asked = len(crm.requests())
        burst, day = quota["burst"], quota["day"]
        self.assertEqual((asked, 100, "crm", 0, "sliding", 10), tuple(burst[key] for key in ("spent", "limit", "limit_from", "reserve", "kind", "per_seconds")))
        self.assertEqual((asked, 250000, "crm", 50000), tuple(day[key] for key in ("spent", "limit", "limit_from", "reserve")))
        self.assertIsNotNone(day["told"])
        self.assertTrue(day["ends"].endswith("T00:00:00Z"))
        self.assertEqual((0, None, None), tuple(quota["search"][key] for key in ("spent", "told", "wait_until")))
        # The next process goes on from there.
        _, later = self.quota()
        self.assertEqual(len(crm.requests()), later["day"]["spent"])
        self.assertGreater(later["day"]["spent"], asked)

    def test_a_clock_that_is_off_is_warned_of(self):
        for ahead, words in ((95, "ahead of"), (-95, "behind")):
            self.sandbox(ahead=ahead)
            self.store.unlink(missing_ok=True)
            out = self.goodword("crm", "check", "main")[0]
            self.assertRegex(out, rf"clock     the CRM's is 9[456] s {words} this machine's, more than 30 s: .*timedatectl")
            clock = self.json("crm", "check", "main")["clock"]
            self.assertTrue(clock["skewed"])
            self.assertAlmostEqual(ahead, clock["crm_ahead_seconds"], delta=1.5)
        self.sandbox(ahead=20)
        self.store.unlink(missing_ok=True)
        self.assertIn("which does no harm", self.goodword("crm", "check", "main")[0])

    def test_a_day_that_is_spent_is_remembered_and_told(self):
        crm = self.sandbox()
        self.allow(mine={"kind": "window", "most": 2, "per": "24h", "starts": "midnight"})
        while len(crm.requests()) < 2:
            self.goodword("crm", "check", "main", code=None)
        asked = len(crm.requests())
        out, err = self.goodword("crm", "check", "main", code=4)
        self.assertIn('the budget of calls "mine" is spent until', err)
        self.assertIn("quota     mine: 2 of 2 in 1d", out)
        self.assertEqual(asked, len(crm.requests()))

    def test_processes_that_run_at_once_keep_one_pace(self):
        crm = self.sandbox()
        self.allow(mine={"kind": "sliding", "most": 4, "per": "2s", "share": "account"})
        self.goodword("validate")
        running = [subprocess.Popen([GOODWORD, "crm", "check", "main"], env=self.env, stdin=subprocess.DEVNULL,
                                    stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)]
        for process in running:
            out, err = process.communicate(timeout=120)
            self.assertEqual(0, process.returncode, err.decode())
        at = sorted(moment(request["at"]) for request in crm.requests())
        self.assertGreaterEqual(len(at), 8)
        # A request arrives a little after it was let go.
        for first, fifth in zip(at, at[4:]):
            self.assertGreater((fifth - first).total_seconds(), 1.5)

    def test_a_wait_that_one_process_was_told_holds_the_next(self):
        crm = self.sandbox()
        self.goodword("crm", "check", "main")
        until = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
        store = sqlite3.connect(self.store)
        store.execute("UPDATE budget SET wait_from = ?, wait_until = ? WHERE name = 'burst'",
                      (int(until.timestamp() - 3600) * 1000000, int(until.timestamp()) * 1000000))
        self.assertEqual(1, store.total_changes)
        store.commit()
        store.close()
        asked = len(crm.requests())
        out, err = self.goodword("sync", code=None)
        self.assertIn(until.strftime("until %Y-%m-%dT%H:%M:%SZ"), out + err)
        self.assertEqual(asked, len(crm.requests()))


if __name__ == "__main__":
    main()
