"""A CRM in which somebody was asked, or introduced."""
from program import Case


class Introductions(Case):
    """A CRM and how far an introduction in it has come."""

    def referrals(self):
        return {item["id"]: item for item in self.json("review")["items"] if item["kind"] == "referral"}

    def asked(self):
        """A CRM in which prospects have been asked, and one of their referrals."""
        crm = self.sandbox()
        self.goodword("setup", "main", "--yes")
        self.goodword("crm", "promote", "main")
        self.goodword("sync", "--all")
        open_ones = [id for id, item in self.referrals().items() if item["text"].startswith("offered_prospect")]
        self.assertTrue(open_ones)
        return crm, open_ones[0]

    def introduced(self, second_choice=False):
        """A CRM in which somebody was introduced, and that referral; of somebody for whom another partner suits too."""
        crm, id = self.asked()
        if second_choice:
            id = next(r["id"] for r in self.json("referrals")["referrals"] if r["alternatives"])
        for party in ("prospect", "partner"):
            self.goodword("review", "consent", id, "--how", "phone", "--by", "dev", "--party", party)
            self.goodword("sync", "--all")
        return crm, id
