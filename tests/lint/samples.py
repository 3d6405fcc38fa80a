"""Small trees for the self-tests. BROKEN: files, and where each fault is (path, line). SOUND: files that must pass."""

import shape

RELEASE = "adapter/engine/release.cpp"


def branching(times, name="tangled"):
    return f"void {name}(int a) {{\n" + "  if (a) return;\n" * times + "}\n"


def body(lines):
    return "void long_one() {\n" + "  step();\n" * (lines - 2) + "}\n"


BROKEN = {
    "climbing_includes": [
        ({"adapter/rules/a.cpp": '#include "../store/sqlite.hpp"\n'}, [("adapter/rules/a.cpp", 1)]),
        ({"tests/x/a.cpp": '\n#include "room/../room/a.hpp"\n'}, [("tests/x/a.cpp", 2)]),
        ({"adapter/rules/a.cpp": '#  include "/usr/include/curl/curl.h"\n'}, [("adapter/rules/a.cpp", 1)]),
    ],
    "floors": [
        ({"adapter/engine/CMakeLists.txt": "room(engine SOURCES a.cpp\n  USES base store LINKS z)\n"}, [("adapter/engine/CMakeLists.txt", 1)]),
        ({"adapter/attic/CMakeLists.txt": "\nroom(attic USES base)\n"}, [("adapter/attic/CMakeLists.txt", 2)]),
    ],
    "include_cycles": [
        ({"adapter/model/a.hpp": '#include "model/b.hpp"\n', "adapter/model/b.hpp": '\n#include "model/c.hpp"\n',
          "adapter/model/c.hpp": '#include "model/a.hpp"\n'}, [("adapter/model/c.hpp", 1)]),
    ],
    "libraries": [
        ({"adapter/engine/a.cpp": "#include <rapidjson/document.h>\n"}, [("adapter/engine/a.cpp", 1)]),
        ({"adapter/rules/a.cpp": "#include <sqlite3.h>\n#include <unistd.h>\n#include <fstream>\n"},
         [("adapter/rules/a.cpp", 1), ("adapter/rules/a.cpp", 2), ("adapter/rules/a.cpp", 3)]),
        ({"adapter/daemon/a.cpp": "#include <boost/any.hpp>\n"}, [("adapter/daemon/a.cpp", 1)]),
        ({"adapter/http/a.cpp": '#include "sqlite3.h"\n'}, [("adapter/http/a.cpp", 1)]),
        ({"adapter/base/a.cpp": "#include <catch2/catch.hpp>\n"}, [("adapter/base/a.cpp", 1)]),
    ],
    "effects": [
        ({"adapter/engine/a.cpp": "auto a = std::chrono::system_clock::now();\nint b = rand();\nauto c = std::getenv(\"A\");\n"
                                  "std::random_device d;\nauto e = std::time(nullptr);\n"},
         [("adapter/engine/a.cpp", n) for n in (1, 2, 3, 4, 5)]),
        ({"adapter/daemon/a.cpp": "std::this_thread::sleep_for(1s);\nstd::system(\"ls\");\n"},
         [("adapter/daemon/a.cpp", 1), ("adapter/daemon/a.cpp", 2)]),
    ],
    "sql": [
        ({"adapter/engine/a.cpp": 'auto q = "SELECT id\\n FROM outbox";\n'}, [("adapter/engine/a.cpp", 1)]),
        ({"adapter/daemon/a.cpp": '\nauto q = R"(\ninsert into runs values (1))";\n'}, [("adapter/daemon/a.cpp", 2)]),
        ({"adapter/cli/a.cpp": 'run("PRAGMA journal_mode=WAL");\nrun("DELETE FROM runs");\n'}, [("adapter/cli/a.cpp", 1), ("adapter/cli/a.cpp", 2)]),
    ],
    "vendors": [
        ({"adapter/engine/a.cpp": "// as HubSpot does\n"}, [("adapter/engine/a.cpp", 1)]),
        ({"connectors/acme-crm/connector.json": "{}", "adapter/base/a.cpp": 'auto a = "ACME";\n'}, [("adapter/base/a.cpp", 1)]),
        ({"adapter/http/a.cpp": 'auto host = "api.close.com";\n'}, [("adapter/http/a.cpp", 1)]),
    ],
    "single_callers": [
        ({"adapter/engine/undo.cpp": "auto o = world.remote.apply(batch, stop);\n"}, [("adapter/engine/undo.cpp", 1)]),
        ({"adapter/daemon/a.cpp": "auto o = remote->\n    apply(batch, stop);\n"}, [("adapter/daemon/a.cpp", 1)]),
        ({"adapter/engine/plan.cpp": "auto a = introduction_for(world, d, r, c);\nstore.record_release(row, with);\n"},
         [("adapter/engine/plan.cpp", 1), ("adapter/engine/plan.cpp", 2)]),
        ({"adapter/engine/wording.cpp": "words = contact.texts(model::contact::emails);\n"}, [("adapter/engine/wording.cpp", 1)]),
        ({"adapter/cli/a.cpp": 'render(letters, "en", "introduction-partner", words);\n'}, [("adapter/cli/a.cpp", 1)]),
    ],
    "names": [
        ({"adapter/base/string_util.hpp": ""}, [("adapter/base/string_util.hpp", 1)]),
        ({"adapter/base/data.cpp": ""}, [("adapter/base/data.cpp", 1)]),
        ({"adapter/common/a.hpp": "", "tests/engine/Helper.cpp": ""}, [("adapter/common/a.hpp", 1), ("tests/engine/Helper.cpp", 1)]),
    ],
    "unfinished": [
        ({"adapter/base/a.cpp": "int a;  // TODO: finish\n"}, [("adapter/base/a.cpp", 1)]),
        ({"schemas/a.json": "{}\n// FIXME\n", "tests/run": "# XXX\n"}, [("schemas/a.json", 2), ("tests/run", 1)]),
    ],
    "escaping": [
        ({"packaging/share/letters/en/a.mustache": "Dear {{name}},\n{{{body}}}\n"}, [("packaging/share/letters/en/a.mustache", 2)]),
        ({"packaging/share/letters/de/a.mustache": "{{& body}}\n{{=<% %>=}}\n"},
         [("packaging/share/letters/de/a.mustache", 1), ("packaging/share/letters/de/a.mustache", 2)]),
    ],
    "machine_paths": [
        ({"README.md": "cd @ROOT@/build\n"}, [("README.md", 1)]),
        ({"tests/a/a.py": "\nopen('@HOME@/a.json')\n"}, [("tests/a/a.py", 2)]),
    ],
    "budgets": [
        ({"adapter/base/a.cpp": body(71)}, [("adapter/base/a.cpp", 1)]),
        ({"adapter/base/a.cpp": "\nint six(int a, int b, int c, int d, int e, int f) {\n  return a;\n}\n"}, [("adapter/base/a.cpp", 2)]),
        ({"tests/base/a.cpp": "int a;\n" * 501}, [("tests/base/a.cpp", 501)]),
        ({"adapter/base/a.cpp": branching(13)}, [("adapter/base/a.cpp", 1)]),
        ({"adapter/base/a.cpp": "bool any(int a) {\n  return " + " || ".join(["a"] * 14) + ";\n}\n"}, [("adapter/base/a.cpp", 1)]),
        # What is named may not grow, and what no longer needs its name loses it.
        ({"adapter/base/json.cpp": branching(15, "is_number_text")}, [("adapter/base/json.cpp", 1)]),
        ({"tests/lint/shape.py": "", "adapter/base/json.cpp": branching(2, "is_number_text"),
          "adapter/base/a.cpp": "int a;\n"}, sorted({(path, 1) for path, _ in shape.BUSY})),
    ],
    "tests_per_line": [
        ({"adapter/base/a.cpp": "int a;\n" * 10, "tests/base/a.cpp": "int a;\n" * 7}, [("tests", 1)]),
        ({"adapter/base/a.cpp": "int a;\n"}, [("tests", 1)]),
    ],
    "boolean_parameters": [
        ({"adapter/engine/a.hpp": "namespace n {\nint apply(const Plan& plan, bool all);\n}\n"}, [("adapter/engine/a.hpp", 2)]),
        ({"adapter/engine/a.hpp": "class A {\n public:\n  void sync(bool full = false, int limit = 0);\n};\n"}, [("adapter/engine/a.hpp", 3)]),
    ],
}

