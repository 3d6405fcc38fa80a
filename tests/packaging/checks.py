"""What the tests of packaging share: the folders they were given, a way to run a program, a way to skip."""
import os
import subprocess
import sys
import unittest
from pathlib import Path

BUILD = Path(sys.argv[1]).resolve()
SOURCE = Path(__file__).resolve().parents[2]
PACKAGING = SOURCE / "packaging"


def run(*command, code=0, **options):
    """Standard output and error together; fails, showing them, unless the exit code is as expected."""
    done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, **options)
    if done.returncode != code:
        raise AssertionError(f"{' '.join(map(str, command))}: exit {done.returncode}, not {code}\n{done.stdout}")
    return done.stdout


def build_package(folder, **environment):
    """The Debian package of this build folder."""
    run("cpack", "-G", "DEB", "--config", BUILD / "CPackConfig.cmake", "-B", folder, env={**os.environ, **environment})
    (package,) = Path(folder).glob("*.deb")
    return package


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


def main():
    unittest.main(argv=sys.argv[:1], verbosity=2)
