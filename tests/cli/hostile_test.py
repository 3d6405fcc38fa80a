"""A CRM that answers badly: each a clear error or a quarantine, never a crash, a half-written state or a secret said."""
import resource
import sqlite3

from program import Case, main


class Hostile(Case):
    def contacts(self):
        with sqlite3.connect(self.store) as store:
            return store.execute("select count(*) from record where kind='contact'").fetchone()[0]

    def test_a_wrong_token_is_tried_exactly_once(self):
        crm = self.sandbox()
        crm.control("token?token=another")
        self.goodword("sync", code=4)
        self.assertEqual([401], [request["status"] for request in crm.requests()])

    def test_a_host_that_is_not_there_is_4(self):
        self.connect("http://127.0.0.1:1")
        self.goodword("sync", code=4)
        self.goodword("status", "--exit-code", code=3)

    def test_answers_that_are_no_records_stop_the_stream_and_the_next_sync_is_whole(self):
        for fault in ("truncated_body", "bad_json", "html_page"):
            with self.subTest(fault):
                self.setUp()
                crm = self.sandbox()
                crm.control(f"fault?fault={fault}&method=GET&path=/crm/v3/objects/contacts&times=-1")
                self.goodword("sync", code=4)
                self.goodword("status", "--exit-code", code=3)
                crm.close()

    def test_spoiled_values_are_quarantined_with_their_reason(self):
        for fault in ("huge_field", "nul_byte"):
            with self.subTest(fault):
                self.setUp()
                crm = self.sandbox()
                crm.control(f"fault?fault={fault}&method=GET&path=/crm/v3/objects/contacts&property=firstname")
                self.goodword("sync", code=None)
                rejects = self.json("rejects")["rejects"]
                self.assertEqual(1, len(rejects), rejects)
                self.assertTrue(rejects[0]["reason"])
                self.goodword("sync", "--full")
                crm.close()

    def test_a_repeated_page_ends_and_a_doubled_record_counts_once(self):
        crm = self.sandbox()
        crm.control("fault?fault=repeated_page&method=GET&path=/crm/v3/objects/contacts&nth=2&times=-1")
        _, err = self.goodword("sync", code=4)
        crm.close()
        self.setUp()
        crm = self.sandbox()
        crm.control("fault?fault=duplicate_ids&method=GET&path=/crm/v3/objects/contacts&times=-1")
        self.goodword("sync", code=1)
        self.assertEqual(["contacts"] * 3, [reject["stream"] for reject in self.json("rejects")["rejects"]])
        self.assertEqual(240, self.json("status")["crms"][0]["records"]["contact"])

    def test_a_file_that_cannot_grow_is_5_and_nothing_is_half_written(self):
        self.sandbox()

        def no_room():
            resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
        self.goodword("sync", code=5, preexec_fn=no_room)
        with sqlite3.connect(self.store) as store:
            self.assertEqual("ok", store.execute("pragma integrity_check").fetchone()[0])
        self.goodword("sync")
        self.assertEqual(240, self.json("status")["crms"][0]["records"]["contact"])


if __name__ == "__main__":
    main()
