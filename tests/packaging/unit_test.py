"""The systemd unit: right, and hardened."""
import shutil
import tempfile
import unittest
from pathlib import Path

from checks import PACKAGING, main, run, skip

UNIT = PACKAGING / "goodword.service"


class Unit(unittest.TestCase):
    def test_systemd_finds_nothing_wrong_with_it(self):
        # The program is not at its place yet: one that is stands for it. A warning is printed, and has to be absent.
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder, UNIT.name)
            copy.write_text(UNIT.read_text().replace("=/usr/bin/goodword", "=/bin/true"))
            said = run("systemd-analyze", "verify", "--man=no", copy)
        self.assertEqual([line for line in said.splitlines() if UNIT.name in line], [])

    def test_its_exposure_is_at_most_2(self):
        said = run("systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", UNIT)
        self.assertIn("Overall exposure level", said)

    def test_a_unit_without_walls_is_over_the_threshold(self):
        with tempfile.TemporaryDirectory() as folder:
            bare = Path(folder, UNIT.name)
            bare.write_text("[Service]\nExecStart=/bin/true\n")
            run("systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", bare, code=1)


if __name__ == "__main__":
    if not shutil.which("systemd-analyze"):
        skip("systemd-analyze is not here; it is in the package systemd")
    main()
