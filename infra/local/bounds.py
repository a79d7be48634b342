"""Test the package with the oldest and the newest releases that its metadata admits."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from infra.local.foreground import clean_environment, run_in_foreground
from infra.local.python_packages import REASONS, ensure_uv, pip_settings, python_of
from infra.local.step import Step, run_step
from infra.local.tiers import ROOT, run_dir

_NEEDS = ("--all-extras", "-r", f"{ROOT}/streamlit_app/pyproject.toml")
_TOOLS = ("--group", f"{ROOT}/pyproject.toml:package", "-r", f"{ROOT}/functions/requirements.in")
_TESTS = "tests/streamlit_app"
_WARNINGS = ("-W", "default::DeprecationWarning")  # old releases meet newer ones of their own needs
_RESOLUTIONS = {"oldest": "lowest-direct", "newest": "highest"}
_TITLE = """
import platform, streamlit
print(f"Python {platform.python_version()}, Streamlit {streamlit.__version__}")
"""
_MINORS = range(11, 15)


def run_bounds(arguments: Sequence[str]) -> int:
    """Run the package's tests on each Python found, with both ends of its requirements.

    Args:
        arguments: Options of pytest.
    """
    results = {}
    for python in _pythons():
        for name, resolution in _RESOLUTIONS.items():
            environment = run_dir(0) / "bounds" / f"{python.name}-{name}"
            own = _install(python, environment, "--resolution", resolution)
            title = _output(own, _TITLE)
            print(f"\n{title}")
            command = [str(own), "-m", "pytest", "-q", "-n", "2", *_WARNINGS, _TESTS, *arguments]
            results[title] = run_in_foreground(command, env=clean_environment())
    print()
    for title, code in results.items():
        print(f"{title}: {'failed' if code else 'ok'}")
    return max(results.values())


def _pythons() -> Iterator[Path]:
    """Give this Python, and every other release that the package admits and that runs here."""
    yield Path(sys.executable).resolve()
    for minor in _MINORS:
        found = shutil.which(f"python3.{minor}")
        if minor == sys.version_info.minor or found is None:
            continue
        if not subprocess.run((found, "-c", ""), capture_output=True, check=False).returncode:
            yield Path(found)


def _install(python: Path, environment: Path, *resolution: str) -> Path:
    """Make an environment with what the package and its tests need; return its Python."""
    uv, own = ensure_uv(), python_of(environment)
    name = f"bounds-{environment.name}"
    env = {**os.environ, **pip_settings()}
    install = (uv, "pip", "install", "--python", str(own))
    for title, command in (
        (
            f"Creating {environment.name}",
            (uv, "venv", "--clear", "-p", str(python), str(environment)),
        ),
        ("Installing what the package needs", (*install, *resolution, *_NEEDS)),
        ("Installing its tests' tools", (*install, *_TOOLS)),
    ):
        run_step(Step(title, name, command, env=env, reasons=REASONS))
    return own


def _output(python: Path, code: str) -> str:
    run = subprocess.run((python, "-c", code), capture_output=True, text=True, check=True)
    return run.stdout.strip()
