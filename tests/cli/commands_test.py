"""Words, help, exit codes, JSON, and the way from init to undo."""
import contextlib
import os
import pty
import re
import shutil
import sqlite3
import subprocess

from program import GOODWORD, ROOT, Case, main


def commands(whole_help):
    """The commands that the help lists."""
    rows = whole_help.split("Usage:")[1].split("With every command")[0].splitlines()[2:]
    return [re.split(r"\s{2,}", row.strip())[0] for row in rows if re.match(r"^  \S", row)]


class Words(Case):
    def test_help_of_every_command_names_it_and_its_usage(self):
        whole, _ = self.goodword("--help")
        self.assertEqual(whole, self.goodword("help")[0])
        listed = commands(whole)
        self.assertGreater(len(listed), 25)
        for command in listed:
            words = command.split()
            out, _ = self.goodword(*words, "--help")
            self.assertIn(f"Usage: goodword {command}", out)
            self.assertEqual(out, self.goodword("help", *words)[0])

    def test_a_group_without_a_word_lists_its_commands(self):
        _, err = self.goodword("crm", code=2)
        for command in ("crm list", "crm add", "crm promote"):
            self.assertIn(command, err)
        self.goodword(code=2)

    def test_slips_are_answered_with_the_nearest_word(self):
        for words, hint in ((("stauts",), "did you mean status?"), (("crm", "chek"), "did you mean crm check?"),
                            (("sync", "--ful"), "did you mean --full?"), (("help", "pln"), "did you mean plan?"),
                            (("explain", "error", "store.ful"), "did you mean store.full?")):
            self.assertIn(hint, self.goodword(*words, code=2)[1], words)
        self.assertIn("NAME", self.goodword("crm", "add", code=2)[1])

    def test_an_option_of_every_command_may_stand_before_it(self):
        self.goodword("--config", str(self.config), "init", "--no-input")
        self.assertTrue((self.config / "goodword.json").exists())

    def test_error_codes_are_explained(self):
        rows = self.json("explain", "error")["errors"]
        self.assertEqual({0, 1, 2, 4, 5, 6, 78}, {row["exit_code"] for row in rows})
        self.assertEqual(["store.full"], [row["code"] for row in self.json("explain", "error", "store.full")["errors"]])

    def test_the_life_cycle_is_printed_row_by_row_as_the_table_has_it(self):
        """Held to the table's own text, so that a row the page forgets or bends is seen."""
        table = (ROOT / "adapter/model/referral.cpp").read_text()
        rows = re.findall(r'ReferralStep\{(\w+),\s*"(\w+)",\s*(\w+),\s*"(\w+)"\}', table)
        self.assertGreater(len(rows), 70)
        lists = {name: re.findall(r"\w+", inside) for name, inside in
                 re.findall(r"(judged|judgements) =\s*(?:std::to_array<std::string_view>\()?\s*\{([^}]*)\}", table)}
        rows += [(state, event, state, next(acts for _, _, to, acts in rows if to == state))
                 for state in lists["judged"] for event in lists["judgements"]]
        states = re.findall(r'"(\w+)"', re.search(r"state_names = .*?\)", table, re.S)[0])
        anywhere = re.findall(r'\{from, "(\w+)", (\w+), "(\w+)"\}', table)
        last = anywhere[-1][1]
        rows += [(state, *row) for state in states for row in anywhere if state not in (row[1], last)]
        page = re.sub(r"\\f[BR]", "", self.goodword("manual", "life-cycle")[0])
        sections = {text.splitlines()[0]: text for text in page.split(".SS ")[1:]}
        self.assertEqual({state for row in rows for state in (row[0], row[2])}, set(sections))
        printed = [(state, *found) for state, text in sections.items()
                   for found in re.findall(r"\.TP\n(\w+)\n(?:to|stays) (\w+); acts next: (\w+)\n", text)]
        self.assertEqual(sorted(rows), sorted(printed))
        for state, text in sections.items():
            acts = re.search(r"Acts next: (\w+)\.\n", text)[1]
            by_when = text.split(f"Acts next: {acts}.\n")[1].split(".TP")[0].strip()
            self.assertTrue(acts == "nobody" or by_when, f"{state}: {acts} acts next, by when?")


    def test_the_story_of_six_months_is_told_step_by_step(self):
        """The scenarios play the same file, so what the page tells is so."""
        story = (ROOT / "packaging/share/manual/six_months.txt").read_text()
        page = re.sub(r"\\f[BIR]|\\&", "", self.goodword("manual", "six-months")[0]).replace("\\-", "-")
        for line in filter(None, map(str.strip, story.splitlines())):
            word, _, rest = line.partition(" ")
            if word == "#":
                rest = rest.split(". ", 1)[1] if re.match(r"#\s[A-Z][a-z]+\. ", line) else rest
            if word != "scenario":
                self.assertIn(rest.strip(), page, line)
        self.assertEqual(6, len(re.findall(r"\.SH (?:January|February|March|April|May|June)\n", page)))


