"""Logging in by OAuth: a strict server on loopback that gives each refresh token once, and ends a login when one comes back."""
import base64
import contextlib
import hashlib
import http.server
import json
import os
import re
import sqlite3
import subprocess
import threading
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

from program import GOODWORD, Case, main

CLIENT_SECRET = "client-secret-nobody-may-see"


class Server:
    """A CRM with one account. Every token it ever gave is in `given`."""

    def __init__(self):
        self.lock = threading.Lock()
        self.given, self.asked, self.codes = [], [], {}
        self.good_refresh = self.good_access = None
        self.redeemed = self.number = 0
        self.revoked_family = False
        self.lasts, self.slow, self.throttle, self.scope = 3600, 0, 0, "read write"
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def answer(self, status, value, headers=()):
                body = json.dumps(value).encode()
                self.send_response(status)
                for name, text in headers:
                    self.send_header(name, text)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with contextlib.suppress(OSError):  # nobody waits for it any more
                    self.wfile.write(body)

            def do_GET(self):
                with server.lock:
                    server.asked.append(self.path)
                    good = self.headers["Authorization"] == f"Bearer {server.good_access}"
                if not good:
                    return self.answer(401, {"message": "expired"})
                self.answer(200, {"rows": [{"id": "1"}]})

            def do_POST(self):
                form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
                if self.path == "/revoke":
                    server.good_access = server.good_refresh = None
                    return self.answer(200, {})
                time.sleep(server.slow)
                with server.lock:
                    self.answer(*server.token(form, self.headers["Authorization"]))

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.http.server_port}"
        self.thread = threading.Thread(target=self.http.serve_forever, daemon=True)
        self.thread.start()

    def token(self, form, login):
        self.asked.append(form.get("grant_type"))
        if self.throttle:
            self.throttle -= 1
            return 429, {}, [("Retry-After", "1")]
        if login != "Basic " + base64.b64encode(f"app:{CLIENT_SECRET}".encode()).decode():
            return 401, {"error": "invalid_client"}
        if form["grant_type"] == "authorization_code":
            wanted = self.codes.pop(form["code"], None)
            made = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
            if wanted != (form["redirect_uri"], made):
                return 400, {"error": "invalid_grant", "error_description": "this code is not yours"}
            self.revoked_family = False
        elif form["refresh_token"] != self.good_refresh or self.revoked_family:
            self.revoked_family = True
            return 400, {"error": "invalid_grant", "error_description": f"{form['refresh_token']} was used before"}
        else:
            self.redeemed += 1
        self.number += 1
        self.good_access, self.good_refresh = f"access-token-{self.number}-x", f"refresh-token-{self.number}-x"
        self.given += [self.good_access, self.good_refresh]
        return 200, {"access_token": self.good_access, "refresh_token": self.good_refresh, "expires_in": self.lasts,
                     "scope": self.scope, "place": self.origin}

    def agree(self, address):
        """What a person does in the browser: returns the address the browser is sent to."""
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))
        assert query["response_type"] == "code" and query["client_id"] == "app" and query["scope"] == "read write admin", query
        assert query["code_challenge_method"] == "S256" and CLIENT_SECRET not in address
        code = f"code {len(self.codes)}+/"
        self.codes[code] = (query["redirect_uri"], query["code_challenge"])
        return query["redirect_uri"] + "?" + urllib.parse.urlencode({"code": code, "state": query["state"]})

    def close(self):
        self.http.shutdown()
        self.thread.join()
        self.http.server_close()


CONNECTOR = {
    "$schema": "x", "connector": "small", "version": "1.0.0", "title": "Small", "api": "one", "proven": "none",
    "settings": {"client_secret": {"type": "secret"}},
    "auth": {"web": {
        "kind": "oauth2", "grant": "code", "client": "basic", "id": "app", "secret": "${settings.client_secret}", "rotates": True, "pkce": True,
        "keep": {"place": "/place"}, "ask_scopes": ["read", "write", "admin"],
        "authorize": {"origin": "login", "path": "/agree"}, "token": {"origin": "login", "path": "/token"},
        "revoke": {"origin": "login", "path": "/revoke", "form": {"token": "${login.refresh}"}}}},
    "check": {"request": {"path": "/me"}},
    "streams": {"contacts": {
        "kind": "contact", "scopes": ["admin"], "records": "/rows", "request": {"path": "/contacts"}, "pages": {"kind": "one"},
        "changes": {"kind": "none", "every": "1h"}, "fields": {"id": "/id"}}},
}


