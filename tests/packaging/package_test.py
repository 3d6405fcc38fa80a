"""The Debian package: what is in it, what lintian says, the same twice."""
import gzip
import hashlib
import json
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from checks import BUILD, SOURCE, build_package, main, run, skip


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.package = build_package(Path(cls.folder.name, "first"))
        cls.tree = Path(cls.folder.name, "tree")
        run("dpkg-deb", "-x", cls.package, cls.tree)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def field(self, name):
        return run("dpkg-deb", "-f", self.package, name).strip()

    def test_it_has_everything_at_its_place(self):
        wanted = """usr/bin/goodword usr/lib/systemd/system/goodword.service
            usr/share/man/man1/goodword.1.gz usr/share/man/man5/goodword.json.5.gz usr/share/man/man7/goodword-errors.7.gz
            usr/share/man/man7/goodword-life-cycle.7.gz
            usr/share/man/man7/goodword-six-months.7.gz
            usr/share/bash-completion/completions/goodword usr/share/zsh/vendor-completions/_goodword
            usr/share/fish/vendor_completions.d/goodword.fish
            usr/share/doc/goodword/copyright usr/share/doc/goodword/changelog.gz
            usr/share/doc/goodword/changelog.Debian.gz usr/share/doc/goodword/README.Debian
            usr/share/doc/goodword/sbom.cdx.json usr/share/doc/goodword/third-party-notices.gz"""
        self.assertEqual([path for path in wanted.split() if not (self.tree / path).is_file()], [])
        share = self.tree / "usr/share/goodword"
        self.assertEqual(sorted(path.name for path in share.iterdir()),
                         ["connectors", "demo", "letters", "manual", "rules", "schemas"])
        for part in ("connectors", "schemas"):
            self.assertEqual(sorted(str(path.relative_to(share)) for path in (share / part).rglob("*")),
                             sorted(str(path.relative_to(SOURCE)) for path in (SOURCE / part).rglob("*")))

    def test_it_puts_nothing_where_the_operators_files_are(self):
        self.assertEqual(sorted(path.name for path in self.tree.iterdir()), ["usr"])
        self.assertEqual(self.field("Conffiles"), "")

    def test_it_names_what_it_needs(self):
        needs = {part.strip().split()[0] for part in self.field("Depends").split(",")}
        self.assertLessEqual({"adduser", "ca-certificates", "libc6", "libcurl4", "libsqlite3-0", "libssl3"}, needs)

    def test_there_is_one_version_number(self):
        version = re.search(r"^project\(goodword VERSION (\S+)", (SOURCE / "CMakeLists.txt").read_text(), re.M).group(1)
        self.assertEqual(self.field("Version"), f"{version}-1")
        self.assertEqual(run(self.tree / "usr/bin/goodword", "--version"), f"goodword {version}\n")
        changelog = gzip.decompress((self.tree / "usr/share/doc/goodword/changelog.Debian.gz").read_bytes()).decode()
        self.assertTrue(changelog.startswith(f"goodword ({version}-1) "))
        self.assertEqual(json.loads(self.sbom())["metadata"]["component"]["version"], version)

    def sbom(self):
        return (self.tree / "usr/share/doc/goodword/sbom.cdx.json").read_text()

    def test_the_list_of_parts_is_whole(self):
        bill = json.loads(self.sbom())
        self.assertEqual((bill["bomFormat"], bill["specVersion"], bill["version"]), ("CycloneDX", "1.5", 1))
        # Forms that the CycloneDX schema requires.
        self.assertRegex(bill["serialNumber"], r"^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
        self.assertRegex(bill["metadata"]["timestamp"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        parts = {part["name"]: part for part in bill["components"]}
        self.assertEqual(len(parts), len(bill["components"]))
        for part in bill["components"]:
            self.assertEqual(part["type"], "library")
            self.assertTrue(part["purl"].startswith(f"pkg:deb/debian/{part['name']}@"))
        self.assertEqual(bill["dependencies"], [{"ref": bill["metadata"]["component"]["bom-ref"],
                                                 "dependsOn": [part["bom-ref"] for part in bill["components"]]}])
        link = {name: part["properties"][0]["value"] for name, part in parts.items()}
        self.assertEqual({link["rapidjson-dev"], link["libvalijson-dev"], link["libcli11-dev"]}, {"compiled in"})
        self.assertEqual({link["libcurl4"], link["libsqlite3-0"], link["libssl3"]}, {"loaded"})
        notices = gzip.decompress((self.tree / "usr/share/doc/goodword/third-party-notices.gz").read_bytes()).decode()
        for name, how in link.items():
            self.assertEqual(f"\n{name}\n" in notices, how == "compiled in", name)

    def test_lintian_finds_nothing(self):
        if not shutil.which("lintian"):
            self.skipTest("lintian is not here")
        said = run("lintian", "--allow-root", "--fail-on", "error,warning", self.package)
        self.assertEqual(said, "")

    def test_it_is_the_same_byte_for_byte_when_built_again(self):
        again = build_package(Path(self.folder.name, "second"))
        self.assertEqual(*(hashlib.sha256(path.read_bytes()).hexdigest() for path in (self.package, again)))

    def test_another_date_is_another_package(self):
        other = build_package(Path(self.folder.name, "third"), SOURCE_DATE_EPOCH="1000000000")
        self.assertNotEqual(self.package.read_bytes(), other.read_bytes())


class Manual(unittest.TestCase):
    program = BUILD / "bin" / "goodword"

    def test_pages_are_set_without_a_warning_and_name_every_command(self):
        if not shutil.which("man"):
            self.skipTest("man is not here")
        listed = re.findall(r"^  (\S+(?: \S+)*?)(?:  .*)?$", run(self.program, "--help").split("With every command")[0], re.M)
        with tempfile.TemporaryDirectory() as folder:
            for name in ("man", "settings", "errors", "life-cycle"):
                page = Path(folder, name)
                page.write_text(run(self.program, "manual", name))
                done = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-Tutf8", "-l", page], capture_output=True,
                                      text=True, env={"LC_ALL": "C.UTF-8", "MANWIDTH": "300", "PATH": "/usr/bin:/bin"})
                self.assertEqual((done.returncode, done.stderr), (0, ""), name)
                if name == "man":
                    shown = re.sub(r".\x08|\x1b\[[0-9;]*m", "", done.stdout)
                    self.assertGreater(len(listed), 25)
                    self.assertEqual([c for c in listed if not re.search(rf"^ +goodword {c}( |$)", shown, re.M)], [])

    def completed(self, *words):
        script = """source <("$1" manual bash); shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _goodword
                    printf '%s\\n' "${COMPREPLY[@]}" """
        return run("bash", "-c", script, "bash", self.program, *words).split()

    def test_bash_completes_words_options_and_files(self):
        self.assertEqual(self.completed("goodword", "crm", "a"), ["add"])
        self.assertEqual(self.completed("goodword", "crm", "add", "main", "--se"), ["--set", "--secret"])
        self.assertEqual(self.completed("goodword", "--config", "/et"), ["/etc"])
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "connector.json").touch()
            self.assertEqual(self.completed("goodword", "connector", "validate", f"{folder}/conn"), [f"{folder}/connector.json"])
        self.assertEqual(self.completed("goodword", "undo", "x"), [])
        self.assertNotIn("--clock-offset", self.completed("goodword", "sync", "--"))

    def test_zsh_can_read_its_completion(self):
        if not shutil.which("zsh"):
            self.skipTest("zsh is not here")
        run("sh", "-c", '"$1" manual zsh | zsh -n /dev/stdin', "sh", self.program)

    def test_fish_completes_words_and_options(self):
        if not shutil.which("fish"):
            self.skipTest("fish is not here")
        script = """'{0}' manual fish | source; complete -C '{1}'"""
        said = run("fish", "--no-config", "-c", script.format(self.program, "goodword crm a"))
        self.assertEqual(said.splitlines(), ["add\tconnect a CRM; it only reads until you promote it"])
        said = run("fish", "--no-config", "-c", script.format(self.program, "goodword crm add --se"))
        self.assertEqual([line.split("\t")[0] for line in said.splitlines()], ["--secret", "--set"])


if __name__ == "__main__":
    if not shutil.which("dpkg-deb") or not shutil.which("dpkg-shlibdeps"):
        skip("the tools that make a Debian package are not here: dpkg-dev")
    main()
