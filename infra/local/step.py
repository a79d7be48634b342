"""One long step of the set-up: a command that shows what it does and for how long."""

import os
import re
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from infra.local.errors import LocalRunError
from infra.local.interruptions import Interruptions
from infra.local.process import POLL_SECONDS, LogReader, Process
from infra.local.tiers import ROOT, log_path

# Without a terminal, one line of progress every so many seconds.
SECONDS_BETWEEN_LINES = 10

NO_NETWORK = (
    r"EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|NewConnectionError"
    r"|NameResolutionError|Failed to establish a new connection|Temporary failure in name"
    r"|ConnectTimeoutError|ReadTimeoutError|No matching distribution found|error sending request"
)


@dataclass(frozen=True)
class Step:
    """A command of the set-up.

    Attributes:
        title: Says what the step does, as in "Installing Python packages".
        name: Names its log file.
        command: The program and its arguments.
        cwd: The directory the command starts in.
        env: The whole environment of the command; the user's own by default.
        reasons: Patterns of the log, each with the sentence that explains the failure.
    """

    title: str
    name: str
    command: Sequence[str]
    cwd: Path = ROOT
    env: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    reasons: Mapping[str, str] = field(default_factory=dict)

    @property
    def log_path(self) -> Path:
        """Where the whole output goes."""
        return log_path(0, self.name)


class _Progress:
    """Shows the title, the latest line and the elapsed seconds."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._started = time.monotonic()
        self._shown = self._started
        self._terminal = sys.stdout.isatty()
        self._latest = ""

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._started

    def show(self, lines: Sequence[str]) -> None:
        # pip says for each package which file asked for it, npm warns of the user's settings.
        readable = [re.sub(r" \((from|line) .*|^npm warn .*", "", line).strip() for line in lines]
        self._latest = next(filter(None, reversed(readable)), self._latest)
        text = f"{self._title} ({self.seconds:.0f} s) {self._latest}"
        if self._terminal:
            width = shutil.get_terminal_size().columns - 1
            print(f"\r\033[K{text[:width]}", end="", flush=True)
        elif time.monotonic() - self._shown > SECONDS_BETWEEN_LINES:
            self._shown = time.monotonic()
            print(text[:120], flush=True)

    def end(self, how: str) -> None:
        start = "\r\033[K" if self._terminal else ""
        print(f"{start}{self._title}: {how} ({self.seconds:.1f} s)", flush=True)


def run_step(step: Step) -> None:
    """Run a step to its end.

    Raises:
        LocalRunError: The command failed; the message is the reason, if it is a known one.
        Interrupted: A signal came; the command and all it started have ended.
    """
    print(f"{step.title} …", flush=True)
    process = Process(
        step.title,
        step.command,
        cwd=step.cwd,
        env=step.env,
        log_path=step.log_path,
    )
    progress = _Progress(step.title)
    with Interruptions() as interruptions, process:
        log = LogReader(step.log_path)
        while process.exit_code is None:
            time.sleep(POLL_SECONDS)
            progress.show(log.new_lines())
            interruptions.check()
    if process.exit_code == 0:
        progress.end("done")
        return
    progress.end("failed")
    raise _explain(step, process)


def _explain(step: Step, process: Process) -> LocalRunError:
    text = step.log_path.read_text(encoding="utf-8", errors="replace")
    for pattern, sentence in step.reasons.items():
        if re.search(pattern, text):
            return LocalRunError(f"{sentence} The whole output is in {step.log_path}.")
    return process.failure("failed")
