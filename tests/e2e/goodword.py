"""The program under test: a settings folder of its own, and commands run as an operator would."""
import datetime
import json
import os
import signal
import subprocess
from pathlib import Path

SERVICES = {"services": [
    {"id": "bookkeeping", "names": {"en": ["bookkeeping", "accounts"]}},
    {"id": "payroll", "names": {"en": ["payroll"]}},
    {"id": "copywriting", "names": {"en": ["copywriting", "copy"]}},
    {"id": "website", "names": {"en": ["website", "web site"]}},
]}

FIRM = {
    "name": "Brackenfold Accounts", "trade": "accountants", "currency": "GBP", "margin": 0.4, "buy_share": 0.3,
    "place": {"city": "Ripon", "country": "GB"}, "services": ["bookkeeping", "payroll"], "languages": ["en"],
}


def partners():
    """Pellwick has room for fewer than want copywriting."""
    until = (datetime.date.today() + datetime.timedelta(days=60)).isoformat()
    return {"partners": [
        {"id": "pellwick", "kind": "ally", "name": "Pellwick Copy", "person": "Ewan Pell", "email": "ewan@pellwick.example",
         "services": ["copywriting"], "strengths": ["copywriting"], "languages": ["en"], "remote": True, "trusted": True,
         "room": {"places": 6, "until": until}, "proof": "has rewritten three food firms' sites"},
        {"id": "oakline", "kind": "ally", "name": "Oakline Web", "person": "Tamsin Oake", "email": "tamsin@oakline.example",
         "services": ["website"], "languages": ["en"], "remote": True, "trusted": True, "room": {"places": 20, "until": until}},
    ]}


def binary(build):
    """The program in a build folder, or nothing."""
    found = [p for p in Path(build).rglob("goodword") if p.is_file() and os.access(p, os.X_OK)]
    return found[0] if found else None


class Failed(AssertionError):
    pass


class Goodword:
    def __init__(self, program, folder):
        self.program, self.folder = program, Path(folder)
        self.config = self.folder / "config"
        self.offset = 0  # days the clock is moved on
        self._running = None

    def settings(self, crm, sellers):
        """Writes all settings files. `crm` is what stands in crms/erp.json, its password apart."""
        secret = self.secret(crm.pop("password"))
        files = {
            # Killed many times in the middle of one write is the point here, and no fault of that write.
            "goodword.json": {"store": {"path": "../store.sqlite"}, "brakes": {"most_attempts": 50}},
            "firm.json": {**FIRM, "sellers": sellers},
            "services.json": SERVICES,
            "partners.json": partners(),
            "crms/erp.json": {**crm, "secrets": {"password": {"file": str(secret)}}},
        }
        for path, value in files.items():
            at = self.config / path
            at.parent.mkdir(parents=True, exist_ok=True)
            at.write_text(json.dumps(value, indent=2) + "\n")
            at.chmod(0o600)

    def secret(self, text):
        """Path of the file with the CRM's password, which now is `text`."""
        path = self.folder / "password"
        path.write_text(text + "\n")
        path.chmod(0o600)
        return path

    def start(self, *words, **variables):
        command = [str(self.program), *words, "--config", str(self.config), "--no-input", "--json"]
        if self.offset:
            command += ["--clock-offset", f"{self.offset}d"]
        env = {**os.environ, "HOME": str(self.folder), "NO_COLOR": "1", **variables}
        self._running = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                         stderr=subprocess.PIPE, text=True, env=env)
        return self._running

    def kill(self):
        """As a power cut would, as far as the process is concerned."""
        self._running.send_signal(signal.SIGKILL)

    def finish(self, process):
        """(exit code, the JSON that was printed, what stood on standard error)"""
        out, err = process.communicate(timeout=300)
        value = json.loads(out) if out.strip().startswith("{") else out
        return process.returncode, value, err

    def run(self, *words, expect=(0,)):
        """The JSON that a command printed. Any exit code but those expected is a failure of the test."""
        process = self.start(*words)
        code, value, err = self.finish(process)
        if code not in expect:
            raise Failed(f"goodword {' '.join(words)}: exit {code}\n{err}\n{json.dumps(value)[:2000]}")
        return value
