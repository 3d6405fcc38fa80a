#!/usr/bin/env python3
"""The whole thread on a real Tryton server, looked at from the server's side.

Read; plan; write, killed at many points and started again; keep what a person edited; hear a prospect's yes and a partner's;
introduce; hear what came of it, to the end; take everything back. After every step all tags, notes and parties of the server are compared, whole.
Exit 77: skipped, and the last line says why.
"""
import os
import re
import socket
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import goodword
import proxy
from tryton import people, server

BUILD = Path(os.environ.get("GOODWORD_BUILD") or Path(__file__).resolve().parents[2] / "build/dev")
MARKER = re.compile(r"\[gw:[0-9a-f]{8,}\]\s*$")


def skip(why):
    print("skipped: " + why)
    sys.exit(77)


def same(got, wanted, what):
    """Whole values, and only what differs is shown."""
    if got == wanted:
        return
    if isinstance(got, dict) and isinstance(wanted, dict):
        lines = [f"  {k}: {got.get(k)!r}\n  wanted: {wanted.get(k)!r}" for k in sorted({*got, *wanted}, key=str)
                 if got.get(k) != wanted.get(k)]
        raise AssertionError(f"{what}: {len(lines)} differ\n" + "\n".join(lines[:12]))
    raise AssertionError(f"{what}\n  got:    {got!r}\n  wanted: {wanted!r}")


class Desk:
    """The server as a person sees it, and what it should look like."""

    def __init__(self, made, watch):
        self.made, self.client, self.proxy = made, made.dev_client, watch
        self.look()
        self.parties = self.client.all_parties()

    def look(self):
        self.tags, self.notes = self.client.all_tags(), self.client.all_notes()

    def check(self, tags, notes, what):
        """Tags of every party, and its notes: texts from the first difference on may carry a marker at the end."""
        same(self.client.all_tags(), {p: t for p, t in tags.items() if t}, what + ": tags")
        got = {p: [MARKER.sub("", text).strip() for _, text in n] for p, n in self.client.all_notes().items()}
        same(got, {p: [MARKER.sub("", text).strip() for _, text in n] for p, n in notes.items() if n}, what + ": notes")
        same(self.client.all_parties(), self.parties, what + ": names, addresses and e-mails")

    def check_unchanged(self, what):
        self.check(self.tags, self.notes, what)

    def markers(self):
        return [m.group().strip() for notes in self.client.all_notes().values() for _, text in notes if (m := MARKER.search(text))]

    def check_nothing_twice(self, what):
        twice = [m for m, n in Counter(self.markers()).items() if n > 1]
        same(twice, [], what + ": markers that stand twice")

    def with_plan(self, plan):
        """(tags, notes) as they should be once a plan is written."""
        tags = {p: set(t) for p, t in self.tags.items()}
        notes = {p: list(n) for p, n in self.notes.items()}
        for entry in plan["entries"]:
            party = int(entry["contact"]["id"])
            for change in entry["changes"]:
                if change["action"] == "add_tag":
                    tags.setdefault(party, set()).add(change["value"])
                elif change["action"] == "remove_tag":
                    tags[party].discard(change["value"])
                elif change["action"] == "note":
                    notes.setdefault(party, []).append((0, change["body"]))
                else:
                    raise AssertionError(f"a change this CRM cannot take: {change}")
        return {p: frozenset(t) for p, t in tags.items()}, notes


