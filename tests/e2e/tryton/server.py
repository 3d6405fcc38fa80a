"""A Tryton server of its own for each test: Debian's packages, SQLite, a free port on loopback, a temporary folder.

Making a database takes half a minute, so a fresh one is kept beside the build and copied.
"""
import contextlib
import fcntl
import http.client
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from .client import Client

DATABASE, USER, PASSWORD = "tryton", "admin", "goose-1-lake-7-stone"
MODULES = ["party", "party_relationship", "sale_opportunity"]
PACKAGES = ["tryton-server", "tryton-modules-party", "tryton-modules-party-relationship", "tryton-modules-sale-opportunity"]


def missing():
    """What keeps the server from running here, or nothing."""
    found = subprocess.run(["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *PACKAGES], capture_output=True, text=True)
    there = {line.split()[0] for line in found.stdout.splitlines() if line.endswith(" installed")}
    lacking = [p for p in PACKAGES if p not in there]
    return "not installed: " + ", ".join(lacking) if lacking else ""


def settings(folder, port):
    path = Path(folder, "trytond.conf")
    path.write_text(f"[database]\nuri = sqlite://\npath = {folder}\n[web]\nlisten = 127.0.0.1:{port}\n")
    return path


def admin(folder, *words):
    config = settings(folder, 0)
    secret = Path(folder, "password")
    secret.write_text(PASSWORD + "\n")
    done = subprocess.run(["trytond-admin", "-c", str(config), "-d", DATABASE, *words], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, env={**os.environ, "TRYTONPASSFILE": str(secret)})
    if done.returncode:
        raise RuntimeError(f"trytond-admin {' '.join(words)}: {done.stderr[-2000:]}")


def fresh_database(cache):
    """Path of a database with the modules and nobody in it; made once for each version of the packages."""
    versions = subprocess.run(["dpkg-query", "-W", "-f", "${Version}_", *PACKAGES], capture_output=True, text=True, check=True)
    name = "tryton-" + "".join(c if c.isalnum() or c in ".-" else "_" for c in versions.stdout) + "1.sqlite"
    cache.mkdir(parents=True, exist_ok=True)
    with open(cache / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (cache / name).exists():
            with tempfile.TemporaryDirectory(prefix="tryton-") as folder:
                Path(folder, DATABASE + ".sqlite").touch()  # without a file it says that there is no database
                admin(folder, "--all", "--email", "admin@ottermere.example")
                admin(folder, "-u", *MODULES, "--activate-dependencies")
                shutil.copy(Path(folder, DATABASE + ".sqlite"), cache / (name + ".part"))
            os.rename(cache / (name + ".part"), cache / name)
    return cache / name


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/")
        connection.getresponse().read()
        return True
    except OSError:
        return False
    finally:
        connection.close()


class Server:
    def __init__(self, port):
        self.port = port
        self.url = f"http://127.0.0.1:{port}"

    def client(self):
        return Client(self.port, DATABASE, USER, PASSWORD)


@contextlib.contextmanager
def running(cache, log):
    """A Server with an empty desk. What it says goes to `log`."""
    with tempfile.TemporaryDirectory(prefix="tryton-") as folder:
        shutil.copy(fresh_database(cache), Path(folder, DATABASE + ".sqlite"))
        port = free_port()
        config = settings(folder, port)
        with open(log, "wb") as out:
            process = subprocess.Popen(["trytond", "-c", str(config), "-d", DATABASE], stdin=subprocess.DEVNULL, stdout=out,
                                       stderr=out)
            try:
                until = time.monotonic() + 60
                while not answers(port):
                    if process.poll() is not None or time.monotonic() > until:
                        raise RuntimeError("trytond did not start: " + Path(log).read_text()[-2000:])
                    time.sleep(0.1)
                yield Server(port)
            finally:
                process.terminate()
                process.wait()
