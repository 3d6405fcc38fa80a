"""Who may know what: includes, rooms, libraries, effects, SQL, vendors, and the calls with a single caller."""
import re

from sources import Finding, matches

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^">]+)[">]', re.M)


def includes(source):
    for match in INCLUDE.finditer(source.code):
        yield source.code.count("\n", 0, match.start()) + 1, match.group(1), match.group(2)


def climbing_includes(tree):
    """The fence is made of include folders; a path with ".." walks around it."""
    for source in tree.cpp("adapter", "tests"):
        for line, _, path in includes(source):
            if ".." in path.split("/") or path.startswith("/"):
                yield Finding(source.path, line, f'"{path}" leaves its folder: write "room/file.hpp"')


# The floors: what a room may list in USES. Arrows point down or to ports, never up, never sideways.
FLOORS = {
    "base": "",
    "model": "base",
    "rules": "base model",
    "match": "base model",
    "draft": "base model",
    "identity": "base model",
    "ports": "base model",
    "connector": "base model ports",
    "conformance": "base model ports connector",
    "engine": "base model rules match identity ports",
    "store": "base model ports",
    "http": "base ports",
    # ports/ names nouns of model/ in its signatures, so whoever implements a port may need them.
    "sandbox": "base model ports",
    "daemon": "base model rules match identity ports connector engine store http sandbox",
    "cli": "base model rules match identity draft ports connector conformance engine store http sandbox daemon",
}


def floors(tree):
    """A room uses only rooms on the floors below it."""
    for path in tree.files("adapter", ends=("CMakeLists.txt",)):
        text = tree.read(path)
        for match in re.finditer(r"\broom\(\s*(\w+)(.*?)\)", text, re.S):
            name, body = match.groups()
            uses = re.search(r"\bUSES\b(.*?)(?=\bLINKS\b|\bSOURCES\b|\bPRECOMPILED\b|$)", body, re.S)
            line = text.count("\n", 0, match.start()) + 1
            if name not in FLOORS:
                yield Finding(path, line, f"room {name} stands on no floor: add it to FLOORS in tests/lint/fences.py")
                continue
            for used in uses.group(1).split() if uses else []:
                if used not in FLOORS[name].split():
                    yield Finding(path, line, f"room {name} may not use {used}")


def include_cycles(tree):
    """Headers that include each other can only be read together."""
    edges = {}
    for source in tree.cpp("adapter"):
        own = source.path.removeprefix("adapter/")
        edges[own] = [(line, path) for line, mark, path in includes(source) if mark == '"']
    state = {}

    def visit(node, trail):
        state[node] = "open"
        for line, target in edges.get(node, []):
            if state.get(target) == "open":
                ring = trail[trail.index(target):] if target in trail else [target]
                yield Finding("adapter/" + node, line, "includes in a ring: " + " > ".join(ring + [target]))
            elif target in edges and target not in state:
                yield from visit(target, trail + [target])
        state[node] = "done"

    for node in sorted(edges):
        if node not in state:
            yield from visit(node, [node])


# Each library lives in one room; every further room needs a reason. Standard headers have no dot and are free, but for
# those in RESTRICTED below; <tl/expected.hpp> is the language of Result.
LIBRARIES = [
    # headers, rooms, reason for each room after the first
    (r"tl/expected\.hpp", "*", "Result<T>"),
    (r"rapidjson/", "base connector", "connector: a page is read as a stream, with no tree of it in memory"),
    (r"valijson/", "base", ""),
    (r"openssl/", "base http", "http: the signature of a webhook is checked in constant time"),
    (r"xxhash\.h", "base", ""),
    (r"re2/", "rules connector", "connector: patterns in a vendor's error answers"),
    (r"yaml\.h", "draft", ""),
    (r"curl/", "http", ""),
    (r"httplib\.h", "http", ""),
    (r"sqlite3\.h", "store", ""),
    (r"kainjow/", "engine", ""),
    (r"unicode/", "model", "names of countries"),
    (r"spdlog/|fmt/", "daemon", ""),
    (r"systemd/", "daemon", ""),
    (r"CLI/", "cli", ""),
    (r"catch2/|rapidcheck", "", "tests only"),
]
# The operating system: an effect, so edges and doors only. <cerrno> and the like have no dot and are free.
SYSTEM = re.compile(r"(sys|netinet|arpa|linux|asm)/|\w+\.h$")
SYSTEM_ROOMS = "store http sandbox daemon cli"
# Standard headers that reach out of the program.
RESTRICTED = [
    (r"fstream|filesystem|iostream", "store http sandbox daemon cli", "files and streams are effects"),
    (r"random", "sandbox daemon", "sandbox: its made-up people come from a seeded generator"),
    (r"mutex", "store http sandbox daemon cli connector rules", "rules: an expression is compiled once, for whoever comes first"),
    (r"thread|condition_variable|future|atomic|semaphore|barrier|latch", "store http sandbox daemon cli connector",
     "pure rooms are single-threaded; connector: the next page is asked for while the last one is stored"),
]


