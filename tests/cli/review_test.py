"""review: what waits for a person, gone through on a terminal and by arguments; nothing leaves by it."""
import contextlib
import os
import pty
import subprocess

from introductions import Introductions
from program import GOODWORD, main


class Review(Introductions):
    def talk(self, *answers):
        """What `goodword review` says to somebody who types these lines and then ends the input."""
        screen, end = pty.openpty()
        with subprocess.Popen([GOODWORD, "review", "--by", "dev"], env=self.env, stdin=end, stdout=end, stderr=end) as run:
            os.close(end)
            said, left = "", list(answers)
            with contextlib.suppress(OSError):  # how a terminal ends
                while piece := os.read(screen, 65536):
                    said += piece.decode(errors="replace").replace("\r", "")
                    if said.rstrip(" ").endswith((":", "?", "(yes/no)", "(may stay empty)")) and said.endswith(" "):
                        os.write(screen, (left.pop(0) + "\n").encode() if left else b"\x04")
                        said += "\n"
        self.assertEqual(0, run.returncode, said)
        return said

    def state(self, id):
        return next(r["state"] for r in self.json("referrals", "--all")["referrals"] if r["id"] == id)

    def past(self, id):
        """Keys that skip what stands before this referral in the list."""
        items = self.json("review")["items"]
        return ["s"] * next(i for i, item in enumerate(items) if item["id"] == id)

    def test_a_yes_is_recorded_once_its_letters_were_seen(self):
        crm, id = self.asked()
        before = len(crm.writes())
        row = next(r for r in self.json("referrals", "--all")["referrals"] if r["id"] == id)
        said = self.talk("yes", *self.past(id), "y", "pigeon", "q")
        self.assertIn("A yes counts with how it was said", said)
        self.assertEqual("offered_prospect", self.state(id))
        said = self.talk("yes", *self.past(id), "y", "phone", "no", "q")
        for part in ("would you rather speak to", "To the prospect, once both have said yes", "To the partner",
                     "What they agree to", "Not recorded", row["partner_name"]):
            self.assertIn(part, said)
        self.assertEqual("offered_prospect", self.state(id))
        self.assertIn("Recorded: they say yes", self.talk("yes", *self.past(id), "Y", "in person", "yes", "q"))
        self.assertEqual("prospect_accepted", self.state(id))
        self.assertEqual(before, len(crm.writes()))
        held = self.json("explain", "contact", row["contact"])["consents"]
        self.assertEqual([("prospect", "in_person", "dev")], [(c["party"], c["how"], c["recorded_by"]) for c in held])

    def test_skipping_everything_and_an_input_that_ends_change_nothing(self):
        _, id = self.asked()
        count = len(self.json("review")["items"])
        self.assertIn("Recorded: 0.", self.talk("yes", *["s"] * count))
        self.assertIn("Recorded: 0.", self.talk("yes"))
        self.assertIn("Please type one of", self.talk("yes", "x", "q"))
        self.assertNotIn("1 of", self.talk("no"))
        self.assertEqual("offered_prospect", self.state(id))

    def test_a_no_is_told_by_arguments_as_well_and_leads_on(self):
        _, id = self.asked()
        self.goodword("review", "decline", id, "--party", "partner", "--wants-us", code=2)
        self.goodword("review", "decline", id, "--party", "partner", code=2)
        out, _ = self.goodword("review", "decline", id, "--by", "dev", "--reason", "knows them already")
        self.assertIn("no of the prospect, told by dev", out)
        self.assertEqual("prospect_declined", self.state(id))
        self.goodword("review", "decline", id, code=2)  # once
        events = next(r for r in self.json("referrals", "--all")["referrals"] if r["id"] == id)["events"]
        self.assertEqual(("prospect_no", "knows them already"), (events[-1]["event"], events[-1]["reason"]))

    def test_who_would_rather_have_us_is_offered_nobody_else(self):
        _, id = self.asked()
        contact = next(r["contact"] for r in self.json("referrals", "--all")["referrals"] if r["id"] == id)
        self.talk("yes", *self.past(id), "w", "they like us", "q")
        self.assertEqual("chose_us", self.state(id))
        self.goodword("sync", "--all")
        decision = self.json("explain", "contact", contact)["decision"]
        self.assertNotEqual("refer", decision["verdict"])


if __name__ == "__main__":
    main()
