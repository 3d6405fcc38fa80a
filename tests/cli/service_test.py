"""The daemon: it starts, syncs, drains on TERM, is alone on its store, and comes back after being killed."""
import signal
import subprocess
import time

from program import GOODWORD, Case, main


class Service(Case):
    def daemon(self):
        process = subprocess.Popen([GOODWORD, "daemon"], env=self.env, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.kill)
        return process

    def until(self, process, text):
        for line in process.stderr:
            if text in line:
                return line
        self.fail(f"the daemon ended without saying {text}")

    def test_it_syncs_drains_and_is_alone(self):
        crm = self.sandbox(vendors_pace=True)
        first = self.daemon()
        self.assertIn("read 1", self.until(first, "run 1 main"))
        self.goodword("daemon", code=5)
        first.send_signal(signal.SIGTERM)
        self.assertEqual(0, first.wait(30))
        self.assertEqual([], crm.writes())

    def test_killed_it_starts_again_at_once(self):
        self.sandbox(vendors_pace=True)
        first = self.daemon()
        self.until(first, "run 1 main")
        first.kill()
        first.wait(30)
        began = time.monotonic()
        second = self.daemon()
        self.until(second, "run 2 main")
        self.assertLess(time.monotonic() - began, 60)
        second.send_signal(signal.SIGTERM)
        self.assertEqual(0, second.wait(30))


if __name__ == "__main__":
    main()
