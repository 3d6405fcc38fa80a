#!/usr/bin/env python3
"""Every request that our connectors send, held against the vendors' own OpenAPI documents.

    check.py --program goodword [CONNECTOR]...     all connectors of documents.json, or these
    check.py --self-test                           requests that are right, and wrong ones that must be seen

documents.json says which documents are whose, and lists what we send although a document lacks it, each with a reason and
where that is known from; one that is no longer needed is a fault, too. Exits 1 if something is wrong, 77 where the documents
or Debian's python3-jsonschema and python3-yaml are absent.
"""
import argparse
import json
import re
import sys
from collections import Counter
from pathlib import Path

import openapi
import sent
from selftest import self_test

HERE = Path(__file__).resolve().parent
SPECS = HERE.parents[1] / ".." / "shared" / "vendor" / "specs"


def documents_of(entry: dict) -> openapi.Documents:
    files = []
    for one in entry["documents"]:
        found = sorted(SPECS.glob(one["files"]))
        if not found:
            raise FileNotFoundError(f"documents.json names {one['files']}, and no file is called so in {SPECS}")
        files += [(file, one.get("under", "")) for file in found]
    return openapi.Documents(files)


class Exceptions:
    """What is let pass, as data; each must be met."""

    def __init__(self, listed: list):
        self.listed, self.met = listed, Counter()

    def cover(self, operation: str, problem: str) -> bool:
        for number, one in enumerate(self.listed):
            if re.fullmatch(one["request"], operation) and re.search(one["problem"], problem):
                self.met[number] += 1
                return True
        return False

    def unmet(self):
        return [one for number, one in enumerate(self.listed) if not self.met[number]]


def check(name: str, entry: dict, requests: list) -> tuple:
    """(row of the table, what is wrong)"""
    documents, exceptions = documents_of(entry), Exceptions(entry.get("exceptions", []))
    operations, wrong, excused = set(), {}, 0
    for request in requests:
        operation, problems = documents.problems(request)
        if entry.get("hold") == "paths":
            problems = [problem for problem in problems if openapi.of_the_path(problem)]
        operations.add(operation)
        left = [problem for problem in problems if not exceptions.cover(operation, problem)]
        excused += bool(problems) and not left
        for problem in left:
            wrong.setdefault(f"{name}: {operation}: {problem}", request.purpose)
    sentences = [f"{what} ({purpose})" for what, purpose in wrong.items()]
    sentences += [f"{name}: nothing needs this exception any more: {one['request']}: {one['problem']}"
                  for one in exceptions.unmet()]
    return (name, entry["whose"], len(requests), len(operations), excused, len(exceptions.listed), len(sentences)), sentences


def strangers(table: dict) -> list:
    """Connectors that documents.json does not know, and names in it that are no connectors."""
    there = {file.parent.name for file in (sent.ROOT / "connectors").glob("*/connector.json")}
    listed = {*table["connectors"], *table["without"]}
    return [f"{name}: documents.json must say whose documents hold for it, or why there are none"
            for name in sorted(there - listed)] + [
                f"{name}: documents.json names it, and there is no such connector" for name in sorted(listed - there)]


def print_table(rows: list):
    head = ("connector", "whose documents", "requests", "operations", "let pass", "exceptions", "wrong")
    widths = [max(len(str(row[i])) for row in [head, *rows]) for i in range(len(head))]
    for row in [head, *rows]:
        print("  ".join(str(cell).ljust(width) for cell, width in zip(row, widths)).rstrip())


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--program")
    options.add_argument("--self-test", action="store_true")
    options.add_argument("connectors", nargs="*")
    chosen = options.parse_args()
    if openapi.jsonschema is None:
        print(f"skipped: the Python module {openapi.MISSING} is not installed (Debian: python3-jsonschema, python3-yaml)")
        return 77
    if chosen.self_test:
        return 1 if self_test() else 0
    if not chosen.program:
        options.error("name the program (--program), or --self-test")
    if not SPECS.is_dir():
        print("skipped: the vendors' documents are absent (../shared/vendor/specs)")
        return 77
    table = json.loads((HERE / "documents.json").read_text(encoding="utf-8"))
    rows, wrong = [], strangers(table)
    for name in chosen.connectors or table["connectors"]:
        requests = [*sent.of_samples(name), *sent.printed(chosen.program, name)]
        row, sentences = check(name, table["connectors"][name], requests)
        rows.append(row)
        wrong += sentences
    print_table(rows)
    for sentence in wrong:
        print("WRONG: " + sentence)
    return 1 if wrong or not all(row[2] for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
