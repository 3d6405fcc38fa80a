"""`cmake --install` to any prefix: the program runs from there and finds what it reads beside itself."""
import shutil
import tempfile
import unittest
from pathlib import Path

from checks import BUILD, main, run


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        first = Path(cls.folder.name, "first")
        run("cmake", "--install", BUILD, "--prefix", first, "--strip")
        # Moved away: what it finds, it finds beside itself and not by a path from the build.
        cls.prefix = Path(cls.folder.name, "else where")
        first.rename(cls.prefix)
        cls.first = first

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def goodword(self, *words, **options):
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(Path(self.folder.name, "home")), "LC_ALL": "C.UTF-8"}
        return run(self.prefix / "bin/goodword", *words, env=environment, cwd="/", **options)

    def test_its_connectors_are_found(self):
        said = self.goodword("connector", "list")
        for folder in (self.prefix / "share/goodword/connectors").iterdir():
            if (folder / "connector.json").exists():
                self.assertIn(f"\n{folder.name} ", "\n" + said)

    def test_its_schemas_and_rules_are_found(self):
        config = Path(self.folder.name, "config")
        self.goodword("init", "--config", config, "--no-input")
        self.assertIn("are right", self.goodword("validate", "--config", config))
        self.assertIn(str(self.prefix / "share/goodword/schemas"), (config / "goodword.json").read_text())

    def test_without_them_it_says_so(self):
        lonely = Path(self.folder.name, "lonely/bin")
        lonely.mkdir(parents=True)
        shutil.copy(self.prefix / "bin/goodword", lonely)
        if not Path("/usr/share/goodword").exists():
            config = Path(self.folder.name, "config2")
            self.goodword("init", "--config", config, "--no-input")
            run(lonely / "goodword", "validate", "--config", config, code=78, env={"HOME": "/nowhere"})

    def test_the_unit_starts_the_program_of_this_prefix(self):
        unit = (self.prefix / "lib/systemd/system/goodword.service").read_text()
        self.assertIn(f"\nExecStart={self.first}/bin/goodword daemon ", unit)

    def test_documents_pages_and_completions_are_there(self):
        wanted = """share/doc/goodword/LICENSE share/doc/goodword/README.md share/man/man1/goodword.1.gz
            share/bash-completion/completions/goodword share/zsh/site-functions/_goodword
            share/fish/vendor_completions.d/goodword.fish lib/sysusers.d/goodword.conf"""
        self.assertEqual([path for path in wanted.split() if not (self.prefix / path).is_file()], [])


if __name__ == "__main__":
    main()