SOUND = {
    "climbing_includes": [{"adapter/rules/a.cpp": '#include "rules/a..hpp"\n#include <vector>\n// #include "../a.hpp"\n'}],
    "floors": [{"adapter/engine/CMakeLists.txt": "room(engine SOURCES a.cpp store.cpp USES base model ports PRECOMPILED <engine/world.hpp> LINKS store)\n"}],
    "include_cycles": [{"adapter/model/a.hpp": '#include "model/b.hpp"\n', "adapter/model/b.hpp": '#include "base/a.hpp"\n',
                        "adapter/base/a.hpp": "#include <map>\n"}],
    "libraries": [{"adapter/store/a.cpp": '#include <sqlite3.h>\n#include <vector>\n#include "model/record.hpp"\n#include <tl/expected.hpp>\n',
                   "adapter/rules/a.cpp": "#include <re2/re2.h>\n#include <cmath>\n"}],
    "effects": [{"adapter/daemon/clock.cpp": "auto a = std::chrono::system_clock::now();\n",
                 "adapter/engine/a.cpp": "// system_clock::now() is the port's\nauto t = world.clock.now();\nauto s = \"getenv(\";\n"
                                         "auto u = event.time(at);\nauto o = operand(3);\n"}],
    "sql": [{"adapter/store/a.cpp": 'run("SELECT id FROM outbox");\n',
             "adapter/cli/a.cpp": '// SELECT id FROM outbox\nsay("update the settings, select one from the list, delete from the CRM");\n'}],
    "vendors": [{"adapter/sandbox/hubspot.cpp": "// HubSpot\n", "connectors/close/connector.json": "{}",
                 "adapter/base/a.cpp": "close(file);  // twenty folk, keep close\n"}],
    "single_callers": [{"adapter/engine/deliver.cpp": "auto o = world_.remote.apply(batch, stop_);\n",
                        "adapter/engine/release.hpp": "base::Result<Introduction> introduction_for(const World& world);\n",
                        RELEASE: 'auto i = introduction_for(w);\nrender("introduction-partner");\nstore.record_release(row, with);\n'
                                 "auto e = contact.texts(model::contact::emails);\n",
                        "adapter/engine/sync.cpp": "const auto applied = apply(world, plan);\n",
                        "adapter/engine/letters.cpp": "// never contact::emails\n"}],
    "names": [{"adapter/base/text.hpp": "", "adapter/sandbox/in_process.cpp": "", "tests/base/text_test.cpp": ""}],
    "unfinished": [{"README.md": "what to do, fixme-free\n", "adapter/base/a.cpp": "auto kind = \"TODO\";\n"}],
    "escaping": [{"packaging/share/letters/en/a.mustache": "Dear {{name}}, {{#more}}{{more}}{{/more}}\n"}],
    "machine_paths": [{"README.md": "put it in /etc/goodword or /usr/share/goodword; file:///work\n"}],
    "budgets": [{"adapter/base/switch.cpp": "void clear(Kind a) {\n  switch (a) {\n" + "    case Kind::b: return;\n" * 30 + "  }\n}\n",
                 "adapter/base/twelve.cpp": branching(12), "adapter/base/json.cpp": branching(14, "is_number_text"),
                 "adapter/base/a.cpp": body(70) + "int five(std::map<int, int> a, int b, int c, int d, int e) {\n  return b;\n}\n"}],
    "tests_per_line": [{"adapter/base/a.cpp": "int a;\n" * 10, "tests/base/a.cpp": "int a;\n" * 3, "tests/a/a.py": "a = 1\n" * 2,
                        "tests/a/cases/a.json": "{\n}\n", "connectors/a/samples/a.json": "{\n}\n", "connectors/a/a.json": "\n" * 9}],
    "boolean_parameters": [{"adapter/base/a.hpp": "bool same(int a, int b);\nbool truth_or(Key key, bool otherwise);\nJson boolean(bool value);\nvoid on(std::function<void(bool)> f, int n);\n",
                            "adapter/base/a.cpp": "static void inner(int a, bool b) {\n}\n"}],
}
