"""The static checks, each a command that must succeed."""

import subprocess
import sys
import sysconfig
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from infra.local.node import NODE
from infra.local.tiers import ROOT
from infra.local.toolchain import COMPONENT, node_environment


@dataclass(frozen=True)
class Check:
    """A tool, its arguments and where it runs."""

    name: str
    command: tuple[str, ...]
    cwd: Path = ROOT


def _python(name: str, *arguments: str) -> Check:
    return Check(name, (sys.executable, "-m", *arguments))


def _node(name: str, *arguments: str) -> Check:
    return Check(name, (str(NODE), *arguments), COMPONENT)


# It has no __main__, its script names the folder that .venv was made in, and it finds only what
# Python finds.
LINT_IMPORTS = (
    "import sys; sys.path[:0] = ['streamlit_app', 'functions']; "
    "from importlinter.cli import lint_imports_command; lint_imports_command()"
)

CHECKS = (
    _python("ruff check", "ruff", "check", "."),
    _python("ruff format", "ruff", "format", "--check", "."),
    # Each tier by itself: their modules are deployed apart and share names.
    _python("mypy streamlit_app", "mypy", "streamlit_app"),
    _python("mypy functions", "mypy", "functions"),
    _python("mypy infra, dev.py", "mypy", "infra/local", "dev.py"),
    _python("mypy tests", "mypy", "tests"),
    Check("lint-imports", (sys.executable, "-c", LINT_IMPORTS)),
    _node("biome", "node_modules/@biomejs/biome/bin/biome", "check", "."),
    _node("tsc", "node_modules/typescript/bin/tsc", "--noEmit"),
    _python("contract", "infra.local.contract", "--check"),
    # It has no module. Offline: it asks nobody whether a pinned action is the newest.
    Check(
        "zizmor",
        (str(Path(sysconfig.get_path("scripts"), "zizmor")), "--offline", "--pedantic", ".github"),
    ),
)


def run_checks() -> int:
    """Run every check, print a line for each and the output of those that fail.

    Returns:
        The number of checks that failed.
    """
    env = node_environment()
    failed = [check.name for check in CHECKS if not _succeeds(check, env)]
    if failed:
        print(f"Failed: {', '.join(failed)}.")
    else:
        print("All checks passed.")
    return len(failed)


def _succeeds(check: Check, env: Mapping[str, str]) -> bool:
    started = time.monotonic()
    run = subprocess.run(
        check.command,
        cwd=check.cwd,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    word = "failed" if run.returncode else "ok"
    print(f"{check.name}: {word} ({time.monotonic() - started:.1f} s)")
    if run.returncode:
        print(run.stdout.decode("utf-8", "replace").rstrip())
    return run.returncode == 0
