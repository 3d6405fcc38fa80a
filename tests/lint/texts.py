"""Words in names and texts: banned file names, unfinished work, templates that do not escape, paths of one machine."""
import os
import re

from sources import Finding, matches

BANNED_WORDS = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "handler", "handlers", "misc"}
BANNED_NAMES = {"data", "info", "process"}  # alone they say nothing; in_process.hpp does
TEXTS = (".cpp", ".hpp", ".txt", ".md", ".json", ".py", ".sh", ".mustache", ".service", ".cmake", "run", "quickstart")


def names(tree):
    """A file is named after what it answers."""
    for path in tree.files("adapter", "tests", "packaging", "schemas"):
        # Built by parts: "contact_helper.cpp" is as empty a name as "helper.cpp".
        for part in path.split("/"):
            words = set(re.split(r"[_.\-]", part.lower())) & BANNED_WORDS | {part.lower().split(".")[0]} & BANNED_NAMES
            if words:
                yield Finding(path, 1, f"{part} says nothing: {', '.join(sorted(words))} is a banned name")


def unfinished(tree):
    """What is not done stands in an issue, not in the source."""
    for path in own_texts(tree):
        # A value of some API may be spelled "TO" "DO": in quotes, alone.
        yield from matches(r"(?<!\")\b(?:TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b(?!\")", tree.read(path), path, "{0} in a committed file")


def escaping(tree):
    """A letter's values are escaped for where they go; three braces, or an ampersand, would let them through raw."""
    for path in tree.files("packaging", "tests", ends=(".mustache",)):
        yield from matches(r"\{\{\{|\{\{\s*&|\{\{\s*=", tree.read(path), path, "{0} is not escaped: use two braces")


def machine_paths(tree):
    """No path of the machine at hand: the folder of this checkout, the one above it, the home folder."""
    root = str(tree.root.resolve())
    above = os.path.dirname(root)
    places = [re.escape(root) + r"(?![\w-])", re.escape(os.path.expanduser("~")) + r"/\w"]
    if above not in ("/", "/tmp", "/var/tmp", "/opt", "/usr/src", "/srv", "/home", "/root"):
        places.append(re.escape(above) + r"/\w")
    for path in own_texts(tree):
        yield from matches(r"(?<![\w.}])(?:" + "|".join(places) + ")", tree.read(path), path, "{0}: a path of one machine")


def own_texts(tree):
    # The lints' own broken samples are texts, too; they are left out.
    return [p for p in tree.files(ends=TEXTS) if not p.startswith("tests/lint/")]
