"""Run one long step of the set-up, and show what it does and for how long."""

import os
import re
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from infra.local.errors import Interruptions, LocalRunError
from infra.local.process import POLL_SECONDS, Process
from infra.local.tiers import ROOT, log_path

# Between two lines of progress, if the output is not a terminal.
SECONDS_BETWEEN_LINES = 10

# What uv, pip and npm print, by kind of failure.
MISMATCH = r"(?i)hash mismatch|do not match the hashes|EINTEGRITY"
NO_NETWORK = (
    r"EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|NewConnectionError"
    r"|NameResolutionError|Failed to establish a new connection|Temporary failure in name"
    r"|ConnectTimeoutError|ReadTimeoutError|No matching distribution found|error sending request"
)


def download_reasons(language: str, tool: str) -> dict[str, str]:
    """Return why the packages of a language are not installed, for the ``reasons`` of a step."""
    return {
        MISMATCH: (
            f"A downloaded {language} package is not the one that the lock file names, so it was "
            "not installed. Run the same command again; if it fails again, check the registry "
            f"that {tool} is configured with."
        ),
        NO_NETWORK: (
            f"The {language} packages cannot be downloaded: this machine can reach no "
            f"package registry. Connect it, or configure {tool} with a registry it can reach, "
            "then run the same command again."
        ),
    }


@dataclass(frozen=True)
class Step:
    """A command of the set-up.

    Attributes:
        title: What the step does, as in "Installing Python packages".
        name: The name of its log file.
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


class _Progress:
    """Shows the title, the latest line and the elapsed seconds."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._started = self._shown = time.monotonic()
        self._terminal = sys.stdout.isatty()
        self._latest = ""

    def show(self, lines: Sequence[str]) -> None:
        # npm's warnings are about the user's settings, not about this step.
        readable = [line for line in lines if line.strip() and not line.startswith("npm warn ")]
        self._latest = readable[-1].strip() if readable else self._latest
        now = time.monotonic()
        text = f"{self._title} ({now - self._started:.0f} s) {self._latest}"
        if self._terminal:
            width = shutil.get_terminal_size().columns - 1
            print(f"\r\033[K{text[:width]}", end="", flush=True)
        elif now - self._shown > SECONDS_BETWEEN_LINES:
            self._shown = now
            print(text[:120])

    def end(self, how: str) -> None:
        start = "\r\033[K" if self._terminal else ""
        print(f"{start}{self._title}: {how} ({time.monotonic() - self._started:.1f} s)")


def run_step(step: Step) -> None:
    """Run a step to its end.

    Raises:
        LocalRunError: The command failed; the message is the reason, if it is a known one.
        Interrupted: A signal came; the command and everything it started have ended.
    """
    print(f"{step.title} …")
    process = Process(step.title, step.command, step.cwd, step.env, log_path(0, step.name))
    progress = _Progress(step.title)
    with Interruptions() as interruptions, process:
        while process.exit_code is None:
            time.sleep(POLL_SECONDS)
            progress.show(process.new_lines())
            interruptions.check()
    progress.end("failed" if process.exit_code else "done")
    if process.exit_code:
        raise _explanation(step, process)


def _explanation(step: Step, process: Process) -> LocalRunError:
    for pattern, sentence in step.reasons.items():
        if re.search(pattern, process.log()):
            return LocalRunError(f"{sentence} The whole output is in {process.log_path}.")
    return process.failure("failed")
