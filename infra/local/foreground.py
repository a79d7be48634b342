"""Run a command that uses the terminal itself, such as pytest."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from infra.local.errors import Interruptions
from infra.local.process import POLL_SECONDS
from infra.local.tiers import ROOT

# Settings of a deployment, in the user's shell, must not reach a test.
_FOREIGN = ("AUTH0_", "GATEPOST_")
CLEAN_UP_SECONDS = 30


def clean_environment() -> dict[str, str]:
    """Return the user's environment without settings that begin with AUTH0_ or GATEPOST_."""
    return {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}


def run_in_foreground(
    command: Sequence[str], cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> int:
    """Run a command in this terminal and return its exit code.

    If a signal comes, the command gets time to clean up.

    Raises:
        Interrupted: A signal came; the command has ended.
    """
    with Interruptions() as interruptions:
        process = subprocess.Popen(command, cwd=cwd, env=env or clean_environment())
        while process.poll() is None and interruptions.number is None:
            time.sleep(POLL_SECONDS)
        if interruptions.number not in {None, signal.SIGINT}:
            # Tests clean up on an interrupt. On Ctrl-C the terminal has sent it already.
            process.send_signal(signal.SIGINT)
        try:
            process.wait(CLEAN_UP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
        code = process.wait()
        interruptions.check()
    return code
