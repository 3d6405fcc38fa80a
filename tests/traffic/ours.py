"""Our program, asked; and the table in which it is told what came of it."""
import json
import subprocess
import tempfile
from pathlib import Path

from vendor import Vendor

KINDS = {"contacts": "contact", "companies": "company", "members": "contact"}


class Ours:
    """The program under test, with one connector file and a vendor's settings."""

    def __init__(self, program: str, connector: Path, vendor: Vendor):
        self.program, self.connector, self.vendor = program, connector, vendor

    def answer(self, cases: list) -> list:
        text = "".join(json.dumps({**case, "otherwise": self.vendor.otherwise}) + "\n" for case in cases)
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as crm:
            json.dump(self.vendor.file["crm"], crm)
            crm.flush()
            done = subprocess.run([self.program, str(self.connector), crm.name], input=text, capture_output=True, text=True,
                                  check=False)
        if done.returncode:
            raise RuntimeError(f"{self.program} exited {done.returncode}: {done.stderr.strip()[:400]}")
        return [json.loads(line) for line in done.stdout.splitlines()]


class Report:
    def __init__(self, title: str, columns: list):
        self.title, self.rows, self.wrong = title, [columns], []

    def row(self, *cells):
        self.rows.append([str(cell) for cell in cells])

    def complain(self, sentence: str):
        self.wrong.append(sentence)

    def print(self):
        widths = [max(len(row[i]) for row in self.rows) for i in range(len(self.rows[0]))]
        print(f"\n{self.title}")
        for row in self.rows:
            print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
        for sentence in self.wrong[:20]:
            print("  WRONG: " + sentence)
        if len(self.wrong) > 20:
            print(f"  and {len(self.wrong) - 20} more")
