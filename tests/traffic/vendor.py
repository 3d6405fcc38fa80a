"""What an answer of HubSpot means, by its documents: nothing here knows how our program decides.

Sources: the documents' page on error handling (developers.hubspot.com/docs/api-reference/error-handling, as of
2026-03-30), the shared notes on limits (vendor/apis.md), and the schemas StandardError and
BatchResponseSimplePublicObjectWithErrors of its OpenAPI collection (vendor/specs/hubspot).
"""
import json
from dataclasses import dataclass

# The same words for their documents and for our program.
WAIT, LOGIN, STOP, REFUSED, GONE, LESS, FINE, UNSURE = (
    "wait and ask again", "log in anew", "stop, tell a person", "this record is refused", "this record is gone",
    "ask for less at once", "fine", "unsure, look before writing")
OURS = {"throttled": WAIT, "retry": WAIT, "login": LOGIN, "stop_stream": STOP, "stop_crm": STOP, "quarantine": REFUSED,
        "gone": GONE, "split": LESS, "ok": FINE, "empty": FINE, "unknown": UNSURE}


@dataclass(frozen=True)
class Meaning:
    what: str
    limit: str = ""  # which limit was reached
    least: int = 0  # seconds to wait at least
    most: int = 24 * 3600


def told(body: str) -> dict:
    try:
        parsed = json.loads(body)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def category(body: str) -> str:
    """How the answer calls its own fault."""
    said = told(body)
    results = said.get("validationResults") or [{}]
    return said.get("category") or said.get("errorType") or results[0].get("error") or ""


def limit_of(said: dict) -> str:
    """policyName says which limit was reached: DAILY, SECONDLY, TEN_SECONDLY_ROLLING; without it the words do."""
    policy = said.get("policyName", "") or said.get("message", "")
    policy = policy.lower()
    if "daily" in policy:
        return "day"
    return "burst" if "ten_secondly" in policy else "second" if "secondly" in policy else "burst"


def meaning(status: int, body: str, purpose: str) -> Meaning:
    if status == 429:  # no Retry-After is promised; the day ends at midnight of the account, whose zone nobody told us
        limit = limit_of(told(body))
        return Meaning(WAIT, limit, *{"day": (600, 24 * 3600), "burst": (10, 60), "second": (1, 10)}[limit])
    if status == 401:  # "not a valid indicator that a new token must be retrieved", but nothing works without a login
        return Meaning(LOGIN)
    if status == 404:  # of a page or a property: a wrong address, not a record
        return Meaning(GONE if purpose in ("by_id", "write") else STOP)
    if status == 414:  # the address is too long
        return Meaning(LESS)
    if status == 423:  # too much at once; "locks will last for 2 seconds"
        return Meaning(WAIT, least=2, most=60)
    if status == 477:  # the account is moving to another data centre; Retry-After, up to a day
        return Meaning(WAIT, least=60)
    if status >= 500:  # pause, then ask again; but a write may have been taken
        return Meaning(UNSURE if purpose == "write" else WAIT)
    if status == 403:
        return Meaning(STOP)
    if status in (400, 409, 422):  # the values of a record; nothing of it was taken
        return Meaning(REFUSED if purpose == "write" else STOP)
    return Meaning(FINE if status in (200, 201, 202, 204, 207) else STOP)


def outcomes(status: int, body: str, ids: list, key: str = "id") -> dict:
    """Of each thing sent: done, failed or unknown, as the answer says. `key`: what results carry of what was sent."""
    if status == 204:
        return {one: "done" for one in ids}
    said = told(body)
    became = {one: "unknown" for one in ids}
    for result in said.get("results", []):
        if result.get(key) in became:
            became[result[key]] = "done"
    for error in said.get("errors", []):
        named = error.get("context", {}).get("ids" if key == "id" else key, [])
        for one in [named] if isinstance(named, str) else named:
            if one in became:
                became[one] = "failed"
    return became
