"""One running tier: start it, wait until it answers, stop it with everything it started."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Self

from infra.local.errors import LocalRunError
from infra.local.tiers import Tier

POLL_SECONDS = 0.1
READY_SECONDS = 60
GRACE_SECONDS = 5
LAST_LINES = 15

# Loopback only: a proxy of the user's environment has no business here.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def answers(url: str) -> bool:
    """Tell whether an address answers with 200 right now."""
    try:
        with _opener.open(url, timeout=2) as response:
            return bool(response.status == 200)
    except OSError:
        return False


class Running:
    """A tier's process, in a process group of its own, with its output in a log file.

    Use it as a context manager, or call ``start`` and ``stop``.
    """

    def __init__(self, tier: Tier, log_path: Path) -> None:
        self.tier = tier
        self.log_path = log_path
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def exit_code(self) -> int | None:
        """The exit code once the process has ended, else None."""
        return self._process.poll() if self._process else None

    def start(self) -> Self:
        """Start the process; its log begins anew."""
        self.log_path.parent.mkdir(parents=True, exist_ok=True)
        with self.log_path.open("wb") as log:
            try:
                self._process = subprocess.Popen(
                    self.tier.command,
                    cwd=self.tier.cwd,
                    env=dict(self.tier.env),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            except OSError as error:
                raise LocalRunError(f"The {self.tier.name} cannot start: {error}.") from error
        return self

    def wait_ready(self, seconds: float = READY_SECONDS) -> Self:
        """Return once the process answers.

        Raises:
            LocalRunError: The process ended, or did not answer in time.
        """
        deadline = time.monotonic() + seconds
        while not self.is_ready():
            if time.monotonic() > deadline:
                raise self.failure(f"did not answer at {self.tier.ready_url} in {seconds:.0f} s")
            time.sleep(POLL_SECONDS)
        return self

    def is_ready(self) -> bool:
        """Tell whether the process answers.

        Raises:
            LocalRunError: The process has ended.
        """
        self.check_alive()
        return answers(self.tier.ready_url)

    def check_alive(self) -> None:
        """Raise LocalRunError if the process has ended."""
        if self.exit_code is not None:
            raise self.failure(f"stopped with exit code {self.exit_code}")

    def failure(self, what: str) -> LocalRunError:
        """Return an error that says what happened, with the last lines of the log."""
        text = self.log_path.read_text(encoding="utf-8", errors="replace").rstrip()
        lines = "\n".join(f"    {line}" for line in text.splitlines()[-LAST_LINES:])
        tail = f" Its last words:\n{lines}" if lines else " It wrote nothing to its log."
        return LocalRunError(f"The {self.tier.name} {what}.{tail}")

    def request_stop(self) -> None:
        """Ask the whole process group to end, without waiting."""
        self._signal_group(signal.SIGTERM)

    def stop(self, grace: float = GRACE_SECONDS) -> None:
        """End the process and everything it started; what ignores the request is killed."""
        if self._process is None:
            return
        self.request_stop()
        deadline = time.monotonic() + grace
        while time.monotonic() < deadline and (self.exit_code is None or self._has_group()):
            time.sleep(POLL_SECONDS / 2)
        if sys.platform != "win32":
            self._signal_group(signal.SIGKILL)
        self._process.wait()

    def _has_group(self) -> bool:
        """Tell whether a process that the tier started outlives it."""
        return self._signal_group(0)

    def _signal_group(self, number: int) -> bool:
        """Signal the group, whose id is that of its first process; False if it is empty."""
        if self._process is None:
            return False
        if sys.platform == "win32":
            self._process.terminate()
            return False
        try:
            os.killpg(self._process.pid, number)
        except (ProcessLookupError, PermissionError):
            # macOS says "not permitted" where only zombies are left.
            return False
        return True

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
