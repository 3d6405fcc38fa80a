"""A bare Debian 12 in a folder: made once from the sources that this machine's own apt uses, unpacked anew for each use.

Commands in it run in mount and process namespaces of their own, so nothing they mount or start outlives them. The network
is the machine's. Services are not started (policy-rc.d).
"""
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

RELEASE = "bookworm"
APT = Path("/etc/apt")
ENTER = """
mount -t proc proc "$1/proc"
mount --rbind /dev "$1/dev"
mount -t tmpfs tmpfs "$1/run"
exec chroot "$1" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "${@:2}"
"""


class Unreachable(Exception):
    """No mirror: its text says what mmdebstrap said last."""


def missing():
    """What this machine lacks for it, or None."""
    if os.geteuid() != 0:
        return "only root can make a chroot"
    for program, package in (("mmdebstrap", "mmdebstrap"), ("unshare", "util-linux")):
        if not shutil.which(program):
            return f"{program} is not here; it is in the package {package}"
    if subprocess.run(["unshare", "--mount", "--pid", "--fork", "true"], capture_output=True).returncode != 0:
        return "no namespace can be made here, as in a container or a chroot"
    return None


def apt_sources():
    return sorted(p for pattern in ("sources.list", "sources.list.d/*.list", "sources.list.d/*.sources") for p in APT.glob(pattern))


def apt_settings():
    """Options of this machine about dates: a mirror that stands still is past its date."""
    said = subprocess.run(["apt-config", "dump"], capture_output=True, text=True).stdout
    return [line.rstrip(";") for line in said.splitlines() if re.match(r"Acquire::(Check-|http::Proxy|https::Proxy)", line)]


def base(cache):
    """The archive of a bare system, made where it is not there yet: some 15 s, 165 MB."""
    archive = Path(cache, f"{RELEASE}.tar")
    if archive.exists():
        return archive
    archive.parent.mkdir(parents=True, exist_ok=True)
    draft = archive.with_suffix(".new.tar")
    options = [f"--aptopt={line}" for line in apt_settings()]
    # Package lists stay, so that a later apt-get needs no update.
    made = subprocess.run(["mmdebstrap", "--mode=root", "--variant=apt", "--skip=cleanup/apt/lists", *options, RELEASE, draft,
                           *apt_sources()], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if made.returncode != 0:
        draft.unlink(missing_ok=True)
        raise Unreachable(made.stderr.strip().splitlines()[-1] if made.stderr.strip() else "mmdebstrap failed")
    draft.rename(archive)
    return archive


class BareDebian:
    def __init__(self, cache):
        self._folder = tempfile.TemporaryDirectory(prefix="goodword-chroot-")
        self.root = Path(self._folder.name)
        subprocess.run(["tar", "-C", self.root, "--numeric-owner", "-xf", base(cache)], check=True)
        for name in ("resolv.conf", "hosts"):
            if Path("/etc", name).exists():
                shutil.copy(Path("/etc", name), self.root / "etc" / name)
        policy = self.root / "usr/sbin/policy-rc.d"
        policy.write_text("#!/bin/sh\nexit 101\n")
        policy.chmod(0o755)

    def close(self):
        # Mounts are in namespaces that ended; were one left, deleting would reach through it.
        mounts = Path("/proc/self/mountinfo").read_text()
        if f" {self.root}/" in mounts:
            raise RuntimeError(f"something is still mounted below {self.root}")
        self._folder.cleanup()

    def run(self, *command, code=0):
        """Output and errors together; fails, showing them, unless the exit code is as expected."""
        done = subprocess.run(["unshare", "--mount", "--pid", "--fork", "--propagation", "private", "bash", "-ec", ENTER, "bash",
                               self.root, *command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)
        if done.returncode != code:
            raise AssertionError(f"{' '.join(map(str, command))}: exit {done.returncode}, not {code}\n{done.stdout}")
        return done.stdout

    def apt(self, *words):
        return self.run("apt-get", "-q", "-y", "-o", "Dpkg::Use-Pty=0", "--no-install-recommends", *words)
