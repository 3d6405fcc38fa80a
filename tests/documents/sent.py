"""What connectors send: every request that the program prints for a file, by each way to log in, and those of its samples,
which the conformance tests hold to be sent as they stand there."""
import json
import re
import subprocess
import tempfile
import urllib.parse
from pathlib import Path

from openapi import Request

ROOT = Path(__file__).resolve().parents[2]
INVENTED = {"url": "https://crm.example.com", "number": 7, "text": "a-text"}
TEXT = r'("(?:[^"\\]|\\.)*")'


def connector(name: str) -> dict:
    """A connector file without its comments and trailing commas."""
    text = (ROOT / "connectors" / name / "connector.json").read_text(encoding="utf-8")
    text = re.sub(TEXT + r"|//[^\n]*", lambda found: found[1] or "", text)
    return json.loads(re.sub(TEXT + r"|,(\s*[}\]])", lambda found: found[1] or found[2], text))


def crm_file(name: str, login: str, settings: dict, secret: Path) -> dict:
    """Settings of one login on a CRM of that kind."""
    asked = {key: one for key, one in settings.items() if one.get("for", login) == login and key != "for"}
    return {"connector": name, "login": login, "apply": "plan_only",
            "settings": {key: INVENTED[one["type"]] for key, one in asked.items()
                         if one["type"] in INVENTED and "default" not in one},
            "secrets": {key: {"file": str(secret)} for key, one in asked.items() if one["type"] == "secret"}}


def settings_folder(folder: Path, name: str):
    """A firm with one CRM for each way to log in; gives the names of these CRMs."""
    demo = ROOT / "packaging" / "share" / "demo"
    firm = json.loads((demo / "firm.json").read_text(encoding="utf-8"))
    for seller in firm["sellers"]:
        seller.pop("users", None)
    (folder / "firm.json").write_text(json.dumps(firm), encoding="utf-8")
    for file in ("services.json", "partners.json"):
        (folder / file).write_bytes((demo / file).read_bytes())
    (folder / "goodword.json").write_text("{}", encoding="utf-8")
    (folder / "crms").mkdir()
    secret = folder / "secret"
    secret.write_text("invented", encoding="utf-8")
    secret.chmod(0o600)
    described = connector(name)
    for login in described["auth"]:
        crm = crm_file(name, login, described.get("settings", {}), secret)
        (folder / "crms" / f"{login.replace('_', '-')}.json").write_text(json.dumps(crm), encoding="utf-8")
    return [login.replace("_", "-") for login in described["auth"]]


def body_of(text: str, headers: dict) -> tuple:
    """(the body, whether it is a form)"""
    if "form" in headers.get("content-type", ""):
        return dict(urllib.parse.parse_qsl(text, keep_blank_values=True)), True
    return (json.loads(text) if text else None), False


def parsed(block: str) -> Request:
    """One printed request: what it is for, method and address, headers, and the body if there is one."""
    first, second, *rest = block.split("\n")
    headers = {}
    while rest and (found := re.fullmatch(r"([A-Za-z0-9-]+): (.*)", rest[0])):
        headers[found[1].lower()] = found[2]
        rest.pop(0)
    body, form = body_of("\n".join(rest), headers)
    method, _, url = second.partition(" ")
    if first.startswith("# set_field") and isinstance(body, dict):
        body = without_invented(body)
    return Request(first[2:], method, url, headers, body, form)


def without_invented(body):
    """The printer knows no field of an operator's and writes {"field": "value"}: no document can know that one."""
    if isinstance(body, list):
        return [without_invented(part) for part in body]
    if isinstance(body, dict):
        return {key: without_invented(part) for key, part in body.items() if (key, part) != ("field", "value")}
    return body


def printed(program: str, name: str):
    """Of each way to log in, all that the program says it would send."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for crm in settings_folder(folder, name):
            done = subprocess.run([program, "connector", "requests", crm, "--config", str(folder)], capture_output=True,
                                  text=True, check=False, env={"HOME": place, "PATH": "/usr/bin:/bin"})
            if done.returncode:
                raise RuntimeError(f"goodword connector requests {name} exited {done.returncode}: {done.stderr.strip()[:400]}")
            for block in done.stdout.strip().split("\n\n"):
                yield parsed(block)


def of_samples(name: str):
    """The requests of a connector's samples; headers stand there in part only."""
    for file in sorted((ROOT / "connectors" / name / "samples").glob("*.json")):
        for step in json.loads(file.read_text(encoding="utf-8"))["steps"]:
            for exchange in step.get("exchanges", []):
                sent = exchange["request"]
                body = sent.get("json", sent.get("form"))
                query = urllib.parse.urlencode(sent.get("query", {}), doseq=True)
                url = sent["url"] + ("?" + query if query else "")
                yield Request(f"sample {file.stem}", sent.get("method", "GET" if body is None else "POST"), url, None,
                              body, "form" in sent)