class Auth(Case):
    def server(self):
        server = Server()
        self.addCleanup(server.close)
        self.connect(server.origin)
        folder = self.config / "connectors" / "small"
        folder.mkdir(parents=True)
        (folder / "connector.json").write_text(json.dumps({**CONNECTOR, "origins": {
            "login": server.origin, "api": {"url": "${login.place}/v1", "within": ["127.0.0.1"]}}}))
        self.secret.write_text(CLIENT_SECRET + "\n")
        self.crm_file.write_text(json.dumps({"connector": "small", "secrets": {"client_secret": {"file": str(self.secret)}}}))
        self.addCleanup(self.nothing_was_said, server)
        return server

    def nothing_was_said(self, server):
        """Neither in any output, nor on the disk, nor in what would be printed of a request."""
        text = "".join(self.said)
        for secret in [*server.given, CLIENT_SECRET]:
            self.assertNotIn(secret, text)
            for file in self.folder.glob("store.sqlite*"):
                self.assertNotIn(secret.encode(), file.read_bytes(), file)

    def begin(self, *words):
        process = subprocess.Popen([GOODWORD, "auth", "login", "main", *words], env=self.env, stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        for line in process.stderr:
            if line.strip().startswith("http"):
                return process, line.strip()
        self.fail(process.stdout.read() or "no address was printed")

    def end(self, process, code=0, say=None):
        out, err = process.communicate(say, timeout=60)
        self.said.append(out + err)
        self.assertEqual(code, process.returncode, out + err)
        return out, err

    def log_in(self, server):
        process, address = self.begin("--code")
        return self.end(process, say=server.agree(address) + "\n")[0]

    def expire(self, server):
        server.good_access = "another"

    def held(self, column="generation"):
        return sqlite3.connect(f"file:{self.store}?mode=ro", uri=True).execute(f"SELECT {column} FROM token").fetchone()[0]

    def test_the_browser_brings_a_code_and_only_to_the_login_that_was_begun(self):
        server = self.server()
        err = self.goodword("crm", "check", "main", code=4)[1]
        self.assertIn("goodword auth login main", err)
        self.assertEqual("needs login", self.json("auth", "status", code=3)["logins"][0]["state"])
        process, address = self.begin("--no-browser", "--port", "0")
        back = server.agree(address)
        for wrong in (re.sub(r"state=[^&]*", "state=guessed", back), back.split("?")[0], back.replace("/callback", "/other")):
            with self.assertRaises(urllib.error.HTTPError):
                urllib.request.urlopen(wrong, timeout=10)
        self.assertIsNone(process.poll())
        page = urllib.request.urlopen(back, timeout=10).read().decode()
        self.assertIn("terminal", page)
        out, _ = self.end(process)
        self.assertIn("logged in", out)
        self.assertIn("missing   scope admin, needed for reading contacts", out)
        self.assertIn("missing   scope admin", self.goodword("crm", "check", "main")[0])
        self.assertEqual(["authorization_code", "/v1/me"], server.asked)
        row = self.json("auth", "status")["logins"][0]
        self.assertEqual(("good", "read write", ["admin"], None), (row["state"], row["scopes"], row["missing_scopes"], row["cut_off"]))
        self.assertEqual(0o600, (self.folder / "token.key").stat().st_mode & 0o777)

    def test_a_person_who_says_no_is_believed(self):
        server = self.server()
        process, address = self.begin("--no-browser", "--port", "0")
        state = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))["state"]
        back = server.agree(address).split("?")[0] + "?" + urllib.parse.urlencode({"error": "access_denied", "state": state})
        urllib.request.urlopen(back, timeout=10)
        self.assertIn("did not let us in: access_denied", self.end(process, 4)[1])
        self.assertEqual([], server.asked)

    def test_without_a_browser_the_address_or_the_code_is_typed(self):
        server = self.server()
        process, address = self.begin("--code", "--redirect", "https://firm.example/back")
        back = server.agree(address)
        self.assertTrue(back.startswith("https://firm.example/back?"))
        self.end(process, 2, re.sub(r"state=[^&]*", "state=x", back) + "\n")
        process, address = self.begin("--code")
        code = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(server.agree(address)).query))["code"]
        self.end(process, say=code + "\n")
        self.goodword("crm", "check", "main")
        process, _ = self.begin("--code")
        self.end(process, 4, "made-up\n")  # and what is held stays
        self.goodword("crm", "check", "main")

    def test_several_processes_that_find_it_ended_renew_it_once(self):
        server = self.server()
        self.log_in(server)
        server.slow = 0.5
        for generation in (2, 3):
            self.expire(server)
            running = [subprocess.Popen([GOODWORD, "crm", "check", "main"], env=self.env, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)]
            for process in running:
                self.end(process)
            self.assertEqual(generation, self.held())
            self.assertEqual(generation - 1, server.redeemed)
        self.assertFalse(server.revoked_family)

    def test_an_end_that_was_told_is_renewed_before_it(self):
        server = self.server()
        server.lasts = 0.5
        self.log_in(server)
        time.sleep(0.6)
        self.assertEqual("ended", self.json("auth", "status")["logins"][0]["state"])
        server.lasts = 3600
        self.goodword("crm", "check", "main")
        self.assertEqual(["authorization_code", "refresh_token", "/v1/me"], server.asked)

    def test_too_many_renewals_are_waited_for(self):
        server = self.server()
        self.log_in(server)
        self.expire(server)
        server.throttle = 2
        self.goodword("crm", "check", "main")
        self.assertEqual(1, server.redeemed)

    def test_killed_between_the_answer_and_our_commit_it_is_told_and_a_login_mends_it(self):
        server = self.server()
        self.log_in(server)
        self.expire(server)
        server.slow = 1
        process = subprocess.Popen([GOODWORD, "crm", "check", "main"], env=self.env, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while "refresh_token" not in server.asked and process.poll() is None:
            if self.held("sent"):
                process.kill()  # the request is out, and its answer comes to nobody
                break
            time.sleep(0.01)
        process.wait(30)
        while server.redeemed == 0:
            time.sleep(0.01)
        server.slow = 0
        self.assertIn("was cut off", self.goodword("auth", "status")[0])
        self.assertIn("cut off", self.goodword("doctor", code=None)[0])
        out = self.goodword("sync", code=None)[0]
        self.assertIn("goodword auth login main", out)
        self.assertIn("the refresh token that it brought is lost", out)
        self.assertIn("next: goodword auth login main", self.goodword("status")[0])
        self.assertIn("needs login", self.goodword("auth", "status", code=3)[0])
        self.assertEqual(1, server.redeemed)
        self.log_in(server)
        self.goodword("crm", "check", "main")

    def test_what_was_tampered_with_is_refused_and_a_new_login_takes_its_place(self):
        server = self.server()
        self.log_in(server)
        store = sqlite3.connect(self.store)
        store.execute("UPDATE token SET generation = 2, sealed = substr(sealed, 1, 40) || 'AAAA' || substr(sealed, 45)")
        store.commit()
        store.close()
        err = self.goodword("crm", "check", "main", code=78)[1]
        self.assertIn("its seal is broken", err)
        self.assertIn("login.unreadable", err)
        self.assertEqual("unreadable", self.json("auth", "status", code=3)["logins"][0]["state"])
        self.assertIn("its seal is broken", self.goodword("doctor", code=3)[0])
        self.assertEqual(["authorization_code"], server.asked)
        self.log_in(server)
        self.goodword("crm", "check", "main")

    def test_renewed_by_hand_and_given_up(self):
        server = self.server()
        self.log_in(server)
        self.assertIn("renewed", self.goodword("auth", "refresh", "main")[0])
        self.assertEqual(1, server.redeemed)
        self.assertIn("Nothing was given up", self.goodword("auth", "revoke", "main")[0])
        self.assertIn("the CRM was told", self.goodword("auth", "revoke", "main", "--yes")[0])
        self.assertIsNone(server.good_access)
        self.assertIn("auth revoke", self.goodword("crm", "check", "main", code=4)[1])
        requests = self.goodword("connector", "requests", "main")[0]
        self.assertIn("refresh_token=%2A%2A%2A", requests)
        self.assertIn("Authorization: Basic ***", requests)

    def test_a_backup_holds_no_login_and_a_restore_keeps_the_one_there_is(self):
        server = self.server()
        self.log_in(server)
        backup = self.folder / "backup.sqlite"
        self.goodword("backup", str(backup))
        self.assertEqual(0, sqlite3.connect(backup).execute("SELECT count(*) FROM token").fetchone()[0])
        self.goodword("auth", "refresh", "main")
        self.goodword("restore", str(backup))
        self.goodword("crm", "check", "main")

    def test_a_crm_with_a_key_has_nobody_to_log_in(self):
        self.connect("http://127.0.0.1:1")
        self.assertIn("nobody has to log in", self.goodword("auth", "login", "main")[0])
        self.assertEqual("none needed", self.json("auth", "status")["logins"][0]["state"])


if __name__ == "__main__":
    main()
