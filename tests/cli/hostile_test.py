"""A CRM that answers badly: each a clear error or a quarantine, never a crash, a half-written state or a secret said."""
import http.server
import json
import resource
import sqlite3
import subprocess
import threading

from program import GOODWORD, Case, main


class Stranger(http.server.ThreadingHTTPServer):
    """Answers every request with the same bytes, or sends it elsewhere, and counts."""

    def __init__(self, status=200, body=b"", headers=()):
        server, self.count = self, 0

        class Answer(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                server.count += 1
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.send_response(status)
                for name, value in (("Content-Type", "application/json"), ("Content-Length", str(len(body))), *headers):
                    self.send_header(name, value)
                self.end_headers()
                try:
                    self.wfile.write(body)
                except OSError:
                    pass  # the client has seen enough

            do_POST = do_GET

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), Answer)
        self.origin = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Hostile(Case):
    def stranger(self, **answer):
        server = Stranger(**answer)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return server

    def test_another_host_is_not_followed(self):
        elsewhere = self.stranger(body=b'{"results": []}')
        redirecting = self.stranger(status=302, headers=(("Location", elsewhere.origin + "/crm/v3/owners"),))
        self.connect(redirecting.origin)
        self.goodword("sync", code=4)
        self.assertEqual(0, elsewhere.count)

    def test_a_next_link_to_another_host_is_not_followed(self):
        elsewhere = self.stranger(body=b'{"results": []}')
        page = '{"results": [], "paging": {"next": {"link": "%s/crm/v3/owners?after=2"}}}' % elsewhere.origin
        linking = self.stranger(body=page.encode())
        self.connect(linking.origin)
        text = json.loads(self.crm_file.read_text())
        text["change"]["streams"] = {"users": {"request": {"query": {"after": None}},
                                                 "pages": {"kind": "next", "from": "/paging/next/link"}}}
        self.crm_file.write_text(json.dumps(text))
        self.goodword("sync", code=4)
        self.assertEqual(0, elsewhere.count)
        self.assertIn("wire.refused_origin", self.said[-1])

    def test_deep_huge_and_foreign_answers_are_refused(self):
        for name, body in (("deep", b'{"results":' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
                           ("huge", b'{"results": ["' + b"x" * (80 << 20) + b'"]}'),
                           ("empty", b""), ("a list", b"[]"), ("a number", b"7"), ("NUL", b"\0" * 100)):
            with self.subTest(name):
                self.setUp()
                self.connect(self.stranger(body=body).origin)
                self.goodword("sync", code=4)
                self.goodword("status", "--exit-code", code=3)

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
                rejects = self.json("rejects", "list")["rejects"]
                self.assertEqual(1, len(rejects), rejects)
                self.assertTrue(rejects[0]["reason"])
                self.goodword("sync", "--full")
                crm.close()

    def test_a_repeated_page_ends_and_a_doubled_record_counts_once(self):
        crm = self.sandbox()
        crm.control("fault?fault=repeated_page&method=GET&path=/crm/v3/objects/contacts&nth=2&times=-1")
        self.goodword("sync", code=4)
        crm.close()
        self.setUp()
        crm = self.sandbox()
        crm.control("fault?fault=duplicate_ids&method=GET&path=/crm/v3/objects/contacts&times=-1")
        self.goodword("sync", code=1)
        self.assertEqual(["contacts"] * 3, [reject["stream"] for reject in self.json("rejects", "list")["rejects"]])
        self.assertEqual(240, self.json("status")["crms"][0]["records"]["contact"])

    def test_a_file_that_cannot_grow_is_5_and_nothing_is_half_written(self):
        self.sandbox()

        def no_room():
            resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
        if subprocess.run([GOODWORD, "--version"], preexec_fn=no_room, capture_output=True).returncode != 0:
            self.skipTest("skipped: this build does not start under such a limit, as ThreadSanitizer's runtime does not")
        self.goodword("sync", code=5, preexec_fn=no_room)
        with sqlite3.connect(self.store) as store:
            self.assertEqual("ok", store.execute("pragma integrity_check").fetchone()[0])
        self.goodword("sync")
        self.assertEqual(240, self.json("status")["crms"][0]["records"]["contact"])


if __name__ == "__main__":
    main()