class Story:
    def __init__(self, gw, desk):
        self.gw, self.desk = gw, desk

    # 1 Read and plan

    def read(self):
        sync = self.gw.run("sync", "erp")["syncs"][0]
        read = {s["stream"]: s["read"] for s in sync["streams"]}
        same({k: read[k] for k in ("contacts", "notes", "opportunities", "users")},
             {"contacts": 200, "notes": sum(map(len, self.desk.notes.values())), "opportunities": people.SIZES["deal"], "users": 4}, "records read")
        again = self.gw.run("sync", "erp")["syncs"][0]
        new = {s["stream"]: (s["added"], s["changed"], s["gone"]) for s in again["streams"]}
        same({s: n for s, n in new.items() if n != (0, 0, 0)}, {}, "a second sync of the same data finds nothing new")
        same(self.desk.proxy.writes, [], "writes before anybody promoted the CRM")

    def plan(self):
        plan = self.gw.run("plan", "erp")
        sizes = people.SIZES
        scope = sum(n for g, n in sizes.items() if g != "client")
        same({k: plan[k] for k in ("prospects", "clients", "others")},
             {"prospects": scope, "clients": sizes["client"], "others": 200 - scope - sizes["client"]}, "who is in scope")
        verdicts = Counter(e["to"] for e in plan["entries"])
        print("   verdicts: " + ", ".join(f"{n} {v}" for v, n in verdicts.most_common()))
        wanting = set(self.desk.made.groups["copywriting"] + self.desk.made.groups["website"])
        referred = {int(e["contact"]["id"]) for e in plan["entries"] if e["to"] == "refer"}
        assert referred and referred <= wanting, f"referred although nobody said that they want what we do not do: {referred - wanting}"
        # Pellwick has room for six of eight; all five who want a website fit Oakline.
        same(len(referred), 6 + sizes["website"], "how many are referred")
        return plan

    def refused_before_promote(self, plan):
        code, _, err = self.gw.finish(self.gw.start("apply", str(plan["number"])))
        assert code != 0 and "promote" in err, f"exit {code}, and no word on what to do: {err}"
        same(self.desk.proxy.writes, [], "writes to a plan-only CRM")

    def refusals(self):
        """A wrong password is tried once: five times would lock the user out. A CRM that is not there is said to be so."""
        wrong, seen = "Plover-3-mossy!KD", len(self.desk.proxy.requests)
        self.gw.secret(wrong)
        code, out, err = self.gw.finish(self.gw.start("sync", "erp"))
        self.gw.secret(people.PERSONS_SECRET)
        same(code, 4, f"exit code with a wrong password: {err}")
        same(self.desk.proxy.requests[seen:], ["common.db.login"], "requests with a wrong password")
        assert wrong not in f"{out}{err}", "the password stands in a message"
        crm = self.gw.config / "crms/erp.json"
        settings = crm.read_text()
        crm.write_text(settings.replace(self.desk.proxy.url, f"http://127.0.0.1:{server.free_port()}"))
        code, _, err = self.gw.finish(self.gw.start("sync", "erp"))
        crm.write_text(settings)
        same(code, 4, f"exit code with nobody at that port: {err}")

    # 2 Write, killed

    def write(self, plan):
        self.gw.run("crm", "promote", "erp")
        self.gw.run("setup", "erp", "--yes")
        self.desk.check_unchanged("setup makes categories and puts none on anybody")
        self.gw.run("apply", str(plan["number"]), expect=(0, 1))
        touched = {p for p, t in self.desk.client.all_tags().items() if t != self.desk.tags.get(p, frozenset())}
        assert 0 < len(touched) <= 25, f"the first apply wrote to {len(touched)} contacts, 25 are allowed"
        print(f"   first apply: {len(touched)} contacts")
        return touched

    def write_killed(self, plan):
        """Killed before a write, after it, and again: what was cut off is found out, not guessed."""
        # All tags go out as one batch of five requests, so the first three meet tags and the others notes.
        for count, when in [(1, "after"), (2, "before"), (3, "after"), (6, "after"), (2, "before"), (3, "after"), (2, "after"), (2, "before"), (3, "after")]:
            self.killed("apply", str(plan["number"]), "--all", kind="write", count=count, when=when)
        hit = Counter(self.desk.proxy.cut_short)
        assert hit["model.party.party.write"] >= 2 and hit["model.ir.note.create"] >= 3, f"the kills missed: {hit}"
        self.finish_writing(plan)
        print(f"   killed {sum(hit.values())} times while writing")
        tags, notes = self.desk.with_plan(plan)
        self.desk.check(tags, notes, "after all kills the server is as the plan said")
        self.desk.check_nothing_twice("after all kills")
        planned = sum(c["action"] == "note" for e in plan["entries"] for c in e["changes"])
        same(len(self.desk.markers()), planned, "every note of ours has a marker")
        self.desk.look()

    def killed(self, *words, kind, count, when):
        process = self.gw.start(*words)
        self.desk.proxy.cut(kind, count, when, self.gw.kill)
        code, _, err = self.gw.finish(process)
        self.desk.proxy.let_be()
        assert code in (-9, 0, 1), f"goodword {' '.join(words)}: exit {code}\n{err}"
        return code == -9

    def finish_writing(self, plan):
        self.gw.run("apply", str(plan["number"]), "--all", expect=(0, 1))
        self.gw.run("sync", "erp")

    def quiet(self, what):
        """Another sync has nothing to write."""
        before = len(self.desk.proxy.writes)
        sync = self.gw.run("sync", "erp")["syncs"][0]
        same(self.desk.proxy.writes[before:], [], what + ": writes")
        same(sync["planned_changes"], 0, what + ": planned changes")
        self.desk.check_unchanged(what)

    # 3 A person edits

    def person_edits(self):
        client, desk = self.desk.client, self.desk
        pursued = [p for p, t in desk.tags.items() if "gw:pursue" in t]
        untagged, renoted = pursued[0], pursued[1]
        client.untag(untagged, "gw:pursue")
        client.tag(renoted, "asked for a quote")
        client.note(renoted, "Sent the price list.")
        ours = next((p, n) for p, notes in desk.notes.items() for n in notes if MARKER.search(n[1]))
        client.write("ir.note", [ours[1][0]], {"message": "Dev: read, thank you. " + ours[1][1]})
        desk.look()
        self.gw.run("sync", "erp")
        desk.check_unchanged("what a person edited stays")
        self.quiet("after a person's edits")
        assert "gw:pursue" not in client.tags_of(untagged)

    # 4 Two yeses

    def referral(self, plan):
        """The first prospect to whom copywriting by Pellwick is offered."""
        entry = next(e for e in plan["entries"] if e["to"] == "refer" and any(m["referral"]["partner"] == "pellwick" for m in e["moves"]))
        party = int(entry["contact"]["id"])
        mail = next(v for p, kind, v in self.desk.parties[1] if p == party and kind == "email")
        return party, mail

    def yes_without_a_source(self, party):
        """A tag alone does not say who asked, and how: a question, and nothing leaves."""
        self.desk.client.tag(party, "gw:prospect-yes")
        self.desk.look()
        sync = self.gw.run("sync", "erp")["syncs"][0]
        assert any(q["contact"] == str(party) for q in sync["questions"]), f"no question was asked: {sync['questions']}"
        self.desk.check_unchanged("a yes without a source changes nothing")

    def prospect_says_yes(self, party, mail):
        desk = self.desk
        desk.client.note(party, "gw: prospect-yes by phone")
        desk.look()
        tags = {**desk.tags, party: desk.tags[party] - {"gw:prospect-yes", "gw:ask-prospect"} | {"gw:ask-partner"}}
        self.sync_killed()
        same(desk.client.all_tags(), tags, "the answer is recorded, its tag taken off, the partner is next: tags")
        new = self.new_notes(party)
        same(len(new), 1, f"one card for the partner: {new}")
        assert mail not in new[0] and not self.leaked(mail), "contact details left with one yes"
        desk.look()
        self.quiet("after the prospect's yes")

    def partner_says_yes(self, party, mail):
        desk = self.desk
        desk.client.tag(party, "gw:partner-yes")
        desk.client.note(party, "gw: partner-yes by mail")
        desk.look()
        tags = {**desk.tags, party: desk.tags[party] - {"gw:partner-yes", "gw:ask-partner"} | {"gw:introduced"}}
        self.sync_killed()
        same(desk.client.all_tags(), tags, "introduced: tags")
        new = self.new_notes(party)
        same(len(new), 1, f"one note with the introduction: {new}")
        name = next(n for p, n, *_ in desk.parties[0] if p == party)
        for words in (name.split()[0], "Ewan", "Pellwick Copy", mail):
            assert words in new[0], f"the introduction does not say {words!r}:\n{new[0]}"
        same(self.leaked(mail), [party], "where the prospect's address stands in a note")
        print("   " + new[0].replace("\n", "\n   "))
        desk.look()
        self.quiet("after the introduction")

    def told_to_the_end(self, party):
        """What comes after the introduction, told by nothing but notes that people write on the server."""
        def referral():
            return next(r for r in self.gw.run("referrals", "--all")["referrals"] if r["contact"].split()[-1] == str(party))

        same(referral()["state"], "introduced", "before anything is told")
        for word, state in (("acknowledged", "acknowledged"), ("met", "met"), ("won=6400", "won"), ("thanked-prospect", "won"),
                            ("thanked-partner", "closed"), ("prospect-content", "closed")):
            self.desk.client.note(party, "gw: " + word)
            self.gw.run("sync", "erp")
            self.gw.run("sync", "erp")
            same(referral()["state"], state, f"after \"gw: {word}\"")
        assert "gw:introduced" not in self.desk.client.all_tags().get(party, ()), "closed, and the tag of the introduction stays"
        ledger = next(line for line in self.gw.run("ledger")["partners"] if line["introduced"])
        same((ledger["won"], ledger["value_won"], ledger["prospects_judged"]), (1, 6400, {"content": 1, "complained": 0}), "ledger")
        self.desk.look()
        self.quiet("after the end")

    def leaked(self, mail):
        return [p for p, notes in self.desk.client.all_notes().items() if any(mail in text for _, text in notes)]

    def new_notes(self, party):
        """Notes that are on the server and were not there at the last look; other parties must have none."""
        seen = {i for notes in self.desk.notes.values() for i, _ in notes}
        new = {p: [text for i, text in notes if i not in seen] for p, notes in self.desk.client.all_notes().items()}
        same({p: n for p, n in new.items() if n and p != party}, {}, "new notes elsewhere")
        self.desk.check_nothing_twice("new notes")
        return new.get(party, [])

    def sync_killed(self):
        """A sync that is killed while reading, before its first write and after it, and then let be."""
        points = [("any", 4, "before"), ("any", 7, "after"), ("write", 1, "before"), ("write", 1, "after"), ("write", 1, "after")]
        kills = sum(self.killed("sync", "erp", kind=kind, count=count, when=when) for kind, count, when in points)
        assert kills >= 3, f"only {kills} kills hit"
        self.gw.run("sync", "erp")
        self.gw.run("sync", "erp")

    def daemon(self):
        """The service says that it is ready, syncs, and drains when it is told to end."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
            place = str(self.gw.folder / "notify")
            ear.bind(place)
            ear.settimeout(60)
            process, seen = self.gw.start("daemon", NOTIFY_SOCKET=place), len(self.desk.proxy.requests)
            try:
                said = ear.recv(4096).decode()
                assert "READY=1" in said, f"the first word was {said!r}"
                until = time.monotonic() + 60
                while "model.ir.note.search_read" not in self.desk.proxy.requests[seen:] and time.monotonic() < until:
                    time.sleep(0.05)
                assert time.monotonic() < until, "the daemon read nothing in a minute"
            finally:
                process.terminate()
            code, _, err = self.gw.finish(process)
            same(code, 0, f"exit code after TERM: {err}")
            while "STOPPING=1" not in said:
                said = ear.recv(4096).decode()
        self.quiet("after the daemon")

    # 5 Take it back

    def undo_all(self, human_tags, human_notes):
        runs = [r for r in self.gw.run("history", "--limit", "200")["runs"] if r["written"]]
        assert runs, "no run wrote anything"
        for run in sorted(runs, key=lambda r: -r["run"]):
            self.gw.run("undo", str(run["run"]), expect=(0, 1))
        self.desk.check(human_tags, human_notes, "after undo the server is as people left it")
        same(self.desk.markers(), [], "markers left behind")
        print(f"   {len(runs)} runs taken back")


def ours(tag):
    return tag.startswith("gw:") and not tag.startswith("gw:need-") and not tag.endswith("-yes")


def human(desk):
    """What people put on the server, edits included: all but our tags and our notes."""
    tags = {p: frozenset(x for x in t if not ours(x)) for p, t in desk.client.all_tags().items()}
    notes = {p: [n for n in notes if not MARKER.search(n[1])] for p, notes in desk.client.all_notes().items()}
    return tags, notes


def tell(story, desk):
    def step(name):
        print(name, flush=True)

    step("read: 200 parties, twice")
    story.read()
    step("plan: scope and verdicts")
    plan = story.plan()
    desk.check_unchanged("a plan writes nothing")
    step("apply on a plan-only CRM is refused")
    story.refused_before_promote(plan)
    step("wrong password, nobody there")
    story.refusals()
    step("promote, set up, write to a few")
    story.write(plan)
    step("write the rest, killed on the way")
    story.write_killed(plan)
    story.quiet("after writing")
    step("a person edits")
    story.person_edits()
    step("a prospect's yes, then a partner's")
    party, mail = story.referral(plan)
    story.yes_without_a_source(party)
    story.prospect_says_yes(party, mail)
    story.partner_says_yes(party, mail)
    step("daemon")
    story.daemon()
    step("what comes of it, told by notes alone")
    story.told_to_the_end(party)
    step("undo")
    tags, notes = human(desk)
    # The answers were people's own tags; recording took them off, so taking the run back puts them there again.
    tags[party] = tags.get(party, frozenset()) | {"gw:prospect-yes", "gw:partner-yes"}
    story.undo_all(tags, notes)


def main():
    if lacking := server.missing():
        skip(lacking)
    program = goodword.binary(BUILD)
    if program is None:
        skip(f"no program goodword in {BUILD}")
    with tempfile.TemporaryDirectory(prefix="goodword-") as folder, \
            server.running(BUILD / "e2e", BUILD / "e2e-tryton.log") as crm, proxy.between(crm.port) as watch:
        made = people.set_up(crm)
        gw = goodword.Goodword(program, folder)
        gw.settings({"connector": "tryton", "password": people.PERSONS_SECRET, "settings": {
            "url": watch.url, "database": server.DATABASE, "user": "goodword", "currency": "GBP"}},
            [{"id": "dev", "name": "Dev Anand", "users": {"erp": str(made.dev)}},
             {"id": "priya", "name": "Priya Rao", "users": {"erp": str(made.priya)}}])
        desk = Desk(made, watch)
        tell(Story(gw, desk), desk)
        print(f"done: {len(watch.requests)} requests, {len(watch.writes)} of them writes")


if __name__ == "__main__":
    main()
