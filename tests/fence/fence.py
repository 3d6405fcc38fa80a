#!/usr/bin/env python3
"""The fence holds: fence.py ROOM COMPILER DIRS, where DIRS is a file with the include folders CMake gives that room.

One line of C++ per other room is compiled as if it stood in ROOM. A room that the floors do not allow must be "No such
file"; a room it uses, and ROOM itself, must compile.
"""
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/lint"))
from fences import FLOORS  # noqa: E402


def headers():
    """The smallest header of each room that has one."""
    found = {}
    for room in FLOORS:
        own = sorted((ROOT / "adapter" / room).glob("*.hpp"), key=lambda p: (p.stat().st_size, p.name))
        if own:
            found[room] = f"{room}/{own[0].name}"
    return found


def compiled(compiler, folders, header):
    """(whether it compiles, what the compiler said)"""
    command = [compiler, "-std=c++20", "-fsyntax-only", "-x", "c++", "-"]
    for folder in folders:
        command += ["-I", folder]
    said = subprocess.run(command, input=f'#include "{header}"\n', capture_output=True, text=True,
                          env={**os.environ, "LC_ALL": "C"})
    return said.returncode == 0, said.stderr


def main():
    room, compiler, dirs = sys.argv[1:4]
    folders = [d for d in Path(dirs).read_text().strip().split(";") if d]
    in_reach = {Path(d).name for d in folders if Path(d).parent.name == "fence"}
    wrong, refused, let_in = [], [], []
    for other, header in headers().items():
        allowed = other == room or other in FLOORS[room].split()
        if allowed and other not in in_reach | {room}:
            continue  # it may, and does not
        fine, said = compiled(compiler, folders, header)
        if allowed and not fine:
            wrong.append(f"{room} should reach {header}:\n{said}")
        elif not allowed and fine:
            wrong.append(f"{room} must not reach {header}, and does")
        elif not allowed and "No such file" not in said:
            wrong.append(f"{room} reaches {header}, which then fails otherwise:\n{said}")
        (let_in if fine else refused).append(other)
    print(f"{room}: refused {', '.join(refused) or 'none'}; let in {', '.join(let_in) or 'none'}")
    if not refused and room not in ("cli",):
        wrong.append("nothing was refused: this test has lost its bite")
    if room not in let_in and room in headers():
        wrong.append("not even its own header compiles")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
