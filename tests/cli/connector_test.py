"""connector validate: what is wrong with a connector file, where, and what was meant; and the wire that settings name."""
import http.server
import json
import threading

from program import ROOT, Case, main

HUBSPOT = ROOT / "connectors" / "hubspot" / "connector.json"


class Validate(Case):
    def changed(self, old, new):
        """HubSpot's connector with one text replaced; returns the file and the line of the change."""
        text = HUBSPOT.read_text()
        self.assertEqual(1, text.count(old), old)
        file = self.folder / "connector.json"
        file.write_text(text.replace(old, new))
        return file, text[:text.index(old)].count("\n") + 1

    def test_what_is_shipped_is_right(self):
        for file in sorted((ROOT / "connectors").glob("*/connector.json")):
            self.assertEqual(f"{file} is right\n", self.goodword("connector", "validate", str(file))[0])

    def test_an_unknown_key_is_named_with_file_line_pointer_and_the_nearest_key(self):
        file, line = self.changed('"kind": "user", "scopes"', '"kind": "user", "scops"')
        _, err = self.goodword("connector", "validate", str(file), code=78)
        self.assertIn(f"{file}:{line} /streams/users/scops: ", err)
        self.assertIn("scopes", err)
        self.assertIn("1 problem in the settings; nothing was done", err)

    def test_a_wrong_word_and_a_wrong_type_are_named_with_file_line_and_pointer(self):
        for old, new, pointer in (('"kind": "user", "scopes"', '"kind": "users", "scopes"', "/streams/users/kind"),
                                  ('"kind": "user", "scopes"', '"kind": 7, "scopes"', "/streams/users/kind")):
            file, line = self.changed(old, new)
            self.assertIn(f"{file}:{line} {pointer}: ", self.goodword("connector", "validate", str(file), code=78)[1])

    def test_what_only_the_compiler_sees_is_named_with_file_line_and_pointer(self):
        file, line = self.changed('{"path": "/crm/v3/owners", "query": {"limit": "${size}"', '{"path": "/crm/v3/${owner_kind}", "query": {"limit": "${size}"')
        _, err = self.goodword("connector", "validate", str(file), code=78)
        self.assertIn(f"{file}:{line} /streams/users/request: ", err)
        self.assertIn("owner_kind", err)

    def test_all_problems_are_said_at_once(self):
        file, _ = self.changed('"kind": "user", "scopes"', '"kind": "users", "scops"')
        _, err = self.goodword("connector", "validate", str(file), code=78)
        self.assertIn("/streams/users/kind", err)
        self.assertIn("/streams/users/scops", err)
        self.assertIn("2 problems", err)
        problems = json.loads(self.goodword("connector", "validate", str(file), "--json", code=78)[1])["problems"]
        self.assertEqual(2, len(problems))

    def test_what_is_no_json_or_not_there_is_said_with_its_place(self):
        file = self.folder / "connector.json"
        file.write_text('{\n  "format": 1,\n  "connector": \n}')
        self.assertIn(f"{file}:4", self.goodword("connector", "validate", str(file), code=78)[1])
        missing = self.folder / "nothing.json"
        self.assertIn(str(missing), self.goodword("connector", "validate", str(missing), code=78)[1])
        self.goodword("connector", "validate", code=2)


class Proxy(http.server.ThreadingHTTPServer):
    """Refuses to connect anybody, and keeps what it was asked."""

    def __init__(self):
        server, self.asked = self, []

        class Refuse(http.server.BaseHTTPRequestHandler):
            def do_CONNECT(self):
                server.asked.append((self.path, str(self.headers)))
                self.send_response(403)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), Refuse)
        self.url = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Wire(Case):
    def proxy(self):
        proxy = Proxy()
        self.addCleanup(proxy.server_close)
        self.addCleanup(proxy.shutdown)
        return proxy

    def test_the_proxy_of_the_settings_is_used_and_learns_the_host_alone(self):
        proxy = self.proxy()
        self.connect("https://crm.invalid")
        (self.config / "goodword.json").write_text(json.dumps({"wire": {"proxy": proxy.url}}))
        self.goodword("crm", "check", "main", code=4)
        self.assertEqual({"crm.invalid:443"}, {path for path, _ in proxy.asked})
        self.assertNotIn("Authorization", "".join(headers for _, headers in proxy.asked))

    def test_a_proxy_of_the_environment_is_not_used(self):
        proxy = self.proxy()
        self.connect("https://crm.invalid")
        names = ("http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
        self.goodword("crm", "check", "main", code=4, env={name: proxy.url for name in names})
        self.assertEqual([], proxy.asked)

    def test_a_proxy_with_a_login_is_refused_with_its_place(self):
        self.connect("https://crm.invalid")
        (self.config / "goodword.json").write_text('{\n"wire": {"proxy": "http://me:pw@proxy.office"}}')
        self.assertIn("goodword.json:2 /wire/proxy", self.goodword("validate", code=78)[1])


if __name__ == "__main__":
    main()
