"""Have checkov look for weaknesses in the modules: ``python -m infra.policy.checkov``.

``checkov.yaml`` says what it looks at, and why it skips a rule. Without a network for the first
installation, this says so and succeeds.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from infra.policy.environment import environment
from infra.policy.modules import INFRA

SETTINGS = Path(__file__).with_suffix(".yaml")


def run_checkov(infra: Path = INFRA) -> int:
    """Print what checkov finds in a folder; return its exit code."""
    python = environment("checkov", "requirements-checkov.txt")
    if python is None:
        print("checkov can't be installed, so it has not looked at the modules.")
        return 0
    command = (python, "-m", "checkov.main", "--config-file", SETTINGS, "--directory", infra)
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(run_checkov())