class Terminal(Case):
    def test_a_long_run_draws_a_bar_that_fills_and_goes_away_on_a_terminal_alone(self):
        self.sandbox(vendors_pace=True)
        screen, end = pty.openpty()
        with subprocess.Popen([GOODWORD, "sync"], env=self.env, stdin=end, stdout=end, stderr=end) as run:
            os.close(end)
            said = b""
            with contextlib.suppress(OSError):  # how a terminal ends
                while piece := os.read(screen, 65536):
                    said += piece
        self.assertEqual(0, run.returncode)
        drawn = said.decode().split("\r\033[K")
        self.assertIn("main pull contacts 240", drawn)
        self.assertTrue([line for line in drawn if re.fullmatch(r"main read contacts \[#+\.+\] \d+% of 240", line)])
        self.assertIn("main read contacts [" + 24 * "#" + "] 100% of 240", drawn)
        self.assertIn("prospects decided", drawn[-1])
        self.assertNotIn("[#", self.goodword("sync")[1])


class Way(Case):
    def test_the_demo_replaces_no_settings(self):
        kept = self.folder / "goodword-demo"
        kept.mkdir()
        (kept / "goodword.json").write_text("{}")
        for words in (("--keep",), ("--keep", str(kept))):
            self.assertIn(str(kept), self.goodword("demo", *words, code=2, cwd=self.folder)[1])
        self.assertEqual("{}", (kept / "goodword.json").read_text())

    def test_no_settings_is_78_and_names_init(self):
        self.assertIn("goodword init", self.goodword("status", code=78)[1])

    def test_first_files_are_right_and_never_replaced(self):
        self.goodword("init", "--no-input", "--firm", "Ottermere")
        self.goodword("validate")
        self.goodword("init", "--no-input", code=78)
        self.goodword("crm", "add", "main", "--connector", "hubspt", code=2)
        self.goodword("crm", "add", "main", "--connector", "hubspot", "--secret", "token=raw", "--no-input", code=2)
        self.goodword("crm", "add", "main", "--connector", "hubspot", "--secret", "token=environment:CRM_TOKEN", "--no-input")
        self.assertEqual(["main"], [crm["name"] for crm in self.json("crm", "list")["crms"]])
        self.assertIn("CRM_TOKEN", self.goodword("crm", "check", "main", code=78)[1])

    def test_all_problems_of_all_files_are_said_at_once(self):
        self.sandbox()
        (self.config / "goodword.json").write_text('{\n  "calm": {"open_taks_per_seller": 5}\n}\n')
        (self.config / "firm.json").write_text('{"name": 7')
        _, err = self.goodword("validate", code=78)
        self.assertIn("goodword.json:2", err)
        self.assertIn("open_tasks_per_seller", err)
        self.assertIn("firm.json:1", err)

    def test_a_plan_only_crm_is_never_written_to(self):
        crm = self.sandbox()
        self.json("crm", "check", "main")
        self.json("setup", "main", "--no-input")
        self.json("sync")
        self.json("plan", "main", "--exit-code", code=3)
        self.goodword("apply", "1", code=6)
        self.goodword("sync", "--all")
        self.json("review")
        self.assertEqual([], crm.writes())
        self.nothing_secret_in_the_store()

    def test_promoted_applied_undone(self):
        crm = self.sandbox(vendors_pace=True)
        self.goodword("setup", "main", "--yes")
        self.goodword("sync")
        self.goodword("crm", "promote", "main")
        before = crm.tags()
        self.goodword("plan", "main", "--out", str(self.folder / "plan.json"))
        self.goodword("apply", str(self.folder / "plan.json"))
        self.assertEqual(25, len(crm.tags()))
        run = self.json("history", "--limit", "1")["runs"][0]
        self.assertEqual(("apply", "main"), (run["kind"], run["crm"]))
        self.goodword("undo", str(run["run"]))
        self.assertEqual(before, crm.tags())
        self.goodword("undo", "9999", code=2)
        for command in (("status",), ("history",), ("rejects", "list"), ("partners", "list"), ("connector", "list"), ("crm", "list"),
                        ("config", "show"), ("explain", "contact", "Joan Marsh"), ("connector", "requests", "main"), ("validate",),
                        ("answer", "Joan Marsh", "keep=yes", "by phone"), ("crm", "pause", "main"), ("crm", "resume", "main")):
            self.json(*command)
        self.nothing_secret_in_the_store()

    def test_writes_skips_and_requests_are_explained(self):
        self.sandbox()
        self.goodword("setup", "main", "--yes")
        self.goodword("sync")
        skipped = self.json("explain", "skip", "Joan Marsh")["skipped"]
        self.assertIn("plan-only", str(skipped))
        self.goodword("crm", "promote", "main")
        self.goodword("sync", "--all")
        written = self.json("explain", "contact", "Joan Marsh")["written"]
        note = next(w for w in written if w["change"]["action"] == "note")
        explained = self.json("explain", "write", note["operation"][:12])
        self.assertEqual((note["operation"], "done", note["created"]),
                         (explained["operation"], explained["state"], explained["created"]))
        out, _ = self.goodword("explain", "write", note["operation"])
        self.assertIn(note["change"]["why"], " ".join(out.split()))
        out, _ = self.goodword("explain", "request", note["operation"][:12])
        self.assertIn("/crm/v3/objects/notes/batch/create", out)
        self.assertIn("[gw:" + note["operation"][:12] + "]", out)
        self.goodword("explain", "write", "ffffff", code=2)
        self.goodword("explain", "write", "", code=2)
        self.assertNotIn("plan-only", str(self.json("explain", "skip", "Joan Marsh")["skipped"]))

    def test_a_connector_is_shown_and_played_offline(self):
        self.assertIn("Hosts       https://api.hubapi.com", self.goodword("connector", "show", "hubspot")[0])
        self.assertIn("did you mean hubspot?", self.goodword("connector", "show", "hubspt", code=2)[1])
        self.goodword("connector", "test", "tryton")
        mine = self.folder / "tryton"
        shutil.copytree(ROOT / "connectors" / "tryton", mine)
        sample = mine / "samples" / "notes.json"
        text = sample.read_text()
        self.assertIn('"ids": ["1"]', text)
        sample.write_text(text.replace('"ids": ["1"]', '"ids": ["2"]', 1))
        out, _ = self.goodword("connector", "test", str(mine), code=1)
        self.assertEqual(["WRONG  notes.json"], [line[:17] for line in out.splitlines() if line.startswith("WRONG")])
        self.assertIn("never asked", out)

    def test_a_pulled_brake_is_6_and_nothing_is_written(self):
        crm = self.sandbox()
        self.goodword("setup", "main", "--yes")
        self.goodword("sync")
        self.goodword("crm", "promote", "main")
        self.goodword("plan")
        self.goodword("apply", "2", code=6, env={"GOODWORD_BRAKES_MOST_CHANGES": "1"})
        self.assertEqual({}, crm.tags())
        self.goodword("status", "--exit-code")

    def test_a_stored_secret_that_is_missing_is_said_in_status_too(self):
        self.sandbox()
        self.secret.unlink()
        self.assertIn("token", self.goodword("sync", code=78)[1])
        out, _ = self.goodword("status", "--exit-code", code=3)
        self.assertIn("blocked", out)

    def test_a_store_held_by_another_process_is_5(self):
        self.sandbox()
        self.goodword("sync")
        holder = sqlite3.connect(self.store)
        holder.execute("BEGIN EXCLUSIVE")
        self.goodword("sync", code=5)
        holder.rollback()
        holder.close()
        self.goodword("sync")


if __name__ == "__main__":
    main()
