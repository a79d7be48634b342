"""Run the static checks, each a command that must succeed; with --fix, first fix findings."""

import subprocess
import sys
import sysconfig
import time
from dataclasses import dataclass
from pathlib import Path

from infra.local.docs import sphinx
from infra.local.node import NODE
from infra.local.tiers import ROOT
from infra.local.toolchain import COMPONENT, node_environment

PYTHON = (sys.executable, "-m")
BIOME = (str(NODE), "node_modules/@biomejs/biome/bin/biome", "check")
# import-linter has no __main__, and finds only modules on sys.path.
LINT_IMPORTS = (
    "import sys; sys.path[:0] = ['streamlit_app', 'functions']; "
    "from importlinter.cli import lint_imports_command; lint_imports_command()"
)


@dataclass(frozen=True)
class Check:
    """A tool, its arguments and where it runs."""

    name: str
    command: tuple[str, ...]
    cwd: Path = ROOT


FIXES = (
    Check("ruff check --fix", (*PYTHON, "ruff", "check", "--fix", ".")),
    Check("ruff format", (*PYTHON, "ruff", "format", ".")),
    Check("biome --write", (*BIOME, "--write", "."), COMPONENT),
)
CHECKS = (
    Check("ruff check", (*PYTHON, "ruff", "check", ".")),
    Check("ruff format", (*PYTHON, "ruff", "format", "--check", ".")),
    # Each tier on its own: they are deployed apart.
    Check("mypy streamlit_app", (*PYTHON, "mypy", "streamlit_app")),
    Check("mypy examples", (*PYTHON, "mypy", "examples")),
    Check("mypy functions", (*PYTHON, "mypy", "functions")),
    Check("mypy infra, docs, dev.py", (*PYTHON, "mypy", "infra", "docs", "dev.py")),
    Check("mypy tests", (*PYTHON, "mypy", "tests")),
    Check("lint-imports", (sys.executable, "-c", LINT_IMPORTS)),
    Check("biome", (*BIOME, "."), COMPONENT),
    Check("tsc", (str(NODE), "node_modules/typescript/bin/tsc", "--noEmit"), COMPONENT),
    Check("terraform modules", (*PYTHON, "infra.policy")),
    Check("terraform", (*PYTHON, "infra.policy.terraform")),
    Check("checkov", (*PYTHON, "infra.policy.checkov")),
    Check("package", (*PYTHON, "infra.local.package")),
    Check("contract", (*PYTHON, "infra.local.contract", "--check")),
    Check("docs", sphinx("dummy")),
    # zizmor cannot be run with -m. Offline, it does not look for newer versions of the actions.
    Check(
        "zizmor",
        (str(Path(sysconfig.get_path("scripts"), "zizmor")), "--offline", "--pedantic", ".github"),
    ),
)


def run_checks(*, fix: bool = False) -> int:
    """Run every check, print a line for each and the output of those that fail.

    Args:
        fix: Whether to fix first what the linters can.

    Returns:
        The number of checks that failed.
    """
    if fix:
        for check in FIXES:
            _run(check)
    failed = [check.name for check in CHECKS if not _run(check)]
    print(f"Failed: {', '.join(failed)}." if failed else "All checks passed.")
    return len(failed)


def _run(check: Check) -> bool:
    started = time.monotonic()
    run = subprocess.run(
        check.command,
        cwd=check.cwd,
        env=node_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    word = "failed" if run.returncode else "ok"
    print(f"{check.name}: {word} ({time.monotonic() - started:.1f} s)")
    if run.returncode:
        print(run.stdout.decode("utf-8", "replace").rstrip())
    return run.returncode == 0
