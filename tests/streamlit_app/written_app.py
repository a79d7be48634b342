"""Run the tests of an app that a command of the package has written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import gatepost


def run_its_tests(folder: Path) -> int:
    """Return the exit code of pytest in the folder, with this package."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:locust"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(Path(gatepost.__file__).parent.parent)},
        capture_output=True,
        timeout=120,
        check=False,
    ).returncode