def libraries(tree):
    """Each third-party library in one room, the system and the clock's neighbours at the edges."""
    for source in tree.cpp("adapter"):
        for line, mark, path in includes(source):
            if mark == '"' and path.split("/")[0] in FLOORS:
                continue
            rooms = next((r for p, r, _ in LIBRARIES + RESTRICTED if re.match(f"(?:{p})", path)
                          and (("." in path or "/" in path) or re.fullmatch(p, path))), None)
            if rooms is None and SYSTEM.match(path):
                rooms = SYSTEM_ROOMS
            if rooms is None:
                if "." in path or "/" in path:
                    yield Finding(source.path, line, f"<{path}> is in no table: see tests/lint/fences.py")
            elif rooms != "*" and source.room not in rooms.split():
                yield Finding(source.path, line, f"<{path}> belongs to {rooms or 'the tests'}")


# What a program can learn or do without being told: only behind ports. Edges and doors implement those.
EFFECTS = [
    (r"\b(?:system|steady|high_resolution|utc|file)_clock::now\b", "reads a clock"),
    (r"(?<![\w.>])(?:std::)?(?:time|clock|localtime|gmtime|mktime|gettimeofday|clock_gettime|localtime_r|timespec_get)\s*\(\s*(?:nullptr|NULL|0|&|CLOCK_)",
     "reads a clock"),
    (r"\bcurrent_zone\s*\(|\blocaltime(?:_r)?\s*\(", "reads the zone of the machine"),
    (r"\b(?:secure_)?getenv\s*\(|\bsetenv\s*\(|\bputenv\s*\(|\benviron\b", "touches the environment"),
    (r"\brandom_device\b|(?<![\w.>:])(?:std::)?s?rand\s*\(|\bgetrandom\s*\(|\bRAND_bytes\s*\(|\bgetentropy\s*\(", "draws chance"),
    (r"\bsleep_(?:for|until)\s*\(|\b(?:u|nano)?sleep\s*\(", "sleeps: a wait has a deadline and a stop token"),
    (r"(?<![\w.>])(?:std::)?system\s*\(|\bpopen\s*\(", "runs a program through a shell"),
]
# (path, effect): why it may
EFFECT_ROOMS = {"http", "daemon", "cli"}
EFFECT_EXCEPTIONS = {
    # A wait for the store's write lock is real time by nature, and takes its own deadline.
    ("adapter/store/turn.cpp", "reads a clock"),
}


def effects(tree):
    """Clock, randomness and environment only behind ports."""
    for source in tree.cpp("adapter"):
        for pattern, what in EFFECTS:
            shell = "shell" in what or "sleeps" in what
            if source.room in EFFECT_ROOMS and not shell:
                continue
            if (source.path, what) not in EFFECT_EXCEPTIONS:
                yield from matches(pattern, source.code, source.path, "{0} " + what + ": ask a port")


SQL = re.compile(
    r"\b(SELECT\b.+\bFROM\b|INSERT\s+(?:OR\s+\w+\s+)?INTO\b|UPDATE\s+\w+\s+SET\b|DELETE\s+FROM\b|REPLACE\s+INTO\b"
    r"|(?:CREATE|DROP|ALTER)\s+(?:TEMP\s+|UNIQUE\s+|VIRTUAL\s+)?(?:TABLE|INDEX|TRIGGER|VIEW)\b|PRAGMA\s+\w+"
    r"|BEGIN\s+(?:IMMEDIATE|EXCLUSIVE|DEFERRED|TRANSACTION)\b|ON\s+CONFLICT\b|ORDER\s+BY\b|GROUP\s+BY\b|WHERE\s+\w+\s*(?:=|IN\b|IS\b))"
    r"|\b(insert\s+into|delete\s+from\s+\w+\s+where|update\s+\w+\s+set\s+\w+\s*=|create\s+table|pragma\s+\w+\s*=|select\s+.+\sfrom\s+\w+\s+where)\b",
    re.S)


