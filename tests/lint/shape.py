"""Sizes, as universal-ctags sees them. They serve reading: rather raise the question than split a clear function."""
import json
import re
import subprocess
from collections import defaultdict
from statistics import median

import fences
from sources import Finding

# Branches are counted without the cases of a switch: one that names every case is long and clear.
FILE_LINES, FUNCTION_LINES, PARAMETERS, BRANCHES, TESTS_PER_LINE = 500, 70, 5, 12, 0.8
# Not kept yet: what is reached may not be lost. To be raised as tests come, and taken away at the limit.
TESTS_REACHED = 0.76
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


# Functions that branch more than the limit and would read no better in pieces: how often, and why. They may not branch
# more than that, and whoever simplifies one takes it from this list.
BUSY = {
    ("adapter/base/instant.cpp", "parse_http_date"): (16, "a grammar, step by step"),
    ("adapter/base/json.cpp", "is_number_text"): (14, "a grammar, step by step"),
    ("adapter/base/schema_faults.cpp", "numbers"): (13, "five bounds, a line each"),
    ("adapter/cli/parse.cpp", "answered"): (13, "one refusal after the other, a line each"),
    ("adapter/cli/run_sync.cpp", "run_plan"): (15, "one refusal after the other, a line each"),
    ("adapter/cli/show_plan.cpp", "text_line"): (13, "one line of a table"),
    ("adapter/conformance/coverage.cpp", "Coverage"): (16, "parts of a file, one after the other"),
    ("adapter/conformance/sample.cpp", "pull"): (13, "one step of a sample, what it gave part by part"),
    ("adapter/connector/answers.cpp", "built_in"): (15, "a table of statuses"),
    ("adapter/connector/compile_pages.cpp", "check_ends"): (13, "one refusal after the other, a line each"),
    ("adapter/connector/compile_request.cpp", "check_names"): (15, "parts of a file, one after the other"),
    ("adapter/connector/compile_stream.cpp", "cap"): (14, "parts of a file, one after the other"),
    ("adapter/connector/forms.cpp", "from_parts"): (13, "one refusal after the other, a line each"),
    ("adapter/connector/mapping.cpp", "from_pick"): (13, "one refusal after the other, a line each"),
    ("adapter/connector/mapping.cpp", "typed"): (14, "a switch over types"),
    ("adapter/connector/read_back.cpp", "find"): (13, "one refusal after the other, a line each"),
    ("adapter/connector/records.cpp", "relation"): (14, "one refusal after the other, a line each"),
    ("adapter/connector/template.cpp", "make_template"): (14, "a grammar"),
    ("adapter/connector/walk.cpp", "feed"): (16, "one refusal after the other, a line each"),
    ("adapter/connector/writer.cpp", "spelled_for_crm"): (15, "a switch over types"),
    ("adapter/connector/writer.cpp", "take_answer"): (13, "one refusal after the other, a line each"),
    ("adapter/match/inside.cpp", "words_for"): (13, "one sentence, by its parts"),
    ("adapter/sandbox/filters.cpp", "read_filter"): (15, "one refusal after the other, a line each"),
}


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def lines_in(tree, folders, ends):
    return sum(tree.read(path).count("\n") for path in tree.files(*folders, ends=ends))


def test_lines(tree):
    """What tests consist of: programs, scripts, and cases written as data (scenarios, samples of connectors)."""
    samples = [path for path in tree.files("connectors", ends=(".json",)) if "/samples/" in path]
    return lines_in(tree, ("tests",), (".cpp", ".hpp", ".py", ".json", "/run")) + sum(tree.read(p).count("\n") for p in samples)


def comment_share(tree):
    comments = code = 0
    for source in tree.cpp("adapter"):
        for whole, bare in zip(source.text.split("\n"), source.code.split("\n")):
            code += bool(bare.strip())
            comments += bool(whole.strip()) and not bare.strip()
    return comments / (comments + code)


