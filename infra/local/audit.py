"""Check the packages in the lock files for known vulnerabilities: pip-audit and npm audit."""

import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from infra.local.node import NODE, NPM
from infra.local.tiers import ROOT
from infra.local.toolchain import REHEARSAL, TEST_PACKAGES, node_environment

PYTHON_LOCKS = (
    ROOT / "requirements-uv.txt",
    ROOT / "requirements-dev.txt",
    ROOT / "requirements-release.txt",
    ROOT / "streamlit_app" / "requirements.txt",
    ROOT / "functions" / "requirements.txt",
    ROOT / "infra" / "policy" / "requirements.txt",
    ROOT / "infra" / "policy" / "requirements-checkov.txt",
)
PIP_AUDIT = (
    *(sys.executable, "-m", "pip_audit", "--disable-pip", "--progress-spinner=off"),
    # Not PyPI's advisories: a package that the index does not know would be skipped.
    *("--vulnerability-service=osv", "--strict", "--requirement"),
)
NPM_AUDIT = (str(NODE), str(NPM), "audit", "--package-lock-only")
AUDITS: Mapping[Path, Sequence[str]] = {
    **{lock: (*PIP_AUDIT, str(lock)) for lock in PYTHON_LOCKS},
    **{folder / "package-lock.json": NPM_AUDIT for folder in (*TEST_PACKAGES, REHEARSAL)},
}
# What the two print if the advisories cannot be reached.
UNREACHABLE = re.compile(
    r"requests\.exceptions\.\w*(?:Connection|Timeout|Proxy|SSL)\w*|ServiceError|ConnectionError"
    r"|audit endpoint returned an error"
)


def run_audits(audits: Mapping[Path, Sequence[str]] = AUDITS) -> int:
    """Run every audit, print a line for each and the output of those that fail.

    Args:
        audits: The command for each lock file.

    Returns:
        The number of audits with findings, or without a result. One whose advisories cannot be
        reached is printed but not counted.
    """
    failed = 0
    for lock, command in audits.items():
        run = subprocess.run(
            command,
            cwd=lock.parent,
            env=node_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        name = lock.relative_to(ROOT).as_posix()
        if run.returncode == 0:
            print(f"{name}: no known vulnerabilities.")
        elif UNREACHABLE.search(run.stderr):
            print(f"{name}: not audited: the advisories cannot be reached from here.")
        else:
            failed += 1
            print(f"{name}: the audit failed.\n{run.stdout}{run.stderr}".rstrip())
    return failed
