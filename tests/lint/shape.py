"""Sizes, as universal-ctags sees them. They serve reading: rather raise the question than split a clear function."""
import json
import re
import subprocess
from collections import defaultdict
from statistics import median

from sources import Finding

FILE_LINES, FUNCTION_LINES, PARAMETERS, BRANCHES = 500, 70, 5, 12
KINDS = "--kinds-c++=fp"


def tags(tree, folders):
    paths = tree.files(*folders, ends=(".cpp", ".hpp"))
    if not paths:
        return []
    command = ["ctags", "--output-format=json", "--language-force=C++", KINDS, "--fields=+neSK", "-f", "-", "-L", "-"]
    got = subprocess.run(command, cwd=tree.root, input="\n".join(paths), capture_output=True, text=True, check=True)
    return [json.loads(line) for line in got.stdout.splitlines()]


def parameters(signature):
    """Top-level parameters of "(int a, std::map<K, V> b)", as texts."""
    inside, depth, found = signature.strip()[1:signature.rfind(")")], 0, [""]
    for c in inside:
        depth += (c in "<([{") - (c in ">)]}")
        if c == "," and depth == 0:
            found.append("")
        else:
            found[-1] += c
    return [p.strip() for p in found if p.strip() not in ("", "void")]


DECISIONS = re.compile(r"\b(?:if|for|while|catch)\b|&&|\|\||\?(?!:)")


def functions(tree):
    """(path, line, name, lines, branches, parameters) of every function with a body in adapter/."""
    sources = {s.path: s.code.split("\n") for s in tree.cpp("adapter")}
    for tag in tags(tree, ("adapter",)):
        if tag["kind"] == "function" and "end" in tag and not tag["name"].startswith("__anon"):
            body = "\n".join(sources[tag["path"]][tag["line"] - 1:tag["end"]])
            yield (tag["path"], tag["line"], tag["name"], tag["end"] - tag["line"] + 1,
                   len(DECISIONS.findall(body)), len(parameters(tag.get("signature", "()"))))


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def table(tree):
    """The table of the design's budgets, as text."""
    sizes = {s.path: s.text.count("\n") for s in tree.cpp("adapter")}
    tests = sum(s.text.count("\n") for s in tree.cpp("tests"))
    found = list(functions(tree))
    if not sizes or not found:
        return "no sources"
    comments = code = 0
    for source in tree.cpp("adapter"):
        for whole, bare in zip(source.text.split("\n"), source.code.split("\n")):
            code += bool(bare.strip())
            comments += bool(whole.strip()) and not bare.strip()
    lines, branches, params = ([f[i] for f in found] for i in (3, 4, 5))
    rows = [
        ("file lines median / max", f"{median(sizes.values()):.0f} / {max(sizes.values())}", f"100 / {FILE_LINES}"),
        ("function lines median / p90 / max", f"{median(lines):.0f} / {percentile(lines, .9)} / {max(lines)}", f"6 / 18 / {FUNCTION_LINES}"),
        ("branches p90 / max", f"{percentile(branches, .9)} / {max(branches)}", f"4 / {BRANCHES}"),
        ("parameters p90 / max", f"{percentile(params, .9)} / {max(params)}", f"3 / {PARAMETERS}"),
        ("comment share", f"{100 * comments / (comments + code):.0f}%", "15-25%"),
        ("test lines per production line", f"{tests / sum(sizes.values()):.2f}", "1.2, at least 0.8"),
        ("files, functions", f"{len(sizes)}, {len(found)}", ""),
    ]
    text = "\n".join(f"{a:36}{b:>18}   {c}" for a, b, c in [("measure", "here", "aim / limit")] + rows)
    busy = sorted(found, key=lambda f: -f[4])[:5]
    return text + "\nmost branches: " + ", ".join(f"{f[0]}:{f[1]} {f[2]} {f[4]}" for f in busy)


def budgets(tree):
    """No file, function or parameter list above its limit. Branches are shown, not judged: a switch may be long."""
    for source in tree.cpp("adapter", "tests"):
        lines = source.text.count("\n")
        if lines > FILE_LINES:
            yield Finding(source.path, lines, f"{lines} lines, the limit is {FILE_LINES}")
    for path, line, name, lines, _, params in functions(tree):
        if lines > FUNCTION_LINES:
            yield Finding(path, line, f"{name}: {lines} lines, the limit is {FUNCTION_LINES}")
        if params > PARAMETERS:
            yield Finding(path, line, f"{name}: {params} parameters, the limit is {PARAMETERS}")


def boolean_parameters(tree):
    """apply(plan, true) does not say what is true: public headers take an enumeration."""
    by_place = defaultdict(list)
    for tag in tags(tree, ("adapter",)):
        if tag["path"].endswith(".hpp") and tag.get("access", "public") == "public":
            by_place[tag["path"], tag["line"]].append(tag)
    for (path, line), found in sorted(by_place.items()):
        for tag in found:
            # A single bool is what the function is about, and the last one of value_or(key, bool) is what it gives back.
            given = parameters(tag.get("signature", "()"))
            if len(given) > 1 and not tag["name"].endswith("_or") and any(re.match(r"(?:const )?bool\b", p) for p in given):
                yield Finding(path, line, f"{tag['name']}{tag['signature']}: a boolean parameter; name the two cases")
