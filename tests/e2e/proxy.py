"""Stands between the program and a CRM, on loopback, and counts what passes. It can cut the program's life short at a chosen
request: before the CRM has heard it, or after the CRM has done it and before the program learns of it.
"""
import contextlib
import http.client
import http.server
import json
import threading

WRITES = (".create", ".write", ".delete")


class Proxy:
    def __init__(self, port):
        self.target = port
        self.requests, self.writes = [], []  # methods, and (method, params), in order
        self.cut_short = []  # methods at which the program was ended
        self._lock = threading.Lock()
        self._cut = None
        proxy = self

        class Relay(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                proxy.pass_on(self)

            def log_message(self, *words):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Relay)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def cut(self, kind, count, when, end):
        """At the `count`-th next request of `kind` ("write" or "any"), `end()` is called, before or after the CRM hears it."""
        with self._lock:
            self._cut = {"kind": kind, "left": count, "when": when, "end": end}

    def let_be(self):
        with self._lock:
            self._cut = None

    def _due(self, is_write):
        with self._lock:
            if self._cut is None or (self._cut["kind"] == "write" and not is_write):
                return None
            self._cut["left"] -= 1
            if self._cut["left"] > 0:
                return None
            due, self._cut = self._cut, None
            return due

    def pass_on(self, relay):
        body = relay.rfile.read(int(relay.headers.get("Content-Length", 0)))
        said = json.loads(body)
        is_write = said["method"].startswith("model.") and said["method"].endswith(WRITES)
        due = self._due(is_write)
        if due:
            self.cut_short.append(said["method"])
        if due and due["when"] == "before":
            relay.close_connection = True
            return due["end"]()
        with self._lock:
            self.requests.append(said["method"])
            if is_write:
                self.writes.append((said["method"], said["params"]))
        status, kind, answer = self._ask(relay, body)
        if due:
            relay.close_connection = True
            return due["end"]()
        with contextlib.suppress(OSError):  # the program may be gone
            relay.send_response(status)
            relay.send_header("Content-Type", kind)
            relay.send_header("Content-Length", str(len(answer)))
            relay.end_headers()
            relay.wfile.write(answer)

    def _ask(self, relay, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.target, timeout=60)
        try:
            headers = {k: relay.headers[k] for k in ("Content-Type", "Authorization") if k in relay.headers}
            connection.request("POST", relay.path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers.get("Content-Type", "text/plain"), answer.read()
        finally:
            connection.close()


@contextlib.contextmanager
def between(port):
    proxy = Proxy(port)
    thread = threading.Thread(target=proxy._server.serve_forever, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy._server.shutdown()
        proxy._server.server_close()
