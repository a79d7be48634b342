"""Environments of their own for tools whose packages would not go with the others."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from infra.local.python_packages import ensure_uv, pip_settings
from infra.local.tiers import run_dir

LOCKS = Path(__file__).parent


def environment(name: str, lock: str) -> Path | None:
    """Make an environment once, and return its Python; None if the packages can't be had.

    Args:
        name: Folder of the environment in ``.run``.
        lock: Name of the lock file beside this file.
    """
    at = run_dir(0) / name
    env = {**os.environ, **pip_settings()}
    uv = ensure_uv()
    python = at / "bin" / "python"
    make = (uv, "venv", "--quiet", "--allow-existing", str(at))
    sync = (uv, "pip", "sync", "--quiet", "--require-hashes", "--python", str(python))
    for command in (make, (*sync, str(LOCKS / lock))):
        if subprocess.run(command, env=env, capture_output=True, check=False).returncode:
            return None
    return python
