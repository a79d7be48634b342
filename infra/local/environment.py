"""The Python environment in .venv: made from the lock file, then entered."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from infra.local.errors import LocalRunError
from infra.local.fingerprint import fingerprint, is_current, write_stamp
from infra.local.set_up_lock import set_up_lock
from infra.local.step import NO_NETWORK, Step, run_step
from infra.local.tiers import ROOT

ENVIRONMENT = ROOT / ".venv"
LOCK_FILE = ROOT / "requirements-dev.txt"
STAMP = ENVIRONMENT / "gatepost.stamp"
_RESOLVED = ENVIRONMENT.resolve()

_PYTHON = "Scripts/python.exe" if sys.platform == "win32" else "bin/python"

REASONS = {
    r"DO NOT MATCH THE HASHES": (
        "A downloaded Python package is not the one that requirements-dev.txt names, "
        "so nothing of it was installed."
    ),
    NO_NETWORK: (
        "The Python packages cannot be downloaded: "
        "this machine reaches no network or no package registry."
    ),
    r"gcc|g\+\+|clang|cl\.exe|Visual C\+\+|compiler|subprocess-exited-with-error": (
        "A Python package has to be compiled here and cannot be: install a C compiler "
        "(Debian and Ubuntu: apt install build-essential python3-dev; "
        "macOS: xcode-select --install), then run the same command again."
    ),
}


def in_environment() -> bool:
    """Tell whether this process runs in .venv."""
    return Path(sys.prefix).resolve() == _RESOLVED


def ensure_environment() -> None:
    """Make .venv, or bring it up to date with the lock file; do nothing if it is.

    Raises:
        LocalRunError: Python has no venv module, or the packages cannot be installed.
    """
    wanted = fingerprint([LOCK_FILE])
    python = ENVIRONMENT / _PYTHON
    if python.exists() and is_current(STAMP, wanted):
        return
    with set_up_lock():
        if python.exists() and is_current(STAMP, wanted):
            return  # another dev.py has just done it
        if not _is_usable(python):
            _create()
        run_step(
            Step(
                title="Installing Python packages",
                name="pip",
                command=(
                    *(str(python), "-m", "pip", "install", "--require-hashes"),
                    *("--disable-pip-version-check", "--no-input", "--progress-bar", "off"),
                    *("--retries", "2", "-r", str(LOCK_FILE)),
                ),
                reasons=REASONS,
            )
        )
        write_stamp(STAMP, wanted)


def _is_usable(python: Path) -> bool:
    """Tell whether pip would install into .venv: its making may have been cut short."""
    if not python.exists():
        return False
    command = [str(python), "-c", "import pip, sys; print(sys.prefix)"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    return answer.returncode == 0 and Path(answer.stdout.strip()).resolve() == _RESOLVED


def _create() -> None:
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise LocalRunError(
            "Python's venv module is missing: install it "
            "(Debian and Ubuntu: apt install python3-venv), then run the same command again."
        )
    run_step(
        Step(
            title="Creating .venv",
            name="venv",
            command=(sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)),
        )
    )


def enter_environment(arguments: list[str]) -> None:
    """Run dev.py again, in .venv; returns only if this process already does."""
    if in_environment():
        return
    command = [str(ENVIRONMENT / _PYTHON), str(ROOT / "dev.py"), *arguments]
    if sys.platform == "win32":
        sys.exit(subprocess.call(command))
    sys.stdout.flush()
    os.execv(command[0], command)  # noqa: S606  the command is our own
