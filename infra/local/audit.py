"""Whether packages of the lock files have known vulnerabilities, by pip-audit and npm audit."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.local.errors import LocalRunError
from infra.local.node import NODE, NPM
from infra.local.tiers import ROOT
from infra.local.toolchain import TEST_PACKAGES, node_environment


@dataclass(frozen=True)
class Audit:
    """The audit of one lock file.

    Attributes:
        lock: The lock file.
        command: Writes a report in JSON; where it runs is beside the lock file.
        find: Yields a line for each finding of a report.
        unreachable: A pattern of the errors when the advisories cannot be had.
    """

    lock: Path
    command: tuple[str, ...]
    find: Callable[[Any], Iterator[str]]
    unreachable: str

    @property
    def name(self) -> str:
        """The lock file, as messages name it."""
        return self.lock.relative_to(ROOT).as_posix()


def _findings_of_pip_audit(report: Any) -> Iterator[str]:
    for package in report["dependencies"]:
        if "skip_reason" in package:
            yield f"{package['name']}: not audited"
            continue
        for vulnerability in package["vulns"]:
            fixes = ", ".join(vulnerability["fix_versions"]) or "no version yet"
            yield f"{package['name']} {package['version']}: {vulnerability['id']}, fixed in {fixes}"


def _findings_of_npm(report: Any) -> Iterator[str]:
    for name, package in report["vulnerabilities"].items():
        # A package may be named only for one that it needs.
        advisories = [via["url"] for via in package["via"] if not isinstance(via, str)]
        yield f"{name}: {package['severity']} {' '.join(advisories)}".rstrip()


def _python(name: str) -> Audit:
    # Of the two sources only OSV's says when it does not know a package.
    options = (
        "--disable-pip",
        "--progress-spinner=off",
        "--format=json",
        "--vulnerability-service=osv",
    )
    return Audit(
        ROOT / name,
        (sys.executable, "-m", "pip_audit", *options, "--requirement", str(ROOT / name)),
        _findings_of_pip_audit,
        r"requests\.exceptions\.\w*(?:Connection|Timeout|Proxy|SSL)\w*|ServiceError|ConnectionError",
    )


def _node(folder: Path) -> Audit:
    return Audit(
        folder / "package-lock.json",
        (str(NODE), str(NPM), "audit", "--json", "--package-lock-only"),
        _findings_of_npm,
        "audit endpoint returned an error",
    )


AUDITS = (
    *map(
        _python,
        (
            "requirements-uv.txt",
            "requirements-dev.txt",
            "streamlit_app/requirements.txt",
            "functions/requirements.txt",
        ),
    ),
    *map(_node, TEST_PACKAGES),
)


def run_audits(audits: Sequence[Audit] = AUDITS) -> int:
    """Run every audit and print what it found.

    Returns:
        The number of lock files with findings. One whose advisories cannot be reached counts as
        none, and is named.

    Raises:
        LocalRunError: An audit failed in any other way.
    """
    failed = 0
    for audit in audits:
        findings = _audit(audit)
        if findings is None:
            print(f"{audit.name}: not audited, the advisories cannot be reached from here.")
            continue
        print(f"{audit.name}: known vulnerabilities: {len(findings) or 'none'}")
        for finding in findings:
            print(f"  {finding}")
        failed += bool(findings)
    return failed


def _audit(audit: Audit) -> list[str] | None:
    """Return the findings of one audit, or None when the advisories cannot be reached."""
    run = subprocess.run(
        audit.command,
        cwd=audit.lock.parent,
        env=node_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode and re.search(audit.unreachable, run.stderr):
        return None
    try:
        return list(audit.find(json.loads(run.stdout)))
    except (ValueError, KeyError, TypeError) as error:
        message = f"The audit of {audit.name} gave no report:\n{run.stderr.strip()}"
        raise LocalRunError(message) from error
