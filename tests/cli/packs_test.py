"""packs: what law and promises say, which of it is in force, that counsel reviewed it; and facts that rules ask for."""
import json

from program import Case, ROOT, main


class Packs(Case):
    def setUp(self):
        super().setUp()
        self.goodword("init", "--no-input", "--firm", "Ottermere", "--trade", "consulting", "--city", "Leeds", "--country", "GB")

    def packs(self):
        return {pack["id"]: pack for pack in self.json("packs", "list")["packs"]}

    def firm(self, **more):
        file = self.config / "firm.json"
        text = file.read_text()
        file.write_text(text[:text.rindex("}")] + "".join(f"  {json.dumps(k)}: {json.dumps(v)},\n" for k, v in more.items()) + "}\n")

    def test_ten_packs_are_listed_with_why_they_are_in_force_and_none_is_reviewed(self):
        out, _ = self.goodword("packs", "list")
        self.assertEqual(10, len([line for line in out.splitlines() if " yes: " in line or " no: " in line]))
        self.assertIn("not legal advice", out)
        self.assertRegex(out, r"gdpr +1 +yes: every trade, in GB +not reviewed")
        self.assertRegex(out, r"respa +1 +no: not for GB +-")
        out, _ = self.goodword("packs", "show", "auditors")
        for part in ("sox-201-barred", "15 U.S.C. 78j-1(g)(1)-(9)", "serve no", "from 2003-05-06", "not verified"):
            self.assertIn(part, " ".join(out.split()))
        self.assertEqual(6, len(self.json("packs", "show", "auditors")["rules"]))
        self.assertIn("did you mean respa?", self.goodword("packs", "show", "resps", code=2)[1])

    def test_a_review_names_two_people_is_kept_and_counts_only_for_what_was_reviewed(self):
        for words in ((), ("--by", "Dev"), ("--counsel", "Ms Law"), ("--by", " ", "--counsel", "Ms Law")):
            self.assertIn("--by PERSON --counsel NAME", self.goodword("packs", "review", "gdpr", *words, code=2)[1])
        self.assertFalse((self.config / "packs.json").exists())
        self.goodword("packs", "review", "gdpr", "--by", "Dev", "--counsel", "Ms Law")
        self.goodword("packs", "review", "contract-limits", "--by", "Dev", "--counsel", "Mr Writ")
        self.assertEqual({"gdpr", "contract-limits"}, {id for id, pack in self.packs().items() if pack["reviewed"]})
        self.assertIn("Ms Law", self.goodword("packs", "list")[0])
        self.goodword("validate")
        pack = json.loads((ROOT / "packaging/share/rules/packs/gdpr.json").read_text())
        mine = self.config / "rules" / "packs" / "gdpr.json"
        mine.parent.mkdir(parents=True)
        for version, about in ((2, pack["about"]), (1, pack["about"] + " Changed.")):
            mine.write_text(json.dumps({**pack, "version": version, "about": about}))
            self.assertFalse(self.packs()["gdpr"]["reviewed"])
            self.assertRegex(self.goodword("packs", "list")[0], r"gdpr .* not reviewed as it is now")
        self.goodword("packs", "review", "gdpr", "--by", "Dev", "--counsel", "Ms Law")
        self.assertTrue(self.packs()["gdpr"]["reviewed"])

    def test_validate_runs_the_vectors_and_finds_facts_and_packs_that_are_not_there(self):
        self.firm(packs=["respa", "resp"], facts={"firm_audits_issuers": "perhaps", "issuer": True},
                  fact_fields={"Listed": "isuer"}, fact_tags={"candidate": "recruiting_candidate"})
        _, err = self.goodword("validate", code=78)
        for part in ('there is no rule pack "resp"', '"firm_audits_issuers" is yes or no', 'stated here: "issuer"',
                     'did you mean "issuer"?'):
            self.assertIn(part, err)
        self.assertNotIn("recruiting_candidate", err)

    def test_a_vector_that_fails_is_found_by_validate(self):
        pack = json.loads((ROOT / "packaging/share/rules/packs/respa.json").read_text())
        pack["rules"][0]["vectors"][0]["answers"] = {"pay": "yes"}
        mine = self.config / "rules" / "packs" / "respa.json"
        mine.parent.mkdir(parents=True)
        mine.write_text(json.dumps(pack))
        _, err = self.goodword("validate", code=78)
        self.assertIn('rule "respa-8-a", "a fee from a title company": expected pay yes; it answers pay no', err)


class Asked(Case):
    """A fact that is missing holds verdicts until somebody states it."""

    def test_a_promise_not_to_refer_stops_a_referral_and_its_reason_stays_here(self):
        crm = self.sandbox()
        self.goodword("setup", "main", "--yes")
        self.goodword("crm", "promote", "main")
        self.goodword("sync", "--dry-run")
        joan = self.json("explain", "contact", "20417")
        self.assertEqual("refer", joan["decision"]["verdict"])
        for value in ("perhaps", "7"):
            self.assertIn("limit_nda is yes or no", self.goodword("answer", "20417", f"limit_nda={value}", code=2)[1])
        out, _ = self.goodword("answer", "20417", "limit_nda=yes", "the contract of May")
        company = joan["decision"]["contact"]["id"] != "" and out.split(" for ")[1].split(". ")[0]
        self.goodword("sync", "--dry-run")
        out, _ = self.goodword("explain", "contact", "20417")
        self.assertRegex(" ".join(out.split()), r"refer review not known: whether that promise covers .* missing: nda_covers_introduction")
        asked = [item for item in self.json("review")["items"] if item["kind"] == "fact"]
        self.assertEqual([company], [item["name"] for item in asked])
        self.assertIn("goodword answer", asked[0]["text"])
        self.goodword("answer", "20417", "nda_covers_introduction=yes")
        self.goodword("sync", "--all")
        out, _ = self.goodword("explain", "contact", "20417")
        self.assertIn("limit-nda", out)
        self.assertNotEqual("refer", self.json("explain", "contact", "20417")["decision"]["verdict"])
        written = json.dumps(crm.writes())
        for part in ("secrecy", "limit-nda", "limit_nda", "nda_covers", "2016/943", "rule pack"):
            self.assertNotIn(part, written)


if __name__ == "__main__":
    main()
