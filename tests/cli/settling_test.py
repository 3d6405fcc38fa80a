"""Whether a write whose answer was lost arrived."""
import sqlite3

from program import Case, main


class Settling(Case):
    """review settle: whether a write whose answer was lost arrived."""

    def doubtful(self):
        """A CRM that went away before it could be written to, and one of the waiting tags, made doubtful."""
        crm = self.sandbox()
        self.goodword("setup", "main", "--yes")
        self.goodword("sync")
        self.goodword("crm", "promote", "main")
        crm.close()
        self.goodword("apply", "1", "--all", code=4)
        with sqlite3.connect(self.store) as store:
            id, contact, tag = store.execute("select id, subject, value from operation where state = 'new' and "
                                             "action = 'add_tag' order by key limit 1").fetchone()
            for state in ("sending", "unknown", "needs_review"):
                store.execute("update operation set state = ? where id = ?", (state, id))
        store.close()
        self.assertEqual([id], [item["id"] for item in self.json("review")["items"] if item["kind"] == "write"])
        return id, contact, tag

    def state(self, id):
        store = sqlite3.connect(self.store)
        try:
            return store.execute("select state from operation where id = ?", (id,)).fetchone()[0]
        finally:
            store.close()

    def test_arrived_is_done_and_lost_is_sent_again(self):
        id, _, _ = self.doubtful()
        for words in ((id,), (id, "--arrived", "--lost"), ("no-such-operation", "--lost")):
            self.goodword("review", "settle", *words, code=2)
        self.assertEqual("needs_review", self.state(id))
        self.assertIn("Taken as written", self.goodword("review", "settle", id, "--arrived")[0])
        self.assertEqual("done", self.state(id))
        self.assertEqual([], [item for item in self.json("review")["items"] if item["kind"] == "write"])
        self.goodword("review", "settle", id, "--lost", code=5)  # what is done is done
        self.assertEqual("done", self.state(id))

    def test_what_was_lost_is_written_at_the_next_sync(self):
        id, contact, tag = self.doubtful()
        self.assertIn("sent again", self.goodword("review", "settle", id, "--lost")[0])
        self.assertEqual("new", self.state(id))
        crm = self.sandbox()  # the same people, and now it takes writes
        self.goodword("crm", "check", "main", "--confirm-origins")
        self.goodword("setup", "main", "--yes")
        self.goodword("crm", "promote", "main")
        self.goodword("sync", "--all")
        self.assertEqual("done", self.state(id))
        self.assertIn(tag, crm.tags()[contact].split(";"))


if __name__ == "__main__":
    main()
