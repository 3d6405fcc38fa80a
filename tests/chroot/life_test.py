"""The life of the Debian package in a bare Debian 12: installed, used, upgraded, removed, installed again, purged.

life_test.py BUILD. The tests run in the order of their names and share one chroot.
"""
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import bare_debian

BUILD = Path(sys.argv[1]).resolve()
SERVICE = ("runuser", "-u", "goodword", "--", "env", "STATE_DIRECTORY=/var/lib/goodword", "goodword")


def sh(*command):
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, capture_output=True)


def newer(package, folder):
    """The same package with a higher version, and one file more in its share folder."""
    tree = folder / "newer"
    sh("dpkg-deb", "-R", package, tree)
    control = tree / "DEBIAN/control"
    control.write_text(control.read_text().replace("Version: 0.", "Version: 99."))
    (tree / "usr/share/goodword/rules/newer.txt").write_text("newer\n")
    made = folder / "goodword-newer.deb"
    sh("dpkg-deb", "--root-owner-group", "-b", tree, made)
    return made


class Life(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.debian = bare_debian.BareDebian(BUILD / "chroot")
        cls.addClassCleanup(cls.debian.close)
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        sh("cpack", "-G", "DEB", "--config", BUILD / "CPackConfig.cmake", "-B", cls.folder / "out")
        (package,) = (cls.folder / "out").glob("*.deb")
        shutil.copy(package, cls.debian.root / "srv/goodword.deb")
        shutil.copy(newer(package, cls.folder), cls.debian.root / "srv/newer.deb")

    def run_in(self, *command, code=0):
        return self.debian.run(*command, code=code)

    def owner(self, path):
        return self.run_in("stat", "-c", "%U:%G %a", path).strip()

    def exists(self, path):
        return (self.debian.root / path.lstrip("/")).exists()

    def test_1_apt_installs_it_and_the_program_runs(self):
        self.debian.apt("install", "/srv/goodword.deb")
        self.assertRegex(self.run_in("goodword", "--version"), r"^goodword \d+\.\d+\.\d+\n$")
        self.assertEqual(self.owner("/etc/goodword"), "root:goodword 2750")
        self.assertEqual(self.owner("/var/lib/goodword"), "goodword:goodword 700")
        self.assertEqual(list((self.debian.root / "etc/goodword").iterdir()), [])
        user = self.run_in("getent", "passwd", "goodword").strip().split(":")
        self.assertEqual(user[5:], ["/var/lib/goodword", "/usr/sbin/nologin"])
        # Not enabled: it has no settings, and nobody asked for it.
        self.assertFalse(self.exists("/etc/systemd/system/multi-user.target.wants/goodword.service"))

    def test_2_anybody_can_see_the_demo(self):
        said = self.run_in("runuser", "-u", "nobody", "--", "goodword", "demo")
        for step in ("1 Read", "2 Decide", "3 Look", "4 Plan", "5 Write", "6 Next day", "7 Introduce", "8 Again", "Your turn"):
            self.assertIn(f"\n{step}", said)

    def test_3_what_root_sets_up_the_service_can_use(self):
        self.run_in("goodword", "init", "--firm", "Fernhollow", "--no-input")
        self.run_in("goodword", "crm", "add", "main", "--connector", "hubspot", "--secret", "token=file:/etc/goodword/token",
                    "--no-input")
        (self.debian.root / "etc/goodword/token").write_text("a-token")
        self.run_in("chmod", "600", "/etc/goodword/token")
        self.run_in("chown", "goodword", "/etc/goodword/token")
        self.assertIn("1 CRM", self.run_in("goodword", "validate"))
        self.assertIn("1 CRM", self.run_in(*SERVICE, "validate", "--config", "/etc/goodword"))
        self.assertNotIn("Fernhollow", self.run_in("runuser", "-u", "nobody", "--", "cat", "/etc/goodword/firm.json", code=1))
        # Root opens the store first; the service can go on with it.
        self.run_in("goodword", "status")
        self.assert_all_is_the_services()
        self.run_in("goodword", "backup", "/srv/backup.sqlite")
        self.run_in("goodword", "restore", "/srv/backup.sqlite")
        self.assert_all_is_the_services()
        self.run_in(*SERVICE, "status", "--config", "/etc/goodword")

    def assert_all_is_the_services(self):
        found = self.run_in("find", "/var/lib/goodword", "-printf", "%u %f\\n").splitlines()
        self.assertIn("goodword store.sqlite", found)
        self.assertEqual([line for line in found if not line.startswith("goodword ")], [])

    def test_4_an_upgrade_keeps_what_the_operator_wrote(self):
        firm = self.debian.root / "etc/goodword/firm.json"
        firm.write_text(firm.read_text().replace("Fernhollow", "Fernhollow & Daughters"))
        before = self.remains()
        self.run_in("dpkg-statoverride", "--update", "--add", "root", "goodword", "2770", "/etc/goodword")
        self.debian.apt("install", "/srv/newer.deb")
        self.assertTrue(self.run_in("dpkg-query", "-W", "-f", "${Version}", "goodword").startswith("99."))
        self.assertTrue(self.exists("/usr/share/goodword/rules/newer.txt"))
        self.assertEqual(self.remains(), before)
        self.assertIn("Fernhollow & Daughters", firm.read_text())
        self.assertEqual(self.owner("/etc/goodword"), "root:goodword 2770")
        self.run_in("goodword", "status")

    def test_5_removing_keeps_settings_and_store(self):
        before = self.remains()
        self.debian.apt("remove", "goodword")
        self.assertFalse(self.exists("/usr/bin/goodword"))
        self.assertFalse(self.exists("/usr/share/goodword"))
        self.assertEqual(self.remains(), before)

    def test_6_installed_again_it_goes_on_with_them(self):
        self.debian.apt("install", "/srv/goodword.deb")
        self.assertIn("main", self.run_in("goodword", "status"))

    def test_7_purging_leaves_nothing_but_a_locked_user(self):
        self.run_in("dpkg-statoverride", "--remove", "/etc/goodword")
        self.debian.apt("purge", "goodword")
        left = self.run_in("find", "/", "-xdev", "-name", "*goodword*", "-not", "-path", "/srv/*", "-not", "-path", "/proc/*")
        self.assertEqual(left, "")
        self.assertTrue(self.run_in("getent", "shadow", "goodword").startswith("goodword:!"))
        self.debian.apt("install", "/srv/goodword.deb")
        self.debian.apt("purge", "goodword")

    def remains(self):
        """Every file of the operator's and of the store, with what is in it and whose it is."""
        return self.run_in("sh", "-c", "find /etc/goodword /var/lib/goodword -type f -printf '%p %u:%g %m ' -exec sha256sum '{}' "
                                       "';' | sort")


if __name__ == "__main__":
    lack = bare_debian.missing()
    if lack is None:
        started = time.monotonic()
        try:
            bare_debian.base(BUILD / "chroot")
            print(f"bare system: {time.monotonic() - started:.0f} s")
        except bare_debian.Unreachable as why:
            lack = f"no bare system could be made: {why}"
    if lack:
        print(f"skipped: {lack}")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1], verbosity=2, failfast=True)
