"""Run a process in its own process group, with its output in a log file."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from infra.local.errors import LocalRunError

POLL_SECONDS = 0.1
GRACE_SECONDS = 5
LAST_LINES = 15


@dataclass(eq=False)
class Process:
    """Starts a command, and ends it with everything it started.

    Use it as a context manager, or call ``start`` and ``stop``.
    """

    name: str
    command: Sequence[str]
    cwd: Path
    env: Mapping[str, str]
    log_path: Path
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _position: int = field(default=0, init=False)  # in the log

    @property
    def is_started(self) -> bool:
        """Whether the process has been started; it may have ended since."""
        return self._process is not None

    @property
    def exit_code(self) -> int | None:
        """The exit code once the process has ended, else None."""
        return self._process.poll() if self._process else None

    @property
    def pid(self) -> int | None:
        """The id of the process, once it has been started."""
        return self._process.pid if self._process else None

    def start(self) -> Self:
        """Start the process, with an empty log.

        Raises:
            LocalRunError: There is no such program or directory.
        """
        self._position = 0
        self.log_path.parent.mkdir(parents=True, exist_ok=True)
        with self.log_path.open("wb") as log:
            try:
                self._process = subprocess.Popen(
                    self.command,
                    cwd=self.cwd,
                    env=dict(self.env),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            except OSError as error:
                raise LocalRunError(f"{self.name} cannot start: {error}.") from error
        return self

    def new_lines(self) -> list[str]:
        """Return the lines that the process has completed since the last call."""
        if self._process is None:
            return []
        with self.log_path.open("rb") as log:
            log.seek(self._position)
            data = log.read()
        complete = data[: data.rfind(b"\n") + 1]
        self._position += len(complete)
        return complete.decode("utf-8", "replace").splitlines()

    def log(self) -> str:
        """Return everything that the process has written."""
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def failure(self, what: str) -> LocalRunError:
        """Return an error that says what happened, with the last lines of the log."""
        lines = "\n".join(f"    {line}" for line in self.log().rstrip().splitlines()[-LAST_LINES:])
        tail = f" Its last lines:\n{lines}" if lines else " It wrote nothing."
        return LocalRunError(f"{self.name} {what}.{tail}")

    def request_stop(self) -> None:
        """Ask the whole process group to end, without waiting."""
        self._signal_group(signal.SIGTERM)

    def stop(self, grace: float = GRACE_SECONDS) -> None:
        """End the whole process group; kill what is left of it after ``grace`` seconds."""
        if self._process is None:
            return
        self.request_stop()
        deadline = time.monotonic() + grace
        # The group may outlive its first process. Signal 0 only asks whether it is there.
        while time.monotonic() < deadline and (self.exit_code is None or self._signal_group(0)):
            time.sleep(POLL_SECONDS / 2)
        if sys.platform != "win32":
            self._signal_group(signal.SIGKILL)
        self._process.wait()

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
            # macOS says "not permitted" if only zombies are left.
            return False
        return True

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
