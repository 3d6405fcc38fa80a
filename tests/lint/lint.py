#!/usr/bin/env python3
"""Runs one lint: lint.py NAME [--root DIR], or lint.py NAME --self-test to see that it still bites.

lint.py --list names them; each is a CTest test, and so is each self-test.
"""
import argparse
import sys
import tempfile
from pathlib import Path

import fences
import samples
import shape
import texts
from sources import Tree

LINTS = {
    "climbing_includes": fences.climbing_includes,
    "floors": fences.floors,
    "include_cycles": fences.include_cycles,
    "libraries": fences.libraries,
    "effects": fences.effects,
    "sql": fences.sql,
    "vendors": fences.vendors,
    "single_callers": fences.single_callers,
    "names": texts.names,
    "unfinished": texts.unfinished,
    "escaping": texts.escaping,
    "machine_paths": texts.machine_paths,
    "budgets": shape.budgets,
    "tests_per_line": shape.tests_per_line,
    "boolean_parameters": shape.boolean_parameters,
}


def planted(files):
    """A temporary tree of these files."""
    folder = tempfile.TemporaryDirectory(prefix="lint-")
    for path, text in files.items():
        at = Path(folder.name, path)
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_text(text.replace("@ROOT@", folder.name).replace("@HOME@", str(Path.home())), encoding="utf-8")
    return folder


def self_test(name):
    """Each broken sample must be found where it is broken, and each sound one must pass."""
    wrong = []
    for files, expected in samples.BROKEN[name]:
        with planted(files) as root:
            got = sorted({(f.path, f.line) for f in LINTS[name](Tree(root))})
        if got != sorted(expected):
            wrong.append(f"broken sample {sorted(files)}: expected {sorted(expected)}, found {got}")
    for files in samples.SOUND[name]:
        with planted(files) as root:
            got = [str(f) for f in LINTS[name](Tree(root))]
        if got:
            wrong.append(f"sound sample {sorted(files)}: found {got}")
    return wrong


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("name", nargs="?", choices=sorted(LINTS))
    options.add_argument("--root", default=str(Path(__file__).resolve().parents[2]))
    options.add_argument("--self-test", action="store_true")
    options.add_argument("--list", action="store_true")
    asked = options.parse_args()
    if asked.list:
        print("\n".join(LINTS))
        return 0
    if asked.name is None:
        options.error("name a lint, or --list")
    if asked.self_test:
        complaints = self_test(asked.name)
    else:
        tree = Tree(asked.root)
        complaints = sorted(LINTS[asked.name](tree))
        print(LINTS[asked.name].__doc__.splitlines()[0])
        if asked.name == "budgets":
            print(shape.table(tree))
    for complaint in complaints:
        print(complaint)
    print(f"{len(complaints)} found")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
