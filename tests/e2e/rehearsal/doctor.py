"""The doctor as an operator runs it: the app's own environment, addresses and all."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from infra.rehearsal.artefacts import APP, python_of
from infra.rehearsal.names import API, BALANCED_APP, COMPONENT

SECONDS = 15
SETTINGS = {
    "GATEPOST_COMPONENT_URL": f"https://{COMPONENT}",
    "GATEPOST_APP_URL": f"https://{BALANCED_APP}",
    "GATEPOST_API_URL": f"https://{API}",
}


def diagnose(
    settings: Mapping[str, str], cwd: Path = APP / "streamlit_app"
) -> list[dict[str, Any]]:
    """Return what the doctor finds, with some settings of the app changed.

    Args:
        settings: Environment variables of the app.
        cwd: The folder of the package; another one holds another release.
    """
    run = subprocess.run(
        (str(python_of(APP)), "-m", "gatepost", "doctor", "--json"),
        cwd=cwd,
        env={**SETTINGS, **settings},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert "Traceback" not in run.stderr, run.stderr
    if not run.stdout:
        return [{"code": "settings", "tier": "app", "remedy": run.stderr, "is_fault": True}]
    found: list[dict[str, Any]] = json.loads(run.stdout)
    assert run.returncode == any(one["is_fault"] for one in found)
    return found