def measures(tree):
    """(measure, here, aim, limit, kept) for the table of the design."""
    sizes = [source.text.count("\n") for source in tree.cpp("adapter")]
    found = list(functions(tree))
    lines, branches, params = ([f[i] for f in found] for i in (3, 4, 5))
    production, bare_tests = sum(sizes), lines_in(tree, ("tests",), (".cpp", ".hpp"))
    ratio = test_lines(tree) / production
    rings, vendors = len(list(fences.include_cycles(tree))), len(list(fences.vendors(tree)))
    known = sum(1 for f in found if f[4] > BRANCHES)
    yield ("files, functions", f"{len(sizes)}, {len(found)}", "", "", True)
    yield ("file lines median / p90 / max", f"{median(sizes):.0f} / {percentile(sizes, .9)} / {max(sizes)}",
           "100", FILE_LINES, max(sizes) <= FILE_LINES)
    yield ("function lines median / p90 / max", f"{median(lines):.0f} / {percentile(lines, .9)} / {max(lines)}",
           "6 / 18", FUNCTION_LINES, max(lines) <= FUNCTION_LINES)
    yield ("branches median / p90 / max", f"{median(branches):.0f} / {percentile(branches, .9)} / {max(branches)}",
           "4", BRANCHES, max(branches) <= BRANCHES)
    yield ("  functions above that, each named", known, "0", len(BUSY), known <= len(BUSY))
    yield ("parameters median / p90 / max", f"{median(params):.0f} / {percentile(params, .9)} / {max(params)}",
           "3", PARAMETERS, max(params) <= PARAMETERS)
    yield ("include cycles", rings, "0", "0", not rings)
    yield ("vendor names outside sandbox", vendors, "0", "0", not vendors)
    yield ("comment share", f"{100 * comment_share(tree):.0f}%", "15-25%", "", True)
    yield ("test lines per production line", f"{ratio:.2f}", "1.2", TESTS_PER_LINE, ratio >= TESTS_PER_LINE)
    yield ("  of them C++ alone", f"{bare_tests / production:.2f}", "", "", True)


def table(tree):
    """The table of the design's budgets, as text."""
    if not list(functions(tree)):
        return "no sources"
    rows = [("measure", "here", "aim", "limit", "")]
    rows += [(a, str(b), c, str(d), "" if kept else "MISSED") for a, b, c, d, kept in measures(tree)]
    return "\n".join(f"{a:40}{b:>16}   {c:8}{d:>9}   {e}".rstrip() for a, b, c, d, e in rows)


def budgets(tree):
    """No file, function, parameter list or tangle of branches above its limit."""
    for source in tree.cpp("adapter", "tests"):
        lines = source.text.count("\n")
        if lines > FILE_LINES:
            yield Finding(source.path, lines, f"{lines} lines, the limit is {FILE_LINES}")
    met = set()
    for path, line, name, lines, branches, params in functions(tree):
        if lines > FUNCTION_LINES:
            yield Finding(path, line, f"{name}: {lines} lines, the limit is {FUNCTION_LINES}")
        if params > PARAMETERS:
            yield Finding(path, line, f"{name}: {params} parameters, the limit is {PARAMETERS}")
        allowed, _ = BUSY.get((path, name), (BRANCHES, ""))
        if branches > allowed:
            yield Finding(path, line, f"{name}: {branches} branches, the limit is {allowed}; a part with a name of its "
                                      "own may be taken out, or BUSY in tests/lint/shape.py says why not")
        if branches > BRANCHES:
            met.add((path, name))
    if (tree.root / "tests" / "lint" / "shape.py").exists():
        for path, name in sorted(set(BUSY) - met):
            yield Finding(path, 1, f"{name} keeps the limit of branches: take it from BUSY in tests/lint/shape.py")


def tests_per_line(tree):
    """There is enough test for what there is to test."""
    ratio = test_lines(tree) / max(1, lines_in(tree, ("adapter",), (".cpp", ".hpp")))
    if ratio < TESTS_REACHED:
        yield Finding("tests", 1, f"{ratio:.2f} lines of test for a line of adapter/; {TESTS_REACHED} were reached, "
                                  f"and the limit is {TESTS_PER_LINE}")


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