def sql(tree):
    """The only SQL in the tree is in store/."""
    for source in tree.cpp("adapter"):
        if source.room == "store":
            continue
        for line, literal in source.literals:
            found = SQL.search(literal)
            if found:
                yield Finding(source.path, line, f"SQL outside store/: {found.group()[:40]!r}")


# Vendors of CRMs, besides the folders of connectors/. Names that are also words of the language or of the field (close,
# twenty, folk, streak, base, monica, affinity, dynamics, capsule, copper, intercom) are matched as addresses only.
VENDORS = """activecampaign amocrm attio bitrix brevo civicrm dataverse dolibarr erpnext espocrm freshsales freshworks
    gohighlevel hubspot insightly keap kommo mailchimp marketo odoo pipedrive salesforce suitecrm sugarcrm tryton vtiger
    zendesk zoho""".split()
ADDRESSES = r"\b(?:close|twenty|folk|streak|copper|affinity|intercom|dynamics|capsulecrm|nutshell|nocrm)\.(?:com|io|app|co)\b"
COMMON_WORDS = {"close", "twenty", "folk", "streak", "base", "monica", "affinity", "dynamics", "capsule", "copper", "intercom"}


def vendors(tree):
    """A new CRM is a JSON file: C++ outside sandbox/ knows no vendor by name, not even in a comment."""
    folders = {p.split("/")[1].split("-")[0].lower() for p in tree.files("connectors") if p.count("/") > 1}
    names = sorted(set(VENDORS) | (folders - COMMON_WORDS))
    pattern = r"(?i)(?:" + "|".join(map(re.escape, names)) + r")|" + ADDRESSES
    for source in tree.cpp("adapter"):
        if source.room != "sandbox":
            yield from matches(pattern, source.text, source.path, "names a vendor: {0}")


# Calls with exactly one caller. (what, pattern, the file that may)
SINGLE_CALLERS = [
    ("Remote::apply", r"(?:\.|->)\s*apply\s*\(", "adapter/engine/deliver.cpp"),  # see PLAYED
    ("letters with contact details", r"(?<!Introduction> )\bintroduction_for\s*\(", "adapter/engine/release.cpp"),
    ("recording a release", r"(?:\.|->)\s*record_release\s*\(", "adapter/engine/release.cpp"),
]
# Plays samples to a scripted client, which sends nothing.
PLAYED = "adapter/conformance/sample.cpp"
# What a payload is made of. Only the door may put these into a text; the CRM's own desk never needs them.
DETAILS = r"\bcontact::(?:emails|phones)\b"
# A partner's own details, read into the register; no text is made of them there.
REGISTER = "adapter/engine/crm_partners.cpp"
DETAIL_LETTERS = re.compile(r"introduction-(?:partner|prospect|details)\b")
# Lists the templates and the values each may name; renders none.
LETTER_TABLE = "adapter/engine/letter_table.cpp"


def single_callers(tree):
    """Remote::apply is called in engine/deliver.cpp alone; contact details leave through engine/release.cpp alone."""
    for source in tree.cpp("adapter"):
        for what, pattern, caller in SINGLE_CALLERS:
            if source.path not in (caller, PLAYED):
                yield from matches(pattern, source.code, source.path, what + ": only " + caller + " may")
        if source.path == "adapter/engine/release.cpp":
            continue
        if source.room == "engine" and source.path != REGISTER:
            yield from matches(DETAILS, source.code, source.path, "{0}: contact details are for engine/release.cpp alone")
        for line, literal in source.literals:
            if source.path != LETTER_TABLE and DETAIL_LETTERS.search(literal):
                yield Finding(source.path, line, f"letter {literal}: only adapter/engine/release.cpp renders it")
