"""What every lint reads: the files of a tree, and C++ with its comments and string literals told apart.

A Tree is a folder laid out like this repository. Lints get one and give back Findings; they never look elsewhere, so that
a self-test can hand them a small broken tree.
"""
import os
import re
from dataclasses import dataclass
from pathlib import Path

SKIPPED_FOLDERS = {".git", "build", "node_modules", "__pycache__"}


@dataclass(frozen=True, order=True)
class Finding:
    path: str
    line: int
    text: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.text}"


@dataclass
class Cpp:
    """One C++ file, twice: `code` without comments and with empty literals, and the literals by line."""
    path: str
    text: str
    code: str
    literals: list

    @property
    def room(self):
        """'engine' for adapter/engine/plan.cpp; '' outside adapter."""
        parts = self.path.split("/")
        return parts[1] if parts[0] == "adapter" and len(parts) > 2 else ""


TOKEN = re.compile(
    r"""(?P<line>//[^\n]*)
      | (?P<block>/\*.*?\*/)
      | (?P<raw>R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)")
      | (?P<string>"(?:\\.|[^"\\\n])*")
      | (?P<char>(?<![0-9A-Za-z_])'(?:\\.|[^'\\\n])+')""",
    re.VERBOSE | re.DOTALL)


def blank(text):
    return re.sub(r"[^\n]", " ", text)


def parse_cpp(path, text):
    literals = []
    includes = {m.start(1) for m in re.finditer(r'^[ \t]*#[ \t]*include[ \t]*(")', text, re.M)}

    def replace(match):
        kind = match.lastgroup if match.lastgroup != "mark" else "raw"
        if kind in ("raw", "string", "char"):
            if match.start() in includes:
                return match.group()
            literals.append((text.count("\n", 0, match.start()) + 1, match.group()))
            body = match.group()
            return body[0] + blank(body[1:-1]) + body[-1] if kind != "raw" else '"' + blank(body[1:-1]) + '"'
        return blank(match.group())

    return Cpp(path, text, TOKEN.sub(replace, text), literals)


class Tree:
    def __init__(self, root):
        self.root = Path(root)
        self._cpp = {}

    def files(self, *folders, ends=("",)):
        """Paths below the root, sorted, of text files in these folders (all of them where none is named)."""
        found = []
        for folder in folders or (".",):
            for at, below, names in os.walk(self.root / folder):
                below[:] = sorted(d for d in below if d not in SKIPPED_FOLDERS)
                found += [Path(at, n) for n in names if n.endswith(tuple(ends)) and not Path(at, n).is_symlink()]
        return sorted({str(p.relative_to(self.root)) for p in found})

    def read(self, path):
        return (self.root / path).read_text(encoding="utf-8", errors="replace")

    def cpp(self, *folders):
        for path in self.files(*(folders or ("adapter",)), ends=(".cpp", ".hpp")):
            if path not in self._cpp:
                self._cpp[path] = parse_cpp(path, self.read(path))
            yield self._cpp[path]


def matches(pattern, text, path, say):
    """A Finding for every match; `say` may use the groups of the match."""
    for match in re.finditer(pattern, text, re.M):
        line = text.count("\n", 0, match.start()) + 1
        yield Finding(path, line, say.format(match.group().strip(), *match.groups()))
