"""What a test, or a person at the desk, does on a Tryton server: JSON-RPC over a session.

Dates come back as datetime, amounts as Decimal. Everything raises Refused with the server's own words when it says no.
"""
import base64
import datetime
import decimal
import http.client
import itertools
import json


class Refused(Exception):
    """The server answered with an error."""


def from_json(value):
    kind = value.get("__class__")
    if kind == "datetime":
        return datetime.datetime(*(value[k] for k in ("year", "month", "day", "hour", "minute", "second", "microsecond")))
    if kind == "date":
        return datetime.date(value["year"], value["month"], value["day"])
    if kind == "Decimal":
        return decimal.Decimal(value["decimal"])
    return value


def to_json(value):
    if isinstance(value, datetime.datetime):
        return {"__class__": "datetime", "year": value.year, "month": value.month, "day": value.day, "hour": value.hour,
                "minute": value.minute, "second": value.second, "microsecond": value.microsecond}
    if isinstance(value, datetime.date):
        return {"__class__": "date", "year": value.year, "month": value.month, "day": value.day}
    if isinstance(value, decimal.Decimal):
        return {"__class__": "Decimal", "decimal": str(value)}
    raise TypeError(f"{type(value)} has no JSON form")


class Client:
    def __init__(self, port, database, user, password):
        self.port, self.database, self.user = port, database, user
        self._ids = itertools.count()
        self._session = None
        uid, token = self.call("common.db.login", user, {"password": password}, "en", context=None)
        self._session = base64.b64encode(f"{user}:{uid}:{token}".encode()).decode()

    def call(self, method, *params, context={}):
        headers = {"Content-Type": "application/json"}
        if self._session:
            headers["Authorization"] = "Session " + self._session
        body = {"id": next(self._ids), "method": method, "params": [*params] + ([] if context is None else [context])}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("POST", f"/{self.database}/", json.dumps(body, default=to_json), headers)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        if answer.status != 200:
            raise Refused(f"{method}: {answer.status}")
        said = json.loads(text, object_hook=from_json)
        if said.get("error"):
            raise Refused(f"{method}: {said['error']}")
        return said["result"]

    # Any model.

    def search_read(self, model, domain, fields, order=(("id", "ASC"),)):
        return self.call(f"model.{model}.search_read", domain, 0, None, [list(o) for o in order], list(fields))

    def create(self, model, *values):
        return self.call(f"model.{model}.create", list(values))

    def write(self, model, ids, values):
        self.call(f"model.{model}.write", list(ids), values)

    def delete(self, model, ids):
        self.call(f"model.{model}.delete", list(ids))

    # What people do with parties.

    def party(self, name):
        """Id of the one party of that name."""
        found = self.search_read("party.party", [["name", "=", name]], ["name"])
        if len(found) != 1:
            raise Refused(f"{len(found)} parties are called {name}")
        return found[0]["id"]

    def category(self, name):
        """Id of a category, made when it is not there: what a person does in the tag field of the form."""
        found = self.search_read("party.category", [["name", "=", name]], ["name"])
        return found[0]["id"] if found else self.create("party.category", {"name": name})[0]

    def tag(self, party, name):
        self.write("party.party", [party], {"categories": [["add", [self.category(name)]]]})

    def untag(self, party, name):
        self.write("party.party", [party], {"categories": [["remove", [self.category(name)]]]})

    def note(self, party, text):
        return self.create("ir.note", {"resource": f"party.party,{party}", "message": text})[0]

    def tags_of(self, party):
        return self.all_tags().get(party, frozenset())

    def notes_of(self, party):
        return [n["message"] for n in self.search_read("ir.note", [["resource", "=", f"party.party,{party}"]], ["message"])]

    # The whole desk, for comparing before and after.

    def all_tags(self):
        """Category names by party, parties without any left out."""
        names = {c["id"]: c["name"] for c in self.search_read("party.category", [], ["name"])}
        parties = self.search_read("party.party", [["active", "in", [True, False]]], ["categories"])
        return {p["id"]: frozenset(names[c] for c in p["categories"]) for p in parties if p["categories"]}

    def all_notes(self):
        """(note id, text) by party, in the order they were written."""
        notes = {}
        for note in self.search_read("ir.note", [], ["resource", "message"]):
            notes.setdefault(int(note["resource"].split(",")[1]), []).append((note["id"], note["message"]))
        return notes

    def all_parties(self):
        """Names, addresses and e-mails of everybody: nothing of this may ever change."""
        parties = self.search_read("party.party", [["active", "in", [True, False]]], ["name", "code", "active"])
        mechanisms = self.search_read("party.contact_mechanism", [], ["party", "type", "value"])
        addresses = self.search_read("party.address", [], ["party", "city"])
        return ([(p["id"], p["name"], p["code"], p["active"]) for p in parties],
                [(m["party"], m["type"], m["value"]) for m in mechanisms], [(a["party"], a["city"]) for a in addresses])
